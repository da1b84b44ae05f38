// What people have by the groups they are in, whatever was read of those.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Holding, holdingsFrom } from '../../../src/holdings/holdings.ts';
import type { Access, Accesses } from '../../../src/query/accesses.ts';
import { accessesOfPerson, peopleBehind } from '../../../src/query/people.ts';
import type { Members } from '../../../src/state/members.ts';
import { asRead, UNREAD } from '../../../src/state/read.ts';
import { accountId, assignmentAddress, type Principal, principalId } from '../../../src/state/state.ts';

const GROUPS = ['pickers', 'pressers', 'sellers'].map((id): Principal => ({ type: 'group', id: principalId(id) }));
const PEOPLE = ['granny', 'bramley', 'quince'].map((id): Principal => ({ type: 'user', id: principalId(id) }));
const ids = PEOPLE.map(({ id }) => id);

const access = fc
  .record({
    principal: fc.constantFrom(...GROUPS, ...PEOPLE),
    permissionSet: fc.constantFrom('Operator', 'Reader'),
    account: fc.constantFrom(accountId('222222222222'), accountId('333333333333')),
  })
  .map((assignment): Access => {
    const holding: Holding = {
      ...assignment,
      address: assignmentAddress(assignment),
      definition: undefined,
      facts: { origins: [] },
    };
    return { ...holding, grants: [] };
  });
const accesses = fc.uniqueArray(access, { selector: ({ address }) => address, maxLength: 20 }).map(
  (all): Accesses => ({
    ...holdingsFrom(all),
    names: { accounts: {}, principals: {} },
    declarationOf: () => undefined,
    principalOf: () => GROUPS[0]!,
    identityCenterAdminAccounts: new Set(),
    asOf: 0 as Accesses['asOf'],
    isWhole: true,
    uncertain: [],
  }),
);
const members = fc.tuple(...GROUPS.map(() => fc.option(fc.subarray(ids)))).map(
  (all): Members => ({
    ofGroups: new Map(GROUPS.map(({ id }, at) => [id, all[at] ? asRead(all[at]!) : UNREAD])),
    users: UNREAD,
  }),
);

test('each access is somebody’s by themselves, by a group they are in, or by one of unknown members: nothing else and nothing less', () => {
  fc.assert(
    fc.property(accesses, members, fc.constantFrom(...PEOPLE), (all, known, person) => {
      const { found, memberships } = accessesOfPerson(person, all, known);
      const by = new Set(memberships.groups.map(({ id }) => id));
      const open = new Set(memberships.unread.map(({ id }) => id));
      expect(new Set(found).size).toBe(found.length);
      for (const each of all.all) {
        const { type, id } = each.principal;
        const read = known.ofGroups.get(id);
        const has = type === 'user' ? id === person.id : read?.read === true && read.value.includes(person.id);
        expect(found.includes(each)).toBe(has);
        if (type === 'group') expect(by.has(id)).toBe(has);
        if (type === 'group') expect(open.has(id)).toBe(read?.read !== true);
      }
    }),
    { seed: 20261128 },
  );
});

test('everybody behind some principals is somebody who has what they have', () => {
  fc.assert(
    fc.property(accesses, members, (all, known) => {
      const holders = [...all.byPrincipal.groups()].map(([{ principal }]) => principal);
      const { known: people, unread } = peopleBehind(holders, known, all.names);
      const having = PEOPLE.filter((person) => accessesOfPerson(person, all, known).found.length > 0);
      expect(people.map(({ id }) => id).sort()).toEqual(having.map(({ id }) => id).sort());
      expect(unread.length).toBe(
        holders.filter(({ id, type }) => type === 'group' && !known.ofGroups.get(id)?.read).length,
      );
    }),
    { seed: 20261128 },
  );
});
