// Operations that may start, kept by lane (an account, or a permission set) and taken lane by lane in turn. In file order most of what is in
// flight would wait for one account, of which the service changes one role at a time.
import type { Operation } from '../plan/change.ts';

export interface Lanes {
  add(lane: string, operation: Operation): void;
  /** The next operation of the next lane that has room; none when no lane has both. */
  take(hasRoom: (lane: string) => boolean): Operation | undefined;
  /** To be called when a lane that had no room may have some again. */
  wake(lane: string): void;
}

export function createLanes(): Lanes {
  const waiting = new Map<string, Queue<Operation>>();
  // INVARIANT: a lane with operations is in exactly one of the two: `turns`, or `parked` because it had no room when its turn came.
  const turns = createQueue<string>();
  const parked = new Set<string>();
  return {
    add(lane, operation) {
      const operations = waiting.get(lane);
      if (operations !== undefined) return operations.push(operation);
      waiting.set(lane, createQueue(operation));
      turns.push(lane);
    },
    take(hasRoom) {
      for (let lane = turns.shift(); lane !== undefined; lane = turns.shift()) {
        if (!hasRoom(lane)) {
          parked.add(lane);
          continue;
        }
        const operations = waiting.get(lane)!;
        const operation = operations.shift();
        if (operations.isEmpty()) waiting.delete(lane);
        else turns.push(lane);
        return operation;
      }
      return undefined;
    },
    wake(lane) {
      if (parked.delete(lane)) turns.push(lane);
    },
  };
}

interface Queue<T> {
  push(item: T): void;
  shift(): T | undefined;
  isEmpty(): boolean;
}

/** First in, first out. It keeps what it gave away: `Array.shift` copies long arrays, and an apply ends soon enough. */
function createQueue<T>(...items: T[]): Queue<T> {
  let first = 0;
  return {
    push: (item) => void items.push(item),
    shift: () => (first < items.length ? items[first++] : undefined),
    isEmpty: () => first === items.length,
  };
}
