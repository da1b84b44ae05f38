// What was read from Identity Center, and how much of it was not.
import type { AccountId, Assignment, PermissionSet, PermissionSetName, PrincipalId, State } from './state.ts';

export interface Live {
  /** Declared sets and sets that bear our tag. INVARIANT: a set that is not here was not read; it is not known to be absent. */
  readonly state: State;
  /** `groups-only`: user rows and orphans that share a pair with a group row were not looked for. */
  readonly coverage: 'complete' | 'groups-only';
  /** All other sets: nobody declared them and they do not bear our tag. */
  readonly others: readonly OtherSet[];
  /** Principals of rows in `state` that DescribeGroup or DescribeUser answered ResourceNotFound for. */
  readonly orphans: ReadonlySet<PrincipalId>;
  /** User names of the users with rows in `state`. */
  readonly users: ReadonlyMap<PrincipalId, string>;
}

/** A permission set that the files neither manage nor name. It is read for what it gives, never to be written. */
export interface OtherSet {
  readonly name: PermissionSetName;
  /** Value of its tag `access:owner`: a claim, for anybody who may tag a set can write it. */
  readonly owner?: string;
  /** Absent: not read, and not known to give nothing. */
  readonly definition?: PermissionSet;
  /** Where it has a role. Absent: not read. */
  readonly accounts?: readonly AccountId[];
  /** Who holds it where: read with `Scope.audit` only. Absent: not read. */
  readonly assignments?: readonly Assignment[];
}

/** What a plan needs to see. Computed from the declarations; the reader decides how to read it with the fewest calls. */
export interface Scope {
  /** Sets the files name, external ones included. */
  readonly permissionSets: readonly PermissionSetName[];
  /** Old names of renamed sets: read as well, and completely, for they may have to be deleted. */
  readonly leaving: readonly PermissionSetName[];
  /** Sets with this value of `access:owner` are read too: they may have to be deleted. */
  readonly owner: string;
  /** Read every pair, whatever it costs. Otherwise the cheaper way, and sets that would lose users, orphans or themselves completely. */
  readonly audit: boolean;
  /** User rows may be deleted, so they must all be seen. */
  readonly users: boolean;
}
