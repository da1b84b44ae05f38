// Small pieces of what bench/hostile.mjs has a megabyte of: nothing throws, and no flood of findings is kept. The time that a megabyte takes is measured there.
import { describe, expect, test } from 'vitest';
import { check, declare, offline } from '../../src/compile.ts';
import { MOST_FINDINGS, printable } from '../../src/diagnostics/collector.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { SourceFile, SourceFolder } from '../../src/source/file.ts';
import { groupBy } from '../../src/state/group-by.ts';
import { HOSTILE_INPUTS } from '../support/hostile.ts';
import { instant } from '../support/instant.ts';

const SIZE = 8_000;
const AS_OF = instant('2026-11-02T09:00:00Z');

/** Those that are smaller when they are asked to be. */
const inputs = HOSTILE_INPUTS.filter(({ command, base }) => command === 'validate' && base !== true).flatMap(
  ({ name, files }) => {
    const texts = files(SIZE);
    const characters = Object.values(texts).reduce((sum, text) => sum + text.length, 0);
    return characters > 4 * SIZE ? [] : [{ name, texts }];
  },
);

function folderOf(texts: Readonly<Record<string, string>>): SourceFolder {
  const files = Object.entries(texts).map(([path, text]): SourceFile => ({ path, configPath: path, text }));
  return {
    documents: files.filter(({ path }) => path.endsWith('.yaml')),
    policies: files.filter(({ path }) => path.endsWith('.json')),
    incomplete: false,
  };
}

const said = (texts: Readonly<Record<string, string>>): readonly Diagnostic[] => {
  const { value, diagnostics } = declare(folderOf(texts));
  return [...diagnostics, ...check(offline(value, AS_OF))];
};

describe('hostile folders', () => {
  test('there are many kinds', () => expect(inputs.length).toBeGreaterThan(100));

  test.each(inputs)('$name', ({ texts }) => {
    const found = said(texts);
    const single = found.filter(({ count }) => count === undefined);
    const byCode = groupBy(single, ({ code }) => code);
    for (const ofCode of byCode.values()) expect(ofCode.length).toBeLessThanOrEqual(MOST_FINDINGS);
    expect(printable(found).length).toBeLessThanOrEqual(MOST_FINDINGS + 3);
    // Texts of the files are cut in messages.
    expect(Math.max(0, ...found.map(({ message }) => message.length))).toBeLessThan(20_000);
  });
});
