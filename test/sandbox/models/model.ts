// The service models of AWS, as scripts/aws-models.mjs takes them out of botocore, and what they say of an input table and of an answer.
import { readFileSync } from 'node:fs';
import { type Members, membersOf, type Shape } from '../../../src/sandbox/constraints.ts';
import type { Service } from '../../../src/sandbox/operation.ts';

export interface ModelShape {
  readonly type: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly timestampFormat?: string;
  /** Where members stand that are not in the body of a request. */
  readonly locations?: Readonly<Record<string, string>>;
  /** The names of the shapes of its parts. */
  readonly members?: Readonly<Record<string, string>>;
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
  readonly document?: boolean;
  /** Exactly one member is there. */
  readonly union?: boolean;
}

export interface Model {
  readonly operations: Readonly<
    Record<
      string,
      {
        /** Of the REST protocols. */
        readonly http?: { readonly method: string; readonly requestUri: string; readonly responseCode: number };
        readonly input?: string;
        readonly output?: string;
        readonly errors: readonly string[];
      }
    >
  >;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

const read = new Map<Service, Model>();

export function modelOf(service: Service): Model {
  const before = read.get(service);
  if (before !== undefined) return before;
  const model = JSON.parse(readFileSync(new URL(`aws/${service}.generated.json`, import.meta.url), 'utf8')) as Model;
  read.set(service, model);
  return model;
}

const NO_MEMBERS: ModelShape = { type: 'structure', members: {} };

export const shapeOf = (model: Model, name: string | undefined): ModelShape =>
  name === undefined ? NO_MEMBERS : (model.shapes[name] ?? { type: `missing ${name}` });

/** Where our table of an operation's input says something else than the model. */
export function inputDifferences(model: Model, operation: string, members: Members): readonly string[] {
  const input = shapeOf(model, model.operations[operation]?.input);
  return structureDifferences(model, { theirs: input, ours: members, at: operation });
}

function structureDifferences(
  model: Model,
  of: { readonly theirs: ModelShape; readonly ours: Members; readonly at: string },
): readonly string[] {
  const ours = membersOf(of.ours);
  const theirs = Object.entries(of.theirs.members ?? {});
  const known = new Set(ours.map(({ name }) => name));
  const absent = theirs.filter(([name]) => !known.has(name)).map(([name]) => `${of.at}.${name} is not in our table`);
  const differing = ours.flatMap(({ name, shape, required }) => {
    const member = of.theirs.members?.[name];
    const at = `${of.at}.${name}`;
    if (member === undefined) return [`${at} is not in the model`];
    const isRequired = of.theirs.required?.includes(name) === true;
    return [
      ...(required === isRequired ? [] : [`${at} is ${isRequired ? '' : 'not '}required`]),
      ...shapeDifferences(model, { theirs: shapeOf(model, member), ours: shape, at }),
    ];
  });
  return [...absent, ...differing];
}

interface Compared {
  readonly theirs: ModelShape;
  readonly ours: Shape;
  readonly at: string;
}

function shapeDifferences(model: Model, { theirs, ours, at }: Compared): readonly string[] {
  const differ = (what: string, a: unknown, b: unknown): readonly string[] =>
    a === b ? [] : [`${at}: ${what} is ${String(a)} in the model and ${String(b)} here`];
  const bounds = (of: { readonly min: number; readonly max: number }): readonly string[] => [
    ...differ('min', theirs.min ?? 0, of.min),
    ...differ('max', theirs.max ?? Number.POSITIVE_INFINITY, of.max),
  ];
  switch (ours.kind) {
    case 'text':
      return [
        ...differ('type', theirs.type, 'string'),
        ...differ('enum', theirs.enum, undefined),
        ...bounds(ours),
        ...differ('pattern', unanchored(theirs.pattern), unanchored(ours.pattern)),
      ];
    case 'choice':
      return differ('enum', [...(theirs.enum ?? [])].sort().join(), [...ours.values].sort().join());
    case 'integer':
      return [...differ('type', theirs.type, 'integer'), ...bounds(ours)];
    case 'number':
      // Of seconds, whose ends no model has.
      return differ('type', theirs.type, 'timestamp');
    case 'boolean':
      return differ('type', theirs.type, 'boolean');
    case 'anything':
      return differ('document', theirs.document, true);
    case 'list':
      return [
        ...differ('type', theirs.type, 'list'),
        ...bounds(ours),
        ...shapeDifferences(model, { theirs: shapeOf(model, theirs.member), ours: ours.of, at: `${at}[]` }),
      ];
    case 'map':
      return [
        ...differ('type', theirs.type, 'map'),
        ...bounds(ours),
        ...shapeDifferences(model, { theirs: shapeOf(model, theirs.key), ours: ours.key, at: `${at} key` }),
        ...shapeDifferences(model, { theirs: shapeOf(model, theirs.value), ours: ours.of, at: `${at}{}` }),
      ];
    case 'structure':
      return structureDifferences(model, { theirs, ours: ours.members, at });
    default:
      return ours satisfies never;
  }
}

/** Some models anchor their patterns; every pattern is matched against the whole value. A pattern that takes anything is none. */
function unanchored(pattern: string | undefined): string | undefined {
  if (pattern === undefined || pattern === '[\\s\\S]*') return undefined;
  const spaces = pattern.replaceAll('\u00a0', '\\u00A0').replaceAll('\u3000', '\\u3000');
  // The identity store's own pattern has its anchors in the middle.
  return spaces.includes('$|^') ? spaces : spaces.replaceAll(/(?<![\\[])\^|(?<!\\)\$(?=$|\)|\|)/g, '');
}
