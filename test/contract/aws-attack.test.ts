// A hostile network between the adapter and the service, over real sockets: it cuts, loses, garbles and refuses, as chance has it. An apply over
// it must be boring: what is said of each operation is true, nothing is half done that is not told, and a second apply over a calm network finishes it.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Operation } from '../../src/plan/change.ts';
import type { Outcome } from '../../src/provider/identity-center.ts';
import type { Live } from '../../src/state/live.ts';
import type { PermissionSet } from '../../src/state/state.ts';
import { effort, runs } from '../support/runs.ts';
import { front } from './front.ts';
import { createSet, deleteSet, grant, isSo, provision, revoke, updateSet } from './operations.ts';
import { ACCOUNTS, AUDITOR, CIDER, ORCHARD, OWNER, PICKER, PRINCIPALS } from './orchard.ts';
import { comparable, EVERYTHING, openOrchard } from './subjects.ts';
import { hopOf, weatherOf } from './weather.ts';

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

/** Sets and rows. Which roles are outdated depends on what came first: a row, or the definition that a failure delayed. */
function setsAndRows(live: Live): unknown {
  return comparable({ ...live, state: { ...live.state, provisioned: new Map() } });
}

test('over a hostile network every outcome is true, and a calm apply finishes what is left', async () => {
  const calm = await openOrchard({ seed: SEED });
  for (const operation of CHANGES) expect((await calm.beside().apply(operation)).status).toBe('done');
  const expected = setsAndRows(await calm.beside().readState(EVERYTHING));
  const statuses = new Map<Outcome['status'], number>();
  await fc.assert(
    fc.asyncProperty(weatherOf(), fc.constantFrom(0, 0, 3), async (drawn, readLagCalls) => {
      const orchard = await openOrchard({ seed: SEED, readLagCalls });
      const endpoint = await front(orchard.sandbox.url, hopOf(drawn));
      const identityCenter = orchard.connect({ endpoint });
      const ended: { readonly operation: Operation; readonly outcome: Outcome }[] = [];
      for (const operation of CHANGES) ended.push({ operation, outcome: await identityCenter.apply(operation) });

      const live = await orchard.beside().readState(EVERYTHING);
      for (const { operation, outcome } of ended) {
        const { status } = outcome;
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const what = `${operation.change.action} ${operation.change.address}: ${JSON.stringify(outcome)}`;
        if (status === 'done' || status === 'already') expect(isSo(live.state, operation), what).toBe(true);
        if (status === 'failed' || status === 'not-sent') expect(isSo(live.state, operation), what).toBe(false);
      }
      for (const operation of CHANGES)
        expect(['done', 'already']).toContain((await orchard.connect().apply(operation)).status);
      expect(setsAndRows(await orchard.beside().readState(EVERYTHING))).toEqual(expected);
    }),
    { ...runs({ numRuns: effort(4, 2), seed: 20261203 }), endOnFailure: true },
  );
  // The weather was bad enough to show something, and not so bad that nothing came through.
  expect(statuses.get('done')).toBeGreaterThan(10);
});
