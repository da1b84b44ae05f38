// The names in a seed that lead to something else: accounts, groups and users in it, and AWS managed policies.
import type { SandboxSeed } from './seed-shape.ts';
import type { Account, PrincipalType, SandboxState } from './state.ts';

/** A state in the making. */
export interface Making {
  readonly state: SandboxState;
  readonly accountByName: ReadonlyMap<string, string>;
  /** Tells that the value at a JSON path is wrong. */
  readonly tell: (path: string, what: string) => void;
}

export const accountOf = ({ state, accountByName }: Making, named: string): string | undefined =>
  state.organization.accounts.has(named) ? named : accountByName.get(named);

/** Accounts by name. A name that several accounts have is left out. */
export function namesOf(accounts: readonly Account[]): ReadonlyMap<string, string> {
  const byName = new Map<string, string>();
  const shared = new Set<string>();
  for (const { name, id } of accounts) {
    if (byName.has(name)) shared.add(name);
    byName.set(name, id);
  }
  return new Map([...byName].filter(([name]) => !shared.has(name)));
}

interface Principal {
  readonly type: PrincipalType;
  readonly id: string;
}

type Named = Pick<NonNullable<SandboxSeed['assignments']>[number], 'group' | 'user' | 'principal'>;

export function principalOf({ state, tell }: Making, row: Named, path: string): Principal | undefined {
  const { group, user, principal } = row;
  if ([group, user, principal].filter((given) => given !== undefined).length !== 1) {
    tell(path, 'must have exactly one of group, user and principal');
    return undefined;
  }
  if (principal !== undefined) return principal;
  const id =
    group === undefined ? state.directory.usersByName.get(user ?? '') : state.directory.groupsByName.get(group);
  if (id !== undefined) return { type: group === undefined ? 'USER' : 'GROUP', id };
  tell(
    group === undefined ? `${path}.user` : `${path}.group`,
    `names no ${group === undefined ? 'user' : 'group'}: \`${group ?? user}\``,
  );
  return undefined;
}

/** An AWS managed policy, by its ARN or by its path and name. */
export const awsPolicyArn = (state: SandboxState, policy: string): string =>
  policy.startsWith('arn:') ? policy : `arn:${state.partition}:iam::aws:policy/${policy.replace(/^\//, '')}`;
