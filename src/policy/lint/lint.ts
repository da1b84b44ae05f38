// What is wrong, or worth a second look, in one identity policy. Pure; every check is a function in a module of its theme.
//
// Errors are what IAM refuses and what can never work. All else warns, or is a notice where it is often meant: whoever reads the finding
// decides. What the engine cannot decide within its budget is not reported, but that there is something it could not is.
import { collector } from '../../diagnostics/collector.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { suggester } from '../../diagnostics/suggest.ts';
import { type ActionIndex, workOfExpanding } from '../catalogue/index.ts';
import { accessOf, compileAccess, type Document, restrictionsIn } from '../compare/index.ts';
import type { PolicyParse, Statement } from '../language/index.ts';
import { type Budget, isPattern, isSpent, spend } from '../patterns/index.ts';
import { actionFindings } from './actions.ts';
import { addressFindings } from './addresses.ts';
import { anyResourceFindings, undisguised } from './any-resource.ts';
import { arnFindings } from './arns.ts';
import { breadthFindings } from './breadth.ts';
import { conditionKeyFindings } from './condition-keys.ts';
import { conditionValueFindings } from './condition-values.ts';
import { effectFindings } from './effects.ts';
import { exposureFindings } from './exposure.ts';
import { idFormFindings } from './id-forms.ts';
import { idiomFindings } from './idioms.ts';
import { otherActionsKeyFindings } from './keys-of-other-actions.ts';
import { at, isAnything } from './place.ts';
import { redundancyFindings } from './redundancy.ts';
import { redundantValueFindings } from './redundant-values.ts';
import { regionKeyFindings } from './regions.ts';
import { resourceFindings } from './resources.ts';
import { structureFindings } from './structure.ts';
import type { Subject } from './subject.ts';
import { versionFindings } from './variables.ts';

export interface LintOptions {
  readonly index: ActionIndex;
  /** Other documents of the same role: what a Deny may be there for. */
  readonly beside?: readonly Document[];
  /** Shared by the policies of one run; absent: the policy has one of its own. */
  readonly budget?: Budget;
}

/** Everything. */
export function lintPolicy(parse: PolicyParse, options: LintOptions): readonly Diagnostic[] {
  return [...structureFindings(parse), ...lintMeaning(parse, options)];
}

/** For all checks of one policy. Of the policies that AWS maintains none takes a quarter of it. */
const MOST_STEPS = 10_000_000;

/**
 * What goes beyond `structureFindings`: it needs to know AWS's actions. Checks that would take more than the budget are left out, and that is
 * a finding.
 */
export function lintMeaning(
  { policy }: PolicyParse,
  { index, beside = [], budget = { steps: MOST_STEPS } }: LintOptions,
): readonly Diagnostic[] {
  if (policy.statements.length === 0) return [];
  const steps = Math.max(0, budget.steps);
  const { report, findings } = collector();
  const suggest = suggester();
  versionFindings(policy).forEach(report);
  const isEnough = isExamined();
  if (!isEnough) report(diagnose('policy/not-examined', { steps }, at(policy.statements[0]!.action)));
  return findings();

  function isExamined(): boolean {
    if (
      !spend(
        budget,
        policy.statements.reduce((sum, statement) => sum + WORK_OF_STATEMENT + wordsIn(statement), 0),
      )
    )
      return false;
    const restrictions = restrictionsIn(compileAccess(accessOf(policy)), { index, budget });
    const subject: Subject = { policy, index, beside, budget, suggest, restrictions };
    for (const statement of policy.statements) {
      if (!spend(budget, workOf(statement, index))) return false;
      for (const check of STATEMENT_CHECKS) check(statement, subject).forEach(report);
    }
    effectFindings(subject).forEach(report);
    const judged = undisguised(policy, subject);
    const plain: Subject =
      judged === policy
        ? subject
        : {
            ...subject,
            policy: judged,
            restrictions: restrictionsIn(compileAccess(accessOf(judged)), { index, budget }),
          };
    for (const statement of judged.statements) breadthFindings(statement, plain).forEach(report);
    exposureFindings(plain).forEach(report);
    return !isSpent(budget);
  }
}

const WORK_OF_STATEMENT = 200;

const wordsIn = ({ action, resource, conditions }: Statement): number =>
  action.patterns.length +
  resource.patterns.length +
  conditions.reduce((sum, { values }) => sum + 1 + values.length, 0);

/** The work of the checks of a statement by itself that do not count their own. */
function workOf({ action, resource, conditions }: Statement, index: ActionIndex): number {
  // What says `*` is not held against anything.
  const names = action.patterns.reduce(
    (sum, word) => sum + (isAnything(word) ? 1 : workOfName(word.text.toLowerCase(), index)),
    0,
  );
  const characters = resource.patterns.reduce((sum, { text }) => sum + text.length, 0);
  // The keys of an action are looked up only where there is a condition.
  return (
    names * (conditions.length === 0 ? 1 : 2) + characters + conditions.length * (WORK_OF_KEYS + conditions.length)
  );
}

/** Holding a name nobody knows against all names of its service, or a pattern against what it may match. */
function workOfName(lowerCase: string, index: ActionIndex): number {
  if (isPattern(lowerCase)) return workOfExpanding(lowerCase, index);
  return index.listed(lowerCase) === undefined ? WORK_OF_UNKNOWN : 1;
}

const WORK_OF_UNKNOWN = 2_000;
const WORK_OF_KEYS = 100;

type StatementCheck = (statement: Statement, subject: Subject) => readonly Diagnostic[];

const STATEMENT_CHECKS: readonly StatementCheck[] = [
  actionFindings,
  arnFindings,
  anyResourceFindings,
  resourceFindings,
  conditionKeyFindings,
  otherActionsKeyFindings,
  conditionValueFindings,
  idiomFindings,
  addressFindings,
  idFormFindings,
  regionKeyFindings,
  redundantValueFindings,
  redundancyFindings,
];
