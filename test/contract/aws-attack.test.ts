// A hostile network between the adapter and the service: it stalls, cuts, loses, garbles, repeats and refuses, as chance has it. An apply over it must be
// boring: what is said of each operation is true, nothing is half done that is not told, and a second apply over a calm network finishes it.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differingFields } from '../../src/definition/definition.ts';
import type { Operation } from '../../src/plan/change.ts';
import type { Outcome } from '../../src/provider/identity-center.ts';
import type { Live } from '../../src/state/live.ts';
import { assignmentAddress, type PermissionSet, pairAddress } from '../../src/state/state.ts';
import { runs } from '../support/runs.ts';
import { front, type Hop } from './front.ts';
import { createSet, deleteSet, grant, provision, revoke, updateSet } from './operations.ts';
import { ACCOUNTS, AUDITOR, CIDER, ORCHARD, OWNER, PICKER, PRINCIPALS } from './orchard.ts';
import { comparable, EVERYTHING, openOrchard } from './subjects.ts';

const { orchards, cellar, market } = ACCOUNTS;
const { growers, auditors, vinters } = PRINCIPALS;

const SPARE: PermissionSet = { ...PICKER, name: 'Vintner', managedPolicies: [] };
const SEED = {
  ...ORCHARD,
  permissionSets: [
    ...ORCHARD.permissionSets!.filter(({ name }) => name !== 'Vintner'),
    { name: 'Vintner', tags: { 'access:owner': OWNER } },
  ],
};

/** No two of them are about one thing. */
const CHANGES: readonly Operation[] = [
  createSet(CIDER),
  updateSet(PICKER, {
    ...PICKER,
    managedPolicies: ['SecurityAudit'],
    inlinePolicy: CIDER.inlinePolicy!,
    description: 'x',
  }),
  updateSet(AUDITOR, { ...AUDITOR, owner: OWNER, sessionDuration: 'PT4H' }),
  deleteSet(SPARE),
  grant({ set: 'Auditor', account: orchards, group: auditors }),
  revoke({ set: 'Picker', account: market, group: vinters }),
  revoke({ set: 'Grower', account: orchards, group: growers }),
  provision('Grower', cellar),
];

/** Whether live has what the operation is to bring about. */
function isSo({ state }: Live, operation: Operation): boolean {
  const { change } = operation;
  switch (operation.kind) {
    case 'assignment':
      return state.assignments.has(assignmentAddress(operation.change.assignment)) === (change.action === 'create');
    case 'provisioning':
      return state.provisioned.get(pairAddress(operation.change.permissionSet, operation.account)) === 'latest';
    case 'permission-set': {
      const live = state.permissionSets.get(change.address);
      const { after } = operation.change;
      if (after === undefined || live === undefined) return after === live;
      return differingFields(live, after).length === 0;
    }
    default:
      return operation satisfies never;
  }
}

/** Sets and rows. Which roles are outdated depends on what came first: a row, or the definition that a failure delayed. */
function setsAndRows(live: Live): unknown {
  return comparable({ ...live, state: { ...live.state, provisioned: new Map() } });
}

type Blow = 'throttle' | 'busy' | 'conflict' | 'error' | 'lost' | 'cut' | 'garbage' | 'empty' | 'half';
const REFUSALS: Partial<Record<Blow, { readonly status: number; readonly body: string }>> = {
  throttle: refusal('ThrottlingException', 'Rate exceeded'),
  busy: refusal('ThrottlingException', 'There are too many requests processing. Please try again later.'),
  conflict: refusal('ConflictException', 'There is a conflicting operation in process.'),
  error: { status: 500, body: '<html>bad gateway</html>' },
};
function refusal(type: string, message: string) {
  return { status: 400, body: JSON.stringify({ __type: type, message }) };
}

