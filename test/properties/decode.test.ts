import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Document } from 'yaml';
import { decode } from '../../src/config/decode.ts';
import { RULES } from '../../src/diagnostics/rules.ts';
import { parseAll } from '../../src/source/parse.ts';
import { withoutSpans } from '../support/compile-cases.ts';
import { effort } from '../support/runs.ts';

const ORCHARD = {
  groups: {
    pickers: { displayName: 'Orchard Pickers', objectId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159' },
    growers: { unpinned: true },
    vendors: { externalId: 'vendors@orchard.example' },
  },
  accounts: {
    'orchard-prod': { id: '222222222222', ou: 'Orchards/Prod', tags: { env: 'prod', area: 'north' } },
    'orchard-dev': { id: '333333333333' },
  },
  accountSets: { production: { include: ['ou:Orchards/Prod/**'], except: ['orchard-pci'] } },
  permissionSets: {
    Picker: { sessionDuration: '8h', managedPolicies: ['ReadOnlyAccess'], tags: { team: 'pickers', area: 'north' } },
    Grower: { inlinePolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } },
    AWSReadOnlyAccess: { external: true },
  },
  grants: [
    {
      groups: 'pickers',
      permissionSets: ['Picker'],
      accounts: ['orchard-dev', 'set:production'],
      expires: '2027-01-31',
    },
    { groups: ['growers', 'vendors'], permissionSets: 'Grower', accounts: { intersect: ['orchard-*', 'tag:env=dev'] } },
  ],
};
const ORCHARD_YAML = `# an orchard\n${new Document(ORCHARD).toString()}`;

function decodeTexts(texts: Readonly<Record<string, string>>) {
  const parsed = parseAll(Object.entries(texts).map(([name, text]) => ({ path: name, configPath: name, text })));
  const decoded = decode({ files: parsed.value, policies: [] });
  return { value: decoded.value, diagnostics: [...parsed.diagnostics, ...decoded.diagnostics] };
}

describe('decode', () => {
  test('the order of keys and the cut into files mean nothing', () => {
    const expected = meaning(decodeTexts({ 'orchard.yaml': ORCHARD_YAML }));
    const cut = fc.record({
      seed: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      files: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(cut, ({ seed, files }) => {
        expect(meaning(decodeTexts(scattered(seed, files)))).toEqual(expected);
      }),
      { numRuns: effort(200, 60), seed: 20271 },
    );
  });

  test('any change of a few characters is decoded or reported, and never thrown', () => {
    const edit = fc.record({
      at: fc.nat(ORCHARD_YAML.length),
      length: fc.nat(6),
      insert: fc.oneof(fc.constantFrom(...SPARKS), fc.string({ unit: 'binary', maxLength: 4 })),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const text = edits.reduce(
          (all, { at, length, insert }) => all.slice(0, at) + insert + all.slice(at + length),
          ORCHARD_YAML,
        );
        expectSane(text);
      }),
      { numRuns: effort(600, 200), seed: 20271 },
    );
  });

  test('any text at all is decoded or reported, and never thrown', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(fc.constantFrom(...SPARKS), { maxLength: 60 }).map((parts) => parts.join('')),
    );
    fc.assert(fc.property(text, expectSane), { numRuns: effort(1500, 400), seed: 20271 });
  });
});

/** Pieces of syntax in which YAML goes wrong most easily. */
const SPARKS = [
  ...[
    '\n',
    '\n  ',
    '\t',
    ': ',
    '- ',
    '? ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '|\n',
    '>-\n',
    '#',
    ' #',
    '&a ',
    '*a',
    '*b',
    '!!str ',
    '!x ',
  ],
  ...[
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '<<: ',
    '~',
    'null',
    '012345678901',
    '1e11',
    '__proto__',
    'constructor',
    'grants:',
    'groups:',
  ],
  ...[
    '\r',
    '\r\n',
    '\u0000',
    '\u0002',
    '\u0018',
    '\u001f',
    '\u0085',
    '\u2028',
    '\u202e',
    '\ufeff',
    '\ud800',
    '🍎',
    '"\\ud800"',
    '@',
    '`',
  ],
];

function expectSane(text: string): void {
  const { value, diagnostics } = decodeTexts({ 'access.yaml': text });
  for (const { code, message, hint = '', span } of diagnostics) {
    expect(RULES).toHaveProperty([code]);
    expect(`${message}${hint}`).not.toMatch(/undefined|\[object/);
    expect(span!.start.offset).toBeLessThanOrEqual(span!.end.offset);
    expect(span!.end.offset).toBeLessThanOrEqual(text.length);
  }
  expect(value.groups.get('__proto__')?.key.value ?? '__proto__').toBe('__proto__');
}

function meaning({ value, diagnostics }: ReturnType<typeof decodeTexts>) {
  expect(diagnostics).toEqual([]);
  const plain = withoutSpans(value) as { readonly grants: readonly unknown[] };
  return { ...plain, grants: plain.grants.map((grant) => JSON.stringify(grant)).sort() };
}

/** The orchard with every mapping of names shuffled, dealt out to several files. */
function scattered(seed: readonly number[], files: number): Readonly<Record<string, string>> {
  let drawn = 0;
  const draw = () => seed[drawn++ % seed.length]!;
  const parts: Record<string, unknown>[] = Array.from({ length: files }, () => ({}));
  for (const [section, declarations] of shuffled(Object.entries(ORCHARD), draw)) {
    for (const [name, declaration] of shuffled(Object.entries(declarations), draw)) {
      const part = parts[draw() % files]!;
      const shown = section === 'grants' ? declaration : shuffledKeys(declaration, draw);
      if (Array.isArray(declarations)) part[section] = [...((part[section] as unknown[]) ?? []), shown];
      else part[section] = { ...(part[section] as object), [name]: shown };
    }
  }
  return Object.fromEntries(
    parts.map((part, index) => [`${index}-${draw() % 10}.yaml`, new Document(part).toString()]),
  );
}

/** The keys of a declaration and of its tags; a policy keeps its order, which its own phase decides about. */
function shuffledKeys(declaration: object, draw: () => number): object {
  const entries = Object.entries(declaration).map(([key, value]) => [
    key,
    key === 'tags' ? shuffledKeys(value, draw) : value,
  ]);
  return Object.fromEntries(shuffled(entries, draw));
}

function shuffled<T>(items: readonly T[], draw: () => number): readonly T[] {
  return items
    .map((item) => ({ item, rank: draw() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
