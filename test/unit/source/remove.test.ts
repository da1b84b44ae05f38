// Parts of the items of a list: what stays reads as what was meant, and every byte of it is as it was.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { type Kept, withParts } from '../../../src/source/remove.ts';

const offsetsIn = (text: string, key = 'grants'): readonly number[] =>
  (parseDocument(text).get(key) as YAMLSeq<YAMLMap>).items.map(({ range }) => range![0]);

const places = (...all: readonly number[]): ReadonlySet<number> => new Set(all);
const removed = (text: string, index: number) =>
  withParts(text, 'grants', [{ offset: offsetsIn(text)[index]!, parts: [] }]);

describe('an item that is removed', () => {
  test.each([
    {
      what: 'goes with its comments, and no others do',
      before:
        '# head\ngrants:\n  # of a\n  - g: a # beside\n    # below\n  # of b\n\n  # of c\n  - g: c\n\n# tail\nnext: 1\n',
      index: 0,
      after: '# head\ngrants:\n  # of b\n\n  # of c\n  - g: c\n\n# tail\nnext: 1\n',
    },
    {
      what: 'in the middle takes one empty line along',
      before: 'grants:\n  - g: a\n\n  - g: b\n\n  - g: c\n',
      index: 1,
      after: 'grants:\n  - g: a\n\n  - g: c\n',
    },
    {
      what: 'at the end takes the one before it',
      before: 'grants:\n  - g: a\n\n  - g: b\nnext: 1\n',
      index: 1,
      after: 'grants:\n  - g: a\nnext: 1\n',
    },
    { what: 'leaves an empty list', before: 'grants: # all\n  - g: a\n', index: 0, after: 'grants: [] # all\n' },
    {
      what: 'may begin below its dash',
      before: 'grants:\n- # of a\n  g: a\n- g: b\n',
      index: 0,
      after: 'grants:\n- g: b\n',
    },
    {
      what: 'may end with a block of text',
      before: 'grants:\n- g: |\n    - x\n- g: |\n    - y\n- g: c',
      index: 1,
      after: 'grants:\n- g: |\n    - x\n- g: c',
    },
    {
      what: 'may have the line breaks of Windows',
      before: 'grants:\r\n  - g: a\r\n  - g: b\r\n',
      index: 0,
      after: 'grants:\r\n  - g: b\r\n',
    },
  ])('$what', ({ before, index, after }) => {
    expect(removed(before, index)).toEqual({ text: after, leftAlone: [] });
  });

  test.each([
    ['an anchor', 'grants:\n  - &a { g: a }\n'],
    ['an alias', 'x: &a b\ngrants:\n  - g: *a\n'],
    ['a tag', 'grants:\n  - g: !x a\n'],
  ])('is left alone with %s', (_, text) => {
    const [offset] = offsetsIn(text);
    expect(withParts(text, 'grants', [{ offset: offset!, parts: [] }])).toEqual({ text, leftAlone: [offset] });
  });

  test('is left alone in a list on one line', () => {
    const text = 'grants: [{ g: a }, { g: b }]\n';
    expect(removed(text, 0)).toEqual({ text, leftAlone: offsetsIn(text).slice(0, 1) });
  });
});

