// Findings where other programs show them: GitLab's Code Quality, and a comment.
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { renderDiagnosticsGitlab } from '../../../src/render/diagnostics-gitlab.ts';
import { findingsComment } from '../../../src/render/findings-comment.ts';
import { writeMarkdown } from '../../../src/render/markdown.ts';
import { finding } from '../../support/plans.ts';

const span = (line: number, file = 'access/people.yaml') => ({
  file,
  start: { line, column: 3, offset: 10 * line },
  end: { line, column: 8, offset: 10 * line + 5 },
});
const unknown = (line: number): Diagnostic =>
  finding('name/unknown', 'error', { message: 'unknown group `presers`', span: span(line) });

describe('Code Quality', () => {
  const report = (found: readonly Diagnostic[]) =>
    JSON.parse(renderDiagnosticsGitlab(found)) as readonly {
      readonly fingerprint: string;
      readonly location: object;
    }[];

  test('has what GitLab asks for', () => {
    const found = [unknown(4), finding('policy/data-old', 'notice', { message: 'old', hint: 'update' })];
    const [nowhere, here] = [...report(found)].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? 1 : -1));
    expect([nowhere, here]).toMatchObject([
      {
        check_name: 'name/unknown',
        severity: 'critical',
        location: { path: 'access/people.yaml', lines: { begin: 4 } },
      },
      { description: 'old; hint: update', severity: 'info', location: { path: 'access.yaml', lines: { begin: 1 } } },
    ]);
    expect(renderDiagnosticsGitlab([])).toBe('[]\n');
  });

  test('a finding keeps its fingerprint when lines are put before it, and no two have one', () => {
    const prints = (lines: readonly number[]) => report(lines.map(unknown)).map(({ fingerprint }) => fingerprint);
    expect(prints([4, 9])).toEqual(prints([104, 209]));
    expect(new Set(prints([4, 9, 12])).size).toBe(3);
  });
});

describe('a comment', () => {
  test('begins with the errors, whatever the files are called', () => {
    const found = [{ ...finding('policy/data-old', 'warning', { message: 'old' }), span: span(1, 'a') }, unknown(4)];
    const markdown = writeMarkdown(findingsComment({ found }));
    expect(markdown).toMatch(/^## access: 1 error, 1 warning\n\n- \*\*error\*\*/);
  });

  test.each([2_000, 65_536])('fits %i bytes, and says what it lacks', (limit) => {
    const found = Array.from({ length: 1_000 }, (_, line) => unknown(line + 1));
    const markdown = writeMarkdown(findingsComment({ found }, { limit }));
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limit);
    expect(Buffer.byteLength(markdown)).toBeGreaterThan(limit / 2);
    expect(markdown).toContain('access: 1000 errors');
    expect(markdown).toMatch(/more|log of the job/);
  });
});
