// How commands speak: data on stdout, everything else on stderr, colours only where somebody sees them.
import { createColors } from 'picocolors';
import { printable } from '../diagnostics/collector.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { renderDiagnosticsGithub } from '../render/diagnostics-github.ts';
import { renderDiagnosticsJson } from '../render/diagnostics-json.ts';
import { renderDiagnosticsSarif } from '../render/diagnostics-sarif.ts';
import { renderDiagnosticsText } from '../render/diagnostics-text.ts';
import type { Layout, Style } from '../render/style.ts';
import type { Host, Output } from './host.ts';

export function styleOf({ hasColors }: Output): Style {
  return createColors(hasColors);
}

export function layoutOf(output: Output): Layout {
  return { style: styleOf(output), width: output.columns };
}

/** Findings for a person, on stderr. */
export function printFindings(
  host: Host,
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string> = new Map(),
): void {
  host.stderr.write(renderDiagnosticsText(printable(diagnostics), sources, styleOf(host.stderr)));
}

export interface Findings {
  readonly found: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
  readonly format: string;
}

/** Findings that are the result of a command: for machines on stdout. */
export function printFormatted(host: Host, { found: all, sources, format }: Findings): void {
  const found = printable(all);
  if (format === 'json') host.stdout.write(renderDiagnosticsJson(found));
  else if (format === 'github') host.stdout.write(renderDiagnosticsGithub(found));
  else if (format === 'sarif') host.stdout.write(renderDiagnosticsSarif(found, host.toolVersion));
  else printFindings(host, found, sources);
}
