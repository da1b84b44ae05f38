// Who has what and why: the files alone, live, and both together.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile, declare, offline } from '../../../src/compile.ts';
import type { Declarations, GrantDeclaration } from '../../../src/config/declarations.ts';
import { memoryIdentityCenter } from '../../../src/provider/memory.ts';
import { type Access, accessesOfFiles, accessesWithLive } from '../../../src/query/accesses.ts';
import { needsOf, scopeOf } from '../../../src/resolve/needs.ts';
import { matchesGlob } from '../../../src/state/glob.ts';
import { type LiveFile, organisationOf, stateOf } from '../../support/case-organisation.ts';
import { AS_OF } from '../../support/planning.ts';
import { runs } from '../../support/runs.ts';

const PEOPLE = `
groups:
  pickers: { displayName: Pickers, objectId: 11111111-aaaa-4aaa-8aaa-000000000001 }
  pressers: { displayName: Pressers, objectId: 11111111-aaaa-4aaa-8aaa-000000000002 }
  seasonal: { displayName: Seasonal, objectId: 11111111-aaaa-4aaa-8aaa-000000000009 }
permissionSets:
  Picker: { managedPolicies: [ReadOnlyAccess] }
  Presser: { managedPolicies: [PowerUserAccess] }
`;

function declaredFrom(grants: string) {
  const texts = { 'access.yaml': `identityCenter: { owner: access }\n${grants}`, 'people.yaml': PEOPLE };
  const documents = Object.entries(texts).map(([name, text]) => ({ path: name, configPath: name, text }));
  return declare({ documents, policies: [], incomplete: false }).value;
}

async function both(grants: string, file: LiveFile) {
  const declared = declaredFrom(grants);
  const organisation = organisationOf();
  const reader = memoryIdentityCenter({ ...organisation, state: stateOf(file, organisation), reading: 'by-pair' });
  const directory = await reader.readDirectory(needsOf(declared.declarations));
  const live = await reader.readState(scopeOf(declared.declarations, { audit: true, owner: 'access' }));
  return { accesses: accessesWithLive({ declared, asOf: AS_OF }, { directory, live }), declared, directory };
}

const text = ({ permissionSet, account, principal, live, grants }: Access) =>
  `${permissionSet} ${account} ${principal.id} ${live?.kind ?? '-'} ${grants.map(({ span }) => span.start.line).join(',')}`;

const GRANTS = `grants:
  - { groups: pickers, permissionSets: Picker, accounts: [apples-prod, pears-prod], reason: harvest }
  - { groups: [pickers, seasonal], permissionSets: Picker, accounts: apples-prod, expires: 2026-12-24 }
  - { groups: pressers, permissionSets: Presser, accounts: apples-prod, expires: 2026-10-01 }
`;

describe('of the files alone', () => {
  test('every grant that asks for an access is a reason for it, by itself', () => {
    const files = offline(
      declaredFrom(`${GRANTS}accounts:\n  apples-prod: { id: "222222222222" }\n  pears-prod: { id: "333333333333" }\n`),
      AS_OF,
    );
    const accesses = accessesOfFiles(files);
    expect(accesses.all.map(text)).toEqual([
      'Picker 222222222222 pickers - 3,4',
      'Picker 222222222222 seasonal - 4',
      'Picker 333333333333 pickers - 3',
    ]);
    expect(accesses.all[0]?.grants.map(({ reason, expires }) => [reason, expires?.value.text])).toEqual([
      ['harvest', undefined],
      [undefined, '2026-12-24'],
    ]);
    expect(accesses.names.principals).toEqual({ pickers: 'Pickers', pressers: 'Pressers', seasonal: 'Seasonal' });
    expect(accesses.declarationOf(accesses.principalOf('pickers'))?.key.value).toBe('pickers');
  });
});

const NAMES = ['apples-prod', 'pears-prod', 'apples-dev', 'pears-dev'];
const PATTERNS = [...NAMES, '*', '*-prod', 'apples-*', '?ears-dev', 'none-*'];
const grant = fc.record({
  groups: fc.subarray(['pickers', 'pressers', 'seasonal'], { minLength: 1 }),
  permissionSets: fc.subarray(['Picker', 'Presser'], { minLength: 1 }),
  accounts: fc.subarray(PATTERNS, { minLength: 1 }),
  except: fc.subarray(PATTERNS.slice(0, -1), { maxLength: 2 }),
  expires: fc.constantFrom('2026-10-01', '2026-12-24', undefined),
});
const ACCOUNTS = Object.fromEntries(NAMES.map((name, at) => [name, { id: String(at + 2).repeat(12) }]));
const estates = fc.array(grant, { maxLength: 5 });

