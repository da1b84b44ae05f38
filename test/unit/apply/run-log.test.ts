// Run logs: what an apply writes is what schemas/run.schema.json says, and what is read of a log is never more than its lines say, however they are torn.
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRunLog } from '../../../src/apply/run-log.ts';
import { access } from '../../support/host.ts';
import { runs } from '../../support/runs.ts';

const ORCHARD = fileURLToPath(new URL('../../cli/orchard', import.meta.url));
const SCHEMA = JSON.parse(readFileSync(new URL('../../../schemas/run.schema.json', import.meta.url), 'utf8'));

let cwd: string;
let log: string;
beforeAll(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), 'access-run-log-'));
  cpSync(ORCHARD, cwd, { recursive: true });
  const { exitCode } = await access(
    ['apply', '--sandbox', '--seed', 'live.json', '--auto-approve', '--journal', 'run.jsonl', '--in-flight', '1'],
    { cwd },
  );
  expect(exitCode).toBe(0);
  log = readFileSync(path.join(cwd, 'run.jsonl'), 'utf8');
});
afterAll(() => rmSync(cwd, { recursive: true }));

describe('a run on the sandbox', () => {
  test('has lines that fit the schema, each kind among them', () => {
    const validate = new Ajv2020({ strictTypes: false }).compile(SCHEMA);
    const entries = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const entry of entries) expect([validate(entry), validate.errors]).toEqual([true, null]);
    const events = SCHEMA.oneOf.map(({ $ref }: { $ref: string }) => $ref.replace('#/$defs/', ''));
    expect([...new Set(entries.map(({ event }) => event))].sort()).toEqual([...events].sort());
  });

  test('tells of each operation by itself who did it, by which plan, to whom, by which calls', () => {
    const [run] = readRunLog(log, 'run.jsonl').runs;
    const { caller, planId } = run!.start;
    expect(caller).toMatch(/^arn:aws:sts::\d{12}:assumed-role\//);
    expect(run!.outcomes).toHaveLength(run!.start.operations);
    expect(run!.open).toEqual([]);
    const calls = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ event }) => event === 'call');
    expect(run!.outcomes.flatMap(({ requestIds }) => requestIds).sort()).toEqual(
      calls.map(({ requestId }) => requestId).sort(),
    );
    for (const outcome of run!.outcomes) expect(outcome).toMatchObject({ planId, caller });
    expect(run!.outcomes.find(({ action, principal }) => action === 'delete' && principal !== undefined)).toMatchObject(
      {
        permissionSet: 'Operator',
        accountName: 'press-dev',
        principal: { type: 'group', name: 'AWS Pickers' },
        status: 'done',
      },
    );
  });

  test('is cut off anywhere: no outcome is made up, and what was sent is not lost', () => {
    const [whole] = readRunLog(log, 'run.jsonl').runs;
    fc.assert(
      fc.property(fc.nat({ max: log.length }), (length) => {
        const cut = log.slice(0, length);
        const { runs: read, unread } = readRunLog(cut, 'run.jsonl');
        const lines = cut.split('\n');
        expect(unread.length).toBeLessThanOrEqual(1);
        const sent = lines.slice(0, -1).filter((line) => line.includes('"event":"sent"')).length;
        const [run] = read;
        expect(whole!.outcomes.slice(0, run?.outcomes.length ?? 0)).toEqual(run?.outcomes ?? []);
        expect((run?.outcomes.length ?? 0) + (run?.open.length ?? 0)).toBeGreaterThanOrEqual(sent);
      }),
      runs({ numRuns: 200, seed: 15_006 }),
    );
  });
});

test('lines of any kind are read or counted, and never thrown over', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.json(), fc.constant('{"event":"start"}'))), (lines) => {
      const text = lines.map((line) => line.replaceAll('\n', ' ')).join('\n');
      const { runs: read, unread } = readRunLog(text, 'x.jsonl');
      expect(read).toEqual([]);
      expect(unread).toHaveLength(lines.filter((line) => line.trim() !== '').length);
    }),
    runs({ numRuns: 300, seed: 15_007 }),
  );
});
