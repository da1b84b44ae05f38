// What the files alone cannot know is not answered as if they did: whatever the organization turns out to be, `access can` and `access test` have claimed
// nothing of it that is not so.
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type Declared, declare, offline } from '../../src/compile.ts';
import { decodeExpectations } from '../../src/config/expectations.ts';
import { answer } from '../../src/decisions/answer.ts';
import { expectationFindings } from '../../src/decisions/expectations.ts';
import { displayNamesIn } from '../../src/judge-files.ts';
import { meaningsOf } from '../../src/meaning/meanings.ts';
import type { PolicyData } from '../../src/policy/catalogue/index.ts';
import { loadPolicyData } from '../../src/policy-data.ts';
import { accessesOfFiles } from '../../src/query/accesses.ts';
import { heldIn } from '../../src/query/held.ts';
import { holdingsOfFiles } from '../../src/resolve/file-holdings.ts';
import { resolveGrants } from '../../src/resolve/grants.ts';
import { inventoryOfOrganization } from '../../src/resolve/inventory.ts';
import { parseAll } from '../../src/source/parse.ts';
import type { Directory } from '../../src/state/directory.ts';
import { asRead } from '../../src/state/read.ts';
import { type AccountId, accountId } from '../../src/state/state.ts';
import { DIRECTORY } from '../support/organisations.ts';
import { AS_OF } from '../support/planning.ts';
import { effort, runs } from '../support/runs.ts';

const KNOWN = {
  'apples-prod': accountId('222222222222'),
  'apples-dev': accountId('333333333333'),
  pears: accountId('444444444444'),
} as const;
/** That the files do not list. */
const OTHERS = { plums: accountId('555555555555'), 'apples-new': accountId('666666666666') } as const;
const UNITS = ['ou-ab12-11111111', 'ou-ab12-22222222'] as const;

/** Writer allows what is asked about, and Reader does not. */
const REST = (complete: boolean) => `identityCenter: { owner: access, inventoryComplete: ${complete} }
accounts:
${Object.entries(KNOWN)
  .map(([name, id]) => `  ${name}: { id: "${id}", tags: { kind: ${name.split('-')[0]} } }\n`)
  .join('')}groups:
  pickers: { displayName: Pickers, objectId: 11111111-aaaa-4aaa-8aaa-000000000001 }
permissionSets:
  Reader: { inlinePolicy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:GetObject", Resource: "*" }] } }
  Writer: { inlinePolicy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "s3:PutObject", Resource: "*" }] } }
`;

const BY_ID = UNITS.map((unit) => `ou:${unit}/*`);
const SELECTORS = ['apples-prod', '"apples-*"', '"*"', '"*"', ...BY_ID] as const;
const grant = fc.record({
  permissionSets: fc.constantFrom('Reader', 'Writer', 'Writer'),
  accounts: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...SELECTORS) },
    { weight: 1, arbitrary: fc.constant(`{ intersect: ["*", "${BY_ID[0]}"] }`) },
  ),
  except: fc.constantFrom(undefined, undefined, undefined, undefined, 'apples-dev', ...BY_ID),
});
const estate = fc.record({
  complete: fc.boolean(),
  grants: fc.array(grant, { minLength: 1, maxLength: 2 }),
  /** Of the expectation, or of the question. */
  where: fc.option(fc.constantFrom(...SELECTORS, 'pears', `"${OTHERS.plums}"`)),
  /** The unit of each account: none is empty, so that every selector means something. */
  units: fc.shuffledSubarray([0, 0, 1, 1, 1], { minLength: 5 }).map((all) => all.map((at) => UNITS[at]!)),
});
type Estate = typeof estate extends fc.Arbitrary<infer Value> ? Value : never;

const textOf = ({ grants }: Estate) =>
  `grants:\n${grants
    .map(
      ({ permissionSets, accounts, except }) =>
        `  - { groups: pickers, permissionSets: ${permissionSets}, accounts: [${accounts}]${except === undefined ? '' : `, except: [${except}]`} }\n`,
    )
    .join('')}`;

function declaredFrom(grants: string, complete: boolean): Declared {
  const texts = { 'access.yaml': REST(complete), 'grants.yaml': grants };
  const documents = Object.entries(texts).map(([name, text]) => ({ path: name, configPath: name, text }));
  return declare({ documents, policies: [], incomplete: false }).value;
}

