// docs/organisations.md: its YAML fits the schema, its shell is shell, what it names exists; and to leave takes our tags off, and nothing else.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { FLAGS, VERBS } from '../../src/commands/index.ts';
import { RULES } from '../../src/diagnostics/rules.ts';
import { parse } from '../../src/source/parse.ts';
import { plain } from '../../src/source/value.ts';
import { FRUIT } from '../sandbox/support.ts';
import { access } from '../support/host.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const TEXT = read('docs/organisations.md');

/** Of a language, without the indentation of the list that a block stands in. */
const blocks = (...languages: readonly string[]): readonly string[] =>
  [...TEXT.matchAll(/^( *)```(\w+)\n([\s\S]*?)^\1```$/gm)].flatMap(([, indent = '', language = '', text = '']) =>
    languages.includes(language) ? [text.replaceAll(new RegExp(`^${indent}`, 'gm'), '')] : [],
  );
const PROSE = TEXT.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '');
const QUOTED = [...PROSE.matchAll(/`([^`\n]+)`/g)].map(([, word]) => word!);

const schema = JSON.parse(read('schemas/access.schema.json'));
const validate = new Ajv2020.default({ allowUnionTypes: true, strictTypes: false }).compile(schema);

test.each(blocks('yaml').map((text) => [text.split('\n', 1)[0]!, text] as const))('%s fits the schema', (_, text) => {
  const { value, diagnostics } = parse({ path: 'access.yaml', configPath: 'access.yaml', text });
  expect(diagnostics).toEqual([]);
  expect(validate(value && plain(value)) || validate.errors).toBe(true);
});

test.each(blocks('sh').map((text) => [text.split('\n', 1)[0]!, text] as const))('%s is shell', (_, text) => {
  expect(spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});

describe('what it names', () => {
  it('are commands and flags that exist', () => {
    const lines = [...blocks('sh', 'console').flatMap((text) => text.split('\n')), ...QUOTED];
    const calls = lines.flatMap((line) => /^(?:\$ )?access ([a-z].*)$/.exec(line)?.[1] ?? []);
    const flags = new Set(Object.values(FLAGS).flatMap(({ flags: text }) => text.match(/--[\w-]+/g) ?? []));
    const unknown = calls.filter((call) => {
      const [verb, ...words] = call.split(' ');
      return (
        !VERBS.some(({ name }) => name === verb) || words.some((word) => word.startsWith('--') && !flags.has(word))
      );
    });
    expect(calls.length).toBeGreaterThan(10);
    expect(unknown).toEqual([]);
  });

  it('are codes that exist', () => {
    const namespaces = new Set(Object.keys(RULES).map((code) => code.split('/')[0]!));
    const codes = QUOTED.filter((word) => /^[a-z-]+\/[a-z-]+$/.test(word) && namespaces.has(word.split('/')[0]!));
    expect(codes.length).toBeGreaterThan(5);
    expect(codes.filter((code) => !(code in RULES))).toEqual([]);
  });

  it('are places that are there', () => {
    const anchors = (text: string) =>
      [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
        title!
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
          .replaceAll(' ', '-'),
      );
    const targets = [...PROSE.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
    const broken = targets.filter((target) => {
      if (target.startsWith('https://')) return false;
      const [file = '', anchor] = target.split('#');
      const to = path.join('docs', file === '' ? 'organisations.md' : file);
      return !existsSync(path.join(ROOT, to)) || (anchor !== undefined && !anchors(read(to)).includes(anchor));
    });
    expect(targets.length).toBeGreaterThan(20);
    expect(broken).toEqual([]);
  });
});

test('a release takes our tag off our sets, and changes nothing else', async () => {
  const owned = { Grower: 'platform', Presser: 'data', Owner: 'platform' } as Readonly<Record<string, string>>;
  const permissionSets = (FRUIT.permissionSets ?? []).map((set) => ({
    ...set,
    tags: { ...set.tags, 'access:owner': owned[set.name]! },
  }));
  const cwd = mkdtempSync(path.join(tmpdir(), 'access-release-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  mkdirSync(path.join(cwd, 'access'));
  writeFileSync(
    path.join(cwd, 'access', 'access.yaml'),
    'identityCenter: { region: eu-west-1, owner: platform, owners: [data] }\n',
  );
  writeFileSync(path.join(cwd, 'seed.json'), JSON.stringify({ ...FRUIT, permissionSets }));
  const state = () => JSON.parse(readFileSync(path.join(cwd, '.access', 'sandbox.json'), 'utf8'));
  const release = ['release', '--sandbox', '--seed', 'seed.json'];
  expect((await access([...release, '--dry-run'], { cwd })).exitCode).toBe(0);
  const before = state();
  expect((await access([...release, '--auto-approve'], { cwd })).exitCode).toBe(0);
  const told = ({ permissionSets: sets, now: _, events: _events, ...rest }: ReturnType<typeof state>) => ({
    ...rest,
    permissionSets: sets.map(({ editedAt: _, ...set }: { readonly editedAt: unknown }) => set),
  });
  const expected = told(before);
  for (const set of expected.permissionSets)
    if (set.tags['access:owner'] === 'platform') delete set.tags['access:owner'];
  expect(told(state())).toEqual(expected);
  const { events } = state();
  expect(events.map(({ name }: { readonly name: string }) => name)).toEqual(['UntagResource', 'UntagResource']);
});
