// The one way to make a diagnostic.
import { optional } from '../optional.ts';
import type { Span } from '../source/span.ts';
import type { Diagnostic, Label } from './diagnostic.ts';
import type { Rule } from './rule.ts';
import { type Code, type FactsOf, RULES } from './rules.ts';

export interface Place {
  readonly span?: Span | undefined;
  readonly labels?: readonly Label[];
}

/** Texts of the files are cut where they are longer than any name, so that none fills the report. */
export function diagnose<C extends Code>(code: C, facts: FactsOf<C>, { span, labels }: Place = {}): Diagnostic {
  const { severity, message, hint } = RULES[code] as unknown as Rule<FactsOf<C>>;
  const short = shortened(facts);
  const help = hint?.(short);
  return {
    code,
    severity,
    message: cut(message(short), MOST_SENTENCE),
    ...optional({ span }),
    ...(labels === undefined || labels.length === 0 ? {} : { labels }),
    ...(help === undefined ? {} : { hint: cut(help, MOST_SENTENCE) }),
  };
}

/** The display name of a group may have 1024 characters; nothing else that a message quotes and that AWS accepts is longer than this. */
const MOST_TEXT = 1_024;
const MOST_SENTENCE = 8_192;

/** Texts and lists of them; what facts hold deeper is no text of the files, or is bounded with the sentence. */
function shortened<Facts>(facts: Facts): Facts {
  const entries = Object.entries(facts as object);
  if (!entries.some(([, fact]) => isLong(fact))) return facts;
  return Object.fromEntries(entries.map(([name, fact]) => [name, shortFact(fact)])) as Facts;
}

const isLong = (fact: unknown): boolean =>
  typeof fact === 'string' ? fact.length > MOST_TEXT : Array.isArray(fact) && fact.some(isLong);

function shortFact(fact: unknown): unknown {
  if (typeof fact === 'string') return cut(fact, MOST_TEXT);
  return Array.isArray(fact) ? fact.map(shortFact) : fact;
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  // Half of a character would be shown as something that stands nowhere.
  const end = /[\uD800-\uDBFF]/.test(text[most - 1]!) ? most - 1 : most;
  return `${text.slice(0, end)}…`;
}
