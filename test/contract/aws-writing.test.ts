// Writing while AWS disturbs it or refuses: what is done all the same, what is told as failed, and what as unknown.
import { describe, expect, test } from 'vitest';
import { AccessError } from '../../src/diagnostics/diagnostic.ts';
import type { Operation } from '../../src/plan/change.ts';
import type { Fault, Faults } from '../../src/sandbox/index.ts';
import { first, on } from './faults.ts';
import { createSet, grant, provision, revoke, updateSet } from './operations.ts';
import { ACCOUNTS, AUDITOR, CIDER, GROWER, OWNER, PRINCIPALS } from './orchard.ts';
import { comparable, EVERYTHING, openOrchard, withCanonicalPolicy, written } from './subjects.ts';

const { orchards, cellar, management, fallow } = ACCOUNTS;
const { growers, auditors } = PRINCIPALS;
const GRANT = grant({ set: 'Auditor', account: orchards, group: auditors });
const REVOKE = revoke({ set: 'Grower', account: orchards, group: growers });
const EDIT = updateSet(GROWER, { ...GROWER, sessionDuration: 'PT2H', managedPolicies: ['PowerUserAccess'] });

describe('a disturbance that passes', () => {
  const changes: readonly { readonly what: string; readonly api: string; readonly operation: Operation }[] = [
    { what: 'a new set', api: 'CreatePermissionSet', operation: createSet(CIDER) },
    { what: 'an attached policy', api: 'AttachManagedPolicyToPermissionSet', operation: createSet(CIDER) },
    { what: 'a detached policy', api: 'DetachManagedPolicyFromPermissionSet', operation: EDIT },
    { what: 'an inline policy', api: 'PutInlinePolicyToPermissionSet', operation: createSet(CIDER) },
    { what: 'the owner tag', api: 'TagResource', operation: updateSet(AUDITOR, { ...AUDITOR, owner: OWNER }) },
    { what: 'a new row', api: 'CreateAccountAssignment', operation: GRANT },
    { what: 'a row that goes', api: 'DeleteAccountAssignment', operation: REVOKE },
    { what: 'a provisioning', api: 'ProvisionPermissionSet', operation: provision('Grower', cellar) },
  ];
  const faults: readonly Fault[] = ['throttle', 'internal-error', 'cut-before', 'cut-after', 'malformed-body'];

  test.each(changes.flatMap((change) => faults.map((fault) => ({ ...change, fault }))))(
    '$what is done in spite of it, once: $api, $fault',
    async ({ api, operation, fault }) => {
      const calm = await openOrchard();
      await calm.beside().apply(operation);
      const expected = comparable(await calm.beside().readState(EVERYTHING));
      const disturbed = await openOrchard({ faults: on(api, fault, first) });
      const outcome = await disturbed.connect().apply(operation);
      // A delete whose answer was lost may find its row gone.
      expect(['done', 'already']).toContain(outcome.status);
      expect(comparable(await disturbed.beside().readState(EVERYTHING))).toEqual(expected);
    },
  );

  test('a lost CreatePermissionSet is looked up, not sent again', async () => {
    const disturbed = await openOrchard({ faults: on('CreatePermissionSet', 'cut-after', first) });
    expect(await disturbed.connect().apply(createSet(CIDER))).toEqual({ status: 'done' });
    expect(written(disturbed).filter((operation) => operation === 'CreatePermissionSet')).toHaveLength(1);
  });

  test('losing the first status of an operation does not lose its end', async () => {
    const { connect } = await openOrchard({
      faults: on('DescribeAccountAssignmentCreationStatus', 'cut-before', first),
    });
    expect(await connect().apply(GRANT)).toEqual({ status: 'done' });
  });

  test('another operation in the same account is waited for', async () => {
    const { connect } = await openOrchard({ operationMs: 400 });
    const [here, there] = [connect(), connect()];
    const outcomes = await Promise.all([
      here.apply(grant({ set: 'Auditor', account: orchards, group: auditors })),
      there.apply(grant({ set: 'Picker', account: orchards, group: auditors })),
    ]);
    expect(outcomes).toEqual([{ status: 'done' }, { status: 'done' }]);
  });
});

