import { describe, expect, test } from 'vitest';
import { meaningsOf } from '../../../src/meaning/meanings.ts';
import type { Change } from '../../../src/plan/change.ts';
import { assignmentsToDelete } from '../../../src/plan/pairs-to-read.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { type ApprovedChanges, matchSaved } from '../../../src/plan/saved.ts';
import { loadPolicyData } from '../../../src/policy-data.ts';
import type { Held, HeldOfSet } from '../../../src/state/desired.ts';
import { type AccountId, type Address, accountId, principalId } from '../../../src/state/state.ts';
import type { LiveFile } from '../../support/case-organisation.ts';
import { planOrchard } from '../../support/planning.ts';

const meanings = meaningsOf(await loadPolicyData());

const FILES = `
permissionSets:
  Picker: { managedPolicies: [ReadOnlyAccess, SecurityAudit], tags: { team: pickers } }
grants:
  - { groups: [Pickers, Tasters], permissionSets: Picker, accounts: "ou:Orchards/Prod/*" }
`;

const BEFORE: LiveFile = {
  permissionSets: { Picker: { owner: 'access', managedPolicies: ['PowerUserAccess'], tags: { team: 'press' } } },
  assignments: ['Picker in apples-prod, pears-prod, apples-dev for group Pickers'],
};
const AFTER = { owner: 'access', managedPolicies: ['ReadOnlyAccess', 'SecurityAudit'], tags: { team: 'pickers' } };
const ROWS = ['Picker in apples-prod, pears-prod for group Pickers, Tasters'];

const PICKER = 'permission-set/Picker';
const PROVISIONING = 'provisioning/Picker';
const LOSS = 'assignment/Picker/333333333333/group:g-pickers';
const GAINS = ['assignment/Picker/111111111111/group:g-tasters', 'assignment/Picker/222222222222/group:g-tasters'];
const ALL = [LOSS, PICKER, PROVISIONING, ...GAINS];

interface Situation {
  readonly live?: LiveFile;
  readonly files?: string;
  readonly forge?: (saved: Plan) => Plan;
}

/** A plan of FILES for BEFORE was saved; now this is found. */
async function reconciled({
  live = BEFORE,
  files = FILES,
  forge = (saved) => saved,
}: Situation): Promise<ApprovedChanges> {
  const saved = await planOrchard(FILES, BEFORE);
  const fresh = await planOrchard(files, live);
  return matchSaved(forge(saved.plan), fresh.plan, fresh.live);
}

const addresses = (changes: readonly Change[]) => changes.map(({ address }) => address);
const codes = ({ findings }: ApprovedChanges) => findings.map(({ code, severity }) => `${severity} ${code}`);

test('nothing has moved: all of it, in the order of the fresh plan', async () => {
  const result = await reconciled({});
  expect(addresses(result.changes)).toEqual(ALL);
  expect(result).toMatchObject({ done: [], findings: [] });
});

