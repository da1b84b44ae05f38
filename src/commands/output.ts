// How commands speak: data on stdout, everything else on stderr, colours only where somebody sees them.
import { createColors } from 'picocolors';
import { printable } from '../diagnostics/collector.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import {
  type Around,
  findingsText,
  findingText,
  inFormat,
  type Result,
  type ResultKind,
  type Results,
} from '../render/formats.ts';
import type { Style } from '../render/style.ts';
import type { Host, Output } from './host.ts';
import type { Options } from './options.ts';

export function styleOf({ hasColors }: Output): Style {
  return createColors(hasColors);
}

/** How much of a result is told. */
export type Detail = Pick<Around, 'all' | 'verbose'>;

export function detailOf({ all, verbose }: Options): Detail {
  return { ...(all === true ? { all } : {}), ...(verbose === true ? { verbose } : {}) };
}

function aroundOf(output: Output, { toolVersion }: Host, detail: Detail = {}): Around {
  return { style: styleOf(output), width: output.columns, onScreen: output.isTerminal, toolVersion, ...detail };
}

/** What a command was asked for, in the format that was asked for: one of its result's, which the command line has checked. */
export async function printResult<Kind extends ResultKind>(
  host: Host,
  result: Result<Kind>,
  format?: string,
  detail?: Detail,
): Promise<void> {
  const { output, write } = await inFormat(result, format);
  host[output].write(write(aroundOf(host[output], host, detail)));
}

/** The same for a file, or for a place of its own. */
export async function resultText<Kind extends ResultKind>(
  host: Host,
  result: Result<Kind>,
  format: string,
  place: Pick<Around, 'limit'> = {},
): Promise<string> {
  const { write } = await inFormat(result, format);
  return write({ ...aroundOf(host.stdout, host), style: createColors(false), onScreen: false, ...place });
}

/** What findings are about: see `Checkout`. */
export type About = Omit<NonNullable<Results['findings']['checkout']>, 'folder'>;

/** Findings that are the result of a command. */
export async function printFound(
  host: Host,
  { found, sources }: Pick<Results['findings'], 'found' | 'sources'>,
  { format, about, checked }: Checked,
): Promise<void> {
  const checkout = { ...about, folder: await host.repositoryFolder() };
  await printResult(host, { kind: 'findings', value: { found: printable(found), sources, checkout } }, format);
  if (found.length === 0) host.stderr.write(`no findings in ${checked}\n`);
}

interface Checked {
  readonly format?: string | undefined;
  readonly about: About;
  /** What nothing was found in: `3 files`. */
  readonly checked: string;
}

/** Findings for a person, on stderr. */
export function printFindings(
  host: Host,
  found: readonly Diagnostic[],
  sources: ReadonlyMap<string, string> = new Map(),
): void {
  host.stderr.write(findingsText({ found: printable(found), sources }, aroundOf(host.stderr, host)));
}

/** One finding, without a count. */
export function printFinding(host: Host, finding: Diagnostic): void {
  host.stderr.write(findingText(finding, aroundOf(host.stderr, host)));
}