const blows = fc.constantFrom<Blow | undefined>(
  ...(['throttle', 'busy', 'conflict', 'error', 'lost', 'cut', 'garbage', 'empty', 'half'] as const),
);
const weather = fc.record({
  /** What strikes call after call, in turn; much of it is nothing. */
  blows: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: blows }), {
    minLength: 1,
    maxLength: 60,
  }),
  /** An operation that is struck the same way for ever after its first call. */
  doomed: fc.option(
    fc.record({
      operation: fc.constantFrom(
        ...['CreateAccountAssignment', 'AttachManagedPolicyToPermissionSet', 'PutInlinePolicyToPermissionSet'],
        ...['TagResource', 'DeleteAccountAssignment', 'ProvisionPermissionSet', 'UpdatePermissionSet'],
        ...['CreatePermissionSet', 'DeletePermissionSet', 'ListAccountAssignments', 'DescribePermissionSet'],
      ),
      first: fc.constantFrom<Blow | undefined>('lost', 'cut', 'empty', undefined),
      later: blows,
    }),
    { nil: undefined },
  ),
  lag: fc.constantFrom(0, 0, 3),
});
type Weather = typeof weather extends fc.Arbitrary<infer Drawn> ? Drawn : never;

function hopOf({ blows: planned, doomed }: Weather): Hop {
  const seen = new Map<string, number>();
  let calls = 0;
  let last: Blow | undefined;
  return {
    before(operation) {
      const count = (seen.get(operation) ?? 0) + 1;
      seen.set(operation, count);
      last = planned[calls++ % planned.length];
      if (doomed?.operation === operation) last = count === 1 ? doomed.first : doomed.later;
      if (last === 'cut') return 'cut';
      return last === undefined ? undefined : REFUSALS[last];
    },
    after({ body }) {
      if (last === 'lost') return 'cut';
      if (last === 'garbage') return { status: 200, body: '\u0000\u0001garbage' };
      if (last === 'empty') return { status: 200, body: '' };
      return last === 'half' ? { status: 200, body: body.slice(0, body.length / 2) } : undefined;
    },
  };
}

test('over a hostile network every outcome is true, and a calm apply finishes what is left', async () => {
  const calm = await openOrchard({ seed: SEED });
  for (const operation of CHANGES) expect((await calm.connect().apply(operation)).status).toBe('done');
  const expected = setsAndRows(await calm.connect().readState(EVERYTHING));
  const statuses = new Map<Outcome['status'], number>();
  await fc.assert(
    fc.asyncProperty(weather, async (drawn) => {
      const orchard = await openOrchard({ seed: SEED, readLagCalls: drawn.lag });
      const endpoint = await front(orchard.sandbox.url, hopOf(drawn));
      const identityCenter = orchard.connect({ endpoint });
      const ended: { readonly operation: Operation; readonly outcome: Outcome }[] = [];
      for (const operation of CHANGES) ended.push({ operation, outcome: await identityCenter.apply(operation) });

      const reader = orchard.connect();
      await reader.readDirectory({ organizationalUnits: false, accountTags: false });
      const live = await reader.readState(EVERYTHING);
      for (const { operation, outcome } of ended) {
        const { status } = outcome;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const what = `${operation.change.action} ${operation.change.address}: ${JSON.stringify(outcome)}`;
        if (status === 'done' || status === 'already') expect(isSo(live, operation), what).toBe(true);
        if (status === 'failed' || status === 'not-sent') expect(isSo(live, operation), what).toBe(false);
      }
      for (const operation of CHANGES)
        expect(['done', 'already']).toContain((await orchard.connect().apply(operation)).status);
      await reader.readDirectory({ organizationalUnits: false, accountTags: false });
      expect(setsAndRows(await reader.readState(EVERYTHING))).toEqual(expected);
    }),
    { ...runs({ numRuns: 6, seed: 20261203 }), endOnFailure: true },
  );
  // The weather was bad enough to show something, and not so bad that nothing came through.
  expect(statuses.get('done')).toBeGreaterThan(10);
});
