// Who has what: every assignment of the holdings once, in every format, and as schemas/report.schema.json says.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { access } from '../../support/host.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const schema = JSON.parse(readFileSync(path.join(ROOT, 'schemas', 'report.schema.json'), 'utf8'));

async function report(...words: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await access(['report', ...words], { cwd: ROOT });
  expect([exitCode, stderr.includes('error[')]).toEqual([0, false]);
  return stdout;
}

test('the example in JSON fits the schema, and CSV has a row for each of its assignments', async () => {
  const json = JSON.parse(await report('--format', 'json'));
  const validate = new Ajv2020({ strictTypes: false }).compile(schema);
  expect([validate(json), validate.errors]).toEqual([true, null]);
  expect(json.assignments.length).toBeGreaterThan(50);
  expect(new Set(json.assignments.map(({ address }: { address: string }) => address)).size).toBe(
    json.assignments.length,
  );
  const csv = (await report('--format', 'csv')).trimEnd().split('\r\n');
  expect(csv).toHaveLength(json.assignments.length + 1);
});
