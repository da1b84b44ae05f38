// Rules of faults: what they hit, that a seed replays them, and what is no rule.
import { describe, expect, test } from 'vitest';
import { checkFaultPlan, type FaultPlan, faultsOf, parseFaultRules } from '../../src/sandbox/fault-rules.ts';
import { SandboxError } from '../../src/sandbox/index.ts';

interface Tried {
  readonly operation?: string;
  readonly n?: number;
  readonly attempt?: number;
}

function hit(rules: readonly string[], { operation = 'ListGroups', n = 1, attempt = 1 }: Tried, seed = 1): unknown {
  const faults = faultsOf({ seed, rules: parseFaultRules(rules) });
  const service = operation === 'ListAccounts' ? 'organizations' : 'identitystore';
  return faults({ service, operation, input: {}, n, attempt });
}

test.each<[readonly string[], Tried, unknown]>([
  [['throttle'], {}, 'throttle'],
  [['throttle@ListGroups'], { operation: 'ListGroups' }, 'throttle'],
  [['throttle@ListGroups'], { operation: 'ListUsers' }, undefined],
  [['throttle@List*'], { operation: 'ListUsers' }, 'throttle'],
  [['throttle@List*'], { operation: 'DescribeUser' }, undefined],
  [['throttle@List'], { operation: 'ListUsers' }, undefined],
  [['throttle@organizations:*'], { operation: 'ListAccounts' }, 'throttle'],
  [['throttle@organizations:*'], { operation: 'ListUsers' }, undefined],
  [['cut-after,nth=3'], { n: 3 }, 'cut-after'],
  [['cut-after,nth=3'], { n: 2 }, undefined],
  [['cut-after,nth=3'], { n: 3, attempt: 2 }, undefined],
  [['cut-after,nth=3,attempts=2'], { n: 3, attempt: 2 }, 'cut-after'],
  [['empty-page,every=4'], { n: 8 }, 'empty-page'],
  [['empty-page,every=4'], { n: 9 }, undefined],
  [['throttle'], { n: 9, attempt: 9 }, 'throttle'],
  [['throttle,probability=0'], {}, undefined],
  [['throttle,probability=1'], {}, 'throttle'],
  [['slow@ListGroups,milliseconds=250'], {}, { kind: 'slow', milliseconds: 250 }],
  [['slow'], {}, { kind: 'slow', milliseconds: 1000 }],
  [['throttle@ListUsers', 'internal-error'], {}, 'internal-error'],
  [['throttle', 'internal-error'], {}, 'throttle'],
])('%j on %j is %j', (rules, tried, expected) => {
  expect(hit(rules, tried)).toEqual(expected);
});

describe('chance', () => {
  const struck = (seed: number): readonly number[] =>
    Array.from({ length: 1000 }, (_, index) => index + 1).filter(
      (n) => hit(['throttle,probability=0.2'], { n }, seed) === 'throttle',
    );

  test('is as large as it says', () => {
    expect(struck(1).length / 1000).toBeCloseTo(0.2, 1);
  });

  test('is the same from the same seed, and another from another', () => {
    expect(struck(7)).toEqual(struck(7));
    expect(struck(7)).not.toEqual(struck(8));
  });

  test('is drawn for each rule, operation and attempt by itself', () => {
    const drawn = (tried: Tried, rules = ['throttle,probability=0.5']) =>
      Array.from({ length: 64 }, (_, n) => hit(rules, { ...tried, n: n + 1 }) === 'throttle').join();
    const all = [
      drawn({}),
      drawn({ operation: 'ListUsers' }),
      drawn({ attempt: 2 }),
      drawn({}, ['cut-after@DeleteGroup', 'throttle,probability=0.5']),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});

test.each([
  ['bruise', 'fault must be one of throttle, '],
  ['throttle@', 'operation must match'],
  ['throttle@List Groups', 'operation must match'],
  ['throttle,nth=0', 'nth must have a value of at least 1'],
  ['throttle,nth=1.5', 'nth must be an integer'],
  ['throttle,nth=first', 'nth must be an integer'],
  ['throttle,probability=2', 'probability must have a value of at most 1'],
  ['throttle,ripe=1', 'ripe is not a member that is known'],
  ['slow,milliseconds=900000', 'milliseconds must have a value of at most 600000'],
])('%s is no rule', (text, problem) => {
  expect(() => parseFaultRules(['throttle', text])).toThrow(SandboxError);
  expect(() => parseFaultRules([text])).toThrow(problem);
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a list', []],
  ['no rules', { seed: 1 }],
  ['a seed that is no whole number', { seed: 1.5, rules: [] }],
  ['a rule that is none', { rules: [{ fault: 'bruise' }] }],
  ['a rule that is a text', { rules: ['throttle'] }],
])('a plan must not be %s', (_what, value) => {
  expect(() => checkFaultPlan(value)).toThrow(SandboxError);
});

test('a plan has the seed 1 when it names none', () => {
  const plan: FaultPlan = { seed: 1, rules: [{ fault: 'throttle', probability: 0.5 }] };
  expect(checkFaultPlan({ rules: plan.rules })).toEqual(plan);
});
