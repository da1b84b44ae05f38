// Applications of an Identity Center in whole applies: a plan gets there, the next one is empty, and nobody is on the way without an application that both
// sides give, or has one that neither does. What is held on one application holds nothing else.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makePlan, type Plan } from '../../src/plan/plan.ts';
import { type MemoryIdentityCenter, memoryIdentityCenter } from '../../src/provider/memory.ts';
import {
  accountOfApplication,
  type Application,
  assignedName,
  requiresAssignment,
  settingsAddress,
  settingsResource,
} from '../../src/state/applications.ts';
import type { Desired, Held } from '../../src/state/desired.ts';
import {
  type Assignment,
  assignmentAddress,
  EMPTY_STATE,
  type PermissionSet,
  type PrincipalId,
  permissionSetAddress,
  resourceAddress,
  type State,
} from '../../src/state/state.ts';
import { EVERYTHING_ALLOWED } from '../support/case-organisation.ts';
import { byAddress } from '../support/gates.ts';
import { instant } from '../support/instant.ts';
import { ACCOUNTS, DIRECTORY, GROUPS, OWNER, RULES } from '../support/organisations.ts';
import { effort } from '../support/runs.ts';
import { applyInAnyOrder, FAIR, follow, roughCourses } from './course.ts';

const RUNS = { numRuns: effort(300, 60), seed: 20261128 };
const ACCOUNT = ACCOUNTS.orchard!;
const PEOPLE: readonly PrincipalId[] = [GROUPS.Pickers!, GROUPS.Pressers!, GROUPS.Sellers!];

const applicationOf = (name: string, digit: string): Application => ({
  name,
  arn: `arn:aws:sso::${ACCOUNT}:application/ssoins-7223f0a1b2c3d4e5/apl-${digit.repeat(16)}`,
});
/** The first two are declared, the third is another's, of which the files name who they are about. */
const APPLICATIONS = [applicationOf('Board', '1'), applicationOf('Payroll', '2'), applicationOf('Scales', '3')];
const [BOARD, PAYROLL, SCALES] = APPLICATIONS.map(({ name }) => name) as [string, string, string];
const DECLARED: NonNullable<Desired['applications']> = new Map([
  [assignedName(BOARD), { external: false }],
  [assignedName(PAYROLL), { external: false }],
  [assignedName(SCALES), { external: true }],
]);

const PICKER: PermissionSet = {
  name: 'Picker',
  sessionDuration: 'PT1H',
  managedPolicies: ['PickApples'],
  customerManagedPolicies: [],
  tags: {},
  owner: OWNER,
};

interface Side {
  readonly applications: readonly { readonly isRequired: boolean; readonly groups: readonly PrincipalId[] }[];
  readonly pickers: readonly PrincipalId[];
}

const sides: fc.Arbitrary<Side> = fc.record({
  applications: fc.tuple(
    ...APPLICATIONS.map(() => fc.record({ isRequired: fc.boolean(), groups: fc.subarray([...PEOPLE]) })),
  ),
  pickers: fc.subarray([...PEOPLE]),
});

const rowOf = (permissionSet: string, id: PrincipalId): Assignment => ({
  permissionSet,
  account: ACCOUNT,
  principal: { type: 'group', id },
});

function stateOf({ applications, pickers }: Side): State {
  const rows = applications.flatMap(({ groups }, index) =>
    groups.map((id) => rowOf(assignedName(APPLICATIONS[index]!.name), id)),
  );
  const settings = applications.map(({ isRequired: assignmentRequired }, index) => {
    const { name: label, arn } = APPLICATIONS[index]!;
    return settingsResource({ label, account: accountOfApplication(arn), assignmentRequired });
  });
  return {
    ...EMPTY_STATE,
    permissionSets: new Map([[permissionSetAddress('Picker'), PICKER]]),
    assignments: byAddress([...pickers.map((id) => rowOf('Picker', id)), ...rows]),
    resources: byAddress(settings),
  };
}

/** Of the third, files say no setting. */
function desiredOf(side: Side, more: Partial<Desired> = {}): Desired {
  const state = stateOf(side);
  const ours = [...state.resources!].filter(([, { name }]) => name !== SCALES);
  return {
    state: { ...state, resources: new Map(ours) },
    facts: new Map(),
    held: [],
    external: new Map(),
    groups: new Set(PEOPLE),
    changedGroups: new Map(),
    nameCollisions: new Map(),
    deleteBlockedPairs: new Map(),
    expired: new Map(),
    renames: new Map(),
    rules: RULES,
    targets: new Set(['applications']),
    applications: DECLARED,
    ...more,
  };
}

const directory = { ...DIRECTORY, applications: APPLICATIONS };
const centerOf = (side: Side): MemoryIdentityCenter => memoryIdentityCenter({ state: stateOf(side), directory });

async function planOf(desired: Desired, center: MemoryIdentityCenter): Promise<Plan> {
  const scope = { permissionSets: ['Picker'], renamedFrom: [], owner: OWNER, audit: false, users: false } as const;
  const applications = APPLICATIONS.map(({ arn: text }) => ({ by: 'arn', text }) as const);
  return makePlan({
    desired,
    live: await center.readState({ ...scope, targets: ['applications'], applications }),
    directory,
    asOf: instant('2026-11-02'),
    toolVersion: '0.1.0',
    config: { digest: 'unused' },
    allowed: EVERYTHING_ALLOWED,
    findings: [],
    calls: {},
    levels: new Map(),
  });
}

