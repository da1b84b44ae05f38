// Each guard by itself, over plans that are put together by hand: what it counts, what it holds, and whom it says that it is about.
import { describe, expect, test } from 'vitest';
import { holdingsOf } from '../../../src/holdings/holdings.ts';
import type { Administration } from '../../../src/meaning/administration.ts';
import type { Meanings } from '../../../src/meaning/meanings.ts';
import type { Change } from '../../../src/plan/change.ts';
import { type GuardContext, guard, guardFindings } from '../../../src/plan/guards.ts';
import { inAccountBy, variantsBy } from '../../../src/plan/preflight.ts';
import type { Desired } from '../../../src/state/desired.ts';
import type { Directory } from '../../../src/state/directory.ts';
import type { OtherSet } from '../../../src/state/live.ts';
import { asRead, UNREAD } from '../../../src/state/read.ts';
import {
  type Address,
  type Assignment,
  accountId,
  assignmentAddress,
  EMPTY_STATE,
  type PermissionSet,
  pairAddress,
  permissionSetAddress,
  type State,
} from '../../../src/state/state.ts';
import {
  ACCOUNTS,
  jane,
  permissionSet,
  pickers,
  pressers,
  provisioning,
  rows,
  setChange,
} from '../../support/plans.ts';

const DEV = ACCOUNTS['orchard-dev'];
const PROD = ACCOUNTS['orchard-prod'];
const MANAGEMENT = ACCOUNTS.management;

const PICKER = permissionSet('Picker', { managedPolicies: ['ReadOnlyAccess'] });
const GROWER = permissionSet('Grower', { managedPolicies: ['AdministratorAccess'] });
const WARDEN = permissionSet('Warden', { managedPolicies: ['AdministratorAccess'] });
const BOUNDED = permissionSet('Picker', {
  permissionsBoundary: { kind: 'customer-managed', policy: { name: 'Fence', path: '/' } },
});

const given = (set: PermissionSet, account: string, principal = pickers): Assignment => ({
  permissionSet: set.name,
  account: accountId(account),
  principal,
});

function stateOf(sets: readonly PermissionSet[], assignments: readonly Assignment[] = []): State {
  return {
    ...EMPTY_STATE,
    permissionSets: new Map(sets.map((set) => [permissionSetAddress(set.name), set])),
    assignments: new Map(assignments.map((each) => [assignmentAddress(each), each])),
  };
}

interface Situation extends Partial<Omit<GuardContext, 'live' | 'desired' | 'before' | 'changes'>> {
  readonly live?: State;
  readonly changes?: readonly Change[];
  readonly others?: readonly OtherSet[];
  readonly partlyRead?: readonly Address[];
  readonly orphans?: readonly Assignment['principal'][];
  /** What the base's files ask for. */
  readonly base?: State;
  readonly renames?: Desired['renames'];
  readonly rules?: Partial<Desired['rules']>;
}

const RULES = {
  owner: 'platform',
  deletes: { more: 0, share: 0 },
  unattended: { creates: 0, administrators: 0 },
  ignore: [],
} as unknown as Desired['rules'];

function desiredOf(
  state: State,
  { renames = new Map(), rules = {} }: Pick<Situation, 'renames' | 'rules'> = {},
): Desired {
  return { state, external: new Map(), renames, rules: { ...RULES, ...rules } } as unknown as Desired;
}

/** What is deleted goes from live, what is created comes to it, where `after` does not say otherwise. */
function contextOf(situation: Situation): GuardContext {
  const {
    live = EMPTY_STATE,
    changes = [],
    others = [],
    partlyRead = [],
    orphans = [],
    base,
    renames,
    rules,
  } = situation;
  const assignments = new Map(live.assignments);
  for (const change of changes)
    if (change.kind === 'assignment' && change.action === 'delete') assignments.delete(change.address);
    else if (change.kind === 'assignment') assignments.set(change.address, change.assignment);
  const { after = { ...live, assignments } } = situation;
  return {
    changes,
    live: {
      state: live,
      partlyRead: new Set(partlyRead),
      others,
      orphans: new Set(orphans.map(({ id }) => id)),
      users: new Map(),
    },
    after,
    holdings: { before: holdingsOf(live), after: holdingsOf(after) },
    directory: {
      managementAccount: accountId(MANAGEMENT),
      caller: { account: accountId(MANAGEMENT), arn: '', kind: 'management' },
    } as unknown as Directory,
    desired: desiredOf(after, { ...(renames && { renames }), ...(rules && { rules }) }),
    ...(base && { before: desiredOf(base) }),
    displayNames: { account: String, principal: String, assignment: assignmentAddress },
    inAccount: inAccountBy(undefined),
    variants: variantsBy(undefined, []),
    meanings: undefined,
    emptyGroups: new Set(),
    unattended: false,
    until: '2026-12-24',
    ...Object.fromEntries(
      Object.entries(situation).filter(([key]) => ['meanings', 'emptyGroups', 'unattended'].includes(key)),
    ),
  };
}

