import { describe, expect, test } from 'vitest';
import { type RoleTransition, roleTransitions } from '../../../src/plan/role-transitions.ts';
import {
  type Address,
  type Assignment,
  accountId,
  assignmentAddress,
  EMPTY_STATE,
  pairAddress,
  principalId,
} from '../../../src/state/state.ts';

const ORCHARD = accountId('111111111111');
const PAIR = pairAddress('Picker', ORCHARD);
const row = (id: string): Assignment => ({
  permissionSet: 'Picker',
  account: ORCHARD,
  principal: { type: 'group', id: principalId(id) },
});
const rowsOf = (ids: readonly string[]): ReadonlyMap<Address, Assignment> =>
  new Map(ids.map((id) => [assignmentAddress(row(id)), row(id)]));

interface Situation {
  readonly what: string;
  readonly role?: false;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly partly?: true;
  readonly transition: RoleTransition | undefined;
}

const TABLE: readonly Situation[] = [
  { what: 'the first row', role: false, before: [], after: ['Pickers'], transition: 'created' },
  { what: 'nothing at all', role: false, before: [], after: [], transition: undefined },
  { what: 'a role nobody may take', before: [], after: [], transition: 'retained' },
  { what: 'the first row in a role nobody could take', before: [], after: ['Pickers'], transition: 'retained' },
  { what: 'one of two rows', before: ['Pickers', 'Pressers'], after: ['Pickers'], transition: 'retained' },
  { what: 'a row in place of another', before: ['Pickers'], after: ['Pressers'], transition: 'recreated' },
  { what: 'the last row', before: ['Pickers'], after: [], transition: 'deleted' },
  { what: 'the last row that was seen', before: ['Pickers'], after: [], partly: true, transition: 'retained' },
  {
    what: 'a row in place of the only one seen',
    before: ['Pickers'],
    after: ['Pressers'],
    partly: true,
    transition: 'retained',
  },
];

describe('what a plan makes of a role', () => {
  test.each(TABLE)('$what', ({ role, before, after, partly, transition }) => {
    const state = {
      ...EMPTY_STATE,
      assignments: rowsOf(before),
      provisioned: new Map(role === false ? [] : [[PAIR, 'latest' as const]]),
    };
    const partlyRead = new Set(partly === true ? [PAIR] : []);
    expect(roleTransitions({ state, partlyRead }, rowsOf(after)).get(PAIR)).toBe(transition);
  });
});
