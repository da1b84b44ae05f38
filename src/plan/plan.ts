// The plan: what will happen, what may not happen yet, and what a reader should know. `makePlan` is the right half of the program.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Held } from '../state/desired.ts';
import type { Caller, Instance } from '../state/directory.ts';
import type { AccountId, PrincipalId } from '../state/state.ts';
import type { Change } from './change.ts';

export type { Held } from '../state/desired.ts';

export interface Plan {
  readonly formatVersion: 1;
  /** Lower-case hex SHA-256 over formatVersion, instance and each change's address, action, before, after and dependsOn. */
  readonly planId: string;
  /** ISO 8601: the moment at which expiry was judged. */
  readonly asOf: string;
  readonly toolVersion: string;
  readonly config: {
    /** Digest of the decoded declarations: reformatting and splitting files do not change it. */
    readonly digest: string;
    readonly commit?: string;
  };
  readonly instance: Instance;
  readonly caller: Caller;
  readonly coverage: 'complete' | 'groups-only';
  /** A topological order of `dependsOn`. All that apply obeys. */
  readonly changes: readonly Change[];
  /** What would change but may not yet. */
  readonly held: readonly Held[];
  /** Errors refuse the plan; warnings do not. */
  readonly findings: readonly Diagnostic[];
  readonly notices: readonly Diagnostic[];
  /** For rendering only. */
  readonly names: Names;
  /** What a person allowed: a guard's code and how much of it. */
  readonly allowed: Readonly<Record<string, number>>;
  /** API calls the reading took, by `service:Operation`. */
  readonly calls: Readonly<Record<string, number>>;
}

export interface Names {
  readonly accounts: Readonly<Record<AccountId, string>>;
  /** Display names of groups, user names of users; ids of orphans are absent. */
  readonly principals: Readonly<Record<PrincipalId, string>>;
}
