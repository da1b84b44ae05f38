import { describe, expect, test } from 'vitest';
import { type ExecuteInputs, execute, type Progress } from '../../../src/apply/execute.ts';
import type { Journal, JournalEntry } from '../../../src/apply/journal.ts';
import { isComplete } from '../../../src/apply/report.ts';
import { diagnose } from '../../../src/diagnostics/diagnose.ts';
import { AccessError } from '../../../src/diagnostics/diagnostic.ts';
import { accountOf, type Change, type Operation, operationAddress } from '../../../src/plan/change.ts';
import { StoppedApply } from '../../../src/provider/errors.ts';
import type { ApplyOptions, IdentityCenter, Limits, Outcome } from '../../../src/provider/identity-center.ts';
import { type Address, accountId, assignmentAddress, permissionSetAddress } from '../../../src/state/state.ts';
import { instant } from '../../support/instant.ts';
import { RUN_FACTS } from '../../support/run-facts.ts';
import { CIDER, create, define, ORCHARD, provision, remove, row } from './orchard.ts';

const AWS: Limits = { inFlight: 10, perAccount: 1, perSet: 1, provisioning: 3, perTarget: 15 };
const PICKER = permissionSetAddress('Picker');
const orchardPickers = row('Picker', ORCHARD, 'pickers');
const ciderPickers = row('Picker', CIDER, 'pickers');
const atOrchard = assignmentAddress(orchardPickers);
const atCider = assignmentAddress(ciderPickers);
const DONE: Outcome = { status: 'done' };
const LOST = diagnose('plan/journal-unwritable', { path: 'run.jsonl', reason: 'ENOSPC: no space left on device' });

/** Lets everything that can go on do so. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

type Answer = (operation: Operation, options: ApplyOptions) => Outcome | Promise<Outcome>;

/** An Identity Center that answers as it is told, a little later, and remembers what it was asked and how much at once. */
function center(answer: Answer = () => DONE, limits: Limits = AWS) {
  const asked: Address[] = [];
  const running = new Set<Operation>();
  const crowds: (readonly Operation[])[] = [];
  const identityCenter: Pick<IdentityCenter, 'apply' | 'limits'> = {
    limits,
    async apply(operation, options = {}) {
      asked.push(operationAddress(operation));
      running.add(operation);
      crowds.push([...running]);
      try {
        await settled();
        return await answer(operation, options);
      } finally {
        running.delete(operation);
      }
    },
  };
  return { identityCenter, asked, crowds };
}

function memoryJournal(refuse: (entry: JournalEntry) => boolean = () => false) {
  const entries: JournalEntry[] = [];
  const journal: Journal = {
    async write(entry) {
      if (refuse(entry)) throw new AccessError(LOST);
      await settled();
      entries.push(entry);
    },
  };
  return { journal, entries };
}

const failing =
  (...addresses: readonly Address[]): Answer =>
  (operation) =>
    addresses.includes(operationAddress(operation))
      ? { status: 'failed', reason: 'Received a 404 status error: policy not found', requestId: 'request-7' }
      : DONE;

function run(changes: readonly Change[], inputs: Partial<ExecuteInputs> = {}) {
  return execute({
    planId: '3f2a91c0',
    ...RUN_FACTS,
    changes,
    identityCenter: center().identityCenter,
    journal: memoryJournal().journal,
    now: () => instant('2026-11-02T09:30:00Z'),
    ...inputs,
  });
}

