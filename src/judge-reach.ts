// Guardrails on reach over the files: what grants may come to give. Pure.
import { diagnose } from './diagnostics/diagnose.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { withLevels } from './diagnostics/levels.ts';
import { excessFinding } from './guardrails/findings.ts';
import { type Guardrail, includes, type Waiver } from './guardrails/guardrail.ts';
import { examinerWith } from './guardrails/verdicts.ts';
import { longestFirst } from './guardrails/waivers.ts';
import type { Instant } from './instant.ts';
import type { Meanings } from './meaning/meanings.ts';
import { groupItself, resolveGuardrails } from './resolve/guardrails.ts';
import { type Reach, reachesOf } from './review/reach.ts';
import type { Version } from './review/version.ts';
import { type PermissionSet, type PermissionSetName, principalId } from './state/state.ts';

export interface ReachInput {
  /** Of the sets that the files define: nobody knows what an external one gives. */
  readonly definitions: ReadonlyMap<PermissionSetName, PermissionSet>;
  readonly meanings: Meanings;
  /** What a person allowed, by code. */
  readonly allowed: Readonly<Record<string, number>>;
  readonly asOf: Instant;
  /** Nothing would change: there is nothing to refuse. */
  readonly idle?: boolean;
  /** Files by themselves, before a plan that may ask the policy engine more. */
  readonly preliminary?: boolean;
}

/** One finding for each rule, grant and permission set. Groups go by their keys: whoever they are today, the grant is theirs. */
export function reachFindings(version: Version, input: ReachInput): readonly Diagnostic[] {
  const { declarations } = version;
  const { reaches, excess } = reachesOf(version, input);
  if (reaches.length === 0) return [];
  const guardrails = resolveGuardrails(declarations, { inventory: version.inventory, principalsOf: groupItself }).value;
  if (guardrails === undefined) return [];
  const rules = new Map(guardrails.rules.map((rule) => [rule.id, rule]));
  const examiner = examinerWith(input.meanings);
  const found = reaches.flatMap((reach) => {
    const rule = rules.get(reach.rule.value);
    return rule === undefined ? [] : violationsBy(reach, { rule, examine: examiner(rule), input });
  });
  const waivedBy = ({ groups, set, rule }: Possible) =>
    longestFirst(guardrails.waivers, rule, input.asOf).find((waiver) => lets(waiver, groups, set.name));
  const soft = found.filter((each) => each.rule.enforcement === 'soft' && waivedBy(each) === undefined).length;
  const { isSpent, mostSteps } = input.meanings;
  const first = reaches[0]!.rule;
  const findings = [
    ...found.map((each) => findingOf(each, { ...input, waiver: waivedBy(each), soft })),
    ...(isSpent() ? [excessFinding({ of: 'steps', most: mostSteps, rule: rules.get(first.value)! }, input)] : []),
    ...(excess === undefined
      ? []
      : [excessFinding({ of: 'checks', most: MOST_CHECKS, rule: rules.get(excess.value)! }, input)]),
  ];
  return withLevels(findings, declarations.settings.diagnostics);
}

/** Named in the message: comparisons of selectors are checks too. */
const MOST_CHECKS = 20_000_000;

/** What groups may come to have. */
interface Possible {
  readonly rule: Guardrail;
  readonly reach: Reach;
  readonly groups: readonly string[];
  readonly set: PermissionSet;
  readonly breaches: ReturnType<ReturnType<ReturnType<typeof examinerWith>>>['breaches'];
}

interface Judging {
  readonly rule: Guardrail;
  readonly examine: ReturnType<ReturnType<typeof examinerWith>>;
  readonly input: ReachInput;
}

function violationsBy(reach: Reach, { rule, examine, input }: Judging): readonly Possible[] {
  const groups = reach.grant.groups
    .map(({ value }) => value)
    .filter((key) => includes(rule.scope.principals, principalId(key)));
  if (groups.length === 0) return [];
  // Whoever names accounts means what is dangerous there.
  const takeoverPathsCount = rule.scope.accounts !== undefined && !rule.scope.accounts.not;
  return reach.grant.permissionSets.flatMap(({ value: name }) => {
    const set = input.definitions.get(name);
    if (set === undefined || input.meanings.isSpent()) return [];
    const { breaches } = examine({ set, before: [], takeoverPathsCount });
    // What the engine says once it may do no more is a doubt about everything.
    return breaches.length === 0 || input.meanings.isSpent() ? [] : [{ rule, reach, groups, set, breaches }];
  });
}

/** A waiver for certain accounts says nothing of those that are to come. */
function lets(
  { principals, accounts, permissionSet }: Waiver,
  groups: readonly string[],
  name: PermissionSetName,
): boolean {
  return (
    accounts === undefined &&
    (permissionSet === undefined || permissionSet === name) &&
    (principals === undefined || groups.every((key) => principals.has(principalId(key))))
  );
}

interface Passing {
  readonly waiver: Waiver | undefined;
  /** Violations of soft rules. */
  readonly soft: number;
  readonly allowed: Readonly<Record<string, number>>;
  readonly idle?: boolean;
}

function findingOf(
  { rule, reach, groups, set, breaches }: Possible,
  { waiver, soft, allowed, idle }: Passing,
): Diagnostic {
  const facts = {
    id: rule.id,
    title: rule.title,
    who: groups,
    permissionSet: set.name,
    selectors: reach.selectors,
    claims: breaches,
    isDoubtful: breaches.some(({ doubt }) => doubt !== undefined),
    count: rule.enforcement === 'soft' ? soft : undefined,
  };
  const labels = [{ span: rule.place, message: 'the guardrail' }];
  const finding = diagnose('guardrail/within-reach', facts, { span: reach.grant.span, labels });
  if (waiver !== undefined)
    return { ...finding, severity: 'notice', hint: `let pass until ${waiver.until} by a waiver: ${waiver.reason}` };
  if (idle === true)
    return {
      ...finding,
      severity: 'warning',
      hint: `nothing is refused for it, since nothing would change; ${finding.hint}`,
    };
  if (rule.enforcement === 'advisory') return { ...finding, severity: 'warning' };
  const limit = allowed[finding.code] ?? 0;
  if (rule.enforcement === 'hard' || soft > limit) return finding;
  return { ...finding, severity: 'warning', hint: `allowed: \`${finding.code}\` up to ${limit}` };
}
