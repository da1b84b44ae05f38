// What was denied, and is no longer. A Deny of an identity policy overrides resource policies as well: a bucket's policy, say, that allows
// the whole organisation. Without the Deny that policy counts, and none of it can be seen from here.

import { optional } from '../../optional.ts';
import {
  type Access,
  type CompareOptions,
  type Document,
  type Grant,
  isNothing,
  type NewAccess,
  NO_ACCESS,
  newAccess,
  newAccessWithin,
} from '../compare/index.ts';
import type { Budget } from '../patterns/index.ts';

export interface ReleaseOptions extends CompareOptions {
  /** In place of `budget`: one that other questions share. */
  readonly shared?: Budget;
}

/**
 * What `after` denies no longer, less what it allows: that is gained, and told as such. A Deny works within its own session, so that this
 * is asked of the change of one grant; of any other access nothing is said to be released.
 */
export function releasedBy(before: Access, after: Access, { index, budget, shared }: ReleaseOptions): NewAccess {
  const newOver = (old: Access, current: Access) =>
    shared === undefined
      ? newAccess(old, current, { index, ...optional({ budget }) })
      : newAccessWithin(old, current, { index, budget: shared });
  if (before.grants.length !== 1 || after.grants.length !== 1) return newOver(NO_ACCESS, NO_ACCESS);
  const [denied, stillDenied] = [deniedBy(before), deniedBy(after)];
  const released = newOver(stillDenied, denied);
  if (isNothing(released)) return released;
  return newOver({ grants: [...stillDenied.grants, ...after.grants.flatMap(seenOf)] }, denied);
}

/** Every Deny read as an Allow. Explicit ones of a boundary count too. What nobody can see is left out. */
function deniedBy({ grants }: Access): Access {
  return {
    grants: grants.map(({ documents, boundary, ceilings = [] }) => ({
      documents: [...documents, ...(boundary === undefined ? [] : [boundary]), ...ceilings]
        .flatMap(seenIn)
        .map(deniesAsAllows),
    })),
  };
}

function deniesAsAllows(document: KnownDocument): KnownDocument {
  const denies = document.policy.statements.filter(({ effect }) => effect === 'Deny');
  const statements = denies.map((statement) => ({ ...statement, effect: 'Allow' as const }));
  return { ...document, policy: { ...document.policy, statements } };
}

/** What the grant allows for all that can be seen. Within a boundary that cannot be seen, that is nothing. */
function seenOf({ documents, boundary, ceilings = [] }: Grant): readonly Grant[] {
  const limits = [...(boundary === undefined ? [] : [boundary]), ...ceilings];
  const seen = limits.flatMap(seenIn);
  return seen.length < limits.length ? [] : [{ documents: documents.flatMap(seenIn), ceilings: seen }];
}

type KnownDocument = Extract<Document, { readonly kind: 'known' }>;

/** The statements that were understood, as if there were no others. */
export function seenIn(document: Document): readonly KnownDocument[] {
  return document.kind === 'unknown' ? [] : [{ ...document, policy: { ...document.policy, complete: true } }];
}
