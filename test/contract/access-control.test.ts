// Attributes for access control, written and read: the same of memory and of the AWS adapter over the sandbox; and what AWS alone can answer.

import { describe, expect, test } from 'vitest';
import type { AttributesChange } from '../../src/plan/change.ts';
import type { AccessControlAttribute } from '../../src/state/access-control.ts';
import { ATTRIBUTES_ADDRESS, REMOVED_ATTRIBUTES_ADDRESS } from '../../src/state/state.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { front, type Hop } from './front.ts';
import { EVERYTHING, openOrchard, SCOPE, subjects } from './subjects.ts';

type Attributes = readonly AccessControlAttribute[];
const DEPARTMENT = { key: 'Department', source: `\${path:enterprise.department}` };
const TEAM = { key: 'Team', source: 'Reds' };
const WITH_ATTRIBUTES = { ...EVERYTHING, accessControl: true } as const;

function write(before: Attributes | undefined, after: Attributes | undefined) {
  const change: AttributesChange = {
    kind: 'access-control-attributes',
    action: before === undefined ? 'create' : after === undefined ? 'delete' : 'update',
    address: after === undefined ? REMOVED_ATTRIBUTES_ADDRESS : ATTRIBUTES_ADDRESS,
    ...(before && { before }),
    ...(after && { after }),
    tests: [],
    risk: 'neutral',
    dependsOn: [],
    origins: [],
  };
  return { kind: 'access-control-attributes', change } as const;
}

describe.each(['aws', 'memory'] as const)('%s', (side) => {
  test('a configuration is made, changed and deleted; each again is already so', async () => {
    const { identityCenter } = (await subjects(await openOrchard()))[side];
    const read = async () => (await identityCenter.readState(WITH_ATTRIBUTES)).state.accessControl;
    expect(await read()).toEqual({});
    const steps = [
      [write(undefined, [DEPARTMENT]), { attributes: [DEPARTMENT] }],
      [write([DEPARTMENT], [DEPARTMENT, TEAM]), { attributes: [DEPARTMENT, TEAM] }],
      [write([DEPARTMENT, TEAM], []), { attributes: [] }],
      [write([], undefined), {}],
    ] as const;
    for (const [operation, then] of steps) {
      expect(await identityCenter.apply(operation)).toEqual({ status: 'done' });
      expect(await read()).toEqual(then);
      expect(await identityCenter.apply(operation)).toEqual({ status: 'already' });
    }
  });

  test.each([
    ['made', write(undefined, [TEAM])],
    ['changed', write([TEAM], [DEPARTMENT, TEAM])],
    ['deleted', write([TEAM], undefined)],
  ] as const)('what somebody else wrote meanwhile is not overwritten where it is %s', async (_, operation) => {
    const { identityCenter } = (await subjects(await openOrchard()))[side];
    await identityCenter.apply(write(undefined, [DEPARTMENT]));
    expect(await identityCenter.apply(operation)).toMatchObject({ status: 'not-sent' });
    expect((await identityCenter.readState(WITH_ATTRIBUTES)).state.accessControl).toEqual({ attributes: [DEPARTMENT] });
  });

  test('it is read where it is asked for, and nowhere else', async () => {
    const { identityCenter } = (await subjects(await openOrchard()))[side];
    await identityCenter.apply(write(undefined, [DEPARTMENT]));
    const before = identityCenter.callCounts();
    expect((await identityCenter.readState(SCOPE)).state).not.toHaveProperty('accessControl');
    const describes = 'sso-admin:DescribeInstanceAccessControlAttributeConfiguration';
    expect(identityCenter.callCounts()[describes]).toBe(before[describes]);
  });
});

async function behind(hop: Hop) {
  const orchard = await openOrchard();
  const clock = virtualClock();
  const identityCenter = orchard.connect({ endpoint: await front(orchard.sandbox.url, hop), clock });
  return { orchard, identityCenter, clock };
}

/** What Describe answers once there is a configuration: for so many times another status. */
function describing(status: string, times: number, reason?: string): Hop {
  let left = times;
  return {
    after({ operation, status: code, body }) {
      if (operation !== 'DescribeInstanceAccessControlAttributeConfiguration' || code !== 200 || left === 0)
        return undefined;
      left -= 1;
      return { body: JSON.stringify({ ...JSON.parse(body), Status: status, ...(reason && { StatusReason: reason }) }) };
    },
  };
}