describe('an apply that was interrupted goes on with what is left', () => {
  const cases: Readonly<Record<string, { live: LiveFile; left: readonly string[]; done: readonly string[] }>> = {
    'after a row was deleted': {
      live: { ...BEFORE, assignments: ['Picker in apples-prod, pears-prod for group Pickers'] },
      left: [PICKER, PROVISIONING, ...GAINS],
      done: [LOSS],
    },
    'between two policies of a set': {
      live: {
        permissionSets: { Picker: { ...AFTER, managedPolicies: ['PowerUserAccess', 'ReadOnlyAccess'] } },
        assignments: ['Picker in apples-prod, pears-prod for group Pickers'],
        outdated: ['Picker in apples-prod, pears-prod'],
      },
      left: [PICKER, PROVISIONING, ...GAINS],
      done: [LOSS],
    },
    'between setting a tag and removing another': {
      live: {
        ...BEFORE,
        permissionSets: { Picker: { ...BEFORE.permissionSets!.Picker, tags: { team: 'pickers' } } },
        assignments: ['Picker in apples-prod, pears-prod for group Pickers'],
      },
      left: [PICKER, PROVISIONING, ...GAINS],
      done: [LOSS],
    },
    'after the definition, before any account had it': {
      live: {
        permissionSets: { Picker: AFTER },
        assignments: ['Picker in apples-prod, pears-prod for group Pickers'],
        outdated: ['Picker in apples-prod, pears-prod'],
      },
      left: [PROVISIONING, ...GAINS],
      done: [PICKER, LOSS],
    },
    'after one account of two was provisioned': {
      live: {
        permissionSets: { Picker: AFTER },
        assignments: ['Picker in apples-prod, pears-prod for group Pickers'],
        outdated: ['Picker in pears-prod'],
      },
      left: [PROVISIONING, ...GAINS],
      done: [PICKER, LOSS],
    },
    'after everything': { live: { permissionSets: { Picker: AFTER }, assignments: ROWS }, left: [], done: ALL },
  };
  test.each(Object.entries(cases))('%s', async (_, { live, left, done }) => {
    const result = await reconciled({ live });
    expect([...addresses(result.changes)].sort()).toEqual([...left].sort());
    expect([...result.done].sort()).toEqual([...done].sort());
    expect(result.findings).toEqual([]);
  });

  test('in the accounts that still need it', async () => {
    const live = { permissionSets: { Picker: AFTER }, assignments: ROWS, outdated: ['Picker in pears-prod'] };
    const { changes } = await reconciled({ live });
    expect(changes).toMatchObject([{ address: PROVISIONING, accounts: ['222222222222'] }]);
  });

  test('also with a set that was made, and has not all its policies yet', async () => {
    const saved = await planOrchard(FILES, {});
    const half = { permissionSets: { Picker: { owner: 'access', tags: { team: 'pickers' } } } };
    const fresh = await planOrchard(FILES, half);
    const result = matchSaved(saved.plan, fresh.plan, fresh.live);
    expect(result.findings).toEqual([]);
    expect(result.changes[0]).toMatchObject({ address: PICKER, action: 'update' });
    expect(addresses(result.changes)).toEqual(addresses(saved.plan.changes));
  });

  test('also where what is left broadens, so that rows come before the definition now', async () => {
    const [saved, fresh] = await Promise.all([
      planOrchard(FILES, {}, meanings),
      planOrchard(FILES, { permissionSets: { Picker: { owner: 'access', tags: { team: 'pickers' } } } }, meanings),
    ]);
    expect(addresses(saved.plan.changes)).not.toContain(PROVISIONING);
    const result = matchSaved(saved.plan, fresh.plan, fresh.live);
    expect(result.findings).toEqual([]);
    expect(addresses(result.changes)).toEqual(addresses(fresh.plan.changes));
    expect(result.changes.at(-1)).toMatchObject({ address: PROVISIONING, accounts: ['111111111111', '222222222222'] });
  });

  test.each(Object.entries(cases))('%s, with policies known', async (_, { live, left, done }) => {
    const [saved, fresh] = await Promise.all([
      planOrchard(FILES, BEFORE, meanings),
      planOrchard(FILES, live, meanings),
    ]);
    const result = matchSaved(saved.plan, fresh.plan, fresh.live);
    expect([...addresses(result.changes)].sort()).toEqual([...left].sort());
    expect([...result.done].sort()).toEqual([...done].sort());
    expect(result.findings).toEqual([]);
  });
});