/** The messages of what refuses a plan, or holds a part of it, with nothing allowed. */
const refused = (situation: Situation, code: string) =>
  guardFindings(contextOf(situation), {})
    .filter((finding) => finding.code === code)
    .map(({ message }) => message);

/** What each guard holds. */
const heldBy = (situation: Situation, code: string) =>
  [...guard(contextOf(situation), {}, new Map()).blocked]
    .filter(([, by]) => by.code === code)
    .map(([address]) => address);

const deleteOf = (set: PermissionSet, accounts: readonly string[], parts: object = {}, principal = pickers) =>
  rows([set.name, principal], accounts, { action: 'delete', deleteReason: 'not-declared', ...parts });
const createOf = (set: PermissionSet, accounts: readonly string[], principal = pickers) =>
  rows([set.name, principal], accounts, { action: 'create' });

describe('what is exceeded', () => {
  const live = stateOf([PICKER], [given(PICKER, DEV), given(PICKER, PROD), given(PICKER, DEV, pressers)]);
  const situation: Situation = { live, changes: deleteOf(PICKER, [DEV, PROD]) };
  const dev = assignmentAddress(given(PICKER, DEV));
  const prod = assignmentAddress(given(PICKER, PROD));

  test('of the whole plan refuses it and holds nothing', () => {
    const { findings, blocked } = guard(
      contextOf(situation),
      { 'plan/empties-group': 1, 'plan/empties-account': 1 },
      new Map(),
    );
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['plan/empties-account', 'warning'],
      ['plan/empties-group', 'warning'],
      ['plan/deletes', 'error'],
    ]);
    expect([...blocked.keys()]).toEqual([]);
  });

  test('of a part holds the part, and says nothing of its own', () => {
    const { findings, blocked } = guard(contextOf(situation), { 'plan/deletes': 2 }, new Map());
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['plan/deletes', 'warning']]);
    expect([...blocked.keys()]).toEqual([prod, dev]);
    expect([...blocked.values()].map(({ code, awaitsApproval }) => [code, awaitsApproval])).toEqual([
      ['plan/empties-account', true],
      ['plan/empties-group', true],
    ]);
  });

  test('though all that it is about is held refuses the plan', () => {
    const wait = { code: 'plan/empties-group', reason: '' } as const;
    const limits = { 'plan/deletes': 2, 'plan/empties-account': 1 };
    const some = guard(contextOf(situation), limits, new Map([[dev, wait]]));
    expect([...some.blocked.keys()]).toEqual([prod]);
    const all = guard(
      contextOf(situation),
      limits,
      new Map([
        [dev, wait],
        [prod, wait],
      ]),
    );
    expect([...all.blocked.keys()]).toEqual([]);
    expect(all.findings.find(({ code }) => code === 'plan/empties-group')).toMatchObject({ severity: 'error' });
  });

  test('is what is more than was allowed', () => {
    const limits = { 'plan/empties-account': 1, 'plan/empties-group': 1 };
    const codes = (upTo: number) =>
      guardFindings(contextOf(situation), { ...limits, 'plan/deletes': upTo }).map(({ code }) => code);
    expect([codes(1), codes(2), codes(3)]).toEqual([['plan/deletes'], [], []]);
  });
});

