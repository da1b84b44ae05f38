// From the section `entra` of a seed to a tenant. What the identity store holds already, by its external id, counts as written by provisioning.
import { optional } from '../../optional.ts';
import type { ExternalId } from '../directory-state.ts';
import { uuid } from '../ids.ts';
import type { SandboxState } from '../state.ts';
import { bareGroup, type Find, madeServicePrincipal, madeUser, timeOf, withPeople } from './making.ts';
import { mappedOf, membersInScope, objectsInScope } from './scope.ts';
import type { EntraSeed, SeedServicePrincipal } from './seed-shape.ts';
import type { Link, ServicePrincipal, Tenant } from './tenant.ts';
import { timeText } from './wire.ts';

type Tell = (path: string, what: string) => void;

export function tenantOf(state: SandboxState, seed: EntraSeed, tell: Tell): Tenant {
  const { tenant: { id, displayName = 'Sandbox', domains = ['sandbox.example'], licence = 'p2' } = {} } = seed;
  const tenantId = (id ?? uuid('tenant', state.organization.id)).toLowerCase();
  const place = { tenantId, now: state.now, standard: standardOf(state, domains[0]!) };
  const tenant: Tenant = {
    id: tenantId,
    displayName,
    domains,
    licence,
    ...optional({ permissions: seed.permissions }),
    allowedToCreateSecurityGroups: seed.allowedToCreateSecurityGroups ?? false,
    users: new Map(),
    groups: new Map(),
    servicePrincipals: new Map(),
    log: [],
  };
  const once = (map: ReadonlyMap<string, unknown>, key: string, path: string) => {
    if (map.has(key)) tell(path, `is there twice: \`${key}\``);
  };
  for (const [index, each] of (seed.users ?? []).entries()) {
    const user = madeUser(each, place);
    once(tenant.users, user.id, `entra.users[${index}]`);
    tenant.users.set(user.id, user);
  }
  const names = new Set<string>();
  const groups = (seed.groups ?? []).map((each, index) => {
    const isNamesake = names.has(each.displayName);
    names.add(each.displayName);
    const group = bareGroup(each, isNamesake ? { ...place, part: String(index) } : place);
    once(tenant.groups, group.id, `entra.groups[${index}]`);
    tenant.groups.set(group.id, group);
    return group;
  });
  const find = finder(tenant, tell);
  // Service principals may be owners; who owns and is assigned to them follows when all are there.
  const applications = seed.servicePrincipals ?? [];
  for (const { provisioning: _, owners: _owners, assignments: _assignments, ...bare } of applications) {
    const made = madeServicePrincipal(bare, place, find, '');
    tenant.servicePrincipals.set(made.id, made);
  }
  for (const [index, each] of (seed.groups ?? []).entries())
    tenant.groups.set(groups[index]!.id, withPeople(groups[index]!, each, find, `entra.groups[${index}]`));
  for (const [index, each] of applications.entries()) {
    const made = madeServicePrincipal(each, place, find, `entra.servicePrincipals[${index}]`);
    tenant.servicePrincipals.set(made.id, withLinks(state, tenant, made));
  }
  for (const [index, each] of (seed.provisioningFailures ?? []).entries()) {
    const path = `entra.provisioningFailures[${index}]`;
    const servicePrincipalId = find(each.application, `${path}.application`);
    const sourceId = find(each.source, `${path}.source`);
    if (servicePrincipalId === undefined || sourceId === undefined) continue;
    tenant.log.push({
      id: uuid('provisioning-record', tenantId, String(index)),
      at: timeOf(each.at),
      servicePrincipalId,
      action: each.action ?? 'create',
      source: {
        id: sourceId,
        displayName: tenant.groups.get(sourceId)?.displayName ?? tenant.users.get(sourceId)?.displayName ?? '',
        kind: tenant.groups.has(sourceId) ? 'Group' : 'User',
      },
      failure: { errorCode: each.errorCode, reason: each.reason },
    });
  }
  tenant.log.sort((a, b) => a.at - b.at);
  return tenant;
}

