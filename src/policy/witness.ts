// From a solution to a request that anyone can check. What was guessed about variables is acted upon here; whether it worked, `allows` says.
import type { Request } from './access.ts';
import type { Test } from './condition-test.ts';
import { isMany, type Token, textOf } from './glob.ts';
import { isVariable, readText, substituted } from './pattern-text.ts';
import type { ResourcePattern } from './resource-pattern.ts';
import type { Solution } from './satisfy.ts';

/** By lower-case key. */
type Context = Map<string, readonly string[]>;

export function requestOf(
  action: string,
  resource: string,
  { keys, opaque }: Solution,
  tests: readonly Test[],
): Request {
  const context: Context = new Map();
  for (const [key, { values }] of keys) if (values !== undefined) context.set(key, values);
  for (const { truth, about } of opaque.values()) {
    if ('shapes' in about) {
      if (truth) bindFromResource(about, resource, context);
    } else if (about.entry !== undefined && truth !== about.negated) makeEqual(about, context);
  }
  return { action, resource, context: asWritten(context, tests) };
}

/** Keys as the policies write them; the first spelling stands. */
function asWritten(context: Context, tests: readonly Test[]): Request['context'] {
  const spelled = new Map([...tests].reverse().map(({ contextKey, entry }) => [contextKey, entry?.key.text]));
  return Object.fromEntries([...context].map(([key, values]) => [spelled.get(key) ?? key, values]));
}

/** Gives the variables of the pattern the parts of the resource that stand in their places. */
function bindFromResource({ shapes }: ResourcePattern, resource: string, context: Context): void {
  const { pieces, variables } = shapes.free.pieces;
  const source = pieces.map((piece) => (isVariable(piece) ? '(.*?)' : sourceOf(piece))).join('');
  const values = new RegExp(`^${source}$`, 's').exec(resource)?.slice(1) ?? [];
  for (const [place, { key }] of variables.entries()) setDefault(context, key, values[place]);
}

function sourceOf(token: Token): string {
  if (token < 0) return isMany(token) ? '.*?' : '.';
  return String.fromCharCode(token).replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}

/** Gives the test's key, and the variables in its first value, values that agree. */
function makeEqual({ entry, contextKey }: Test, context: Context): void {
  const [first] = entry!.values;
  if (first === undefined) return;
  const text = readText(first.text, { wildcards: true, variables: true });
  for (const { key } of text.variables) setDefault(context, key, 'example');
  const tokens = substituted(text, (key) => context.get(key)?.[0]) ?? [];
  setDefault(context, contextKey, textOf(tokens.map((token) => (token < 0 ? X : token))));
}

/** Stands for whatever a wildcard takes. */
const X = 120;

function setDefault(context: Context, key: string, value: string | undefined): void {
  if (value !== undefined && !context.has(key)) context.set(key, [value]);
}
