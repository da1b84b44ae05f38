// What was not read is not taken for nothing: answers that say `not found` of more than one thing, and answers to other questions.
import { describe, expect, test } from 'vitest';
import { front, type Hop } from './front.ts';
import { PRINCIPALS } from './orchard.ts';
import { plantation } from './plantation.ts';
import { codeOf, comparable, EVERYTHING, openOrchard, SCOPE } from './subjects.ts';

const NOT_FOUND = { __type: 'ResourceNotFoundException', Message: 'not found' };
const refusal = (more: object = {}) => ({ status: 400, body: JSON.stringify({ ...NOT_FOUND, ...more }) });
const on =
  (operation: string, answer: object): NonNullable<Hop['before']> =>
  (called) =>
    called === operation ? answer : undefined;

async function through(hop: Hop, seed?: ReturnType<typeof plantation>) {
  const orchard = await openOrchard(seed === undefined ? {} : { seed });
  return { orchard, identityCenter: orchard.connect({ endpoint: await front(orchard.sandbox.url, hop) }) };
}

describe('`not found`', () => {
  test('of the rows of a pair that has a role stops the reading', async () => {
    const { identityCenter } = await through({ before: on('ListAccountAssignments', refusal()) });
    expect(await codeOf(identityCenter.readState(EVERYTHING))).toBe('provider/refused');
  });

  test('of the rows of a pair whose role went meanwhile means that there are none', async () => {
    const { orchard, identityCenter } = await through({
      before: (operation) => {
        if (operation !== 'ListAccountAssignments') return undefined;
        for (const set of orchard.sandbox.state.permissionSets.values()) set.pairs.clear();
        return refusal();
      },
    });
    expect((await identityCenter.readState(EVERYTHING)).state.assignments.size).toBe(0);
  });

  test('of a group of the directory makes every pair be read', async () => {
    const seed = plantation({ sets: 1, accounts: 4 });
    const { identityCenter } = await through({ before: on('ListAccountAssignmentsForPrincipal', refusal()) }, seed);
    const { state } = await identityCenter.readState({ ...SCOPE, permissionSets: ['Set0'] });
    expect(state.assignments.size).toBe(4);
  });

  test('of the boundary and of everything after it is not a set without one', async () => {
    let gone = false;
    const { identityCenter } = await through({
      before: (operation) => {
        gone ||= operation === 'GetPermissionsBoundaryForPermissionSet';
        return gone && /^(?:Get|List)\w+InPermissionSet$|PolicyForPermissionSet$|Boundary/.test(operation)
          ? refusal()
          : undefined;
      },
    });
    expect(await codeOf(identityCenter.readState(EVERYTHING))).toBe('provider/refused');
  });

  test('of the whole identity store makes nobody an orphan', async () => {
    const answer = refusal({ ResourceType: 'IDENTITY_STORE' });
    const { identityCenter } = await through({ before: on('DescribeGroup', answer) });
    expect(await codeOf(identityCenter.readState(EVERYTHING))).toBe('provider/refused');
    const group = await through({ before: on('DescribeGroup', refusal({ ResourceType: 'GROUP' })) });
    const { orphans } = await group.identityCenter.readState(EVERYTHING);
    expect(orphans).toEqual(new Set([PRINCIPALS.vinters]));
  });
});

describe('an answer to another question', () => {
  /** Each answer of the operation is the one before it. */
  const oneLate = (operation: string): NonNullable<Hop['after']> => {
    let last: string | undefined;
    return (passing) => {
      if (passing.operation !== operation) return undefined;
      const body = last ?? passing.body;
      last = passing.body;
      return { body };
    };
  };

  test.each(['DescribePermissionSet', 'ListAccountAssignments'])('is refused: %s', async (operation) => {
    const { identityCenter } = await through({ after: oneLate(operation) });
    expect(await codeOf(identityCenter.readState(EVERYTHING))).toBe('provider/protocol');
  });

  test('is refused of a principal', async () => {
    const body = JSON.stringify({ GroupId: PRINCIPALS.growers });
    const { identityCenter } = await through({ before: on('DescribeGroup', { status: 200, body }) });
    expect(await codeOf(identityCenter.readState(EVERYTHING))).toBe('provider/protocol');
  });
});

test('the calm reading is what it was', async () => {
  const { orchard, identityCenter } = await through({});
  const direct = comparable(await orchard.connect().readState(EVERYTHING));
  expect(comparable(await identityCenter.readState(EVERYTHING))).toEqual(direct);
});
