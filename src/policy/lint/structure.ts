// The form of a policy: what the parser could not take as it stands, worded; and names that must be unique. Needs no index.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { nearest } from '../../diagnostics/suggest.ts';
import {
  BASE_OPERATORS,
  type ConditionEntry,
  type ParsedPolicy,
  type PolicyParse,
  type Problem,
} from '../language/index.ts';
import { at, entriesIn, repeats } from './place.ts';

export function structureFindings({ policy, problems }: PolicyParse): readonly Diagnostic[] {
  return [...problems.map(problemFinding), ...sidFindings(policy), ...repeatedKeys(policy)];
}

const POLICY_ELEMENTS = ['Version', 'Id', 'Statement'];
const STATEMENT_ELEMENTS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];

function problemFinding(problem: Problem): Diagnostic {
  const { kind, text = '' } = problem;
  const place = at(problem);
  const element = problem.element.slice(problem.element.lastIndexOf('.') + 1);
  switch (kind) {
    case 'wrong-type':
      if (element === 'policy') return diagnose('policy/not-an-object', {}, place);
      return diagnose(
        'policy/wrong-type',
        { element: shownElement(problem.element), expected: expectedOf(problem) },
        place,
      );
    case 'missing':
      if (element === 'Statement') return diagnose('policy/statement-missing', {}, place);
      return diagnose('policy/element-missing', { element }, place);
    case 'unknown-element':
      if (/^(?:Not)?Principal$/.test(text)) return diagnose('policy/principal', { element: text }, place);
      return diagnose('policy/unknown-element', { text, nearest: nearest(text, elementsFor(problem)) }, place);
    case 'unknown-value':
      if (problem.text === undefined) return diagnose('policy/wrong-type', { element, expected: 'a text' }, place);
      if (element === 'Version') return diagnose('policy/unknown-version', { text, nearest: [] }, place);
      return diagnose('policy/unknown-effect', { text, nearest: nearest(text, ['Allow', 'Deny'], 1) }, place);
    case 'unknown-operator':
      return operatorFinding(problem);
    case 'exclusive':
      return diagnose('policy/exclusive-elements', { element }, place);
    case 'empty':
      if (element === 'Statement') return diagnose('policy/statement-missing', {}, place);
      return problem.element.includes('.Condition')
        ? diagnose('policy/empty-condition', { element: shownElement(problem.element) }, place)
        : diagnose('policy/empty-list', { element }, place);
    default:
      return kind satisfies never;
  }
}

/** `Condition.StringEquals.aws:PrincipalTag/team` of `Statement[2].Condition.StringEquals.aws:PrincipalTag/team`. */
const shownElement = (element: string) => element.replace(/^Statement\[\d+\]\./, '');

const elementsFor = ({ element }: Problem) => (element.includes('.') ? STATEMENT_ELEMENTS : POLICY_ELEMENTS);

function expectedOf({ element }: Problem): string {
  if (/^Statement\[\d+\]$/.test(element)) return 'an object with `Effect`, `Action` and `Resource`';
  if (/\.Condition$/.test(element)) return 'an object of operators';
  if (/\.Condition\.[^.]+$/.test(element)) return 'an object of condition keys';
  if (/\.Condition\./.test(element)) return 'a text, or a list of texts';
  return /(?:Action|Resource)$/.test(element) ? 'a text, or a list of texts' : 'a text';
}

function operatorFinding(problem: Problem): Diagnostic {
  const { text = '' } = problem;
  if (/^(?:For\w+:)?NullIfExists$/i.test(text)) return diagnose('policy/null-if-exists', {}, at(problem));
  const [, prefix = '', name = text] = /^(\w*:)?(.*)$/.exec(text) ?? [];
  const near = nearest(name, OPERATORS).map((operator) => `${prefix}${operator}`);
  const facts = { text, nearest: knownPrefix(prefix) ? near : SET_PREFIXES.map((set) => `${set}${name}`) };
  return diagnose('policy/unknown-operator', facts, at(problem));
}

const OPERATORS = [
  ...BASE_OPERATORS,
  ...BASE_OPERATORS.filter((base) => base !== 'Null').map((base) => `${base}IfExists`),
];
const SET_PREFIXES = ['ForAllValues:', 'ForAnyValue:'];
const knownPrefix = (prefix: string) =>
  prefix === '' || SET_PREFIXES.some((set) => set.toLowerCase() === prefix.toLowerCase());

function sidFindings({ statements }: ParsedPolicy): readonly Diagnostic[] {
  const sids = statements.flatMap(({ sid }) => sid ?? []);
  const named = sids.filter(({ text }) => text !== '');
  return [
    ...sids.filter(({ text }) => text === '').map((sid) => diagnose('policy/sid-empty', {}, at(sid))),
    ...named
      .filter(({ text }) => !/^[0-9A-Za-z]+$/.test(text))
      .map((sid) => diagnose('policy/sid-form', { sid: sid.text }, at(sid))),
    ...repeats(named, ({ text }) => text).map(([sid, first]) => {
      const labels = first.span === undefined ? [] : [{ span: first.span, message: 'first used here' }];
      return diagnose('policy/sid-repeated', { sid: sid.text }, { ...at(sid), labels });
    }),
  ];
}

/** INVARIANT: the entries of one operator share its object. The very same key twice is a finding of the file's syntax. */
function repeatedKeys(policy: ParsedPolicy): readonly Diagnostic[] {
  const blocks = new Map<ConditionEntry['operator'], ConditionEntry['key'][]>();
  for (const { operator, key } of entriesIn(policy)) blocks.set(operator, [...(blocks.get(operator) ?? []), key]);
  return [...blocks.values()].flatMap((keys) =>
    repeats(keys, ({ text }) => text.toLowerCase())
      .filter(([again, first]) => again.text !== first.text)
      .map(([again, first]) =>
        diagnose('policy/repeated-condition-key', { key: again.text, other: first.text }, at(again)),
      ),
  );
}
