// The names of condition operators: base, `…IfExists`, and the set operators `ForAllValues:` and `ForAnyValue:`.
import { BASE_OPERATORS, type BaseOperator, type Operator, type SetOperator, type Word } from './document.ts';

const BASES: ReadonlyMap<string, BaseOperator> = new Map(BASE_OPERATORS.map((name) => [name.toLowerCase(), name]));
const SETS: ReadonlyMap<string, SetOperator> = new Map([
  ['forallvalues', 'ForAllValues'],
  ['foranyvalue', 'ForAnyValue'],
]);
const SUFFIX = /ifexists$/i;

/** Case does not matter to IAM. A name it does not know has no `base`. */
export function parseOperator(word: Word): Operator {
  const colon = word.text.indexOf(':');
  const set = SETS.get(word.text.slice(0, Math.max(0, colon)).toLowerCase());
  const rest = word.text.slice(colon + 1);
  // There is no `NullIfExists`: a Null that asks whether a key exists cannot wait until it does.
  const ifExists = SUFFIX.test(rest) && !/^null/i.test(rest);
  const base =
    colon >= 0 && set === undefined ? undefined : BASES.get(rest.replace(ifExists ? SUFFIX : '', '').toLowerCase());
  return {
    word,
    ifExists,
    ...(base === undefined ? {} : { base }),
    ...(set === undefined ? {} : { set }),
  };
}

/** Negated operators match when none of their values does, and when the key is absent. */
export function isNegated(base: BaseOperator): boolean {
  return base.includes('Not');
}
