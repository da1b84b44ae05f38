// Which grants reach further, or less far, than the assignments of a plan show.
import type { Plan, PlanReview } from '../plan/plan.ts';
import { groupBy } from '../state/group-by.ts';

type GrantChange = PlanReview['grants'][number];

/** Those that a reader has to be told beside the plan's changes. */
export function grantsToTell(plan: Plan): readonly GrantChange[] {
  const { review } = plan;
  if (review === undefined) return [];
  const shown = { wider: shownBy('create', plan), narrower: shownBy('delete', plan) };
  return review.grants.filter((grant) => !shown[grant.direction](grant));
}

export function widerCount(plan: Plan): number {
  return grantsToTell(plan).filter(({ direction }) => direction === 'wider').length;
}

/**
 * All that the grant reaches besides is accounts of today, and in each of them as many principals as it has groups gain, or lose, each of its sets by
 * this change of the files. A plan names principals by their ids, and files by their keys, so that they are counted; whatever else is told.
 */
function shownBy(action: 'create' | 'delete', { changes, held }: Plan): (grant: GrantChange) => boolean {
  const ofPlan = changes.flatMap((each) =>
    each.kind === 'assignment' && each.action === action && each.cause === 'this-change'
      ? [{ ...each.assignment, who: each.assignment.principal.id as string }]
      : [],
  );
  const onHold = held.flatMap(({ kind, permissionSet, account, principal, cause, ...each }) =>
    kind === 'assignment' && each.action === action && cause === 'this-change' && account !== undefined
      ? [{ permissionSet, account, who: principal?.id ?? principal?.name ?? '' }]
      : [],
  );
  const placeOf = ({ permissionSet, account }: { readonly permissionSet: string; readonly account: string }) =>
    `${permissionSet} ${account}`;
  const byPlace = groupBy([...ofPlan, ...onHold], placeOf);
  const countIn = (place: string) => new Set(byPlace.get(place)?.map(({ who }) => who)).size;
  return ({ change, open, otherEnd, accounts = [], permissionSets, groups }) =>
    change === 'reach' &&
    !open &&
    otherEnd === undefined &&
    accounts.length > 0 &&
    permissionSets.every((permissionSet) =>
      accounts.every((account) => countIn(placeOf({ permissionSet, account })) >= groups.length),
    );
}
