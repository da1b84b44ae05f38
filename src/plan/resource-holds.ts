// What of other targets may not be written yet: rule 1 of keep-resources.ts.
import { diagnose } from '../diagnostics/diagnose.ts';
import { type HoldReason, holdReasonFrom } from '../state/desired.ts';
import { type Live, unreadIn } from '../state/live.ts';
import type { Address, Assignment, OtherTarget, Resource } from '../state/state.ts';
import { otherTargetOf, type Sides, type Targets } from '../targets/target.ts';
import { isSameResource } from './resources.ts';

export type Resources = ReadonlyMap<Address, Resource>;
export type ResourceHolds = ReadonlyMap<Address, HoldReason>;

const NONE: Resources = new Map();

/** Rule 1, of all that would be written. */
export function resourceHolds(
  sides: Sides & { readonly targets: Targets },
  blocked: ReadonlyMap<Address, HoldReason>,
): ResourceHolds {
  const { desired, live, targets } = sides;
  const [wanted, now] = [desired, live].map(({ state }) => state.resources ?? NONE) as [Resources, Resources];
  return new Map(
    [...new Set([...wanted.keys(), ...now.keys()])].flatMap((address): [Address, HoldReason][] => {
      const [after, before] = [wanted.get(address), now.get(address)];
      if (after !== undefined && before !== undefined && isSameResource(before, after)) return [];
      const { target, account } = (after ?? before)!;
      const isForeign = after !== undefined && before?.owner !== undefined && before.owner !== after.owner;
      const reason = isForeign
        ? holdReasonFrom(diagnose('plan/resource-owned-elsewhere', { owner: before.owner! }))
        : (blocked.get(address) ??
          unreadReason(live, target, account) ??
          targets[target].reasonToHoldResource({ before, after }, sides));
      return reason === undefined ? [] : [[address, reason]];
    }),
  );
}

function unreadReason(live: Live, target: OtherTarget, account: Assignment['account'] | undefined) {
  const why = unreadIn(live, target, account);
  return why === undefined ? undefined : holdReasonFrom(diagnose('plan/target-unread', { why }));
}

interface HoldContext extends Sides {
  readonly targets: Targets;
  readonly heldResources: ResourceHolds;
}

/** Why an assignment of another target cannot be made yet. */
export function reasonOfTarget(assignment: Assignment, context: HoldContext): HoldReason | undefined {
  const target = otherTargetOf(assignment);
  if (target === undefined) return undefined;
  const { targets, live, heldResources } = context;
  const address = targets[target].resourceOf(assignment);
  return (
    unreadReason(live, target, assignment.account) ??
    (address === undefined ? undefined : heldResources.get(address)) ??
    targets[target].reasonToHold(assignment, context)
  );
}
