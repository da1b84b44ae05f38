// The version of a policy, and its variables: which of them IAM would read as what they look like.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ConditionEntry, ParsedPolicy, Statement, Word } from '../language/index.ts';
import { at, entriesIn, hasVariables } from './place.ts';

export function versionFindings(policy: ParsedPolicy): readonly Diagnostic[] {
  if (hasVariables(policy)) return policy.statements.flatMap(misplacedVariables).concat(formFindings(policy));
  const looksLike = wordsWithVariables(policy).find(({ text }) => /\$\{[^}]+\}/.test(text));
  if (looksLike !== undefined) {
    const [text] = /\$\{[^}]+\}/.exec(looksLike.text)!;
    return [diagnose('policy/variable-in-old-version', { text }, at(looksLike))];
  }
  return policy.versionWord === undefined
    ? [diagnose('policy/version-missing', {}, at(policy.statements[0]?.action ?? policy))]
    : [diagnose('policy/version-old', {}, at(policy.versionWord))];
}

function wordsWithVariables(policy: ParsedPolicy): readonly Word[] {
  const resources = policy.statements.flatMap(({ resource }) => resource.patterns);
  return [...resources, ...entriesIn(policy).flatMap(({ values }) => values)];
}

function misplacedVariables({ action, conditions }: Statement): readonly Diagnostic[] {
  const misplaced = (words: readonly Word[], element: string) =>
    words
      .filter(({ text }) => text.includes('${'))
      .map((word) => diagnose('policy/variable-misplaced', { text: word.text, element }, at(word)));
  const name = action.negated ? 'NotAction' : 'Action';
  return [
    ...misplaced(action.patterns, name),
    ...misplaced(
      conditions.map(({ key }) => key),
      'Condition',
    ),
  ];
}

function formFindings(policy: ParsedPolicy): readonly Diagnostic[] {
  const malformed = wordsWithVariables(policy).flatMap((word) =>
    variablesIn(word.text).flatMap((text) => {
      const problem = problemOf(text);
      return problem === undefined ? [] : [diagnose('policy/variable-form', { text, problem }, at(word))];
    }),
  );
  return [...malformed, ...entriesIn(policy).flatMap(operatorFindings)];
}

/** Each from its `${` to the first `}`, or to the end where there is none. */
function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$\{[^}]*\}?/g)].map(([variable]) => variable);
}

function problemOf(variable: string): string | undefined {
  if (!variable.endsWith('}')) return 'the closing brace is missing';
  const content = variable.slice(2, -1);
  if (content === '') return 'it is empty';
  if (/^[*?$]$/.test(content)) return undefined;
  const [key = '', ...fallback] = content.split(',');
  if (fallback.length > 0 && !/^\s*'[^']*'\s*$/.test(fallback.join(','))) return 'the default is not in single quotes';
  if (/\s/.test(key.trim())) return 'there is a blank in it';
  return key.includes(':') ? undefined : 'what it names is no condition key';
}

/** Numbers, dates, addresses and flags are compared as such, and `${…}` is none of them. */
function operatorFindings({ operator, values }: ConditionEntry): readonly Diagnostic[] {
  const { base, word } = operator;
  if (base === undefined || /^(?:String|Arn)/.test(base)) return [];
  return values
    .filter(({ text }) => text.includes('${'))
    .map((value) => diagnose('policy/variable-for-operator', { text: value.text, operator: word.text }, at(value)));
}

/** The condition keys that the variables of a text stand for. */
export function variableKeys(text: string): readonly string[] {
  return variablesIn(text)
    .filter((variable) => problemOf(variable) === undefined)
    .map((variable) => variable.slice(2, -1).split(',')[0]!.trim())
    .filter((key) => key.includes(':'));
}
