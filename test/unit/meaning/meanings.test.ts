import { describe, expect, test } from 'vitest';
import { isUnchanged } from '../../../src/meaning/meaning.ts';
import { meaningsOf } from '../../../src/meaning/meanings.ts';
import type { Risk } from '../../../src/policy/answers/effect.ts';
import { expandActions } from '../../../src/policy/catalogue/actions.ts';
import { allows } from '../../../src/policy/compare/evaluate.ts';
import { loadPolicyData } from '../../../src/policy-data.ts';
import type { PermissionSet } from '../../../src/state/state.ts';
import { meaningText } from '../../support/meaning-text.ts';
import { inline, permissionSet } from '../../support/plans.ts';

const data = await loadPolicyData();
const meanings = meaningsOf(data);
const HERE = { identityCenterAdmin: false };

const READ = permissionSet('Taster', { managedPolicies: ['ReadOnlyAccess'] });
const POWER = permissionSet('Presser', { managedPolicies: ['PowerUserAccess'] });
const ALL = permissionSet('Grower', { managedPolicies: ['AdministratorAccess'] });
const CASE = { name: 'Cellar', path: '/cider/' };

const policy = (...Statement: readonly unknown[]) => inline({ Version: '2012-10-17', Statement });
const statement = (...actions: readonly string[]) => ({
  Effect: 'Allow',
  Action: actions,
  Resource: 'arn:aws:s3:::orchard/*',
});
const picking = (...actions: readonly string[]) => ({ inlinePolicy: policy(statement(...actions)) });
const denying = (action: string, resource = '*') => ({
  inlinePolicy: policy(statement('s3:GetObject'), { Effect: 'Deny', Action: action, Resource: resource }),
});
const GETTING = expandActions('s3:Get*', data.index);

describe('the risk of a change', () => {
  const cases: readonly (readonly [string, Partial<PermissionSet>, Partial<PermissionSet>, Risk])[] = [
    ['nothing', picking('s3:GetObject'), picking('s3:GetObject'), 'neutral'],
    ['another order', picking('s3:GetObject', 's3:PutObject'), picking('s3:PutObject', 's3:GetObject'), 'neutral'],
    ['another case', picking('s3:getobject'), picking('S3:GetObject'), 'neutral'],
    ['more', picking('s3:GetObject'), picking('s3:Get*'), 'broadens'],
    ['less', picking('s3:Get*'), picking('s3:GetObject'), 'narrows'],
    ['something else', picking('s3:GetObject'), picking('s3:PutObject'), 'unknown'],
    [
      'a pattern that takes in more, and a whole statement less',
      { inlinePolicy: policy(statement('s3:PutObject'), statement(...GETTING)) },
      picking('s3:Get*'),
      'unknown',
    ],
    ['no Deny any more, of what nothing allows', denying('s3:PutObject'), picking('s3:GetObject'), 'broadens'],
    ['no Deny any more, and less', denying('s3:PutObject'), picking('s3:GetObjectAcl'), 'unknown'],
    ['a Deny more, of what nothing allows', picking('s3:GetObject'), denying('s3:PutObject'), 'neutral'],
    [
      'a Deny in an attached policy instead',
      { inlinePolicy: policy({ Effect: 'Deny', Action: '*', Resource: '*' }) },
      { managedPolicies: ['AWSDenyAll'] },
      'neutral',
    ],
    [
      'inline what was attached',
      { managedPolicies: ['AdministratorAccess'] },
      { inlinePolicy: policy({ Effect: 'Allow', Action: '*', Resource: '*' }) },
      'neutral',
    ],
    [
      'reading beside everything',
      { managedPolicies: ['AdministratorAccess'] },
      { managedPolicies: ['AdministratorAccess', 'ReadOnlyAccess'] },
      'neutral',
    ],
    [
      'a boundary that bounds nothing',
      {},
      { permissionsBoundary: { kind: 'aws-managed', policy: 'ReadOnlyAccess' } },
      'neutral',
    ],
    [
      'a policy that cannot be seen',
      picking('s3:GetObject'),
      { ...picking('s3:GetObject'), customerManagedPolicies: [CASE] },
      'unknown',
    ],
    [
      'beside a policy that cannot be seen',
      { ...picking('s3:GetObject'), customerManagedPolicies: [CASE] },
      { ...picking('S3:GetObject'), customerManagedPolicies: [CASE] },
      'neutral',
    ],
    [
      'a pattern that takes in more, beside a policy that cannot be seen',
      { ...picking(...GETTING), customerManagedPolicies: [CASE] },
      { ...picking('s3:Get*'), customerManagedPolicies: [CASE] },
      'broadens',
    ],
    ['one that the snapshot lacks', { managedPolicies: ['PickApples'] }, { managedPolicies: ['PickPears'] }, 'unknown'],
    [
      'one text that is no JSON for another',
      { inlinePolicy: { kind: 'opaque', text: 'apples' } },
      { inlinePolicy: { kind: 'opaque', text: 'pears' } },
      'unknown',
    ],
    [
      'statements that are none for others',
      { inlinePolicy: policy({ Effect: 'Perhaps' }) },
      { inlinePolicy: policy({ Effect: 'Maybe' }) },
      'unknown',
    ],
    [
      'a boundary that cannot be seen',
      picking('s3:GetObject'),
      { ...picking('s3:GetObject'), permissionsBoundary: { kind: 'customer-managed', policy: CASE } },
      'narrows',
    ],
  ];
  test.each(cases)('%s', (_, before, after, risk) => {
    const sets = [permissionSet('Picker', before), permissionSet('Picker', after)] as const;
    expect(meanings.effect([sets[0]], [sets[1]]).risk).toBe(risk);
    expect(isUnchanged(meanings.meaningOf([sets[0]], [sets[1]], HERE))).toBe(risk === 'neutral');
  });
});

