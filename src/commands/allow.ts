// `--allow code=number`: what a person lets pass in this run, one code at a time.
import { ALLOWABLE, isAllowable } from '../diagnostics/allowable.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/suggest.ts';
import type { Allowance } from '../state/allowance.ts';

export function allowedBy(texts: readonly string[] = []): readonly Allowance[] {
  return texts.map(parse);
}

function parse(text: string): Allowance {
  const [, code = text, number] = /^([a-z/-]+)=(\d{1,9})$/.exec(text) ?? [];
  if (number !== undefined && isAllowable(code)) return { code, upTo: Number(number), by: 'option' };
  const named = code.split('=')[0]!;
  // The code alone is right: what is missing is the number.
  throw new AccessError(diagnose('cli/allow', { text, nearest: isAllowable(named) ? [] : nearest(named, ALLOWABLE) }));
}