describe('an apply', () => {
  test('reports every operation in the order of the plan, whatever the order they ended in', async () => {
    const changes = [
      define('update', 'Picker'),
      provision('Picker', [CIDER, ORCHARD], [PICKER]),
      create(orchardPickers, []),
    ];
    const report = await run(changes);
    expect(report.results.map(({ address, status }) => [address, status])).toEqual([
      [PICKER, 'done'],
      ['provisioning/Picker/222222222222', 'done'],
      ['provisioning/Picker/111111111111', 'done'],
      [atOrchard, 'done'],
    ]);
    expect(report.counts).toEqual({ done: 4, already: 0, failed: 0, notSent: 0, unknown: 0 });
    expect(report).toMatchObject({
      planId: '3f2a91c0',
      startedAt: instant('2026-11-02T09:30:00Z'),
      interrupted: false,
    });
    expect(isComplete(report)).toBe(true);
  });

  test('nothing to do is done at once', async () => {
    const { journal, entries } = memoryJournal();
    const report = await run([], { journal });
    expect(report.results).toEqual([]);
    expect(isComplete(report)).toBe(true);
    expect(entries.map(({ event }) => event)).toEqual(['start', 'end']);
  });

  test("a failure carries AWS's reason, the account and the lines of the files; what waits for it is not sent, the rest is", async () => {
    const changes = [
      create(orchardPickers),
      create(ciderPickers),
      remove(row('Presser', ORCHARD, 'pickers'), [atOrchard]),
    ];
    const report = await run(changes, { identityCenter: center(failing(atOrchard)).identityCenter });
    const [failed, unrelated, blocked] = report.results;
    expect(failed).toEqual({
      address: atOrchard,
      kind: 'assignment',
      action: 'create',
      permissionSet: 'Picker',
      account: ORCHARD,
      principal: orchardPickers.principal,
      status: 'failed',
      reason: 'Received a 404 status error: policy not found',
      requestId: 'request-7',
      origins: [{ file: 'access/orchard.yaml', line: 12, column: 5 }],
    });
    expect(unrelated).toMatchObject({ status: 'done' });
    expect(blocked).toMatchObject({ status: 'not-sent', blockedBy: atOrchard });
    expect(report.counts).toEqual({ done: 1, already: 0, failed: 1, notSent: 1, unknown: 0 });
    expect(isComplete(report)).toBe(false);
  });

  test('tells its progress with each outcome, blocked operations included', async () => {
    const progress: Progress[] = [];
    const changes = [
      create(orchardPickers),
      remove(row('Presser', ORCHARD, 'pickers'), [atOrchard]),
      create(ciderPickers),
    ];
    const { identityCenter } = center(failing(atOrchard));
    await run(changes, { identityCenter, onProgress: (event) => progress.push(event) });
    expect(progress.at(-1)).toMatchObject({ done: 1, failed: 2, total: 3 });
    expect(progress.map(({ done, failed }) => done + failed)).toEqual([1, 2, 3]);
  });
});

describe('the limits of the service', () => {
  const accounts = Array.from({ length: 40 }, (_, index) => accountId(String(100_000_000_000 + index)));
  const rows = accounts.flatMap((account) =>
    ['pickers', 'pressers', 'sellers'].map((group) => create(row('Picker', account, group), [PICKER])),
  );
  const changes = [
    define('create', 'Picker'),
    define('update', 'Presser'),
    provision('Presser', accounts, [permissionSetAddress('Presser')]),
    ...rows,
  ];

  test('are kept at every moment, and used', async () => {
    const { identityCenter, crowds } = center();
    await run(changes, { identityCenter });
    const most = (count: (crowd: readonly Operation[]) => number) => Math.max(...crowds.map(count));
    expect(crowds).toHaveLength(2 + 40 + 120);
    expect(most((crowd) => crowd.length)).toBe(10);
    expect(most((crowd) => crowd.filter(({ kind }) => kind === 'provisioning').length)).toBe(3);
    const inOneAccount = (crowd: readonly Operation[]) => {
      const busy = crowd.map(accountOf).filter((account) => account !== undefined);
      return busy.length - new Set(busy).size;
    };
    expect(most(inOneAccount)).toBe(0);
  });

  test('leave no gap: rows written account by account are sent over all accounts in turn', async () => {
    const { identityCenter, asked } = center();
    await run(rows, { identityCenter });
    const firstTen = asked.slice(0, 10).map((address) => address.split('/')[2]);
    expect(new Set(firstTen).size).toBe(10);
    expect(asked).toHaveLength(120);
  });
});

