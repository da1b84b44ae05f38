// Findings as GitHub workflow commands: annotations on the lines of a pull request, one a finding.
import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/span.ts';
import { placeIn, repositoryPath, SOMEWHERE } from './checkout.ts';
import { forGithubCommand, forGithubProperty } from './escape.ts';
import type { FoundIn } from './findings.ts';

export function renderDiagnosticsGithub({ found, sources, checkout = SOMEWHERE }: FoundIn): string {
  return sortDiagnostics(found)
    .map((finding) => {
      const span = finding.span && placeIn(checkout, finding, sources);
      return `${annotation(finding, span && { ...span, file: repositoryPath(checkout, span.file) })}\n`;
    })
    .join('');
}

/** One about no file is shown beside the job. */
function annotation({ severity, code, message, hint }: Diagnostic, span: Span | undefined): string {
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
