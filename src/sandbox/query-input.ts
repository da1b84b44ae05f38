// The form of the AWS Query protocol as a tree: `Tags.member.1.Key=team` is a list of structures, and every scalar is a text until its shape is known.
import { isObject, type Members, membersOf, type Shape } from './constraints.ts';

type Tree = Map<string, Tree | string>;

/** Names below names end here: no operation needs more, and a body must not make the parser recurse without end. */
const MOST_LEVELS = 12;

export function parseForm(entries: Iterable<readonly [string, string]>): Readonly<Record<string, unknown>> {
  const root: Tree = new Map();
  for (const [name, value] of entries) put(root, name.split('.', MOST_LEVELS), value);
  return Object.fromEntries([...root].map(([name, node]) => [name, plain(node)]));
}

function put(tree: Tree, [name = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree.set(name, value);
    return;
  }
  const present = tree.get(name);
  const below: Tree = present instanceof Map ? present : new Map();
  tree.set(name, below);
  put(below, rest, value);
}

function plain(node: Tree | string): unknown {
  if (typeof node === 'string') return node;
  const members = node.get('member');
  if (members instanceof Map && node.size === 1) {
    return [...members].sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => plain(item));
  }
  return Object.fromEntries([...node].map(([name, below]) => [name, plain(below)]));
}

/** The tree with its scalars as what their shapes say; what does not fit is left for the validation to find. */
export function coerced(members: Members, tree: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const shapes = new Map(membersOf(members).map(({ name, shape }) => [name, shape]));
  return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, fitted(shapes.get(name), value)]));
}

function fitted(shape: Shape | undefined, value: unknown): unknown {
  switch (shape?.kind) {
    case undefined:
    case 'text':
    case 'choice':
    case 'anything':
      return value;
    case 'integer':
    case 'number':
      return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    case 'boolean':
      return value === 'true' || value === 'false' ? value === 'true' : value;
    case 'list':
      // An empty list is written as the name alone.
      if (value === '') return [];
      return Array.isArray(value) ? value.map((item) => fitted(shape.of, item)) : value;
    case 'structure':
    case 'map':
      if (!isObject(value)) return value;
      return shape.kind === 'structure'
        ? coerced(shape.members, value)
        : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fitted(shape.of, item)]));
    default:
      return shape satisfies never;
  }
}
