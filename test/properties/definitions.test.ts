// Every definition that the files may hold arrives: after an apply the same files have nothing left to plan, over the real wire.

import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { declare } from '../../src/compile.ts';
import { gather } from '../../src/gather.ts';
import { operationsOf } from '../../src/plan/change.ts';
import { makePlan, type Plan } from '../../src/plan/plan.ts';
import type { IdentityCenter } from '../../src/provider/identity-center.ts';
import { memoryIdentityCenter } from '../../src/provider/memory.ts';
import { startSandbox } from '../../src/sandbox/index.ts';
import { EMPTY_STATE } from '../../src/state/state.ts';
import { ORCHARD, OWNER } from '../contract/orchard.ts';
import { EVERYTHING_ALLOWED } from '../support/case-organisation.ts';
import { adapter } from '../support/host.ts';
import { instant } from '../support/instant.ts';
import { effort } from '../support/runs.ts';

// Names and paths that collide when they are put together or taken apart carelessly.
const NAMES = ['a', 'b', 'aa', 'A', 'base', 'developer', 'a.b', '-', '=', '1', '10'];
const PATHS = ['/', '/a/', '/a/a/', '/b/', '/company/', '/a.b/', '/-/', '/1/'];
const AWS_MANAGED = ['ReadOnlyAccess', 'SecurityAudit', 'job-function/SupportUser', 'SupportUser', 'PowerUserAccess'];
const TAG_KEYS = ['a', 'A', 'aa', '1', '10', '2', '__proto__', 'constructor', 'é', 'a:b', 'a b'];

const customerManaged = fc.record({ name: fc.constantFrom(...NAMES), path: fc.constantFrom(...PATHS) });
const listed = <T>(values: readonly T[]) => fc.shuffledSubarray([...values], { minLength: 1, maxLength: 3 });
const oneOrMany = (values: readonly string[]) => fc.oneof(fc.constantFrom(...values), listed(values));

const statement = fc.record(
  {
    Sid: fc.constantFrom('One', 'Two', 'Three'),
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: oneOrMany(['s3:GetObject', 's3:ListBucket', 'ec2:Describe*', 's3:getobject']),
    Resource: oneOrMany(['*', 'arn:aws:s3:::apples/*', 'arn:aws:s3:::apples']),
    Condition: fc.record(
      {
        Bool: fc.record({ 'aws:SecureTransport': fc.constantFrom(true, false, 'true', ['true']) }),
        NumericLessThan: fc.record({ 's3:max-keys': fc.constantFrom(10, '10', [10, 20], 1e21) }),
        StringEquals: fc.record({ 'aws:PrincipalTag/team': oneOrMany(['a', 'b', 'é"']) }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['Effect', 'Action', 'Resource'] },
);
const inlinePolicy = fc.record({
  Version: fc.constant('2012-10-17'),
  Statement: fc.oneof(
    statement,
    fc.uniqueArray(statement, { minLength: 1, maxLength: 3, selector: ({ Sid }) => Sid ?? {} }),
  ),
});
const boundary = fc.oneof(
  fc.record({ managedPolicy: fc.constantFrom(...AWS_MANAGED) }),
  fc.record({ customerManagedPolicy: customerManaged }),
);
const tags = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...TAG_KEYS), fc.constantFrom('', 'x', 'X', '=')), { selector: ([key]) => key })
  .map((entries) => Object.fromEntries(entries));

const definition = fc.record(
  {
    description: fc.constantFrom('Prunes', ' x ', 'é ¡ "x\\'),
    sessionDuration: fc.constantFrom('8h', 'PT8H', '90m', 'PT5400S', 'PT1H'),
    relayState: fc.constant('https://console.aws.amazon.com/s3?a=%20#e'),
    managedPolicies: listed(AWS_MANAGED.slice(0, 3).concat('PowerUserAccess')),
    customerManagedPolicies: fc.uniqueArray(customerManaged, {
      minLength: 1,
      maxLength: 5,
      selector: ({ name, path }) => `${path} ${name}`,
    }),
    inlinePolicy,
    permissionsBoundary: boundary,
    tags,
  },
  { requiredKeys: ['customerManagedPolicies'] },
);
/** The same sets twice, with two sets of definitions: made from nothing, and then changed. */
const definitions = fc.array(fc.tuple(definition, definition), { minLength: 4, maxLength: 4 });

type Definitions = readonly object[];

async function plan(identityCenter: IdentityCenter, sets: Definitions): Promise<Plan> {
  const permissionSets = Object.fromEntries(sets.map((set, index) => [`Set${index}`, set]));
  const settings = { identityCenter: { region: 'eu-west-1', owner: OWNER } };
  const text = JSON.stringify({ ...settings, permissionSets });
  const document = { path: 'access.yaml', configPath: 'access.yaml', text };
  const declared = declare({ documents: [document], policies: [], incomplete: false });
  const options = { asOf: instant('2026-11-02'), audit: false };
  const { value, diagnostics } = await gather(declared.value, identityCenter, { ...options, allowed: {} });
  const errors = [...declared.diagnostics, ...diagnostics].filter(({ severity }) => severity === 'error');
  expect(errors.map(({ message }) => message)).toEqual([]);
  return makePlan({
    ...value!,
    ...options,
    allowed: EVERYTHING_ALLOWED,
    toolVersion: '0.1.0',
    config: { digest: declared.value.digest() },
  });
}

async function converges(identityCenter: IdentityCenter, sets: Definitions): Promise<void> {
  for (const operation of (await plan(identityCenter, sets)).changes.flatMap(operationsOf)) {
    expect(['done', 'already']).toContain((await identityCenter.apply(operation)).status);
  }
  expect((await plan(identityCenter, sets)).changes).toEqual([]);
}

const SEED = { ...ORCHARD, permissionSets: [], assignments: [], outdated: [], roleOnly: [] };

async function aws(): Promise<IdentityCenter> {
  const sandbox = await startSandbox({ seed: SEED });
  onTestFinished(sandbox.close);
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'orchard' };
  return adapter({ region: 'eu-west-1', endpoint: sandbox.url, credentials });
}

async function memory(): Promise<IdentityCenter> {
  const directory = await (await aws()).readDirectory({ organizationalUnits: true, accountTags: true });
  return memoryIdentityCenter({ state: EMPTY_STATE, directory });
}

test.each([
  { what: 'AWS', open: aws, numRuns: effort(6, 3) },
  { what: 'memory', open: memory, numRuns: effort(12, 6) },
])('the plan after an apply is empty for every valid definition: $what', async ({ open, numRuns }) => {
  await fc.assert(
    fc.asyncProperty(definitions, async (drawn) => {
      const identityCenter = await open();
      await converges(
        identityCenter,
        drawn.map(([first]) => first),
      );
      await converges(
        identityCenter,
        drawn.map(([, second]) => second),
      );
    }),
    { numRuns, seed: 20261201 },
  );
});

test('customer managed policies of other paths have one order', async () => {
  const customerManagedPolicies = [{ name: 'base', path: '/company/' }, { name: 'developer' }];
  await converges(await aws(), [{ customerManagedPolicies }]);
});
