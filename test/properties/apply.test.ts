import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Meanings } from '../../src/meaning/meanings.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { IdentityCenterReader } from '../../src/provider/identity-center.ts';
import type { MemoryIdentityCenter } from '../../src/provider/memory.ts';
import type { Allowance } from '../../src/state/allowance.ts';
import type { Desired } from '../../src/state/desired.ts';
import {
  type AccountId,
  type Address,
  type Principal,
  pairOfAssignment,
  permissionSetAddress,
  type State,
} from '../../src/state/state.ts';
import { ORCHARD_MEANINGS } from '../support/orchard-policies.ts';
import { FALLOW, identityCenterOf, type Organisation, organisations } from '../support/organisations.ts';
import { effort, runs } from '../support/runs.ts';
import {
  type Course,
  fairCourses,
  follow,
  followTogether,
  type Intrusion,
  intrusions,
  planFor,
  roughCourses,
} from './course.ts';
import {
  accessAskedBy,
  accessIn,
  accessOfStaying,
  admittedGaps,
  excess,
  grantsOf,
  lockedOut,
  ofGroups,
  rolesWithoutRows,
  runAhead,
} from './promises.ts';

// The same cases on every machine and day; another seed explores others.
const RUNS = runs({ numRuns: effort(120, 40), seed: 20261102 });

const KNOWLEDGE: readonly (readonly [string, Meanings | undefined])[] = [
  ['unknown', undefined],
  ['known', ORCHARD_MEANINGS],
];
const knowledge = fc.constantFrom(...KNOWLEDGE.map(([, meanings]) => meanings));
const readings = fc.constantFrom('by-pair' as const, 'by-group' as const);

describe.each(KNOWLEDGE)('where what policies mean is %s', (_, meanings) => {
  test('after an apply nothing is left to plan, and both promises were kept at every moment', async () => {
    await fc.assert(
      fc.asyncProperty(organisations, readings, fairCourses, async (organisation, reading, course) => {
        const { planAndApply, settled } = supervised(organisation, { reading, meanings });
        await planAndApply(course);
        await settled();
      }),
      RUNS,
    );
  });
});

describe.each(KNOWLEDGE)('what guards hold, where what policies mean is %s', (_, meanings) => {
  test('stays as it is while the rest is done, both promises are kept, and nothing more is planned; allowed, it is done as well', async () => {
    let held = 0;
    await fc.assert(
      fc.asyncProperty(organisations, readings, fairCourses, async (organisation, reading, course) => {
        const { center, planAndApply, settled } = supervised(organisation, { reading, meanings });
        const plan = await planAndApply(course, center, []);
        held += plan.held.filter(({ awaitsApproval }) => awaitsApproval).length;
        expect((await planFor(organisation, center, { meanings, allowed: [] })).changes).toEqual([]);
        await planAndApply(course);
        await settled();
      }),
      RUNS,
    );
    expect(held).toBeGreaterThan(40);
  });
});

