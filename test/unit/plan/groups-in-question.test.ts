// Whose members decide whether an account keeps an administrator: each costs a call, so nobody else is asked about.
import { expect, test } from 'vitest';
import { holdingsOf } from '../../../src/holdings/holdings.ts';
import { groupsInQuestion } from '../../../src/plan/guards.ts';
import {
  type Assignment,
  accountId,
  assignmentAddress,
  EMPTY_STATE,
  permissionSetAddress,
  principalId,
  type State,
} from '../../../src/state/state.ts';
import { permissionSet } from '../../support/plans.ts';

const WARDEN = permissionSet('Warden', { managedPolicies: ['AdministratorAccess'] });
const PICKER = permissionSet('Picker', { managedPolicies: ['ReadOnlyAccess'] });

function stateOf(...rows: readonly (readonly [set: string, account: string, group: string])[]): State {
  const assignments = rows.map(
    ([set, account, group]): Assignment => ({
      permissionSet: set,
      account: accountId(account),
      principal: { type: 'group', id: principalId(group) },
    }),
  );
  return {
    ...EMPTY_STATE,
    permissionSets: new Map([WARDEN, PICKER].map((set) => [permissionSetAddress(set.name), set])),
    assignments: new Map(assignments.map((row) => [assignmentAddress(row), row])),
  };
}

function asked(before: State, after: State): readonly string[] {
  return groupsInQuestion({ holdings: { before: holdingsOf(before), after: holdingsOf(after) }, meanings: undefined });
}

test('the group that goes, for it may have been nobody, and those that stay there', () => {
  const before = stateOf(['Warden', '1', 'pickers'], ['Warden', '1', 'pressers'], ['Warden', '2', 'tasters']);
  expect(asked(before, stateOf(['Warden', '1', 'pressers'], ['Warden', '2', 'tasters']))).toEqual([
    'pickers',
    'pressers',
  ]);
});

test('none where no administrator goes', () => {
  const before = stateOf(['Warden', '1', 'pickers'], ['Picker', '1', 'pressers']);
  expect(asked(before, stateOf(['Warden', '1', 'pickers']))).toEqual([]);
});

test('a user has no members to ask about', () => {
  const jane: Assignment = {
    permissionSet: 'Warden',
    account: accountId('1'),
    principal: { type: 'user', id: principalId('jane') },
  };
  const before = stateOf(['Warden', '1', 'pickers']);
  const withJane = { ...before, assignments: new Map([...before.assignments, [assignmentAddress(jane), jane]]) };
  expect(asked(withJane, stateOf())).toEqual(['pickers']);
});
