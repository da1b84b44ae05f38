// Patterns with `*` and `?`: how actions, resources and condition values are matched.
//
// A pattern is a list of tokens. A text is one too, without wildcards, so that "does the pattern match this text" and "does it match
// every text that the other pattern matches" are one question: can the pattern swallow these tokens?
import { lowerText, widelyLowerText } from './letter-case.ts';

/** A character code, one of the wildcards below, or a symbol. */
export type Token = number;

/** `?` */
export const ONE: Token = -1;
/** `*` */
export const MANY: Token = -2;
/** `?` and `*` that stop at a colon. */
export const ONE_IN_SEGMENT: Token = -3;
export const MANY_IN_SEGMENT: Token = -4;
/** A `*` that stops at a colon and at a slash: the name of a bucket, where that of an object goes on. */
export const MANY_IN_PATH: Token = -5;

/** From here on: what stands for an unknown text of its own, equal only to itself. */
export const FIRST_SYMBOL: Token = 0x10000;

export const COLON: Token = 58;
const SLASH: Token = 47;

export interface Glob {
  readonly tokens: readonly Token[];
  /** Upper and lower case are one; `tokens` are lower case. */
  readonly fold: boolean;
  /** And so are letters beyond ASCII with those that some table takes them for: as an automaton reads it. */
  readonly isWide?: boolean;
  /** Equal keys match equal texts. */
  readonly key: string;
  /** The characters before the first wildcard: enough to tell most patterns apart. */
  readonly head: string;
  /** What follows the head. */
  readonly tail: 'nothing' | 'star' | 'more';
}

const isCharacter = (token: Token) => token >= 0 && token < FIRST_SYMBOL;

export const isMany = (token: Token): boolean => token === MANY || token === MANY_IN_SEGMENT || token === MANY_IN_PATH;

/** The characters that the wildcard cannot stand for. */
export function barred(wildcard: Token): readonly Token[] {
  if (wildcard === MANY_IN_PATH) return NOT_IN_PATH;
  return wildcard === MANY_IN_SEGMENT || wildcard === ONE_IN_SEGMENT ? NOT_IN_SEGMENT : NONE;
}

const NONE: readonly Token[] = [];
const NOT_IN_SEGMENT = [COLON];
const NOT_IN_PATH = [COLON, SLASH];

export function globOf(tokens: readonly Token[], fold = false): Glob {
  const kept = tokens.filter((token, index) => !(isMany(token) && tokens[index - 1] === token));
  const wildcard = kept.findIndex((token) => !isCharacter(token));
  const head = textOf(wildcard < 0 ? kept : kept.slice(0, wildcard));
  return { tokens: kept, fold, key: `${fold ? 'i' : 's'}${kept.join()}`, head, tail: tailOf(kept.slice(head.length)) };
}

function tailOf(rest: readonly Token[]): Glob['tail'] {
  if (rest.length === 0) return 'nothing';
  return rest.length === 1 && rest[0] === MANY ? 'star' : 'more';
}

let latest: { readonly text: string; readonly tokens: readonly Token[] } = { text: '', tokens: [] };

/** Policies repeat themselves, and so do their versions. */
const COMPILED = new Map<string, Glob>();
const MOST_COMPILED = 20_000;

export function compileGlob(pattern: string): Glob {
  const known = COMPILED.get(pattern);
  if (known !== undefined) return known;
  const glob = globOf(wildcardTokens(pattern));
  if (COMPILED.size >= MOST_COMPILED) COMPILED.clear();
  COMPILED.set(pattern, glob);
  return glob;
}

export function tokensOf(text: string): readonly Token[] {
  // One name is held against many patterns in turn.
  if (text === latest.text) return latest.tokens;
  const tokens: Token[] = [];
  for (let index = 0; index < text.length; index++) tokens.push(text.charCodeAt(index));
  latest = { text, tokens };
  return tokens;
}

/** The text that literal tokens spell. Not by spreading them: a hostile text can be longer than a call may be. */
export function textOf(tokens: readonly Token[]): string {
  return tokens.map((code) => String.fromCharCode(code)).join('');
}

export function wildcardTokens(pattern: string): readonly Token[] {
  return tokensOf(pattern).map((code) => (code === 42 ? MANY : code === 63 ? ONE : code));
}

