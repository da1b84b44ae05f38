// What people read for an account, a principal and an assignment.
import { describe, expect, test } from 'vitest';
import { displayNamesOf, displayNamesOfFiles, joinedNames, type Names } from '../../../src/holdings/names.ts';
import { accountId, principalId } from '../../../src/state/state.ts';

const ORCHARD = accountId('111111111111');
const namesFrom = (accounts: Readonly<Record<string, string>>, principals: Readonly<Record<string, string>>) =>
  ({ accounts, principals }) as Names;
const names = namesFrom(
  { [ORCHARD]: 'orchard-prod' },
  { pickers: 'Pickers', 'pickers-2': 'Pickers', pressers: 'Pressers' },
);
const row = (id: string, account = ORCHARD) =>
  ({ permissionSet: 'Picker', account, principal: { type: 'group', id: principalId(id) } }) as const;

describe('names in sentences, of live', () => {
  const { account, principal, assignment } = displayNamesOf(names);

  test('an account has its id beside it', () => expect(account(ORCHARD)).toBe('orchard-prod (111111111111)'));
  test('one without a name is its id', () => expect(account(accountId('222222222222'))).toBe('222222222222'));
  test('a principal stands alone', () => expect(principal(principalId('pressers'))).toBe('Pressers'));
  test('but with its id where another has the name', () =>
    expect(principal(principalId('pickers'))).toBe('Pickers (pickers)'));
  test('one without a name is gone', () =>
    expect(principal(principalId('constructor'))).toBe('deleted principal constructor'));
  test('an assignment is all three', () =>
    expect(assignment(row('pressers'))).toBe('Picker for Pressers in orchard-prod (111111111111)'));
});

describe('names in sentences, of files alone', () => {
  const { account, principal, assignment } = displayNamesOfFiles(new Map([[ORCHARD, 'orchard-prod']]));

  test('an account goes by its alias', () => expect(account(ORCHARD)).toBe('orchard-prod'));
  test('one without an alias by its id', () => expect(account(accountId('222222222222'))).toBe('222222222222'));
  test('a group goes by its key', () => expect(principal(principalId('pickers'))).toBe('pickers'));
  test('and so in an assignment', () => expect(assignment(row('pickers'))).toBe('Picker for pickers in orchard-prod'));
});

test('of two sources the first counts', () => {
  const forged = namesFrom({ [ORCHARD]: 'apples-dev' }, { gone: 'Tasters' });
  const { account, principal } = displayNamesOf(joinedNames(names, forged));
  expect(account(ORCHARD)).toBe('orchard-prod (111111111111)');
  expect(principal(principalId('gone'))).toBe('Tasters');
});
