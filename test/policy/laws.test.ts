// What may not make a difference, on policies of AWS: how statements are cut, in which order they stand, in which case actions are written.
import { beforeAll, describe, expect, it } from 'vitest';
import { effectOf } from '../../src/policy/answers/index.ts';
import { expandActions, type PolicyData } from '../../src/policy/catalogue/index.ts';
import { accessOf } from '../../src/policy/compare/index.ts';
import { parsePolicy } from '../../src/policy/language/index.ts';
import { loadPolicyData } from '../../src/policy-data.ts';
import { effort } from '../support/runs.ts';

interface Plain {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: object;
}

let data: PolicyData;
beforeAll(async () => {
  data = await loadPolicyData();
});

const list = (value: string | readonly string[] | undefined) => (typeof value === 'string' ? [value] : (value ?? []));
const access = (statements: readonly Plain[]) =>
  accessOf(parsePolicy({ Version: '2012-10-17', Statement: statements }).policy);

/** Two of the halves of a list. */
function halves(statement: Plain, name: 'Action' | 'Resource'): readonly Plain[] {
  const all = list(statement[name]);
  if (all.length < 2) return [statement];
  const half = Math.ceil(all.length / 2);
  return [all.slice(0, half), all.slice(half)].map((part) => ({ ...statement, [name]: part }));
}

const EVERYTHING: Plain = { Effect: 'Allow', Action: '*', Resource: '*' };

const LAWS: Readonly<Record<string, (statements: readonly Plain[]) => readonly Plain[]>> = {
  'another order': (statements) => [...statements].reverse(),
  'statements cut by actions': (statements) => statements.flatMap((one) => halves(one, 'Action')),
  'statements cut by resources': (statements) => statements.flatMap((one) => halves(one, 'Resource')),
  'actions in upper case': (statements) =>
    statements.map((one) =>
      one.Action === undefined ? one : { ...one, Action: list(one.Action).map((text) => text.toUpperCase()) },
    ),
  'each statement twice': (statements) => [...statements, ...statements],
  'all that is not in the list denied': (statements) => {
    const [first, ...others] = statements;
    if (others.length > 0 || first?.Effect !== 'Allow' || first.NotAction !== undefined) return statements;
    return [
      { ...first, Action: '*' },
      { Effect: 'Deny', NotAction: list(first.Action), Resource: '*' },
    ];
  },
};

/** Every so manieth. */
const STEP = effort(1, 120);

describe('the meaning of a policy of AWS', () => {
  const statementsOf = (path: string) => {
    const { Statement } = data.managedPolicies.policy(path)!.document as {
      readonly Statement: Plain | readonly Plain[];
    };
    return Array.isArray(Statement) ? (Statement as readonly Plain[]) : [Statement as Plain];
  };
  const some = () => data.managedPolicies.paths.filter((_, place) => place % STEP === 0);

  it.each(Object.entries(LAWS))(
    'does not change: %s',
    (_, law) => {
      const changed = some().filter((path) => {
        const before = statementsOf(path);
        return effectOf(access(before), access(law(before)), { index: data.index }).risk !== 'neutral';
      });
      expect(changed).toEqual([]);
    },
    600_000,
  );

  it('loses at most what AWS adds when wildcards are written out', () => {
    const { index } = data;
    for (const path of some()) {
      const before = statementsOf(path).filter(({ Effect, Action }) => Effect === 'Allow' && Action !== undefined);
      const after = before.map((one) => ({
        ...one,
        Action: list(one.Action).flatMap((text) => expandActions(text, index)),
      }));
      if (before.length === 0 || after.some(({ Action }) => Action.length === 0 || Action.length > 2000)) continue;
      const { gained, lost } = effectOf(access(before), access(after), { index });
      expect([
        path,
        gained.gains,
        lost.gains.flatMap(({ actions }) => actions.filter((name) => index.listed(name))),
      ]).toEqual([path, [], []]);
    }
    expect(effectOf(access([EVERYTHING]), access([EVERYTHING]), { index }).risk).toBe('neutral');
  }, 600_000);
});
