// Whole applies of the real adapter to random organisations, each as a property of its own. A failure prints the seed and the path that replay it.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { execute } from '../../src/apply/execute.ts';
import type { ApplyReport } from '../../src/apply/report.ts';
import type { Meanings } from '../../src/meaning/meanings.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { IdentityCenter } from '../../src/provider/identity-center.ts';
import type { SandboxState } from '../../src/sandbox/index.ts';
import { addAssignment, ensurePair, removeAssignment } from '../../src/sandbox/mutations.ts';
import { pairOf, pairOfRow } from '../../src/state/state.ts';
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
import { ORCHARD_MEANINGS } from '../support/orchard-policies.ts';
import { ACCOUNTS, FALLOW, type Organisation, OWNER, organisations, SETS, USERS } from '../support/organisations.ts';
import { type Grove, groveOf, holdingsOf } from './grove.ts';

/** The same seed and count give the same organisations in the same order; `path` replays one of them. */
export type Runs = Pick<fc.Parameters<unknown>, 'seed' | 'numRuns' | 'path'>;

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

  'who gives users access meanwhile, or takes it, gives nobody else an older definition': (runs: Runs) =>
    fc.assert(
      fc.asyncProperty(organisations, meanings, intrusions, async (organisation, known, events) => {
        const pending = [...events];
        await supervised(organisation, known, (state) => {
          const event = pending.shift() ?? undefined;
          if (event !== undefined) intrude(state, event);
        });
      }),
      runs,
    ),

  'conflicting applies side by side leave no role behind its definition that the next plan does not see': (
    runs: Runs,
  ) =>
    fc.assert(
      fc.asyncProperty(organisations, organisations, meanings, async (organisation, other, known) => {
        const { live, outdatedRoles, directory } = organisation;
        await sideBySide(organisation, { ...other, live, outdatedRoles, directory }, known);
      }),
      runs,
    ),
} as const satisfies Record<string, (runs: Runs) => Promise<void>>;

const meanings = fc.constantFrom<(Meanings | undefined)[]>(undefined, ORCHARD_MEANINGS);
const intrusions = fc.array(
  fc.option(
    fc.record({
      set: fc.constantFrom(...SETS),
      account: fc.constantFrom(...Object.values(ACCOUNTS)),
      user: fc.constantFrom(...Object.values(USERS)),
      comes: fc.boolean(),
    }),
    { freq: 1 },
  ),
  { minLength: 10, maxLength: 60 },
);

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

/** Plans and applies; where others write meanwhile, plans and applies once more when they have stopped. */
async function supervised(
  organisation: Organisation,
  known: Meanings | undefined,
  others?: (state: SandboxState) => void,
): Promise<ApplyReport> {
  const { desired, live } = organisation;
  const watch = { look: () => {} };
  const grove = await groveOf(organisation, { faults: () => void watch.look() });
  try {
    const watched = others === undefined ? (access: ReturnType<typeof accessIn>) => access : ofGroups;
    const before = watched(accessIn(grove));
    const [wanted, staying] = [accessAskedBy(desired), watched(accessOfStaying(desired, live))];
    const admitted = new Set<string>();
    const broken: string[] = [];
    const look = () => {
      const now = watched(accessIn(grove));
      broken.push(...excess(now, before, wanted, staying));
      for (const keeping of [wanted, staying])
        broken.push(...lockedOut(now, before, keeping).filter((holder) => !admitted.has(holder)));
    };
    const planAndApply = async (meanwhile?: typeof others) => {
      const center = grove.connect();
      const plan = await planFor(organisation, center, { meanings: known });
      for (const holder of admittedGaps(plan)) admitted.add(holder);
      watch.look = () => {
        look();
        meanwhile?.(grove.state);
      };
      const report = await carryOut(plan, center);
      watch.look = () => {};
      look();
      return report;
    };
    const report = await planAndApply(others);
    if (others !== undefined) await planAndApply();
    assert.deepEqual(broken, []);
    assert.deepEqual((await planFor(organisation, grove.connect(), { meanings: known })).changes, []);
    return report;
  } finally {
    await grove.close();
  }
}

/** Two applies of other files at once, then one more of the first: it settles what both left. */
async function sideBySide(organisation: Organisation, rival: Organisation, known: Meanings | undefined): Promise<void> {
  const grove = await groveOf(organisation);
  const planned = (files: Organisation, center: IdentityCenter) => planFor(files, center, { meanings: known });
  try {
    const centers = [grove.connect(), grove.connect()] as const;
    const plans = await Promise.all([planned(organisation, centers[0]), planned(rival, centers[1])]);
    await Promise.all(plans.map((plan, index) => carryOut(plan, centers[index]!)));
    const center = grove.connect();
    await carryOut(await planned(organisation, center), center);
    const next = await planned(organisation, grove.connect());
    assert.deepEqual(next.changes, []);
    const unseen = behind(grove).filter((pair) => !isTold(next, pair));
    assert.deepEqual(unseen, []);
  } finally {
    await grove.close();
  }
}

const carryOut = (plan: Plan, identityCenter: IdentityCenter): Promise<ApplyReport> =>
  execute({
    planId: plan.planId,
    toolVersion: '0.1.0',
    changes: plan.changes,
    identityCenter,
    journal: { write: async () => undefined },
    now: () => 0,
  });

function accessIn({ state }: Grove) {
  const { state: holdings, roles } = holdingsOf(state);
  return accessBy(holdings.assignments.values(), (row) => roles.get(pairOfRow(row)));
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
