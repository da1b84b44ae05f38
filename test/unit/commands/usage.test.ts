// Options written with one dash, as Terraform's are: none is taken for a short option with a value stuck to it.
import { describe, expect, test } from 'vitest';
import { FLAGS, VERBS } from '../../../src/commands/index.ts';
import { singleDash } from '../../../src/commands/usage.ts';

const hintOf = (words: readonly string[]) => singleDash(words)?.diagnostic.hint;

describe.each(VERBS)('access $name', ({ name, options }) => {
  const longs = options.map((option) => /--[\w-]+/.exec(FLAGS[option].flags)![0]);

  test.each(longs)('%s with one dash', (long) => {
    expect(hintOf([name, long.slice(1)])).toBe(`did you mean \`${long}\`?`);
    expect(hintOf([name, `${long.slice(1)}=x`])).toBe(`did you mean \`${long}\`?`);
  });

  test('options as they are written are let through', () => {
    const words = options.flatMap((option) => FLAGS[option].flags.split(/, | /));
    expect(singleDash([name, ...words, '-h', '-Vh', '-', '-5', '--', '-out=x'])).toBeUndefined();
  });
});

test('a command that there is not is told of first', () => {
  expect(singleDash(['plna', '-out=x'])).toBeUndefined();
});
