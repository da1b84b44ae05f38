// Every organisation that the tests have as a seed, taken over: the plan right after an import adopts, and does nothing else. Over generated ones, and with every option, it is a
// property (test/properties/import.test.ts); these go through the wire, as a user's does,
// and so does the estate of test/docs/adopting.test.ts.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { TOUR_SEED } from '../sandbox/models/tour.ts';
import { FRUIT } from '../sandbox/support.ts';
import { access } from '../support/host.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CASES = path.join('test', 'cases', 'cli');

/** Seeds of cases that differ from each other, by what they say. */
const files = [
  path.join('access', 'sandbox-seed.json'),
  path.join('test', 'cli', 'orchard', 'live.json'),
  ...readdirSync(path.join(ROOT, CASES), { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?:^|\/)(?:input|changes)\/live\.json$/.test(file))
    .map((file) => path.join(CASES, file)),
];
const texts = new Map(files.map((file) => [readFileSync(path.join(ROOT, file), 'utf8'), file]));
const SEEDS: readonly (readonly [name: string, text: string])[] = [
  ...[...texts].map(([text, file]) => [file, text] as const),
  ['the fruit of the sandbox', JSON.stringify(FRUIT)],
  ["the tour of AWS's models", JSON.stringify(TOUR_SEED)],
];

describe('a plan right after an import', () => {
  test.each(SEEDS)('adopts, and does nothing else: %s', { timeout: 60_000 }, async (_, text) => {
    const cwd = mkdtempSync(path.join(tmpdir(), 'access-seeds-'));
    onTestFinished(() => rmSync(cwd, { recursive: true }));
    writeFileSync(path.join(cwd, 'seed.json'), text);
    const imported = await access(['import', '--sandbox', '--seed', 'seed.json', '--owner', 'orchard'], { cwd });
    expect([imported.exitCode, imported.stderr]).toEqual([0, expect.not.stringContaining('error[')]);
    const planned = await access(['plan', '--sandbox', '--audit', '--format', 'json'], { cwd });
    const { changes, held, findings } = JSON.parse(planned.stdout);
    const others = changes.filter(({ action }: { readonly action: string }) => action !== 'adopt');
    const errors = findings.filter(({ severity }: { readonly severity: string }) => severity === 'error');
    expect({ exitCode: planned.exitCode, others, held, errors }).toEqual({
      exitCode: 0,
      others: [],
      held: [],
      errors: [],
    });
  });
});
