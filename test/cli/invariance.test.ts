// How files are written decides nothing: whatever the order of keys and however sections are split over files, the plan is the same.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { SETTINGS as KEYS } from '../../src/config/schema.ts';
import { access } from '../support/host.ts';
import { effort } from '../support/runs.ts';

const SETTINGS: readonly string[] = KEYS;
const EXAMPLE = fileURLToPath(new URL('../../access', import.meta.url));
/** Where pieces may go; the depth decides how a policy file is named from there. */
const HOMES = ['access.yaml', 'a.yaml', 'z.yml', 'teams/one.yaml', 'teams/two.yaml', 'teams/deep/er.yaml'];

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A declaration or a grant, free to move. */
interface Piece {
  readonly section: string;
  /** Absent for a grant. */
  readonly key?: string;
  readonly value: Json;
}

function piecesOf(folder: string): readonly Piece[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  return files.flatMap((file) => {
    const sections: Record<string, Json> = parse(readFileSync(path.join(folder, file), 'utf8')) ?? {};
    return Object.entries(sections).flatMap(([section, content]): readonly Piece[] => {
      // The file of the guardrails becomes part of access.yaml, which names it.
      if (section === 'guardrails' && typeof content === 'string') return [];
      if (SETTINGS.includes(section)) return [{ section, value: content }];
      if (Array.isArray(content)) return content.map((value: Json) => ({ section, value }));
      return Object.entries(content ?? {}).map(([key, value]) => ({
        section,
        key,
        // The policy files are copied to the root.
        value: withPolicyPath(value, (name) => name.replace(/^policies\//, '')),
      }));
    });
  });
}

/** Numbers in [0, 1). */
type Chance = () => number;

/** A counterexample is one number, and gives the same folder again. */
function chanceFrom(seed: number): Chance {
  let state = seed;
  return () => {
    // Numerical Recipes' linear congruential generator; its high bits are good enough to shuffle with.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled<T>(items: readonly T[], chance: Chance): readonly T[] {
  return items
    .map((item) => ({ item, rank: chance() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function reordered(value: Json, chance: Chance): Json {
  if (Array.isArray(value)) return value.map((item: Json) => reordered(item, chance));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(shuffled(Object.entries(value), chance).map(([key, of]) => [key, reordered(of, chance)]));
}

function writeFolder(folder: string, pieces: readonly Piece[], chance: Chance): void {
  const files = new Map<string, Map<string, { keyed: Record<string, Json>; items: Json[] }>>();
  for (const { section, key, value } of shuffled(pieces, chance)) {
    const home = SETTINGS.includes(section) ? 'access.yaml' : HOMES[Math.floor(chance() * HOMES.length)]!;
    const sections = files.get(home) ?? new Map();
    const content = sections.get(section) ?? { keyed: {}, items: [] };
    const own = reordered(value, chance);
    if (SETTINGS.includes(section)) content.keyed = own;
    else if (key === undefined) content.items.push(own);
    else content.keyed[key] = climbing(own, home);
    files.set(home, sections.set(section, content));
  }
  for (const [home, sections] of files) {
    const document = [...sections].map(([name, { keyed, items }]) => [name, name === 'grants' ? items : keyed]);
    mkdirSync(path.dirname(path.join(folder, home)), { recursive: true });
    const text = stringify(Object.fromEntries(document), {
      lineWidth: chance() < 0.5 ? 40 : 0,
      aliasDuplicateObjects: false,
    });
    writeFileSync(path.join(folder, home), text);
  }
}

/** The path of a policy file, as a file so many folders down names it. */
function climbing(value: Json, home: string): Json {
  const up = '../'.repeat(home.split('/').length - 1);
  return withPolicyPath(value, (name) => `${up}${name}`);
}

/** Policies may also stand in the YAML itself. */
function withPolicyPath(value: Json, change: (name: string) => string): Json {
  if (typeof value !== 'object' || value === null || !('inlinePolicy' in value)) return value;
  const { inlinePolicy } = value;
  if (!Array.isArray(inlinePolicy)) return { ...value, inlinePolicy: partAt(inlinePolicy ?? null, change) };
  return { ...value, inlinePolicy: inlinePolicy.map((part: Json) => partAt(part, change)) };
}

/** A file, a file with values for its parameters, or the policy itself. */
function partAt(part: Json, change: (name: string) => string): Json {
  if (typeof part === 'string') return change(part);
  if (typeof part !== 'object' || part === null || !('file' in part)) return part;
  return { ...part, file: change(String(part.file)) };
}

async function planOf(
  folder: string,
  dir: string,
): Promise<{ readonly planId: string; readonly changes: readonly object[] }> {
  const state = path.join(folder, 'state.json');
  const seed = path.join(EXAMPLE, 'sandbox-seed.json');
  const args = ['plan', '--dir', dir, '--sandbox', '--sandbox-state', state, '--seed', seed, '--format', 'json'];
  const { stdout, stderr, exitCode } = await access(args, { cwd: folder });
  rmSync(state, { force: true });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return placeless(JSON.parse(stdout));
}

/** Without the places in files: they are all that may differ. Findings come in their order, and are brought into another. */
function placeless<T>(plan: T): T {
  const text = JSON.stringify(plan, (key, value) => {
    if (['origins', 'span', 'labels'].includes(key)) return undefined;
    return ['findings', 'notices'].includes(key) && Array.isArray(value) ? value.toSorted(byMessage) : value;
  });
  return JSON.parse(text);
}

const byMessage = (a: { readonly message: string }, b: { readonly message: string }) =>
  a.message < b.message ? -1 : 1;

test('a plan does not depend on the order of keys, nor on which file says what', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'access-invariance-'));
  try {
    const written = await planOf(folder, EXAMPLE);
    expect(written.changes.length).toBeGreaterThan(20);
    const pieces = piecesOf(EXAMPLE);
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const dir = mkdtempSync(path.join(folder, 'config-'));
        cpSync(path.join(EXAMPLE, 'permission-sets', 'policies'), dir, { recursive: true });
        for (const named of ['ceilings', 'saml'])
          cpSync(path.join(EXAMPLE, named), path.join(dir, named), { recursive: true });
        writeFolder(dir, pieces, chanceFrom(seed));
        expect(await planOf(folder, dir)).toEqual(written);
      }),
      { numRuns: effort(3, 1), seed: 20261122, endOnFailure: true },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
