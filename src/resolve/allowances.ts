// `guards.allowances` at a moment: those that count, and those that have ended.
import type { Declarations } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Instant, writeInstant } from '../instant.ts';
import type { Allowance } from '../state/allowance.ts';
import { originOf } from '../state/desired.ts';

/** `now`: never the `asOf` of an older plan, so that none outlives its end. */
export function allowancesAt({ settings }: Declarations, now: Instant): readonly Allowance[] {
  return settings.guards.allowances
    .filter(({ until }) => until.value.at > now)
    .map(({ code, upTo, until, reason, span }) => ({
      code: code.value,
      upTo,
      by: 'files',
      until: writeInstant(until.value.at),
      reason,
      origin: originOf(span),
    }));
}

export function endedAllowances({ settings }: Declarations, now: Instant): readonly Diagnostic[] {
  return settings.guards.allowances
    .filter(({ until }) => until.value.at <= now)
    .map(({ code, until }) =>
      diagnose('settings/allowance-ended', { code: code.value, text: until.value.text }, { span: until.span }),
    );
}
