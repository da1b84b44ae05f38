// Whole applies of the real adapter to random organisations, each as a property of its own. A failure prints the seed and the path that replay it.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { execute, type Progress } from '../../src/apply/execute.ts';
import type { ApplyReport } from '../../src/apply/report.ts';
import { AccessError } from '../../src/diagnostics/diagnostic.ts';
import type { Meanings } from '../../src/meaning/meanings.ts';
import { type Operation, operationAddress } from '../../src/plan/change.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { IdentityCenter, Outcome } from '../../src/provider/identity-center.ts';
import type { SandboxState } from '../../src/sandbox/index.ts';
import { addAssignment, ensurePair, removeAssignment } from '../../src/sandbox/mutations.ts';
import { pairOf, pairOfAssignment } from '../../src/state/state.ts';
import { planFor } from '../properties/course.ts';
import {
  accessAskedBy,
  accessBy,
  accessOfStaying,
  admittedGaps,
  excess,
  lockedOut,
  ofGroups,
} from '../properties/promises.ts';
import { instant } from '../support/instant.ts';
import { ORCHARD_MEANINGS } from '../support/orchard-policies.ts';
import { ACCOUNTS, FALLOW, type Organisation, OWNER, organisations, SETS, USERS } from '../support/organisations.ts';
import { RUN_FACTS } from '../support/run-facts.ts';
import type { Hop } from './front.ts';
import { type Grove, groveOf, holdingsOf } from './grove.ts';
import { isSo } from './operations.ts';
import { hopOf, type Kill, kills, mortal, STALLING_TOO, type Weather, weatherOf } from './weather.ts';

/** The same seed and count give the same organisations in the same order; `path` replays one of them. */
export type Runs = Pick<fc.Parameters<unknown>, 'seed' | 'numRuns' | 'path'>;

/** A day on which files are applied: the weather on the network, and when the process is killed, if it is. */
interface Day {
  readonly weather: Weather;
  readonly kill?: Kill | undefined;
}

const CALM: Day = { weather: { blows: [undefined], doomed: undefined } };

const meanings = fc.constantFrom<(Meanings | undefined)[]>(undefined, ORCHARD_MEANINGS);
const badDays: fc.Arbitrary<Day> = fc.record({
  weather: weatherOf(STALLING_TOO),
  kill: fc.option(kills, { nil: undefined, freq: 2 }),
});
const lags = fc.constantFrom(0, 0, 3);
const events = fc.array(
  fc.option(
    fc.record({
      set: fc.constantFrom(...SETS),
      account: fc.constantFrom(...Object.values(ACCOUNTS)),
      user: fc.constantFrom(...Object.values(USERS)),
      comes: fc.boolean(),
    }),
    { nil: undefined, freq: 1 },
  ),
  { minLength: 10, maxLength: 60 },
);

/** Promises are looked at before every call that reaches the service. Each rejects at the first organisation that breaks one. */
export const SCENARIOS = {
  'after an apply nothing is left to plan, and both promises were kept at every call': (runs: Runs) =>
    fc.assert(
      fc.asyncProperty(organisations, meanings, async (organisation, known) => {
        const report = await supervised(organisation, known);
        const unfinished = report.results.filter(({ status }) => status !== 'done' && status !== 'already');
        assert.deepEqual(unfinished, []);
      }),
      runs,
    ),

  'on a bad day both promises are kept at every call, every outcome is true, and the next apply finishes': (
    runs: Runs,
  ) =>
    fc.assert(
      fc.asyncProperty(organisations, meanings, badDays, lags, async (organisation, known, day, readLagCalls) => {
        await supervised(organisation, known, { days: [day], readLagCalls });
      }),
      runs,
    ),

  'who gives users access meanwhile, or takes it, gives nobody else an older definition': (runs: Runs) =>
    fc.assert(
      fc.asyncProperty(organisations, meanings, badDays, events, async (organisation, known, day, meanwhile) => {
        await supervised(organisation, known, { days: [day], events: meanwhile });
      }),
      runs,
    ),

  'two who apply the same files at once, on bad days of their own, keep both promises together': (runs: Runs) =>
    fc.assert(
      fc.asyncProperty(organisations, meanings, fc.tuple(badDays, badDays), async (organisation, known, days) => {
        await supervised(organisation, known, { days });
      }),
      runs,
    ),

  'conflicting applies side by side leave no role behind its definition that the next plan does not see': (
    runs: Runs,
  ) =>
    fc.assert(
      fc.asyncProperty(
        fc.tuple(organisations, organisations),
        meanings,
        fc.oneof(fc.constant([CALM, CALM]), fc.tuple(badDays, badDays)),
        async ([organisation, other], known, days) => {
          const { live, outdatedRoles, directory } = organisation;
          await sideBySide(organisation, { ...other, live, outdatedRoles, directory }, known, days);
        },
      ),
      runs,
    ),
} as const satisfies Record<string, (runs: Runs) => Promise<void>>;

