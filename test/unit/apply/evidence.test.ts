// What run logs prove of an account: the last outcome counts, and old access ends with its last session.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { evidenceOf } from '../../../src/apply/evidence.ts';
import { readRunLog } from '../../../src/apply/run-log.ts';
import { evidenceJson } from '../../../src/render/evidence-json.ts';

const SCHEMA = JSON.parse(readFileSync(new URL('../../../schemas/evidence.schema.json', import.meta.url), 'utf8'));
const isEvidence = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(SCHEMA);

const BY = { planId: '3f2a91c0', caller: 'arn:aws:sts::111111111111:assumed-role/access-apply/ci' };
const start = (hour: number) => ({
  at: `2026-11-02T0${hour}:00:00.000Z`,
  event: 'start',
  ...BY,
  formatVersion: 1,
  toolVersion: '0',
  instance: 'arn:aws:sso:::instance/ssoins-7223f0a1b2c3d4e5',
  region: 'eu-west-1',
  operations: 2,
});
const GROUP = { type: 'group', id: 'g-1' };
const ADDRESS = 'assignment/Developer/222222222222/group:g-1';
const outcome = (hour: number, status: string, more: object = {}) => ({
  at: `2026-11-02T0${hour}:10:00.000Z`,
  event: 'outcome',
  ...BY,
  address: ADDRESS,
  account: '222222222222',
  action: 'delete',
  permissionSet: 'Developer',
  principal: GROUP,
  requestIds: [],
  status,
  ...(status === 'failed' ? { reason: 'refused' } : {}),
  ...more,
});
const sent = (hour: number) => ({
  at: `2026-11-02T0${hour}:05:00.000Z`,
  event: 'sent',
  address: ADDRESS,
  account: '222222222222',
});
const END = {
  at: '2026-11-02T09:00:00.000Z',
  event: 'end',
  counts: { done: 1, already: 0, failed: 0, notSent: 0, unknown: 0 },
  interrupted: false,
};

const evidence = (...entries: readonly object[]) =>
  evidenceOf(readRunLog(entries.map((entry) => JSON.stringify(entry)).join('\n'), 'run.jsonl').runs);

test.each([
  [
    'a session of eight hours',
    [start(1), outcome(1, 'done', { openSessions: 'PT8H' }), END],
    '2026-11-02T09:10:00.000Z',
    0,
  ],
  ['a log of an earlier version', [start(1), outcome(1, 'done'), END], '2026-11-02T13:10:00.000Z', 0],
  ['what failed', [start(1), outcome(1, 'failed'), END], 'not-ended', 1],
  [
    'what failed and was applied again',
    [start(1), outcome(1, 'failed'), END, start(2), outcome(2, 'done', { openSessions: 'PT1H' }), END],
    '2026-11-02T03:10:00.000Z',
    0,
  ],
  ['what was done and sent again', [start(1), outcome(1, 'done'), END, start(2), sent(2)], 'not-ended', 1],
  ['what was given', [start(1), outcome(1, 'done', { action: 'create' }), END], undefined, 0],
] as const)('%s', (_, entries, ends, unfinished) => {
  const [account] = evidence(...entries).accounts;
  expect(account).toMatchObject({ account: '222222222222', unfinished });
  expect(account?.oldAccessEnds).toBe(ends);
});

test('a run without an end may have come to less than it was to do', () => {
  expect(evidence(start(1), outcome(1, 'done')).unended).toEqual([
    { file: 'run.jsonl', at: '2026-11-02T01:00:00.000Z', operations: 2, logged: 1 },
  ]);
  expect(evidence(start(1), outcome(1, 'done'), END).unended).toEqual([]);
});

test.each([
  ['done', [start(1), outcome(1, 'done'), END]],
  ['killed', [start(1)]],
  ['nothing', []],
])('as JSON it follows its schema: %s', (_, entries) => {
  isEvidence(JSON.parse(evidenceJson(evidence(...entries))));
  expect(isEvidence.errors ?? []).toEqual([]);
});
