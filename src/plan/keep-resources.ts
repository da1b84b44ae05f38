// What other targets need beside assignments, as far as a plan may write it: all of desired, and of live what stays.
//
// Rules.
// 1. Nothing is written of what lies in an account that was not read, of what another owner manages, and of what a guard holds. Assignments on it wait
//    with it where it is not there yet.
// 2. Of ours, what nobody asks for any more goes, where its target lets it (`mayDelete`), once nobody has an assignment on it, and nothing that stays
//    needs it.
// 3. While an assignment on it may not go, an update stays out that could allow more: that would be access that neither the old files give nor the new
//    ones (keep.ts, rule 4).
// 4. What people use unseen stays while anybody waits for access to its account: the one may be the replacement of the other.
// 5. What is to let in nobody without an assignment any more stays open while one cannot be made yet.
import type { Risk } from '../definition/fields.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { optional } from '../optional.ts';
import { type Desired, type Held, type HoldReason, originOf, waitingFor } from '../state/desired.ts';
import {
  type Address,
  type Assignment,
  pairOfAssignment,
  type Resource,
  resourceAddress,
  targetOf,
} from '../state/state.ts';
import { resourceOf } from '../targets/target.ts';
import type { KeepContext } from './keep-context.ts';
import type { ResourceHolds, Resources } from './resource-holds.ts';
import { isSameResource, updateOf } from './resources.ts';

const NONE: Resources = new Map();

/** What may come of those who have an assignment by the write of its resource. */
export function riskOfResource(assignment: Assignment, { desired, live, targets, heldResources }: KeepContext): Risk {
  const address = resourceOf(assignment, targets);
  if (address === undefined || heldResources.has(address)) return 'neutral';
  const [before, after] = [live, desired].map(({ state }) => state.resources?.get(address));
  if (before === undefined || after === undefined || isSameResource(before, after)) return 'neutral';
  return targets[after.target].riskOf(before, after);
}

interface KeptRest {
  /** Pairs in which an assignment may not go. */
  readonly waiting: ReadonlyMap<Address, HoldReason>;
  /** Assignments that cannot be made yet. */
  readonly heldCreates: readonly Held[];
  /** Every assignment that will be there after the plan. */
  readonly assignments: ReadonlyMap<Address, Assignment>;
}

interface KeptResources {
  /** Absent: no side has any. */
  readonly resources?: Resources;
  readonly held: readonly Held[];
}

export function keptResources(context: KeepContext, { waiting, heldCreates, assignments }: KeptRest): KeptResources {
  const { desired, live, heldResources, targets } = context;
  if (desired.state.resources === undefined && live.state.resources === undefined) return { held: [] };
  const [wanted, now] = [desired, live].map(({ state }) => state.resources ?? NONE) as [Resources, Resources];
  const stopped = stoppedUpdates(context, { waiting, assignments });
  const resources = new Map<Address, Resource>();
  const held: Held[] = [];
  const keepLive = (address: Address) => {
    const before = now.get(address);
    if (before !== undefined) resources.set(address, before);
  };
  for (const [address, after] of wanted) {
    const reason =
      heldResources.get(address) ?? stopped.get(address) ?? narrowingHeld(after, { now, heldCreates, targets });
    if (reason === undefined) resources.set(address, after);
    else {
      keepLive(address);
      const action = now.has(address) ? updateOf(now.get(address)!, after) : 'create';
      held.push(heldResource(after, { action, reason, desired }));
    }
  }
  const used = new Set([...assignments.values()].flatMap((assignment) => resourceOf(assignment, targets) ?? []));
  const isOurs = ({ target, owner }: Resource) =>
    desired.targets?.has(target) === true && owner === desired.rules.owner;
  const going = [...now].filter(
    ([address, resource]) =>
      !wanted.has(address) && isOurs(resource) && targets[resource.target].mayDelete(resource) && !used.has(address),
  );
  const goingAddresses = new Set(going.map(([address]) => address));
  for (const [address, resource] of going) {
    const reason = heldResources.get(address) ?? replacementHeld(resource, heldCreates, context);
    if (reason === undefined) continue;
    goingAddresses.delete(address);
    held.push(heldResource(resource, { action: 'delete', reason, desired }));
  }
  for (const address of now.keys()) if (!wanted.has(address) && !goingAddresses.has(address)) keepLive(address);
  return { resources: withWhatIsNeeded(resources, now), held };
}

/** Rule 4. */
function replacementHeld(
  { target, account }: Resource,
  heldCreates: readonly Held[],
  { targets }: KeepContext,
): HoldReason | undefined {
  const inAccount = heldCreates.filter((held) => held.account !== undefined && held.account === account);
  const [first] = inAccount;
  if (targets[target].hasUnseenUsers !== true || first === undefined) return undefined;
  const before = `\`${first.principal?.name}\` gains \`${first.permissionSet}\` in the same account`;
  return waitingFor(inAccount, (awaitsApproval) =>
    diagnose('plan/replacement-held', { before, reason: first.reason, others: inAccount.length - 1, awaitsApproval }),
  );
}

/** Rule 5. */
function narrowingHeld(
  after: Resource,
  { now, heldCreates, targets }: { now: Resources; heldCreates: readonly Held[]; targets: KeepContext['targets'] },
): HoldReason | undefined {
  const address = resourceAddress(after);
  const { narrowedAfter, riskOf } = targets[after.target];
  const before = now.get(address);
  if (narrowedAfter === undefined || before === undefined || isSameResource(before, after)) return undefined;
  if (riskOf(before, after) !== 'narrows') return undefined;
  const waiting = heldCreates.filter(
    ({ permissionSet = '', account }) =>
      targetOf(permissionSet) === after.target &&
      account !== undefined &&
      narrowedAfter({ permissionSet, account }) === address,
  );
  const [first] = waiting;
  if (first === undefined) return undefined;
  const facts = { principal: first.principal?.name ?? '', reason: first.reason, others: waiting.length - 1 };
  return waitingFor(waiting, () => diagnose('application/assignment-awaited', facts));
}

/** Rule 3. */
function stoppedUpdates(
  { targets }: KeepContext,
  { waiting, assignments }: Pick<KeptRest, 'waiting' | 'assignments'>,
): ResourceHolds {
  if (waiting.size === 0) return new Map();
  return new Map(
    [...assignments.values()].flatMap((assignment): [Address, HoldReason][] => {
      const [reason, address] = [waiting.get(pairOfAssignment(assignment)), resourceOf(assignment, targets)];
      return reason === undefined || address === undefined ? [] : [[address, reason]];
    }),
  );
}

/** With all of live's that something which stays needs. */
function withWhatIsNeeded(resources: Resources, now: Resources): Resources {
  const all = new Map(resources);
  for (const { needs = [] } of all.values()) {
    for (const address of needs) {
      const needed = now.get(address);
      if (needed !== undefined && !all.has(address)) all.set(address, needed);
    }
  }
  return all;
}

function heldResource(
  resource: Resource,
  {
    action,
    reason,
    desired,
  }: {
    readonly action: 'create' | 'adopt' | 'update' | 'delete';
    readonly reason: HoldReason;
    readonly desired: Desired;
  },
): Held {
  const { target, kind, name, account } = resource;
  const address = resourceAddress(resource);
  const origins = (desired.facts.get(address)?.origins ?? []).map(originOf);
  return {
    kind: 'resource',
    action,
    address,
    resource: { target, kind, name, ...optional({ account }) },
    ...optional({ account }),
    origins,
    ...reason,
  };
}
