import { expect, test } from 'vitest';
import type { Unread } from '../../../src/config/declarations.ts';
import { parseSelector } from '../../../src/config/selectors.ts';
import { mayBeDeclared, mayBeSelected } from '../../../src/resolve/unread.ts';

const NOTHING: Unread = { files: false, texts: [], accounts: [] };
const BROKEN =
  'groups:\n  apple-pickers: { unpinned: true }\naccounts: { press-prod: { id: "222222222222", ou: Presses/Prod, tags: {env: prod';

test.each([
  ['apple-pickers', true],
  ['pickers', false],
  ['apple', false],
  ['apple-picker', false],
  ['Apple-Pickers', false],
])('a group %s may be declared in the broken text: %s', (name, expected) => {
  expect(mayBeDeclared(name, { ...NOTHING, texts: [BROKEN] })).toBe(expected);
  // What a rejected account says of itself declares no group.
  expect(mayBeDeclared(name, { ...NOTHING, accounts: [BROKEN] })).toBe(false);
});

test.each([
  ['press-prod', true],
  ['press-dev', false],
  ['222222222222', true],
  ['22222222222', false],
  ['press-*', true],
  ['mill-*', false],
  ['ou:Presses/Prod/**', true],
  ['ou:Presses/*', true],
  ['ou:Presses/Dev/**', false],
  ['ou:Press/**', false],
  ['tag:env=prod', true],
  ['tag:env=dev', false],
  ['set:press-prod', true],
  ['*', true],
])('%s may select in the broken text: %s', (text, expected) => {
  const parsed = parseSelector(text);
  const selector = parsed.ok ? parsed.selector : ({ kind: 'name', name: text } as const);
  for (const unread of [
    { ...NOTHING, texts: [BROKEN] },
    { ...NOTHING, accounts: ['apples', BROKEN] },
  ]) {
    expect(mayBeSelected(selector, { unread })).toBe(expected);
  }
  expect(mayBeSelected(selector, { unread: NOTHING })).toBe(false);
  expect(mayBeSelected(selector, { unread: { ...NOTHING, files: true } })).toBe(true);
});

test('an intersection may select what each of its parts may', () => {
  const item = (text: string) => {
    const parsed = parseSelector(text);
    if (!parsed.ok) throw new Error(text);
    return { selector: parsed.selector, text, span: SPAN, mayBeEmpty: false };
  };
  const intersection = (...texts: readonly string[]) => ({ kind: 'intersect', of: texts.map(item) }) as const;
  const unread = { ...NOTHING, texts: [BROKEN] };
  expect(mayBeSelected(intersection('press-*', 'tag:env=prod'), { unread })).toBe(true);
  expect(mayBeSelected(intersection('press-*', 'tag:env=dev'), { unread })).toBe(false);
});

const START = { line: 1, column: 1, offset: 0 };
const SPAN = { file: 'access.yaml', start: START, end: START };
