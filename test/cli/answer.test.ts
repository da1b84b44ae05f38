// What `access can --format json` prints, against its schema.
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { access } from '../support/host.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const schema = JSON.parse(readFileSync(path.join(ROOT, 'schemas', 'answer.schema.json'), 'utf8'));
const isAnswer = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(schema);

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'access-answer-'));
  cpSync(path.join(ROOT, 'test', 'cli', 'orchard'), cwd, { recursive: true });
  cpSync(path.join(ROOT, 'test', 'cases', 'cli', 'questions', 'changes'), cwd, { recursive: true });
});
afterAll(() => rmSync(cwd, { recursive: true }));

test.each([
  [['group:pickers', 's3:GetObject', 'arn:aws:s3:::baskets/*'], 'allowed'],
  [['Reader', 's3:PutObject', '--when', 'aws:RequestedRegion=eu-west-1'], 'conditional'],
  [['Reader', 's3:DeleteBucket'], 'denied'],
  [['growers', 's3:PutObject'], 'undetermined'],
  [['growers', 's3:PutObject', 'in', 'press-prod'], 'denied'],
  [['Reader', 's3:GetObject', 'arn:aws:s3:::baskets'], 'impossible'],
] as const)('%j', async (words, verdict) => {
  const { stdout, exitCode } = await access(['can', ...words, '--format', 'json'], { cwd });
  expect(exitCode).toBe(0);
  const answer = JSON.parse(stdout);
  isAnswer(answer);
  expect(isAnswer.errors ?? []).toEqual([]);
  expect(answer.verdict).toBe(verdict);
});
