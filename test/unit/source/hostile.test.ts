// Inputs that hang or kill other YAML readers.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { parse } from '../../../src/source/parse.ts';
import { effort } from '../../support/runs.ts';

const MEGABYTE = effort(1_000_000, 250_000);
const codesOf = (text: string) =>
  parse({ path: 'orchard.yaml', configPath: 'orchard.yaml', text }).diagnostics.map(({ code }) => code);

describe('hostile files', () => {
  // Two deeply nested files, the first that a process parses, abort Node 20 and 22 in the YAML library; nothing can catch that.
  // So a fresh process parses them, in this order, with nothing harmless before.
  test('deep nesting in the first files of a process leaves it alive', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'access-deep-'));
    try {
      const outfile = path.join(folder, 'deep.cjs');
      await build({
        stdin: {
          contents: `
            import { parse } from './src/source/parse.ts';
            const texts = ['['.repeat(5000), '['.repeat(5000) + ']'.repeat(5000), '{a: '.repeat(5000), '- '.repeat(5000)];
            const codes = texts.map((text) => parse({ path: 'x.yaml', configPath: 'x.yaml', text }).diagnostics.map(({ code }) => code));
            process.stdout.write(JSON.stringify(codes));`,
          resolveDir: process.cwd(),
          loader: 'ts',
        },
        bundle: true,
        format: 'cjs',
        platform: 'node',
        outfile,
        logLevel: 'error',
      });
      const printed = execFileSync(process.execPath, [outfile], { encoding: 'utf8' });
      expect(JSON.parse(printed)).toEqual(Array(4).fill(['yaml/too-deep']));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.each([
    ['brackets', '['.repeat(MEGABYTE), ['yaml/too-deep']],
    ['dashes', '- '.repeat(MEGABYTE / 2), ['yaml/too-deep']],
    ['questions', '? '.repeat(MEGABYTE / 2), ['yaml/too-deep']],
    ['indentation', Array.from({ length: 1400 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''), ['yaml/too-deep']],
    ['keys of one mapping', Array.from({ length: MEGABYTE / 16 }, (_, key) => `key-${key}: 1\n`).join(''), []],
    ['an open quote', `a: "${'apple '.repeat(MEGABYTE / 6)}`, ['yaml/syntax']],
    ['one long line', `a: ${'apple '.repeat(MEGABYTE / 6)}`, []],
    ['many single quotes', `a: ${"'".repeat(MEGABYTE)}`, []],
    ['comments', '# apple\n'.repeat(MEGABYTE / 8), []],
  ])('a megabyte of %s is read in linear time', (_, text, codes) => {
    expect(codesOf(text)).toEqual(codes);
  });

  test('aliases and anchors by the thousand', () => {
    const text = Array.from({ length: MEGABYTE / 50 }, (_, key) => `k${key}: &a${key} *a${key - 1}\n`).join('');
    expect(codesOf(text).length).toBeGreaterThan(0);
  });

  test('equal keys by the thousand are found without comparing all pairs, and counted', () => {
    const { diagnostics } = parse({ path: 'x.yaml', configPath: 'x.yaml', text: 'apple: 1\n'.repeat(MEGABYTE / 20) });
    expect(diagnostics).toHaveLength(1001);
    expect(diagnostics.at(-1)).toMatchObject({ code: 'yaml/duplicate-key', count: MEGABYTE / 20 - 1_001 });
  });
});
