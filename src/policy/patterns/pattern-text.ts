// Strings of a policy in which `*`, `?` and `${…}` mean something: resources and condition values.
import { FIRST_SYMBOL, type Glob, globOf, MANY, type Token, tokensOf, wildcardTokens } from './glob.ts';

/** `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`: stands for the value the request has for the key. */
export interface Variable {
  /** Lower case. */
  readonly key: string;
  /** As written. */
  readonly name: string;
  readonly fallback?: string;
}

export type Piece = Token | Variable;

export interface PatternText {
  readonly pieces: readonly Piece[];
  readonly variables: readonly Variable[];
}

export interface Dialect {
  /** `*` and `?` are wildcards. */
  readonly wildcards: boolean;
  /** `${…}` is a variable, or an escaped `*`, `?` or `$`. Not so in policies of version 2008-10-17. */
  readonly variables: boolean;
}

const VARIABLE = /\$\{([^{}]*)\}/g;
const ESCAPED = new Set(['*', '?', '$']);

export function readText(text: string, { wildcards, variables }: Dialect): PatternText {
  const tokens = wildcards ? wildcardTokens : tokensOf;
  if (!variables || !text.includes('${')) return { pieces: tokens(text), variables: [] };
  const parts: (readonly Piece[])[] = [];
  let from = 0;
  for (const { 0: whole, 1: name = '', index } of text.matchAll(VARIABLE)) {
    parts.push(tokens(text.slice(from, index)), ESCAPED.has(name) ? tokensOf(name) : [variableOf(name)]);
    from = index + whole.length;
  }
  const pieces = [...parts, tokens(text.slice(from))].flat();
  return { pieces, variables: pieces.filter(isVariable) };
}

function variableOf(content: string): Variable {
  const [, key = '', fallback] = /^\s*([^,]*?)\s*(?:,\s*'(.*)'\s*)?$/.exec(content) ?? [undefined, content.trim()];
  return { key: key.toLowerCase(), name: key, ...(fallback === undefined ? {} : { fallback }) };
}

export const isVariable = (piece: Piece): piece is Variable => typeof piece === 'object';

/** Every text that the pattern can match, whatever its variables stand for. */
export function widest({ pieces }: PatternText): Glob {
  return globOf(pieces.map((piece) => (isVariable(piece) ? MANY : piece)));
}

/** The pattern with each variable as a symbol: what one such pattern takes in of another, it does whatever the variables stand for. */
export function symbolic({ pieces }: PatternText): readonly Token[] {
  return pieces.map((piece) => (isVariable(piece) ? symbolOf(piece) : piece));
}

const SYMBOLS = new Map<string, Token>();

function symbolOf({ key, fallback }: Variable): Token {
  const name = JSON.stringify([key, fallback]);
  const symbol = SYMBOLS.get(name) ?? FIRST_SYMBOL + SYMBOLS.size;
  SYMBOLS.set(name, symbol);
  return symbol;
}

/** The pattern for one request; undefined when it lacks the value of a variable. Wildcards in values are not wildcards. */
export function substituted({ pieces }: PatternText, valueFor: ValueFor): readonly Token[] | undefined {
  const parts = pieces.map((piece) => {
    if (!isVariable(piece)) return [piece];
    const value = valueFor(piece.key) ?? piece.fallback;
    return value === undefined ? undefined : tokensOf(value);
  });
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

/** The single value of a condition key in a request; the key is lower case. */
export type ValueFor = (key: string) => string | undefined;

/** Equal keys mean equal patterns; never the text of a pattern without `${`. */
export function keyOfText({ pieces }: PatternText): string {
  // A variable without a default is none whose default is nothing.
  const parts = pieces.map((piece) => (isVariable(piece) ? JSON.stringify([piece.key, piece.fallback]) : piece));
  return `\${}${parts.join()}`;
}