/** What `compileGlob` was given, but for stars beside stars. */
export function patternText({ tokens }: Glob): string {
  return tokens.map((token) => (isMany(token) ? '*' : token < 0 ? '?' : String.fromCharCode(token))).join('');
}

export function isLiteral({ tail }: Glob): boolean {
  return tail === 'nothing';
}

export function matches({ tokens, fold, head, tail }: Glob, text: string): boolean {
  const read = fold ? lowerText(text) : text;
  if (tail === 'nothing') return read === head;
  return read.startsWith(head) && (tail === 'star' || swallows(tokens, tokensOf(read)));
}

/** As `matches`; where case is ignored, by whichever table of letters takes most for one. */
export function matchesWidely(glob: Glob, text: string): boolean {
  const { fold, tail, head } = glob;
  return fold && tail === 'nothing' ? widelyLowerText(text) === widelyLowerText(head) : matches(glob, text);
}

/** Whether every text of `inner` is one of `outer`. Never wrongly yes; a no may be wrong where wildcards stand side by side (`*?`). */
export function subsumes(outer: Glob, inner: Glob): boolean {
  if (outer.key === inner.key || (outer.tail === 'star' && outer.head === '')) return true;
  if (outer.fold !== inner.fold || !inner.head.startsWith(outer.head)) return false;
  return outer.tail === 'star' || (outer.tail === 'more' && swallows(outer.tokens, inner.tokens));
}

function swallows(pattern: readonly Token[], text: readonly Token[]): boolean {
  return pattern.includes(MANY_IN_SEGMENT) || pattern.includes(MANY_IN_PATH)
    ? swallowsBySets(pattern, text)
    : swallowsGreedily(pattern, text);
}

/** Each `*` takes as little as it can, and only the last one met is ever asked to take more: enough when a `*` can take anything. */
function swallowsGreedily(pattern: readonly Token[], text: readonly Token[]): boolean {
  let [at, star, resume] = [0, -1, 0];
  let position = 0;
  while (position < text.length) {
    const token = pattern[at];
    if (token === MANY) {
      star = at;
      resume = position;
      at++;
    } else if (token !== undefined && takes(token, text[position]!)) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      resume++;
      position = resume;
    } else return false;
  }
  while (pattern[at] === MANY) at++;
  return at === pattern.length;
}

/** All positions of the pattern at once: a `*` that stops at colons may have to take less than it could. */
function swallowsBySets(pattern: readonly Token[], text: readonly Token[]): boolean {
  let reached = new Uint8Array(pattern.length + 1);
  let next = new Uint8Array(pattern.length + 1);
  // Nothing is reached but from `first` to `last`: a few positions of a long pattern.
  let first = 0;
  let last = reach(pattern, reached, 0);
  for (const token of text) {
    let from = pattern.length + 1;
    let to = -1;
    for (let at = first; at <= last && at < pattern.length; at++) {
      if (reached[at] === 0 || !takes(pattern[at]!, token)) continue;
      const position = isMany(pattern[at]!) ? at : at + 1;
      from = Math.min(from, position);
      to = Math.max(to, reach(pattern, next, position));
    }
    if (to < 0) return false;
    reached.fill(0, first, last + 1);
    [reached, next] = [next, reached];
    first = from;
    last = to;
  }
  return reached[pattern.length] === 1;
}

/** Marks a position, and those that follow without a token: a `*` may take nothing. The last of them. */
function reach(pattern: readonly Token[], reached: Uint8Array, position: number): number {
  let at = position;
  reached[at] = 1;
  while (at < pattern.length && isMany(pattern[at]!)) reached[++at] = 1;
  return at;
}

/** Whether one token of a pattern can stand for one token of a text, or of another pattern. */
function takes(own: Token, other: Token): boolean {
  switch (own) {
    case MANY:
      return true;
    case MANY_IN_SEGMENT:
      return other !== COLON && other !== ONE && other < FIRST_SYMBOL && other !== MANY;
    case MANY_IN_PATH:
      return other >= 0 ? other !== COLON && other !== SLASH && other < FIRST_SYMBOL : other === own;
    case ONE:
      return !isMany(other) && other < FIRST_SYMBOL;
    case ONE_IN_SEGMENT:
      return other !== COLON && other !== ONE && !isMany(other) && other < FIRST_SYMBOL;
    default:
      return own === other;
  }
}
