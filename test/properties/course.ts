// One course that an apply may take: which of the running operations ends next, and how.

import fc from 'fast-check';
import { expect } from 'vitest';
import { createSchedule } from '../../src/apply/schedule.ts';
import { readLive } from '../../src/gather.ts';
import type { Meanings } from '../../src/meaning/meanings.ts';
import { type Change, type Operation, operationsOf } from '../../src/plan/change.ts';
import { makePlan, type Plan } from '../../src/plan/plan.ts';
import type { IdentityCenterReader, Limits, Outcome } from '../../src/provider/identity-center.ts';
import type { MemoryIdentityCenter } from '../../src/provider/memory.ts';
import type { Allowance } from '../../src/state/allowance.ts';
import { assignmentAddress } from '../../src/state/state.ts';
import { EVERYTHING_ALLOWED } from '../support/case-organisation.ts';
import { instant } from '../support/instant.ts';
import { ACCOUNTS, type Organisation, OWNER, SETS, USERS } from '../support/organisations.ts';

export interface Course {
  readonly limits: Limits;
  /** Accounts of a provisioning are given out together where they can be. */
  readonly together: boolean;
  /** Which of those running ends next, by position; used in turn. */
  readonly picks: readonly number[];
  /** What becomes of each; used in turn. */
  readonly fates: readonly Fate[];
  /** The apply is killed after so many operations. */
  readonly stopAfter: number;
}

/** `lost`: it was done, or not, and nobody heard. */
type Fate = 'done' | 'failed' | 'lost after' | 'lost before';

const WIDE: Limits = { inFlight: 100, perAccount: 100, perSet: 100, provisioning: 100, perTarget: 100 };
const AWS: Limits = { inFlight: 15, perAccount: 1, perSet: 1, provisioning: 3, perTarget: 15 };
/** Two accounts are a batch. */
const BATCHES: Limits = { ...AWS, provisioning: 1, perTarget: 15 };

const picks = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 20 });
const limits = fc.constantFrom(WIDE, AWS, BATCHES);
const together = fc.boolean();

export const fairCourses: fc.Arbitrary<Course> = fc.record({
  limits,
  together,
  picks,
  fates: fc.constant(['done'] as const),
  stopAfter: fc.constant(Number.POSITIVE_INFINITY),
});

export const roughCourses: fc.Arbitrary<Course> = fc.record({
  limits,
  together,
  picks,
  fates: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant('done' as const) },
      { weight: 1, arbitrary: fc.constantFrom('failed' as const, 'lost after' as const, 'lost before' as const) },
    ),
    { minLength: 1, maxLength: 40 },
  ),
  stopAfter: fc.oneof(fc.nat({ max: 25 }), fc.constant(Number.POSITIVE_INFINITY)),
});

export interface Knowledge {
  readonly meanings?: Meanings | undefined;
  readonly allowed?: readonly Allowance[];
}

/** Without `meanings`, every changed policy is of unknown effect. Guards have nothing to say but where something is not `allowed`. */
export async function planFor(
  { desired, directory }: Pick<Organisation, 'desired' | 'directory'>,
  reader: IdentityCenterReader,
  { meanings, allowed = EVERYTHING_ALLOWED }: Knowledge = {},
): Promise<Plan> {
  const names = [...desired.state.permissionSets.values()].map(({ name }) => name);
  const users = desired.rules.userAssignments === 'delete';
  const scope = {
    permissionSets: names,
    renamedFrom: [...desired.renames.values()],
    owner: OWNER,
    audit: false,
    users,
  };
  return makePlan({
    desired,
    live: await readLive(reader, scope, { desired, directory }),
    directory,
    asOf: instant('2026-11-02'),
    toolVersion: '0.1.0',
    config: { digest: 'unused' },
    allowed,
    findings: [],
    calls: {},
    levels: new Map(),
    ...(meanings === undefined ? {} : { meanings }),
  });
}

interface Watched {
  readonly center: MemoryIdentityCenter;
  /** Called after every operation. */
  readonly look: () => void | Promise<void>;
}

