// `--allow code=number`: what a person lets pass in this run, one code at a time.
import { AccessError } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';
import { nearest } from '../diagnostics/suggest.ts';

/** The findings that a person may overrule. */
const ALLOWABLE = [
  'plan/deletes',
  'plan/empties-account',
  'plan/empties-group',
  'plan/removes-own-access',
  'plan/removes-last-administrator',
  'plan/touches-management-account',
  'plan/adoption-deletes',
  'plan/removes-boundary',
  'group/identity-mismatch',
  'guardrail/needs-approval',
];

export function allowedBy(texts: readonly string[] = []): Readonly<Record<string, number>> {
  return Object.fromEntries(texts.map(parse));
}

function parse(text: string): readonly [string, number] {
  const [, code = text, number] = /^([a-z/-]+)=(\d{1,9})$/.exec(text) ?? [];
  if (number !== undefined && ALLOWABLE.includes(code)) return [code, Number(number)];
  const named = code.split('=')[0]!;
  // The code alone is right: what is missing is the number.
  throw new AccessError(
    diagnose('cli/allow', { text, nearest: ALLOWABLE.includes(named) ? [] : nearest(named, ALLOWABLE) }),
  );
}
