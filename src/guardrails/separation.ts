// Separation of duty: sets of `a` and of `b` in one hand. Decided for each group and each user as live has them; who is in two groups is not seen.
import type { DefinedHolding, Holdings } from '../holdings/holdings.ts';
import { memoizeByText } from '../memoize.ts';
import { matchesGlob } from '../state/glob.ts';
import type { Separation } from './guardrail.ts';

/** What one principal has of both sides: in one account, or in the whole organisation. */
export interface Union {
  readonly a: readonly [DefinedHolding, ...DefinedHolding[]];
  readonly b: readonly DefinedHolding[];
}

/** `holdings`: those in the scope of the rule. */
export function unionsIn(holdings: Holdings<DefinedHolding>, { a, b, within }: Separation): readonly Union[] {
  const isIn = (globs: readonly string[]) => memoizeByText((name) => globs.some((glob) => matchesGlob(glob, name)));
  const [isInA, isInB] = [isIn(a), isIn(b)];
  const hands = within === 'account' ? holdings.byPrincipalInAccount : holdings.byPrincipal;
  return [...hands.groups()].flatMap((held) => {
    const [first, ...others] = held.filter(({ permissionSet }) => isInA(permissionSet));
    const ofB = held.filter(({ permissionSet }) => isInB(permissionSet));
    return first !== undefined && ofB.length > 0 ? [{ a: [first, ...others], b: ofB }] : [];
  });
}
