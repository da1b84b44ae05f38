// A folder full of mistakes: each is marked on its line with its code, and what is found must be that and nothing else.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { access } from '../support/host.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const INPUT = fileURLToPath(new URL('../cases/cli/thirty-mistakes/input', import.meta.url));

/** In JSON nothing can be marked. */
const IN_JSON = ['access/policies/grafter.json:3 yaml/not-json'];

const marked = (file: string): readonly string[] =>
  readFileSync(path.join(INPUT, file), 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      const codes = / # ! (.*)$/.exec(line)?.[1]?.split(' ') ?? [];
      return codes.map((code) => `${file}:${index + 1} ${code}`);
    });

interface Finding {
  readonly code: string;
  readonly span?: { readonly file: string; readonly start: { readonly line: number } };
}

test('every mistake is found at its line, and none hides or makes another', async () => {
  const files = readdirSync(path.join(INPUT, 'access'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => `access/${file}`);
  const { stdout, exitCode } = await access(['validate', '--format', 'json'], { cwd: INPUT });
  const schema = JSON.parse(readFileSync(path.join(ROOT, 'schemas', 'diagnostic.schema.json'), 'utf8'));
  const validate = new Ajv2020({ allErrors: true, strictTypes: false }).compile(schema);
  validate(JSON.parse(stdout));
  expect(validate.errors ?? []).toEqual([]);
  const findings: readonly Finding[] = JSON.parse(stdout).findings;
  const found = findings.map(({ code, span }) => `${span?.file}:${span?.start.line} ${code}`);
  expect(found.toSorted()).toEqual([...files.flatMap(marked), ...IN_JSON].sort());
  expect(found.length).toBeGreaterThan(80);
  expect(exitCode).toBe(1);
});
