// Who holds what, where: one list, and indexes that all tell the same.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Holding, type Holdings, holdingsOf, isDefined, NO_HOLDINGS } from '../../../src/holdings/holdings.ts';
import type { Facts } from '../../../src/state/desired.ts';
import {
  type Address,
  type Assignment,
  accountId,
  assignmentAddress,
  permissionSetAddress,
  principalId,
  principalKey,
} from '../../../src/state/state.ts';
import { instant } from '../../support/instant.ts';
import { permissionSet } from '../../support/plans.ts';

const PICKER = permissionSet('Picker');
const PRESSER = permissionSet('Presser');
const ACCOUNTS = ['111111111111', '222222222222', '333333333333'].map(accountId);
const SETS = ['Picker', 'Presser', 'Unread'];

const assignment = (set: string, account: string, id: string, type: 'group' | 'user' = 'group'): Assignment => ({
  permissionSet: set,
  account: accountId(account),
  principal: { type, id: principalId(id) },
});

function modelOf(assignments: readonly Assignment[], facts: ReadonlyMap<Address, Facts> = new Map()): Holdings {
  const permissionSets = new Map([PICKER, PRESSER].map((set) => [permissionSetAddress(set.name), set]));
  const byAddress = new Map(assignments.map((each) => [assignmentAddress(each), each]));
  return holdingsOf({ permissionSets, assignments: byAddress }, facts);
}

const texts = (holdings: readonly Holding[]) =>
  holdings.map(({ permissionSet: set, account, principal }) => `${set} ${account} ${principalKey(principal)}`);

describe('the access model', () => {
  const ofPickers = assignment('Picker', '111111111111', 'pickers');
  const holdings = modelOf([
    ofPickers,
    assignment('Presser', '111111111111', 'pickers'),
    assignment('Picker', '222222222222', 'pickers', 'user'),
    assignment('Unread', '222222222222', 'pickers'),
  ]);

  test('answers by principal, account and permission set, in the order of the list', () => {
    const principal = ofPickers.principal;
    expect(texts(holdings.byPrincipal.of(principal))).toEqual([
      'Picker 111111111111 group:pickers',
      'Presser 111111111111 group:pickers',
      'Unread 222222222222 group:pickers',
    ]);
    expect(texts(holdings.byAccount.of(accountId('222222222222')))).toEqual([
      'Picker 222222222222 user:pickers',
      'Unread 222222222222 group:pickers',
    ]);
    expect(texts(holdings.byPermissionSet.of('Picker'))).toEqual([
      'Picker 111111111111 group:pickers',
      'Picker 222222222222 user:pickers',
    ]);
    expect(texts(holdings.byPrincipalInAccount.of({ principal, account: accountId('111111111111') }))).toEqual([
      'Picker 111111111111 group:pickers',
      'Presser 111111111111 group:pickers',
    ]);
  });

  test('has nothing for what nothing has', () => {
    expect(holdings.byAccount.of(accountId('999999999999'))).toEqual([]);
    expect(holdings.byAccount.has(accountId('999999999999'))).toBe(false);
    expect(holdings.byPermissionSet.has('Picker')).toBe(true);
    expect([...NO_HOLDINGS.byPrincipal.groups()]).toEqual([]);
  });

  test('knows the definition, and that nobody read it', () => {
    expect(holdings.at(assignmentAddress(ofPickers))?.definition).toBe(PICKER);
    expect(texts(holdings.where((holding) => !isDefined(holding)).all)).toEqual(['Unread 222222222222 group:pickers']);
  });

  test('knows which grant asks for it, and until when', () => {
    const start = { line: 6, column: 3, offset: 40 };
    const facts: Facts = { origins: [{ file: 'access.yaml', start, end: start }], expires: instant('2027-01-15') };
    const [known, unknown] = modelOf(
      [ofPickers, assignment('Presser', '111111111111', 'pickers')],
      new Map([[assignmentAddress(ofPickers), facts]]),
    ).all;
    expect(known?.facts).toBe(facts);
    expect(unknown?.facts).toEqual({ origins: [] });
  });
});

const assignments: fc.Arbitrary<readonly Assignment[]> = fc.uniqueArray(
  fc.record({
    permissionSet: fc.constantFrom(...SETS),
    account: fc.constantFrom(...ACCOUNTS),
    principal: fc.record({
      type: fc.constantFrom('group' as const, 'user' as const),
      // Ids that an index of plain objects would take for its own members.
      id: fc.constantFrom(...['pickers', 'pressers', 'constructor', '__proto__'].map(principalId)),
    }),
  }),
  { selector: assignmentAddress, maxLength: 30 },
);

/** Every index, as questions about one holding. */
const INDEXES: Readonly<Record<string, (holdings: Holdings, like: Holding) => readonly Holding[]>> = {
  byPrincipal: ({ byPrincipal }, { principal }) => byPrincipal.of({ ...principal }),
  byAccount: ({ byAccount }, { account }) => byAccount.of(account),
  byPermissionSet: ({ byPermissionSet }, { permissionSet: set }) => byPermissionSet.of(set),
  byPrincipalInAccount: ({ byPrincipalInAccount }, { principal, account }) =>
    byPrincipalInAccount.of({ principal, account }),
};
const SAME: Readonly<Record<string, (a: Holding, b: Holding) => boolean>> = {
  byPrincipal: (a, b) => a.principal.type === b.principal.type && a.principal.id === b.principal.id,
  byAccount: (a, b) => a.account === b.account,
  byPermissionSet: (a, b) => a.permissionSet === b.permissionSet,
  byPrincipalInAccount: (a, b) => SAME.byPrincipal!(a, b) && a.account === b.account,
};

describe('indexes of any list', () => {
  test.each(Object.keys(INDEXES))('%s agrees with the list', (index) => {
    fc.assert(
      fc.property(assignments, (list) => {
        const holdings = modelOf(list);
        for (const holding of holdings.all) {
          expect(INDEXES[index]!(holdings, holding)).toEqual(
            holdings.all.filter((each) => SAME[index]!(each, holding)),
          );
          expect(holdings.at(holding.address)).toBe(holding);
        }
      }),
    );
  });

  test('each has every holding once, in groups that are not empty', () => {
    fc.assert(
      fc.property(assignments, (list) => {
        const { all, byPrincipal, byAccount, byPermissionSet, byPrincipalInAccount } = modelOf(list);
        for (const index of [byPrincipal, byAccount, byPermissionSet, byPrincipalInAccount]) {
          const groups = [...index.groups()];
          expect(groups.every(({ length }) => length > 0)).toBe(true);
          expect(new Set(groups.flat())).toEqual(new Set(all));
          expect(groups.flat()).toHaveLength(all.length);
        }
      }),
    );
  });

  test('a part of them is a model of its own', () => {
    fc.assert(
      fc.property(assignments, fc.constantFrom(...ACCOUNTS), (list, account) => {
        const holdings = modelOf(list);
        const part = holdings.where((holding) => holding.account === account);
        expect(part.all).toEqual(holdings.byAccount.of(account));
        for (const other of ACCOUNTS) expect(part.byAccount.has(other)).toBe(other === account && part.all.length > 0);
      }),
    );
  });
});
