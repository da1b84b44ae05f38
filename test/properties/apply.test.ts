import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Meanings } from '../../src/meaning/meanings.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { MemoryIdentityCenter } from '../../src/provider/memory.ts';
import type { Allowance } from '../../src/state/allowance.ts';
import type { Desired } from '../../src/state/desired.ts';
import { type Address, pairAddress, permissionSetAddress } from '../../src/state/state.ts';
import { ORCHARD_MEANINGS } from '../support/orchard-policies.ts';
import { identityCenterOf, type Organisation, organisations } from '../support/organisations.ts';
import { type Course, fairCourses, follow, planFor, roughCourses } from './course.ts';
import {
  accessAskedBy,
  accessIn,
  accessOfStaying,
  admittedGaps,
  excess,
  grantsOf,
  lockedOut,
  rolesWithoutRows,
} from './promises.ts';

// The same cases on every machine and day; another seed explores others.
const RUNS = { numRuns: 500, seed: 20261102 };

const KNOWLEDGE: readonly (readonly [string, Meanings | undefined])[] = [
  ['unknown', undefined],
  ['known', ORCHARD_MEANINGS],
];

describe.each(KNOWLEDGE)('where what policies mean is %s', (_, meanings) => {
  test('after an apply nothing is left to plan, and both promises were kept at every moment', async () => {
    await fc.assert(
      fc.asyncProperty(organisations, fairCourses, async (organisation, course) => {
        const { center, planAndApply } = supervised(organisation, meanings);
        await planAndApply(course);
        expect((await planFor(organisation.desired, center, meanings)).changes).toEqual([]);
        expect(unlikeTheFiles(center, organisation.desired)).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe.each(KNOWLEDGE)('what guards hold, where what policies mean is %s', (_, meanings) => {
  test('stays as it is while the rest is done, both promises are kept, and nothing more is planned; allowed, it is done as well', async () => {
    let held = 0;
    await fc.assert(
      fc.asyncProperty(organisations, fairCourses, async (organisation, course) => {
        const { center, planAndApply } = supervised(organisation, meanings);
        const plan = await planAndApply(course, []);
        held += plan.held.filter(({ awaitsApproval }) => awaitsApproval).length;
        expect((await planFor(organisation.desired, center, meanings, [])).changes).toEqual([]);
        await planAndApply(course);
        expect(unlikeTheFiles(center, organisation.desired)).toEqual([]);
      }),
      RUNS,
    );
    expect(held).toBeGreaterThan(100);
  });
});

test('meaning gives changes another order, and neither more nor fewer of them', async () => {
  const known = new Set<string>();
  await fc.assert(
    fc.asyncProperty(organisations, async (organisation) => {
      const center = identityCenterOf(organisation);
      const [blind, seeing] = [
        await planFor(organisation.desired, center),
        await planFor(organisation.desired, center, ORCHARD_MEANINGS),
      ];
      expect(definitionsAndRows(seeing)).toEqual(definitionsAndRows(blind));
      for (const change of seeing.changes) if (change.kind === 'permission-set') known.add(change.risk);
    }),
    RUNS,
  );
  expect([...known].sort()).toEqual(['broadens', 'narrows', 'neutral', 'unknown']);
});

/** Which accounts are provisioned depends on the order: a role that is made after the update has the new definition already. */
function definitionsAndRows({ changes }: Plan): readonly string[] {
  return changes
    .filter(({ kind }) => kind !== 'provisioning')
    .map(({ action, address }) => `${action} ${address}`)
    .sort();
}

test('an apply may fail in places, be cut off anywhere and lose answers: the promises hold, and the next one finishes', async () => {
  await fc.assert(
    fc.asyncProperty(organisations, roughCourses, fairCourses, async (organisation, rough, fair) => {
      const { center, planAndApply } = supervised(organisation);
      await planAndApply(rough);
      await planAndApply(fair);
      expect((await planFor(organisation.desired, center)).changes).toEqual([]);
      expect(unlikeTheFiles(center, organisation.desired)).toEqual([]);
    }),
    RUNS,
  );
});

/** Applies under which the promises are checked after every operation, as measured from where the first of them began. */
function supervised(organisation: Organisation, meanings?: Meanings) {
  const { desired } = organisation;
  const center = identityCenterOf(organisation);
  const before = accessIn(center);
  const wanted = accessAskedBy(desired);
  const staying = accessOfStaying(desired, organisation.live);
  const emptyBefore = rolesWithoutRows(center);
  const admitted = new Set<string>();

  function look(): void {
    const now = accessIn(center);
    expect(excess(now, before, wanted, staying), 'safety').toEqual([]);
    const withoutAccess = lockedOut(now, before, wanted).filter((holder) => !admitted.has(holder));
    expect(withoutAccess, 'continuity').toEqual([]);
    expect(
      rolesWithoutRows(center).filter((pair) => !emptyBefore.includes(pair)),
      'roles nobody asked for',
    ).toEqual([]);
  }

  async function planAndApply(course: Course, allowed?: readonly Allowance[]): Promise<Plan> {
    const plan = await planFor(desired, center, meanings, allowed);
    for (const holder of admittedGaps(plan)) admitted.add(holder);
    await follow(course, { changes: plan.changes, center, look });
    return plan;
  }

  return { center, planAndApply };
}

/** Rows of the files that are not there (but for those of renamed groups), and rows whose role holds another definition than the files say. */
function unlikeTheFiles(center: MemoryIdentityCenter, { state, changedGroups }: Desired): readonly Address[] {
  const { assignments } = center.state();
  const roles = center.roles();
  return [...state.assignments].flatMap(([address, { permissionSet, account, principal }]) => {
    if (!assignments.has(address) && changedGroups.has(principal.id)) return [];
    const role = roles.get(pairAddress(permissionSet, account));
    const declared = state.permissionSets.get(permissionSetAddress(permissionSet))!;
    const same = role !== undefined && isDeepStrictEqual(grantsOf(role), grantsOf(declared));
    return assignments.has(address) && same ? [] : [address];
  });
}