describe('a set that goes', () => {
  const files = 'permissionSets: {}';
  const before: LiveFile = { permissionSets: { Picker: { owner: 'access', managedPolicies: ['ReadOnlyAccess'] } } };

  test('goes as it was seen', async () => {
    const saved = await planOrchard(files, before);
    const result = matchSaved(saved.plan, saved.plan, saved.live);
    expect([addresses(result.changes), codes(result)]).toEqual([[PICKER], []]);
  });

  test('stays where somebody has changed it since', async () => {
    const saved = await planOrchard(files, before);
    const fresh = await planOrchard(files, { permissionSets: { Picker: { owner: 'access' } } });
    expect(codes(matchSaved(saved.plan, fresh.plan, fresh.live))).toEqual(['error plan/stale']);
  });

  test('is done where it is gone, and not where it is there', async () => {
    const saved = await planOrchard(files, before);
    const gone = await planOrchard(files, {});
    expect(matchSaved(saved.plan, gone.plan, gone.live).done).toEqual([PICKER]);
    const kept = await planOrchard('permissionSets: { Picker: { managedPolicies: ReadOnlyAccess } }', before);
    const result = matchSaved(saved.plan, kept.plan, kept.live);
    expect([result.done, codes(result)]).toEqual([[], ['error plan/stale']]);
  });
});

test('a set is not done where live has other fields than it was to have', async () => {
  const saved = await planOrchard(FILES, BEFORE);
  const other: LiveFile = { ...BEFORE, permissionSets: { Picker: { ...AFTER, sessionDuration: 'PT4H' } } };
  const { live } = await planOrchard(FILES, other);
  const changes = saved.plan.changes.filter(({ address }) => address !== PICKER);
  const result = matchSaved(saved.plan, { ...saved.plan, changes }, live);
  expect([result.done, codes(result)]).toEqual([[], ['error plan/stale']]);
});

test('a plain field half way is what neither end has', async () => {
  const files = `${FILES.replace('tags:', 'sessionDuration: 4h, tags:')}`;
  const before: LiveFile = { ...BEFORE, permissionSets: { Picker: { ...BEFORE.permissionSets!.Picker } } };
  const between: LiveFile = {
    ...BEFORE,
    permissionSets: { Picker: { ...BEFORE.permissionSets!.Picker, sessionDuration: 'PT2H' } },
  };
  const saved = await planOrchard(files, before);
  const fresh = await planOrchard(files, between);
  expect(codes(matchSaved(saved.plan, fresh.plan, fresh.live))).toEqual(['error plan/stale']);
});

test('of several policies every one is in one of the ends', async () => {
  const two: LiveFile = {
    ...BEFORE,
    permissionSets: {
      Picker: { ...BEFORE.permissionSets!.Picker, managedPolicies: ['ReadOnlyAccess', 'AdministratorAccess'] },
    },
  };
  expect(codes(await reconciled({ live: two }))).toEqual(['error plan/stale']);
});

test('what a plan says of meaning is not part of what it approves', async () => {
  const files = FILES.replace('ReadOnlyAccess, SecurityAudit', 'PowerUserAccess');
  const [told, silent] = await Promise.all([planOrchard(files, BEFORE, meanings), planOrchard(files, BEFORE)]);
  expect(told.plan.meanings).toBeDefined();
  expect(told.plan.planId).toBe(silent.plan.planId);
  for (const [saved, fresh] of [
    [told, silent],
    [silent, told],
  ] as const)
    expect(matchSaved(saved.plan, fresh.plan, fresh.live)).toMatchObject({
      changes: fresh.plan.changes,
      done: [],
      findings: [],
    });
});

