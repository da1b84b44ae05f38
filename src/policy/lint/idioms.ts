// Conditions that are written as many people write them, and do not do what those people think.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { MfaProblem } from '../../diagnostics/rules/policy-idioms.ts';
import type { ConditionEntry, Statement } from '../language/index.ts';
import { knownKey } from './known-keys.ts';
import { at, isAllow } from './place.ts';
import type { Subject } from './subject.ts';

export function idiomFindings(statement: Statement, subject: Subject): readonly Diagnostic[] {
  return statement.conditions.flatMap((entry) => [
    ...setFindings(entry, statement, subject),
    ...mfaFindings(entry, statement),
  ]);
}

function setFindings(
  { operator, key }: ConditionEntry,
  statement: Statement,
  { index }: Subject,
): readonly Diagnostic[] {
  const { set, base, word } = operator;
  const known = knownKey(key.text, index);
  if (base === undefined || base === 'Null' || known === undefined) return [];
  const facts = { key: key.text };
  const list = known.type.startsWith('Array');
  if (set === undefined) return list ? [diagnose('policy/set-operator-missing', facts, at(word))] : [];
  if (set === 'ForAnyValue' || !isAllow(statement)) return [];
  if (!list) return [diagnose('policy/for-all-values-on-single-value', facts, at(word))];
  return isGuarded(key.text, statement) ? [] : [diagnose('policy/for-all-values-without-guard', facts, at(word))];
}

/** Another condition of the statement fails when the key is absent. */
function isGuarded(key: string, { conditions }: Statement): boolean {
  // A request without tags is an ordinary one: to limit the tags is not to demand some.
  if (key.toLowerCase() === 'aws:tagkeys') return true;
  return conditions.some(
    ({ operator, key: other, values }) =>
      other.text.toLowerCase() === key.toLowerCase() &&
      ((operator.base === 'Null' && values.every(({ text }) => text.toLowerCase() === 'false')) ||
        operator.set === 'ForAnyValue'),
  );
}

function mfaFindings({ operator, key, values }: ConditionEntry, statement: Statement): readonly Diagnostic[] {
  const { base, ifExists, word } = operator;
  if (key.text.toLowerCase() !== 'aws:multifactorauthpresent') return [];
  const only = (flag: string) => values.length > 0 && values.every(({ text }) => text.toLowerCase() === flag);
  const problem = ((): MfaProblem | undefined => {
    if (base === 'Bool' && !isAllow(statement)) return only('false') && !ifExists ? 'spares-absent' : undefined;
    if (base === 'Bool' && only('true')) return ifExists ? 'allows-absent' : undefined;
    return isAllow(statement) && ((base === 'Bool' && only('false')) || (base === 'Null' && only('true')))
      ? 'allows-without'
      : undefined;
  })();
  return problem === undefined ? [] : [diagnose('policy/mfa-check', { problem }, at(word))];
}
