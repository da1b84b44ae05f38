// What roles allow that exist already, account by account, in every answer about who has access; and what is said where nobody read them.
import { describe, expect, test } from 'vitest';
import { declare } from '../../../src/compile.ts';
import { answer } from '../../../src/decisions/answer.ts';
import { memoryIdentityCenter } from '../../../src/provider/memory.ts';
import { accessesWithLive } from '../../../src/query/accesses.ts';
import { explain } from '../../../src/query/explanation.ts';
import { reportOf } from '../../../src/query/report.ts';
import { subjectsNamed, wordFor } from '../../../src/query/subjects.ts';
import { worthOf } from '../../../src/query/worth.ts';
import { reportDocument } from '../../../src/render/report.ts';
import { PLAIN } from '../../../src/render/style.ts';
import { writeTerminal } from '../../../src/render/terminal.ts';
import { needsOf, scopeOf } from '../../../src/resolve/needs.ts';
import { accountId, type PermissionSetInAccount, pairAddress } from '../../../src/state/state.ts';
import { type LiveFile, organisationOf, stateOf } from '../../support/case-organisation.ts';
import { ORCHARD_MEANINGS } from '../../support/orchard-policies.ts';
import { AS_OF } from '../../support/planning.ts';

const ROLE = 'role/ops/press';
const [APPLES, PEARS, DEV] = ['222222222222', '333333333333', '111111111111'].map(accountId) as [
  ReturnType<typeof accountId>,
  ReturnType<typeof accountId>,
  ReturnType<typeof accountId>,
];
const YAML = `identityCenter: { owner: access }
accountAccess: { application: external }
groups:
  pickers: { displayName: Pickers, objectId: 11111111-aaaa-4aaa-8aaa-000000000001 }
permissionSets:
  Picker: { managedPolicies: [PickApples] }
grants:
  - { groups: pickers, roles: [{ name: press, path: /ops/ }], accounts: [apples-prod, pears-prod, apples-dev] }
  - { groups: pickers, permissionSets: Picker, accounts: apples-prod }
`;

const role = (...managedPolicies: readonly string[]): PermissionSetInAccount => ({
  name: ROLE,
  sessionDuration: 'PT1H',
  managedPolicies,
  customerManagedPolicies: [],
});

/** `roles`: what was read, by account. */
async function known(roles: Readonly<Record<string, PermissionSetInAccount>>) {
  const documents = [{ path: 'access.yaml', configPath: 'access.yaml', text: YAML }];
  const declared = declare({ documents, policies: [], incomplete: false }).value;
  const organisation = organisationOf();
  const file: LiveFile = {};
  const reader = memoryIdentityCenter({ ...organisation, state: stateOf(file, organisation), reading: 'by-pair' });
  const directory = await reader.readDirectory(needsOf(declared.declarations));
  const live = await reader.readState(scopeOf(declared.declarations, { audit: true, owner: 'access' }));
  const read = new Map(Object.entries(roles).map(([account, set]) => [pairAddress(ROLE, accountId(account)), set]));
  const accesses = accessesWithLive(
    { declared, asOf: AS_OF },
    { directory, live: { ...live, state: { ...live.state, roles: read } } },
  );
  return { accesses, declared, declarations: declared.declarations, directory };
}

type Known = Awaited<ReturnType<typeof known>>;

const subject = (known: Known, word: string) => {
  const [found] = subjectsNamed(word, known);
  return found!;
};

function explained(known: Known, word: string) {
  const worth = worthOf(ORCHARD_MEANINGS, known.accesses);
  return explain(subject(known, word), { ...known, worth, withPeople: false });
}

const DIFFERENT = { [APPLES]: role('PressApples'), [PEARS]: role('TasteCider') };

