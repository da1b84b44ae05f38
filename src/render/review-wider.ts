// Which grants reach further than the assignments of a plan show.
import type { Plan, PlanReview } from '../plan/plan.ts';

type GrantChange = PlanReview['grants'][number];

/** Those that a reader has to be told beside the plan's changes. */
export function grantsToTell({ review, changes, held }: Plan): readonly GrantChange[] {
  if (review === undefined) return [];
  const accountsOf = (action: 'create' | 'delete') =>
    new Set([
      ...changes.flatMap((each) =>
        each.kind === 'assignment' && each.action === action ? [each.assignment.account] : [],
      ),
      ...held.flatMap((each) => (each.kind === 'assignment' && each.account !== undefined ? [each.account] : [])),
    ]);
  const planned = { wider: accountsOf('create'), narrower: accountsOf('delete') };
  return review.grants.filter(({ change, open, accounts, direction }) => {
    // Accounts of today and no others, all of which the plan shows.
    const isShown =
      change === 'reach' && !open && accounts?.every((account) => planned[direction].has(account)) === true;
    return !isShown;
  });
}

export function widerCount(plan: Plan): number {
  return grantsToTell(plan).filter(({ direction }) => direction === 'wider').length;
}
