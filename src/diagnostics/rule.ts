// The form of one rule: its severity, its prose, and the types of the facts the prose needs.
import type { Severity } from './severity.ts';

export interface Rule<Facts> {
  readonly severity: Severity;
  /** A few words, for tables: `unknown name`. */
  readonly title: string;
  /** The long form, for docs/diagnostics.md: why it matters and what to do. Markdown, one or two short paragraphs. */
  readonly explanation: string;
  /** One line, lower case, no full stop, user text in backticks. */
  readonly message: (facts: Facts) => string;
  /** A person may overrule it, one code at a time and only so far: `--allow`, `guards.allowances`. */
  readonly allowable?: boolean;
  /** One line: how to fix it. */
  readonly hint?: (facts: Facts) => string | undefined;
}

/** Fixes the fact types of a rule where it is declared: `rule<{ name: string }>({ … })`. */
export function rule<Facts>(definition: Rule<Facts>): Rule<Facts> {
  return definition;
}

/** A rule whose finding a person may overrule: `--allow`, `guards.allowances`. */
export function allowableRule<Facts>(definition: Rule<Facts>): Rule<Facts> & { readonly allowable: true } {
  return { ...definition, allowable: true };
}
