import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { renderDiagnosticsJson } from '../../../src/render/diagnostics-json.ts';
import { renderPlanJson } from '../../../src/render/plan-json.ts';
import { summarise } from '../../../src/render/summary.ts';
import { permissionSet } from '../../support/plans.ts';
import { FINDINGS } from './findings.ts';
import { CROWDED, STORIES } from './stories.ts';

const schemaOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8'));
const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
const PLAN_SCHEMA = schemaOf('plan');
const FINDINGS_SCHEMA = schemaOf('diagnostic');
const isPlan = ajv.compile(PLAN_SCHEMA);
const areFindings = ajv.compile(FINDINGS_SCHEMA);

describe.each(Object.entries({ ...STORIES, crowded: CROWDED }))('%s', (_, story) => {
  test('follows the schema and says all that the plan says', () => {
    const parsed = JSON.parse(renderPlanJson(story));
    isPlan(parsed);
    expect((isPlan.errors ?? []).map(({ instancePath, message, params }) => [instancePath, message, params])).toEqual(
      [],
    );
    const aimed = (changes: readonly object[]) => changes.map((change) => ({ ...change, target: 'identity-center' }));
    const { changes, held } = story;
    const all = { ...story, changes: aimed(changes), held: aimed(held), summary: summarise(story) };
    expect(parsed).toEqual(JSON.parse(JSON.stringify(all)));
  });
});

const REMOVED = Symbol('removed');

/** The tree with one member replaced, or taken away. */
function replaced(node: unknown, [key, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(node) ? [...node] : { ...(node as object) };
  const members = copy as Record<string, unknown>;
  const member = rest.length === 0 ? value : replaced(members[key], rest, value);
  if (member === REMOVED) delete members[key];
  else members[key] = member;
  return copy;
}

const plan = STORIES['every-cause-of-a-delete']!;
const saved: unknown = JSON.parse(renderPlanJson(plan));
const deleted = plan.changes.findIndex((change) => change.kind === 'permission-set' && change.action === 'delete');
const row = plan.changes.findIndex((change) => change.kind === 'assignment' && change.action === 'delete');

test('the plan file that is forged below is good', () => {
  expect(isPlan(saved)).toBe(true);
  expect(isPlan(replaced(saved, ['toolVersion'], '0.1.1'))).toBe(true);
});

test.each([
  ['another format', ['formatVersion'], 1],
  ['a short plan id', ['planId'], '3f2a91c0'],
  ['an unknown member', ['force'], true],
  ['an instance of no Identity Center', ['instance', 'arn'], 'arn:aws:iam::111111111111:role/x'],
  ['no summary', ['summary'], REMOVED],
  ['an unknown action', ['changes', deleted, 'action'], 'grant'],
  ['an address that leaves its set', ['changes', deleted, 'address'], 'permission-set/a/../b'],
  ['a set name of two lines', ['changes', deleted, 'permissionSet'], 'Picker\nAdmin'],
  ['a definition that is deleted and declared', ['changes', deleted, 'after'], permissionSet('Picker')],
  ['a delete of nothing', ['changes', deleted, 'before'], REMOVED],
  ['a delete that expires', ['changes', row, 'expires'], '2027-02-01T00:00:00.000Z'],
  ['an account of eleven digits', ['changes', row, 'assignment', 'account'], '22222222222'],
  ['a principal of another kind', ['changes', row, 'assignment', 'principal', 'type'], 'role'],
  ['a negative line', ['changes', row, 'origins'], [{ file: 'a.yaml', line: -1, column: 1 }]],
  ['a name for what is no account', ['names', 'accounts', 'constructor'], 'x'],
  ['a name beyond all measure', ['names', 'accounts', '222222222222'], 'x'.repeat(5_000)],
])('a plan file with %s is refused', (_, path, value) => {
  expect(isPlan(replaced(saved, path, value))).toBe(false);
});

test('findings follow their schema', () => {
  const parsed = JSON.parse(renderDiagnosticsJson(FINDINGS));
  areFindings(parsed);
  expect(areFindings.errors ?? []).toEqual([]);
  expect(parsed.findings).toHaveLength(FINDINGS.length);
});

interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
  readonly additionalProperties?: unknown;
}

test.each([
  ['plan', PLAN_SCHEMA],
  ['diagnostic', FINDINGS_SCHEMA],
])('the %s schema explains every property and lets no unknown one in', (_, schema) => {
  const unexplained: string[] = [];
  const open: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties = {}, additionalProperties, type } = node as SchemaNode;
    if (type === 'object' && additionalProperties === undefined) open.push(path);
    for (const [name, { description }] of Object.entries(type === 'object' ? properties : {})) {
      if (description === undefined) unexplained.push(`${path}/${name}`);
    }
    for (const [key, child] of Object.entries(node)) visit(child, `${path}/${key}`);
  };
  visit(schema, '');
  expect(unexplained).toEqual([]);
  // A policy document is the one thing whose form is not ours.
  expect(open.filter((path) => !path.endsWith('/document'))).toEqual([]);
});
