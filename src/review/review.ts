// What a change of the files changes beside what a plan can show: who is behind a name, and what grants reach that are no assignment today. Settings are
// compared in resolve/settings-changes.ts. Pure, and the same with and without live: only the inventory differs.
import { type GrantChange, grantChanges, type ReviewOptions } from './grants.ts';
import { type IdentityChange, identityChanges } from './identities.ts';
import { type Rename, renamesIn } from './renames.ts';
import type { Version } from './version.ts';

export interface Review {
  readonly identities: readonly IdentityChange[];
  /** Keys that changed while what they stand for did not. */
  readonly renames: readonly Rename[];
  /** Wider before narrower. */
  readonly grants: readonly GrantChange[];
}

export function reviewOf(before: Version, after: Version, options: ReviewOptions): Review {
  return {
    identities: identityChanges(before.declarations, after.declarations),
    renames: renamesIn(before.declarations, after.declarations),
    grants: grantChanges(before, after, options),
  };
}
