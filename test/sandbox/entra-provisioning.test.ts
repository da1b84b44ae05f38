// From the tenant into the identity store in virtual time: what a cycle writes, what it does not, and what stops it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editOf } from '../../src/sandbox/entra/edits.ts';
import { CYCLE_MS, type Job } from '../../src/sandbox/entra/tenant.ts';
import { jobWire } from '../../src/sandbox/entra/wire.ts';
import type { SandboxSeed, SandboxState, Settings } from '../../src/sandbox/index.ts';
import { stateOfOrigin } from '../../src/sandbox/origin.ts';
import { settingsOf } from '../../src/sandbox/settings.ts';
import { filed } from '../../src/sandbox/state-file.ts';
import { edited, pass, worldOf } from '../../src/sandbox/world.ts';
import { GROVE_TENANT, id } from '../contract/tenant.ts';
import { effort, runs } from '../support/runs.ts';

const DAY_MS = 86_400_000;

type Provisioning = NonNullable<
  NonNullable<NonNullable<SandboxSeed['entra']>['servicePrincipals']>[number]['provisioning']
>;

function grove(provisioning: Provisioning = {}, settings: Partial<Settings> = {}) {
  const [application, ...others] = GROVE_TENANT.entra!.servicePrincipals!;
  const seed: SandboxSeed = {
    ...GROVE_TENANT,
    entra: {
      ...GROVE_TENANT.entra,
      servicePrincipals: [
        { ...application!, provisioning: { ...application!.provisioning, ...provisioning } },
        ...others,
      ],
    },
  };
  return running(stateOfOrigin(seed), settings);
}

function running(state: SandboxState, settings: Partial<Settings> = {}) {
  const world = worldOf(state, settingsOf(settings));
  const { directory } = state;
  const job = (): Job => state.entra!.servicePrincipals.get(id(100))!.job!;
  return {
    state,
    world,
    edit: (name: string, members: object = {}) => edited(world, editOf({ edit: name, ...members })),
    wait: (milliseconds = CYCLE_MS) => void pass(world, milliseconds),
    job,
    status: () => (jobWire(job()).status as { readonly code: string }).code,
    groupId: (name: string) => directory.groupsByName.get(name),
    group: (name: string) => directory.groups.get(directory.groupsByName.get(name) ?? ''),
    user: (name: string) => directory.users.get(directory.usersByName.get(name) ?? ''),
    members: (name: string) =>
      [...(directory.membersOfGroup.get(directory.groupsByName.get(name) ?? '')?.keys() ?? [])]
        .map((user) => directory.users.get(user)!.userName)
        .sort(),
    failures: () =>
      state.entra!.log.flatMap(({ at, source, failure }) =>
        failure && at >= state.createdAt ? [`${source.displayName}: ${failure.reason}`] : [],
      ),
  };
}

