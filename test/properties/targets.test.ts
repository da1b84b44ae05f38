// Another target than Identity Center, in whole applies beside it: a plan gets there, the next one is empty, nobody has on the way what neither side
// gives, and whoever moves from one target to the other keeps access.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Change, targetOfChange } from '../../src/plan/change.ts';
import { makePlan, type Plan } from '../../src/plan/plan.ts';
import { type MemoryIdentityCenter, type MemoryOptions, memoryIdentityCenter } from '../../src/provider/memory.ts';
import type { Desired } from '../../src/state/desired.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  EMPTY_STATE,
  type PermissionSet,
  permissionSetAddress,
  principalKey,
  type State,
} from '../../src/state/state.ts';
import { EVERYTHING_ALLOWED } from '../support/case-organisation.ts';
import { byAddress, entered, GATES, gateOf, passOf, type Room } from '../support/gates.ts';
import { instant } from '../support/instant.ts';
import { ACCOUNTS, DIRECTORY, GROUPS, OWNER, RULES } from '../support/organisations.ts';
import { effort } from '../support/runs.ts';
import { applyInAnyOrder, FAIR, follow, roughCourses } from './course.ts';

const RUNS = { numRuns: effort(400, 80), seed: 20261128 };
const PLACES = [ACCOUNTS.orchard!, ACCOUNTS.cider!];
const PEOPLE = [GROUPS.Pickers!, GROUPS.Pressers!];
const NAMES = ['north', 'south'];

const PICKER: PermissionSet = {
  name: 'Picker',
  sessionDuration: 'PT1H',
  managedPolicies: ['PickApples'],
  customerManagedPolicies: [],
  tags: {},
  owner: OWNER,
};

interface Gate {
  readonly name: string;
  readonly account: AccountId;
  readonly rooms: readonly Room[];
  readonly groups: readonly (typeof PEOPLE)[number][];
}

interface Side {
  readonly gates: readonly Gate[];
  /** Who has the permission set, and where. */
  readonly pickers: readonly Assignment[];
}

const gate = (name: string, account: AccountId): fc.Arbitrary<Gate> =>
  fc.record({
    name: fc.constant(name),
    account: fc.constant(account),
    rooms: fc.subarray<Room>(['cellar', 'loft', 'press'], { minLength: 1 }),
    groups: fc.subarray(PEOPLE),
  });
const all = NAMES.flatMap((name) => PLACES.map((account) => gate(name, account)));
const everyPicker = PLACES.flatMap((account) =>
  PEOPLE.map((id): Assignment => ({ permissionSet: 'Picker', account, principal: { type: 'group', id } })),
);
const sides: fc.Arbitrary<Side> = fc.record({
  gates: fc.tuple(...all).chain((gates) => fc.subarray(gates)),
  pickers: fc.subarray(everyPicker),
});

function stateOf({ gates, pickers }: Side): State {
  const passes = gates.flatMap(({ name, account, groups }) => groups.map((id) => passOf(name, account, id)));
  return {
    ...EMPTY_STATE,
    permissionSets: new Map([[permissionSetAddress('Picker'), PICKER]]),
    assignments: byAddress([...pickers, ...passes]),
    resources: byAddress(gates.map(({ name, account, rooms }) => gateOf(name, account, rooms))),
  };
}

const desiredOf = (state: State, more: Partial<Desired> = {}): Desired => ({
  state,
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
  targets: new Set(['account-access']),
  ...more,
});

const centerOf = (state: State, more: Partial<MemoryOptions> = {}): MemoryIdentityCenter =>
  memoryIdentityCenter({ state, directory: DIRECTORY, ...more });

async function planOf(desired: Desired, center: MemoryIdentityCenter): Promise<Plan> {
  const scope = { permissionSets: ['Picker'], renamedFrom: [], owner: OWNER, audit: false, users: false } as const;
  return makePlan({
    desired,
    live: await center.readState({ ...scope, targets: ['account-access'] }),
    directory: DIRECTORY,
    targets: GATES,
    asOf: instant('2026-11-02'),
    toolVersion: '0.1.0',
    config: { digest: 'unused' },
    allowed: EVERYTHING_ALLOWED,
    findings: [],
    calls: {},
    levels: new Map(),
  });
}

type Access = ReadonlyMap<string, ReadonlySet<string>>;

/** By group and account: rooms, and what the permission set gives. */
function accessIn({ assignments, resources = new Map() }: State): Access {
  const access = new Map<string, Set<string>>();
  for (const assignment of assignments.values()) {
    const holder = `${principalKey(assignment.principal)} in ${assignment.account}`;
    const given = assignment.permissionSet === 'Picker' ? ['apples'] : entered(assignment, resources);
    access.set(holder, new Set([...(access.get(holder) ?? []), ...given]));
  }
  return access;
}

/** What of `now` neither end gives; and who has something at both ends, and nothing now. */
function broken(now: Access, before: Access, after: Access) {
  const holders = new Set([...before.keys(), ...after.keys(), ...now.keys()]);
  const of = (access: Access, holder: string) => access.get(holder) ?? new Set();
  return {
    unsafe: [...holders].filter((holder) =>
      [...of(now, holder)].some((room) => !of(before, holder).has(room) && !of(after, holder).has(room)),
    ),
    gaps: [...holders].filter((holder) =>
      [before, after].every((access) => of(access, holder).size > 0 && of(now, holder).size === 0),
    ),
  };
}

