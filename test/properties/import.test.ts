// After an import a plan has nothing to do but to put its tags: whatever the estate is called, whoever holds what in it, and however it is laid out.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { declare } from '../../src/compile.ts';
import { hasErrors } from '../../src/diagnostics/diagnostic.ts';
import { gather } from '../../src/gather.ts';
import { type Estate, estateOf } from '../../src/import/estate.ts';
import { estateFrom } from '../../src/import/foreign.ts';
import { type Imported, importEstate } from '../../src/import/import.ts';
import type { ImportOptions } from '../../src/import/inputs.ts';
import { LAYOUTS } from '../../src/import/layouts.ts';
import { terraformEstate } from '../../src/import/terraform.ts';
import { givesAdministration } from '../../src/plan/administrator.ts';
import { makePlan, type Plan } from '../../src/plan/plan.ts';
import { loadPolicyData, type PolicyData } from '../../src/policy-data.ts';
import { memoryIdentityCenter } from '../../src/provider/memory.ts';
import { scopeOf } from '../../src/resolve/needs.ts';
import type { SourceFolder } from '../../src/source/file.ts';
import type { Directory } from '../../src/state/directory.ts';
import { matchesGlob } from '../../src/state/glob.ts';
import { UNREAD } from '../../src/state/read.ts';
import {
  type Assignment,
  assignmentAddress,
  pairOfAssignment,
  permissionSetAddress,
  principalId,
} from '../../src/state/state.ts';
import { instant } from '../support/instant.ts';
import { type MessyEstate, messyEstate } from '../support/messy-estates.ts';
import { effort } from '../support/runs.ts';
import { terraformState } from '../support/terraform-state.ts';

const AS_OF = instant('2026-11-02T09:00:00Z');
const EMPTY: SourceFolder = { documents: [], policies: [], incomplete: false };

let policies: PolicyData;
beforeAll(async () => {
  policies = await loadPolicyData();
});

const options = fc.record({
  layout: fc.constantFrom(...LAYOUTS),
  inventory: fc.boolean(),
  explicit: fc.boolean(),
  users: fc.boolean(),
  owner: fc.constant('orchard'),
  only: fc.constant(undefined),
});

const readerOf = ({ directory, users, live }: MessyEstate) => memoryIdentityCenter({ directory, users, state: live });

async function importInto(folder: SourceFolder, estate: MessyEstate, how: ImportOptions): Promise<Imported> {
  const { declarations } = declare(folder).value;
  const live = await readerOf(estate).readState(scopeOf(declarations, { audit: true, owner: how.owner }));
  return imported(estateOf(live), { folder, directory: estate.directory, how });
}

function imported(
  estate: Estate,
  {
    folder,
    directory,
    how,
  }: { readonly folder: SourceFolder; readonly directory: Directory; readonly how: ImportOptions },
): Imported {
  return importEstate({
    estate,
    directory,
    folder,
    asOf: AS_OF,
    options: how,
    policies,
    isAdministrator: givesAdministration,
  });
}

/** The folder once the files are written. */
function withFiles(folder: SourceFolder, { files }: Imported): SourceFolder {
  const texts = new Map(
    [...folder.documents, ...folder.policies].flatMap((file) =>
      'text' in file ? [[file.configPath, file.text] as const] : [],
    ),
  );
  for (const { configPath, after } of files) texts.set(configPath, after);
  const all = [...texts]
    .map(([configPath, text]) => ({ path: configPath, configPath, text }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const isPolicy = ({ path }: { readonly path: string }) => path.endsWith('.json');
  return { documents: all.filter((file) => !isPolicy(file)), policies: all.filter(isPolicy), incomplete: false };
}

async function planOf(folder: SourceFolder, estate: MessyEstate): Promise<Plan> {
  const declared = declare(folder);
  const { value, diagnostics } = await gather(declared.value, readerOf(estate), {
    asOf: AS_OF,
    audit: true,
    allowed: {},
  });
  const errors = [...declared.diagnostics, ...diagnostics].filter(({ severity }) => severity === 'error');
  expect(errors).toEqual([]);
  const config = { digest: declared.value.digest() };
  return makePlan({ ...value!, asOf: AS_OF, allowed: [], toolVersion: '0.1.0', config });
}

const isAdoption = ({ kind, action }: Plan['changes'][number]) => kind === 'permission-set' && action === 'adopt';

describe('a plan right after an import', () => {
  test('adopts, and does nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(messyEstate({ accounts: 10, sets: 5, assignments: 12 }), options, async (estate, how) => {
        const imported = await importInto(EMPTY, estate, how);
        expect(imported.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
        const folder = withFiles(EMPTY, imported);
        const plan = await planOf(folder, estate);
        expect(plan.changes.filter((change) => !isAdoption(change)).map(({ address }) => address)).toEqual([]);
        expect(plan.held).toEqual([]);
        expect(hasErrors(plan.findings)).toBe(false);
      }),
      { numRuns: effort(60, 20) },
    );
  });

  test('again, it finds nothing more to import', async () => {
    await fc.assert(
      fc.asyncProperty(messyEstate({ accounts: 8, sets: 4, assignments: 8 }), options, async (estate, how) => {
        const folder = withFiles(EMPTY, await importInto(EMPTY, estate, how));
        expect((await importInto(folder, estate, how)).files).toEqual([]);
      }),
      { numRuns: effort(25, 8) },
    );
  });

  test('takes in one more assignment without touching what stands there', async () => {
    await fc.assert(
      fc.asyncProperty(
        messyEstate({ accounts: 8, sets: 4, assignments: 8 }),
        options,
        fc.nat(),
        async (estate, how, pick) => {
          const folder = withFiles(EMPTY, await importInto(EMPTY, estate, how));
          const rows = [...estate.live.assignments.values()].filter(({ principal }) => principal.type === 'group');
          fc.pre(rows.length > 0);
          const row = rows[pick % rows.length]!;
          const account = estate.directory.accounts[pick % estate.directory.accounts.length]!.id;
          const added = { ...row, account };
          const assignments = new Map([...estate.live.assignments, [assignmentAddress(added), added] as const]);
          const provisioned = new Map([...estate.live.provisioned, [pairOfAssignment(added), 'latest'] as const]);
          const later = { ...estate, live: { ...estate.live, assignments, provisioned } };
          const { files } = await importInto(folder, later, how);
          for (const { before = '', after } of files) {
            const lines = before.split('\n');
            const gone = lines.filter((line) => !after.includes(line));
            // A grant for one account becomes one for a list of two.
            expect(gone.length).toBeLessThanOrEqual(1);
            expect(after.split('\n').length - lines.length).toBeLessThanOrEqual(MOST_LINES);
          }
          const plan = await planOf(withFiles(folder, { files } as Imported), later);
          expect(plan.changes.filter((change) => !isAdoption(change))).toEqual([]);
        },
      ),
      { numRuns: effort(25, 8) },
    );
  });
});