describe('aws alone', () => {
  test('a configuration in the making is waited for', async () => {
    const { identityCenter, clock } = await behind(describing('CREATION_IN_PROGRESS', 4));
    const begun = clock.now();
    expect(await identityCenter.apply(write(undefined, [DEPARTMENT]))).toEqual({ status: 'done' });
    expect(clock.now() - begun).toBeGreaterThan(1_000);
  });

  test('one that is never ready has an unknown outcome, after minutes', async () => {
    const { identityCenter, clock } = await behind(describing('CREATION_IN_PROGRESS', 10_000));
    const begun = clock.now();
    expect(await identityCenter.apply(write(undefined, [DEPARTMENT]))).toMatchObject({ status: 'unknown' });
    expect(clock.now() - begun).toBeLessThan(400_000);
  });

  test('one that could not be made fails with the reason of AWS, and is read as none', async () => {
    const { identityCenter } = await behind(describing('CREATION_FAILED', 10_000, 'the store is on fire'));
    expect(await identityCenter.apply(write(undefined, [DEPARTMENT]))).toEqual({
      status: 'failed',
      reason: 'the store is on fire',
    });
    expect((await identityCenter.readState(WITH_ATTRIBUTES)).state.accessControl).toEqual({});
  });

  test.each([
    ['CreateInstanceAccessControlAttributeConfiguration', undefined, [DEPARTMENT]],
    ['UpdateInstanceAccessControlAttributeConfiguration', [DEPARTMENT], [TEAM]],
    ['DeleteInstanceAccessControlAttributeConfiguration', [DEPARTMENT], undefined],
  ] as const)('an answer to %s that is lost is settled by reading', async (cut, before, after) => {
    let isLost = false;
    const { orchard, identityCenter } = await behind({
      after: ({ operation }) => {
        if (operation !== cut || isLost) return undefined;
        isLost = true;
        return 'cut';
      },
    });
    if (before !== undefined) await orchard.connect().apply(write(undefined, before));
    expect(await identityCenter.apply(write(before, after))).toMatchObject({
      status: expect.stringMatching(/^(?:done|already)$/),
    });
    const { accessControl } = (await orchard.connect().readState(WITH_ATTRIBUTES)).state;
    expect(accessControl).toEqual(after === undefined ? {} : { attributes: after });
  });

  test.each([
    ['create', write(undefined, [DEPARTMENT]), 'CreateInstanceAccessControlAttributeConfiguration', [TEAM]],
    ['update', write([DEPARTMENT], [TEAM]), 'UpdateInstanceAccessControlAttributeConfiguration', undefined],
  ] as const)(
    'a %s that somebody else is ahead of by a moment is not sent again',
    async (_, operation, call, theirs) => {
      const orchard = await openOrchard();
      const { before } = operation.change;
      const other = orchard.connect();
      if (before !== undefined) await other.apply(write(undefined, before));
      const answer = theirs === undefined ? 'ResourceNotFoundException' : 'ConflictException';
      const endpoint = await front(orchard.sandbox.url, {
        before: (name) =>
          name === call
            ? { status: 400, body: JSON.stringify({ __type: answer, message: 'It already exists, or not.' }) }
            : undefined,
      });
      const outcome = await orchard.connect({ endpoint }).apply(operation);
      expect(outcome).toMatchObject({ status: 'not-sent', reason: expect.stringContaining('plan again') });
    },
  );

  test('a caller who may not read the attributes has no plan, and is told which permission', async () => {
    const { identityCenter } = await behind({
      before: (name) =>
        name === 'DescribeInstanceAccessControlAttributeConfiguration'
          ? { status: 400, body: JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }) }
          : undefined,
    });
    await expect(identityCenter.readState(WITH_ATTRIBUTES)).rejects.toThrow(
      'sso:DescribeInstanceAccessControlAttributeConfiguration',
    );
    await expect(identityCenter.readState(EVERYTHING)).resolves.toBeDefined();
  });
});
