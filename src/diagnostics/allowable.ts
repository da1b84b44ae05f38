// The findings that a person may overrule, one code at a time and only as far as it was reviewed.
import type { Rule } from './rule.ts';
import { type Code, RULES } from './rules.ts';

export type AllowableCode = {
  [C in Code]: (typeof RULES)[C] extends { readonly allowable: true } ? C : never;
}[Code];

/** Sorted. */
export const ALLOWABLE: readonly AllowableCode[] = (Object.keys(RULES) as Code[])
  .filter((code) => (RULES[code] as Rule<never>).allowable === true)
  .sort() as AllowableCode[];

export const isAllowable = (code: string): code is AllowableCode => ALLOWABLE.some((allowable) => allowable === code);