/** Somebody has another target than before in the same account. */
function hasMove(changes: readonly Change[]): boolean {
  const rows = changes.filter((change) => change.kind === 'assignment');
  const holderOf = ({ assignment: { principal, account } }: (typeof rows)[number]) => `${principal.id} ${account}`;
  return rows.some(
    (row) =>
      row.action === 'create' &&
      rows.some(
        (other) =>
          other.action === 'delete' &&
          holderOf(other) === holderOf(row) &&
          targetOfChange(other) !== targetOfChange(row),
      ),
  );
}

const wanted = ({ assignments, resources = new Map() }: State) => [...assignments, ...resources].sort();

test('an apply in any order that the edges allow keeps both promises, gets there, and leaves nothing to plan', async () => {
  let moves = 0;
  await fc.assert(
    fc.asyncProperty(sides, sides, fc.infiniteStream(fc.nat()), async (old, files, numbers) => {
      const [live, desired] = [stateOf(old), stateOf(files)];
      const center = centerOf(live);
      const plan = await planOf(desiredOf(desired), center);
      const ends = [accessIn(center.state()), accessIn(desired)] as const;
      const gapsTold = new Set(
        plan.notices.filter(({ code }) => code === 'plan/access-gap').map(({ message }) => message),
      );
      await applyInAnyOrder(plan.changes, { center, numbers }, () => {
        const { unsafe, gaps } = broken(accessIn(center.state()), ...ends);
        expect(unsafe).toEqual([]);
        if (gapsTold.size === 0) expect(gaps).toEqual([]);
      });
      if (hasMove(plan.changes)) moves += 1;
      expect(wanted(center.state())).toEqual(wanted(desired));
      expect((await planOf(desiredOf(desired), center)).changes).toEqual([]);
    }),
    RUNS,
  );
  expect(moves).toBeGreaterThan(RUNS.numRuns / 10);
});

test('whatever fails, is lost or killed, nobody has what neither side gives, and the next apply gets there', async () => {
  await fc.assert(
    fc.asyncProperty(sides, sides, roughCourses, async (old, files, course) => {
      const desired = stateOf(files);
      const center = centerOf(stateOf(old));
      const ends = [accessIn(center.state()), accessIn(desired)] as const;
      const look = () => expect(broken(accessIn(center.state()), ...ends).unsafe).toEqual([]);
      await follow(course, { changes: (await planOf(desiredOf(desired), center)).changes, center, look });
      await follow(FAIR, {
        changes: (await planOf(desiredOf(desired), center)).changes,
        center,
        look: () => undefined,
      });
      expect(wanted(center.state())).toEqual(wanted(desired));
    }),
    RUNS,
  );
});

test('nothing is created or deleted in an account that was not read, and everything else goes on', async () => {
  const [orchard, cider] = PLACES as [AccountId, AccountId];
  await fc.assert(
    fc.asyncProperty(sides, sides, async (old, files) => {
      const live = stateOf(old);
      const center = centerOf(live, { unread: new Map([[cider, 'the role cannot be assumed']]) });
      const { changes, held } = await planOf(desiredOf(stateOf(files)), center);
      const touched = changes.filter((change) => targetOfChange(change) === 'account-access');
      expect(touched.filter(({ address }) => address.includes(cider))).toEqual([]);
      const isWanted = ([address]: [Address, unknown]) => address.includes(cider) && !address.includes('Picker');
      const waiting = held.filter(({ code }) => code === 'plan/target-unread').length;
      const { assignments, resources } = stateOf(files);
      expect(waiting).toBe([...assignments].filter(isWanted).length + [...resources!].filter(isWanted).length);
      await follow(FAIR, { changes, center, look: () => undefined });
      const inOrchard = (state: State) => [...accessIn(state)].filter(([holder]) => holder.endsWith(orchard)).sort();
      // What waits in the other account holds nothing here.
      expect(inOrchard(center.state())).toEqual(inOrchard(stateOf(files)));
    }),
    RUNS,
  );
});

test('while somebody may not lose a gate yet, it opens no more rooms, and nobody comes in by the old ones', async () => {
  const [orchard] = PLACES as [AccountId];
  const [pickers, pressers] = PEOPLE as [(typeof PEOPLE)[number], (typeof PEOPLE)[number]];
  const side = (rooms: readonly Room[], groups: Gate['groups']) =>
    stateOf({ gates: [{ name: 'north', account: orchard, rooms, groups }], pickers: [] });
  const [live, desired] = [side(['cellar'], [pickers]), side(['cellar', 'loft'], [pressers])];
  const reason = { code: 'group/not-synced', reason: 'Sellers are not there yet' } as const;
  const waiting = {
    kind: 'assignment',
    action: 'create',
    permissionSet: 'role/south',
    account: orchard,
    principal: { type: 'group', name: 'Sellers' },
    origins: [],
    ...reason,
  } as const;
  const center = centerOf(live);
  const { changes, held } = await planOf(desiredOf(desired, { held: [waiting] }), center);
  expect(changes).toEqual([]);
  expect(held.map(({ kind, action, code }) => `${action} ${kind}: ${code}`).sort()).toEqual([
    'create assignment: group/not-synced',
    'create assignment: plan/definition-held',
    'delete assignment: plan/replacement-held',
    'update resource: plan/definition-held',
  ]);
  // Without that, all of it goes.
  expect((await planOf(desiredOf(desired), center)).changes.map(({ action, kind }) => `${action} ${kind}`)).toEqual([
    'create assignment',
    'delete assignment',
    'update resource',
  ]);
});
