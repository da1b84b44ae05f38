// Statements that allow much by the way they are written: everything, all but a list, a whole service, any role.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { arnForms } from '../catalogue/index.ts';
import type { Statement, Word } from '../language/index.ts';
import { actionSetOf, intersects, resourcePattern } from '../patterns/index.ts';
import { at, atStatement, coveringWord, isAllow, isAnything, isEverywhere } from './place.ts';
import type { Subject } from './subject.ts';

/** What takes in this takes in every action; no sample of a name could tell, for there is a pattern for any sample. */
const EVERY_ACTION = '?*:?*';

export function isFullAdministrator(statement: Statement): boolean {
  if (!isAllow(statement) || statement.conditions.length > 0) return false;
  return isEverywhere(statement) && wordForEverything(statement) !== undefined;
}

function wordForEverything({ action: { negated, patterns } }: Statement): Word | undefined {
  return negated ? undefined : patterns.find((word) => actionSetOf({ negated, patterns: [word] }).lists(EVERY_ACTION));
}

export function breadthFindings(statement: Statement, subject: Subject): readonly Diagnostic[] {
  const { action, resource } = statement;
  if (!isAllow(statement)) return [];
  if (isFullAdministrator(statement))
    return [diagnose('policy/full-administrator', {}, at(wordForEverything(statement) ?? action))];
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
  if (word === undefined || hasKey(statement, PASSED) || !isAboutRoles(statement, subject)) return [];
  if (isDenied('iam:PassRole', subject)) return [];
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
  if (word === undefined || hasKey(statement, /^iam:AWSServiceName$/i)) return [];
  if (!isAboutRoles(statement, subject) || !isAnyRole(statement)) return [];
  return isDenied(action, subject)
    ? []
    : [diagnose('policy/service-linked-role-on-any', { text: word.text }, at(word))];
}

const hasKey = ({ conditions }: Statement, key: RegExp) => conditions.some(({ key: { text } }) => key.test(text));

/** Some role can have an ARN that the statement is about. */
function isAboutRoles({ resource: { negated, patterns } }: Statement, { index }: Subject): boolean {
  const globs = patterns.map(({ text }) => resourcePattern(text, true).shapes.free.glob);
  const roles = arnForms(['iam:PassRole'], index);
  return negated || globs.some((glob) => roles.some((role) => intersects(role, glob)));
}

/** `*`, `arn:aws:iam::*:role/*`, `arn:*`: every role of an account, if not of all; and all but some. */
function isAnyRole({ resource }: Statement): boolean {
  return resource.negated || resource.patterns.some((word) => isAnything(word) || ANY_ROLE.test(word.text));
}

const ANY_ROLE = /^arn:[^/]*(?::\*+|:role\*+|:role\/\*+|:role\/aws-service-role\/\*+)$/;

/** Denied altogether elsewhere in the policy. */
function isDenied(action: string, { restrictions, policy }: Subject): boolean {
  return (
    policy.statements.some((statement) => !isAllow(statement)) && restrictions.of(action).restriction === undefined
  );
}
