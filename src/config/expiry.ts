// When a grant or a waiver ends: a date, or a moment with an offset.
import { diagnose } from '../diagnostics/diagnose.ts';
import { type NoInstant, parseInstant } from '../instant.ts';
import type { Located } from '../source/value.ts';
import type { Expiry } from './declarations.ts';
import type { Report } from './fields.ts';

export type ParsedExpiry = Expiry | NoInstant;

export function parseExpiry(text: string): ParsedExpiry {
  const written = parseInstant(text);
  return 'problem' in written ? written : { text, at: written.end };
}

/** Undefined after a finding, or where nothing is written. */
export function decodeExpiry(written: Located<string> | undefined, report: Report): Located<Expiry> | undefined {
  if (written === undefined) return undefined;
  const { value: text, span } = written;
  const expiry = parseExpiry(text);
  if (!('problem' in expiry)) return { value: expiry, span };
  report(diagnose('schema/expiry', { text, reason: expiry.problem }, { span }));
  return undefined;
}
