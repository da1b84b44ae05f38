// Every operation against the service models of AWS: the same input members with the same constraints, and answers that the models accept.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Members, membersOf, type Shape } from '../../../src/sandbox/constraints.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/index.ts';
import type { Service } from '../../../src/sandbox/operation.ts';
import { OPERATIONS } from '../../../src/sandbox/operations/index.ts';
import { errorOf, send } from '../wire.ts';
import { answerMembers, answerProblems, presentMembers, queryResult } from './answers.ts';
import { inputDifferences, modelOf, shapeOf } from './model.ts';
import type { Input, Step } from './step.ts';
import { TOUR_SEED, tourOf } from './tour.ts';

const SERVICES = Object.keys(OPERATIONS) as readonly Service[];
const ALL = SERVICES.flatMap((service) =>
  Object.entries(OPERATIONS[service]).map(([operation, { input }]) => ({ service, operation, members: input })),
);

/** Answered with a refusal always, so that no tour can see them succeed. */
/** Members that no answer of the tour has, by the reason. */
const ABSENT: Readonly<Record<string, readonly string[]>> = {
  'the sandbox does not know who would stand there': [
    'identitystore DescribeGroupMembershipResponse.CreatedBy',
    'identitystore DescribeGroupMembershipResponse.UpdatedBy',
    'identitystore DescribeGroupResponse.CreatedBy',
    'identitystore DescribeGroupResponse.UpdatedBy',
    'identitystore DescribeUserResponse.CreatedBy',
    'identitystore DescribeUserResponse.UpdatedBy',
    'identitystore Group.CreatedBy',
    'identitystore Group.UpdatedBy',
    'identitystore GroupMembership.CreatedBy',
    'identitystore GroupMembership.UpdatedBy',
    'identitystore User.CreatedBy',
    'identitystore User.UpdatedBy',
  ],
  'nothing fails on the tour': [
    'account-access ErrorDetails.code',
    'account-access ErrorDetails.message',
    'account-access GetApplicationResponse.error',
    'iam ErrorDetails.Code',
    'iam ErrorDetails.Message',
    'iam GetServiceLastAccessedDetailsResponse.Error',
    'sso-admin AccountAssignmentOperationStatus.FailureReason',
    'sso-admin PermissionSetProvisioningStatus.FailureReason',
  ],
  'what it is the reason of never fails': [
    'sso-admin DescribeInstanceAccessControlAttributeConfigurationResponse.StatusReason',
    'sso-admin DescribeInstanceResponse.StatusReason',
    'sso-admin EncryptionConfigurationDetails.EncryptionStatusReason',
    'sso-admin InstanceMetadata.StatusReason',
  ],
  'another member excludes it': ['iam ContextProvider.SubjectTypeSourceKey'],
  'no action is tracked by itself': [
    'iam ServiceLastAccessed.TrackedActionsLastAccessed',
    'iam TrackedActionLastAccessed.ActionName',
    'iam TrackedActionLastAccessed.LastAccessedEntity',
    'iam TrackedActionLastAccessed.LastAccessedRegion',
    'iam TrackedActionLastAccessed.LastAccessedTime',
  ],
  'roles are not made from templates': [
    'iam Role.SourceRoleTemplate',
    'iam SourceRoleTemplate.TemplateArn',
    'iam SourceRoleTemplate.TemplateMinorVersion',
  ],
  'roles have no instance profiles': [
    'iam InstanceProfile.Arn',
    'iam InstanceProfile.CreateDate',
    'iam InstanceProfile.InstanceProfileId',
    'iam InstanceProfile.InstanceProfileName',
    'iam InstanceProfile.Path',
    'iam InstanceProfile.Roles',
    'iam InstanceProfile.Tags',
  ],
  'keys and resources of events are not recorded': [
    'cloudtrail Event.AccessKeyId',
    'cloudtrail Event.Resources',
    'cloudtrail Resource.ResourceName',
    'cloudtrail Resource.ResourceType',
  ],
};

const REFUSED = ['CreateInstance', 'DeleteInstance'];

describe('the input table', () => {
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

  test('has answers that the models accept', () => {
    const problems = taken.flatMap(({ step, answer }) => answerProblems(modelOf(step.service), step.operation, answer));
    expect(problems).toEqual([]);
  });

  test('has every member that AWS may answer with, but those that are listed', () => {
    const missing = SERVICES.flatMap((service) => {
      const steps = taken.filter(({ step }) => step.service === service);
      const model = modelOf(service);
      const present = new Set(steps.flatMap(({ step, answer }) => [...presentMembers(model, step.operation, answer)]));
      const possible = new Set(steps.flatMap(({ step }) => [...answerMembers(model, step.operation)]));
      return [...possible]
        .filter((member) => !present.has(member) && !/\.(NextToken|nextToken|Marker)$/.test(member))
        .map((member) => `${service} ${member}`);
    });
    expect(missing.sort()).toEqual(Object.values(ABSENT).flat().sort());
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
        if (![...REFUSALS, ...(isPathless(service, operation, what) ? PATHLESS : [])].includes(name ?? '')) {
          accepted.push(`${operation} with ${what}: ${name}`);
        }
      }
    }
    expect(accepted).toEqual([]);
    expect(tried).toBeGreaterThan(700);
  });
});

const REFUSALS = ['ValidationException', 'InvalidInputException', 'ValidationError'];
const PATHLESS = ['UnknownOperationException'];

/** Without a member that stands in its path, a request is for no operation at all. */
function isPathless(service: Service, operation: string, what: string): boolean {
  const model = modelOf(service);
  const { locations = {} } = shapeOf(model, model.operations[operation]?.input);
  return Object.entries(locations).some(([name, location]) => location === 'uri' && what === `no ${name}`);
}

function textAt(value: unknown, path: string): string {
  const found = path.split('.').reduce((at: unknown, name) => (at as Input | undefined)?.[name], value);
  return String(found);
}

/** Answers of the Query protocol get their types from the models. */
const answerOf = ({ service, operation }: Step, body: string): unknown =>
  service === 'iam' || service === 'sts'
    ? queryResult(modelOf(service), operation, body)
    : JSON.parse(body === '' ? '{}' : body);

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
      return shape.key.expression === undefined ? [] : [{ '\u0001': 'ripe' }];
    case 'boolean':
    case 'anything':
      return [];
    default:
      return shape satisfies never;
  }
}