describe('many deletes', () => {
  const accounts = [DEV, PROD, ACCOUNTS['press-dev'], ACCOUNTS['press-prod']];
  const four = stateOf(
    [PICKER],
    accounts.map((account) => given(PICKER, account)),
  );
  const of = (situation: Situation, deletes: Desired['rules']['deletes']) =>
    refused({ ...situation, rules: { deletes } }, 'plan/deletes').length;

  test('are more than a number, and more than a share', () => {
    const situation = { live: four, changes: deleteOf(PICKER, [DEV, PROD]) };
    expect(of(situation, { more: 1, share: 0.49 })).toBe(1);
    expect(of(situation, { more: 2, share: 0 })).toBe(0);
    expect(of(situation, { more: 0, share: 0.5 })).toBe(0);
  });

  test('are those that files granted, where a base says what that was', () => {
    const base = stateOf([PICKER], [given(PICKER, DEV)]);
    const situation = { live: four, changes: deleteOf(PICKER, [DEV, PROD]), base };
    expect(of(situation, { more: 0, share: 0 })).toBe(1);
    expect(of(situation, { more: 1, share: 0 })).toBe(0);
  });

  test.each([
    ['not-declared', 1],
    ['set-not-declared', 1],
    ['renamed', 1],
    [undefined, 1],
    ['expired', 0],
    ['orphan', 0],
  ] as const)('for the reason %s: %i', (deleteReason, count) => {
    const changes = deleteOf(PICKER, [DEV], { deleteReason });
    expect(of({ live: four, changes }, { more: 0, share: 0 })).toBe(count);
  });

  test('are none that live on under the new name of their set', () => {
    const plucker = permissionSet('Plucker');
    const renames = new Map([['Plucker', 'Picker']]);
    const moved = stateOf([PICKER, plucker], [given(plucker, DEV)]);
    const stuck = stateOf([PICKER, plucker], []);
    const changes = deleteOf(PICKER, [DEV], { deleteReason: 'renamed' });
    const none = { more: 0, share: 0 };
    expect(of({ live: four, changes, after: moved, renames }, none)).toBe(0);
    expect(of({ live: four, changes, after: stuck, renames }, none)).toBe(1);
    expect(of({ live: four, changes, after: moved }, none)).toBe(1);
    expect(of({ live: four, changes: deleteOf(PICKER, [DEV]), after: moved, renames }, none)).toBe(1);
  });

  test('are measured against what these files may reach, and not against a large set of others', () => {
    const theirs = permissionSet('Theirs', { owner: 'others' });
    const many = accounts.map((account) => given(theirs, account, pressers));
    const live = stateOf([PICKER, theirs], [given(PICKER, DEV), given(PICKER, PROD), ...many]);
    const changes = deleteOf(PICKER, [DEV]);
    expect(of({ live, changes }, { more: 0, share: 0.49 })).toBe(1);
    expect(of({ live, changes }, { more: 0, share: 0.5 })).toBe(0);
    // Of theirs, what goes counts on both sides: two of three.
    const both = [...changes, ...deleteOf(theirs, [DEV], {}, pressers)];
    expect(of({ live, changes: both }, { more: 0, share: 0.66 })).toBe(1);
    expect(of({ live, changes: both }, { more: 0, share: 0.67 })).toBe(0);
    // One that is gone from these files, or from live, is nobody's.
    expect(of({ live, changes, after: stateOf([PICKER]) }, { more: 0, share: 0.5 })).toBe(0);
    // A set of ours that goes is still ours, and so is one that is adopted.
    const only = stateOf([theirs], many);
    expect(of({ live, changes: deleteOf(PICKER, [DEV, PROD]), after: only }, { more: 0, share: 1 })).toBe(0);
    const adopted = stateOf([PICKER, { ...theirs, owner: 'platform' }], [...live.assignments.values()]);
    expect(of({ live, changes, after: adopted }, { more: 0, share: 0.2 })).toBe(0);
  });
});

