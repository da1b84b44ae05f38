import { expect, test } from 'vitest';
import { decode } from '../../../src/config/decode.ts';
import { parseAll } from '../../../src/source/parse.ts';

const file = (name: string, text: string) => ({ path: name, configPath: name, text });

test('the first file by name wins a name, in whatever order the files come', () => {
  const pickers = file(
    'a-pickers.yaml',
    'groups:\n  pickers: { displayName: First, unpinned: true }\n  apples: { unpinned: true }\n',
  );
  const again = file('b-again.yaml', 'groups:\n  pickers: { displayName: Second, unpinned: true }\n');
  const [one, other] = [
    [pickers, again],
    [again, pickers],
  ].map((files) => decode({ files: parseAll(files).value, policies: [] }));
  expect(other).toEqual(one);
  expect([...one!.value.groups.values()].map(({ displayName }) => displayName.value)).toEqual(['apples', 'First']);
  expect(one!.diagnostics).toMatchObject([
    { code: 'name/duplicate', span: { file: 'b-again.yaml' }, labels: [{ span: { file: 'a-pickers.yaml' } }] },
  ]);
});

test.each([
  ['groups: { pickers: }', []],
  ['groups: { pickers: } # \u202e', []],
  ['unmanaged: []', []],
  ['groups: { pickers: { objectId: [] } }', []],
  ['groups: [', ['groups: [']],
  ['groups: [pickers, { name: pressers }]', ['pickers\nname\npressers']],
  ['gruops: { pickers: }', ['pickers\n']],
  ['groups: { pickers: }\ngroups: { pressers: }', ['groups', 'pressers\n']],
  ['groups: { pickers: }\n---\ngroups: { pressers: }', ['---\ngroups: { pressers: }']],
  ['groups: { pickers: }\n1: { pressers: }', ['1', 'pressers\n']],
])('names may be declared in what was not read: %j', (text, unread) => {
  const { value } = decode({ files: parseAll([file('access.yaml', text)]).value, policies: [] });
  expect(value.unread.texts).toEqual(unread);
});