describe('the plan is stale', () => {
  const cases: Readonly<Record<string, Situation & { difference: string }>> = {
    'when somebody gave the set a policy that neither end has': {
      live: {
        ...BEFORE,
        permissionSets: { Picker: { ...BEFORE.permissionSets!.Picker, managedPolicies: ['AdministratorAccess'] } },
      },
      difference: 'update permission set Picker is planned otherwise now',
    },
    'when somebody changed a field that it changes': {
      live: { ...BEFORE, permissionSets: { Picker: { ...BEFORE.permissionSets!.Picker, tags: { team: 'cider' } } } },
      difference: 'update permission set Picker is planned otherwise now',
    },
    'when the set is gone': { live: {}, difference: 'update permission set Picker is planned otherwise now' },
    'when the files define the set otherwise': {
      files: FILES.replace('SecurityAudit', 'AdministratorAccess'),
      difference: 'update permission set Picker is planned otherwise now',
    },
    'when the files ask for a row no longer': {
      files: FILES.replace('[Pickers, Tasters]', 'Pickers'),
      difference: 'create Picker for Tasters in apples-prod (111111111111) is not planned any more',
    },
    'when the files ask for a row again that should go': {
      files: `${FILES}  - { groups: Pickers, permissionSets: Picker, accounts: apples-dev }\n`,
      difference: 'delete Picker for Pickers in apples-dev (333333333333) is not planned any more',
    },
    'when it is of another instance': {
      forge: (saved) => ({ ...saved, instance: { ...saved.instance, arn: 'arn:aws:sso:::instance/ssoins-orchard' } }),
      difference: 'instance arn:aws:sso:::instance/ssoins-orchard is now',
    },
    'when a change has to wait for one that nobody approved': {
      live: { ...BEFORE, assignments: [...BEFORE.assignments!, 'Picker in apples-prod for group Pressers'] },
      difference: 'update permission set Picker now waits for delete Picker for Pressers in apples-prod (111111111111)',
    },
  };
  test.each(Object.entries(cases))('%s', async (_, { difference, ...situation }) => {
    const result = await reconciled(situation);
    expect(codes(result)).toEqual(['error plan/stale']);
    expect(result.findings[0]?.message).toContain(difference);
  });
});

test('what the file does not have is told, and not applied', async () => {
  const files = `${FILES}  - { groups: Pressers, permissionSets: Picker, accounts: cider-press }\n`;
  const result = await reconciled({ files });
  expect(codes(result)).toEqual(['warning plan/not-in-file']);
  expect(addresses(result.changes)).toEqual(ALL);
  expect(result.isPart).toBe(true);
});

test('it is no part where nothing is left out, nor where nothing is approved', async () => {
  const { isPart } = await reconciled({});
  expect(isPart).toBe(false);
  const nothing = await reconciled({ forge: (saved) => ({ ...saved, changes: [] }) });
  expect(nothing).toMatchObject({ changes: [], isPart: false });
  expect(codes(nothing)).toEqual(['warning plan/not-in-file']);
});

describe('a change that is held by now is told with what holds it', () => {
  const held = (more: Partial<HeldOfSet>): Held => ({
    kind: 'assignment',
    action: 'create',
    permissionSet: 'Picker',
    origins: [],
    code: 'plan/deletes',
    reason: 'somebody has to look',
    ...more,
  });
  const [account, other, pressing] = ['111111111111', '222222222222', '444444444444'].map(accountId) as [
    AccountId,
    AccountId,
    AccountId,
  ];
  const principal = (id: string) => ({ type: 'group', id: principalId(id), name: id }) as const;
  const another = { permissionSet: 'Presser' as string };
  const set = { kind: 'permission-set', action: 'update' } as const;
  const provisioning = { kind: 'provisioning', action: 'provision', account } as const;
  const row = { account, principal: principal('g-tasters') } as const;
  const cases: readonly (readonly [Address, Held, readonly Held[]])[] = [
    [
      GAINS[0] as Address,
      held(row),
      [
        held({ ...row, ...provisioning }),
        held({ ...row, ...another }),
        held({ ...row, account: other }),
        held({ ...row, principal: principal('g-pickers') }),
        held({ account }),
      ],
    ],
    [PICKER as Address, held(set), [held({ ...set, ...another }), held(row), held(provisioning)]],
    [
      PROVISIONING as Address,
      held(provisioning),
      [held({ ...provisioning, ...another }), held({ ...provisioning, account: pressing }), held(row), held(set)],
    ],
  ];
  test.each(cases)('%s', async (address, holding, others) => {
    const { plan, live } = await planOrchard(FILES, BEFORE);
    const change = { ...plan.changes.find((each) => each.address === address)!, dependsOn: [] };
    const decoys = others.map((each): Held => ({ ...each, code: 'plan/removes-boundary' }));
    const found = (changes: readonly Change[], heldNow: readonly Held[]) =>
      matchSaved({ ...plan, changes: [change] }, { ...plan, changes, held: heldNow }, live).findings;
    // Where it recurs nevertheless, in other accounts, too.
    for (const changes of [[], [change]])
      expect(found(changes, [...decoys, holding])[0]?.message).toContain(
        'is held now (plan/deletes: somebody has to look)',
      );
    expect(found([change], decoys)).toEqual([]);
  });
});

