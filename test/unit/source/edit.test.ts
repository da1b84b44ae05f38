// Edits of YAML text: what is added reads as what was meant, and every byte that stood there before stands there still, in the same order.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  list,
  mapping,
  withAddition,
  withEntryReplaced,
  withListItem,
  type Yaml,
  yamlOf,
  yamlText,
} from '../../../src/source/edit.ts';

const OPTIONS = { uniqueKeys: false, merge: false } as const;

/** Whether all of `before` is in `after`, in its order. */
function isKept(before: string, after: string): boolean {
  let at = 0;
  for (const character of after) if (character === before[at]) at += 1;
  return at === before.length;
}

const GROUP = { entries: [{ key: 'b', value: mapping({ displayName: 'B: x', objectId: '1' }, true) }] };

describe('withAddition', () => {
  test.each([
    {
      what: 'a section with comments',
      before: '# head\ngroups:\n  a: { objectId: x } # c\n  # tail\n\n# next\ngrants: []\n',
      after:
        '# head\ngroups:\n  a: { objectId: x } # c\n  # tail\n  b: { displayName: "B: x", objectId: "1" }\n\n# next\ngrants: []\n',
    },
    { what: 'nothing', before: '', after: 'groups:\n  b: { displayName: "B: x", objectId: "1" }\n' },
    {
      what: 'a section in braces',
      before: 'groups: { a: { objectId: x } } # one line\n',
      after: 'groups: { a: { objectId: x }, b: { displayName: "B: x", objectId: "1" } } # one line\n',
    },
    {
      what: 'an empty section',
      before: 'groups:\n  # none yet\ngrants: []\n',
      after: 'groups:\n  b: { displayName: "B: x", objectId: "1" }\n  # none yet\ngrants: []\n',
    },
    {
      what: 'a file without a last line break, and with those of Windows',
      before: 'groups:\r\n    a:\r\n        objectId: x',
      after: 'groups:\r\n    a:\r\n        objectId: x\r\n    b: { displayName: "B: x", objectId: "1" }\r\n',
    },
  ])('adds to $what', ({ before, after }) => {
    expect(withAddition(before, ['groups'], GROUP)).toBe(after);
  });

  test('adds nothing where something else stands', () => {
    expect(withAddition('groups: text\n', ['groups'], GROUP)).toBeUndefined();
    expect(withAddition('groups: [a]\n', ['groups'], GROUP)).toBeUndefined();
    expect(withAddition('{ groups: }\n', ['groups'], GROUP)).toBeUndefined();
  });

  test('keeps every byte, and is read as what there was and what was added', () => {
    const word = fc.constantFrom('a', 'b', 'on', '1', 'x y', '#', '"', "it's", '- a', '*', '&a', 'é');
    const tree: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        word,
        fc.dictionary(word, tie('tree'), { minKeys: 1, maxKeys: 3 }),
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      ),
    })).tree;
    fc.assert(
      fc.property(fc.dictionary(word, tree, { minKeys: 1, maxKeys: 3 }), tree, fc.boolean(), (before, added, flow) => {
        const text = yamlText({ ...(yamlOf({ section: before }) as { entries: never[] }), flow });
        const edited = withAddition(text, ['section'], { entries: [{ key: 'new', value: yamlOf(added) }] });
        expect(edited).toBeDefined();
        expect(isKept(text, edited!)).toBe(true);
        expect(parse(edited!, OPTIONS)).toEqual({ section: { ...before, new: added } });
      }),
    );
  });
});

describe('yamlText', () => {
  test('is read as what was written, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, flow) => {
        const value: Yaml = list([text, mapping({ key: text }, flow)], flow);
        const written = yamlText({
          entries: [
            { key: 'a', value: text, comment: text, above: text },
            { key: 'b', value },
          ],
        });
        expect(parse(written, OPTIONS)).toEqual({ a: text, b: [text, { key: text }] });
      }),
    );
  });

  test.each([
    'yes',
    'true',
    'null',
    '~',
    '1',
    '012345678901',
    '1e3',
    '0x1',
    '.inf',
    '',
    '*',
    ' a',
    'a ',
    'a: b',
    'a #b',
    '[a',
  ])('quotes %j where it would be read as something else', (text) => {
    expect(parse(yamlText({ entries: [{ key: text, value: list([text], true) }] }), OPTIONS)).toEqual({
      [text]: [text],
    });
  });
});

test('withListItem makes a list of what was one', () => {
  expect(withListItem('accounts: ou:A/** # all\n', ['accounts'], 'b')).toBe('accounts: [ou:A/**, b] # all\n');
  expect(withListItem('accounts: [a, b, ] # c\n', ['accounts'], '012345678901')).toBe(
    'accounts: [a, b, "012345678901", ] # c\n',
  );
  expect(withListItem('accounts:\n- a # c\n', ['accounts'], '*')).toBe('accounts:\n- a # c\n- "*"\n');
});

test('withEntryReplaced leaves what is around it', () => {
  expect(
    withEntryReplaced('a: { unpinned: true, x: y } # c\n', ['a', 'unpinned'], { key: 'objectId', value: 'u' }),
  ).toBe('a: { objectId: u, x: y } # c\n');
});

test('writes what looks like a space and is none, or draws nothing, as an escape', () => {
  const text = yamlText(mapping({ 'AWS\u00a0Ops': 'Ops\u200b', plain: 'AWS Ops' }));
  expect(text).toBe('"AWS\\u00a0Ops": "Ops\\u200b"\nplain: AWS Ops\n');
});
