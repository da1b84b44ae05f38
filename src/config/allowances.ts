// `guards.allowances`: what guards let pass for a while, written where a reviewer of the same pull request sees it.
import { ALLOWABLE, isAllowable } from '../diagnostics/allowable.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { type Suggest, suggester } from '../diagnostics/suggest.ts';
import type { Entry, MappingValue } from '../source/value.ts';
import type { AllowanceDeclaration } from './declarations.ts';
import { decodeExpiry } from './expiry.ts';
import { entryIn, filledField, itemsUpTo, mappingOf, type Report, textField } from './fields.ts';

/** Each names a code, of which there are some dozens. */
const MOST_ALLOWANCES = 1_000;

export function decodeAllowances(list: Entry | undefined, report: Report): readonly AllowanceDeclaration[] {
  const suggest = suggester();
  return itemsUpTo(MOST_ALLOWANCES, list, report).flatMap(
    (item) => decodeAllowance(mappingOf(item), { report, suggest }) ?? [],
  );
}

function decodeAllowance(
  body: MappingValue,
  { report, suggest }: { readonly report: Report; readonly suggest: Suggest },
): AllowanceDeclaration | undefined {
  const written = textField(body, 'code', report);
  const upTo = countIn(body, report);
  const until = decodeExpiry(textField(body, 'until', report), report);
  const reason = filledField(body, 'reason', report);
  if (written === undefined || upTo === undefined || until === undefined || reason === undefined) return undefined;
  const { value: code, span } = written;
  if (isAllowable(code)) return { code: { value: code, span }, upTo, until, reason: reason.value, span: body.span };
  report(diagnose('schema/not-allowable', { code, nearest: suggest(code, ALLOWABLE) }, { span }));
  return undefined;
}

/** INVARIANT: by the schema it is a number; whether it is a count is judged here. */
function countIn(body: MappingValue, report: Report): number | undefined {
  const value = entryIn(body, 'upTo')?.value;
  if (value?.kind !== 'scalar') return undefined;
  if (typeof value.value === 'number' && Number.isSafeInteger(value.value) && value.value >= 1) return value.value;
  const facts = { field: '`upTo`', text: value.source, expected: 'a whole number from 1' };
  report(diagnose('schema/out-of-range', facts, { span: value.span }));
  return undefined;
}