describe('a forged file', () => {
  const forging = (forge: (change: Change) => Change) => (saved: Plan) => ({
    ...saved,
    changes: saved.changes.map(forge),
  });
  const refused: Readonly<Record<string, (saved: Plan) => Plan>> = {
    'grants nobody a row': forging((change) =>
      change.address === GAINS[0]
        ? { ...change, address: GAINS[0].replace('g-tasters', 'g-thieves') as never }
        : change,
    ),
    'gives a set no policy': forging((change) =>
      change.kind === 'permission-set'
        ? { ...change, after: { ...change.after!, managedPolicies: ['AdministratorAccess'] } }
        : change,
    ),
    'sends no set and no provisioning under the address of another': (saved) => ({
      ...saved,
      changes: saved.changes.map((change) =>
        change.address === PICKER
          ? { ...saved.changes.find(({ address }) => address === PROVISIONING)!, address: PICKER as never }
          : change,
      ),
    }),
    'sends no set under the address of a provisioning': (saved) => ({
      ...saved,
      changes: saved.changes.map((change) =>
        change.address === PROVISIONING
          ? { ...saved.changes.find(({ address }) => address === PICKER)!, address: PROVISIONING as never }
          : change,
      ),
    }),
    'provisions nothing where it names other accounts': forging((change) =>
      change.kind === 'provisioning' ? { ...change, accounts: ['999999999999'] as never } : change,
    ),
    'turns no delete around': forging((change) =>
      change.address === LOSS ? ({ ...change, action: 'create' } as Change) : change,
    ),
  };
  test.each(Object.entries(refused))('%s', async (_, forge) => {
    expect(codes(await reconciled({ forge }))).toEqual(['error plan/stale']);
  });

  const provisioningIn = (accounts: readonly string[]) =>
    forging((change) =>
      change.kind === 'provisioning'
        ? { ...change, accounts: accounts as never, dependsOn: [] }
        : { ...change, dependsOn: [] },
    );

  test('provisions no account but those of the fresh plan, and waits for what the fresh plan waits for', async () => {
    const forge = provisioningIn(['111111111111', '222222222222', '999999999999']);
    const { changes, findings } = await reconciled({ forge });
    const { plan } = await planOrchard(FILES, BEFORE);
    expect(findings).toEqual([]);
    expect(changes.map(({ dependsOn }) => dependsOn)).toEqual(plan.changes.map(({ dependsOn }) => dependsOn));
    const accounts = ['111111111111', '222222222222'];
    expect(changes).toContainEqual(expect.objectContaining({ address: PROVISIONING, accounts }));
  });

  test('that leaves an account out of the provisioning gives nobody the old definition there', async () => {
    expect(codes(await reconciled({ forge: provisioningIn(['111111111111']) }))).toEqual(['error plan/stale']);
  });

  test('that leaves an account out where nobody waits for it is told what is left', async () => {
    const withoutGains = (saved: Plan) => ({
      ...provisioningIn(['111111111111'])(saved),
      changes: provisioningIn(['111111111111'])(saved).changes.filter(({ address }) => !GAINS.includes(address)),
    });
    const { findings } = await reconciled({ forge: withoutGains });
    expect(findings).toMatchObject([{ code: 'plan/not-in-file', message: expect.stringContaining('222222222222') }]);
  });

  test('that names what is gone anyway deletes nothing', async () => {
    const { plan } = await planOrchard(FILES, {
      ...BEFORE,
      permissionSets: { ...BEFORE.permissionSets, Presser: { owner: 'access' } },
    });
    const forged = plan.changes.filter(({ address }) => address === 'permission-set/Presser');
    const forge = (saved: Plan) => ({ ...saved, changes: [...saved.changes, ...forged] });
    const result = await reconciled({ forge });
    expect(result.done).toEqual(['permission-set/Presser']);
    expect(addresses(result.changes)).toEqual(ALL);
  });
});