describe('the last administrator', () => {
  const CODE = 'plan/removes-last-administrator';
  const live = stateOf([GROWER, WARDEN], [given(GROWER, DEV), given(WARDEN, DEV, pressers)]);
  const going = deleteOf(GROWER, [DEV]);
  /** Of `Grower`, `Warden` and others by name. */
  const meaning = (named: Readonly<Record<string, Administration | undefined>>) =>
    ({ administration: ({ name, description }: PermissionSet) => named[description ?? name] }) as unknown as Meanings;

  test('goes where nobody else is left', () => {
    expect(refused({ live, changes: going }, CODE)).toEqual([]);
    const alone = stateOf([GROWER], [given(GROWER, DEV)]);
    expect(heldBy({ live: alone, changes: going }, CODE)).toEqual([assignmentAddress(given(GROWER, DEV))]);
  });

  test('is left neither by a group without members nor by somebody who is gone', () => {
    expect(refused({ live, changes: going, emptyGroups: new Set([pressers.id]) }, CODE)).toHaveLength(1);
    expect(refused({ live, changes: going, orphans: [pressers] }, CODE)).toHaveLength(1);
    expect(refused({ live, changes: going, emptyGroups: new Set([pickers.id]) }, CODE)).toHaveLength(0);
  });

  test('is replaced by one without conditions only, unless it had conditions itself', () => {
    const of = (grower: Administration, warden: Administration) =>
      refused({ live, changes: going, meanings: meaning({ Grower: grower, Warden: warden }) }, CODE).length;
    expect(of('unrestricted', 'unrestricted')).toBe(0);
    expect(of('unrestricted', 'conditional')).toBe(1);
    expect(of('conditional', 'conditional')).toBe(0);
    expect(of('conditional', 'unrestricted')).toBe(0);
    // Whoever stays under conditions is not what waits.
    const meanings = meaning({ Grower: 'unrestricted', Warden: 'conditional' });
    expect(heldBy({ live, changes: going, meanings }, CODE)).toEqual([assignmentAddress(given(GROWER, DEV))]);
  });

  test('may be stronger afterwards than before', () => {
    const alone = stateOf([GROWER, WARDEN], [given(GROWER, DEV)]);
    const meanings = meaning({ Grower: 'conditional', Warden: 'unrestricted' });
    const changes = [...going, ...createOf(WARDEN, [DEV], pressers)];
    expect(refused({ live: alone, changes, meanings }, CODE)).toEqual([]);
  });

  test('of whom nothing could be found out counts, unless a change made it so', () => {
    const meanings = meaning({ Grower: 'undetermined', Warden: 'undetermined' });
    expect(refused({ live, changes: going, meanings }, CODE)).toEqual([]);
    const update = setChange('Warden', { action: 'update', risk: 'unknown', before: WARDEN, after: WARDEN });
    expect(refused({ live, changes: [...going, update], meanings }, CODE)).toHaveLength(1);
    const another = setChange('Picker', { action: 'update', risk: 'unknown', before: PICKER, after: PICKER });
    expect(refused({ live, changes: [...going, another], meanings }, CODE)).toEqual([]);
    expect(refused({ live, changes: [...going, provisioning('Warden', [DEV])], meanings }, CODE)).toEqual([]);
    // One that is known stays known, whatever changes about it.
    const known = meaning({ Grower: 'unrestricted', Warden: 'unrestricted' });
    expect(refused({ live, changes: [...going, update], meanings: known }, CODE)).toEqual([]);
  });

  test('goes with a definition: then the set waits, and whoever stays as they were does not', () => {
    const limited = permissionSet('Grower', { managedPolicies: ['ReadOnlyAccess'] });
    const alone = stateOf([GROWER, WARDEN], [given(GROWER, DEV), given(WARDEN, PROD)]);
    const after = stateOf([limited, WARDEN], [given(GROWER, DEV), given(WARDEN, PROD)]);
    expect(heldBy({ live: alone, after }, CODE)).toEqual([permissionSetAddress('Grower')]);
  });

  test('is not one whom a hand edit made one, where a base says so', () => {
    const alone = stateOf([GROWER], [given(GROWER, DEV)]);
    const edited = stateOf([permissionSet('Grower')]);
    expect(refused({ live: alone, changes: going, base: edited }, CODE)).toEqual([]);
    expect(refused({ live: alone, changes: going, base: alone }, CODE)).toHaveLength(1);
    expect(refused({ live: alone, changes: going, base: stateOf([]) }, CODE)).toHaveLength(1);
  });

  test('is told with the sets of others that may let an administrator in, and with users who were not looked for', () => {
    const alone = stateOf([GROWER], [given(GROWER, DEV)]);
    const here = asRead([accountId(DEV)]);
    const others: readonly OtherSet[] = [
      { name: 'Reader', definition: asRead(PICKER), accounts: here, assignments: UNREAD },
      { name: 'Root', definition: asRead(WARDEN), accounts: here, assignments: UNREAD },
      { name: 'Elsewhere', definition: asRead(WARDEN), accounts: asRead([accountId(PROD)]), assignments: UNREAD },
      { name: 'Anything', definition: UNREAD, accounts: here, assignments: UNREAD },
      { name: 'Anywhere', definition: asRead(GROWER), accounts: UNREAD, assignments: UNREAD },
    ];
    const [message] = refused({ live: alone, changes: going, others }, CODE);
    expect(message).toContain(
      '3 permission sets (`Anything`, `Anywhere`, `Root`), which these files do not manage, may still let one in',
    );
    expect(message).not.toMatch(/Reader|Elsewhere/);
    const sure = refused({ live: alone, changes: going }, CODE);
    expect(sure[0]).not.toMatch(/Anything|user/);
    expect(
      refused({ live: alone, changes: going, partlyRead: [pairAddress('Grower', accountId(PROD))] }, CODE),
    ).toEqual(sure);
    expect(
      refused({ live: alone, changes: going, partlyRead: [pairAddress('Grower', accountId(DEV))] }, CODE)[0],
    ).toMatch(/user/);
  });
});

