// When a grant or a waiver ends: a date, or a moment with an offset.
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Located } from '../source/value.ts';
import type { Expiry } from './declarations.ts';
import type { Report } from './fields.ts';

const DAY = 86_400_000;
const FORM =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:T(?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:\.\d+)?)?(?:Z|(?<sign>[+-])(?<offsetHour>\d\d):(?<offsetMinute>\d\d)))?$/;

export type ParsedExpiry = Expiry | { readonly problem: 'form' | 'no-such-date' | 'no-such-time' };

export function parseExpiry(text: string): ParsedExpiry {
  const groups = FORM.exec(text)?.groups;
  if (groups === undefined) return { problem: 'form' };
  const part = (name: string): number => Number(groups[name] ?? 0);
  const midnight = Date.UTC(part('year'), part('month') - 1, part('day'));
  // Date.UTC lets the 30th of February run over into March; written back, it then differs.
  if (new Date(midnight).toISOString().slice(0, 10) !== text.slice(0, 10)) return { problem: 'no-such-date' };
  if (groups.hour === undefined) return { text, at: midnight + DAY };

  const inRange = part('hour') < 24 && part('minute') < 60 && part('second') < 60;
  // No place on Earth is more than 14 hours from UTC.
  const offset = part('offsetHour') * 60 + part('offsetMinute');
  if (!inRange || part('offsetMinute') > 59 || offset > 14 * 60) return { problem: 'no-such-time' };
  const local = midnight + ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1000;
  return { text, at: local - (groups.sign === '-' ? -offset : offset) * 60_000 };
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
