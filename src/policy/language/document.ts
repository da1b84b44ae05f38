// The IAM policy language as data: what `parsePolicy` makes of a document, wherever it was written.
import type { Span } from '../../source/span.ts';

/** A string of a policy, and its place when it came from a file. */
export interface Word {
  readonly text: string;
  readonly span?: Span;
}

/** Without `Version` IAM assumes 2008-10-17, in which `${…}` is text like any other. */
export type PolicyVersion = '2008-10-17' | '2012-10-17';

export interface ParsedPolicy {
  readonly version: PolicyVersion;
  /** `Version` as written; absent when there is none. */
  readonly versionWord?: Word;
  readonly id?: Word;
  readonly statements: readonly Statement[];
  /** False when something was not understood: the document may then mean more, or less, than its statements. */
  readonly complete: boolean;
  readonly span?: Span;
}

export interface Statement {
  /** Position in the document, from 0. */
  readonly index: number;
  readonly sid?: Word;
  readonly effect: Effect;
  readonly action: Choice;
  readonly resource: Choice;
  /** All must hold. */
  readonly conditions: readonly ConditionEntry[];
  readonly span?: Span;
}

export type Effect = 'Allow' | 'Deny';

/** `Action` or `Resource`; negated: `NotAction` or `NotResource`. */
export interface Choice {
  readonly negated: boolean;
  readonly patterns: readonly Word[];
  /** Place of the element's name. */
  readonly span?: Span;
}

/** One operator over one key: the key's value must match any of `values`, or none of them when the operator is a negated one. */
export interface ConditionEntry {
  readonly operator: Operator;
  readonly key: Word;
  /** Numbers and booleans as their text: IAM reads them alike. */
  readonly values: readonly Word[];
}

export interface Operator {
  /** As written, with prefix and suffix. */
  readonly word: Word;
  /** Absent: not an operator of IAM. */
  readonly base?: BaseOperator;
  readonly ifExists: boolean;
  readonly set?: SetOperator;
}

export type SetOperator = 'ForAllValues' | 'ForAnyValue';

export type BaseOperator = (typeof BASE_OPERATORS)[number];

export const BASE_OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnLike',
  'ArnNotEquals',
  'ArnNotLike',
  'Null',
] as const;

/** What `parsePolicy` could not take as it stands: data, for a linter to word. Elements are named by path: `Statement[2].Effect`. */
export interface Problem {
  readonly kind: ProblemKind;
  readonly element: string;
  /** What was written there, where it is short. */
  readonly text?: string;
  readonly span?: Span;
}

export type ProblemKind =
  /** A mapping, a list or a string was expected. */
  | 'wrong-type'
  /** A required element is absent; `element` names it. */
  | 'missing'
  /** The element is not part of identity policies: `Principal`, or a word IAM does not know. */
  | 'unknown-element'
  /** An element with a fixed vocabulary says something else: `Effect`, `Version`. */
  | 'unknown-value'
  | 'unknown-operator'
  /** `Action` beside `NotAction`, `Resource` beside `NotResource`. */
  | 'exclusive'
  /** A list or mapping without members. */
  | 'empty';

export interface PolicyParse {
  readonly policy: ParsedPolicy;
  readonly problems: readonly Problem[];
}