/** What a selector of these takes, told without the resolver. */
function takes({ accounts, except }: GrantDeclaration, name: string): boolean {
  const isIn = (items: GrantDeclaration['accounts']) => items.some((item) => matchesGlob(item.text, name));
  return isIn(accounts) && !isIn(except);
}

const isCurrent = ({ expires }: GrantDeclaration) => expires === undefined || expires.value.at > AS_OF;

test('an access has those grants that name its group and set, have not ended, and take its account; and what they ask for is an access', () => {
  fc.assert(
    fc.property(estates, (grants) => {
      const files = offline(
        declaredFrom(`accounts: ${JSON.stringify(ACCOUNTS)}
grants: ${JSON.stringify(grants)}
`),
        AS_OF,
      );
      const { declarations }: { readonly declarations: Declarations } = files.declared;
      const accesses = accessesOfFiles(files);
      const names = accesses.names.accounts;
      for (const group of ['pickers', 'pressers', 'seasonal']) {
        for (const set of ['Picker', 'Presser']) {
          for (const [name, { id }] of Object.entries(ACCOUNTS)) {
            const asked = declarations.grants.filter(
              (each) =>
                isCurrent(each) &&
                takes(each, name) &&
                each.groups.some(({ value }) => value === group) &&
                each.permissionSets.some(({ value }) => value === set),
            );
            const found = accesses.byPrincipal
              .of(accesses.principalOf(group))
              .filter(({ permissionSet, account }) => permissionSet === set && account === id);
            expect(found.flatMap((each) => each.grants)).toEqual(asked);
            expect(found).toHaveLength(asked.length > 0 ? 1 : 0);
          }
        }
      }
      expect(Object.values(names).sort()).toEqual([...NAMES].sort());
    }),
    runs({ numRuns: 40, seed: 20261128 }),
  );
});

describe('with live', () => {
  test('what agrees, what lacks, what waits, what drifted, and what nobody asks for', async () => {
    const { accesses } = await both(GRANTS, {
      permissionSets: {
        Picker: { managedPolicies: ['ReadOnlyAccess'], owner: 'access' },
        Presser: { managedPolicies: ['PowerUserAccess'], owner: 'access' },
        Taster: { managedPolicies: ['ReadOnlyAccess'] },
      },
      assignments: [
        'Picker in apples-prod for group Pickers',
        'Picker in apples-prod for group Pressers',
        'Presser in apples-prod for group Pressers',
        'Taster in apples-prod for group Pickers',
      ],
    });
    expect(
      accesses.all.map((access) => `${text(access)}`.replace(/ \S*000(\d+) /, ' group $1 ')),
    ).toMatchInlineSnapshot(`
      [
        "Picker 111111111111 g-pickers in-place 3,4",
        "Picker 111111111111 seasonal held 4",
        "Picker 222222222222 g-pickers missing 3",
        "Picker 111111111111 g-pressers unmanaged ",
        "Presser 111111111111 g-pressers ended ",
        "Taster 111111111111 g-pickers unmanaged ",
      ]
    `);
    const ended = accesses.all.find(({ live }) => live?.kind === 'ended')?.live;
    expect(ended?.kind === 'ended' && ended.grants.map(({ expires }) => expires?.value.text)).toEqual(['2026-10-01']);
  });

  test('a definition that differs, and a role that is behind', async () => {
    const { accesses } = await both(GRANTS, {
      permissionSets: { Picker: { managedPolicies: ['job-function/Billing'], owner: 'access' } },
      assignments: ['Picker in apples-prod for group Pickers'],
    });
    expect(accesses.all.find(({ live }) => live?.kind === 'drifted')?.live).toEqual({
      kind: 'drifted',
      fields: ['managedPolicies'],
    });
  });

  test('all that compile makes of the files is explained, and nothing else', async () => {
    const { accesses, declared, directory } = await both(GRANTS, {});
    const { value: desired } = compile(declared, directory, { asOf: AS_OF, allowed: {} });
    const granted = accesses.all.filter(({ grants, live }) => grants.length > 0 && live?.kind !== 'held');
    expect(granted.map(({ address }) => address).sort()).toEqual([...desired!.state.assignments.keys()].sort());
    for (const { address, facts } of granted) expect(facts).toEqual(desired!.facts.get(address));
  });
});
