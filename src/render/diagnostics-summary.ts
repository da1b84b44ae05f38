// How many findings of each severity, those included that are not listed, as numbers and as words.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { counted } from '../diagnostics/wording.ts';

export interface DiagnosticsSummary {
  readonly errors: number;
  readonly warnings: number;
  readonly notices: number;
}

export function countBySeverity(diagnostics: readonly Diagnostic[]): DiagnosticsSummary {
  const count = (wanted: Diagnostic['severity']) =>
    diagnostics.reduce((sum, finding) => sum + (finding.severity === wanted ? (finding.count ?? 1) : 0), 0);
  return { errors: count('error'), warnings: count('warning'), notices: count('notice') };
}

/** `3 errors, 1 warning`; empty when there are none. */
export function severityWords(diagnostics: readonly Diagnostic[]): string {
  const { errors, warnings, notices } = countBySeverity(diagnostics);
  const parts = [
    { number: errors, noun: 'error' },
    { number: warnings, noun: 'warning' },
    { number: notices, noun: 'notice' },
  ];
  return parts
    .filter(({ number }) => number > 0)
    .map(({ number, noun }) => counted(number, noun))
    .join(', ');
}
