// A plan against a snapshot is the plan against what it was taken of, whatever that is, with names blurred and without.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantAt } from '../../src/instant.ts';
import type { IdentityCenterReader } from '../../src/provider/identity-center.ts';
import { memoryIdentityCenter } from '../../src/provider/memory.ts';
import { blurred, recognised } from '../../src/snapshot/blur.ts';
import { validate } from '../../src/snapshot/schema.generated.js';
import { type Snapshot, type SnapshotOptions, snapshotReader, takeSnapshot } from '../../src/snapshot/snapshot.ts';
import { APPLICATION, APPLICATION_ADDRESS } from '../../src/state/account-access.ts';
import type { User } from '../../src/state/directory.ts';
import { type Scope, unreadIn } from '../../src/state/live.ts';
import { asRead, type Read, UNREAD } from '../../src/state/read.ts';
import { type Assignment, assignmentAddress, EMPTY_STATE, type PrincipalId } from '../../src/state/state.ts';
import {
  ACCOUNTS,
  DIRECTORY,
  GROUPS,
  identityCenterOf,
  type Organisation,
  OWNER,
  organisations,
  USERS,
} from '../support/organisations.ts';
import { effort } from '../support/runs.ts';
import { planFor } from './course.ts';

const RUNS = { numRuns: effort(100, 30), seed: 20261127 };
const TAKEN = {
  takenAt: instantAt(Date.parse('2026-11-27T03:00:00Z')),
  toolVersion: '0.0.0-test',
  owner: OWNER,
  accessControl: true,
};

/** Through a file. */
async function snapshotOf(organisation: Organisation): Promise<Snapshot> {
  const text = JSON.stringify(await takeSnapshot(identityCenterOf(organisation), TAKEN));
  const value = JSON.parse(text);
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
  return value;
}

const asLive = (organisation: Organisation, reader: IdentityCenterReader) => ({
  ...identityCenterOf(organisation),
  ...reader,
});

test('the same plan', async () => {
  await fc.assert(
    fc.asyncProperty(organisations, async (organisation) => {
      const snapshot = await snapshotOf(organisation);
      const live = await planFor(organisation, identityCenterOf(organisation));
      const planned = await planFor(organisation, asLive(organisation, snapshotReader(snapshot)));
      expect({ ...planned, calls: {} }).toEqual({ ...live, calls: {} });
    }),
    RUNS,
  );
});

test('names that are blurred are in it nowhere, and those that files say are recognised', async () => {
  await fc.assert(
    fc.asyncProperty(organisations, async (organisation) => {
      const snapshot = await snapshotOf(organisation);
      const blur = blurred(snapshot);
      const { groups, accounts } = snapshot.directory;
      const names = [
        ...groups.map(({ displayName }) => displayName),
        ...accounts.map(({ name }) => name),
        ...Object.values(snapshot.users),
      ];
      const { directory, users } = blur;
      const shown = JSON.stringify([directory.groups.map(({ displayName }) => displayName), directory.accounts, users]);
      for (const name of names) expect(shown).not.toContain(JSON.stringify(name));
      expect(blurred(snapshot)).toEqual(blur);
      const { isBlurred: _, directory: known, ...rest } = recognised(blur, names);
      const { isBlurred: __, directory: real, ...others } = snapshot;
      expect(rest).toEqual(others);
      expect({ ...known, caller: undefined }).toEqual({ ...real, caller: undefined });
      // Ids are enough for the changes.
      const live = await planFor(organisation, identityCenterOf(organisation));
      const planned = await planFor(organisation, asLive(organisation, snapshotReader(blur)));
      expect(planned.planId).toBe(live.planId);
    }),
    RUNS,
  );
});

const [PICKERS, PRESSERS] = Object.values(GROUPS) as [PrincipalId, PrincipalId];
const people: readonly User[] = Object.entries(USERS).map(([userName, id]) => ({
  id,
  userName,
  emails: [`${userName}@fruit.example`],
  externalIds: [],
}));

test('members go along where they are asked for, with mail addresses that blur as names do', async () => {
  const members = fc.uniqueArray(fc.constantFrom(...Object.values(USERS)));
  await fc.assert(
    fc.asyncProperty(organisations, members, async (organisation, picking) => {
      const directory = { ...organisation.directory, users: asRead(people) };
      const reader = memoryIdentityCenter({
        state: organisation.live,
        directory,
        members: new Map([[PICKERS, picking]]),
      });
      const without = await takeSnapshot(reader, TAKEN);
      expect(JSON.stringify(without)).not.toContain('@fruit.example');
      expect(await snapshotReader(without).readMembers([PICKERS])).toMatchObject({
        ofGroups: new Map([[PICKERS, UNREAD]]),
      });
      const snapshot = await takeSnapshot(reader, { ...TAKEN, members: true });
      validate(JSON.parse(JSON.stringify(snapshot)));
      expect(validate.errors ?? []).toEqual([]);
      const sorted = new Map<PrincipalId, Read<readonly PrincipalId[]>>([
        [PICKERS, asRead([...picking].sort())],
        [PRESSERS, UNREAD],
      ]);
      expect(await snapshotReader(snapshot).readMembers([PICKERS, PRESSERS])).toEqual({
        ofGroups: sorted,
        users: asRead(people),
      });
      const blur = blurred(snapshot);
      expect(JSON.stringify(blur)).not.toContain('@fruit.example');
      const mails = people.flatMap(({ userName, emails = [] }) => [userName, ...emails]);
      expect(await snapshotReader(recognised(blur, mails)).readMembers([PICKERS, PRESSERS])).toEqual({
        ofGroups: sorted,
        users: asRead(people),
      });
    }),
    { ...RUNS, numRuns: 20 },
  );
});

test('entitlements of account access are in it where the files ask for them; elsewhere they stay unread', async () => {
  const row: Assignment = {
    permissionSet: 'role/ops/picker',
    account: ACCOUNTS.orchard!,
    principal: { type: 'group', id: GROUPS.Pickers! },
  };
  const application = { ...APPLICATION, definition: {}, owner: OWNER };
  const state = {
    ...EMPTY_STATE,
    assignments: new Map([[assignmentAddress(row), row]]),
    resources: new Map([[APPLICATION_ADDRESS, application]]),
  };
  const scope: Scope = { permissionSets: [], renamedFrom: [], owner: OWNER, audit: false, users: false };
  const withRoles: Scope = { ...scope, targets: ['account-access'] };
  const read = async (options: Partial<SnapshotOptions>) => {
    const center = memoryIdentityCenter({ state, directory: DIRECTORY });
    const value = JSON.parse(JSON.stringify(await takeSnapshot(center, { ...TAKEN, ...options })));
    validate(value);
    expect(validate.errors ?? []).toEqual([]);
    return snapshotReader(value).readState(withRoles);
  };
  const asked = await read({ targets: ['account-access'] });
  expect([...asked.state.assignments.values()]).toEqual([row]);
  expect([...asked.state.resources!.values()]).toEqual([application]);
  expect(unreadIn(asked, 'account-access', row.account)).toBeUndefined();
  const unasked = await read({});
  expect(unasked.state.assignments.size).toBe(0);
  expect(unreadIn(unasked, 'account-access', row.account)).toBe('it was not read');
});
