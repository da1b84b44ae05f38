// Who is in groups, as the AWS adapter reads it.
import { describe, expect, test } from 'vitest';
import { asRead, type Read, UNREAD } from '../../src/state/read.ts';
import { type PrincipalId, principalId } from '../../src/state/state.ts';
import { front, type Hop } from './front.ts';
import { ORCHARD, PRINCIPALS } from './orchard.ts';
import { codeOf, openOrchard } from './subjects.ts';

const { growers, pickers, pomona } = PRINCIPALS;
const POMONA = {
  id: pomona,
  userName: 'pomona@fruit.example',
  emails: ['pomona@orchards.example'],
  externalIds: [],
};

async function through(hop: Hop) {
  const orchard = await openOrchard();
  return orchard.connect({ endpoint: await front(orchard.sandbox.url, hop) });
}

const refusing = (operation: string, type: string): Hop => ({
  before: (called) =>
    called === operation ? { status: 400, body: JSON.stringify({ __type: type, Message: 'no' }) } : undefined,
});

describe('members', () => {
  test('of each group, with the users that they are', async () => {
    const { connect } = await openOrchard();
    const identityCenter = connect();
    expect(await identityCenter.readMembers([growers, pickers])).toEqual({
      ofGroups: new Map([
        [growers, asRead([pomona])],
        [pickers, asRead([])],
      ]),
      users: asRead([POMONA]),
    });
    expect(identityCenter.callCounts()).toMatchObject({
      'identitystore:ListGroupMemberships': 2,
      'identitystore:ListUsers': 1,
    });
  });

  test('of a large group, over pages', async () => {
    const names = Array.from({ length: 230 }, (_, index) => `picker-${index}@fruit.example`);
    const groups = [{ displayName: 'Pickers', id: pickers, members: names }];
    const users = names.map((userName) => ({ userName }));
    const { connect } = await openOrchard({ seed: { ...ORCHARD, groups, users, assignments: [] } });
    const { ofGroups } = await connect().readMembers([pickers]);
    const read = ofGroups.get(pickers);
    expect(read?.read === true && new Set(read.value).size).toBe(230);
  });

  test('of a group that is gone are not known', async () => {
    const { connect } = await openOrchard();
    const gone = principalId('dddddddd-0000-4000-8000-000000000001');
    const { ofGroups } = await connect().readMembers([gone, growers]);
    expect(ofGroups).toEqual(
      new Map<PrincipalId, Read<readonly PrincipalId[]>>([
        [gone, UNREAD],
        [growers, asRead([pomona])],
      ]),
    );
  });

  test('that the caller may not ask about are not known, and neither are names', async () => {
    const members = await through(refusing('ListGroupMemberships', 'AccessDeniedException'));
    expect(await members.readMembers([growers])).toEqual({
      ofGroups: new Map([[growers, UNREAD]]),
      users: asRead([POMONA]),
    });
    const users = await through(refusing('ListUsers', 'AccessDeniedException'));
    expect(await users.readMembers([growers])).toEqual({
      ofGroups: new Map([[growers, asRead([pomona])]]),
      users: UNREAD,
    });
  });

  test.each([
    [{ GroupMemberships: [{ GroupId: growers }] }],
    [{ GroupMemberships: [{ MemberId: {} }] }],
    [{ GroupMemberships: [{ MemberId: { UserId: '' } }] }],
  ])('%j is no answer', async (answer) => {
    const identityCenter = await through({
      before: (called) =>
        called === 'ListGroupMemberships' ? { status: 200, body: JSON.stringify(answer) } : undefined,
    });
    expect(await codeOf(identityCenter.readMembers([growers]))).toBe('provider/protocol');
  });
});
