// A pattern as a deterministic automaton, made state by state as texts are tried on it.
import type { Budget } from './budget.ts';
import { COLON, type Glob, isMany, MANY, ONE_IN_SEGMENT, type Token } from './glob.ts';

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

export function automatonOf(glob: Glob, budget: Budget): Automaton {
  const states = new Map<string, Known>();
  const stateAt = (positions: readonly number[]): Known => {
    const key = positions.join();
    const known = states.get(key);
    if (known !== undefined) return known;
    budget.steps -= positions.length;
    const made = describe(glob, positions, states.size);
    states.set(key, made);
    return made;
  };
  const step = (state: State, code: number): State => {
    const known = state as Known;
    const token = known.expects.includes(code) ? code : OTHER;
    const next = known.next.get(token) ?? stateAt(advance(glob, known.positions, token));
    known.next.set(token, next);
    return next;
  };
  return { start: stateAt(closure(glob.tokens, [0])), step };
}

function describe({ tokens, fold }: Glob, positions: readonly number[], id: number): Known {
  const expects = new Set<number>();
  for (const position of positions) {
    const token = tokens[position];
    if (token === undefined) continue;
    if (token >= 0) for (const code of fold ? bothCases(token) : [token]) expects.add(code);
    else if (token <= ONE_IN_SEGMENT) expects.add(COLON);
  }
  return {
    id,
    positions,
    accepts: positions.includes(tokens.length),
    dead: positions.length === 0,
    saturated: positions.includes(tokens.length) && tokens.at(-1) === MANY,
    expects: [...expects],
    next: new Map(),
  };
}

function advance({ tokens, fold }: Glob, positions: readonly number[], code: number): readonly number[] {
  const folded = fold && code >= 0 ? String.fromCharCode(code).toLowerCase().charCodeAt(0) : code;
  const next: number[] = [];
  for (const position of positions) {
    const token = tokens[position];
    if (token === undefined) continue;
    if (token >= 0 ? token !== folded : token <= ONE_IN_SEGMENT && code === COLON) continue;
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
    while (at < tokens.length && isMany(tokens[at]!)) reached.add(++at);
  }
  return [...reached].sort((a, b) => a - b);
}

function bothCases(code: number): readonly number[] {
  const text = String.fromCharCode(code);
  return [code, text.toUpperCase().charCodeAt(0)];
}
