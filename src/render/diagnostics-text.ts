// Findings for a terminal, with the lines they are about.
import { type Diagnostic, type Severity, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/span.ts';
import { severityWords } from './diagnostics-summary.ts';
import { forTerminal } from './escape.ts';
import { excerptOf } from './excerpt.ts';
import type { Paint, Style } from './style.ts';

/** `sources` holds file texts by path; without one, a finding shows its place only. Empty when there is nothing to report. */
export function renderDiagnosticsText(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  style: Style,
): string {
  if (diagnostics.length === 0) return '';
  const findings = sortDiagnostics(diagnostics).map((diagnostic) => diagnosticText(diagnostic, sources, style));
  return `${findings.join('\n\n')}\n\n${severityWords(diagnostics)}\n`;
}

/** One finding, without a line break at its end. */
export function diagnosticText(diagnostic: Diagnostic, sources: ReadonlyMap<string, string>, style: Style): string {
  const { code, severity, message, span, labels = [], hint } = diagnostic;
  const paint = severityPaint(severity, style);
  const places = [
    ...(span === undefined ? [] : [{ span, message: '', mark: '^', paint }]),
    ...labels.map((label) => ({ ...label, mark: '-', paint: style.cyan })),
  ].map((place) => ({ ...place, excerpt: excerptOf(place.span, sources.get(place.span.file)) }));
  const gutter = Math.max(1, ...places.map(({ excerpt }) => String(excerpt?.line ?? '').length));
  const margin = ' '.repeat(gutter);
  const lines = [`${paint(style.bold(`${severity}[${code}]`))}: ${style.bold(forTerminal(message))}`];
  for (const { span: at, message: note, mark, paint: caretPaint, excerpt } of places) {
    const words = note === '' ? '' : ` ${forTerminal(note)}`;
    const arrow = `${margin}${style.cyan('-->')} ${placeText(at)}`;
    lines.push(excerpt === undefined && words !== '' ? `${arrow}:${words}` : arrow);
    if (excerpt === undefined) continue;
    const carets = caretPaint(mark.repeat(excerpt.length) + words);
    lines.push(
      style.cyan(`${margin} |`),
      `${style.cyan(`${String(excerpt.line).padStart(gutter)} |`)} ${excerpt.text}`,
      `${style.cyan(`${margin} |`)} ${' '.repeat(excerpt.indent)}${carets}`,
    );
  }
  if (hint !== undefined) lines.push(`${style.cyan('hint')}: ${forTerminal(hint)}`);
  return lines.join('\n');
}

function placeText({ file, start }: Span): string {
  return `${forTerminal(file)}:${start.line}:${start.column}`;
}

function severityPaint(severity: Severity, style: Style): Paint {
  switch (severity) {
    case 'error':
      return style.red;
    case 'warning':
      return style.yellow;
    case 'notice':
      return style.cyan;
    default:
      return severity satisfies never;
  }
}
