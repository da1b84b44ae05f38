// Separation of duty of people, against asking each of them what they have.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Separation } from '../../../src/guardrails/guardrail.ts';
import { peopleWithBoth, unionsIn, unionsOfPeople, unreadSides } from '../../../src/guardrails/separation.ts';
import { holdingsFrom } from '../../../src/holdings/holdings.ts';
import type { Members } from '../../../src/state/members.ts';
import { asRead, UNREAD } from '../../../src/state/read.ts';
import { accountId, assignmentAddress, type Principal, principalId } from '../../../src/state/state.ts';
import { permissionSet } from '../../support/plans.ts';

const RULE: Separation = { kind: 'separate', a: ['Pick*'], b: ['Press', 'Picker2'], within: 'person' };
const GROUPS = ['g1', 'g2', 'g3', 'g4'].map((id): Principal => ({ type: 'group', id: principalId(id) }));
const PEOPLE = ['u1', 'u2', 'u3'].map((id): Principal => ({ type: 'user', id: principalId(id) }));
const ids = PEOPLE.map(({ id }) => id);

const holdings = fc
  .uniqueArray(
    fc.record({
      principal: fc.constantFrom(...GROUPS, ...PEOPLE),
      permissionSet: fc.constantFrom('Picker', 'Picker2', 'Press', 'Other'),
      account: fc.constantFrom(accountId('222222222222'), accountId('333333333333')),
    }),
    { selector: assignmentAddress, maxLength: 12 },
  )
  .map((all) =>
    holdingsFrom(
      all.map((each) => ({
        ...each,
        address: assignmentAddress(each),
        definition: permissionSet(each.permissionSet),
        facts: { origins: [] },
      })),
    ),
  );
const memberships = fc.tuple(...GROUPS.map(() => fc.option(fc.subarray(ids))));
const membersOf = (of: readonly (readonly (typeof ids)[number][] | null)[]): Members => ({
  ofGroups: new Map(GROUPS.map(({ id }, at) => [id, of[at] ? asRead(of[at]!) : UNREAD])),
  users: UNREAD,
});

test('whoever has both sides is found, by one group or by several, and nobody else; who may have them by groups of unknown members is told of', () => {
  fc.assert(
    fc.property(holdings, memberships, memberships, (all, known, guess) => {
      const members = membersOf(known);
      const setsOf = (person: Principal, of: Members) =>
        all.all
          .filter(({ principal: { type, id } }) => {
            const read = of.ofGroups.get(id);
            return type === 'user' ? id === person.id : read?.read === true && read.value.includes(person.id);
          })
          .map((each) => each.permissionSet);
      const hasBoth = (person: Principal, of: Members) => {
        const sets = setsOf(person, of);
        return sets.some((set) => /^Pick/.test(set)) && sets.some((set) => set === 'Press' || set === 'Picker2');
      };
      const found = peopleWithBoth(all, RULE, members);
      for (const person of PEOPLE) expect(found.has(person.id)).toBe(hasBoth(person, members));
      // Each once, unless a group of theirs has both by itself.
      const several = unionsOfPeople(all, RULE, members).flatMap(({ people }) => people);
      expect(new Set(several).size).toBe(several.length);
      // As it may really be.
      const real = membersOf(known.map((each, at) => each ?? guess[at] ?? []));
      const alone = new Set(unionsIn(all, RULE).map(({ a: [{ principal }] }) => principal.id));
      const unread = new Set(unreadSides(all, RULE, members).map(({ id }) => id));
      const isUnseen = PEOPLE.some((person) => hasBoth(person, real) && !found.has(person.id));
      if (isUnseen && alone.size === 0) expect(unread.size).toBeGreaterThan(0);
    }),
    { seed: 20261128, numRuns: 500 },
  );
});