interface Event {
  readonly set: string;
  readonly account: string;
  readonly user: string;
  readonly comes: boolean;
}

function intrude(state: SandboxState, { set: name, account, user, comes }: Event): void {
  const set = state.permissionSets.get(state.permissionSetsByName.get(name) ?? '');
  if (set === undefined) return;
  const row = { permissionSetArn: set.arn, accountId: account, principalType: 'USER', principalId: user } as const;
  if (comes) addAssignment(state, ensurePair(state, set, account), row);
  else removeAssignment(state, row);
}

interface Conditions {
  /** Of each of those who apply the files at once; none: one of them, over a calm network. */
  readonly days?: readonly Day[];
  readonly readLagCalls?: number;
  /** What others do to the state meanwhile, call by call. */
  readonly events?: readonly (Event | undefined)[];
}

/**
 * Plans and applies the files on such days, all at once. Then, where anything could be left over, applies them in peace, and again where
 * readings lag: then nothing is left to plan. The result is the report of the last apply.
 */
async function supervised(
  organisation: Organisation,
  known: Meanings | undefined,
  { days = [], readLagCalls = 0, events = [] }: Conditions = {},
): Promise<ApplyReport> {
  const { desired, live } = organisation;
  const watch = { call: (_changed: boolean) => {} };
  const grove = groveOf(organisation, { readLagCalls, onCall: (changed) => watch.call(changed) });
  const watched = events.length === 0 ? (access: ReturnType<typeof accessIn>) => access : ofGroups;
  const before = watched(accessIn(grove));
  const [wanted, staying] = [accessAskedBy(desired), watched(accessOfStaying(desired, live))];
  const admitted = new Set<string>();
  const broken: string[] = [];
  const pending = [...events];
  const isAlone = days.length < 2 && events.length === 0;
  const look = () => {
    const now = watched(accessIn(grove));
    broken.push(...excess(now, before, wanted, staying));
    for (const keeping of [wanted, staying])
      broken.push(...lockedOut(now, before, keeping).filter((holder) => !admitted.has(holder)));
  };
  watch.call = (changed) => {
    const event = pending.shift();
    if (event !== undefined) intrude(grove.state, event);
    if (changed || event !== undefined) look();
  };
  const planAndApply = async (center: IdentityCenter): Promise<ApplyReport> => {
    const plan = await planFor(organisation, center, { meanings: known });
    for (const holder of admittedGaps(plan)) admitted.add(holder);
    return carryOut(plan, center, ({ operation, outcome }) => {
      if (isAlone) broken.push(...untruths(grove, operation, outcome));
    });
  };
  await Promise.all(days.map((day) => lived(day, grove, planAndApply)));
  pending.length = 0;
  if (readLagCalls > 0) await planAndApply(grove.connect());
  const report = await planAndApply(grove.connect());
  look();
  assert.deepEqual(broken, []);
  assert.deepEqual((await planFor(organisation, grove.connect(), { meanings: known })).changes, []);
  return report;
}

