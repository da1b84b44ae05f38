// Findings as a Code Quality report of GitLab ("Code Quality report format"): shown in a merge request beside the lines they are about.
import { type Diagnostic, type Severity, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { digest } from '../state/digest.ts';
import { forJson } from './escape.ts';

/** Findings about no file are told at the settings: GitLab takes none without a place. */
const NOWHERE = { file: 'access.yaml', line: 1 } as const;

export function renderDiagnosticsGitlab(diagnostics: readonly Diagnostic[]): string {
  const seen = new Map<string, number>();
  const report = sortDiagnostics(diagnostics).map((finding) => {
    const { code, severity, message, hint, span } = finding;
    const { file, line } = span === undefined ? NOWHERE : { file: span.file, line: span.start.line };
    const same = [code, file, message].join('\n');
    const occurrence = (seen.get(same) ?? 0) + 1;
    seen.set(same, occurrence);
    return {
      description: hint === undefined ? message : `${message}; hint: ${hint}`,
      check_name: code,
      // Of two with one fingerprint GitLab shows one. A line that others move is no other finding.
      fingerprint: digest([code, file, message, occurrence]),
      severity: SEVERITIES[severity],
      location: { path: file, lines: { begin: line } },
    };
  });
  return `${forJson(JSON.stringify(report, null, 2))}\n`;
}

const SEVERITIES = {
  error: 'critical',
  warning: 'minor',
  notice: 'info',
} as const satisfies Readonly<Record<Severity, string>>;