describe('an item that is left in parts', () => {
  const parts = (text: string, ...kept: readonly Kept[]) =>
    withParts(text, 'grants', [{ offset: offsetsIn(text)[0]!, parts: kept }]);

  test('stays in its place, with its comments', () => {
    const text =
      'grants:\n  # why\n  - groups: [a, b]\n    sets:\n      # of x\n      - x # first\n      - y\n    accounts: "*" # all\n';
    expect(parts(text, { groups: places(0), sets: places(1) }, { groups: places(1), sets: places(0, 1) }).text).toBe(
      'grants:\n  # why\n  - groups: [a]\n    sets:\n      - y\n    accounts: "*" # all\n' +
        '  # why\n  - groups: [b]\n    sets:\n      # of x\n      - x # first\n      - y\n    accounts: "*" # all\n',
    );
  });

  test.each([
    ['at the begin', 'grants:\n  - users: [u]\n    groups: a\n    sets: x\n', 'grants:\n  - groups: a\n    sets: x\n'],
    [
      'below others',
      'grants:\n  - groups: a\n    # people\n    users:\n      - u\n    sets: x\n',
      'grants:\n  - groups: a\n    sets: x\n',
    ],
    ['in braces', 'grants:\n  - { groups: a, users: [u], sets: x }\n', 'grants:\n  - { groups: a, sets: x }\n'],
    ['last in braces', 'grants:\n  - { groups: a, sets: x, users: [u] }\n', 'grants:\n  - { groups: a, sets: x }\n'],
  ])('loses a list of which nothing stays, %s', (_, text, after) => {
    expect(parts(text, { groups: places(0), users: places() }).text).toBe(after);
  });

  test('is left alone with a comment inside a list on one line', () => {
    const text = 'grants:\n  - groups: [a, # one\n      b]\n    sets: x\n';
    expect(parts(text, { groups: places(0) })).toEqual({ text, leftAlone: offsetsIn(text) });
  });
});

const NAMES = ['a', 'b', 'c', 'd'];

/** A list of names as people write them. */
const listText = (key: string, names: readonly string[], style: number, indent: string): string =>
  style === 0 && names.length === 1
    ? `${key}: ${names[0]}`
    : style <= 1
      ? `${key}: [${names.join(style === 0 ? ',' : ', ')}]`
      : `${key}:\n${names.map((name, at) => `${at % 2 === 0 ? '' : `${indent}  # of ${name}\n`}${indent}  - "${name}"${style === 3 ? ` # ${name}` : ''}`).join('\n')}`;

const grant = fc.record({
  groups: fc.subarray(NAMES, { minLength: 1 }),
  sets: fc.subarray(NAMES, { minLength: 1 }),
  style: fc.nat(3),
  comment: fc.boolean(),
  blank: fc.boolean(),
  seed: fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }),
});

test('what is left reads as what was meant, whatever the lists look like, and nothing else changes', () => {
  fc.assert(
    fc.property(fc.array(grant, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '  '), (grants, indent) => {
      const text = `# head\ngrants:\n${grants
        .map(
          ({ groups, sets, style, comment, blank }) =>
            `${comment ? `${indent}# why\n` : ''}${indent}- ${listText('groups', groups, style, `${indent}  `)}\n${indent}  ${listText('sets', sets, 3 - style, `${indent}  `)}\n${blank ? '\n' : ''}`,
        )
        .join('')}# tail\nnext: 1\n`;
      const offsets = offsetsIn(text);
      const wanted: { groups: readonly string[]; sets: readonly string[] }[] = [];
      const edits = grants.map(({ groups, sets, seed }, at) => {
        // Each group keeps some sets; those that keep none are gone.
        const parts = groups.flatMap((name, row): Kept[] => {
          const left = sets.flatMap((_, column) => (seed[row * 4 + column] === true ? [column] : []));
          if (left.length === 0) return [];
          wanted.push({ groups: [name], sets: left.map((column) => sets[column]!) });
          return [{ groups: places(row), sets: places(...left) }];
        });
        return { offset: offsets[at]!, parts };
      });
      const { text: after, leftAlone } = withParts(text, 'grants', edits);
      expect(leftAlone).toEqual([]);
      const listed = (value: unknown) => (Array.isArray(value) ? value : [value]);
      const read = parse(after) as { grants: readonly { groups: unknown; sets: unknown }[]; next: number };
      expect(read.grants.map(({ groups, sets }) => ({ groups: listed(groups), sets: listed(sets) }))).toEqual(wanted);
      expect(after.startsWith('# head\ngrants:')).toBe(true);
      expect(after.endsWith('# tail\nnext: 1\n')).toBe(true);
      // Each line that is left was there, but for lists on one line.
      const lines = new Set([...text.split('\n').map((line) => line.replace(/\[.*/, '')), 'grants: ']);
      expect(after.split('\n').filter((line) => !lines.has(line.replace(/\[.*/, '')))).toEqual([]);
    }),
  );
});