describe('an interrupted apply', () => {
  test('starts nothing more and waits for what is in flight', async () => {
    const abort = new AbortController();
    const { identityCenter, asked } = center(() => {
      abort.abort();
      return DONE;
    });
    const changes = [create(orchardPickers), create(row('Picker', ORCHARD, 'pressers')), create(ciderPickers)];
    const report = await run(changes, { identityCenter, signal: abort.signal });
    expect(asked).toEqual([atOrchard, atCider]);
    expect(report.results.map(({ status }) => status)).toEqual(['done', 'not-sent', 'done']);
    expect(report.interrupted).toBe(true);
  });

  test('sends nothing when it was interrupted before it began', async () => {
    const { identityCenter, asked } = center();
    const { journal, entries } = memoryJournal();
    const report = await run([create(orchardPickers)], { identityCenter, journal, signal: AbortSignal.abort() });
    expect(asked).toEqual([]);
    expect(report.counts.notSent).toBe(1);
    expect(entries.map(({ event }) => event)).toEqual(['start', 'outcome', 'end']);
  });

  test('hands the signal to the service, and takes its word for what came of it', async () => {
    const abort = new AbortController();
    const { identityCenter } = center((_, { signal }) => {
      abort.abort();
      return signal?.aborted === true ? { status: 'unknown', reason: 'interrupted while waiting' } : DONE;
    });
    const report = await run([create(orchardPickers)], { identityCenter, signal: abort.signal });
    expect(report.results[0]).toMatchObject({ status: 'unknown' });
    expect(report.interrupted).toBe(true);
  });

  test('is not called interrupted when everything had its outcome in time', async () => {
    const abort = new AbortController();
    const { identityCenter } = center(() => {
      abort.abort();
      return DONE;
    });
    const report = await run([create(orchardPickers)], { identityCenter, signal: abort.signal });
    expect(report.interrupted).toBe(false);
  });
});

describe('an apply whose deadline is over', () => {
  /** The first operation is never answered; everything else is. */
  function hanging() {
    const [interrupt, deadline] = [new AbortController(), new AbortController()];
    let answerLate: (outcome: Outcome) => void = () => {};
    const { identityCenter, asked } = center((operation, { onCall }) => {
      if (operationAddress(operation) !== atOrchard) return DONE;
      return new Promise((resolve) => {
        answerLate = (outcome) => {
          onCall?.({ api: 'sso-admin:CreateAccountAssignment', requestId: 'late' });
          resolve(outcome);
        };
      });
    });
    const signals = { signal: interrupt.signal, deadline: deadline.signal };
    return { identityCenter, asked, signals, interrupt, deadline, late: (outcome: Outcome) => answerLate(outcome) };
  }
  const changes = [
    create(orchardPickers),
    create(ciderPickers),
    create(row('Picker', ORCHARD, 'pressers')),
    remove(row('Presser', CIDER, 'pickers'), [atOrchard]),
  ];

  test('reports what is in flight as unknown, what ended as it ended, and the rest as not sent', async () => {
    const { identityCenter, signals, interrupt, deadline, asked } = hanging();
    const reporting = run(changes, { identityCenter, ...signals });
    await settled();
    await settled();
    interrupt.abort();
    await settled();
    deadline.abort();
    const report = await reporting;
    expect(report.results.map(({ status }) => status)).toEqual(['unknown', 'done', 'not-sent', 'not-sent']);
    expect(report.results[0]).toMatchObject({ reason: 'interrupted while it was in flight' });
    expect(report.interrupted).toBe(true);
    expect(asked).toEqual([atOrchard, atCider]);
  });

  test('writes and tells nothing more, whatever the answer that comes too late', async () => {
    const { identityCenter, signals, interrupt, deadline, late, asked } = hanging();
    const { journal, entries } = memoryJournal();
    const progress: Progress[] = [];
    const onProgress = (event: Progress) => void progress.push(event);
    const reporting = run(changes, { identityCenter, journal, onProgress, ...signals });
    for (let turn = 0; turn < 10; turn++) await settled();
    interrupt.abort();
    deadline.abort();
    const report = await reporting;
    const told = [entries.length, progress.length, JSON.stringify(report)];
    expect(entries.at(-1)).toMatchObject({
      event: 'end',
      interrupted: true,
      counts: { done: 1, unknown: 1, notSent: 2 },
    });
    late(DONE);
    for (let turn = 0; turn < 10; turn++) await settled();
    expect([entries.length, progress.length, JSON.stringify(report)]).toEqual(told);
    expect(asked).toEqual([atOrchard, atCider]);
  });

  test('takes an outcome that is being logged for what it is', async () => {
    const [interrupt, deadline] = [new AbortController(), new AbortController()];
    const { journal, entries } = memoryJournal();
    const slow: Journal = {
      async write(entry) {
        if (entry.event === 'outcome' && entry.status === 'done') {
          interrupt.abort();
          deadline.abort();
        }
        await journal.write(entry);
      },
    };
    const report = await run(changes.slice(0, 1), {
      journal: slow,
      signal: interrupt.signal,
      deadline: deadline.signal,
    });
    expect(report.results.map(({ status }) => status)).toEqual(['done']);
    expect(report.interrupted).toBe(false);
    expect(entries.filter(({ event }) => event === 'outcome')).toHaveLength(1);
  });
});