describe('an account and a group without access', () => {
  const live = stateOf([PICKER], [given(PICKER, DEV), given(PICKER, PROD, pressers), given(PICKER, PROD, jane)]);

  test('are held with all that they lose', () => {
    const changes = deleteOf(PICKER, [DEV]);
    const address = assignmentAddress(given(PICKER, DEV));
    expect(heldBy({ live, changes }, 'plan/empties-account')).toEqual([address]);
    expect(refused({ live, changes }, 'plan/empties-group')).toHaveLength(1);
  });

  test('a user is no group, and an account that another has is none without', () => {
    const changes = deleteOf(PICKER, [PROD], {}, jane);
    expect(refused({ live, changes }, 'plan/empties-group')).toEqual([]);
    expect(refused({ live, changes }, 'plan/empties-account')).toEqual([]);
  });

  test('are told with the sets of others that have a role there, in order', () => {
    const there = (name: string, accounts: OtherSet['accounts']): OtherSet => ({
      name,
      definition: UNREAD,
      accounts,
      assignments: UNREAD,
    });
    const others = [
      there('Zest', UNREAD),
      there('Far', asRead([accountId(PROD)])),
      there('Core', asRead([accountId(DEV)])),
    ];
    const [message] = refused({ live, changes: deleteOf(PICKER, [DEV]), others }, 'plan/empties-account');
    expect(message).toContain('(`Core`, `Zest`)');
  });
});

describe('the management account', () => {
  const CODE = 'plan/touches-management-account';
  const live = stateOf([PICKER], [given(PICKER, MANAGEMENT), given(PICKER, DEV)]);
  const narrower = permissionSet('Picker', { managedPolicies: ['SecurityAudit'] });

  test('is touched by what comes, goes and is provisioned there, and by nothing elsewhere', () => {
    const changes = [
      ...createOf(PICKER, [MANAGEMENT, DEV], pressers),
      ...deleteOf(PICKER, [MANAGEMENT, DEV]),
      provisioning('Picker', [MANAGEMENT, DEV]),
      provisioning('Grower', [DEV]),
    ];
    expect(heldBy({ live, changes }, CODE)).toEqual([
      assignmentAddress(given(PICKER, MANAGEMENT, pressers)),
      assignmentAddress(given(PICKER, MANAGEMENT)),
      pairAddress('Picker', accountId(MANAGEMENT)),
    ]);
  });

  test('what was given there by hand goes without asking, where a base says so', () => {
    const changes = deleteOf(PICKER, [MANAGEMENT]);
    expect(refused({ live, changes, base: stateOf([PICKER]) }, CODE)).toEqual([]);
    expect(refused({ live, changes, base: live }, CODE)).toHaveLength(1);
  });

  test('what comes there asks, whatever the base says', () => {
    expect(
      refused({ live, changes: createOf(PICKER, [MANAGEMENT], pressers), base: stateOf([PICKER]) }, CODE),
    ).toHaveLength(1);
  });

  test('a definition that becomes what the base says is a repair', () => {
    const of = (base: State | undefined, after: State) =>
      refused({ live, changes: [provisioning('Picker', [MANAGEMENT])], after, ...(base && { base }) }, CODE).length;
    const all = [...live.assignments.values()];
    expect(of(stateOf([PICKER]), stateOf([PICKER], all))).toBe(0);
    expect(of(stateOf([PICKER]), stateOf([narrower], all))).toBe(1);
    expect(of(stateOf([PICKER]), stateOf([{ ...PICKER, owner: 'others' }], all))).toBe(0);
    expect(of(stateOf([]), stateOf([PICKER], all))).toBe(1);
    expect(of(stateOf([PICKER]), stateOf([], all))).toBe(1);
    expect(of(undefined, stateOf([PICKER], all))).toBe(1);
  });
});

