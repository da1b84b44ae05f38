import { expect, test } from 'vitest';
import { answersIn } from '../../../src/meaning/answers.ts';
import { meaningsOf } from '../../../src/meaning/meanings.ts';
import { withDocuments } from '../../../src/policy/answers/index.ts';
import { loadPolicyData } from '../../../src/policy-data.ts';
import { permissionSet } from '../../support/plans.ts';

const shipped = await loadPolicyData();
/** As if nothing had ever been asked: other data, of the same content. */
const fresh = () => ({ index: { ...shipped.index }, managedPolicies: { ...shipped.managedPolicies } });

const READ = permissionSet('Taster', { managedPolicies: ['ReadOnlyAccess'] });
const POWER = permissionSet('Presser', { managedPolicies: ['PowerUserAccess'] });
const ALL = permissionSet('Grower', { managedPolicies: ['AdministratorAccess'] });
const HERE = { identityCenterAdmin: false };

test.each([100_000_000, 4_000_000, 400_000, 40_000])(
  'a remembered answer is the answer, and takes the same of %i steps',
  (steps) => {
    const questions = [
      [[], [POWER]],
      [[READ], [ALL]],
      [[POWER, READ], [READ]],
      [[ALL], [POWER, READ]],
    ] as const;
    const data = fresh();
    const asked = () => {
      const meanings = meaningsOf(data, steps);
      return questions.map(([before, after]) => {
        const { gained, lost } = meanings.effect(before, after);
        const near = after.map((set) => answersIn(data).nearAdministration(set, meanings.budget()));
        const told = { paths: meanings.paths(after, HERE), administrator: after.map(meanings.administration), near };
        return { gained, lost, ...told, left: meanings.budget().steps, isSpent: meanings.isSpent() };
      });
    };
    const first = asked();
    const again = asked();
    expect(again).toEqual(first);
    // Found again, not remembered, they are the same as well.
    const { index, managedPolicies } = fresh();
    const others = meaningsOf({ index, managedPolicies }, steps);
    for (const [place, [before, after]] of questions.entries()) {
      const { gained } = others.effect(before, after);
      for (const set of after) answersIn({ index, managedPolicies }).nearAdministration(set, others.budget());
      others.paths(after, HERE);
      after.map(others.administration);
      expect([gained, others.budget().steps]).toEqual([first[place]!.gained, first[place]!.left]);
    }
    // Nothing was found twice.
    expect(again.every(({ gained }, place) => gained === first[place]!.gained)).toBe(true);
  },
);

test('an answer that another budget left open is not given to a larger one', () => {
  const data = fresh();
  expect(meaningsOf(data, 4_000).effect([READ], [ALL]).gained.gains).toEqual([]);
  expect(meaningsOf(data).effect([READ], [ALL]).gained.unresolved).toEqual([]);
});

test('where AWS has the same policies, its answers are those of the snapshot; where it has others, they are not', () => {
  const picking = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' } };
  const { date, versionId } = shipped.managedPolicies.policy('ReadOnlyAccess')!;
  const newer = { path: 'ReadOnlyAccess', versionId: `${versionId}0`, date, document: picking };
  expect(answersIn(withDocuments(shipped, []))).toBe(answersIn(shipped));
  const [gains, now] = [shipped, withDocuments(shipped, [newer])].map(
    (data) => meaningsOf(data).effect([], [READ]).gained.gains,
  );
  expect(gains!.flatMap(({ actions }) => actions).length).toBeGreaterThan(1000);
  expect(now!.flatMap(({ actions }) => actions)).toEqual(['s3:GetObject']);
});
