// A joined policy means what its statements together mean: parts and values change how a policy is written, and nothing of what it allows.
import { describe, expect, it } from 'vitest';
import { joinedPolicy, partWork } from '../../src/config/policy-parts.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { effectOf } from '../../src/policy/answers/index.ts';
import { parseLocatedPolicy } from '../../src/policy/language/index.ts';
import { parse } from '../../src/source/parse.ts';
import { entryOf, type MappingValue, plain, type Value } from '../../src/source/value.ts';
import { accessTo } from './claims.ts';
import type { PlainDocument } from './oracle.ts';
import { ORCHARD } from './orchard-index.ts';
import { pick, randomFrom, randomGrant } from './random.ts';

function read(path: string, text: string): Value {
  const { value, diagnostics } = parse({ path, configPath: path, text });
  if (value === undefined || diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return value;
}

/** The parts joined, as a permission set would have it; `files` by name. */
function join(list: unknown, files: Readonly<Record<string, string>>) {
  const found: Diagnostic[] = [];
  const set = read('set.yaml', JSON.stringify({ inlinePolicy: list })) as MappingValue;
  const value = joinedPolicy(entryOf(set, 'inlinePolicy')!, {
    report: (finding) => found.push(finding),
    readPolicy: ({ value: name }) => (files[name] === undefined ? undefined : read(name, files[name])),
    work: partWork(),
  });
  return { value, found };
}

/** The document as a part: some words of its resources are parameters. */
function asPart(document: PlainDocument, word: string): string {
  return JSON.stringify(document).replaceAll(`:z:${word}"`, ':z:{{word}}"').replaceAll(`:z:${word}*"`, ':z:{{word}}*"');
}

describe.each([1, 2, 3])('seed %i', (seed) => {
  it('means what its parts mean', () => {
    const random = randomFrom(seed);
    let filled = 0;
    for (let trial = 0; trial < 120; trial++) {
      const { documents } = randomGrant(random, { variables: true });
      const word = pick(random, ['a', 'ab', 'b']);
      const parts = documents.map((document) => asPart(document, word));
      const files = Object.fromEntries(parts.map((text, index) => [`${index}.json`, text]));
      const list = parts.map((text, index) =>
        text.includes('{{word}}') ? { file: `${index}.json`, with: { word } } : `${index}.json`,
      );
      filled += parts.filter((text) => text.includes('{{word}}')).length;
      const { value, found } = join(list, files);
      expect(found).toEqual([]);
      const { policy, problems } = parseLocatedPolicy(value!);
      expect(problems).toEqual([]);
      const joined = { grants: [{ documents: [{ kind: 'known' as const, name: 'joined', policy }] }] };
      const statements = (plain(value!) as { Statement: readonly unknown[] }).Statement;
      expect(statements).toEqual(documents.flatMap((document) => document.Statement));
      const { risk } = effectOf(accessTo([{ documents }]), joined, { index: ORCHARD });
      expect(risk).toBe('neutral');
      // Every text of it stands in a file.
      expect(policy.statements.every(({ span }) => /^\d\.json$/.test(span?.file ?? ''))).toBe(true);
    }
    expect(filled).toBeGreaterThan(15);
  });
});

describe('a value', () => {
  const part = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'fruit:GetApple', Resource: 'arn:x:y:c:z:{{word}}' }],
  });

  it.each([
    '*',
    'a*',
    '?',
    'a:b',
    'a/b',
    '"',
    'a b',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    '${k}',
    '{{word}}',
    'a{{',
    '',
    ' a',
    'ａ',
    '-a',
    'a-',
  ])('is never %j', (word) => {
    const { value, found } = join([{ file: 'part.json', with: { word } }], { 'part.json': part });
    expect(value).toBeUndefined();
    expect(found.map(({ code }) => code)).toEqual(['permission-set/part-value']);
  });

  it('may hold a wildcard where the part takes one, and nothing else', () => {
    const taking = part.replace('{', '{"parameters":{"word":{"wildcard":true}},');
    expect(join([{ file: 'part.json', with: { word: 'a*' } }], { 'part.json': taking }).found).toEqual([]);
    const { found } = join([{ file: 'part.json', with: { word: 'a:*' } }], { 'part.json': taking });
    expect(found.map(({ code }) => code)).toEqual(['permission-set/part-value']);
  });
});

it('is bounded: twenty parts of a megabyte each are joined while nobody waits', () => {
  const large = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'fruit:GetApple', Resource: Array.from({ length: 60_000 }, () => 'x:{{word}}') },
    ],
  });
  const file = read('part.json', large);
  const set = read(
    'set.yaml',
    JSON.stringify({ inlinePolicy: Array(20).fill({ file: 'part.json', with: { word: 'a' } }) }),
  );
  let isRefused = false;
  const value = joinedPolicy(entryOf(set as MappingValue, 'inlinePolicy')!, {
    report: ({ code }) => {
      isRefused ||= code === 'permission-set/parts-without-end';
    },
    readPolicy: () => file,
    work: partWork(),
  });
  expect([value, isRefused]).toEqual([undefined, true]);
});
