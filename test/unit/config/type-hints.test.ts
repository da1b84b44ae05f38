import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { meantDuration } from '../../../src/config/meant-duration.ts';
import { typeHint } from '../../../src/config/type-hints.ts';
import { isNearPath } from '../../../src/diagnostics/suggest.ts';
import { durationSeconds } from '../../../src/state/duration.ts';

const SCHEMA = JSON.parse(readFileSync(new URL('../../../schemas/access.schema.json', import.meta.url), 'utf8'));

/** The keys that some mapping of the schema needs, and those of all others. */
function keysOf(schema: unknown, found = { required: new Set<string>(), optional: new Set<string>() }) {
  if (schema === null || typeof schema !== 'object') return found;
  const { required = [], properties = {} } = schema as { required?: unknown; properties?: object };
  const needed = Array.isArray(required) ? required.map(String) : [];
  for (const key of Object.keys(properties)) found[needed.includes(key) ? 'required' : 'optional'].add(key);
  for (const inner of Object.values(schema)) keysOf(inner, found);
  return found;
}

const position = { line: 1, column: 1, offset: 0 };
const empty = {
  kind: 'scalar',
  value: null,
  source: '~',
  quoted: false,
  span: { file: 'access.yaml', start: position, end: position },
} as const;

test('a key without a value is left out only where nothing needs it', () => {
  const { required, optional } = keysOf(SCHEMA);
  for (const key of required) {
    const hint = typeHint(['string'], empty, { keys: ['guardrails', key], isItem: false });
    // A key that one mapping needs and another does not is told apart by what it stands in.
    if (!optional.has(key)) expect([key, hint]).not.toEqual([key, `leave \`${key}\` out`]);
  }
});

test.each(['expires', 'permissionsBoundary', 'account', 'permissionSets', 'groups', 'scope', 'ceiling'])(
  'without `%s` there may be more access',
  (key) => {
    const hint = typeHint(['string'], empty, { keys: ['grants', key], isItem: false });
    expect(hint).toBe(`write a value, or remove \`${key}\` if nothing is meant`);
  },
);

test.each([
  ['8', '8h'],
  ['1', '1h'],
  ['240', '240m'],
  ['28800', '8h'],
  ['5400', '90m'],
  ['4 hours', '4h'],
  ['240 minutes', '240m'],
  ['1 hour 30 minutes', '1h30m'],
  ['PT8h', '8h'],
  ['30', undefined],
  ['13', undefined],
  ['PT30M', undefined],
  ['soon', undefined],
])('%s is meant as %s', (text, meant) => {
  expect(meantDuration(text)).toBe(meant);
  if (meant !== undefined) expect(durationSeconds(meant)).toBeGreaterThanOrEqual(3_600);
});

test.each([
  ['Workloads/Prud', 'Workloads/Prod', true],
  ['Customers/Xyx', 'Customers', false],
  ['Customers/X', 'Customers/Dev', false],
  ['Customers', 'Customers/Xyx', false],
])('%s for %s: %s', (path, other, near) => {
  expect(isNearPath(path, other)).toBe(near);
});
