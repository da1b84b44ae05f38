// The product of automata: into which cells do some patterns divide the texts of another, and what is a text of each?
//
// A cell says of each pattern whether its texts match. The search goes through tuples of states breadth first, so that the text it finds
// is a shortest one. It stays within what matters: at each tuple only the characters that some state expects are told apart, all others are
// one; a tuple whose states are all settled (dead or saturated) has one cell, whatever follows.
import {
  type Automaton,
  automatonOf,
  type Budget,
  type Glob,
  type State,
  spend,
  textOf,
  type Union,
} from '../patterns/index.ts';

export interface CellSearch {
  /** Texts that one of these does not match do not count. */
  readonly within: readonly (Glob | Union)[];
  readonly globs: readonly (Glob | Union)[];
  readonly automata: Automata;
  readonly budget: Budget;
  /** Whether no cell with these bits can matter; undefined: not settled yet. */
  readonly hopeless?: (bits: readonly (boolean | undefined)[]) => boolean;
}

export type Automata = (pattern: Glob | Union) => Automaton;

/** Automata, each made once. Their states are many where wildcards are: those are paid for as they are made. */
export function automataOnce(budget: Budget): Automata {
  const made = new Map<string, Automaton>();
  return (pattern) => {
    const automaton = made.get(pattern.key) ?? automatonOf(pattern, budget);
    made.set(pattern.key, automaton);
    return automaton;
  };
}

/** The work of moving one automaton on, and of remembering where it is. */
const MOVE = 2;

export type SearchResult = 'stopped' | 'exhausted' | 'over-budget';

interface Step {
  readonly states: readonly State[];
  readonly before: Step | undefined;
  readonly code: number;
}

/** Calls `visit` once for each cell, with a shortest text of it, until it returns true. The bits are in the order of `globs`. */
export function searchCells(
  search: CellSearch,
  visit: (cell: readonly boolean[], text: string) => boolean,
): SearchResult {
  const { within, globs, automata, budget } = search;
  const machines = [...within, ...globs].map(automata);
  const outside = within.length;
  const work = machines.length * MOVE;
  const start: Step = { states: machines.map((machine) => machine.start), before: undefined, code: 0 };
  const seenTuples = new Set([keyOf(start.states, idOf)]);
  const seenCells = new Set<string>();
  const isHopeless = rememberedHopeless(search);
  const queue = [start];
  for (let next = queue[0], index = 0; next !== undefined; next = queue[++index]) {
    if (!spend(budget, work)) return 'over-budget';
    const { states: here } = next;
    if (isHopeless(here)) continue;
    const isEnd = here.every(({ accepts }, at) => accepts || at >= outside);
    const isLast = here.every((state, at) => isSettled(state) || at < outside);
    if (isEnd || isLast) {
      const inner = here.slice(outside);
      const key = keyOf(inner, acceptsOf);
      // Nothing that follows leads to another cell.
      if (isLast && seenCells.has(key)) continue;
      if (isEnd && !seenCells.has(key)) {
        seenCells.add(key);
        const cell = inner.map(({ accepts }) => accepts);
        if (visit(cell, spelledBy(next))) return 'stopped';
      }
    }
    for (const code of branches(here)) {
      if (!spend(budget, work)) return 'over-budget';
      const states = stepAll(machines, here, { code, outside });
      if (states === undefined) continue;
      const key = keyOf(states, idOf);
      if (seenTuples.has(key)) continue;
      seenTuples.add(key);
      queue.push({ states, before: next, code });
    }
  }
  return 'exhausted';
}

const isSettled = ({ dead, saturated }: State) => dead || saturated;

/** Undefined: what follows is not within. */
function stepAll(
  machines: readonly Automaton[],
  states: readonly State[],
  { code, outside }: { readonly code: number; readonly outside: number },
): readonly State[] | undefined {
  const next: State[] = [];
  for (let at = 0; at < machines.length; at++) {
    const state = machines[at]!.step(states[at]!, code);
    if (state.dead && at < outside) return undefined;
    next.push(state);
  }
  return next;
}

function rememberedHopeless({ hopeless, within, globs }: CellSearch): (states: readonly State[]) => boolean {
  const known = new Map<string, boolean>();
  if (hopeless === undefined || globs.length === 0) return () => false;
  return (states) => {
    const inner = states.slice(within.length);
    const key = keyOf(inner, settledOf);
    const answer =
      known.get(key) ?? hopeless(inner.map(({ dead, saturated }) => (dead ? false : saturated ? true : undefined)));
    known.set(key, answer);
    return answer;
  };
}

const idOf = ({ id }: State): number => id;
const acceptsOf = ({ accepts }: State): number => (accepts ? 1 : 0);
const settledOf = ({ dead, saturated }: State): number => (dead ? 0 : saturated ? 1 : 2);

const MOST_CODES = 4_096;

/** A text that is equal for equal numbers: one flat string, for there are as many as there are steps. */
function keyOf(states: readonly State[], numberOf: (state: State) => number): string {
  const codes: number[] = [];
  for (const state of states) {
    const number = numberOf(state);
    // A number of two units begins with one that no small number is.
    if (number >= HIGH) codes.push(HIGH + (number >>> 15), number & 0x7fff);
    else codes.push(number);
  }
  if (codes.length <= MOST_CODES) return String.fromCharCode(...codes);
  let key = '';
  for (let at = 0; at < codes.length; at += MOST_CODES) key += String.fromCharCode(...codes.slice(at, at + MOST_CODES));
  return key;
}

const HIGH = 0x8000;

const READABLE = 'xeaoinstr0123456789bcdfghjklmpquvwyzXEAOINSTRBCDFGHJKLMPQUVWYZ';

/** Every character that some state expects, and one that none does. */
function branches(states: readonly State[]): readonly number[] {
  const expected = new Set<number>();
  for (const { expects } of states) for (const code of expects) expected.add(code);
  return [...expected, unexpected(expected)];
}

function unexpected(expected: ReadonlySet<number>): number {
  for (let index = 0; index < READABLE.length; index++) {
    const code = READABLE.charCodeAt(index);
    if (!expected.has(code)) return code;
  }
  let code = 0x100;
  while (expected.has(code)) code++;
  return code;
}

/** The text that led here. */
function spelledBy(step: Step): string {
  const codes: number[] = [];
  for (let at = step; at.before !== undefined; at = at.before) codes.push(at.code);
  return textOf(codes.reverse());
}
