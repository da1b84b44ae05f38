// Runs that die or are interrupted, and the calls that writing takes.
import { describe, expect, test } from 'vitest';
import type { WrittenCall } from '../../src/provider/identity-center.ts';
import type { Faults } from '../../src/sandbox/index.ts';
import { accountId } from '../../src/state/state.ts';
import { first, on } from './faults.ts';
import { createSet, deleteSet, grant, revoke, updateSet } from './operations.ts';
import { ACCOUNTS, AUDITOR, CIDER, GROWER, ORCHARD, OWNER, PICKER, PRINCIPALS } from './orchard.ts';
import { comparable, EVERYTHING, openOrchard, written } from './subjects.ts';

const { orchards, market } = ACCOUNTS;
const { pickers, auditors } = PRINCIPALS;
const GRANT = grant({ set: 'Auditor', account: orchards, group: auditors });
describe('a run that dies', () => {
  // From its n-th changing call on, the network is gone; a new run then does the same operation.
  test.each([
    { what: 'creating a set', operation: createSet(CIDER) },
    { what: 'editing a set', operation: updateSet(GROWER, { ...CIDER, name: 'Grower', tags: { crew: 'night' } }) },
    { what: 'adopting a set', operation: updateSet(AUDITOR, { ...CIDER, name: 'Auditor' }) },
  ])('while $what leaves what another run completes, wherever it died', async ({ operation }) => {
    const calm = await openOrchard();
    await calm.connect().apply(operation);
    const calls = written(calm).length;
    const expected = comparable(await calm.beside().readState(EVERYTHING));
    expect(calls).toBeGreaterThan(4);
    for (let last = 0; last < calls; last++) {
      let changes = 0;
      let dead = false;
      const faults: Faults = ({ operation: api }) => {
        if (/^(List|Get|Describe)/.test(api)) return dead ? 'cut-before' : undefined;
        if (changes++ === last) dead = true;
        // Every other one dies after the service has done its part.
        return changes > last + 1 ? 'cut-before' : dead ? (last % 2 === 0 ? 'cut-after' : 'cut-before') : undefined;
      };
      const dying: { faults: Faults } = { faults };
      const again = await openOrchard({ faults: (call) => dying.faults(call) });
      expect(['unknown', 'not-sent']).toContain((await again.connect().apply(operation)).status);
      dying.faults = () => undefined;
      expect(['done', 'already']).toContain((await again.connect().apply(operation)).status);
      expect(comparable(await again.beside().readState(EVERYTHING))).toEqual(expected);
    }
  });
});

describe('an interruption', () => {
  test('before anything is sent sends nothing', async () => {
    const opened = await openOrchard();
    const outcome = await opened.connect().apply(GRANT, { signal: AbortSignal.abort() });
    expect(outcome).toEqual({ status: 'not-sent', reason: 'interrupted' });
    expect(opened.sandbox.calls).toEqual([]);
  });

  test('while a throttled call waits sends it no more', async () => {
    const controller = new AbortController();
    const faults: Faults = ({ operation }) => {
      if (operation !== 'CreateAccountAssignment') return undefined;
      controller.abort();
      return 'throttle';
    };
    const opened = await openOrchard({ faults });
    const outcome = await opened.connect().apply(GRANT, { signal: controller.signal });
    expect(outcome).toEqual({ status: 'not-sent', reason: 'interrupted' });
    expect(written(opened)).toEqual(['CreateAccountAssignment']);
  });

  test('after an answer was lost does not claim that nothing was sent', async () => {
    const controller = new AbortController();
    const faults: Faults = ({ operation }) => {
      if (operation !== 'CreateAccountAssignment' || controller.signal.aborted) return undefined;
      controller.abort();
      return 'cut-after';
    };
    const { connect } = await openOrchard({ faults });
    expect(await connect().apply(GRANT, { signal: controller.signal })).toEqual({ status: 'done' });
  });

  test('in the middle of a definition lets it be finished', async () => {
    const controller = new AbortController();
    const faults: Faults = ({ operation }) => {
      if (operation === 'PutPermissionsBoundaryToPermissionSet') controller.abort();
      return undefined;
    };
    const { connect } = await openOrchard({ faults });
    expect(await connect().apply(createSet(CIDER), { signal: controller.signal })).toEqual({ status: 'done' });
  });
});

