// A pattern, or several as one, as a deterministic automaton, made state by state as texts are tried on it.
import type { Budget } from './budget.ts';
import { barred, type Glob, isMany, MANY, type Token } from './glob.ts';
import { lowerCode, takenFor, upperCode, widelyLowerCode } from './letter-case.ts';

export interface State {
  readonly id: number;
  /** The text so far matches. */
  readonly accepts: boolean;
  /** No longer text can match. */
  readonly dead: boolean;
  /** Every longer text matches. */
  readonly saturated: boolean;
  /** The characters that lead elsewhere than all others do. */
  readonly expects: readonly number[];
}

export interface Automaton {
  readonly start: State;
  readonly step: (state: State, code: number) => State;
}

/** Stands for all characters that a state does not expect. */
const OTHER = -1;
interface Known extends State {
  readonly positions: readonly number[];
  readonly next: Map<number, Known>;
}

/** What several patterns match together. */
export interface Union {
  /** Equal keys match equal texts. */
  readonly key: string;
  readonly any: readonly Glob[];
}

export function unionOf(globs: readonly Glob[]): Union {
  const any = [...new Map(globs.map((glob) => [glob.key, glob])).values()];
  return { key: JSON.stringify(any.map(({ key }) => key).sort()), any };
}

/** The end of a pattern: in the tokens of a union each stands behind the one before. */
const END: Token = -9;

interface Tokens {
  readonly tokens: readonly Token[];
  readonly fold: boolean;
  readonly isWide: boolean;
}

/** INVARIANT: of the patterns of a union, none regards case. */
export function automatonOf(pattern: Glob | Union, budget: Budget): Automaton {
  const globs = 'any' in pattern ? pattern.any : [pattern];
  const all: Tokens = {
    tokens: globs.flatMap(({ tokens }) => [...tokens, END]),
    fold: globs.some(({ fold }) => fold),
    isWide: globs.some(({ isWide }) => isWide),
  };
  const states = new Map<string, Known>();
  const stateAt = (reached: readonly number[]): Known => {
    const positions = settled(all, reached);
    const key = positions.join();
    const known = states.get(key);
    if (known !== undefined) return known;
    budget.steps -= positions.length;
    const made = describe(all, positions, states.size);
    states.set(key, made);
    return made;
  };
  const step = (state: State, code: number): State => {
    const known = state as Known;
    const token = known.expects.includes(code) ? code : OTHER;
    const next = known.next.get(token) ?? stateAt(advance(all, known.positions, token));
    known.next.set(token, next);
    return next;
  };
  let start = 0;
  const starts = globs.map(({ tokens }) => {
    start += tokens.length + 1;
    return start - tokens.length - 1;
  });
  return { start: stateAt(closure(all.tokens, starts)), step };
}

/** Once one pattern matches whatever follows, the others add nothing. */
function settled({ tokens }: Tokens, positions: readonly number[]): readonly number[] {
  const free = positions.find((position) => isFreeEnd(tokens, position));
  return free === undefined ? positions : [free - 1, free];
}

const isFreeEnd = (tokens: readonly Token[], position: number) =>
  tokens[position] === END && tokens[position - 1] === MANY;

function describe({ tokens, fold, isWide }: Tokens, positions: readonly number[], id: number): Known {
  const expects = new Set<number>();
  for (const position of positions) {
    const token = tokens[position]!;
    if (token >= 0) for (const code of fold ? casesOf(token, isWide) : [token]) expects.add(code);
    for (const stop of barred(token)) expects.add(stop);
  }
  const saturated = positions.some((position) => isFreeEnd(tokens, position));
  return {
    id,
    positions,
    accepts: positions.some((position) => tokens[position] === END),
    dead: positions.length === 0,
    saturated,
    expects: saturated ? [] : [...expects],
    next: new Map(),
  };
}

function advance({ tokens, fold, isWide }: Tokens, positions: readonly number[], code: number): readonly number[] {
  const folded = isWide ? widelyLowerCode(code) : fold ? lowerCode(code) : code;
  const next: number[] = [];
  for (const position of positions) {
    const token = tokens[position]!;
    if (token === END || (token >= 0 ? token !== folded : barred(token).includes(code))) continue;
    next.push(isMany(token) ? position : position + 1);
  }
  return closure(tokens, next);
}

/** Positions reachable without a character: a `*` may take nothing. Ascending, unique. */
function closure(tokens: readonly Token[], positions: readonly number[]): readonly number[] {
  const reached = new Set<number>();
  for (const position of positions) {
    let at = position;
    reached.add(at);
    while (isMany(tokens[at]!)) reached.add(++at);
  }
  return [...reached].sort((a, b) => a - b);
}

const casesOf = (lower: number, isWide: boolean): readonly number[] => [
  lower,
  upperCode(lower),
  ...(isWide ? takenFor(lower) : []),
];
