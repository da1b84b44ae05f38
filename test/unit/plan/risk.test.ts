import { describe, expect, test } from 'vitest';
import { differingFields } from '../../../src/definition/definition.ts';
import type { Field, Risk } from '../../../src/definition/fields.ts';
import { givesAdministration } from '../../../src/plan/administrator.ts';
import { riskOfUpdate } from '../../../src/plan/risk.ts';
import { sequenceOf } from '../../../src/plan/sequence.ts';
import type { PermissionSet, PolicyDocument } from '../../../src/state/state.ts';
import { permissionSet } from '../../support/plans.ts';

const POWER = { kind: 'aws-managed', policy: 'PowerUserAccess' } as const;
const FENCE = { kind: 'customer-managed', policy: { name: 'OrchardFence', path: '/' } } as const;

describe('what an update does to access', () => {
  const cases: readonly (readonly [string, Partial<PermissionSet>, Partial<PermissionSet>, Risk, readonly Field[]])[] =
    [
      ['nothing', {}, {}, 'neutral', []],
      ['a description', {}, { description: 'Pick' }, 'neutral', ['description']],
      ['a relay state', { relayState: 'https://a' }, { relayState: 'https://b' }, 'neutral', ['relayState']],
      ['tags', { tags: { a: '1' } }, { tags: {} }, 'neutral', ['tags']],
      ['a longer session', {}, { sessionDuration: 'PT8H' }, 'broadens', ['sessionDuration']],
      ['a shorter session', { sessionDuration: 'PT12H' }, { sessionDuration: 'PT8H' }, 'narrows', ['sessionDuration']],
      ['a boundary', {}, { permissionsBoundary: POWER }, 'narrows', ['permissionsBoundary']],
      ['no boundary any more', { permissionsBoundary: POWER }, {}, 'broadens', ['permissionsBoundary']],
      [
        'another boundary',
        { permissionsBoundary: POWER },
        { permissionsBoundary: FENCE },
        'unknown',
        ['permissionsBoundary'],
      ],
      ['a policy', {}, { managedPolicies: ['ReadOnlyAccess'] }, 'unknown', ['managedPolicies']],
      [
        'a longer session without a boundary',
        { permissionsBoundary: POWER },
        { sessionDuration: 'PT8H' },
        'broadens',
        ['permissionsBoundary', 'sessionDuration'],
      ],
      [
        'a longer session within a boundary',
        {},
        { sessionDuration: 'PT8H', permissionsBoundary: POWER },
        'unknown',
        ['permissionsBoundary', 'sessionDuration'],
      ],
      [
        'a shorter session with a description',
        { sessionDuration: 'PT8H' },
        { description: 'Pick' },
        'narrows',
        ['sessionDuration', 'description'],
      ],
    ];
  test.each(cases)('%s', (_, before, after, risk, fields) => {
    const [old, next] = [permissionSet('Picker', before), permissionSet('Picker', after)];
    expect(differingFields(old, next)).toEqual(fields);
    expect(riskOfUpdate({ before: old, after: next, fields })).toBe(risk);
  });

  test('what is not known goes in the sequence that is safe both ways', () => {
    expect((['neutral', 'narrows', 'broadens', 'unknown'] as const).map(sequenceOf)).toEqual([
      'definition-then-assignments',
      'definition-then-assignments',
      'assignments-then-definition',
      'deletes-definition-creates',
    ]);
  });
});

describe('administrator access', () => {
  const inline = (statement: unknown) => ({
    inlinePolicy: { kind: 'document', document: { Statement: statement } as PolicyDocument } as const,
  });
  const all = { Effect: 'Allow', Action: '*', Resource: '*' };
  const cases: readonly (readonly [string, Partial<PermissionSet>, boolean])[] = [
    ['AdministratorAccess', { managedPolicies: ['ReadOnlyAccess', 'AdministratorAccess'] }, true],
    ['AdministratorAccess-Amplify', { managedPolicies: ['AdministratorAccess-Amplify'] }, false],
    ['within a boundary', { managedPolicies: ['AdministratorAccess'], permissionsBoundary: POWER }, false],
    ['everything on everything', inline(all), true],
    [
      'in a list among others',
      inline([{ Effect: 'Deny' }, { ...all, Action: ['s3:*', '*:*'], Resource: ['*'] }]),
      true,
    ],
    ['denied', inline({ ...all, Effect: 'Deny' }), false],
    ['on a condition', inline({ ...all, Condition: {} }), false],
    ['on some resources', inline({ ...all, Resource: 'arn:aws:s3:::orchard/*' }), false],
    ['no statement', inline(undefined), false],
    ['a statement that is no object', inline([null, 'everything']), false],
    ['live text that is no JSON', { inlinePolicy: { kind: 'opaque', text: '{ "Action": "*"' } }, false],
  ];
  test.each(cases)('%s: %#', (_, parts, gives) =>
    expect(givesAdministration(permissionSet('Grower', parts))).toBe(gives),
  );
});