describe('a failure that every operation would meet', () => {
  test('stops the rest, and leaves open what became of the one that met it', async () => {
    const { identityCenter, asked } = center(() => {
      throw new AccessError(LOST);
    });
    const report = await run([create(orchardPickers), create(row('Picker', ORCHARD, 'pressers'))], { identityCenter });
    expect(asked).toEqual([atOrchard]);
    expect(report.results.map(({ status }) => status)).toEqual(['unknown', 'not-sent']);
    expect(report.stopped).toBe(LOST);
    expect(isComplete(report)).toBe(false);
  });

  test('a bug in one operation is not one: its outcome is unknown, and the rest goes on', async () => {
    const { identityCenter } = center((operation) => {
      if (operationAddress(operation) === atOrchard) throw new TypeError('arn is undefined');
      return DONE;
    });
    const report = await run([create(orchardPickers), create(ciderPickers)], { identityCenter });
    expect(report.results[0]).toMatchObject({ status: 'unknown', reason: 'TypeError: arn is undefined' });
    expect(report.results[1]).toMatchObject({ status: 'done' });
    expect(report.stopped).toBeUndefined();
  });
});

describe('the journal', () => {
  test('has the line of an operation before it is sent, its calls, and its outcome before what depends on it', async () => {
    const { journal, entries } = memoryJournal();
    const seen: (readonly JournalEntry[])[] = [];
    const { identityCenter } = center((_, { onCall }) => {
      seen.push([...entries]);
      onCall?.({ api: 'sso-admin:CreateAccountAssignment', requestId: 'request-1' });
      return DONE;
    });
    await run([define('create', 'Picker'), create(orchardPickers, [PICKER])], { identityCenter, journal });
    expect(entries.map((entry) => ('address' in entry ? `${entry.event} ${entry.address}` : entry.event))).toEqual([
      'start',
      `sent ${PICKER}`,
      `call ${PICKER}`,
      `outcome ${PICKER}`,
      `sent ${atOrchard}`,
      `call ${atOrchard}`,
      `outcome ${atOrchard}`,
      'end',
    ]);
    expect(seen.map((before) => before.at(-1)?.event)).toEqual(['sent', 'sent']);
    expect(entries[5]).toMatchObject({
      account: ORCHARD,
      api: 'sso-admin:CreateAccountAssignment',
      requestId: 'request-1',
    });
  });

  test('that cannot be begun stops the apply before anything is sent', async () => {
    const { identityCenter, asked } = center();
    const { journal } = memoryJournal(() => true);
    await expect(run([create(orchardPickers)], { identityCenter, journal })).rejects.toThrow(AccessError);
    expect(asked).toEqual([]);
  });

  test.each(['sent', 'call', 'outcome'] as const)(
    'that breaks at a line "%s" stops what has not been sent',
    async (event) => {
      const { identityCenter, asked } = center((_, { onCall }) => {
        onCall?.({ api: 'sso-admin:CreateAccountAssignment' });
        return DONE;
      });
      const { journal } = memoryJournal((entry) => entry.event === event);
      const changes = [create(orchardPickers), create(row('Picker', ORCHARD, 'pressers'))];
      const report = await run(changes, { identityCenter, journal });
      expect(asked).toEqual(event === 'sent' ? [] : [atOrchard]);
      expect(report.results.map(({ status }) => status)).toEqual([event === 'sent' ? 'not-sent' : 'done', 'not-sent']);
      expect(report.stopped).toBe(LOST);
    },
  );
});

