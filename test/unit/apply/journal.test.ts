import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileJournal, type JournalEntry } from '../../../src/apply/journal.ts';
import { assignmentAddress } from '../../../src/state/state.ts';
import { instantText } from '../../support/instant.ts';
import { ORCHARD, row } from './orchard.ts';

const at = instantText('2026-11-02T09:30:00Z');
const address = assignmentAddress(row('Picker', ORCHARD, 'pickers'));
const START: JournalEntry = {
  at,
  event: 'start',
  formatVersion: 1,
  planId: '3f2a91c0',
  toolVersion: '0.1.0',
  instance: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
  region: 'eu-west-1',
  caller: 'arn:aws:sts::111111111111:assumed-role/access-apply/run-1',
  operations: 1,
};
const SENT: JournalEntry = { at, event: 'sent', address, account: ORCHARD };
const OUTCOME: JournalEntry = {
  at,
  event: 'outcome',
  address,
  account: ORCHARD,
  planId: '3f2a91c0',
  caller: 'arn:aws:sts::111111111111:assumed-role/access-apply/run-1',
  action: 'create',
  permissionSet: 'Picker',
  requestIds: [],
  status: 'failed',
  reason: 'two\nlines',
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'access-journal-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** As a person reads it after a crash: whole lines only. */
async function readEntries(path: string): Promise<readonly unknown[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  return lines.filter((line) => line !== '').flatMap((line) => (isWhole(line) ? [JSON.parse(line)] : []));
}

function isWhole(line: string): boolean {
  return line.startsWith('{') && line.endsWith('}');
}

describe('the file journal', () => {
  test('is a line an entry, in the order of the calls even when nobody waited', async () => {
    const path = join(folder, 'runs', 'apply.jsonl');
    const journal = fileJournal(path);
    await Promise.all([START, SENT, OUTCOME].map((entry) => journal.write(entry)));
    expect(await readEntries(path)).toEqual([START, SENT, OUTCOME]);
    expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(4);
  });

  test('keeps the order of thousands that come at once', async () => {
    const path = join(folder, 'apply.jsonl');
    const journal = fileJournal(path);
    const entries = Array.from({ length: 5_000 }, (_, index) => ({
      ...SENT,
      address: assignmentAddress(row(`Picker${index}`, ORCHARD, 'pickers')),
    }));
    await Promise.all([START, ...entries, OUTCOME].map((entry) => journal.write(entry)));
    await journal.close();
    expect(await readEntries(path)).toEqual([START, ...entries, OUTCOME]);
  });

  test('is on disk when the write resolves', async () => {
    const path = join(folder, 'apply.jsonl');
    const journal = fileJournal(path);
    await journal.write(START);
    expect(await readEntries(path)).toEqual([START]);
    await journal.write(SENT);
    expect(await readEntries(path)).toEqual([START, SENT]);
  });

  test('is for its owner only', async () => {
    const path = join(folder, 'apply.jsonl');
    await fileJournal(path).write(START);
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  test('is readable wherever a run was killed, and the next run is not swallowed by its half line', async () => {
    const path = join(folder, 'apply.jsonl');
    const whole = [START, SENT, OUTCOME].map((entry) => `${JSON.stringify(entry)}\n`).join('');
    for (let length = 0; length <= whole.length; length += 9) {
      await writeFile(path, whole.slice(0, length));
      const left = await readEntries(path);
      expect(left).toEqual([START, SENT, OUTCOME].slice(0, left.length));
      const next = fileJournal(path);
      await next.write(START);
      await next.write(SENT);
      expect((await readEntries(path)).slice(0, left.length)).toEqual(left);
      expect((await readEntries(path)).slice(-2)).toEqual([START, SENT]);
    }
  });

  test('refuses with its code when the place cannot be written', async () => {
    const blocked = join(folder, 'a-file');
    await writeFile(blocked, 'not a folder');
    const journal = fileJournal(join(blocked, 'apply.jsonl'));
    await expect(journal.write(START)).rejects.toMatchObject({ diagnostic: { code: 'plan/journal-unwritable' } });
  });

  test('has no holes: once a line is lost, later ones fail too', async () => {
    const path = join(folder, 'apply.jsonl');
    const journal = fileJournal(join(path, 'apply.jsonl'));
    await writeFile(path, 'not a folder');
    await expect(journal.write(START)).rejects.toThrow();
    await rm(path);
    await expect(journal.write(SENT)).rejects.toMatchObject({ diagnostic: { code: 'plan/journal-unwritable' } });
  });
});