describe('an adoption', () => {
  const CODE = 'plan/adoption-deletes';
  const live = stateOf([PICKER, GROWER], [given(PICKER, DEV), given(GROWER, DEV)]);
  const adopts = setChange('Picker', { action: 'adopt', risk: 'neutral' });
  const updates = setChange('Grower', { action: 'update', risk: 'neutral' });

  test('holds the set with what it would lose, and no set that is not adopted', () => {
    const changes = [adopts, updates, ...deleteOf(PICKER, [DEV]), ...deleteOf(GROWER, [DEV])];
    expect(heldBy({ live, changes }, CODE)).toEqual([permissionSetAddress('Picker')]);
    expect(refused({ live, changes }, CODE)).toHaveLength(1);
    expect(refused({ live, changes: [updates, ...deleteOf(GROWER, [DEV])] }, CODE)).toEqual([]);
  });

  test('asks for nobody who is gone', () => {
    const changes = [adopts, ...deleteOf(PICKER, [DEV], { deleteReason: 'orphan' })];
    expect(refused({ live, changes }, CODE)).toEqual([]);
  });
});

describe('a boundary', () => {
  const CODE = 'plan/removes-boundary';
  const bounded = stateOf([BOUNDED]);

  test('that goes is held, unless a hand attached it', () => {
    const after = stateOf([permissionSet('Picker')]);
    expect(heldBy({ live: bounded, after }, CODE)).toEqual([permissionSetAddress('Picker')]);
    expect(refused({ live: bounded, after, base: after }, CODE)).toEqual([]);
    expect(refused({ live: bounded, after, base: bounded }, CODE)).toHaveLength(1);
    expect(refused({ live: bounded, after, base: stateOf([]) }, CODE)).toHaveLength(1);
    expect(refused({ live: after, after }, CODE)).toEqual([]);
  });
});

describe('sets that neither these files nor the base know', () => {
  const CODE = 'plan/undeclared-sets';
  const live = stateOf([PICKER, GROWER], [given(PICKER, DEV), given(GROWER, PROD)]);
  const changes = [
    setChange('Picker', { action: 'delete', risk: 'narrows' }),
    setChange('Grower', { action: 'update', risk: 'narrows' }),
    ...deleteOf(PICKER, [DEV]),
    ...deleteOf(GROWER, [PROD]),
    provisioning('Picker', [DEV]),
  ];

  test('wait with all that they would lose', () => {
    const after = stateOf([GROWER]);
    const situation = { live, changes, after };
    expect(refused(situation, CODE)).toEqual([]);
    expect(refused({ ...situation, base: stateOf([GROWER]) }, CODE)[0]).toContain('`Picker`');
    expect(heldBy({ ...situation, base: stateOf([GROWER]) }, CODE)).toEqual([
      permissionSetAddress('Picker'),
      assignmentAddress(given(PICKER, DEV)),
    ]);
    expect(refused({ ...situation, base: live }, CODE)).toEqual([]);
  });

  test('are named where the set alone goes, and where its assignments alone do', () => {
    const base = stateOf([]);
    const alone = stateOf([PICKER], [given(PICKER, DEV)]);
    const set = setChange('Picker', { action: 'delete', risk: 'narrows' });
    expect(refused({ live: alone, changes: [set], after: stateOf([]), base }, CODE)).toHaveLength(1);
    expect(refused({ live: alone, changes: deleteOf(PICKER, [DEV]), after: stateOf([]), base }, CODE)).toHaveLength(1);
    expect(refused({ live: alone, changes: [provisioning('Picker', [DEV])], after: stateOf([]), base }, CODE)).toEqual(
      [],
    );
    // Declared by these files, and so no stranger to them.
    expect(refused({ live: alone, changes: [set], after: alone, base }, CODE)).toEqual([]);
  });
});

