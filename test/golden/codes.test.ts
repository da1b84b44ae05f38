// Every diagnostic code is said by at least one golden case, and says it in the house style.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { RULES } from '../../src/diagnostics/rules.ts';

const CASES = fileURLToPath(new URL('../cases', import.meta.url));
const RULES_FOLDER = fileURLToPath(new URL('../../src/diagnostics/rules', import.meta.url));

/** Inputs, and the renderers' cases: their findings are written by hand. */
const isOutput = (file: string) => {
  const parts = file.split(path.sep);
  return parts[0] !== 'render' && !parts.includes('input') && !/(?:input|live|directory|options)\.json$/.test(file);
};

const outputs = readdirSync(CASES, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(CASES, path.join(entry.parentPath, entry.name)))
  .filter(isOutput)
  .map((file) => readFileSync(path.join(CASES, file), 'utf8'));

test('every code is produced by a case', () => {
  const codes = outputs.flatMap((text) => [...text.matchAll(/\[([a-z]+(?:-[a-z]+)*\/[a-z0-9-]+)\]/g)]);
  const said = new Set(codes.map(([, code]) => code));
  const missing = Object.keys(RULES).filter((code) => !said.has(code));
  expect(missing).toEqual([]);
});

test('no case calls a role a permission set', () => {
  const role = /permission sets? [`(*]*(?:saml-)?role\/\S*/g;
  expect(outputs.flatMap((text) => text.match(role) ?? [])).toEqual([]);
});

describe('what cases say', () => {
  const messages = linesAfter(/^(?:error|warning|notice)\[[^\]]+\](?::| \S+:\d+:\d+-\d+:\d+)? (.+)$/gm);
  const hints = linesAfter(/^(?: {2})?hint: (.+)$/gm);

  function linesAfter(form: RegExp): readonly string[] {
    return [...new Set(outputs.flatMap((text) => [...text.matchAll(form)].map(([, said]) => said ?? '')))];
  }

  test.each([
    ['messages', messages],
    ['hints', hints],
  ] as const)('%s begin in lower case and have no final stop', (_, lines) => {
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.filter((line) => !/^(?:[a-z0-9`"]|AWS |GitHub |GitLab |Azure DevOps )/.test(line))).toEqual([]);
    expect(lines.filter((line) => /(?<!\.)\.$/.test(line))).toEqual([]);
  });
});

describe('rules', () => {
  test.each(readdirSync(RULES_FOLDER))('%s holds the codes of its namespace', async (file) => {
    const module: Readonly<Record<string, Readonly<Record<string, unknown>>>> = await import(
      path.join(RULES_FOLDER, file)
    );
    const codes = Object.values(module).flatMap((rules) => Object.keys(rules));
    expect(codes).not.toEqual([]);
    for (const code of codes) {
      const [namespace] = code.split('/');
      expect([namespace, path.basename(file, '.ts')].join(' ')).toMatch(/^(\S+) \1(?:-|$)/);
      expect(RULES).toHaveProperty([code]);
    }
  });

  test.each(Object.entries(RULES))('%s has a title and an explanation', (code, { title, explanation }) => {
    expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect(title).toMatch(/^[^\n]{3,60}[^.\n]$/);
    expect(explanation).toMatch(/[.:`)]$/);
    expect(explanation.split('\n\n').length).toBeLessThanOrEqual(2);
  });
});