/** Until it ends, is refused for what cannot be read, or is killed. */
async function lived(
  { weather, kill }: Day,
  { connect }: Grove,
  planAndApply: (center: IdentityCenter) => Promise<unknown>,
): Promise<void> {
  const life = (hop: Hop) =>
    planAndApply(connect(hop)).catch((error: unknown) => {
      if (!(error instanceof AccessError)) throw error;
    });
  if (kill === undefined) return void (await life(hopOf(weather)));
  const { hop, died } = mortal(hopOf(weather), kill);
  await Promise.race([life(hop), died]);
}

/** What is said of an operation, where live says otherwise at that moment. */
function untruths(grove: Grove, operation: Operation, { status, ...rest }: Outcome): readonly string[] {
  const isClaimed = status === 'done' || status === 'already';
  if (status === 'unknown' || hasHappened(grove, operation, isClaimed) === isClaimed) return [];
  return [`${operationAddress(operation)} is told to be ${status}, and is not: ${JSON.stringify(rest)}`];
}

/** A role that was not renewed may be latest all the same, as where a description does not count: then its requests tell. */
function hasHappened({ state }: Grove, operation: Operation, isClaimed: boolean): boolean {
  if (operation.kind !== 'provisioning' || isClaimed) return isSo(holdingsOf(state).state, operation);
  const arn = state.permissionSetsByName.get(operation.change.permissionSet);
  return [...state.operations.values()].some(
    ({ work, accounts, status }) =>
      work.kind === 'provision' &&
      work.permissionSetArn === arn &&
      accounts.has(operation.account) &&
      status !== 'FAILED',
  );
}

/** Two applies of other files at once, then one more of the first: it settles what both left. */
async function sideBySide(
  organisation: Organisation,
  rival: Organisation,
  known: Meanings | undefined,
  days: readonly Day[],
): Promise<void> {
  const grove = groveOf(organisation);
  const apply = (files: Organisation) => async (center: IdentityCenter) =>
    carryOut(await planFor(files, center, { meanings: known }), center);
  await Promise.all([organisation, rival].map((files, index) => lived(days[index]!, grove, apply(files))));
  await apply(organisation)(grove.connect());
  const next = await planFor(organisation, grove.connect(), { meanings: known });
  assert.deepEqual(next.changes, []);
  const unseen = behind(grove).filter((pair) => !isTold(next, pair));
  assert.deepEqual(unseen, []);
}

const carryOut = (
  plan: Plan,
  identityCenter: IdentityCenter,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<ApplyReport> =>
  execute({
    planId: plan.planId,
    ...RUN_FACTS,
    changes: plan.changes,
    identityCenter,
    journal: { write: async () => undefined },
    now: () => instant('2026-11-02'),
    onProgress,
  });

function accessIn({ state }: Grove) {
  const { state: holdings, roles } = holdingsOf(state);
  return accessBy(holdings.assignments.values(), (row) => roles.get(pairOfAssignment(row)));
}

/** Roles of sets of ours that are behind, in accounts where something can be written. */
function behind({ state }: Grove) {
  const ours = new Set(
    [...state.permissionSets.values()].flatMap(({ name, tags }) => (tags.get('access:owner') === OWNER ? [name] : [])),
  );
  return [...holdingsOf(state).state.provisioned]
    .filter(([, status]) => status === 'outdated')
    .map(([address]) => pairOf(address))
    .filter(({ permissionSet, account }) => ours.has(permissionSet) && account !== FALLOW);
}

/** A plan holds it, or says so. */
function isTold({ held, notices }: Plan, { permissionSet, account }: ReturnType<typeof pairOf>): boolean {
  const isHeld = held.some(
    (each) =>
      each.permissionSet === permissionSet && each.kind === 'provisioning' && (each.account ?? account) === account,
  );
  return isHeld || notices.some(({ message }) => message.includes(permissionSet) && message.includes(account));
}
