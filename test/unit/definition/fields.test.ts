// What the table says of a field holds for every value of it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { declare } from '../../../src/compile.ts';
import { asCreated, canonicalDefinition, differingFields, withFields } from '../../../src/definition/definition.ts';
import { FIELD_NAMES, type Field, rulesOf } from '../../../src/definition/fields.ts';
import { afterStep, definitionSteps } from '../../../src/provider/aws/definition-steps.ts';
import type { PermissionSet } from '../../../src/state/state.ts';

const PARAMETERS = { numRuns: 200, seed: 20261127 };

const name = fc.stringMatching(/^[A-Z][a-z]{2,6}$/);
const reference = fc.record({ name, path: fc.constantFrom('/', '/teams/') });
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const document = fc.record({
  Version: fc.constant('2012-10-17'),
  Statement: fc.array(
    fc.record({
      Effect: fc.constantFrom('Allow', 'Deny'),
      Action: fc.uniqueArray(fc.constantFrom('s3:GetObject', 's3:PutObject', 'ec2:RunInstances'), { minLength: 1 }),
      Resource: fc.constant('*'),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

/** Values as files may have them; a new field needs some too. */
const VALUES: { readonly [Name in Field]-?: fc.Arbitrary<PermissionSet[Name]> } = {
  managedPolicies: fc.uniqueArray(fc.constantFrom('ReadOnlyAccess', 'job-function/SupportUser', 'AmazonS3FullAccess')),
  customerManagedPolicies: fc.uniqueArray(reference, { maxLength: 3, selector: (each) => each.path + each.name }),
  inlinePolicy: optional(document.map((policy) => ({ kind: 'document', document: policy }) as const)),
  permissionsBoundary: optional(
    fc.oneof(
      fc.constant({ kind: 'aws-managed', policy: 'PowerUserAccess' } as const),
      reference.map((policy) => ({ kind: 'customer-managed', policy }) as const),
    ),
  ),
  sessionDuration: fc.constantFrom('PT1H', 'PT1H30M', 'PT12H'),
  relayState: optional(fc.constant('https://eu-west-1.console.aws.amazon.com/')),
  description: optional(name),
  tags: optional(fc.dictionary(name, name)),
  owner: optional(name),
};
const definitions = fc
  .record({ name: fc.constant('Set'), ...VALUES })
  .map((set) => canonicalDefinition(set as PermissionSet));
/** Tags of live are never absent. */
const liveDefinitions = definitions.map((set): PermissionSet => ({ tags: {}, ...set }));

describe.each(FIELD_NAMES)('%s', (field) => {
  const { canonical, comparable, shown } = rulesOf(field);
  const drawn: fc.Arbitrary<unknown> = VALUES[field];
  const values = drawn.filter((value) => value !== undefined);

  test('has one form', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(comparable(canonical(canonical(value)))).toEqual(comparable(canonical(value)));
      }),
      PARAMETERS,
    );
  });

  test('is shown differently where it differs', () => {
    fc.assert(
      fc.property(values, values, (one, other) => {
        const text = (value: unknown) => {
          if (shown.as === 'value') return shown.text(value);
          return shown.as === 'list' ? shown.members(value).map((member) => member.text) : shown.policy(value);
        };
        const [left, right] = [canonical(one), canonical(other)];
        if (JSON.stringify(comparable(left)) !== JSON.stringify(comparable(right)))
          expect(text(left)).not.toEqual(text(right));
      }),
      PARAMETERS,
    );
  });

  test('is taken over alone', () => {
    fc.assert(
      fc.property(liveDefinitions, definitions, (live, after) => {
        const differing = differingFields(live, withFields(live, after, [field]));
        expect(differing.filter((other) => other !== field)).toEqual([]);
      }),
      PARAMETERS,
    );
  });

  test('is written', () => {
    fc.assert(
      fc.property(liveDefinitions, definitions, (live, after) => {
        const planned = withFields(live, after, [field]);
        for (const from of [live, asCreated(planned)])
          expect(differingFields(definitionSteps(from, planned).reduce(afterStep, from), planned)).toEqual([]);
      }),
      PARAMETERS,
    );
  });
});

test('what is declared compiles to the definition again', () => {
  fc.assert(
    fc.property(definitions, (definition) => {
      const body = Object.fromEntries(
        FIELD_NAMES.flatMap((field) => {
          const declared = definition[field] === undefined ? undefined : rulesOf(field).declared(definition[field]);
          return declared === undefined ? [] : [[field, declared]];
        }),
      );
      const text = stringify({ permissionSets: { Set: body } });
      const file = { path: 'access/a.yaml', configPath: 'a.yaml', text };
      const { value } = declare({ documents: [file], policies: [], incomplete: false });
      const { owner: _owner, ...expected } = definition;
      expect(value.definitions.get('Set')).toEqual(expected);
    }),
    PARAMETERS,
  );
});