describe('what was not read is not done', () => {
  const files = `
permissionSets:
  Picker: { managedPolicies: ReadOnlyAccess }
grants:
  - { groups: Pickers, permissionSets: Picker, accounts: [apples-prod, pears-prod] }
`;
  const picker = { owner: 'access', managedPolicies: ['ReadOnlyAccess'] };

  test('a set that lost its tag is there all the same', async () => {
    const granted = ['Picker in apples-prod, pears-prod for group Pickers'];
    const taster = { managedPolicies: ['ReadOnlyAccess'] };
    const saved = await planOrchard(files, {
      permissionSets: { Picker: picker, Taster: { ...taster, owner: 'access' } },
      assignments: [...granted, 'Taster in apples-dev for group Tasters'],
    });
    const fresh = await planOrchard(files, {
      permissionSets: { Picker: picker, Taster: taster },
      assignments: [...granted, 'Taster in apples-dev for group Tasters'],
    });
    const result = matchSaved(saved.plan, fresh.plan, fresh.live);
    expect(codes(result)).toEqual(['error plan/stale']);
    expect(result.done).toEqual([]);
  });

  test('nor is the role of such a set known to be up to date', async () => {
    const granted = ['Picker in apples-prod, pears-prod for group Pickers'];
    const saved = await planOrchard(files, {
      permissionSets: { Picker: picker },
      assignments: granted,
      outdated: ['Picker in apples-prod'],
    });
    expect(addresses(saved.plan.changes)).toEqual([PROVISIONING]);
    const fresh = await planOrchard('permissionSets: {}', {
      permissionSets: { Picker: { managedPolicies: ['ReadOnlyAccess'] } },
      assignments: granted,
    });
    const result = matchSaved(saved.plan, fresh.plan, fresh.live);
    expect(codes(result)).toEqual(['error plan/stale']);
    expect(result.done).toEqual([]);
  });

  test('a row of a principal that is gone may stand beside the rows of groups', async () => {
    // One of two such rows made the first plan look for the other; of an interrupted apply the other is left.
    const rows = ['Picker in apples-prod, pears-prod for group Pickers', 'Picker in pears-prod for group g-of-old'];
    const saved = await planOrchard(files, {
      permissionSets: { Picker: picker },
      assignments: [...rows, 'Picker in apples-dev for group g-of-old'],
      reading: 'by-group',
    });
    const gone = ['assignment/Picker/222222222222/group:g-of-old', 'assignment/Picker/333333333333/group:g-of-old'];
    expect(addresses(saved.plan.changes)).toEqual(gone);
    const half: LiveFile = { permissionSets: { Picker: picker }, assignments: rows, reading: 'by-group' };
    const [blind, seeing] = [
      await planOrchard(files, half),
      await planOrchard(files, half, undefined, { mustKnow: assignmentsToDelete(saved.plan.changes) }),
    ];
    expect(codes(matchSaved(saved.plan, blind.plan, blind.live))).toEqual(['error plan/stale']);
    const resumed = matchSaved(saved.plan, seeing.plan, seeing.live);
    expect(codes(resumed)).toEqual([]);
    expect([addresses(resumed.changes), resumed.done]).toEqual([gone.slice(0, 1), gone.slice(1)]);
  });
});
