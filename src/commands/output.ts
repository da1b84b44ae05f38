// How commands speak: data on stdout, everything else on stderr, colours only where somebody sees them.
import { createColors } from 'picocolors';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
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
  host.stderr.write(renderDiagnosticsText(diagnostics, sources, styleOf(host.stderr)));
}
