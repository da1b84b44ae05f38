// Folded accounts are chosen by the resolver: exactly those that were given, today, and no selector without need.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/config/decode.ts';
import { parseSelector } from '../../../src/config/selectors.ts';
import { accountFolding, type FoldedAccounts } from '../../../src/import/fold-accounts.ts';
import { accountResolver } from '../../../src/resolve/accounts.ts';
import { inventoryOfOrganization } from '../../../src/resolve/inventory.ts';
import type { AccountId } from '../../../src/state/state.ts';
import { messyEstate } from '../../support/messy-estates.ts';

const NOWHERE = { file: 'f', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } };

describe('folded accounts', () => {
  test('are exactly those accounts', () => {
    fc.assert(
      fc.property(
        messyEstate({ accounts: 14, sets: 1, assignments: 1 }),
        fc.infiniteStream(fc.boolean()),
        fc.boolean(),
        ({ directory }, picks, explicit) => {
          const inventory = inventoryOfOrganization({ accounts: new Map() }, directory);
          const wanted = directory.accounts.filter(() => picks.next().value === true).map(({ id }) => id);
          const folding = accountFolding({ inventory, managementAccount: directory.managementAccount, nameOf: String });
          const folded = folding.fold(wanted, explicit);
          expect(chosenBy(folded, inventory)).toEqual([...wanted].sort());
          const selectors = [...folded.accounts, ...folded.except].map(({ text }) => text);
          if (explicit) expect(selectors.every((text) => /^\d{12}$/.test(text))).toBe(true);
          expect(selectors.length).toBeLessThanOrEqual(Math.max(wanted.length, 1));
        },
      ),
    );
  });
});

function chosenBy(
  { accounts, except }: FoldedAccounts,
  inventory: ReturnType<typeof inventoryOfOrganization>,
): readonly AccountId[] {
  const { value: declarations } = decode({ files: [], policies: [], incomplete: false });
  const items = (texts: FoldedAccounts['accounts']) =>
    texts.map(({ text }, index) => {
      const parsed = parseSelector(text);
      if (!parsed.ok) throw new Error(`${text} is no selector`);
      const span = { ...NOWHERE, start: { ...NOWHERE.start, offset: index } };
      return { selector: parsed.selector, text, span, mayBeEmpty: false };
    });
  const resolver = accountResolver(declarations, inventory);
  const { accounts: chosen } = resolver.select({ include: items(accounts), except: items(except) });
  expect(resolver.findings()).toEqual([]);
  return [...chosen].sort();
}
