// Guardrails on reach over the files: what grants may come to give. Pure.
import type { Declarations } from './config/declarations.ts';
import { diagnose } from './diagnostics/diagnose.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { withLevels } from './diagnostics/levels.ts';
import { excessFinding, nounOf } from './guardrails/findings.ts';
import { concernsEnd, type Guardrail, includes, type Waiver } from './guardrails/guardrail.ts';
import type { Excess, PossibleViolation } from './guardrails/judge.ts';
import { type Examiner, examinerWith } from './guardrails/verdicts.ts';
import { longestFirst } from './guardrails/waivers.ts';
import type { Instant } from './instant.ts';
import type { Meanings } from './meaning/meanings.ts';
import { optional } from './optional.ts';
import { principalOfFiles } from './resolve/file-holdings.ts';
import { groupItself, resolveGuardrails } from './resolve/guardrails.ts';
import { type Reach, reachesOf } from './review/reach.ts';
import type { Version } from './review/version.ts';
import type { PermissionSet, PermissionSetName } from './state/state.ts';

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

export interface ReachJudgement {
  /** One for each rule, grant and permission set. */
  readonly possible: readonly PossibleViolation[];
  /** Not everything was judged. */
  readonly excesses: readonly Excess[];
}

/** `only`: the id of the rule that is asked about; absent, all of them. */
export function judgeReach(
  version: Version,
  { definitions, meanings, asOf, only }: Pick<ReachInput, 'definitions' | 'meanings' | 'asOf'> & { only?: string },
): ReachJudgement {
  const { declarations } = version;
  const { reaches: all, excess } = reachesOf(version, { asOf });
  const reaches = all.filter(({ rule }) => only === undefined || rule.value === only);
  if (reaches.length === 0) return NOTHING;
  const guardrails = resolveGuardrails(declarations, { inventory: version.inventory, principalsOf: groupItself }).value;
  if (guardrails === undefined) return NOTHING;
  const rules = new Map(guardrails.rules.map((rule) => [rule.id, rule]));
  const examiner = examinerWith(meanings);
  const possible = reaches.flatMap((reach): readonly PossibleViolation[] => {
    const rule = rules.get(reach.rule.value);
    if (rule === undefined || !concernsEnd(rule.scope.expires, reach.grant.expires?.value.at, asOf)) return [];
    const waivers = longestFirst(guardrails.waivers, rule, asOf);
    return violationsBy(reach, { rule, examine: examiner(rule), declarations, definitions, meanings }).map((found) => ({
      ...found,
      ...optional({ waiver: waivers.find((waiver) => lets(waiver, found)) }),
    }));
  });
  const first = rules.get(reaches[0]!.rule.value)!;
  return {
    possible,
    excesses: [
      ...(meanings.isSpent() ? [{ of: 'steps', most: meanings.mostSteps, rule: first } as const] : []),
      ...(excess === undefined ? [] : [{ of: 'checks', most: MOST_CHECKS, rule: rules.get(excess.value)! } as const]),
    ],
  };
}

const NOTHING: ReachJudgement = { possible: [], excesses: [] };

/** One finding for each rule, grant and permission set. */
export function reachFindings(version: Version, input: ReachInput): readonly Diagnostic[] {
  const { possible, excesses } = judgeReach(version, input);
  const soft = possible.filter(({ rule, waiver }) => rule.enforcement === 'soft' && waiver === undefined).length;
  const findings = [
    ...possible.map((each) => findingOf(each, { ...input, soft })),
    ...excesses.map((excess) => excessFinding(excess, input)),
  ];
  return withLevels(findings, version.declarations.settings.diagnostics);
}

/** Named in the message: comparisons of selectors are checks too. */
const MOST_CHECKS = 20_000_000;

interface Judging extends Pick<ReachInput, 'definitions' | 'meanings'> {
  readonly rule: Guardrail;
  readonly examine: ReturnType<Examiner>;
  readonly declarations: Declarations;
}

function violationsBy(
  { grant, selectors }: Reach,
  { rule, examine, declarations, definitions, meanings }: Judging,
): readonly PossibleViolation[] {
  const principals = grant.groups
    .map(({ value: key }) => principalOfFiles(key, declarations))
    .filter(({ id }) => includes(rule.scope.principals, id));
  if (principals.length === 0) return [];
  // Whoever names accounts means what is dangerous there.
  const takeoverPathsCount = rule.scope.accounts !== undefined && !rule.scope.accounts.not;
  return grant.permissionSets.flatMap(({ value: name }) => {
    const set = definitions.get(name);
    if (set === undefined || meanings.isSpent()) return [];
    const { breaches } = examine({ set, before: [], takeoverPathsCount });
    // What the engine says once it may do no more is a doubt about everything.
    if (breaches.length === 0 || meanings.isSpent()) return [];
    return [{ rule, breaches, principals, permissionSet: set, selectors, place: grant.span }];
  });
}

/** A waiver for certain accounts says nothing of those that are to come. */
function lets(waiver: Waiver, { principals, permissionSet }: PossibleViolation): boolean {
  return (
    waiver.accounts === undefined &&
    (waiver.permissionSet === undefined || waiver.permissionSet === permissionSet.name) &&
    (waiver.principals === undefined || principals.every(({ id }) => waiver.principals?.has(id)))
  );
}

interface Passing extends Pick<ReachInput, 'allowed' | 'idle'> {
  /** Violations of soft rules. */
  readonly soft: number;
}

function findingOf(
  { rule, principals, permissionSet, breaches, selectors, place, waiver }: PossibleViolation,
  { soft, allowed, idle }: Passing,
): Diagnostic {
  const facts = {
    id: rule.id,
    title: rule.title,
    who: principals.map(({ id }) => id),
    noun: nounOf(principals.map(({ type }) => type)),
    permissionSet: permissionSet.name,
    selectors,
    claims: breaches,
    expires: rule.scope.expires,
    isDoubtful: breaches.some(({ doubt }) => doubt !== undefined),
    count: rule.enforcement === 'soft' ? soft : undefined,
  };
  const labels = [{ span: rule.place, message: 'the guardrail' }];
  const finding = diagnose('guardrail/within-reach', facts, { span: place, labels });
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