test('meaning gives changes another order, and neither more nor fewer of them', async () => {
  const known = new Set<string>();
  await fc.assert(
    fc.asyncProperty(organisations, async (organisation) => {
      const center = identityCenterOf(organisation);
      const [blind, seeing] = [
        await planFor(organisation, center),
        await planFor(organisation, center, { meanings: ORCHARD_MEANINGS }),
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
    fc.asyncProperty(organisations, readings, roughCourses, fairCourses, async (organisation, reading, rough, fair) => {
      const { planAndApply, settled } = supervised(organisation, { reading });
      await planAndApply(rough);
      await planAndApply(fair);
      await settled();
    }),
    RUNS,
  );
});

test('a reading that lags behind what was written breaks no promise, and the next one finishes', async () => {
  await fc.assert(
    fc.asyncProperty(
      organisations,
      fc.record({ reading: readings, meanings: knowledge, lag: fc.integer({ min: 1, max: 6 }) }),
      roughCourses,
      fairCourses,
      async (organisation, { lag, ...conditions }, rough, fair) => {
        const { planAndApply, settled, lagging } = supervised(organisation, conditions);
        await planAndApply(rough);
        await planAndApply(fair, lagging(lag));
        await planAndApply(fair);
        await settled();
      },
    ),
    RUNS,
  );
});

test('who gives users access meanwhile, or takes it, gives nobody else an older definition', async () => {
  await fc.assert(
    fc.asyncProperty(
      organisations,
      fc.record({ reading: readings, meanings: knowledge, intrusions }),
      fairCourses,
      async (organisation, conditions, fair) => {
        const { planAndApply, settled, leaveAlone } = supervised(organisation, conditions);
        await planAndApply(fair);
        leaveAlone();
        await planAndApply(fair);
        await settled();
      },
    ),
    RUNS,
  );
});

test('two applies of the same files side by side keep both promises, and the next plan finishes', async () => {
  await fc.assert(
    fc.asyncProperty(
      organisations,
      fc.record({ reading: readings, meanings: knowledge }),
      fairCourses,
      fc.record({ turns: fc.array(fc.boolean(), { minLength: 5, maxLength: 30 }), late: fc.nat({ max: 5 }) }),
      async (organisation, conditions, course, meeting) => {
        const { planAndApplyTwice, planAndApply, settled } = supervised(organisation, conditions);
        await planAndApplyTwice(course, meeting);
        await planAndApply(course);
        await settled();
      },
    ),
    RUNS,
  );
});

interface Conditions {
  readonly reading: 'by-pair' | 'by-group';
  readonly meanings?: Meanings | undefined;
  /** What others do between our operations, in turn. Then users are theirs, and promises are about groups. */
  readonly intrusions?: readonly Intrusion[];
}

/** Applies under which the promises are checked after every operation, as measured from where the first of them began. */
function supervised(organisation: Organisation, { reading, meanings, intrusions = [] }: Conditions) {
  const { desired } = organisation;
  const center = identityCenterOf(organisation, reading);
  const watched = intrusions.length > 0 ? ofGroups : (access: ReturnType<typeof accessIn>) => access;
  const before = watched(accessIn(center));
  const wanted = accessAskedBy(desired);
  const staying = watched(accessOfStaying(desired, organisation.live));
  const emptyBefore = rolesWithoutRows(center);
  const admitted = new Set<string>();
  const history: State[] = [center.state()];
  const pending = [...intrusions];

  function look(): void {
    history.push(center.state());
    const now = watched(accessIn(center));
    expect(excess(now, before, wanted, staying), 'safety').toEqual([]);
    for (const keeping of [wanted, staying]) {
      const withoutAccess = lockedOut(now, before, keeping).filter((holder) => !admitted.has(holder));
      expect(withoutAccess, 'continuity').toEqual([]);
    }
    expect(
      rolesWithoutRows(center).filter((pair) => !emptyBefore.includes(pair)),
      'roles nobody asked for',
    ).toEqual([]);
  }

  async function planned(reader: IdentityCenterReader = center, allowed?: readonly Allowance[]): Promise<Plan> {
    const plan = await planFor(organisation, reader, { meanings, ...(allowed === undefined ? {} : { allowed }) });
    for (const holder of admittedGaps(plan)) admitted.add(holder);
    return plan;
  }

  function looking(plan: Plan): () => Promise<void> {
    const atStart = center.state();
    return async () => {
      look();
      const ahead = runAhead(plan, desired, { before: atStart, now: center.state() });
      if (intrusions.length === 0) expect(ahead, 'revocations ahead of what is held').toEqual([]);
      await pending.shift()?.(center);
    };
  }

  return {
    center,
    leaveAlone() {
      pending.length = 0;
    },
    async planAndApply(course: Course, reader?: IdentityCenterReader, allowed?: readonly Allowance[]): Promise<Plan> {
      const plan = await planned(reader, allowed);
      await follow(course, { changes: plan.changes, center, look: looking(plan) });
      return plan;
    },
    async planAndApplyTwice(course: Course, meeting: Parameters<typeof followTogether>[1]): Promise<void> {
      await followTogether(course, meeting, { plan: () => planned(), center, look: async () => look() });
    },
    /** Reads what was there so many operations ago. */
    lagging(operations: number): IdentityCenterReader {
      const state = history[Math.max(0, history.length - 1 - operations)]!;
      return identityCenterOf({ ...organisation, live: state, outdatedRoles: new Map() }, reading);
    },
    async settled(): Promise<void> {
      const next = await planned();
      expect(next.changes, 'nothing left to plan').toEqual([]);
      expect(unlikeTheFiles(center, desired, next)).toEqual([]);
    },
  };
}

/** What the files ask for and is not so, though no plan says that it waits: rows that are missing, and rows on another definition. */
function unlikeTheFiles(center: MemoryIdentityCenter, { state }: Desired, { held }: Plan): readonly Address[] {
  const { assignments } = center.state();
  const roles = center.roles();
  const waiting = new Set(
    held.flatMap((each) => (each.action === 'delete' || each.permissionSet === undefined ? [] : [placeOf(each)])),
  );
  return [...state.assignments].flatMap(([address, row]) => {
    if (row.account === FALLOW) return [];
    if (!assignments.has(address)) return waiting.has(placeOf(row)) ? [] : [address];
    const role = roles.get(pairOfAssignment(row));
    const declared = state.permissionSets.get(permissionSetAddress(row.permissionSet))!;
    const same = role !== undefined && isDeepStrictEqual(grantsOf(role), grantsOf(declared));
    return same || waiting.has(pairOfAssignment(row)) || waiting.has(permissionSetAddress(row.permissionSet))
      ? []
      : [address];
  });
}

interface Place {
  readonly permissionSet: string;
  readonly account?: AccountId;
  readonly principal?: Partial<Principal>;
}

/** Of a row, its address; of a pair and of a set, theirs. */
function placeOf({ permissionSet, account, principal }: Place): string {
  if (account === undefined) return permissionSetAddress(permissionSet);
  const pair = `${permissionSet}/${account}`;
  return principal === undefined ? `provisioning/${pair}` : `assignment/${pair}/${principal.type}:${principal.id}`;
}