describe('the calls', () => {
  test('of a new set are: the set with its tags, its boundary, what may deny, what allows', async () => {
    const opened = await openOrchard();
    await opened.connect().apply(createSet(CIDER));
    expect(written(opened)).toEqual([
      'CreatePermissionSet',
      'PutPermissionsBoundaryToPermissionSet',
      'AttachManagedPolicyToPermissionSet',
      'AttachCustomerManagedPolicyReferenceToPermissionSet',
      'PutInlinePolicyToPermissionSet',
      'AttachManagedPolicyToPermissionSet',
    ]);
  });

  test('of an update are those for what differs, with all attributes in one', async () => {
    const opened = await openOrchard();
    await opened.connect().apply(updateSet(GROWER, { ...GROWER, sessionDuration: 'PT2H' }));
    expect(written(opened)).toEqual(['UpdatePermissionSet']);
    expect(opened.sandbox.calls.find(({ operation }) => operation === 'UpdatePermissionSet')?.input).toMatchObject({
      Description: GROWER.description,
      SessionDuration: 'PT2H',
      RelayState: GROWER.relayState,
    });
  });

  test('of an adoption begin with the owner tag', async () => {
    const opened = await openOrchard();
    await opened.connect().apply(updateSet(AUDITOR, { ...AUDITOR, owner: OWNER, sessionDuration: 'PT2H' }));
    expect(written(opened)).toEqual(['TagResource', 'UpdatePermissionSet']);
  });

  test('are told as they are answered, refused attempts included', async () => {
    const { connect } = await openOrchard({ faults: on('CreateAccountAssignment', 'throttle', first) });
    const told: WrittenCall[] = [];
    await connect().apply(GRANT, { onCall: (call) => told.push(call) });
    const api = 'sso-admin:CreateAccountAssignment';
    expect(told).toEqual([
      { api, requestId: expect.any(String), error: 'ThrottlingException' },
      { api, requestId: expect.any(String) },
    ]);
  });

  test('for fifteen rows at once share their polls', async () => {
    const accounts = Array.from({ length: 15 }, (_, n) => ({ id: String(600_000_000_000 + n), name: `grove-${n}` }));
    const organization = { ...ORCHARD.organization, accounts: [...ORCHARD.organization.accounts, ...accounts] };
    const { connect } = await openOrchard({ seed: { ...ORCHARD, organization }, operationMs: 5_000 });
    const identityCenter = connect();
    const rows = accounts.map(({ id }) => grant({ set: 'Auditor', account: accountId(id), group: pickers }));
    const outcomes = await Promise.all(rows.map((row) => identityCenter.apply(row)));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['done']));
    const counts = identityCenter.callCounts();
    expect(counts['sso-admin:CreateAccountAssignment']).toBe(15);
    expect(counts['sso-admin:DescribeAccountAssignmentCreationStatus']).toBeUndefined();
    // 5 seconds at 50 milliseconds a request are 100 requests, and had each row been asked for by itself there would be 15 times as many.
    expect(counts['sso-admin:ListAccountAssignmentCreationStatus']).toBeLessThanOrEqual(120);
  });

  test('find a set made since the last reading, and fail on one that is gone since', async () => {
    const { connect } = await openOrchard();
    const [here, there] = [connect(), connect()];
    await here.readState(EVERYTHING);
    await there.apply(revoke({ set: 'Auditor', account: market, group: auditors }));
    await there.apply(deleteSet(AUDITOR));
    await there.apply(createSet({ ...PICKER, name: 'CiderMaker' }));
    expect(await here.apply(grant({ set: 'CiderMaker', account: market, group: pickers }))).toEqual({ status: 'done' });
    expect((await here.apply(GRANT)).status).toBe('failed');
  });
});