/** Applies a plan along a course. An operation takes effect at the moment it ends. */
export async function follow(
  course: Course,
  { changes, center, look }: Watched & { readonly changes: Plan['changes'] },
): Promise<void> {
  const schedule = createSchedule(changes, course.limits, course);
  const running = [...schedule.next().flat()];
  for (let step = 0; running.length > 0 && step < course.stopAfter; step++) {
    const [operation] = running.splice(at(course.picks, step) % running.length, 1);
    const outcome = await meet(operation!, at(course.fates, step), center);
    await look();
    schedule.settle(operation!, outcome);
    running.push(...schedule.next().flat());
  }
}

export interface Meeting {
  /** Whose operation ends next: the first one's, or the other's. */
  readonly turns: readonly boolean[];
  /** The second one makes its plan after so many operations of the first. */
  readonly late: number;
}

/** Two applies at the same time, each by a plan of its own. */
export async function followTogether(
  { limits, together, picks }: Course,
  { turns, late }: Meeting,
  { plan, center, look }: Watched & { readonly plan: () => Promise<Plan> },
): Promise<void> {
  const begin = async () => {
    const schedule = createSchedule((await plan()).changes, limits, { together });
    return { schedule, running: [...schedule.next().flat()] };
  };
  const applies = [await begin()];
  for (let step = 0; step <= late || applies.some(({ running }) => running.length > 0); step++) {
    if (step === late) applies.push(await begin());
    const able = applies.filter(({ running }) => running.length > 0);
    const apply = able[at(turns, step) ? 0 : able.length - 1];
    if (apply === undefined) continue;
    const [operation] = apply.running.splice(at(picks, step) % apply.running.length, 1);
    const outcome = await center.apply(operation!);
    await look();
    apply.schedule.settle(operation!, outcome);
    apply.running.push(...apply.schedule.next().flat());
  }
}

/** What somebody else does: a row of a user, made or deleted, as just-in-time tools do. */
export type Intrusion = (center: MemoryIdentityCenter) => Promise<unknown>;

export const intrusions: fc.Arbitrary<readonly Intrusion[]> = fc.array(
  fc
    .record({
      action: fc.constantFrom('create' as const, 'create' as const, 'delete' as const),
      permissionSet: fc.constantFrom(...SETS),
      account: fc.constantFrom(...Object.values(ACCOUNTS)),
      id: fc.constantFrom(...Object.values(USERS)),
    })
    .map(({ action, id, ...pair }): Intrusion => {
      const assignment = { ...pair, principal: { type: 'user' as const, id } };
      const address = assignmentAddress(assignment);
      const change = { action, address, assignment, risk: 'unknown', dependsOn: [], origins: [] } as const;
      return (center) => center.apply({ kind: 'assignment', change: { kind: 'assignment', ...change } });
    }),
  { minLength: 1, maxLength: 20 },
);

async function meet(operation: Operation, fate: Fate, center: MemoryIdentityCenter): Promise<Outcome> {
  if (fate === 'failed') return { status: 'failed', reason: 'the service refused' };
  if (fate === 'lost before') return { status: 'unknown', reason: 'connection lost' };
  const outcome = await center.apply(operation);
  return fate === 'done' ? outcome : { status: 'unknown', reason: 'connection lost' };
}

const at = <T>(items: readonly T[], index: number): T => items[index % items.length]!;

/** Nothing fails, and each change leaves as soon as it may. */
export const FAIR: Course = {
  limits: { inFlight: 15, perAccount: 1, perSet: 1, provisioning: 3, perTarget: 2 },
  together: false,
  picks: [0],
  fates: ['done'],
  stopAfter: Number.POSITIVE_INFINITY,
};

/** One change at a time, in an order that the edges allow and the numbers choose. `look`: after each. */
export async function applyInAnyOrder(
  changes: readonly Change[],
  { center, numbers }: { readonly center: MemoryIdentityCenter; readonly numbers: Iterator<number> },
  look: () => void,
): Promise<void> {
  const left = new Map(changes.map((change) => [change.address, change]));
  while (left.size > 0) {
    const ready = [...left.values()].filter(({ dependsOn }) => !dependsOn.some((address) => left.has(address)));
    const next = ready[numbers.next().value! % ready.length]!;
    for (const operation of operationsOf(next)) expect(await center.apply(operation)).toEqual({ status: 'done' });
    left.delete(next.address);
    look();
  }
}
