// How many people a plan reaches, against going through all of them one by one.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AssignmentChange } from '../../../src/plan/change.ts';
import { addPeople, groupsReached } from '../../../src/plan/people.ts';
import { planHoldings } from '../../../src/plan/plan-holdings.ts';
import type { Members } from '../../../src/state/members.ts';
import { asRead, UNREAD } from '../../../src/state/read.ts';
import {
  type Assignment,
  accountId,
  assignmentAddress,
  EMPTY_STATE,
  type Principal,
  principalId,
} from '../../../src/state/state.ts';

const GROUPS = ['pickers', 'pressers', 'sellers'].map((id): Principal => ({ type: 'group', id: principalId(id) }));
const PEOPLE = ['granny', 'bramley', 'quince'].map((id): Principal => ({ type: 'user', id: principalId(id) }));
const ids = PEOPLE.map(({ id }) => id);

const rows = fc.uniqueArray(
  fc.record({
    principal: fc.constantFrom(...GROUPS, ...PEOPLE),
    permissionSet: fc.constantFrom('Operator', 'Reader'),
    account: fc.constantFrom(accountId('222222222222'), accountId('333333333333')),
  }),
  { selector: assignmentAddress, maxLength: 12 },
);
const memberships = fc.tuple(...GROUPS.map(() => fc.option(fc.subarray(ids))));

const stateOf = (assignments: readonly Assignment[]) => ({
  ...EMPTY_STATE,
  assignments: new Map(assignments.map((each) => [assignmentAddress(each), each])),
});

function membersOf(of: readonly (readonly (typeof ids)[number][] | null)[]): Members {
  return {
    ofGroups: new Map(GROUPS.map(({ id }, at) => [id, of[at] ? asRead(of[at]!) : UNREAD])),
    users: UNREAD,
  };
}

function changesBetween(before: readonly Assignment[], after: readonly Assignment[]): readonly AssignmentChange[] {
  const has = (list: readonly Assignment[], one: Assignment) =>
    list.some((each) => assignmentAddress(each) === assignmentAddress(one));
  const change = (action: 'create' | 'delete') => (assignment: Assignment) =>
    ({
      kind: 'assignment',
      action,
      address: assignmentAddress(assignment),
      assignment,
      risk: 'neutral',
      dependsOn: [],
      origins: [],
    }) satisfies AssignmentChange;
  return [
    ...after.filter((each) => !has(before, each)).map(change('create')),
    ...before.filter((each) => !has(after, each)).map(change('delete')),
  ];
}

test('who gains has it afterwards and not before, who loses the other way round; what is not known is a bound, never left out', () => {
  fc.assert(
    fc.property(rows, rows, memberships, memberships, (before, after, known, guess) => {
      // What it really is: as it was read, and otherwise anything.
      const real = membersOf(known.map((each, at) => each ?? guess[at] ?? []));
      const people = (principal: Principal) => {
        const read = real.ofGroups.get(principal.id);
        return principal.type === 'user' ? [principal.id] : read?.read === true ? read.value : [];
      };
      const has = (list: readonly Assignment[], { permissionSet, account }: Assignment) =>
        new Set(
          list
            .filter((each) => each.permissionSet === permissionSet && each.account === account)
            .flatMap(({ principal }) => people(principal)),
        );
      const holdings = planHoldings(stateOf(before), stateOf(after), { facts: new Map() });
      const live = { partlyRead: new Set<never>(), orphans: new Set<never>() };
      const found = addPeople(changesBetween(before, after), {
        holdings,
        live,
        members: membersOf(known),
        names: { accounts: {}, principals: {} },
      });
      const { lists, names = [], unreadGroups } = found.people;
      for (const change of found.changes) {
        if (change.kind !== 'assignment') throw new Error('no assignment');
        const { assignment, action } = change;
        const [side, other] = action === 'create' ? [after, before] : [before, after];
        const truly = people(assignment.principal).filter(
          (id) => has(side, assignment).has(id) && !has(other, assignment).has(id),
        );
        if (change.people === undefined) {
          expect(unreadGroups).toContain(assignment.principal.id);
          continue;
        }
        const { people: numbers, bound } = lists[change.people]!;
        const told = new Set(numbers.map((number) => names[number]));
        for (const id of truly) expect(told.has(id)).toBe(true);
        if (bound === undefined) expect(told.size).toBe(truly.length);
      }
    }),
    { seed: 20261128, numRuns: 300 },
  );
});

test('whoever may have given it or may keep it is asked about', () => {
  fc.assert(
    fc.property(rows, rows, (before, after) => {
      const holdings = planHoldings(stateOf(before), stateOf(after), { facts: new Map() });
      const sets = new Set(changesBetween(before, after).map(({ assignment }) => assignment.permissionSet));
      const asked = new Set(groupsReached(holdings, sets));
      const expected = [...before, ...after].filter(
        ({ principal, permissionSet }) => principal.type === 'group' && sets.has(permissionSet),
      );
      expect(asked).toEqual(new Set(expected.map(({ principal }) => principal.id)));
    }),
    { seed: 20261128 },
  );
});
