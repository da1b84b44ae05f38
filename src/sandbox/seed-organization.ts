// The organization of a seed: its accounts and organizational units, the latter made as accounts and paths mention them.
import { optional } from '../optional.ts';
import { base36 } from './ids.ts';
import { namesOf } from './seed-names.ts';
import type { SandboxSeed } from './seed-shape.ts';
import type { Account, Organization, ServiceControlPolicies, Unit } from './state.ts';

type SeedOrganization = SandboxSeed['organization'];

/** The partition that a region is in. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('eusc-') ? 'aws-eusc' : 'aws';
}

export function seededOrganization(seed: SeedOrganization, tell: (path: string, what: string) => void): Organization {
  const id = seed.id ?? `o-${base36(10, 'organization', seed.managementAccount)}`;
  const rootId = seed.rootId ?? `r-${base36(4, 'root', id)}`;
  const units = unitsOf(seed, rootId);
  const accounts = new Map<string, Account>();
  for (const [index, account] of seed.accounts.entries()) {
    const path = `organization.accounts[${index}]`;
    if (accounts.has(account.id)) tell(`${path}.id`, `\`${account.id}\` is there twice`);
    accounts.set(account.id, {
      id: account.id,
      name: account.name,
      email: account.email ?? `aws-${account.id}@example.com`,
      parentId: account.ou === undefined ? rootId : (units.byPath.get(account.ou) ?? rootId),
      state: account.state ?? 'ACTIVE',
      tags: account.tags ?? {},
    });
  }
  const { managementAccount, delegatedAdministrator, serviceControlPolicies } = seed;
  const named = { managementAccount, delegatedAdministrator };
  for (const [member, account] of Object.entries(named)) {
    if (account !== undefined && !accounts.has(account))
      tell(`organization.${member}`, `names no account: \`${account}\``);
  }
  return {
    id,
    rootId,
    managementAccount,
    ...optional({ delegatedAdministrator }),
    units: units.byId,
    accounts,
    ...(serviceControlPolicies && {
      serviceControlPolicies: controlPolicies(serviceControlPolicies, { rootId, units: units.byPath, accounts, tell }),
    }),
  };
}

interface Places {
  readonly rootId: string;
  /** Ids by path. */
  readonly units: ReadonlyMap<string, string>;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly tell: (path: string, what: string) => void;
}

const IN_SEED = 'organization.serviceControlPolicies';

/** What a policy is attached to is `root`, the path or id of a unit, or an account. */
function controlPolicies(
  { enabled = true, policies = [], withoutFullAccess = [] }: NonNullable<SeedOrganization['serviceControlPolicies']>,
  { rootId, units, accounts, tell }: Places,
): ServiceControlPolicies {
  const accountIds = namesOf([...accounts.values()]);
  const ids = new Set([...units.values(), ...accounts.keys()]);
  const targetsIn = (targets: readonly string[], path: string): readonly string[] =>
    targets.flatMap((target, index) => {
      if (target === 'root' || target === rootId) return [rootId];
      const id = ids.has(target) ? target : (units.get(target) ?? accountIds.get(target));
      if (id === undefined) tell(`${path}[${index}]`, `names no account, unit or \`root\`: \`${target}\``);
      return id ?? [];
    });
  const known = new Set<string>();
  return {
    enabled,
    policies: policies.map(
      ({ name, id = `p-${base36(10, 'policy', rootId, name)}`, description, content, targets }, index) => {
        const path = `${IN_SEED}.policies[${index}]`;
        if (known.has(id)) tell(path, `\`${name}\` is there twice`);
        known.add(id);
        return {
          id,
          name,
          ...optional({ description }),
          content: typeof content === 'string' ? content : JSON.stringify(content),
          targets: targetsIn(targets, `${path}.targets`),
        };
      },
    ),
    withoutFullAccess: targetsIn(withoutFullAccess, `${IN_SEED}.withoutFullAccess`),
  };
}

function unitsOf(seed: SeedOrganization, rootId: string): { byId: Map<string, Unit>; byPath: Map<string, string> } {
  const byId = new Map<string, Unit>();
  const byPath = new Map<string, string>();
  const chosen = new Map((seed.organizationalUnits ?? []).map(({ path, id }) => [path, id]));
  const make = (path: string): string => {
    const present = byPath.get(path);
    if (present !== undefined) return present;
    const slash = path.lastIndexOf('/');
    const parentId = slash === -1 ? rootId : make(path.slice(0, slash));
    const id = chosen.get(path) ?? `ou-${rootId.slice(2)}-${base36(8, 'unit', rootId, path)}`;
    byId.set(id, { id, name: path.slice(slash + 1), parentId });
    byPath.set(path, id);
    return id;
  };
  for (const path of chosen.keys()) make(path);
  for (const { ou } of seed.accounts) if (ou !== undefined) make(ou);
  return { byId, byPath };
}