describe('a disturbance that does not pass', () => {
  test('leaves the outcome of a change unknown where no reading can settle it, and of a reading before it not sent', async () => {
    const lost = await openOrchard({
      faults: ({ operation }) => (/AccountAssignment/.test(operation) ? 'cut-after' : undefined),
    });
    expect(await lost.connect().apply(GRANT)).toMatchObject({ status: 'unknown' });
    const unread = await openOrchard({ faults: on('DescribePermissionSet', 'cut-before') });
    expect(await unread.connect().apply(EDIT)).toMatchObject({ status: 'not-sent' });
    expect(written(unread)).toEqual([]);
  });

  test('of the status calls makes the adapter read back what became of the operation', async () => {
    const faults: Faults = ({ operation }) =>
      /^DescribeAccountAssignment/.test(operation) ? 'internal-error' : undefined;
    const { connect } = await openOrchard({ faults });
    expect(await connect().apply(GRANT)).toEqual({ status: 'done' });
    expect(await connect().apply(REVOKE)).toEqual({ status: 'done' });
  });

  test('of the lists of statuses, too', async () => {
    const faults: Faults = ({ operation }) => (/^List\w+Status$/.test(operation) ? 'internal-error' : undefined);
    const { connect } = await openOrchard({ faults });
    expect(await connect().apply(provision('Grower', cellar))).toEqual({ status: 'done' });
  });

  test('a throttle without end is a failure, for nothing was carried out', async () => {
    const { connect } = await openOrchard({ faults: on('CreateAccountAssignment', 'throttle') });
    expect(await connect().apply(GRANT)).toMatchObject({ status: 'failed' });
  });
});

describe('a refusal', () => {
  test('carries the reason of an operation that failed', async () => {
    const { connect } = await openOrchard();
    const outcome = await connect().apply(grant({ set: 'Auditor', account: fallow, group: auditors }));
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining(fallow),
      requestId: expect.any(String),
    });
  });

  test('of a call carries its text and request id', async () => {
    const { connect } = await openOrchard();
    const identityCenter = connect({ credentials: { accessKeyId: 'SANDBOXREADONLY', secretAccessKey: 'x' } });
    const outcome = await identityCenter.apply(GRANT);
    expect(outcome).toMatchObject({ status: 'failed', reason: expect.stringContaining('sso:CreateAccountAssignment') });
  });

  test('of a delegated administrator in the management account is an outcome', async () => {
    const { connect } = await openOrchard();
    const identityCenter = connect({ credentials: { accessKeyId: 'SANDBOXDELEGATED', secretAccessKey: 'x' } });
    const outcome = await identityCenter.apply(grant({ set: 'Auditor', account: management, group: auditors }));
    expect(outcome.status).toBe('failed');
  });

  test('half way through a definition stops there, and the same operation then finishes it', async () => {
    let refusing = true;
    const disturbed = await openOrchard({
      faults: (call) => (refusing ? on('PutInlinePolicyToPermissionSet', 'throttle')(call) : undefined),
    });
    const { connect } = disturbed;
    expect(await connect().apply(createSet(CIDER))).toMatchObject({ status: 'failed' });
    refusing = false;
    expect(await connect().apply(createSet(CIDER))).toEqual({ status: 'done' });
    const { state } = await connect().readState(EVERYTHING);
    const made = [...state.permissionSets.values()].find(({ name }) => name === 'CiderMaker')!;
    expect(withCanonicalPolicy(made)).toEqual(withCanonicalPolicy(CIDER));
    expect(await connect().apply(createSet(CIDER))).toEqual({ status: 'already' });
  });
});

test('credentials that are refused end the run instead of every operation', async () => {
  const { connect } = await openOrchard();
  const credentials = (): never => {
    throw Object.assign(new Error('the session has expired'), { name: 'CredentialsProviderError' });
  };
  const identityCenter = connect({ credentials: credentials as never });
  await expect(identityCenter.apply(GRANT)).rejects.toBeInstanceOf(AccessError);
});