const TEN_YEARS_MS = 3652 * 86_400_000;

/** As the tutorial of Identity Center's gallery application has it: SAML to this instance, whose directory names it. */
function standardOf(
  { region, identityStoreId, instanceArn, now }: SandboxState,
  domain: string,
): Partial<SeedServicePrincipal> {
  const saml = `https://${region}.signin.aws.amazon.com/platform/saml`;
  return {
    preferredSingleSignOnMode: 'saml',
    servicePrincipalNames: [`${saml}/${identityStoreId}`],
    replyUrls: [`${saml}/acs/${uuid('saml-acs', instanceArn)}`],
    loginUrl: `https://${identityStoreId}.awsapps.com/start`,
    notificationEmailAddresses: [`identity@${domain}`],
    certificates: [{ startDateTime: timeText(now), endDateTime: timeText(now + TEN_YEARS_MS) }],
  };
}

/** By object id, or by the name of just one object of the tenant. */
export function finder(tenant: Tenant, tell: Tell): Find {
  let byName: ReadonlyMap<string, readonly string[]> | undefined;
  return (named, path) => {
    const { users, groups, servicePrincipals } = tenant;
    const id = named.toLowerCase();
    if (users.has(id) || groups.has(id) || servicePrincipals.has(id)) return id;
    byName ??= idsByName(tenant);
    const found = byName.get(named) ?? [];
    if (found.length === 1) return found[0];
    tell(
      path,
      found.length === 0 ? `names nothing of the tenant: \`${named}\`` : `names several of the tenant: \`${named}\``,
    );
    return undefined;
  };
}

function idsByName({ users, groups, servicePrincipals }: Tenant): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  const add = (name: string, id: string) => void ids.set(name, [...(ids.get(name) ?? []), id]);
  for (const { userPrincipalName, id } of users.values()) add(userPrincipalName, id);
  for (const { displayName, id } of [...groups.values(), ...servicePrincipals.values()]) add(displayName, id);
  return ids;
}

/** The job has run before the seed begins, unless it says otherwise: what bears the external id of an object in scope is that object. */
function withLinks(state: SandboxState, tenant: Tenant, application: ServicePrincipal): ServicePrincipal {
  const { job } = application;
  if (job?.lastRun === undefined) return application;
  const { directory } = state;
  const scope = objectsInScope(tenant, application, job);
  const links: Record<string, Link> = {};
  const users = byExternalId(directory.users.values());
  for (const user of scope.users) {
    const found = users.get(mappedOf(job, 'User', user).externalId?.toLowerCase() ?? '');
    if (found === undefined) continue;
    const { userName, displayName, externalId } = found;
    const written = {
      ...mappedOf(job, 'User', user),
      userName,
      ...optional({ displayName }),
      externalId: externalId!.id,
    };
    links[user.id] = { kind: 'User', id: found.id, written, members: [] };
  }
  const groups = byExternalId(directory.groups.values());
  for (const group of scope.groups) {
    const found = groups.get(mappedOf(job, 'Group', group).externalId?.toLowerCase() ?? '');
    if (found === undefined) continue;
    const present = directory.membersOfGroup.get(found.id);
    const members = membersInScope(tenant, group, scope).filter((id) => present?.has(links[id]?.id ?? '') === true);
    const written = { displayName: found.displayName ?? '', externalId: found.externalId!.id };
    links[group.id] = { kind: 'Group', id: found.id, written, members };
  }
  return { ...application, job: { ...job, links } };
}

const byExternalId = <T extends { readonly externalId?: ExternalId }>(items: Iterable<T>): ReadonlyMap<string, T> =>
  new Map(
    [...items].flatMap((item): readonly [string, T][] =>
      item.externalId === undefined ? [] : [[item.externalId.id.toLowerCase(), item]],
    ),
  );
