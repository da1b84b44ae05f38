// Findings as JSON: the contract of schemas/diagnostic.schema.json.
import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { countBySeverity } from './diagnostics-summary.ts';
import { forJson } from './escape.ts';

export function renderDiagnosticsJson(diagnostics: readonly Diagnostic[]): string {
  const findings = sortDiagnostics(diagnostics);
  return `${forJson(JSON.stringify({ formatVersion: 1, findings, summary: countBySeverity(findings) }, null, 2))}\n`;
}
