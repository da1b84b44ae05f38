// What the program has to say about files and plans, as data. Prose lives in rules/; renderers turn this into text, JSON or annotations.
import { compareText } from '../compare-text.ts';
import { compareSpans, type Span } from '../source/span.ts';
import type { Code } from './rules.ts';
import type { Severity } from './severity.ts';

export type { Severity } from './severity.ts';

export interface Label {
  readonly span: Span;
  /** A few words: `first defined here`. */
  readonly message: string;
}

export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  /** One line: what is wrong. Never how to fix it. */
  readonly message: string;
  /** The smallest range that shows it; absent for operational failures and plan-wide findings. */
  readonly span?: Span;
  /** Other places that matter. */
  readonly labels?: readonly Label[];
  /** One line: how to fix it. */
  readonly hint?: string;
  /** For people: it was so before this change of the files. Absent without a base. */
  readonly preexisting?: true;
  /** Stands for so many findings that are not listed (collector.ts); absent: it is one of its own. */
  readonly count?: number;
}

/** The result of a phase: the best value it could make, and everything it found. */
export interface Phase<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A failure to do the job (no credentials, unreadable file, throttled out), as opposed to a finding about the job.
 * Thrown by I/O only; commands render its diagnostic and exit 1.
 */
export class AccessError extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic, options?: { readonly cause?: unknown }) {
    super(diagnostic.message, options);
    this.name = 'AccessError';
    this.diagnostic = diagnostic;
  }
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

/** File, then offset, then code: the order in which a reader meets them, whatever order phases found them in. What is left out comes last. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      Number(a.count !== undefined) - Number(b.count !== undefined) ||
      compareSpans(a.span, b.span) ||
      compareText(a.code, b.code) ||
      compareText(a.message, b.message),
  );
}
