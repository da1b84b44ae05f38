// What runs print for programs, against its schema: runs that ended, that were killed, and all that an outcome may say.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { readRunLog } from '../../../src/apply/run-log.ts';
import { runsJson } from '../../../src/render/runs-json.ts';

const SCHEMA = JSON.parse(readFileSync(new URL('../../../schemas/runs.schema.json', import.meta.url), 'utf8'));
const isRuns = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(SCHEMA);

const at = '2026-11-02T01:00:00.000Z';
const by = {
  ...{ planId: '3f2a91c0', caller: 'arn:aws:sts::111111111111:assumed-role/access-apply/ci' },
  commit: '0123456789abcdef0123456789abcdef01234567',
};
const instance = 'arn:aws:sso:::instance/ssoins-7223f0a1b2c3d4e5';
const START = {
  at,
  event: 'start',
  ...by,
  formatVersion: 1,
  toolVersion: '0',
  instance,
  region: 'eu-west-1',
  operations: 3,
};
const ADDRESS = 'assignment/Developer/222222222222/group:g-1';
const sent = { at, event: 'sent', address: ADDRESS, account: '222222222222' };
const outcome = {
  at,
  event: 'outcome',
  ...by,
  address: ADDRESS,
  action: 'delete',
  requestIds: ['r-1'],
  status: 'done',
};
const full = {
  ...outcome,
  ...{ account: '222222222222', accountName: 'press-prod', permissionSet: 'Developer', openSessions: 'PT8H' },
  principal: { type: 'group', id: 'g-1', name: 'Pressers' },
  ...{ status: 'failed', reason: 'refused', requestId: 'r-2', changed: ['attached A'], putBack: ['detached B'] },
};
const counts = { done: 1, already: 0, failed: 0, notSent: 0, unknown: 0 };
const END = { at, event: 'end', counts, interrupted: false };

test.each([
  ['one that ended', [START, sent, outcome, END]],
  ['one that says all there is to say', [START, sent, full, END]],
  ['one that was killed', [START, sent]],
  ['none', []],
])('%s', (_, entries) => {
  const { runs, unread } = readRunLog(entries.map((entry) => JSON.stringify(entry)).join('\n'), 'run.jsonl');
  expect(unread).toEqual([]);
  isRuns(JSON.parse(runsJson(runs)));
  expect(isRuns.errors ?? []).toEqual([]);
});

test('another document does not fit', () => {
  expect(isRuns({ formatVersion: 1, runs: [{ startedAt: at }] })).toBe(false);
});