describe('what sets mean together', () => {
  test('what one of them allows is not new in another', () => {
    expect(meaningText(meanings.meaningOf([ALL], [ALL, READ], HERE))).toBe('access unchanged');
    expect(isUnchanged(meanings.meaningOf([READ], [READ, POWER], HERE))).toBe(false);
  });

  test('a Deny works in its own set only', () => {
    const nothing = permissionSet('Idle', { inlinePolicy: policy({ Effect: 'Deny', Action: '*', Resource: '*' }) });
    expect(isUnchanged(meanings.meaningOf([READ], [READ, nothing], HERE))).toBe(true);
  });

  test('a wildcard for all that it stands for today is the same until AWS adds to it', () => {
    const [list, wildcard] = [
      permissionSet('Picker', picking(...GETTING)),
      permissionSet('Picker', picking('s3:Get*')),
    ];
    const { gained, lost } = meanings.meaningOf([list], [wildcard], HERE);
    expect(meanings.effect([list], [wildcard]).risk).toBe('broadens');
    expect(meanings.effect([wildcard], [list]).risk).toBe('narrows');
    expect(gained).toMatchObject({ actionCount: 0, openEnded: ['s3:Get*'] });
    expect(isUnchanged({ gained, lost })).toBe(false);
  });

  test('a policy that cannot be seen is in doubt, now and in future', () => {
    const { gained } = meanings.meaningOf([READ], [{ ...READ, customerManagedPolicies: [CASE] }], HERE);
    expect(gained).toMatchObject({ actionCount: 0, openEnded: [], doubts: [{ reason: 'unknown-document' }] });
  });

  test('figures and a witness that anyone can check', () => {
    const [before, after] = [
      permissionSet('Picker', picking('s3:GetObject')),
      permissionSet('Picker', picking('s3:*Object*')),
    ];
    const { gained, lost } = meanings.meaningOf([before], [after], HERE);
    expect(lost).toMatchObject({ actionCount: 0, levels: [], doubts: [] });
    expect(gained.levels.map(({ level }) => level)[0]).toBe('permissions-management');
    expect(allows(meanings.accessOf([after]), gained.witness!)).toBe(true);
    expect(allows(meanings.accessOf([before]), gained.witness!)).toBe(false);
  });

  test('paths that take over Identity Center count in control accounts only', () => {
    const idsIn = (place: { readonly identityCenterAdmin: boolean }) =>
      meanings.meaningOf([], [POWER], place).gained.paths.filter(({ category }) => category === 'takeover');
    expect(idsIn({ identityCenterAdmin: false })).toEqual([]);
    expect(idsIn({ identityCenterAdmin: true }).length).toBeGreaterThan(0);
  });

  test('a path needs all its actions in one set: nobody has the session of two', () => {
    const passing = permissionSet('Passer', {
      inlinePolicy: policy({ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }),
    });
    const running = (condition: object) =>
      permissionSet('Runner', {
        inlinePolicy: policy({
          Effect: 'Allow',
          Action: ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'],
          Resource: '*',
          ...condition,
        }),
      });
    const building = permissionSet('Builder', {
      inlinePolicy: policy({
        Effect: 'Allow',
        Action: ['lambda:CreateFunction', 'lambda:InvokeFunction'],
        Resource: '*',
      }),
    });
    const inOffice = { Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } };
    const open = (...sets: readonly PermissionSet[]) =>
      meanings.paths(sets, HERE).open.map(({ path, restriction }) => `${path.id} ${restriction}`);
    expect(open(passing, building)).toEqual([]);
    expect(open(running(inOffice))).toContain('lambda-001 conditional');
    expect(open(running(inOffice), running({}))).toEqual(open(running({})));
    expect(open(running({}), running(inOffice))).toEqual(open(running({})));
    expect(open(passing, running({}))).toContain('lambda-001 unrestricted');
    const idsOf = (before: readonly PermissionSet[], after: readonly PermissionSet[]) =>
      meanings.meaningOf(before, after, HERE).gained.paths.map(({ id }) => id);
    expect(idsOf([passing], [passing, building])).toEqual([]);
  });

  test('what one set denies no longer is released, and told apart from what is gained', () => {
    const [before, after] = [
      permissionSet('Picker', denying('s3:*')),
      permissionSet('Picker', picking('s3:GetObject')),
    ];
    const { gained, released, lost } = meanings.meaningOf([before], [after], HERE);
    expect(gained).toMatchObject({ actionCount: 1, topActions: ['s3:GetObject'] });
    expect(released!.paths).toEqual([]);
    expect(released!.witness!.action).not.toBe('s3:GetObject');
    expect(allows(meanings.accessOf([after]), released!.witness!)).toBe(false);
    expect(lost.actionCount).toBe(0);
    // All that is released is gained as well.
    const told = meanings.meaningOf(
      [permissionSet('Picker', denying('s3:GetObject', 'arn:aws:s3:::orchard/*'))],
      [after],
      HERE,
    );
    expect(told.gained.actionCount).toBe(1);
    expect(told).not.toHaveProperty('released');
  });

  test('a Deny that goes with its whole set, or comes beside others, releases nothing', () => {
    const denier = permissionSet('Picker', denying('s3:*'));
    for (const [before, after] of [
      [[denier], []],
      [[], [denier]],
      [[READ, denier], [READ]],
    ] as const)
      expect(meanings.meaningOf(before, after, HERE)).not.toHaveProperty('released');
  });

  test('are judged once, by their policies alone', () => {
    const renamed = { ...READ, name: 'Sommelier', description: 'Tastes as well' };
    expect(meanings.grantOf(renamed)).toBe(meanings.grantOf(READ));
    expect(meanings.accessOf([renamed, READ]).grants).toHaveLength(1);
    expect(meanings.meaningOf([POWER], [POWER, renamed], HERE)).toBe(meanings.meaningOf([POWER], [READ, POWER], HERE));
    expect(meanings.allowed(renamed)).toBe(meanings.allowed(READ));
  });
});

test('what a set is worth is what whoever had nothing gains by it', () => {
  for (const set of [READ, POWER, ALL, permissionSet('Picker', picking('iam:*')), permissionSet('Nothing')])
    for (const identityCenterAdmin of [false, true])
      expect(meanings.worthOf([set], { identityCenterAdmin }), set.name).toEqual(
        meanings.meaningOf([], [set], { identityCenterAdmin }).gained,
      );
});