/** `Board for <group>`: who may use what, assigned or not. */
function usesIn({ assignments, resources = new Map() }: State): ReadonlySet<string> {
  return new Set(
    APPLICATIONS.flatMap(({ name }) => {
      const isOpen = requiresAssignment(resources.get(settingsAddress(name, ACCOUNT))) === false;
      return PEOPLE.filter((id) => isOpen || assignments.has(assignmentAddress(rowOf(assignedName(name), id)))).map(
        (id) => `${name} for ${id}`,
      );
    }),
  );
}

function broken(now: ReadonlySet<string>, before: ReadonlySet<string>, after: ReadonlySet<string>) {
  return {
    unsafe: [...now].filter((use) => !before.has(use) && !after.has(use)),
    gaps: [...before].filter((use) => after.has(use) && !now.has(use)),
  };
}

/** What live is to be in the end: the setting of an application of others stays. */
function wanted(desired: Desired, old: Side) {
  const scales = stateOf(old).resources!.get(settingsAddress(SCALES, ACCOUNT))!;
  const resources = new Map([...desired.state.resources!, [resourceAddress(scales), scales]]);
  return entriesOf({ ...desired.state, resources });
}
const entriesOf = ({ assignments, resources = new Map() }: State) =>
  [...assignments.keys(), ...[...resources].map(([address, each]) => `${address} ${requiresAssignment(each)}`)].sort();

test('an apply in any order that the edges allow leaves nobody without, gets there, and leaves nothing to plan', async () => {
  let closed = 0;
  await fc.assert(
    fc.asyncProperty(sides, sides, fc.infiniteStream(fc.nat()), async (old, files, numbers) => {
      const desired = desiredOf(files);
      const center = centerOf(old);
      const plan = await planOf(desired, center);
      const ends = [usesIn(center.state()), usesIn({ ...desired.state, resources: new Map() })] as const;
      const open = usesIn(desired.state);
      if (plan.changes.some(({ kind, risk }) => kind === 'resource' && risk === 'narrows')) closed += 1;
      await applyInAnyOrder(plan.changes, { center, numbers }, () => {
        const now = usesIn(center.state());
        expect(broken(now, ends[0], open).unsafe).toEqual([]);
        expect(broken(now, ...ends).gaps).toEqual([]);
      });
      expect(entriesOf(center.state())).toEqual(wanted(desired, old));
      expect((await planOf(desired, center)).changes).toEqual([]);
    }),
    RUNS,
  );
  expect(closed).toBeGreaterThan(RUNS.numRuns / 10);
});

test('whatever fails, is lost or killed, nobody is without what is assigned at both ends, and the next apply gets there', async () => {
  await fc.assert(
    fc.asyncProperty(sides, sides, roughCourses, async (old, files, course) => {
      const desired = desiredOf(files);
      const center = centerOf(old);
      const ends = [usesIn(center.state()), usesIn({ ...desired.state, resources: new Map() })] as const;
      const look = () => expect(broken(usesIn(center.state()), ...ends).gaps).toEqual([]);
      await follow(course, { changes: (await planOf(desired, center)).changes, center, look });
      await follow(FAIR, { changes: (await planOf(desired, center)).changes, center, look: () => undefined });
      expect(entriesOf(center.state())).toEqual(wanted(desired, old));
    }),
    RUNS,
  );
});

test('who cannot be assigned yet keeps the application as it is for everybody, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(sides, sides, async (old, files) => {
      const waiting: Held = {
        ...{ kind: 'assignment', action: 'create', permissionSet: assignedName(BOARD), account: ACCOUNT },
        ...{ principal: { type: 'group', name: 'Seasonal' }, origins: [], code: 'group/not-synced' },
        reason: 'they are not there yet',
      };
      const free = await planOf(desiredOf(files), centerOf(old));
      const { changes, held } = await planOf(desiredOf(files, { held: [waiting] }), centerOf(old));
      const isOnBoard = (address: string) => address.includes('/Board');
      const isTakenAway = ({ address, action, risk }: (typeof changes)[number]) =>
        isOnBoard(address) && (action === 'delete' || risk === 'narrows');
      expect(changes.map(({ address }) => address)).toEqual(
        free.changes.filter((change) => !isTakenAway(change)).map(({ address }) => address),
      );
      expect(held.length - 1).toBe(free.changes.filter(isTakenAway).length);
    }),
    RUNS,
  );
});

test('an application that no file declares is nobody’s business, whatever was read of it', async () => {
  await fc.assert(
    fc.asyncProperty(sides, sides, async (old, files) => {
      const some = new Map([...DECLARED].slice(0, 1));
      const none: Side = {
        ...files,
        applications: files.applications.map((each, index) => (index === 0 ? each : { ...each, groups: [] })),
      };
      const desired = desiredOf(none, { applications: some });
      const resources = new Map([...desired.state.resources!].filter(([, { name }]) => name === BOARD));
      const { changes } = await planOf({ ...desired, state: { ...desired.state, resources } }, centerOf(old));
      expect(changes.filter(({ address }) => address.includes(PAYROLL) || address.includes(SCALES))).toEqual([]);
    }),
    RUNS,
  );
});