describe("Terraform's state of an estate of 40 accounts", () => {
  test('imports to the same files as live', async () => {
    await fc.assert(
      fc.asyncProperty(
        messyEstate({ accounts: 40, sets: 12, assignments: 40 }),
        options,
        fc.boolean(),
        async (estate, how, isOrdered) => {
          const known = asTerraformKnowsIt(estate);
          const directory = how.users ? estate.directory : { ...estate.directory, users: UNREAD };
          const file = { path: 'state.json', text: terraformState(known, isOrdered) };
          const foreign = estateFrom(terraformEstate([file]), directory);
          expect(foreign.diagnostics).toEqual([]);
          const whole = { path: 'state.json', text: terraformState(estate, isOrdered) };
          const { value, diagnostics } = estateFrom(terraformEstate([whole]), directory);
          const unknown = estate.live.assignments.size - known.live.assignments.size;
          expect([value.assignments.length, diagnostics.length]).toEqual([known.live.assignments.size, unknown]);
          const ofState = imported(foreign.value, { folder: EMPTY, directory, how });
          const ofLive = await importInto(EMPTY, { ...known, directory }, how);
          expect(textsOf(ofState)).toEqual(textsOf(ofLive));
        },
      ),
      { numRuns: effort(25, 6) },
    );
  });
});

const textsOf = ({ files }: Imported) => Object.fromEntries(files.map(({ configPath, after }) => [configPath, after]));

/**
 * Without what no state can tell: an assignment of somebody who is gone, which looks like one of somebody who never was, and one in an account that is not in the organization.
 * Such assignments are told one by one, and not written.
 */
function asTerraformKnowsIt(estate: MessyEstate): MessyEstate {
  const { directory, live, users } = estate;
  const principals = new Set([...directory.groups.map(({ id }) => id), ...users.keys()]);
  const accounts = new Set(directory.accounts.map(({ id }) => id));
  const isKnown = ({ principal, account }: Assignment) => principals.has(principal.id) && accounts.has(account);
  const assignments = new Map([...live.assignments].filter(([, assignment]) => isKnown(assignment)));
  return { ...estate, live: { ...live, assignments } };
}

test('what is proposed for a group that is called like a pattern is about that group alone', async () => {
  const [estate] = fc.sample(messyEstate({ accounts: 3, sets: 1, assignments: 2 }), { numRuns: 1, seed: 1 });
  const [one] = estate!.directory.groups;
  // The first two cannot be told apart, so that neither is declared.
  const names = ['*', '*\u00a0', 'Ops'];
  const groups = names.map((displayName, number) => ({
    ...one!,
    id: principalId(`aaaaaaaa-0000-4000-8000-00000000000${number}`),
    displayName,
    externalIds: [],
  }));
  const directory = { ...estate!.directory, groups };
  const [set] = [...estate!.live.permissionSets.values()];
  const [account] = directory.accounts;
  const rows = groups.map(({ id }) => ({
    permissionSet: set!.name,
    account: account!.id,
    principal: { type: 'group' as const, id },
  }));
  const assignments = new Map(rows.map((row) => [assignmentAddress(row), row]));
  const provisioned = new Map(rows.map((row) => [pairOfAssignment(row), 'latest' as const]));
  const live = {
    permissionSets: new Map([[permissionSetAddress(set!.name), { ...set!, tags: {} }]]),
    assignments,
    provisioned,
  };
  const imported = await importInto(
    EMPTY,
    { ...estate!, directory, live },
    { layout: 'team', inventory: true, explicit: false, users: false, owner: 'orchard', only: undefined },
  );
  const { ignore } = declare(withFiles(EMPTY, imported)).value.declarations.settings.unmanaged;
  const globs = ignore.flatMap(({ groups: glob }) => (glob === undefined ? [] : [glob.value]));
  expect(globs.map((glob) => names.filter((name) => matchesGlob(glob, name)))).toEqual([['*'], ['*\u00a0']]);
});

/** A section, and a grant of its own or a group that nobody had granted to. */
const MOST_LINES = 9;
