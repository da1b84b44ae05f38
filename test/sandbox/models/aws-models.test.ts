// Every operation against the service models of AWS: the same input members with the same constraints, and answers that the models accept.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Members, membersOf, type Shape } from '../../../src/sandbox/constraints.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import type { Service } from '../../../src/sandbox/operation.ts';
import { OPERATIONS } from '../../../src/sandbox/operations/index.ts';
import { errorOf, send } from '../wire.ts';
import { answerProblems, queryResult } from './answers.ts';
import { haveModels, inputDifferences, modelOf } from './model.ts';
import type { Input, Step } from './step.ts';
import { TOUR_SEED, tourOf } from './tour.ts';

const SERVICES = Object.keys(OPERATIONS) as readonly Service[];
const ALL = SERVICES.flatMap((service) =>
  Object.entries(OPERATIONS[service]).map(([operation, { input }]) => ({ service, operation, members: input })),
);

/** Answered with a refusal always, so that no tour can see them succeed. */
const REFUSED = ['CreateInstance', 'DeleteInstance'];

const skipped = haveModels ? '' : ' (skipped: no AWS models beside the checkout)';

describe.skipIf(!haveModels)(`the input table${skipped}`, () => {
  test.each(ALL)('$service $operation is that of the model', ({ service, operation, members }) => {
    expect(modelOf(service).operations).toHaveProperty(operation);
    expect(inputDifferences(modelOf(service), operation, members)).toEqual([]);
  });
});

interface Taken {
  readonly step: Step;
  readonly input: Input;
  readonly answer: unknown;
  readonly error: string | undefined;
}

describe('a tour of every operation', () => {
  let sandbox: Sandbox;
  const taken: Taken[] = [];

  beforeAll(async () => {
    sandbox = await startSandbox({ seed: TOUR_SEED });
    const seen: Record<string, unknown> = {};
    for (const step of tourOf(sandbox)) {
      const input = step.input((path) => textAt(seen, path));
      const answer = await send(sandbox.url, step, input);
      const parsed = answerOf(step, answer.body);
      seen[step.operation] = parsed;
      taken.push({ step, input, answer: parsed, error: errorOf(answer) && answer.body });
    }
  });
  afterAll(() => sandbox.close());

  test('succeeds everywhere', () => {
    const refused = taken.filter(({ error }) => error !== undefined);
    expect(refused.map(({ step, error }) => `${step.operation}: ${error}`)).toEqual([]);
    const visited = new Set(taken.map(({ step }) => `${step.service} ${step.operation}`));
    const unvisited = ALL.map(({ service, operation }) => `${service} ${operation}`).filter(
      (name) => !visited.has(name),
    );
    expect(unvisited).toEqual(REFUSED.map((operation) => `sso-admin ${operation}`));
  });

  test.skipIf(!haveModels)(`has answers that the models accept${skipped}`, () => {
    const problems = taken.flatMap(({ step, answer }) => answerProblems(modelOf(step.service), step.operation, answer));
    expect(problems).toEqual([]);
  });

  test('an input that breaks any one constraint is refused by validation', async () => {
    const valid = new Map(taken.map(({ step, input }) => [`${step.service} ${step.operation}`, { step, input }]));
    const accepted: string[] = [];
    let tried = 0;
    for (const { service, operation, members } of ALL) {
      const { input, step } = valid.get(`${service} ${operation}`) ?? {
        input: sandboxInstance(sandbox, operation),
        step: { service, operation },
      };
      for (const [what, broken] of breaches(members, input)) {
        const name = errorOf(await send(sandbox.url, step, broken));
        tried += 1;
        if (!['ValidationException', 'InvalidInputException', 'ValidationError'].includes(name ?? '')) {
          accepted.push(`${operation} with ${what}: ${name}`);
        }
      }
    }
    expect(accepted).toEqual([]);
    expect(tried).toBeGreaterThan(700);
  });
});

function textAt(value: unknown, path: string): string {
  const found = path.split('.').reduce((at: unknown, name) => (at as Input | undefined)?.[name], value);
  return String(found);
}

/** Query answers have no types of their own; without the models only their texts can be read. */
function answerOf({ service, operation }: Step, body: string): unknown {
  if (service !== 'iam' && service !== 'sts') return JSON.parse(body);
  return haveModels ? queryResult(modelOf(service), operation, body) : textsOf(body);
}

/** What later steps of the tour look at. */
function textsOf(body: string): unknown {
  const all = (name: string): readonly string[] =>
    [...body.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => text);
  return {
    Roles: all('RoleName').map((RoleName) => ({ RoleName })),
    PolicyNames: all('member'),
    Policy: { Arn: all('Arn')[0] },
    SAMLProviderArn: all('SAMLProviderArn')[0],
  };
}

const sandboxInstance = ({ state }: Sandbox, operation: string): Input =>
  operation === 'DeleteInstance' ? { InstanceArn: state.instanceArn } : {};

/** Inputs that are wrong in one member each. */
function breaches(members: Members, input: Input): readonly (readonly [string, Input])[] {
  return membersOf(members).flatMap(({ name, shape, required }) => {
    const { [name]: _left, ...without } = input;
    const values = broken(shape, input[name]).map(
      (value) => [describeBreach(name, value), { ...input, [name]: value }] as const,
    );
    return required ? [[`no ${name}`, without] as const, ...values] : values;
  });
}

const describeBreach = (name: string, value: unknown): string => `${name} = ${JSON.stringify(value)?.slice(0, 60)}`;

/** Longer texts would be refused for the size of the request. */
const LONGEST = 200_000;

function broken(shape: Shape, valid: unknown): readonly unknown[] {
  switch (shape.kind) {
    case 'text':
      return [
        ...(shape.max < LONGEST ? ['a'.repeat(shape.max + 1)] : []),
        ...(shape.min > 0 ? ['a'.repeat(shape.min - 1)] : []),
        ...(shape.expression?.test('\u0001') === false ? ['\u0001'.repeat(Math.max(1, shape.min))] : []),
      ];
    case 'choice':
      return ['PLUM'];
    case 'integer':
    case 'number':
      return [shape.min - 1, shape.max + 1];
    case 'list':
      return [
        ...(shape.min > 0 ? [[]] : []),
        ...(Number.isFinite(shape.max) && Array.isArray(valid) && valid.length > 0
          ? [Array.from({ length: shape.max + 1 }, () => valid[0])]
          : []),
        ...broken(shape.of, Array.isArray(valid) ? valid[0] : undefined).map((item) => [item]),
      ];
    case 'structure':
      return breaches(shape.members, (valid ?? {}) as Input)
        .filter(([, value]) => valid !== undefined || Object.keys(value).length > 0)
        .map(([, value]) => value);
    case 'map':
      return [{ '\u0001': 'ripe' }];
    case 'boolean':
    case 'anything':
      return [];
    default:
      return shape satisfies never;
  }
}
