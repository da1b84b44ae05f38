// The values of conditions: whether the operator can compare them at all, and whether it takes wildcards.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { dateOf } from '../compare/index.ts';
import type { BaseOperator, ConditionEntry, Statement } from '../language/index.ts';
import { addressRange, decimalOf } from '../patterns/index.ts';
import { at } from './place.ts';

export function conditionValueFindings({ conditions }: Statement): readonly Diagnostic[] {
  return conditions.flatMap((entry) => [...kindFindings(entry), ...wildcardFindings(entry), ...flagFindings(entry)]);
}

function kindFindings({ operator, values }: ConditionEntry): readonly Diagnostic[] {
  const kind = operator.base === undefined ? undefined : kindOf(operator.base);
  if (kind === undefined) return [];
  return values
    .filter(({ text }) => !text.includes('${') && !kind.accepts(text))
    .map((value) =>
      diagnose(
        'policy/condition-value',
        { text: value.text, operator: operator.word.text, expected: kind.name },
        at(value),
      ),
    );
}

interface Kind {
  readonly name: string;
  readonly accepts: (text: string) => boolean;
}

const FLAGS: Kind = { name: 'true or false', accepts: (text) => /^(?:true|false)$/i.test(text) };
const NUMBERS: Kind = { name: 'numbers', accepts: (text) => decimalOf(text) !== undefined };
const DATES: Kind = { name: 'dates', accepts: (text) => dateOf(text) !== undefined };
const ADDRESSES: Kind = { name: 'IP addresses', accepts: (text) => addressRange(text) !== undefined };
const ARNS: Kind = { name: 'ARNs', accepts: (text) => /^(?:arn:|[*?])/.test(text) };

/** Undefined: any text will do. */
function kindOf(base: BaseOperator): Kind | undefined {
  if (base === 'Bool' || base === 'Null') return FLAGS;
  if (base.startsWith('Numeric')) return NUMBERS;
  if (base.startsWith('Date')) return DATES;
  if (base.endsWith('IpAddress')) return ADDRESSES;
  return base.startsWith('Arn') ? ARNS : undefined;
}

/** A key is a flag or is there; a list of both answers asks nothing, or only whether the key is there. */
function flagFindings({ operator: { base, word }, values }: ConditionEntry): readonly Diagnostic[] {
  const [, second] = values;
  if ((base !== 'Bool' && base !== 'Null') || second === undefined) return [];
  const both = new Set(values.map(({ text }) => text.toLowerCase())).size > 1;
  return [diagnose('policy/several-flags', { operator: word.text, both }, at(second))];
}

/** `StringEquals` → `StringLike`, which takes wildcards; case is then compared. */
function wildcardFindings({ operator, values }: ConditionEntry): readonly Diagnostic[] {
  const { base, word } = operator;
  if (base === undefined || !/^String(?:Not)?Equals/.test(base)) return [];
  const like = word.text.replace(/Equals(?:IgnoreCase)?/i, 'Like');
  return values
    .filter(({ text }) => /[*?]/.test(text.replaceAll(/\$\{[^}]*\}/g, '')))
    .map((value) =>
      diagnose('policy/wildcard-without-like', { text: value.text, operator: word.text, like }, at(value)),
    );
}