describe('a cycle', () => {
  test('comes after 40 minutes, and brings what is assigned and its direct members', () => {
    const { wait, group, members, user, job } = grove();
    wait(CYCLE_MS - 1);
    expect(group('pressers')).toBeUndefined();
    wait(1);
    expect(group('pressers')?.externalId).toEqual({ issuer: 'https://scim.aws.com/sandbox', id: id(12) });
    // Growers are a group in it, whose members are not looked into; O'Brien's is not assigned.
    expect(members('pressers')).toEqual(['quinn@grove.example']);
    expect([group("O'Brien's"), user('rosa@grove.example')]).toEqual([undefined, undefined]);
    expect(job()).toMatchObject({ lastRun: { state: 'Succeeded' }, nextCycleAt: job().lastRun!.beganAt + CYCLE_MS });
  });

  test('brings everything where the scope is all', () => {
    const { wait, group, user } = grove({ scope: 'all' });
    wait();
    expect(group("O'Brien's")).toBeDefined();
    expect(user('rosa@grove.example')?.externalId?.id).toBe(id(3));
  });

  test('writes external ids by the mapping', () => {
    const { wait, user, group } = grove({
      scope: 'all',
      userMapping: { externalId: 'mailNickname' },
      groupMapping: { externalId: '' },
    });
    wait();
    expect(user('rosa@grove.example')?.externalId?.id).toBe('rosa');
    expect(group('pressers')?.externalId).toBeUndefined();
  });

  test('renames a group, and keeps its id', () => {
    const { edit, wait, groupId } = grove();
    const before = groupId('growers');
    edit('update-group', { group: 'growers', set: { displayName: 'pickers' } });
    expect(groupId('pickers')).toBeUndefined();
    wait();
    expect([groupId('pickers'), groupId('growers')]).toEqual([before, undefined]);
  });

  test('renames a user, and keeps its id and its groups', () => {
    const { edit, wait, user, members } = grove();
    const before = user('pia@grove.example')!.id;
    edit('update-user', { user: 'pia@grove.example', set: { userPrincipalName: 'pia.pear@grove.example' } });
    wait();
    expect(user('pia.pear@grove.example')?.id).toBe(before);
    expect(members('growers')).toEqual(['pia.pear@grove.example']);
  });

  test('moves members, and neither sees nor takes back what others did', () => {
    const { edit, wait, members, state, groupId, user } = grove();
    wait();
    // Somebody adds a member and a name on the side of AWS.
    const [group, quinn] = [groupId('growers')!, user('quinn@grove.example')!.id];
    state.directory.membersOfGroup.get(group)!.set(quinn, { id: 'm', groupId: group, userId: quinn, createdAt: 0 });
    edit('add-member', { group: 'growers', member: 'rosa@grove.example' });
    edit('remove-member', { group: 'growers', member: 'pia@grove.example' });
    wait();
    expect(members('growers')).toEqual(['quinn@grove.example', 'rosa@grove.example']);
  });

  test('deletes a group that is unassigned, and makes another of one that is made again', () => {
    const { edit, wait, groupId, group } = grove();
    const before = groupId('growers');
    edit('unassign', { principal: 'growers' });
    wait();
    expect(groupId('growers')).toBeUndefined();
    edit('delete-group', { group: 'growers' });
    edit('create-group', { displayName: 'growers', members: ['pia@grove.example'] });
    edit('assign', { principal: 'growers' });
    wait();
    expect(groupId('growers')).not.toBe(before);
    expect(group('growers')?.externalId?.id).not.toBe(id(11));
  });

  test('deletes before it makes: a group that is made again at once has another id', () => {
    const { edit, wait, groupId } = grove();
    const before = groupId('growers');
    edit('delete-group', { group: 'growers' });
    edit('create-group', { displayName: 'growers' });
    edit('assign', { principal: 'growers' });
    wait();
    expect([groupId('growers') === undefined, groupId('growers') === before]).toEqual([false, false]);
  });

  test('makes a user inactive who is deleted, and deletes it after 30 days', () => {
    const { edit, wait, user, members } = grove();
    wait();
    edit('delete-user', { user: 'pia@grove.example' });
    wait();
    expect([user('pia@grove.example')?.isDisabled, members('growers')]).toEqual([true, []]);
    wait(29 * DAY_MS);
    expect(user('pia@grove.example')).toBeDefined();
    wait(2 * DAY_MS);
    expect(user('pia@grove.example')).toBeUndefined();
  });

  test('takes over a group of the same name, with its id', () => {
    const seed: SandboxSeed = { ...GROVE_TENANT, groups: [...GROVE_TENANT.groups!, { displayName: 'pressers' }] };
    const { wait, groupId, group } = running(stateOfOrigin(seed));
    const before = groupId('pressers');
    wait();
    expect([groupId('pressers'), group('pressers')?.externalId?.id]).toEqual([before, id(12)]);
  });

  test('tells what the identity store refuses, and goes on', () => {
    const { edit, wait, failures, group, job } = grove();
    edit('update-user', { user: 'quinn@grove.example', set: { surname: '' } });
    edit('update-group', { group: 'pressers', set: { displayName: 'press: <all>' } });
    edit('create-group', { displayName: 'growers', id: id(14) });
    edit('assign', { principal: id(14) });
    edit('assign', { principal: "O'Brien's" });
    wait();
    expect(failures()).toEqual([
      expect.stringMatching(/^Quinn Quince: .*name\.familyName is required$/),
      expect.stringMatching(/^press: <all>: .*displayName has characters that are not allowed$/),
      expect.stringMatching(/^growers: .*more than one object .*: displayName growers$/),
    ]);
    expect(group("O'Brien's")).toBeDefined();
    expect(job().lastRun?.state).toBe('EntryLevelErrors');
  });

  test('does nothing while it is paused, or was never set up', () => {
    for (const status of ['Paused', 'NotConfigured'] as const) {
      const { wait, group, edit, status: told } = grove({ status });
      wait(DAY_MS);
      expect([group('pressers'), told()]).toEqual([undefined, status]);
      edit('start-provisioning');
      wait(0);
      expect([group('pressers') !== undefined, told()]).toEqual([true, 'Active']);
    }
  });
});

describe('provision on demand', () => {
  test('brings one group and the members that are named, at once', () => {
    const { edit, group, members } = grove();
    edit('provision-on-demand', { group: 'pressers' });
    expect([group('pressers')?.externalId?.id, members('pressers')]).toEqual([id(12), []]);
    edit('provision-on-demand', { group: 'pressers', members: ['quinn@grove.example', 'growers'] });
    expect(members('pressers')).toEqual(['quinn@grove.example']);
    edit('provision-on-demand', { group: "O'Brien's" });
    expect(group("O'Brien's")).toBeUndefined();
  });
});

