// Statements that allow much by the way they are written: everything, all but a list, a whole service, any role.
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { diagnose } from '../../diagnostics/rules.ts';
import { actionSetOf } from '../action-set.ts';
import type { Statement } from '../document.ts';
import { mannerOf } from '../manner.ts';
import type { Subject } from './lint.ts';
import { at, atStatement, coveringWord, isAllow, isAnything, isEverywhere } from './place.ts';

/** No service has such an action: what covers it covers everything. */
const ANY_ACTION = 'orchard:pick';

export function isFullAdministrator(statement: Statement): boolean {
  const { action, conditions } = statement;
  if (!isAllow(statement) || action.negated || conditions.length > 0) return false;
  return isEverywhere(statement) && actionSetOf(action).covers(ANY_ACTION);
}

export function breadthFindings(statement: Statement, subject: Subject): readonly Diagnostic[] {
  const { action, resource } = statement;
  if (!isAllow(statement)) return [];
  if (isFullAdministrator(statement))
    return [diagnose('policy/full-administrator', {}, at(action.patterns.find(isAnything) ?? action))];
  return [
    ...(action.negated ? [diagnose('policy/allow-not-action', {}, at(action))] : []),
    ...(resource.negated ? [diagnose('policy/allow-not-resource', {}, at(resource))] : []),
    ...serviceFindings(statement),
    ...passRoleFindings(statement, subject),
    ...serviceLinkedRoleFindings(statement, subject),
  ];
}

function serviceFindings(statement: Statement): readonly Diagnostic[] {
  const { action, conditions } = statement;
  if (action.negated || conditions.length > 0 || !isEverywhere(statement)) return [];
  const whole = action.patterns.filter(({ text }) => /^[^*?:]+:\*+$/.test(text));
  const [first] = whole;
  if (first === undefined) return [];
  return [diagnose('policy/service-wildcard', { actions: whole.map(({ text }) => text) }, at(first))];
}

function passRoleFindings(statement: Statement, subject: Subject): readonly Diagnostic[] {
  const word = coveringWord(statement, 'iam:passrole');
  if (word === undefined || hasKey(statement, PASSED) || isDenied('iam:PassRole', subject)) return [];
  const place = word.span === undefined ? atStatement(statement) : at(word);
  return isAnyRole(statement)
    ? [diagnose('policy/pass-role-on-any', { text: word.text }, place)]
    : [diagnose('policy/pass-role-to-any-service', { text: word.text }, place)];
}

/** What a role is passed to: the service, or the resource that will have it. */
const PASSED = /^iam:(?:PassedToService|AssociatedResourceArn)$/i;

function serviceLinkedRoleFindings(statement: Statement, subject: Subject): readonly Diagnostic[] {
  const action = 'iam:CreateServiceLinkedRole';
  const word = coveringWord(statement, action.toLowerCase());
  if (word === undefined || hasKey(statement, /^iam:AWSServiceName$/i) || !isAnyRole(statement)) return [];
  return isDenied(action, subject)
    ? []
    : [diagnose('policy/service-linked-role-on-any', { text: word.text }, at(word))];
}

const hasKey = ({ conditions }: Statement, key: RegExp) => conditions.some(({ key: { text } }) => key.test(text));

/** `*`, `arn:aws:iam::*:role/*`, `arn:*`: every role of an account, if not of all; and all but some. */
function isAnyRole({ resource }: Statement): boolean {
  return resource.negated || resource.patterns.some(({ text }) => isAnything({ text }) || ANY_ROLE.test(text));
}

const ANY_ROLE = /^arn:[^/]*(?::\*+|:role\*+|:role\/\*+|:role\/aws-service-role\/\*+)$/;

/** Denied altogether elsewhere in the policy. */
function isDenied(action: string, { grants, index, policy: { statements } }: Subject): boolean {
  return statements.some((statement) => !isAllow(statement)) && mannerOf(action, grants, index) === undefined;
}
