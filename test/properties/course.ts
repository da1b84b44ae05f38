// One course that an apply may take: which of the running operations ends next, and how.

import fc from 'fast-check';
import { createSchedule } from '../../src/apply/schedule.ts';
import type { Meanings } from '../../src/meaning/meanings.ts';
import type { Operation } from '../../src/plan/change.ts';
import { makePlan, type Plan } from '../../src/plan/plan.ts';
import type { Limits, Outcome } from '../../src/provider/identity-center.ts';
import type { MemoryIdentityCenter } from '../../src/provider/memory.ts';
import type { Allowance } from '../../src/state/allowance.ts';
import type { Desired } from '../../src/state/desired.ts';
import { EVERYTHING_ALLOWED } from '../support/case-organisation.ts';
import { DIRECTORY, OWNER } from '../support/organisations.ts';

export interface Course {
  readonly limits: Limits;
  /** Which of those running ends next, by position; used in turn. */
  readonly picks: readonly number[];
  /** What becomes of each; used in turn. */
  readonly fates: readonly Fate[];
  /** The apply is killed after so many operations. */
  readonly stopAfter: number;
}

/** `lost`: it was done, or not, and nobody heard. */
type Fate = 'done' | 'failed' | 'lost after' | 'lost before';

const WIDE: Limits = { inFlight: 100, perAccount: 100, perSet: 100, provisioning: 100 };
const AWS: Limits = { inFlight: 10, perAccount: 1, perSet: 1, provisioning: 3 };

const picks = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 20 });
const limits = fc.constantFrom(WIDE, AWS);

export const fairCourses: fc.Arbitrary<Course> = fc.record({
  limits,
  picks,
  fates: fc.constant(['done'] as const),
  stopAfter: fc.constant(Number.POSITIVE_INFINITY),
});

export const roughCourses: fc.Arbitrary<Course> = fc.record({
  limits,
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

/** Without `meanings`, every changed policy is of unknown effect. Guards have nothing to say but where something is not `allowed`. */
export async function planFor(
  desired: Desired,
  center: MemoryIdentityCenter,
  meanings?: Meanings,
  allowed: readonly Allowance[] = EVERYTHING_ALLOWED,
): Promise<Plan> {
  const names = [...desired.state.permissionSets.values()].map(({ name }) => name);
  return makePlan({
    desired,
    live: await center.readState({ permissionSets: names, leaving: [], owner: OWNER, audit: true, users: false }),
    directory: DIRECTORY,
    asOf: Date.UTC(2026, 10, 2),
    toolVersion: '0.1.0',
    config: { digest: 'unused' },
    allowed,
    findings: [],
    calls: {},
    levels: new Map(),
    ...(meanings === undefined ? {} : { meanings }),
  });
}

/** Applies a plan along a course; `look` is called after every operation. An operation takes effect at the moment it ends. */
export async function follow(
  course: Course,
  { changes, center, look }: { changes: Plan['changes']; center: MemoryIdentityCenter; look: () => void },
): Promise<void> {
  const schedule = createSchedule(changes, course.limits);
  const running = [...schedule.next()];
  for (let step = 0; running.length > 0 && step < course.stopAfter; step++) {
    const [operation] = running.splice(at(course.picks, step) % running.length, 1);
    const outcome = await meet(operation!, at(course.fates, step), center);
    look();
    schedule.settle(operation!, outcome);
    running.push(...schedule.next());
  }
}

async function meet(operation: Operation, fate: Fate, center: MemoryIdentityCenter): Promise<Outcome> {
  if (fate === 'failed') return { status: 'failed', reason: 'the service refused' };
  if (fate === 'lost before') return { status: 'unknown', reason: 'connection lost' };
  const outcome = await center.apply(operation);
  return fate === 'done' ? outcome : { status: 'unknown', reason: 'connection lost' };
}

const at = <T>(items: readonly T[], index: number): T => items[index % items.length]!;
