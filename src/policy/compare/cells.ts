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
  const start: Step = { states: machines.map((machine) => machine.start), before: undefined, code: 0 };
  const seenTuples = new Set([keyOf(start)]);
  const seenCells = new Set<string>();
  const isHopeless = rememberedHopeless(search);
  const queue = [start];
  for (let next = queue[0], index = 0; next !== undefined; next = queue[++index]) {
    if (!spend(budget, machines.length * MOVE)) return 'over-budget';
    const [outer, inner] = [next.states.slice(0, within.length), next.states.slice(within.length)];
    if (isHopeless(inner)) continue;
    const cell = inner.map(({ accepts }) => accepts);
    const key = cell.map(Number).join('');
    // Nothing that follows leads to another cell.
    if (inner.every(isSettled) && seenCells.has(key)) continue;
    if (!seenCells.has(key) && outer.every(({ accepts }) => accepts)) {
      seenCells.add(key);
      if (visit(cell, spelledBy(next))) return 'stopped';
    }
    for (const code of branches(next.states)) {
      if (!spend(budget, machines.length * MOVE)) return 'over-budget';
      const states = machines.map((machine, at) => machine.step(next!.states[at]!, code));
      const step: Step = { states, before: next, code };
      const key = keyOf(step);
      if (seenTuples.has(key) || states.some(({ dead }, at) => dead && at < within.length)) continue;
      seenTuples.add(key);
      queue.push(step);
    }
  }
  return 'exhausted';
}

const isSettled = ({ dead, saturated }: State) => dead || saturated;

function rememberedHopeless({ hopeless, globs }: CellSearch): (states: readonly State[]) => boolean {
  const known = new Map<string, boolean>();
  if (hopeless === undefined || globs.length === 0) return () => false;
  return (states) => {
    const bits = states.map(({ dead, saturated }) => (dead ? false : saturated ? true : undefined));
    const key = bits.map((bit) => (bit === undefined ? '-' : bit ? '1' : '0')).join('');
    const answer = known.get(key) ?? hopeless(bits);
    known.set(key, answer);
    return answer;
  };
}

function keyOf({ states }: Step): string {
  let key = '';
  for (const { id } of states) key += `${id},`;
  return key;
}

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
