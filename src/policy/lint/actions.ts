// The actions of a statement against the index: names that do not exist, patterns that match nothing, patterns that will grow.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Suggest } from '../../diagnostics/suggest.ts';
import { type ActionIndex, expandActions, levelOf, type Service } from '../catalogue/index.ts';
import type { Statement, Word } from '../language/index.ts';
import { isPattern } from '../patterns/index.ts';
import { misspelled, misspelledPrefix } from './misspelling.ts';
import { ACTIONS_OF_OPERATIONS } from './other-names.ts';
import { at, isAllow, isAnything } from './place.ts';
import type { Subject } from './subject.ts';
import { namesOf, suggestedActions } from './suggested-actions.ts';

export function actionFindings(statement: Statement, { index, suggest }: Subject): readonly Diagnostic[] {
  const services = new Set<string>();
  return statement.action.patterns.flatMap((word) => {
    if (isAnything(word) || word.text.includes('${')) return [];
    const [, prefix, name] = /^([\w*?-]+):([\w*?-]+)$/.exec(word.text) ?? [];
    if (prefix === undefined || name === undefined)
      return [diagnose('policy/action-form', { text: word.text }, at(word))];
    if (isPattern(prefix)) return wildcardFindings(word, statement, index);
    const service = index.service(prefix);
    if (service !== undefined) return nameFindings({ word, name, service, suggest }, statement, index);
    // However many of its actions are listed, one service is one mistake.
    if (services.has(prefix.toLowerCase())) return [];
    services.add(prefix.toLowerCase());
    return [serviceFinding(word, prefix, { index, suggest })];
  });
}

function wildcardFindings(word: Word, statement: Statement, index: ActionIndex): readonly Diagnostic[] {
  const { text } = word;
  if (expandActions(text, index).length === 0)
    return [diagnose('policy/pattern-without-action', { text, date: index.provenance.date }, at(word))];
  return isAllow(statement) && !/^\*+:\*+$/.test(text)
    ? [diagnose('policy/wildcard-in-service', { text }, at(word))]
    : [];
}

function serviceFinding(
  word: Word,
  prefix: string,
  { index: { services, provenance }, suggest }: Pick<Subject, 'index' | 'suggest'>,
): Diagnostic {
  const { date } = provenance;
  const meant = misspelledPrefix(prefix, services, suggest);
  return meant.length > 0
    ? diagnose('policy/misspelled-service', { text: prefix, date, nearest: meant }, at(word))
    : diagnose('policy/unknown-service', { text: prefix, date, nearest: suggest(prefix, services) }, at(word));
}

interface Named {
  readonly word: Word;
  readonly name: string;
  readonly service: Service;
  readonly suggest: Suggest;
}

function nameFindings(
  { word, name, service, suggest }: Named,
  statement: Statement,
  index: ActionIndex,
): readonly Diagnostic[] {
  const { text } = word;
  const { date } = index.provenance;
  if (isPattern(name)) {
    const matched = expandActions(text, index);
    if (matched.length === 0) return [diagnose('policy/pattern-without-action', { text, date }, at(word))];
    return isAllow(statement) && matched.length === 1 ? openEnded(word, matched[0]!, index) : [];
  }
  if (index.listed(text) !== undefined) return [];
  const actions = ACTIONS_OF_OPERATIONS.get(text.toLowerCase());
  if (actions !== undefined) return [diagnose('policy/operation-as-action', { text, date, actions }, at(word))];
  const near = suggestedActions(name, service, { index, suggest });
  const meant = misspelled(name, namesOf(service), suggest).filter((known) => near.includes(known));
  const full = (names: readonly string[]) => names.map((known) => `${service.prefix}:${known}`);
  return meant.length > 0
    ? [diagnose('policy/misspelled-action', { text, date, nearest: full(meant) }, at(word))]
    : [diagnose('policy/unknown-action', { text, date, nearest: full(near) }, at(word))];
}

/** That another `Get…` or `List…` will be let in is what such patterns are for. */
function openEnded(word: Word, action: string, index: ActionIndex): readonly Diagnostic[] {
  const level = levelOf(action, index);
  if (level === 'read' || level === 'list' || /:\*+$/.test(word.text)) return [];
  return [diagnose('policy/open-ended-pattern', { text: word.text, action }, at(word))];
}
