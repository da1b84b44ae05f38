// account-access: the application of account access manager, and the entitlements to roles that accounts have anyway.
import { optional } from '../../optional.ts';
import {
  ACCOUNT_ACCESS_ACTIONS,
  ACCOUNT_ACCESS_SERVICE,
  accountOfRole,
  isSame,
  makeApplication,
  putEntitlement,
} from '../account-access.ts';
import type { AccountAccessApplication, Entitlement } from '../account-access-state.ts';
import { denied } from '../callers.ts';
import type { InputOf } from '../constraints.ts';
import { conflict, notFound, quotaExceeded, ServiceError, tooManyOutstanding, validation } from '../errors.ts';
import { isKnownToServices, rolesOf } from '../iam-roles.ts';
import { type Call, type Operations, type Output, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import {
  applicationArn,
  entitlementFilter,
  entitlementId,
  entitlement as entitlementShape,
  identitySource,
  paged,
  tagKeys,
  tags,
} from '../shapes-account-access.ts';
import { trustsService } from '../trust.ts';
import { requireInstance } from './resources.ts';
import { checkedTags } from './tags.ts';

const onApplication = { applicationArn };
const onEntitlement = { applicationArn, entitlementId };
const onResource = { resourceArn: applicationArn };

export const ACCOUNT_ACCESS: Operations = {
  CreateApplication: writes({ identitySource, 'tags?': tags }, (call, input) => {
    guardManagement(call);
    const { identityCenter } = input.identitySource;
    if (identityCenter === undefined) throw validation('identitySource must have identityCenter');
    requireInstance(call, identityCenter.instanceArn);
    const present = presentApplication(call);
    if (present?.deletedAt !== undefined) throw conflict('The application is being deleted.');
    if (present !== undefined) {
      throw new ServiceError('AlreadyCreatedException', 'An application exists for the instance already.');
    }
    begin(call);
    const given = Object.entries(input.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
    const readyAt = call.state.now + call.settings.operationMs;
    return { applicationArn: makeApplication(call.state, checkedTags(new Map(), given), readyAt).arn };
  }),
  GetApplication: reads(onApplication, (call, input) => {
    const application = requireApplication(call, input);
    const { instanceArn } = call.state;
    return {
      identitySource: { identityCenter: { instanceArn, applicationArn: application.identityCenterApplication } },
      status: statusOf(call, application),
      tenantId: application.tenantId,
      createdAt: new Date(application.createdAt),
      updatedAt: new Date(application.updatedAt),
      tags: Object.fromEntries(application.tags),
    };
  }),
  /** All entitlements go with it (User Guide, deleting account access manager). */
  DeleteApplication: writes(onApplication, (call, input) => {
    guardManagement(call);
    const application = requireActive(call, input);
    begin(call);
    application.deletedAt = call.state.now;
    application.updatedAt = call.state.now;
    call.state.accountAccess.entitlements.clear();
    call.state.applications.delete(application.identityCenterApplication);
    return {};
  }),
  ListApplications: reads(paged, (call, input) => {
    const present = presentApplication(call);
    return lowerPage(call, input, {
      key: 'applications',
      items: present === undefined ? [] : [present],
      show: ({ arn, tenantId, createdAt, updatedAt }) => ({
        applicationArn: arn,
        tenantId,
        createdAt: new Date(createdAt),
        updatedAt: new Date(updatedAt),
      }),
    });
  }),
  CreateEntitlement: writes({ ...onApplication, entitlement: entitlementShape }, (call, input) => {
    requireActive(call, input);
    const of = entitled(input.entitlement);
    requirePrincipal(call, of.principal);
    requireTrustingRole(call, of.roleArn);
    guardGroupsOfRole(call, of);
    begin(call);
    return { entitlementId: putEntitlement(call.state, of).id };
  }),
  GetEntitlement: reads(onEntitlement, (call, input) => {
    const found = requireEntitlement(call, input);
    return { applicationArn: input.applicationArn, ...shown(call, found) };
  }),
  DeleteEntitlement: writes(onEntitlement, (call, input) => {
    requireActive(call, input);
    const found = requireEntitlement(call, input);
    begin(call);
    call.state.accountAccess.entitlements.delete(found.id);
    return {};
  }),
  ListEntitlements: reads({ ...onApplication, filter: entitlementFilter, ...paged }, (call, input) => {
    requireApplication(call, input);
    const { principal, roleArn, account } = input.filter.principalRole ?? {};
    // An empty filter is refused (vouch-sh/vouch#902).
    if (principal === undefined && roleArn === undefined && account === undefined) {
      throw validation('filter must name a principal, a role or an account');
    }
    const wanted = principal && principalOf(principal);
    const items = [...call.state.accountAccess.entitlements.values()].filter(
      (entitlement) =>
        (wanted === undefined || isSame(entitlement.principal, wanted)) &&
        (roleArn === undefined || entitlement.roleArn === roleArn) &&
        (account === undefined || accountOfRole(entitlement.roleArn) === account),
    );
    return lowerPage(call, input, { key: 'entitlements', items, show: (each) => shown(call, each) });
  }),
  ListTagsForResource: reads(onResource, (call, input) => ({
    tags: Object.fromEntries(requireApplication(call, { applicationArn: input.resourceArn }).tags),
  })),
  TagResource: writes({ ...onResource, tags }, (call, input) => {
    const { tags: present } = requireApplication(call, { applicationArn: input.resourceArn });
    const given = Object.entries(input.tags).map(([Key, Value]) => ({ Key, Value }));
    for (const [key, value] of checkedTags(present, given)) present.set(key, value);
    return {};
  }),
  UntagResource: writes({ ...onResource, tagKeys }, (call, input) => {
    const { tags: present } = requireApplication(call, { applicationArn: input.resourceArn });
    for (const key of input.tagKeys) present.delete(key);
    return {};
  }),
};

/** The application unless its deletion is done. */
function presentApplication({ state, settings }: Call): AccountAccessApplication | undefined {
  const { application } = state.accountAccess;
  const { deletedAt } = application ?? {};
  return deletedAt !== undefined && state.now >= deletedAt + settings.operationMs ? undefined : application;
}

function requireApplication(call: Call, input: { readonly applicationArn: string }): AccountAccessApplication {
  const application = presentApplication(call);
  if (application !== undefined && application.arn === input.applicationArn) return application;
  throw notFound(`Could not find the application ${input.applicationArn}`);
}

/** Entitlements are written while the application is neither being made nor being deleted. */
function requireActive(call: Call, input: { readonly applicationArn: string }): AccountAccessApplication {
  const application = requireApplication(call, input);
  const status = statusOf(call, application);
  if (status !== 'ACTIVE') throw conflict(`The application is ${status}.`);
  return application;
}

function statusOf({ state }: Call, { readyAt, deletedAt }: AccountAccessApplication): string {
  if (deletedAt !== undefined) return 'DELETE_IN_PROGRESS';
  return state.now < readyAt ? 'CREATE_IN_PROGRESS' : 'ACTIVE';
}

/** A delegated administrator is given neither of the two (User Guide, security in account access manager). */
function guardManagement(call: Call): void {
  if (call.caller.persona === 'delegated-administrator') throw denied(call, '*');
}

/** Writes are asynchronous, and so many of them may be unfinished (quotas of account access manager, User Guide). Nothing else tells that they are. */
function begin({ state, settings }: Call): void {
  const { writes: accepted } = state.accountAccess;
  const unfinished = accepted.filter((at) => state.now < at + settings.operationMs);
  if (unfinished.length >= settings.outstandingEntitlements) throw tooManyOutstanding();
  accepted.splice(0, accepted.length, ...unfinished, state.now);
}

type Given = InputOf<typeof entitlementShape.members>;
type GivenPrincipal = NonNullable<Given['principalRole']>['principal'];

function entitled({ principalRole }: Given): Pick<Entitlement, 'principal' | 'roleArn'> {
  if (principalRole === undefined) throw validation('entitlement must have principalRole');
  return { principal: principalOf(principalRole.principal), roleArn: principalRole.roleArn };
}

function principalOf({ identityCenter }: GivenPrincipal): Entitlement['principal'] {
  const { userId, groupId } = identityCenter ?? {};
  if (groupId !== undefined && userId === undefined) return { type: 'GROUP', id: groupId };
  if (userId !== undefined && groupId === undefined) return { type: 'USER', id: userId };
  throw validation('principal must have exactly one of identityCenter.userId and identityCenter.groupId');
}

function requirePrincipal({ state }: Call, { type, id }: Entitlement['principal']): void {
  const { groups, users } = state.directory;
  if ((type === 'GROUP' ? groups : users).has(id)) return;
  throw notFound(`Could not find the ${type === 'GROUP' ? 'group' : 'user'} ${id}`);
}

/** The role is of an account of the organization, and lets the service take it; what the conditions of its trust policy say is not looked at. */
function requireTrustingRole({ state, settings }: Call, arn: string): void {
  const account = accountOfRole(arn);
  if (!state.organization.accounts.has(account)) throw notFound(`Could not find the account ${account}`);
  if (settings.entitledRoles === 'assumed') return;
  const role = rolesOf(state, account).find((present) => present.arn === arn);
  if (role === undefined) throw notFound(`Could not find the role ${arn}`);
  const trusts = trustsService(role.trust, ACCOUNT_ACCESS_SERVICE, ACCOUNT_ACCESS_ACTIONS);
  if (trusts && isKnownToServices(state, settings, role)) return;
  throw validation(
    `The trust policy of ${arn} does not allow ${ACCOUNT_ACCESS_SERVICE} ${ACCOUNT_ACCESS_ACTIONS.join(' and ')}`,
  );
}

function guardGroupsOfRole({ state, settings }: Call, of: Pick<Entitlement, 'principal' | 'roleArn'>): void {
  const present = [...state.accountAccess.entitlements.values()].filter(
    ({ principal, roleArn }) => roleArn === of.roleArn && principal.type === 'GROUP',
  );
  const isNew = of.principal.type === 'GROUP' && !present.some(({ principal }) => isSame(principal, of.principal));
  if (isNew && present.length >= settings.groupsPerRole) {
    throw quotaExceeded(`Cannot assign more than ${settings.groupsPerRole} groups to a role.`);
  }
}

function requireEntitlement(
  call: Call,
  input: { readonly applicationArn: string; readonly entitlementId: string },
): Entitlement {
  requireApplication(call, input);
  const found = call.state.accountAccess.entitlements.get(input.entitlementId);
  if (found === undefined) throw notFound(`Could not find the entitlement ${input.entitlementId}`);
  return found;
}

function shown({ state }: Call, { id, principal, roleArn, createdAt }: Entitlement): Output {
  const account = accountOfRole(roleArn);
  const { name } = state.organization.accounts.get(account) ?? {};
  const identityCenter = principal.type === 'GROUP' ? { groupId: principal.id } : { userId: principal.id };
  return {
    entitlementId: id,
    entitlement: {
      principalRole: { principal: { identityCenter }, roleArn, account, ...optional({ accountName: name }) },
    },
    createdAt: new Date(createdAt),
  };
}

/** Members of this service begin in lower case. */
function lowerPage<T>(
  call: Call,
  input: { readonly maxResults?: number; readonly nextToken?: string },
  list: { readonly key: string; readonly items: Iterable<T>; readonly show: (item: T) => unknown },
): Output {
  const { maxResults: size, nextToken: token, ...rest } = input;
  const { NextToken: next, ...output } = page(
    call,
    { ...rest, ...optional({ MaxResults: size, NextToken: token }) },
    list,
  );
  return { ...output, ...optional({ nextToken: next }) };
}
