// All that changes while the page is open, in one record. Everybody reads it; it is replaced here, and nowhere else.
import { type State, stateOf } from './address.ts';
import type { View } from './views/view.ts';
import { VIEWS } from './views/views.ts';

interface Current {
  /** Where the page is. */
  readonly state: State;
  /** Rows of the view that search and filters leave, in order. The members below are places in it. */
  readonly rows: Int32Array;
  /** What of them is in the document. */
  readonly drawn: Stretch;
  /** The one that the Tab key leads to. */
  readonly reached: number;
  /** The one whose details are open; -1: none. */
  readonly selected: number;
}

export type Stretch = readonly [first: number, end: number];

const isView = (name: string) => Object.hasOwn(VIEWS, name);

export let current: Current = {
  state: stateOf(location.hash, isView),
  rows: new Int32Array(0),
  drawn: [0, 0],
  reached: 0,
  selected: -1,
};

export function change(to: Partial<Current>): void {
  current = { ...current, ...to };
}

export const currentView = (): View => VIEWS[current.state.view]!;

/** To where the address says, after somebody else changed it. */
export const followAddress = () => change({ state: stateOf(location.hash, isView) });