describe('a role that exists already', () => {
  test.each(['press', 'ops/press', 'role/ops/press', 'role:press', 'arn:aws:iam::222222222222:role/ops/press'])(
    'is found as %s',
    async (word) => {
      const all = await known({});
      const found = subject(all, word);
      expect(found.id).toBe(ROLE);
      expect(subject(all, wordFor(found))).toEqual(found);
    },
  );

  test('is no permission set of that name, and none is a role', async () => {
    const all = await known({});
    expect(subjectsNamed('set:press', all)).toEqual([]);
    expect(subjectsNamed('role:Picker', all)).toEqual([]);
  });

  test('is another one in each account, and each is explained where it is', async () => {
    const { sets } = explained(await known(DIFFERENT), ROLE);
    const rows = sets.map(({ accounts, worth }) => [
      accounts?.map(({ id }) => id),
      worth?.allows().levels.map(({ actionCount }) => actionCount),
    ]);
    expect(rows).toEqual([
      [[DEV], undefined],
      [[APPLES], [1]],
      [[PEARS], [1]],
    ]);
  });

  test('is explained once where it allows the same everywhere', async () => {
    const same = { [APPLES]: role('PressApples'), [PEARS]: role('PressApples'), [DEV]: role('PressApples') };
    const { sets } = explained(await known(same), ROLE);
    expect(sets).toHaveLength(1);
    expect(sets[0]).not.toHaveProperty('accounts');
  });

  test('counts in each account by what it allows there: what one allows is not said of the others', async () => {
    const all = await known(DIFFERENT);
    const asked = { actions: ['orchard:PressApple'], resources: [], context: [] };
    const displayNames = { account: String };
    const held = all.accesses.all.filter(({ permissionSet }) => permissionSet === ROLE);
    const inputs = { files: { declared: all.declared }, maybe: [], meanings: ORCHARD_MEANINGS, displayNames };
    const { verdict, sessions } = answer({ kind: 'group', name: 'pickers' }, asked, { ...inputs, held });
    expect(sessions.map((each) => [each.accounts, each.verdict])).toEqual([
      [[DEV], 'undetermined'],
      [[APPLES], 'allowed'],
      [[PEARS], 'denied'],
    ]);
    expect(verdict).toBe('undetermined');
    const whereRead = held.filter(({ account }) => account !== DEV);
    const where = { ...inputs, held: whereRead };
    expect(answer({ kind: 'group', name: 'pickers' }, asked, where).verdict).toBe('conditional');
  });
});

describe('in a report', () => {
  async function reported(roles: Readonly<Record<string, PermissionSetInAccount>>) {
    const { accesses, declared } = await known(roles);
    return reportOf({
      asOf: AS_OF,
      toolVersion: '0.1.0',
      config: { dir: 'access' },
      source: { kind: 'live' },
      accesses,
      chosen: { has: () => true, mayHave: () => true, mayHaveBy: () => true, hasDrift: () => true },
      accounts: [],
      definitions: declared.definitions,
      setPlaces: new Map(),
      grants: declared.declarations.grants,
      meanings: ORCHARD_MEANINGS,
      limits: [],
    });
  }

  test('every assignment has the role as its account has it', async () => {
    const { assignments, permissionSets } = await reported(DIFFERENT);
    const ofRole = assignments.filter(({ permissionSet }) => permissionSet.name === ROLE);
    const rows = ofRole.map(({ account, permissionSet }) => [
      account.id,
      permissionSet.accounts?.map(({ id }) => id),
      permissionSet.administrator,
      permissionSet.allows().levels.map(({ count }) => count),
    ]);
    expect(rows.sort((a, b) => String(a[0]).localeCompare(String(b[0])))).toEqual([
      [DEV, [DEV], 'not-known', []],
      [APPLES, [APPLES], undefined, [1]],
      [PEARS, [PEARS], undefined, [1]],
    ]);
    expect(permissionSets.filter(({ name }) => name === ROLE)).toHaveLength(3);
    for (const { permissionSet } of assignments) expect(permissionSets).toContain(permissionSet);
  });

  test('it is counted once, as a role', async () => {
    const text = writeTerminal(reportDocument(await reported(DIFFERENT)), { width: 120, style: PLAIN });
    expect(text).toContain('1 permission set and 1 role');
    expect(text).toContain('what it allows is not known');
  });
});
