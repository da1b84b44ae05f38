// How much work resolving is, counted and not timed: each account is gone through a fixed number of times, however many grants name it.
import { describe, expect, test } from 'vitest';
import { declare, offline } from '../../../src/compile.ts';
import { resolveGrants } from '../../../src/resolve/grants.ts';
import type { Inventory } from '../../../src/resolve/inventory.ts';
import { instant } from '../../support/instant.ts';

const AS_OF = instant('2026-11-22T09:00:00Z');
const ACCOUNTS = 40;

const SELECTORS = {
  names: (grant: number) => `press-${grant % ACCOUNTS}`,
  ids: (grant: number) => `"${100_000_000_000 + (grant % ACCOUNTS)}"`,
  units: (grant: number) => `"ou:Presses/Line-${grant % 5}/**"`,
  tags: (grant: number) => `"tag:line=${grant % 5}"`,
  'account sets': (grant: number) => `set:line-${grant % 5}`,
  everything: () => '"*"',
};

function filesOf(grants: number, selector: (grant: number) => string) {
  const accounts = Array.from(
    { length: ACCOUNTS },
    (_, n) => `  press-${n}: { id: "${100_000_000_000 + n}", ou: Presses/Line-${n % 5}, tags: { line: "${n % 5}" } }`,
  );
  const sets = Array.from({ length: 5 }, (_, line) => `  line-${line}: { include: ["ou:Presses/Line-${line}/**"] }`);
  const text = [
    'identityCenter: { owner: orchard, inventoryComplete: true }',
    'accounts:',
    ...accounts,
    'accountSets:',
    ...sets,
    'groups: { pickers: { unpinned: true } }',
    'permissionSets: { Operator: { managedPolicies: [ReadOnlyAccess] } }',
    'grants:',
    ...Array.from(
      { length: grants },
      (_, grant) => `  - { groups: pickers, permissionSets: Operator, accounts: [${selector(grant)}] }`,
    ),
  ].join('\n');
  return declare({
    documents: [{ path: 'access.yaml', configPath: 'access.yaml', text }],
    policies: [],
    incomplete: false,
  });
}

/** How often the names and ids of accounts were looked at. */
function looksAtAccounts(grants: number, selector: (grant: number) => string): number {
  const { value, diagnostics } = filesOf(grants, selector);
  expect(diagnostics).toEqual([]);
  const { inventory } = offline(value, AS_OF);
  let looks = 0;
  const accounts: Inventory['accounts'] = inventory.accounts.map((account) => ({
    ...account,
    get names() {
      looks += 1;
      return account.names;
    },
    get id() {
      looks += 1;
      return account.id;
    },
  }));
  const { current, findings } = resolveGrants(value.declarations, { ...inventory, accounts }, AS_OF);
  expect({ findings, some: current.length > 0 }).toEqual({ findings: [], some: true });
  return looks;
}

describe.each(Object.entries(SELECTORS))('grants on accounts by %s', (_, selector) => {
  test('go through the inventory as often, however many they are', () => {
    expect(looksAtAccounts(5 * ACCOUNTS, selector)).toBe(looksAtAccounts(ACCOUNTS, selector));
  });
});

test('selectors that read the same are one', () => {
  const { value } = filesOf(ACCOUNTS * 3, SELECTORS.names);
  const selectors = value.declarations.grants.flatMap(({ accounts }) => accounts.map(({ selector }) => selector));
  expect(selectors).toHaveLength(ACCOUNTS * 3);
  expect(new Set(selectors).size).toBe(ACCOUNTS);
});
