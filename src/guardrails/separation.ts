// Separation of duty: sets of `a` and of `b` in one hand. Decided for each group and each user as live has them; who is in two groups is not seen.

import { matchesGlob } from '../state/glob.ts';
import { groupBy } from '../state/group-by.ts';
import type { PermissionSetName } from '../state/state.ts';
import type { Separation } from './guardrail.ts';
import type { Holding } from './holding.ts';

/** What one principal has of both sides: in one account, or in the whole organisation. */
export interface Union {
  readonly a: readonly Holding[];
  readonly b: readonly Holding[];
}

/** `rows`: those in the scope of the rule. */
export function unionsIn(rows: readonly Holding[], { a, b, within }: Separation): readonly Union[] {
  const isIn = (globs: readonly string[]) => {
    const known = new Map<PermissionSetName, boolean>();
    return ({ permissionSet: { name } }: Holding): boolean => {
      const answer = known.get(name) ?? globs.some((glob) => matchesGlob(glob, name));
      known.set(name, answer);
      return answer;
    };
  };
  const [isInA, isInB] = [isIn(a), isIn(b)];
  const hands = groupBy(rows, ({ principal, account }) =>
    within === 'account' ? `${principal.type}:${principal.id} ${account}` : `${principal.type}:${principal.id}`,
  );
  return [...hands.values()].flatMap((held) => {
    const union = { a: held.filter(isInA), b: held.filter(isInB) };
    return union.a.length > 0 && union.b.length > 0 ? [union] : [];
  });
}

export const keyOf = ({ a }: Union): string => `${a[0]?.principal.type}:${a[0]?.principal.id}`;
