// One suite, two Identity Centers: each operation is applied to the AWS adapter (over the sandbox) and to memory, and both must then read alike. After
// every operation without the wire, and once again over it.
import { describe, expect, test } from 'vitest';
import type { Operation } from '../../src/plan/change.ts';
import type { Outcome } from '../../src/provider/identity-center.ts';
import { createSet, deleteSet, grant, grantInNewRole, provision, releaseSet, revoke, updateSet } from './operations.ts';
import { ACCOUNTS, AUDITOR, CIDER, GROWER, OWNER, PICKER, PRINCIPALS } from './orchard.ts';
import { comparable, EVERYTHING, openOrchard, subjects } from './subjects.ts';

type Status = Outcome['status'];
interface Scenario {
  readonly name: string;
  /** Each with the status it must end in. A create of what exists is `done` for the service and `already` for memory. */
  readonly steps: readonly (readonly [Operation, ...Status[]])[];
}

const { orchards, cellar, market } = ACCOUNTS;
const { growers, pickers, auditors, pomona, vinters } = PRINCIPALS;
const withoutPolicies = { managedPolicies: [], customerManagedPolicies: [] };

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a new set is given to a group in two accounts',
    steps: [
      [createSet(CIDER), 'done'],
      [grant({ set: 'CiderMaker', account: orchards, group: growers }), 'done'],
      [grant({ set: 'CiderMaker', account: cellar, group: growers }), 'done'],
    ],
  },
  {
    name: 'a policy edit reaches an account only by provisioning',
    steps: [
      [updateSet(GROWER, { ...GROWER, managedPolicies: ['PowerUserAccess', 'ReadOnlyAccess'] }), 'done'],
      [provision('Grower', orchards), 'done'],
    ],
  },
  {
    name: 'a new pair gets the latest definition while the old ones stay outdated',
    steps: [
      [updateSet(PICKER, { ...PICKER, managedPolicies: ['job-function/Billing'] }), 'done'],
      [grant({ set: 'Picker', account: ACCOUNTS.management, group: pickers }), 'done'],
      [grant({ set: 'Picker', account: orchards, group: auditors }), 'done'],
    ],
  },
  {
    name: 'a row that needs the latest role does not meet one that somebody made before the edit',
    steps: [
      [grantInNewRole({ set: 'Picker', account: orchards, group: growers }), 'done'],
      [updateSet(PICKER, { ...PICKER, managedPolicies: ['job-function/Billing'] }), 'done'],
      [grantInNewRole({ set: 'Picker', account: ACCOUNTS.management, group: pickers }), 'done'],
      [grantInNewRole({ set: 'Picker', account: orchards, group: auditors }), 'not-sent'],
      [provision('Picker', orchards), 'done'],
      [grantInNewRole({ set: 'Picker', account: orchards, group: auditors }), 'done'],
    ],
  },
  {
    name: 'a role that went with its last row is not made again by provisioning',
    steps: [
      [revoke({ set: 'Picker', account: market, group: vinters }), 'done'],
      [provision('Picker', market), 'already'],
      [provision('Picker', cellar), 'done'],
    ],
  },
  {
    // Whether a description outdates them nobody knows (`descriptionOutdates` of the sandbox): plans provision it.
    name: 'tags leave roles up to date',
    steps: [
      [updateSet(PICKER, { ...PICKER, tags: { team: 'trees' } }), 'done'],
      [updateSet({ ...PICKER, tags: { team: 'trees' } }, { ...PICKER, tags: { crew: 'day' } }), 'done'],
    ],
  },
  {
    name: 'every part of a definition is replaced',
    steps: [
      [
        updateSet(GROWER, {
          ...CIDER,
          name: 'Grower',
          customerManagedPolicies: [{ name: 'Baskets', path: '/tools/' }],
        }),
        'done',
      ],
    ],
  },
  {
    name: 'every optional part of a definition is cleared',
    steps: [
      [
        updateSet(GROWER, { name: 'Grower', sessionDuration: 'PT1H', ...withoutPolicies, tags: {}, owner: OWNER }),
        'done',
      ],
    ],
  },
  {
    name: 'tags that are not ours stay as they are',
    steps: [[updateSet(GROWER, withoutTags({ ...GROWER, sessionDuration: 'PT2H' })), 'done']],
  },
  {
    name: 'an untagged set is adopted with a change',
    steps: [
      [updateSet(AUDITOR, { ...AUDITOR, owner: OWNER, managedPolicies: ['ReadOnlyAccess', 'SecurityAudit'] }), 'done'],
    ],
  },
  {
    name: 'the last row takes the role with it, and then the set may go',
    steps: [
      [revoke({ set: 'Picker', account: orchards, group: pickers }), 'done'],
      [revoke({ set: 'Picker', account: orchards, user: pomona }), 'done'],
      [revoke({ set: 'Picker', account: market, group: vinters }), 'done'],
      [grant({ set: 'Picker', account: cellar, group: pickers }), 'done'],
      [revoke({ set: 'Picker', account: cellar, group: pickers }), 'done'],
      [deleteSet(PICKER), 'done'],
    ],
  },
  {
    name: 'what is so already is passed over',
    steps: [
      [grant({ set: 'Picker', account: orchards, group: pickers }), 'done', 'already'],
      [revoke({ set: 'Picker', account: orchards, group: auditors }), 'already'],
      [revoke({ set: 'Picker', account: ACCOUNTS.management, group: pickers }), 'already'],
      [deleteSet({ ...PICKER, name: 'CiderMaker' }), 'already'],
      [createSet(PICKER), 'done', 'already'],
    ],
  },
  { name: 'a set in use is not deleted', steps: [[deleteSet(PICKER), 'failed']] },
  {
    name: "another owner's set is left alone",
    steps: [
      [updateSet({ ...PICKER, name: 'Vintner' }, { ...GROWER, name: 'Vintner' }), 'not-sent'],
      [deleteSet({ ...PICKER, name: 'Vintner' }), 'not-sent'],
      [createSet({ ...CIDER, name: 'Vintner' }), 'failed'],
      [updateSet(AUDITOR, { ...AUDITOR, owner: OWNER }), 'done'],
      [updateSet(AUDITOR, { ...AUDITOR, owner: 'cellar-team', sessionDuration: 'PT4H' }), 'not-sent'],
    ],
  },
  {
    name: "a release takes the owner's tag off, and nothing else, once",
    steps: [
      [updateSet(PICKER, { ...PICKER, tags: { team: 'trees' } }), 'done'],
      [releaseSet({ ...PICKER, owner: 'cellar-team' }), 'not-sent'],
      [releaseSet(PICKER), 'done'],
      [releaseSet(PICKER), 'already'],
      [releaseSet({ ...PICKER, name: 'Vintner' }), 'not-sent'],
      [releaseSet(CIDER), 'not-sent'],
    ],
  },
  {
    name: 'a set that is not there gets neither edits nor rows',
    steps: [
      [updateSet(CIDER, { ...CIDER, sessionDuration: 'PT4H' }), 'not-sent'],
      [grant({ set: 'CiderMaker', account: orchards, group: growers }), 'not-sent'],
      [provision('CiderMaker', orchards), 'not-sent'],
    ],
  },
  {
    name: 'a rename: the new set and its row, then the old row and set',
    steps: [
      [createSet({ ...AUDITOR, name: 'CiderMaker', owner: OWNER }), 'done'],
      [grant({ set: 'CiderMaker', account: market, group: auditors }), 'done'],
      [revoke({ set: 'Auditor', account: market, group: auditors }), 'done'],
      [deleteSet(AUDITOR), 'done'],
    ],
  },
];

