// Whether an answer of the sandbox is one that the AWS model accepts: its types, required members, lengths, patterns and values.
import { isObject } from '../../../src/sandbox/constraints.ts';
import { type Model, type ModelShape, shapeOf } from './model.ts';

/** Everything in the answer that the model does not accept. */
export function answerProblems(model: Model, operation: string, answer: unknown): readonly string[] {
  const shape = shapeOf(model, model.operations[operation]?.output?.shape);
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
          problems(model, { shape: shapeOf(model, shape.member?.shape), value: item, at: `${at}[${index}]` }),
        ),
      ];
    case 'map':
      if (!isObject(value)) return wrong('is no map');
      return Object.entries(value).flatMap(([key, item]) => [
        ...problems(model, { shape: shapeOf(model, shape.key?.shape), value: key, at: `${at} key` }),
        ...problems(model, { shape: shapeOf(model, shape.value?.shape), value: item, at: `${at}.${key}` }),
      ]);
    case 'string':
      return typeof value === 'string' ? textProblems(shape, value, at) : wrong('is no text');
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong('is no boolean');
    case 'integer':
    case 'long':
      return Number.isInteger(value) ? [] : wrong('is no integer');
    case 'timestamp':
      return typeof value === 'number' && value > 0 ? [] : wrong('is no timestamp');
    default:
      return wrong(`has the type ${shape.type}`);
  }
}

function memberProblems(model: Model, { shape, value, at }: Checked & { value: Readonly<Record<string, unknown>> }) {
  const missing = (shape.required ?? []).filter((name) => value[name] === undefined);
  return [
    ...missing.map((name) => `${at}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, item]) => {
      const member = shape.members?.[name];
      return member === undefined
        ? [`${at}.${name} is not in the model`]
        : problems(model, { shape: shapeOf(model, member.shape), value: item, at: `${at}.${name}` });
    }),
  ];
}

const sizeProblems = ({ min = 0, max = Number.POSITIVE_INFINITY }: ModelShape, size: number, at: string) =>
  size < min || size > max ? [`${at} has ${size} of ${min} to ${max}`] : [];

function textProblems(shape: ModelShape, value: string, at: string): readonly string[] {
  const { pattern, enum: values } = shape;
  const matches =
    pattern === undefined || new RegExp(`^(?:${pattern})$`, pattern.includes('\\p{') ? 'u' : '').test(value);
  return [
    ...sizeProblems(shape, value.length, at),
    ...(matches ? [] : [`${at} does not match ${pattern}: ${value}`]),
    ...(values === undefined || values.includes(value) ? [] : [`${at} is none of ${values}: ${value}`]),
  ];
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
  return typed(model, shapeOf(model, model.operations[operation]?.output?.shape), result ?? element(''));
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
          typed(model, shapeOf(model, shape.members?.[child.name]?.shape ?? child.name), child),
        ]),
      );
    case 'list':
      return of.children.map((child) => typed(model, shapeOf(model, shape.member?.shape), child));
    case 'map':
      return Object.fromEntries(
        of.children.map(({ children: [key, value] }) => [
          key?.text,
          typed(model, shapeOf(model, shape.value?.shape), value ?? element('')),
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
