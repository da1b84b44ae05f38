// An access cut down to some actions: it says the same as a Deny of all other actions.
import { expect, test } from 'vitest';
import { effectOf } from '../../../src/policy/answers/effect.ts';
import { onlyActions } from '../../../src/policy/answers/index.ts';
import { type Access, NO_ACCESS } from '../../../src/policy/compare/access.ts';
import { newAccess } from '../../../src/policy/compare/compare.ts';
import { parsePolicy } from '../../../src/policy/language/parse.ts';
import { loadActionIndex } from '../../../src/policy-data.ts';
import { someOf } from '../../support/runs.ts';

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
  ['a wildcard that overlaps', accessTo({ Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' })],
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
  const pattern = onlyActions(access, ['iam:PassRol?', 'sts:AssumeRole']);
  expect(effectOf(literal, pattern, { index }).equal).toBe(true);
  const { gains } = newAccess(NO_ACCESS, literal, { index });
  for (const { actions } of gains)
    expect(['iam:PassRole', 'sts:AssumeRole']).toEqual(expect.arrayContaining([...actions]));
});

const CUTS: readonly (readonly string[])[] = [
  ['iam:*'],
  ['iam:Pass*', 's3:Get*', 'orchards:*'],
  // Overlaps with `ec2:Describe*`: no list of patterns says what both match.
  ['ec2:*Instances', 'sts:AssumeRole'],
  ['*'],
];

const CUT_ACCESSES = CUTS.flatMap((cut) => ACCESSES.map(([name, access]) => ({ cut, name, access })));

test.each(someOf(CUT_ACCESSES, 7))('$name, cut to $cut', ({ cut, access }) => {
  const rest = { Version: '2012-10-17', Statement: { Effect: 'Deny', NotAction: cut, Resource: '*' } };
  const limit = { kind: 'known', name: 'limit', policy: parsePolicy(rest).policy } as const;
  const limited = { grants: access.grants.map(({ documents }) => ({ documents: [...documents, limit] })) };
  expect(effectOf(limited, onlyActions(access, cut), { index }).equal).toBe(true);
});
