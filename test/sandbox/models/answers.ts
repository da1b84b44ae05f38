// Whether an answer of the sandbox is one that the AWS model accepts: its types, required members, lengths, patterns and values.
import { expressionOf, isObject } from '../../../src/sandbox/constraints.ts';
import { type Model, type ModelShape, shapeOf } from './model.ts';

/** Everything in the answer that the model does not accept. */
export function answerProblems(model: Model, operation: string, answer: unknown): readonly string[] {
  const shape = shapeOf(model, model.operations[operation]?.output);
  return problems(model, { shape, value: answer, at: operation });
}

interface Checked {
  readonly shape: ModelShape;
  readonly value: unknown;
  readonly at: string;
}

function problems(model: Model, { shape, value, at }: Checked): readonly string[] {
  if (shape.document === true) return [];
  const wrong = (what: string): readonly string[] => [`${at} ${what}: ${JSON.stringify(value)}`];
  switch (shape.type) {
    case 'structure':
      return isObject(value) ? memberProblems(model, { shape, value, at }) : wrong('is no structure');
    case 'list':
      if (!Array.isArray(value)) return wrong('is no list');
      return [
        ...sizeProblems(shape, value.length, at),
        ...value.flatMap((item, index) =>
          problems(model, { shape: shapeOf(model, shape.member), value: item, at: `${at}[${index}]` }),
        ),
      ];
    case 'map':
      if (!isObject(value)) return wrong('is no map');
      return Object.entries(value).flatMap(([key, item]) => [
        ...problems(model, { shape: shapeOf(model, shape.key), value: key, at: `${at} key` }),
        ...problems(model, { shape: shapeOf(model, shape.value), value: item, at: `${at}.${key}` }),
      ]);
    case 'string':
      return typeof value === 'string' ? textProblems(shape, value, at) : wrong('is no text');
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong('is no boolean');
    case 'integer':
    case 'long':
      return Number.isInteger(value) ? [] : wrong('is no integer');
    case 'timestamp':
      return isTimestamp(shape, value) ? [] : wrong('is no timestamp');
    default:
      return wrong(`has the type ${shape.type}`);
  }
}

const isTimestamp = ({ timestampFormat: format }: ModelShape, value: unknown): boolean =>
  format === 'iso8601'
    ? typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)
    : typeof value === 'number' && value > 0;

function memberProblems(model: Model, { shape, value, at }: Checked & { value: Readonly<Record<string, unknown>> }) {
  const missing = (shape.required ?? []).filter((name) => value[name] === undefined);
  return [
    ...missing.map((name) => `${at}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, item]) => {
      const member = shape.members?.[name];
      return member === undefined
        ? [`${at}.${name} is not in the model`]
        : problems(model, { shape: shapeOf(model, member), value: item, at: `${at}.${name}` });
    }),
  ];
}

const sizeProblems = ({ min = 0, max = Number.POSITIVE_INFINITY }: ModelShape, size: number, at: string) =>
  size < min || size > max ? [`${at} has ${size} of ${min} to ${max}`] : [];

function textProblems(shape: ModelShape, value: string, at: string): readonly string[] {
  const { pattern, enum: values } = shape;
  const matches = pattern === undefined || expressionOf(pattern).test(value);
  return [
    ...sizeProblems(shape, value.length, at),
    ...(matches ? [] : [`${at} does not match ${pattern}: ${value}`]),
    ...(values === undefined || values.includes(value) ? [] : [`${at} is none of ${values}: ${value}`]),
  ];
}

/** Every member that an answer of the operation can have, as `Shape.Member`. */
export function answerMembers(model: Model, operation: string): ReadonlySet<string> {
  const found = new Set<string>();
  const reached = new Set<string>();
  const reach = (name: string | undefined): void => {
    if (name === undefined || reached.has(name)) return;
    reached.add(name);
    const shape = shapeOf(model, name);
    for (const [member, of] of Object.entries(shape.members ?? {})) {
      found.add(`${name}.${member}`);
      reach(of);
    }
    for (const part of [shape.member, shape.key, shape.value]) reach(part);
  };
  reach(model.operations[operation]?.output);
  return found;
}

/** The members that are in this answer, as `Shape.Member`. */
export function presentMembers(model: Model, operation: string, answer: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string | undefined, value: unknown): void => {
    const shape = shapeOf(model, name);
    if (Array.isArray(value)) for (const item of value) visit(shape.member, item);
    else if (isObject(value) && shape.type === 'map') for (const item of Object.values(value)) visit(shape.value, item);
    else if (isObject(value)) {
      for (const [member, item] of Object.entries(value)) {
        found.add(`${name}.${member}`);
        visit(shape.members?.[member], item);
      }
    }
  };
  visit(model.operations[operation]?.output, answer);
  return found;
}

interface Element {
  readonly name: string;
  readonly children: Element[];
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#13': '\r' };

/** The result in an answer of the Query protocol, with the types that the model gives it. */
export function queryResult(model: Model, operation: string, xml: string): unknown {
  const result = parsed(xml)
    .children.find(({ name }) => name === `${operation}Response`)
    ?.children.find(({ name }) => name === `${operation}Result`);
  return typed(model, shapeOf(model, model.operations[operation]?.output), result ?? element(''));
}

const element = (name: string): Element => ({ name, children: [], text: '' });

function parsed(xml: string): Element {
  const root = element('');
  const open = [root];
  for (const [, closing, name = '', text] of xml.matchAll(/<(\/?)([A-Za-z]+)[^>]*>|([^<]+)/g)) {
    const current = open.at(-1) ?? root;
    if (text !== undefined) current.text += text.replace(/&([^;]+);/g, (_, entity: string) => ENTITIES[entity] ?? '?');
    else if (closing === '/') open.pop();
    else {
      const child = element(name);
      current.children.push(child);
      open.push(child);
    }
  }
  return root;
}

function typed(model: Model, shape: ModelShape, of: Element): unknown {
  switch (shape.type) {
    case 'structure':
      return Object.fromEntries(
        of.children.map((child) => [
          child.name,
          typed(model, shapeOf(model, shape.members?.[child.name] ?? child.name), child),
        ]),
      );
    case 'list':
      return of.children.map((child) => typed(model, shapeOf(model, shape.member), child));
    case 'map':
      return Object.fromEntries(
        of.children.map(({ children: [key, value] }) => [
          key?.text,
          typed(model, shapeOf(model, shape.value), value ?? element('')),
        ]),
      );
    case 'integer':
      return Number(of.text);
    case 'boolean':
      return of.text === 'true';
    case 'timestamp':
      return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(of.text) ? Date.parse(of.text) : of.text;
    default:
      return of.text;
  }
}