describe('a failure that every other operation would meet', () => {
  const changes = [create(orchardPickers, []), create(ciderPickers, [])];
  const limits: Limits = { ...AWS, inFlight: 1 };
  const stop = diagnose('provider/unreachable', { operation: 'o', attempts: 9, seconds: 300, detail: 'ECONNRESET' });

  test('ends the run with the outcome of the one that met it, which has no word of that', async () => {
    const { identityCenter, asked } = center(() => ({ status: 'not-sent', reason: 'no network', stop }), limits);
    const { journal, entries } = memoryJournal();
    const report = await run(changes, { identityCenter, journal });
    expect(asked).toEqual([atOrchard]);
    expect(report.stopped).toEqual(stop);
    expect(report.results.map(({ status }) => status)).toEqual(['not-sent', 'not-sent']);
    expect(JSON.stringify([report.results, entries])).not.toContain('provider/unreachable');
  });

  test('may be thrown, and is not unknown where nothing was sent', async () => {
    const { identityCenter } = center(() => {
      throw new StoppedApply(new AccessError(stop), { status: 'not-sent', reason: 'no credentials' });
    }, limits);
    const report = await run(changes, { identityCenter });
    expect(report.stopped).toEqual(stop);
    expect(report.counts).toMatchObject({ notSent: 2, unknown: 0 });
  });

  describe('with accounts that are provisioned together', () => {
    const FIVE = ['111111111111', '222222222222', '333333333333', '444444444444', '555555555555'].map(accountId);
    const changes = [provision('Picker', FIVE)];
    const REFUSED: Outcome = { status: 'failed', reason: 'Received a 404 status error: policy not found' };

    /** A center that can, and answers so. */
    function gathering(provisionTogether: NonNullable<IdentityCenter['provisionTogether']>) {
      const alone = center();
      return { ...alone, identityCenter: { ...alone.identityCenter, provisionTogether } };
    }

    test('reports and logs each account, as if it had been sent alone', async () => {
      const outcomes = FIVE.map((account): Outcome => (account === CIDER ? REFUSED : DONE));
      const { journal, entries } = memoryJournal();
      const { identityCenter, asked } = gathering(async () => async ({ onCall } = {}) => {
        onCall?.({ api: 'sso-admin:ProvisionPermissionSet', requestId: 'request-1' });
        await settled();
        return outcomes;
      });
      const report = await run(changes, { identityCenter, journal });
      expect(asked).toEqual([]);
      expect(report.results.map(({ account, status }) => [account, status])).toEqual(
        FIVE.map((account) => [account, account === CIDER ? 'failed' : 'done']),
      );
      for (const account of FIVE)
        expect(entries.filter((entry) => 'account' in entry && entry.account === account)).toMatchObject([
          { event: 'sent', address: `provisioning/Picker/${account}` },
          { event: 'call', api: 'sso-admin:ProvisionPermissionSet', requestId: 'request-1' },
          { event: 'outcome' },
        ]);
    });

    test('sends each account alone where they are not all that have the set, and logs nothing of the attempt', async () => {
      const { journal, entries } = memoryJournal();
      const { identityCenter, asked, crowds } = gathering(async () => undefined);
      const report = await run(changes, { identityCenter, journal });
      expect(asked).toHaveLength(5);
      expect(Math.max(...crowds.map((crowd) => crowd.length))).toBe(3);
      expect(isComplete(report)).toBe(true);
      expect(entries.filter(({ event }) => event === 'sent')).toHaveLength(5);
    });

    test('sends nothing where it cannot be read which accounts have the set', async () => {
      const { identityCenter, asked } = gathering(() => Promise.reject(new AccessError(LOST)));
      const report = await run([...changes, create(ciderPickers)], { identityCenter });
      expect(report.results.slice(0, 5).map(({ status }) => status)).toEqual(FIVE.map(() => 'not-sent'));
      expect(report.stopped).toEqual(LOST);
      expect(asked).not.toContain(`provisioning/Picker/${CIDER}`);
    });

    test('does not know what became of any where the sending breaks', async () => {
      const { identityCenter } = gathering(async () => () => Promise.reject(new Error('a bug')));
      const report = await run(changes, { identityCenter });
      expect(report.counts).toMatchObject({ unknown: 5 });
    });

    test('an interrupt before it is sent sends none', async () => {
      const controller = new AbortController();
      const { identityCenter } = gathering(async () => {
        controller.abort();
        return async () => {
          throw new Error('must not be sent');
        };
      });
      const report = await run(changes, { identityCenter, signal: controller.signal });
      expect(report.counts).toMatchObject({ notSent: 5 });
    });
  });
});
