// `access-compiler/policy`: the policy engine for other programs. Works offline; the data it rests on ships with the package and is opened
// by the first function that needs it.

import { optional } from './optional.ts';
import { type AccessEffect, effectOf as effectIn } from './policy/answers/index.ts';
import { expandActions as expandIn } from './policy/catalogue/index.ts';
import { type Access, accessOf, newAccess as compare, type Grant, type NewAccess } from './policy/compare/index.ts';
import { type OpenPath, escalationPaths as pathsIn } from './policy/escalation/index.ts';
import { locatedByPath, parseLocatedPolicy, parsePolicy } from './policy/language/index.ts';
import { lintPolicy as lintIn } from './policy/lint/index.ts';
import { loadActionIndex } from './policy-data.ts';

export type { AccessEffect, Risk } from './policy/answers/index.ts';
export type {
  AccessLevel,
  Action,
  ActionIndex,
  ManagedPolicies,
  ManagedPolicy,
  Provenance,
} from './policy/catalogue/index.ts';
export {
  type Access,
  allows,
  type Document,
  type Doubt,
  type DoubtReason,
  type Gain,
  type Grant,
  type NewAccess,
  type Reach,
  type ReachCondition,
  type Request,
  type Unresolved,
} from './policy/compare/index.ts';
export type { EscalationPath, OpenPath } from './policy/escalation/index.ts';
export {
  type BaseOperator,
  type Choice,
  type ConditionEntry,
  type Operator,
  type ParsedPolicy,
  type PolicyParse,
  type Problem,
  parsePolicy,
  type Statement,
  type Word,
} from './policy/language/index.ts';
export { loadActionIndex, loadManagedPolicies, loadPolicyData, type PolicyData } from './policy-data.ts';
export type { Restriction } from './restriction.ts';

/**
 * What may be done, in the form at hand: one policy document as plain data, the documents attached to one role, or an `Access` where there
 * are boundaries, several roles, or documents that cannot be seen.
 */
export type AccessInput = Access | PlainPolicy | readonly PlainPolicy[];

/** A policy document as `JSON.parse` yields it. */
export interface PlainPolicy {
  readonly Version?: string;
  readonly Statement: unknown;
}

export interface EngineOptions {
  /** The actions AWS knows; those that ship with the package when absent. */
  readonly index?: Awaited<ReturnType<typeof loadActionIndex>>;
}

/**
 * Everything that `after` allows and `before` does not, each with a request that proves it.
 *
 * @example
 * const { gains, unresolved } = await newAccess(before, after);
 * gains[0]?.witness; // { action: 's3:PutObjectAcl', resource: 'arn:aws:s3:::apples/example', context: {} }
 * if (gains.length === 0 && unresolved.length === 0) approve();
 */
export async function newAccess(
  before: AccessInput,
  after: AccessInput,
  options: EngineOptions = {},
): Promise<NewAccess> {
  return compare(accessFrom(before), accessFrom(after), { index: await indexOf(options) });
}

/**
 * What a change amounts to: what is gained, what is lost, and whether that lets anyone do more.
 *
 * @example
 * const { risk, equal } = await effectOf(before, after); // 'broadens', false
 */
export async function effectOf(
  before: AccessInput,
  after: AccessInput,
  options: EngineOptions = {},
): Promise<AccessEffect> {
  return effectIn(accessFrom(before), accessFrom(after), { index: await indexOf(options) });
}

/**
 * The actions that a pattern stands for today: `s3:Get*`, `*:List*`.
 *
 * @example
 * await expandActions('S3:getaccel*'); // ['s3:GetAccelerateConfiguration']
 */
export async function expandActions(pattern: string, options: EngineOptions = {}): Promise<readonly string[]> {
  return expandIn(pattern, await indexOf(options));
}

/**
 * The known ways to more permissions that the access opens; `control`: also those that take over IAM Identity Center.
 *
 * @example
 * const policy = { Statement: { Effect: 'Allow', Action: ['iam:PassRole', 'lambda:*'], Resource: '*' } };
 * const [first] = await escalationPaths(policy);
 * first?.path.id; // 'lambda-001'
 */
export async function escalationPaths(
  access: AccessInput,
  { control = false, ...options }: EngineOptions & { readonly control?: boolean } = {},
): Promise<readonly OpenPath[]> {
  return pathsIn(accessFrom(access), { index: await indexOf(options), control });
}

/** What is wrong, or worth a second look, in a policy. */
export interface PolicyFinding {
  /** `policy/misspelled-action`; docs/diagnostics.md has them all. */
  readonly code: string;
  /** `error`: IAM refuses it, or it can never work. */
  readonly severity: 'error' | 'warning' | 'notice';
  /** One line: what is wrong. */
  readonly message: string;
  /** One line: how to correct it. */
  readonly hint?: string;
  /** `Statement[1].Action[0]`; empty for the document as a whole. */
  readonly element: string;
}

/**
 * Checks one identity policy, whatever is in it. Never rejects for what it finds.
 *
 * @example
 * const [finding] = await lintPolicy({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:GetObjekt', Resource: '*' } });
 * finding?.code; // 'policy/misspelled-action'
 */
export async function lintPolicy(document: unknown, options: EngineOptions = {}): Promise<readonly PolicyFinding[]> {
  const parse = parseLocatedPolicy(locatedByPath(document));
  return lintIn(parse, { index: await indexOf(options) }).map(({ code, severity, message, hint, span }) => ({
    code,
    severity,
    message,
    ...optional({ hint }),
    element: span?.file ?? '',
  }));
}

async function indexOf({ index }: EngineOptions) {
  return index ?? loadActionIndex();
}

function accessFrom(input: AccessInput): Access {
  if ('grants' in input) return input;
  if (!isList(input)) return accessOf(parsePolicy(input).policy);
  const documents: Grant['documents'] = input.map((document, place) => ({
    kind: 'known',
    name: `policy ${place + 1}`,
    policy: parsePolicy(document).policy,
  }));
  return { grants: [{ documents }] };
}

const isList = (input: AccessInput): input is readonly PlainPolicy[] => Array.isArray(input);