function withoutTags({ tags: _, ...set }: typeof GROWER): typeof GROWER {
  return set;
}

describe.each(SCENARIOS)('$name', ({ steps }) => {
  test('leaves AWS and memory alike after every operation', async () => {
    const orchard = await openOrchard();
    const { aws, memory } = await subjects(orchard, orchard.beside());
    for (const [operation, ...statuses] of steps) {
      const [onAws, inMemory] = await Promise.all([
        aws.identityCenter.apply(operation),
        memory.identityCenter.apply(operation),
      ]);
      expect(statuses, JSON.stringify(onAws)).toContain(onAws.status);
      expect(statuses, JSON.stringify(inMemory)).toContain(inMemory.status);
      const [live, expected] = await Promise.all([
        aws.identityCenter.readState(EVERYTHING),
        memory.identityCenter.readState(EVERYTHING),
      ]);
      expect(comparable(live)).toEqual(comparable(expected));
      expect(aws.roles()).toEqual(memory.roles());
    }
  });

  test('may be done again by another run without changing anything', async () => {
    const orchard = await openOrchard();
    const aws = orchard.connect();
    for (const [operation] of steps) await aws.apply(operation);
    const [last] = steps.at(-1)!;
    const before = comparable(await aws.readState(EVERYTHING));
    expect(before).toEqual(comparable(await orchard.beside().readState(EVERYTHING)));
    const again = await orchard.connect().apply(last);
    expect(again.status).not.toBe('unknown');
    expect(comparable(await orchard.beside().readState(EVERYTHING))).toEqual(before);
  });
});

test('one definition is read alike by its name, for the calls that finding and reading it take', async () => {
  const orchard = await openOrchard();
  const { aws, memory } = await subjects(orchard);
  for (const name of ['Picker', 'Auditor', 'CiderMaker'])
    expect(await aws.identityCenter.readDefinition(name)).toEqual(await memory.identityCenter.readDefinition(name));
  expect(await memory.identityCenter.readDefinition('CiderMaker')).toBeUndefined();
  const fresh = orchard.connect();
  await fresh.readDefinition('Picker');
  const { 'sso-admin:ListInstances': _, 'sts:GetCallerIdentity': __, ...counts } = fresh.callCounts();
  const names = Object.keys(counts).filter((api) => !/DescribePermissionSet$/.test(api));
  expect(names.filter((api) => counts[api] !== 1)).toEqual([]);
  expect(names.filter((api) => /Assignment|Account|Provision|identitystore/.test(api))).toEqual([]);
});
