// Where findings are in a repository, for readers that show each beside a line of a file of it: code scanning, annotations.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Position, Span } from '../source/span.ts';

/** What the paths of findings are relative to, and what a finding without a place is about. */
export interface Checkout {
  /** What found them: those of another command are another analysis. */
  readonly command: 'validate' | 'lint' | 'test' | 'compare';
  /** Path of the working folder from the top of the repository, `/` between segments; empty at the top, and outside of any. */
  readonly folder: string;
  /** Path as spans have it: the settings of a config folder, or the policy that is linted. */
  readonly subject: string;
  /** What paths of the base begin with: its files are not in the checkout. */
  readonly past?: string;
}

/** Where a command does not say. */
export const SOMEWHERE: Checkout = { command: 'validate', folder: '', subject: 'access.yaml' };

const BEGINNING: Position = { line: 1, column: 1, offset: 0 };

const beginningOf = (file: string): Span => ({ file, start: BEGINNING, end: BEGINNING });

/** A place in the checkout for every finding; paths as spans have them. `sources`: files by path, those of the base included. */
export function placeIn(
  { past, subject }: Checkout,
  { span }: Pick<Diagnostic, 'span'>,
  sources: ReadonlyMap<string, string>,
): Span {
  if (span === undefined) return beginningOf(subject);
  if (!isPast(span, past)) return span;
  const today = span.file.slice(past!.length);
  return beginningOf(sources.has(today) ? today : subject);
}

export function isPast({ file }: Pick<Span, 'file'>, past: Checkout['past']): boolean {
  return past !== undefined && file.startsWith(past);
}

/** Of a path as spans have it: from the top of the repository. One that is absolute, or leads out of it, stays as it is. */
export function repositoryPath({ folder }: Checkout, file: string): string {
  if (file.startsWith('/')) return file;
  const segments = folder === '' ? [] : folder.split('/');
  for (const segment of file.split('/')) {
    if (segment === '.' || segment === '') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return file;
  }
  return segments.join('/');
}
