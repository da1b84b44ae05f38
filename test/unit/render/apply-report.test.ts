import { describe, expect, test } from 'vitest';
import { type ApplyReport, countResults, resultOf } from '../../../src/apply/report.ts';
import { operationAddress, operationsOf } from '../../../src/plan/change.ts';
import type { Outcome } from '../../../src/provider/identity-center.ts';
import { applyReport } from '../../../src/render/apply-report.ts';
import { progressLine } from '../../../src/render/progress.ts';
import { PLAIN } from '../../../src/render/style.ts';
import { writeTerminal } from '../../../src/render/terminal.ts';
import { permissionSetAddress } from '../../../src/state/state.ts';
import { instant } from '../../support/instant.ts';
import { finding } from '../../support/plans.ts';
import { STORIES } from './stories.ts';

const plan = STORIES['a-harvest-of-changes']!;
const operations = plan.changes.flatMap(operationsOf);
const file = new URL('../../cases/render/an-apply-that-stopped-half-way/report.txt', import.meta.url).pathname;

/** One operation fails, what depends on it is not sent, one is lost, the rest is done. */
function outcomeOf(address: string): Outcome {
  if (address === 'permission-set/Presser') {
    const reason = 'Received a 403 status error:\u001b[2J Access denied by IAM.\n::error::gone';
    const traces = { changed: ['set the tags cr\u001b[2Jew'], putBack: ['attached Pressing', 'put the inline policy'] };
    return { status: 'failed', reason, requestId: '11111111-2222-4333-8444-555555555555', ...traces };
  }
  if (address.startsWith('provisioning/'))
    return { status: 'not-sent', reason: 'waits for permission-set/Presser, which failed' };
  if (address.startsWith('assignment/Presser/666')) return { status: 'unknown', reason: 'the connection was lost' };
  return { status: address.startsWith('permission-set/') ? 'already' : 'done' };
}

function report(outcome: (address: string) => Outcome, parts: Partial<ApplyReport> = {}): ApplyReport {
  const results = operations.map((operation) =>
    resultOf(
      operation,
      outcome(operationAddress(operation)),
      operation.kind === 'provisioning' ? permissionSetAddress('Presser') : undefined,
    ),
  );
  return {
    planId: plan.planId,
    startedAt: instant('2026-11-02T09:00:00Z'),
    endedAt: instant('2026-11-02T09:01:12Z'),
    results,
    counts: countResults(results),
    interrupted: false,
    ...parts,
  };
}

const textOf = (made: ApplyReport) => writeTerminal(applyReport({ report: made, plan }), { style: PLAIN, width: 100 });

describe('the report of an apply', () => {
  test('that stopped half-way', async () => {
    const stopped = finding('plan/journal-unwritable', 'error', { message: 'the run log cannot be written' });
    await expect(textOf(report(outcomeOf, { stopped }))).toMatchFileSnapshot(file);
  });

  test('that did all of it is one line', () => {
    const text = textOf(report(() => ({ status: 'done' })));
    expect(text).toBe(`Applied plan 3f2a91c0 in 72 seconds: ${operations.length} done.\n`);
  });

  test('names every operation that is not as planned, once', () => {
    const text = textOf(report(() => ({ status: 'not-sent', reason: 'interrupted' }), { interrupted: true }));
    expect(text.match(/^ {2}[-+~!] /gm)).toHaveLength(operations.length);
    expect(text.match(/^ {6}interrupted$/gm)).toHaveLength(1);
    expect(text).toContain('Interrupted plan 3f2a91c0');
  });
});

test('a line of progress', () => {
  const operation = operations.find(({ kind }) => kind === 'assignment')!;
  const line = progressLine(
    { operation, outcome: { status: 'failed', reason: 'no\n::error::x' }, done: 11, failed: 1, total: 40, elapsed: 0 },
    plan.names,
    PLAIN,
  );
  expect(line).toBe(
    '[12/40] + group AWS Orchard Pickers gains Harvester in orchard-prod (222222222222): failed, no\\u{a}::error::x\n',
  );
});
