// Findings as GitHub workflow commands: annotations on the lines of a pull request, one a finding.
import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/span.ts';
import { forGithubCommand, forGithubProperty } from './escape.ts';

export function renderDiagnosticsGithub(diagnostics: readonly Diagnostic[]): string {
  return sortDiagnostics(diagnostics)
    .map((diagnostic) => `${annotation(diagnostic)}\n`)
    .join('');
}

function annotation({ severity, code, message, hint, span }: Diagnostic): string {
  const properties = [...(span === undefined ? [] : place(span)), ['title', code]]
    .map(([name, value]) => `${name}=${forGithubProperty(value!)}`)
    .join(',');
  const body = [message, ...(hint === undefined ? [] : [`hint: ${hint}`])].map(forGithubCommand).join('%0A');
  return `::${severity} ${properties}::${body}`;
}

/** GitHub's runner drops columns, with a warning, when the two lines differ. */
function place({ file, start, end }: Span): readonly (readonly [string, string])[] {
  const oneLine = start.line === end.line;
  return [
    ['file', file],
    ['line', String(start.line)],
    ...(oneLine ? [['col', String(start.column)] as const] : []),
    ['endLine', String(end.line)],
    ...(oneLine ? [['endColumn', String(end.column)] as const] : []),
  ];
}
