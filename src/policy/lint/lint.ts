// What is wrong, or worth a second look, in one identity policy. Pure; every check is a function in a module of its theme.
//
// Errors are what IAM refuses and what can never work. All else warns, or is a notice where it is often meant: whoever reads the finding
// decides. What the engine cannot decide within its budget is not reported.
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { accessOf, type Document } from '../access.ts';
import type { ActionIndex } from '../action-index.ts';
import type { Budget } from '../budget.ts';
import { type CompiledGrant, compileAccess } from '../compiled-access.ts';
import type { ParsedPolicy, PolicyParse, Statement } from '../document.ts';
import { actionFindings } from './actions.ts';
import { arnFindings } from './arns.ts';
import { breadthFindings } from './breadth.ts';
import { conditionKeyFindings } from './condition-keys.ts';
import { conditionValueFindings } from './condition-values.ts';
import { effectFindings } from './effects.ts';
import { exposureFindings } from './exposure.ts';
import { idiomFindings } from './idioms.ts';
import { redundancyFindings } from './redundancy.ts';
import { resourceFindings } from './resources.ts';
import { structureFindings } from './structure.ts';
import { versionFindings } from './variables.ts';

export interface LintOptions {
  readonly index: ActionIndex;
  /** Other documents of the same role: what a Deny may be there for. */
  readonly beside?: readonly Document[];
}

/** What the checks look at. */
export interface Subject {
  readonly policy: ParsedPolicy;
  readonly grants: readonly CompiledGrant[];
  readonly index: ActionIndex;
  readonly beside: readonly Document[];
  /** Of all questions that the checks put to the engine. */
  readonly budget: Budget;
}

/** Everything. */
export function lintPolicy(parse: PolicyParse, options: LintOptions): readonly Diagnostic[] {
  return [...structureFindings(parse), ...lintMeaning(parse, options)];
}

const MOST_STEPS = 10_000_000;

/** What goes beyond `structureFindings`: it needs to know AWS's actions. */
export function lintMeaning({ policy }: PolicyParse, { index, beside = [] }: LintOptions): readonly Diagnostic[] {
  const budget = { steps: MOST_STEPS };
  const subject: Subject = { policy, index, beside, budget, grants: compileAccess(accessOf(policy)) };
  if (policy.statements.length === 0) return [];
  return [
    ...versionFindings(policy),
    ...policy.statements.flatMap((statement) => STATEMENT_CHECKS.flatMap((check) => check(statement, subject))),
    ...effectFindings(subject),
    ...exposureFindings(subject),
  ];
}

type StatementCheck = (statement: Statement, subject: Subject) => readonly Diagnostic[];

const STATEMENT_CHECKS: readonly StatementCheck[] = [
  actionFindings,
  arnFindings,
  resourceFindings,
  conditionKeyFindings,
  conditionValueFindings,
  idiomFindings,
  redundancyFindings,
  breadthFindings,
];
