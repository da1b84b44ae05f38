// An access cut down to some actions: the two ways of cutting say the same.
import { expect, test } from 'vitest';
import { onlyActions } from '../../../src/guardrails/only-actions.ts';
import { type Access, NO_ACCESS } from '../../../src/policy/access.ts';
import { newAccess } from '../../../src/policy/compare.ts';
import { effectOf } from '../../../src/policy/effect.ts';
import { parsePolicy } from '../../../src/policy/parse.ts';
import { loadActionIndex } from '../../../src/policy-data.ts';

const index = await loadActionIndex();

const accessTo = (...statements: readonly object[]): Access => ({
  grants: [
    {
      documents: [
        { kind: 'known', name: 'inline', policy: parsePolicy({ Version: '2012-10-17', Statement: statements }).policy },
      ],
    },
  ],
});

const ACCESSES: readonly (readonly [name: string, Access])[] = [
  ['a wildcard', accessTo({ Effect: 'Allow', Action: 'iam:Pass*', Resource: '*' })],
  ['NotAction', accessTo({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' })],
  [
    'a Deny',
    accessTo(
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', NotAction: ['s3:*', 'IAM:passrole'], Resource: 'arn:aws:iam::*:role/press' },
    ),
  ],
  ['nothing of it', accessTo({ Effect: 'Allow', Action: 's3:*', Resource: '*' })],
];

test.each(ACCESSES)('%s', (_, access) => {
  const literal = onlyActions(access, ['iam:PassRole', 'sts:AssumeRole']);
  // A pattern takes the other way, by a Deny.
  const pattern = onlyActions(access, ['iam:PassRol?', 'sts:AssumeRole']);
  expect(effectOf(literal, pattern, { index }).risk).toBe('neutral');
  const { gains } = newAccess(NO_ACCESS, literal, { index });
  for (const { actions } of gains)
    expect(['iam:PassRole', 'sts:AssumeRole']).toEqual(expect.arrayContaining([...actions]));
});
