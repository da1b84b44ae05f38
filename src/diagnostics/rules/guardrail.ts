// What can be wrong with guardrails themselves.
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';

export interface GuardrailFileFacts {
  readonly path: string;
  readonly why: 'absent' | 'no-section';
  readonly nearest: readonly string[];
}

export interface DeadReferenceFacts {
  /** `group`, `permission set`. */
  readonly kind: string;
  readonly text: string;
}

export interface UnlistedActionFacts {
  readonly text: string;
  readonly nearest: readonly string[];
  /** Day of the data. */
  readonly date: string;
}

export const GUARDRAIL_RULES = {
  'guardrail/file': rule<GuardrailFileFacts>({
    severity: 'error',
    title: 'no guardrails in the file that is named',
    explanation:
      'In `access.yaml`, `guardrails` is the section itself or the path of a YAML file of the config folder, relative to `access.yaml`, whose section `guardrails` it is. Guardrails that are not found would guard nothing.',
    message: ({ path, why }) =>
      why === 'absent'
        ? `there is no file \`${path}\` in the config folder`
        : `the file \`${path}\` has no section \`guardrails\``,
    hint: ({ why, nearest }) =>
      why === 'absent'
        ? (didYouMean(nearest) ?? 'add the file, or correct the path')
        : 'begin the file with `guardrails:`, and write `sets`, `rules` and `waivers` below it',
  }),
  'guardrail/too-many-patterns': rule<{ most: number }>({
    severity: 'error',
    title: 'too many globs in guardrails',
    explanation:
      'Every glob of a guardrail is held against the name of every group or permission set. All of them together may compare 100,000,000 characters. A guardrail that could not be resolved guards nothing, so this is an error.',
    message: ({ most }) => `the globs of the guardrails compare more than ${most} characters`,
    hint: () => 'name groups in a set under `guardrails.sets`, and the set in the rules',
  }),
  'guardrail/too-many-members': rule<{ most: number }>({
    severity: 'error',
    title: 'too many groups in guardrails',
    explanation:
      'The scopes of all guardrails together may list 1,000,000 groups, those that globs stand for included. A set under `guardrails.sets` counts once, however many rules name it.',
    message: ({ most }) => `the scopes of the guardrails list more than ${most} groups`,
    hint: () => 'name the groups in a set under `guardrails.sets`, and the set in the rules',
  }),
  'guardrail/id': rule<{ id: string }>({
    severity: 'error',
    title: 'not the id of a guardrail',
    explanation:
      'Waivers and command lines name guardrails by id: letters, digits, `.`, `_` and `-`, at most 64 of them.',
    message: ({ id }) => `\`${id}\` cannot be the id of a guardrail`,
    hint: () => 'write it like `GR-1`',
  }),
  'guardrail/scope-expires': rule<{ text: string }>({
    severity: 'error',
    title: 'not an end that a scope can ask for',
    explanation:
      'With `expires` in its scope a guardrail is only about access that lasts: `never` is access of which no grant ends, `after 90d` also access that ends more than 90 days from today. One to four digits, then `d`.',
    message: ({ text }) => `\`${text}\` is neither \`never\` nor a number of days such as \`after 90d\``,
    hint: () => 'write `expires: never` or `expires: after 90d`',
  }),
  'guardrail/reach-demand': rule<{ id: string; demand: string }>({
    severity: 'error',
    title: 'a guardrail that cannot be about reach',
    explanation:
      'What a grant may come to give is judged by `deny` and `ceiling`: each permission set by itself. Whether people would have two permission sets, or lack one, is told by what they have.',
    message: ({ id, demand }) => `guardrail \`${id}\` has \`on: reach\`, which \`${demand}\` does not judge`,
    hint: () => 'remove `on`, or make it a `deny` or a `ceiling`',
  }),
  'guardrail/demand': rule<{ id: string; keys: readonly string[] }>({
    severity: 'error',
    title: 'guardrail without one demand',
    explanation:
      'A guardrail demands exactly one thing: `deny` (nobody in scope may have any of this), `ceiling` (nobody may have more than this), `separate` (nobody may have both) or `require` (these must have this). With two, nobody could say what a waiver of it lets pass.',
    message: ({ id, keys }) =>
      keys.length === 0
        ? `guardrail \`${id}\` demands nothing`
        : `guardrail \`${id}\` has both \`${keys[0]}\` and \`${keys[1]}\``,
    hint: ({ keys }) =>
      keys.length === 0 ? 'give it `deny`, `ceiling`, `separate` or `require`' : 'make it two guardrails',
  }),
  'guardrail/denies-nothing': rule<object>({
    severity: 'error',
    title: 'denial of nothing',
    explanation:
      'A `deny` names what is ruled out: `access`, `actions`, `managed` or `pack`. Without any of them it would guard nothing.',
    message: () => 'this `deny` rules nothing out',
    hint: () => 'give it `access`, `actions`, `managed` or `pack`',
  }),
  'guardrail/requires-nothing': rule<object>({
    severity: 'error',
    title: 'requirement of nothing',
    explanation:
      'A `require` says what the groups must have: `access: administrator`, or `managed`, whose policies name what must be allowed.',
    message: () => 'this `require` asks for no access',
    hint: () => 'give it `access: administrator` or `managed`',
  }),
  'guardrail/scope-of-requirement': rule<object>({
    severity: 'error',
    title: 'scope beside a requirement',
    explanation:
      'A `require` names its groups and accounts itself, as a grant does. A `scope` beside it could only contradict it.',
    message: () => 'a guardrail with `require` takes no `scope`',
    hint: () => 'name the groups and accounts in `require`, and remove `scope`',
  }),
  'guardrail/unless-without-actions': rule<object>({
    severity: 'error',
    title: 'exemption from nothing',
    explanation:
      '`unless` says on which resources and with which condition keys the `actions` of the same `deny` are fine. It exempts from nothing else.',
    message: () => '`unless` stands without `actions`',
    hint: () => 'add the `actions` that it exempts from, or remove it',
  }),
  'guardrail/exempt-resource': rule<{ text: string }>({
    severity: 'error',
    title: 'exemption that no resource can match',
    explanation:
      'The resources of `unless` are ARNs, or patterns for ARNs, as in a policy. A request never has anything else as its resource, so this would exempt nothing.',
    message: ({ text }) => `\`${text}\` matches no ARN`,
    hint: () => 'write an ARN or a pattern, such as `arn:aws:iam::*:role/workloads/*`',
  }),
  'guardrail/waiver-pattern': rule<DeadReferenceFacts>({
    severity: 'error',
    title: 'pattern in a waiver',
    explanation:
      'The `group` and the `permissionSet` of a waiver are names, not patterns: a pattern would let pass what is declared later, which nobody has looked at.',
    message: ({ kind, text }) => `a waiver is for one ${kind}, and \`${text}\` is a pattern`,
    hint: ({ kind }) => `name the ${kind}, with a waiver for each`,
  }),
  'guardrail/set-members': rule<{ name: string; both: boolean }>({
    severity: 'error',
    title: 'unclear guardrail set',
    explanation:
      'A set of `guardrails` is a name for groups or a name for accounts: it has exactly one of `groups` and `accounts`.',
    message: ({ name, both }) =>
      both
        ? `guardrail set \`${name}\` has both \`groups\` and \`accounts\``
        : `guardrail set \`${name}\` has no members`,
    hint: ({ both }) => (both ? 'make it two sets' : 'give it `groups` or `accounts`'),
  }),
  'guardrail/matches-nothing': rule<DeadReferenceFacts>({
    severity: 'error',
    title: 'pattern that matches nothing',
    explanation:
      'A glob in a guardrail matches none of the names that the files declare. A guardrail that is about nobody guards nothing, and nobody would notice.',
    message: ({ kind, text }) => `\`${text}\` matches no ${kind} that is declared`,
    hint: ({ kind }) => `declare the ${kind}, or correct the pattern`,
  }),
  'guardrail/unknown-managed-policy': rule<{ policy: string; nearest: readonly string[]; date: string }>({
    severity: 'error',
    title: 'unknown AWS managed policy in a guardrail',
    explanation:
      'The policy is not among the AWS managed policies that `access` knows. A guardrail against a policy that does not exist guards nothing. A policy that is newer than the data can be written as a full ARN.',
    message: ({ policy, date }) => `\`${policy}\` is not an AWS managed policy as of ${date}`,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'correct the name, or write the full ARN of a newer policy',
  }),
  'guardrail/mistyped-action': rule<UnlistedActionFacts>({
    severity: 'error',
    title: 'mistyped action in a guardrail',
    explanation:
      'No AWS action has this name: one has nearly the same, or it is not of the form `service:Action`. A guardrail against an action that does not exist guards nothing.',
    message: ({ text }) => `\`${text}\` matches no AWS action`,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'write `service:Action`, such as `iam:PassRole`',
  }),
  'guardrail/unlisted-action': rule<UnlistedActionFacts>({
    severity: 'warning',
    title: 'unknown action in a guardrail',
    explanation:
      'No action that `access` knows matches. If AWS has added it since the date of the data, the guardrail works all the same: policies that allow it by name, or by a pattern, are found.',
    message: ({ text, date }) => `\`${text}\` matches no AWS action as of ${date}`,
    hint: () => 'check the spelling; a newer action is guarded against as it is written',
  }),
  'guardrail/ceiling-not-understood': rule<{ element: string; text?: string | undefined }>({
    severity: 'error',
    title: 'ceiling that is not understood',
    explanation:
      'A ceiling is an IAM policy: what nobody in scope may exceed. What is not understood of it could allow anything, so nothing would be above it.',
    message: ({ element, text }) =>
      `the ceiling is not an IAM policy: \`${element}\` ${text === undefined ? 'is missing or wrong' : `cannot be \`${text}\``}`,
    hint: () => 'write it as an identity policy with `Version` and `Statement`',
  }),
} as const;
