// What may start as far as dependencies go, given out as far as the limits go. Accounts take turns (lanes.ts); and where all accounts of a provisioning are
// ready at once, they are kept together, for one call may serve them all.
//
// What is together takes the lanes of all its accounts at once. While it waits for what is running in them, nothing new begins there, or in a large apply
// they would never be free together; and when a multiple of what may be in flight has ended meanwhile, it is taken apart, so that one account that hangs
// does not hold up the others.
import { accountOf, type Operation, permissionSetOf, targetOfChange } from '../plan/change.ts';
import type { Limits } from '../provider/identity-center.ts';
import { ATTRIBUTES_ADDRESS, permissionSetAddress } from '../state/state.ts';
import { createLanes, type Lanes } from './lanes.ts';

/** What is started as one. */
export type Batch = readonly Operation[];

export interface Ready {
  add(operation: Operation): void;
  /** All accounts of a provisioning. */
  addTogether(batch: Batch): void;
  /** All that may start now. */
  take(): readonly Batch[];
  /** It counts as running no more. */
  finish(operation: Operation): void;
}

/** After as many other operations, as multiples of what may be in flight, a batch waits no longer. */
const PATIENCE = 2;

interface Waiting {
  readonly batch: Batch;
  /** Operations that ended while it waited. */
  ended: number;
}

export function createReady(limits: Limits): Ready {
  const lanes = {
    'access-control-attributes': createLanes(),
    'permission-set': createLanes(),
    provisioning: createLanes(),
    assignment: createLanes(),
    resource: createLanes(),
    'assignment-of-other': createLanes(),
  } as const satisfies Readonly<Record<LaneKind, Lanes>>;
  const together: Waiting[] = [];
  const running = { all: 0, provisioning: 0, byLane: new Map<string, number>() };
  /** Of the batches that run: how many of their operations do. */
  const parts = new Map<Operation, { left: number }>();
  /** Lanes of the batch whose turn it is. */
  let reserved: ReadonlySet<string> = new Set();
  const load = (lane: string) => running.byLane.get(lane) ?? 0;
  const isFree = (account: string) => load(account) < limits.perAccount;
  const accountHasRoom = (account: string) => isFree(account) && !reserved.has(account);
  const setHasRoom = (set: string) => load(set) < limits.perSet;

  const targetHasRoom = (target: string) => load(target) < limits.perTarget;

  /** Other targets have queues of their own, at services of their own. */
  function takeOther(): Batch | undefined {
    const operation = lanes.resource.take(targetHasRoom) ?? lanes['assignment-of-other'].take(targetHasRoom);
    return operation && [operation];
  }

  function takeOne(): Batch | undefined {
    if (running.all >= limits.inFlight) return undefined;
    const definition = lanes['access-control-attributes'].take(isFree) ?? lanes['permission-set'].take(setHasRoom);
    if (definition !== undefined) return [definition];
    const mayProvision = running.provisioning < limits.provisioning;
    const batch = mayProvision ? takeTogether() : undefined;
    if (batch !== undefined) return batch;
    const operation =
      (mayProvision ? lanes.provisioning.take(accountHasRoom) : undefined) ?? lanes.assignment.take(accountHasRoom);
    return operation === undefined ? undefined : [operation];
  }

  function takeTogether(): Batch | undefined {
    const [first] = together;
    if (first === undefined) return undefined;
    const itsLanes = first.batch.map(laneOf);
    const isReady = itsLanes.every(isFree);
    if (!isReady && first.ended <= PATIENCE * limits.inFlight) {
      reserved = new Set(itsLanes);
      return undefined;
    }
    together.shift();
    reserved = new Set();
    if (isReady) return first.batch;
    for (const operation of first.batch) lanes[laneKindOf(operation)].add(laneOf(operation), operation);
    for (const lane of itsLanes) wake(lane);
    return takeTogether();
  }

  function start(batch: Batch): Batch {
    const part = { left: batch.length };
    if (isOfIdentityCenter(batch[0]!)) running.all += 1;
    if (batch[0]?.kind === 'provisioning') running.provisioning += 1;
    for (const operation of batch) {
      parts.set(operation, part);
      running.byLane.set(laneOf(operation), load(laneOf(operation)) + 1);
    }
    return batch;
  }

  const wake = (lane: string): void => {
    for (const kind of Object.values(lanes)) kind.wake(lane);
  };

  return {
    add: (operation) => lanes[laneKindOf(operation)].add(laneOf(operation), operation),
    addTogether: (batch) => void together.push({ batch, ended: 0 }),
    take() {
      const taken: Batch[] = [];
      for (let batch = takeOne(); batch !== undefined; batch = takeOne()) taken.push(start(batch));
      for (let batch = takeOther(); batch !== undefined; batch = takeOther()) taken.push(start(batch));
      return taken;
    },
    finish(operation) {
      const lane = laneOf(operation);
      const part = parts.get(operation)!;
      parts.delete(operation);
      part.left -= 1;
      if (part.left === 0 && isOfIdentityCenter(operation)) {
        running.all -= 1;
        if (operation.kind === 'provisioning') running.provisioning -= 1;
      }
      running.byLane.set(lane, load(lane) - 1);
      for (const waiting of together) waiting.ended += 1;
      wake(lane);
    },
  };
}

type LaneKind = Operation['kind'] | 'assignment-of-other';

const isOfIdentityCenter = ({ change }: Operation): boolean => targetOfChange(change) === 'identity-center';

const laneKindOf = (operation: Operation): LaneKind =>
  operation.kind === 'assignment' && !isOfIdentityCenter(operation) ? 'assignment-of-other' : operation.kind;

/**
 * Assignments and provisioning of an account share its lane; both writes of the instance's attributes share theirs, and so does all of another target.
 * INVARIANT: no address is an account or a target, so no two of these have a lane in common.
 */
function laneOf(operation: Operation): string {
  if (!isOfIdentityCenter(operation)) return targetOfChange(operation.change);
  const permissionSet = permissionSetOf(operation.change);
  return (
    accountOf(operation) ?? (permissionSet === undefined ? ATTRIBUTES_ADDRESS : permissionSetAddress(permissionSet))
  );
}
