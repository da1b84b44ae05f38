// Findings as SARIF 2.1.0, for code scanning: each code is a rule with its long form, each finding a result with its region.
import { type Diagnostic, type Severity, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import type { Rule } from '../diagnostics/rule.ts';
import { type Code, RULES } from '../diagnostics/rules.ts';
import type { Span } from '../source/span.ts';
import { forJson } from './escape.ts';

export function renderDiagnosticsSarif(diagnostics: readonly Diagnostic[], toolVersion: string): string {
  const findings = sortDiagnostics(diagnostics);
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'access', version: toolVersion, rules: codes.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, codes)),
      },
    ],
  };
  return `${forJson(JSON.stringify(log, null, 2))}\n`;
}

function ruleOf(code: Code) {
  const { severity, title, explanation } = RULES[code] as unknown as Rule<never>;
  return {
    id: code,
    shortDescription: { text: title },
    help: { text: explanation, markdown: explanation },
    defaultConfiguration: { level: levelOf(severity) },
  };
}

function resultOf({ code, severity, message, hint, span, labels = [] }: Diagnostic, codes: readonly Code[]) {
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: levelOf(severity),
    message: { text: hint === undefined ? message : `${message}\nhint: ${hint}` },
    ...(span === undefined ? {} : { locations: [{ physicalLocation: placeOf(span) }] }),
    ...(labels.length === 0
      ? {}
      : {
          relatedLocations: labels.map((label) => ({
            physicalLocation: placeOf(label.span),
            message: { text: label.message },
          })),
        }),
  };
}

function placeOf({ file, start, end }: Span) {
  return {
    artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') },
    region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
  };
}

function levelOf(severity: Severity): 'error' | 'warning' | 'note' {
  return severity === 'notice' ? 'note' : severity;
}