describe('an apply that nobody has read', () => {
  const ADMINISTRATORS = 'plan/unattended-administrators';
  const CREATES = 'plan/unattended-creates';
  const live = stateOf([GROWER, PICKER], [given(GROWER, DEV)]);
  const was = permissionSet('Grower', { managedPolicies: ['ReadOnlyAccess'], description: 'was' });
  const is = permissionSet('Grower', { managedPolicies: ['ReadOnlyAccess'], description: 'is' });
  const meaning = (before: Administration | undefined, after: Administration | undefined) =>
    ({
      administration: ({ description }: PermissionSet) =>
        description === 'was' ? before : description === 'is' ? after : undefined,
    }) as unknown as Meanings;
  const update = setChange('Grower', { action: 'update', risk: 'unknown', before: was, after: is });

  test.each([
    [undefined, undefined, 0],
    [undefined, 'unrestricted', 1],
    [undefined, 'conditional', 1],
    [undefined, 'undetermined', 1],
    ['unrestricted', undefined, 0],
    ['unrestricted', 'unrestricted', 0],
    ['conditional', 'unrestricted', 1],
    ['unrestricted', 'conditional', 1],
    ['undetermined', 'undetermined', 1],
  ] as const)('a set that was %s and becomes %s for somebody: %i', (before, after, count) => {
    const situation = { live, changes: [update], meanings: meaning(before, after), unattended: true };
    expect(refused(situation, ADMINISTRATORS)).toHaveLength(count);
    expect(refused({ ...situation, unattended: false }, ADMINISTRATORS)).toEqual([]);
  });

  test('counts no set that nobody has, and none that is new or goes', () => {
    const meanings = meaning(undefined, 'unrestricted');
    const of = (change: Change, state = live) =>
      refused({ live: state, changes: [change], meanings, unattended: true }, ADMINISTRATORS).length;
    expect(of(update, stateOf([GROWER]))).toBe(0);
    expect(of(setChange('Grower', { action: 'create', risk: 'neutral', after: is }))).toBe(0);
    expect(of(setChange('Grower', { action: 'delete', risk: 'neutral', before: is }))).toBe(0);
    expect(of(provisioning('Grower', [DEV]))).toBe(0);
  });

  test('counts those who come to an administrators set, by name', () => {
    const changes = [...createOf(GROWER, [PROD], pressers), ...createOf(PICKER, [PROD])];
    const situation = { live, changes, unattended: true, rules: { unattended: { creates: 9, administrators: 0 } } };
    expect(refused(situation, ADMINISTRATORS)[0]).toContain(assignmentAddress(given(GROWER, PROD, pressers)));
    expect(refused(situation, ADMINISTRATORS)[0]).not.toContain('Picker');
    expect(heldBy(situation, ADMINISTRATORS)).toEqual([assignmentAddress(given(GROWER, PROD, pressers))]);
    expect(refused({ ...situation, rules: { unattended: { creates: 9, administrators: 1 } } }, ADMINISTRATORS)).toEqual(
      [],
    );
    expect(
      refused(
        { live, changes: [update], meanings: meaning(undefined, 'conditional'), unattended: true },
        ADMINISTRATORS,
      )[0],
    ).toContain('update Grower');
  });

  test('makes as many assignments as the setting lets pass', () => {
    const changes = createOf(PICKER, [DEV, PROD]);
    const of = (creates: number, unattended = true) =>
      refused({ live, changes, unattended, rules: { unattended: { creates, administrators: 0 } } }, CREATES);
    expect(of(1)).toHaveLength(1);
    expect(of(1)[0]).toContain('the limit is 1');
    expect(of(2)).toEqual([]);
    expect(of(0, false)).toEqual([]);
  });
});
