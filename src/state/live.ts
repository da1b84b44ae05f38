// What was read from Identity Center, and how much of it was not.
import type { ApplicationReference } from './applications.ts';
import type { Read } from './read.ts';
import type { SamlRolesRead } from './saml-roles.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  type OtherTarget,
  type PermissionSet,
  type PermissionSetName,
  type PrincipalId,
  pairOfAssignment,
  type State,
} from './state.ts';

export interface Live {
  /** Declared sets and sets that bear our tag. INVARIANT: a set that is not here was not read; it is not known to be absent. */
  readonly state: State;
  /**
   * Pairs of which only the assignments of groups were read: assignments of users, and of principals that are gone, may be there unseen. Never take
   * the absence of an assignment for a fact in one of these. Empty: every pair was read completely.
   */
  readonly partlyRead: ReadonlySet<Address>;
  /** All other sets: nobody declared them and they do not bear our tag. */
  readonly others: readonly OtherSet[];
  /** Principals of assignments in `state` that DescribeGroup or DescribeUser answered ResourceNotFound for. */
  readonly orphans: ReadonlySet<PrincipalId>;
  /** User names of the users with assignments in `state`. */
  readonly users: ReadonlyMap<PrincipalId, string>;
  /** What was read of targets other than Identity Center. One that is not here was not read, and nothing is known to be absent from it. */
  readonly targets?: ReadonlyMap<OtherTarget, TargetRead>;
}

export interface TargetRead {
  /** Accounts of which nothing was read, and why: one line. Nothing of them is in `state`, and nothing is known to be absent there. */
  readonly unread: ReadonlyMap<AccountId, string>;
}

/** Why nothing of the target is known in the account; undefined: all of it is. */
export function unreadIn(
  { targets }: Pick<Live, 'targets'>,
  target: OtherTarget,
  account: AccountId | undefined,
): string | undefined {
  const read = targets?.get(target);
  if (read === undefined) return 'it was not read';
  return account === undefined ? undefined : read.unread.get(account);
}

/** A permission set that the files neither manage nor name. It is read for what it gives, never to be written. */
export interface OtherSet {
  readonly name: PermissionSetName;
  /** Value of its tag `access:owner`: a claim, for anybody who may tag a set can write it. */
  readonly owner?: string;
  readonly definition: Read<PermissionSet>;
  /** Where it has a role. */
  readonly accounts: Read<readonly AccountId[]>;
  /** Who holds it where: read with `Scope.audit` only. */
  readonly assignments: Read<readonly Assignment[]>;
}

/** What a plan needs to see. Computed from the declarations; the reader decides how to read it with the fewest calls. */
export interface Scope {
  /** Sets the files name, external ones included; `all`: every set there is, as if files named it. */
  readonly permissionSets: readonly PermissionSetName[] | 'all';
  /** Old names of renamed sets: read as well, and completely, for they may have to be deleted. */
  readonly renamedFrom: readonly PermissionSetName[];
  /** Sets with this value of `access:owner` are read too: they may have to be deleted. */
  readonly owner: string;
  /** Read every pair, whatever it costs. Otherwise the cheaper way, and sets that would lose users or themselves completely. */
  readonly audit: boolean;
  /** User assignments may be deleted, so they must all be seen. */
  readonly users: boolean;
  /** The attributes for access control of the instance, at one call more. */
  readonly accessControl?: true;
  /** Targets other than Identity Center that are read, too. */
  readonly targets?: readonly OtherTarget[];
  /** With `applications` among the targets: which are read. Absent: none. */
  readonly applications?: readonly ApplicationReference[] | 'all';
}

/** Every assignment of some pairs. */
export interface PairsRead extends Pick<Live, 'orphans' | 'users'> {
  readonly assignments: ReadonlyMap<Address, Assignment>;
}

/** `live` with these pairs read completely: of them, what the second look showed counts. */
export function withPairs(live: Live, pairs: readonly Address[], read: PairsRead): Live {
  const reread = new Set(pairs);
  const others = [...live.state.assignments].filter(([, assignment]) => !reread.has(pairOfAssignment(assignment)));
  return {
    ...live,
    state: { ...live.state, assignments: new Map([...others, ...read.assignments]) },
    partlyRead: new Set([...live.partlyRead].filter((pair) => !reread.has(pair))),
    orphans: new Set([...live.orphans, ...read.orphans]),
    users: new Map([...live.users, ...read.users]),
  };
}

/** Whether a set is named by the files, by its new name or its old one. */
export function namedIn({ permissionSets, renamedFrom }: Scope): (name: PermissionSetName) => boolean {
  if (permissionSets === 'all') return () => true;
  const named = new Set([...permissionSets, ...renamedFrom]);
  return (name) => named.has(name);
}

/** `live` with what was read of accounts that are federated by SAML; undefined: nobody could ask, and all of them are unread. */
export function withSamlRoles(live: Live, read: SamlRolesRead | undefined): Live {
  if (read === undefined) return live;
  const resources = new Map([...(live.state.resources ?? []), ...read.resources]);
  const targets = new Map<OtherTarget, TargetRead>([...(live.targets ?? []), ['saml-roles', { unread: read.unread }]]);
  return { ...live, state: { ...live.state, resources }, targets };
}
