import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { renderDiagnosticsGithub } from '../../../src/render/diagnostics-github.ts';
import { renderDiagnosticsJson } from '../../../src/render/diagnostics-json.ts';
import { excerptOf } from '../../../src/render/excerpt.ts';
import { findingsDocument } from '../../../src/render/findings.ts';
import { PLAIN } from '../../../src/render/style.ts';
import { writeTerminal } from '../../../src/render/terminal.ts';
import { finding } from '../../support/plans.ts';
import { FINDINGS, SOURCES, spanOf } from './findings.ts';

const file = (name: string) => new URL(`../../cases/render/findings/${name}`, import.meta.url).pathname;

function textOf(found: readonly Diagnostic[], sources: ReadonlyMap<string, string>): string {
  return writeTerminal(findingsDocument({ found, sources }), { style: PLAIN, width: 100 });
}

describe('golden', () => {
  test('text', async () => {
    await expect(textOf(FINDINGS, SOURCES)).toMatchFileSnapshot(file('findings.txt'));
  });
  test('JSON', async () => {
    await expect(renderDiagnosticsJson(FINDINGS)).toMatchFileSnapshot(file('findings.json'));
  });
  test('GitHub', async () => {
    await expect(renderDiagnosticsGithub({ found: FINDINGS, sources: SOURCES })).toMatchFileSnapshot(
      file('findings.github.txt'),
    );
  });
});

test('the order in which findings were made is not seen', () => {
  const backwards = [...FINDINGS].reverse();
  expect(textOf(backwards, SOURCES)).toBe(textOf(FINDINGS, SOURCES));
  expect(renderDiagnosticsGithub({ found: backwards, sources: SOURCES })).toBe(
    renderDiagnosticsGithub({ found: FINDINGS, sources: SOURCES }),
  );
});

test('nothing found is nothing printed', () => {
  expect(textOf([], SOURCES)).toBe('');
  expect(renderDiagnosticsGithub({ found: [], sources: SOURCES })).toBe('');
});

test('a message cannot start an annotation of its own', () => {
  const hostile = finding('name/unknown', 'error', {
    message: 'unknown group `a\n::error file=access.yaml,line=1::approved`',
    span: { ...spanOf('access/windows.yaml', 'groups'), file: 'a,line=99::b.yaml' },
  });
  const text = renderDiagnosticsGithub({ found: [hostile], sources: SOURCES });
  expect(text.trimEnd().split('\n')).toHaveLength(1);
  expect(text).toMatch(/^::error file=a%2Cline=99%3A%3Ab\.yaml,line=1,/);
});

describe('excerpt', () => {
  const carets = (path: string, text: string) => {
    const excerpt = excerptOf(spanOf(path, text), SOURCES.get(path));
    return excerpt === undefined ? undefined : [excerpt.indent, excerpt.length];
  };

  test.each([
    ['a plain line', 'access/teams.yaml', 'pikers', [12, 6]],
    ['after a tab, four columns', 'access/teams.yaml', 'permissionSets', [5, 14]],
    ['wide characters take two columns', 'access/teams.yaml', '管理者', [20, 6]],
  ])('%s', (_, path, text, expected) => {
    expect(carets(path, text)).toEqual(expected);
  });

  test('of several lines, the rest of the first', () => {
    expect(carets('access/teams.yaml', 'pikers\n\t permissionSets')).toEqual([12, 6]);
  });

  test('a carriage return is no part of a line', () => {
    expect(excerptOf(spanOf('access/windows.yaml', 'pickers'), SOURCES.get('access/windows.yaml'))?.text).toBe(
      '  pickers: {}',
    );
  });

  test('of a line of thousands of characters, the part around the place', () => {
    const path = 'access/policies/long.json';
    const excerpt = excerptOf(spanOf(path, '"s40"'), SOURCES.get(path))!;
    expect(excerpt.text.length).toBeLessThan(200);
    expect(excerpt.text.slice(excerpt.indent, excerpt.indent + excerpt.length)).toBe('"s40"');
  });

  test('an empty place has one caret; a line or file that is not there has none', () => {
    const at = { line: 1, column: 1, offset: 0 };
    expect(excerptOf({ file: 'x', start: at, end: at }, 'groups:')).toMatchObject({ indent: 0, length: 1 });
    expect(excerptOf({ file: 'x', start: { ...at, line: 9 }, end: at }, 'groups:')).toBeUndefined();
    expect(excerptOf({ file: 'x', start: at, end: at }, undefined)).toBeUndefined();
  });
});
