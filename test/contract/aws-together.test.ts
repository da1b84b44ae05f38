// Two runs at once: the second one can tell, and both end where one alone would have.
import { expect, test } from 'vitest';
import type { Operation } from '../../src/plan/change.ts';
import { createSet, grant, provision, revoke, updateSet } from './operations.ts';
import { ACCOUNTS, CIDER, GROWER, ORCHARD, OWNER, PICKER, PRINCIPALS } from './orchard.ts';
import { comparable, EVERYTHING, openOrchard } from './subjects.ts';

const { orchards, cellar, market } = ACCOUNTS;
const { growers, pickers, auditors } = PRINCIPALS;

test('operations of another run are counted until they have ended', async () => {
  const { connect, sandbox } = await openOrchard({ operationMs: 60_000 });
  const [here, there] = [connect(), connect()];
  expect(await there.operationsInProgress?.()).toBe(0);
  const granting = here.apply(grant({ set: 'Auditor', account: orchards, group: auditors }));
  const provisioning = here.apply(provision('Grower', cellar));
  while ((await there.operationsInProgress?.()) !== 2);
  await fetch(`${sandbox.url}/_sandbox/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"advanceMs":60000}',
  });
  expect(await Promise.all([granting, provisioning])).toEqual([{ status: 'done' }, { status: 'done' }]);
  expect(await there.operationsInProgress?.()).toBe(0);
});

const CHANGES: readonly Operation[] = [
  createSet(CIDER),
  updateSet(GROWER, { ...CIDER, name: 'Grower', tags: { crew: 'night' } }),
  updateSet(PICKER, { ...PICKER, managedPolicies: ['SecurityAudit'], description: 'Picks' }),
];
const ROWS: readonly Operation[] = [
  grant({ set: 'CiderMaker', account: market, group: growers }),
  grant({ set: 'Auditor', account: orchards, group: auditors }),
  revoke({ set: 'Picker', account: orchards, group: pickers }),
  provision('Grower', cellar),
];

test.each([
  { what: 'at ease', settings: {} },
  { what: 'with edits that conflict', settings: { editConflictMs: 150, editsDuringOperations: 'conflict' } as const },
  { what: 'with readings that lag', settings: { readLagCalls: 3 } },
  { what: 'with operations that take long', settings: { operationMs: 3_000, conflictScope: 'account' } as const },
])('two applies of the same changes end as one would have: $what', async ({ settings }) => {
  const alone = await openOrchard();
  for (const operation of [...CHANGES, ...ROWS]) await alone.beside().apply(operation);
  const expected = comparable(await alone.beside().readState(EVERYTHING));

  const orchard = await openOrchard({ seed: ORCHARD, ...settings });
  const runs = [orchard.connect(), orchard.connect()];
  for (const operations of [CHANGES, ROWS]) {
    const outcomes = await Promise.all(
      runs.flatMap((run) => operations.map(async (operation) => ({ operation, outcome: await run.apply(operation) }))),
    );
    for (const { operation, outcome } of outcomes)
      expect(['done', 'already'], JSON.stringify([operation.change.address, outcome])).toContain(outcome.status);
  }
  expect(comparable(await orchard.beside().readState({ ...EVERYTHING, owner: OWNER }))).toEqual(expected);
});
