// What would turn live into what the files ask for, and in which order. Guards have not been asked yet, and where policies change, only `meanings`
// know which way: without them every changed policy is taken for the worst.
import type { Meanings } from '../meaning/meanings.ts';
import type { Change } from './change.ts';
import { diff, outdatedPairs } from './diff.ts';
import { withFacts } from './facts.ts';
import { type Kept, keep } from './keep.ts';
import type { KeepInputs } from './keep-context.ts';
import { type Ordered, order } from './order.ts';

export interface ReconcileInputs extends KeepInputs {
  readonly meanings?: Meanings | undefined;
}

export interface Reconciled {
  readonly kept: Kept;
  /** In a topological order of their edges. */
  readonly changes: readonly Change[];
  /** See `Ordered`. */
  readonly gaps: Ordered['gaps'];
  readonly roleGaps: Ordered['roleGaps'];
}

export function reconcile(inputs: ReconcileInputs): Reconciled {
  const { desired, live, meanings } = inputs;
  const kept = keep(inputs);
  const differences = diff(kept.state, live.state, { meanings, partlyRead: live.partlyRead });
  const { changes, ...gaps } = order(differences, outdatedPairs(kept.state, live.state));
  return { kept, changes: changes.map((change) => withFacts(change, { desired, kept, meanings })), ...gaps };
}

/** Live has what the files ask for, and nothing waits. */
export function isSettled({ changes, kept }: Reconciled): boolean {
  return changes.length === 0 && kept.held.length === 0;
}
