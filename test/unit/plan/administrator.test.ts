import { expect, test } from 'vitest';
import type { Holding } from '../../../src/holdings/holdings.ts';
import type { Administration } from '../../../src/meaning/administration.ts';
import { strongest } from '../../../src/plan/administrator.ts';
import { type Assignment, accountId, assignmentAddress, principalId } from '../../../src/state/state.ts';

const PRESS = accountId('222222222222');
const row: Assignment = {
  permissionSet: 'Presser',
  account: PRESS,
  principal: { type: 'group', id: principalId('aaaaaaaa-0000-4000-8000-000000000001') },
};

const assignment: Holding = { ...row, address: assignmentAddress(row), definition: undefined, facts: { origins: [] } };

test.each<readonly [readonly Administration[], Administration]>([
  [['conditional', 'unrestricted', 'undetermined'], 'unrestricted'],
  // Of whom it could not be determined, nobody relies on.
  [['conditional', 'undetermined'], 'conditional'],
  [['undetermined', 'conditional'], 'conditional'],
  [['undetermined'], 'undetermined'],
])('of %j the surest counts', (all, expected) => {
  expect(strongest(all.map((administration) => ({ assignment, administration }))).get(PRESS)).toBe(expected);
});