describe('quarantine', () => {
  test('comes with a token that has ended, and goes when there is another', () => {
    const { edit, wait, status, group, job } = grove({ tokenExpires: '2026-01-01' });
    wait();
    expect([status(), job().quarantine?.reason, group('pressers')]).toEqual([
      'Quarantine',
      'EncounteredQuarantineException',
      undefined,
    ]);
    edit('update-provisioning', { set: { tokenExpires: '2027-01-01' } });
    // Tried again once a day.
    wait();
    expect(status()).toBe('Quarantine');
    wait(DAY_MS);
    expect([status(), group('pressers') !== undefined]).toEqual(['Active', true]);
  });

  test('disables the job after four weeks', () => {
    const { wait, job } = grove({ tokenExpires: '2026-01-01' });
    wait(27 * DAY_MS);
    expect(job().isStarted).toBe(true);
    wait(2 * DAY_MS);
    expect(job().isStarted).toBe(false);
  });

  test('holds deletions at the threshold, and whatever else there is, until they are allowed', () => {
    const { edit, wait, status, group, groupId, job } = grove({ deletionThreshold: 2 });
    wait();
    edit('unassign', { principal: 'growers' });
    edit('unassign', { principal: 'pressers' });
    edit('assign', { principal: "O'Brien's" });
    wait();
    expect([status(), job().quarantine?.reason]).toEqual(['Quarantine', 'TooManyDeletes']);
    expect([group('growers') !== undefined, groupId("O'Brien's")]).toEqual([true, undefined]);
    wait(3 * DAY_MS);
    expect(status()).toBe('Quarantine');
    edit('allow-deletions');
    wait(0);
    expect([status(), group('growers'), group('pressers'), groupId("O'Brien's") !== undefined]).toEqual([
      'Active',
      undefined,
      undefined,
      true,
    ]);
  });

  test('of a seed is there from its beginning, and a restart ends it', () => {
    const { edit, wait, status, group } = grove({ quarantine: { reason: 'Unknown', since: '2025-12-20' } });
    expect(status()).toBe('Quarantine');
    edit('restart-provisioning');
    wait(0);
    expect([status(), group('pressers') !== undefined]).toEqual(['Active', true]);
  });
});

describe('time', () => {
  test('of a hundred years passes in one step', () => {
    const { edit, wait, job, state } = grove();
    edit('update-user', { user: 'quinn@grove.example', set: { surname: '' } });
    wait(100 * 365 * DAY_MS);
    expect(job().nextCycleAt).toBeGreaterThan(state.now);
    expect(state.entra!.log.length).toBeLessThan(10);
  });

  test('in steps or in one leads to the same, also after a state file', () => {
    const edits = fc.constantFrom(
      ['update-group', { group: id(11), set: { displayName: 'pickers' } }],
      ['update-group', { group: id(12), set: { displayName: 'growers' } }],
      ['add-member', { group: id(12), member: id(3) }],
      ['remove-member', { group: id(11), member: id(1) }],
      ['unassign', { principal: id(11) }],
      ['assign', { principal: id(13) }],
      ['update-provisioning', { set: { scope: 'all' } }],
      ['update-user', { user: id(2), set: { accountEnabled: false } }],
    );
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 5 }), fc.integer({ min: 1, max: 4 }), (list, cycles) => {
        const [whole, stepwise] = [grove(), grove()];
        for (const [name, members] of list) {
          whole.edit(name as string, members as object);
          stepwise.edit(name as string, members as object);
        }
        whole.wait(cycles * CYCLE_MS);
        for (let step = 0; step < cycles * 4; step += 1) stepwise.wait(CYCLE_MS / 4);
        expect(filed(stepwise.state)).toEqual(filed(whole.state));
        const again = running(stateOfOrigin(JSON.parse(JSON.stringify(filed(whole.state)))));
        expect(filed(again.state)).toEqual(filed(whole.state));
        // What stood in another's way is out of it; then nothing is left to do.
        whole.wait(2 * CYCLE_MS);
        const before = JSON.stringify(filed(whole.state).groups);
        whole.wait();
        expect(JSON.stringify(filed(whole.state).groups)).toBe(before);
      }),
      runs({ numRuns: effort(300, 12), seed: 40 }),
    );
  });

  test('passes for reads that lag behind as well', () => {
    const { edit, wait, world, groupId } = grove({}, { readLagCalls: 1 });
    edit('update-group', { group: 'growers', set: { displayName: 'pickers' } });
    wait();
    expect(groupId('pickers')).toBeDefined();
    expect(world.replica!.state.directory.groupsByName.has('pickers')).toBe(false);
    wait(0);
    wait(0);
    expect(filed(world.replica!.state).groups).toEqual(filed(world.state).groups);
  });
});