/** How the organization may be, for all that the files say. */
function directoryOf({ complete, units }: Estate): Directory {
  const all = { ...KNOWN, ...(complete ? {} : OTHERS) };
  return {
    ...DIRECTORY,
    organizationalUnits: asRead(UNITS.map((id, at) => ({ id, path: `Unit${at}` }))),
    accounts: Object.entries(all).map(([name, id], at) => ({
      id,
      name,
      state: 'ACTIVE' as const,
      organizationalUnits: [units[at]!],
      tags: asRead({ kind: name.split('-')[0]! }),
    })),
  };
}

/** Accounts where the group has Writer, and those that the expectation means; undefined: the files do not fit such an organization. */
function truthOf(
  all: Estate,
  declared: Declared,
): { readonly writes: ReadonlySet<AccountId>; readonly meant: ReadonlySet<AccountId> | undefined } | undefined {
  const inventory = inventoryOfOrganization(declared.declarations, directoryOf(all));
  const of = (declarations: Declared['declarations']) => resolveGrants(declarations, inventory, AS_OF);
  const { current, findings } = of(declared.declarations);
  if (findings.length > 0) return undefined;
  const writes = new Set(
    current.filter(({ permissionSet }) => permissionSet === 'Writer').map(({ account }) => account),
  );
  if (all.where === null) return { writes, meant: undefined };
  const where = of(
    declaredFrom(`grants:\n  - { groups: pickers, permissionSets: Reader, accounts: [${all.where}] }\n`, all.complete)
      .declarations,
  );
  return where.findings.length > 0
    ? undefined
    : { writes, meant: new Set(where.current.map(({ account }) => account)) };
}

let data: PolicyData;
beforeAll(async () => {
  data = await loadPolicyData();
});

function met(verb: 'can' | 'cannot', all: Estate, declared: Declared): boolean {
  const files = offline(declared, AS_OF);
  const where = all.where === null ? '' : `, in: [${all.where}]`;
  const text = `expectations:\n  - { group: pickers, ${verb}: "s3:PutObject"${where} }\n`;
  const { value } = decodeExpectations(parseAll([{ path: 'e.yaml', configPath: 'e.yaml', text }]).value);
  const findings = expectationFindings(value, {
    files,
    holdings: holdingsOfFiles(files.grants.current, declared),
    meanings: meaningsOf(data, 1_000_000),
    displayNames: displayNamesIn(declared),
  });
  return findings.every(({ severity }) => severity !== 'error');
}

test('an expectation that is met by the files is met in every organization that they fit', () => {
  let claims = 0;
  fc.assert(
    fc.property(estate, (all) => {
      const declared = declaredFrom(textOf(all), all.complete);
      const truth = truthOf(all, declared);
      if (truth === undefined || offline(declared, AS_OF).grants.findings.length > 0) return;
      const { writes, meant } = truth;
      if (met('cannot', all, declared)) {
        claims += 1;
        expect([...writes].filter((account) => meant?.has(account) ?? true)).toEqual([]);
      }
      // Which accounts `in` means beside those that are known is told by a notice.
      if (met('can', all, declared) && meant !== undefined) {
        claims += 1;
        expect(
          [...meant].filter(
            (account) =>
              Object.values(KNOWN).includes(account as never) && !writes.has(account) && !all.where!.startsWith('ou:'),
          ),
        ).toEqual([]);
      }
    }),
    runs({ numRuns: effort(5_000, 150), seed: 15 }),
  );
  expect(claims).toBeGreaterThan(20);
});

test('an answer that is sure is true in every organization that the files fit', () => {
  let sure = 0;
  fc.assert(
    fc.property(estate, fc.constantFrom(...Object.values(KNOWN), OTHERS.plums, OTHERS.plums), (all, account) => {
      const declared = declaredFrom(textOf(all), all.complete);
      const truth = truthOf({ ...all, where: null }, declared);
      const files = offline(declared, AS_OF);
      if (truth === undefined || files.grants.findings.length > 0 || (all.complete && account === OTHERS.plums)) return;
      const subject = { kind: 'group', name: 'pickers' } as const;
      const known = { accesses: accessesOfFiles(files), declarations: declared.declarations };
      const { verdict } = answer(
        subject,
        { actions: ['s3:PutObject'], resources: [], context: [] },
        {
          files,
          ...heldIn(new Set([account]), { subject, known, inventory: files.inventory }),
          meanings: meaningsOf(data, 1_000_000),
          displayNames: displayNamesIn(declared),
        },
      );
      if (verdict === 'undetermined') return;
      sure += 1;
      expect(verdict).toBe(truth.writes.has(account) ? 'allowed' : 'denied');
    }),
    runs({ numRuns: effort(5_000, 250), seed: 15 }),
  );
  expect(sure).toBeGreaterThan(40);
});
