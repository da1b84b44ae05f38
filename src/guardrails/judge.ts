// Who breaks which guardrail, and what lets it pass. Pure.
import type { Meanings } from '../meaning/meanings.ts';
import { groupBy } from '../state/group-by.ts';
import type { AccountId, PermissionSet } from '../state/state.ts';
import type { Breach } from './breach.ts';
import { type Guardrail, type Guardrails, includes, type Separation, type Waiver } from './guardrail.ts';
import { besides, type Holding, type Holdings, type UndefinedHolding } from './holding.ts';
import { keyOf, type Union, unionsIn } from './separation.ts';
import { type Examiner, examinerWith, type Verdict } from './verdicts.ts';
import { isUnder, longestFirst, waiverFor } from './waivers.ts';

export interface GuardrailInput {
  readonly guardrails: Guardrails;
  readonly after: Holdings;
  /** Absent: there is nothing to compare with, and rules on change are passed over. */
  readonly before?: Holdings;
  readonly meanings: Meanings;
  /** Accounts in which takeover paths of Identity Center count. */
  readonly identityCenterAdminAccounts: ReadonlySet<AccountId>;
  /** Milliseconds since the epoch: a waiver that ends at or before it has ended. */
  readonly asOf: number;
}

export interface Violation {
  readonly rule: Guardrail;
  readonly breaches: readonly Breach[];
  /** Of one permission set, but for a separation; and of one grant, where files ask for them. */
  readonly rows: readonly Holding[];
  /** Lets it pass. */
  readonly waiver?: Waiver;
  /** It is none of the plan's doing: before, there were the same rows on the same definitions. */
  readonly preexisting: boolean;
}

export interface Judgement {
  /** In the order of the rules. */
  readonly violations: readonly Violation[];
  readonly expired: readonly Waiver[];
  /** Waivers that let nothing pass, as far as that can be told. */
  readonly unused: readonly Waiver[];
  /** Rules on change that there was nothing to compare with for. */
  readonly passedOver: readonly Guardrail[];
  /** Not everything was judged. */
  readonly excess?: Excess;
}

/**
 * `checks`: before anything was judged; `violations`: the rules after this one were not, and not all rows of this one; `steps`: neither this one
 * nor those after it were.
 */
export interface Excess {
  readonly of: 'checks' | 'violations' | 'steps';
  readonly most: number;
  /** With the last rule that was judged, or the first that was not. */
  readonly rule: Guardrail;
}

/**
 * How many assignments all rules together may be held against; a hundred thousand of them under two hundred rules. A separation is held against
 * them three times, and asks for all that a principal has.
 */
const MOST_CHECKS = 20_000_000;
const CHECKS_OF_SEPARATION = 10;
/** Assignments that break rules, each counted once for each rule: nobody reads the rest of them. */
const MOST_VIOLATIONS = 100_000;

export function judge(input: GuardrailInput): Judgement {
  const { guardrails, after, before, asOf } = input;
  const evaluated = guardrails.rules.filter(({ on }) => on === 'state' || before !== undefined);
  const passedOver = guardrails.rules.filter((rule) => !evaluated.includes(rule));
  const expired = guardrails.waivers.filter(({ ends }) => ends <= asOf);
  const excess = excessOfChecks(evaluated, input);
  if (excess !== undefined) return { violations: [], expired, unused: [], passedOver, excess };
  const { violations, excess: tooMany } = violationsIn(evaluated, evaluationContextFor(input));
  if (tooMany !== undefined) return { violations, expired, unused: [], passedOver, excess: tooMany };
  const used = new Set(violations.map(({ waiver }) => waiver));
  const onState = new Set(evaluated.filter(({ on }) => on === 'state').map(({ id }) => id));
  const mayConcern = (waiver: Waiver) => after.undefined.some((row) => isUnder(waiver, row, row.permissionSet));
  return {
    violations,
    expired,
    unused: guardrails.waivers.filter(
      (waiver) => waiver.ends > asOf && onState.has(waiver.rule) && !used.has(waiver) && !mayConcern(waiver),
    ),
    passedOver,
  };
}

function excessOfChecks(
  rules: readonly Guardrail[],
  { guardrails, after, before }: GuardrailInput,
): Excess | undefined {
  const rows = after.rows.length + after.undefined.length + (before?.rows.length ?? 0);
  let left = MOST_CHECKS - guardrails.waivers.length * after.undefined.length;
  const rule = rules.find(({ demand }) => {
    left -= rows * (demand.kind === 'separate' ? CHECKS_OF_SEPARATION : 1);
    return left < 0;
  });
  return rule && { of: 'checks', most: MOST_CHECKS, rule };
}

function violationsIn(
  rules: readonly Guardrail[],
  context: EvaluationContext,
): { readonly violations: readonly Violation[]; readonly excess?: Excess } {
  const violations: Violation[] = [];
  let left = MOST_VIOLATIONS;
  const { isSpent, mostSteps } = context.input.meanings;
  for (const rule of rules) {
    const broken = brokenRows(rule, context);
    // What the engine says once it may do no more is a doubt about everything: thousands of them tell nothing.
    if (isSpent() && rule.demand.kind !== 'separate')
      return { violations, excess: { of: 'steps', most: mostSteps, rule } };
    violations.push(...grouped(broken.slice(0, left)));
    left -= broken.length;
    if (left < 0) return { violations, excess: { of: 'violations', most: MOST_VIOLATIONS, rule } };
  }
  return { violations };
}

/** What a rule is asked about. */
export function isInScope({ scope }: Guardrail, { account, principal }: Holding | UndefinedHolding): boolean {
  return includes(scope.accounts, account) && includes(scope.principals, principal.id);
}

interface BrokenRow extends Omit<Violation, 'rows'> {
  readonly row: Holding;
  /** Equal keys: one violation. */
  readonly key: string;
}

function grouped(rows: readonly BrokenRow[]): readonly Violation[] {
  return [
    ...groupBy(rows, ({ key, waiver, preexisting }) => JSON.stringify([key, waiver?.place, preexisting])).values(),
  ].map((group) => {
    const { row: _, key: __, ...shared } = group[0]!;
    return { ...shared, rows: group.map(({ row }) => row) };
  });
}

/** What all rules ask for, made once. */
interface EvaluationContext {
  readonly input: GuardrailInput;
  readonly examine: Examiner;
  /** What the principal of a row had in its account before. */
  readonly hadBefore: (row: Holding) => readonly Holding[];
  readonly isPreexisting: (row: Holding) => boolean;
}

function evaluationContextFor(input: GuardrailInput): EvaluationContext {
  const { before, meanings } = input;
  const hadBefore = besides(before?.rows ?? []);
  return { input, examine: examinerWith(meanings), hadBefore, isPreexisting: preexistingIn(before, meanings) };
}

function brokenRows(rule: Guardrail, context: EvaluationContext): readonly BrokenRow[] {
  const { input } = context;
  const rows = input.after.rows.filter((row) => isInScope(rule, row));
  return rule.demand.kind === 'separate'
    ? brokenSeparations(rule, rule.demand, { rows, input })
    : brokenBySets(rule, rows, context);
}

function brokenBySets(rule: Guardrail, rows: readonly Holding[], context: EvaluationContext): readonly BrokenRow[] {
  const { identityCenterAdminAccounts, guardrails, asOf, meanings } = context.input;
  const waivers = longestFirst(guardrails.waivers, rule, asOf);
  const examine = context.examine(rule);
  // Whoever names accounts means what is dangerous there.
  const named = rule.scope.accounts !== undefined && !rule.scope.accounts.not;
  // A set has many rows, and but for what was there before all of them are one case.
  const verdicts = { takeover: new Map<PermissionSet, Verdict>(), ordinary: new Map<PermissionSet, Verdict>() };
  const verdictOf = (row: Holding): Verdict => {
    const set = row.permissionSet;
    const takeoverPathsCount = named || identityCenterAdminAccounts.has(row.account);
    if (rule.on === 'change')
      return examine({
        set,
        before: context.hadBefore(row).map(({ permissionSet }) => permissionSet),
        takeoverPathsCount,
      });
    const known = verdicts[takeoverPathsCount ? 'takeover' : 'ordinary'];
    const verdict = known.get(set) ?? examine({ set, before: [], takeoverPathsCount });
    known.set(set, verdict);
    return verdict;
  };
  return rows.flatMap((row): readonly BrokenRow[] => {
    if (meanings.isSpent()) return [];
    const preexisting = context.isPreexisting(row);
    if (preexisting && rule.on === 'change') return [];
    const { number, breaches } = verdictOf(row);
    if (breaches.length === 0) return [];
    const waiver = waiverFor(row, waivers);
    const [place] = row.places;
    const key = JSON.stringify([row.permissionSet.name, number, place?.file, place?.start.offset]);
    return [{ rule, breaches, row, key, preexisting, ...(waiver && { waiver }) }];
  });
}

/** The same row was there before, and its set meant the same. */
function preexistingIn(before: Holdings | undefined, meanings: Meanings): (row: Holding) => boolean {
  const old = new Map(before?.rows.map((row) => [row.address, row.permissionSet]));
  return ({ address, permissionSet }) => {
    const had = old.get(address);
    // Sets with the same policies are one access.
    return had !== undefined && meanings.accessOf([had]) === meanings.accessOf([permissionSet]);
  };
}

interface InScope {
  readonly rows: readonly Holding[];
  readonly input: GuardrailInput;
}

function brokenSeparations(rule: Guardrail, demand: Separation, { rows, input }: InScope): readonly BrokenRow[] {
  const { before, guardrails, asOf } = input;
  const waivers = longestFirst(guardrails.waivers, rule, asOf);
  const old = unionsIn(before?.rows.filter((row) => isInScope(rule, row)) ?? [], demand);
  const had = new Set(old.map((union) => placeOf(union, demand)));
  // A row that a waiver lets pass is as if it were not there.
  const left = unionsIn(
    rows.filter((row) => waiverFor(row, waivers) === undefined),
    demand,
  );
  const refused = new Map(left.map((union) => [placeOf(union, demand), union]));
  return unionsIn(rows, demand).flatMap((union) => {
    const place = placeOf(union, demand);
    const preexisting = had.has(place);
    if (preexisting && rule.on === 'change') return [];
    const { a, b } = refused.get(place) ?? union;
    const both = [...new Set([...b, ...a])];
    const waiver = refused.has(place) ? undefined : both.map((row) => waiverFor(row, waivers)).find(Boolean);
    const breaches: readonly Breach[] = [{ kind: 'separate', a: namesOf(a), b: namesOf(b) }];
    return both.map((row) => ({ rule, breaches, row, key: place, preexisting, ...(waiver && { waiver }) }));
  });
}

const placeOf = (union: Union, { within }: Separation): string =>
  within === 'account' ? `${keyOf(union)} ${union.a[0]?.account}` : keyOf(union);

const namesOf = (rows: readonly Holding[]): readonly string[] =>
  [...new Set(rows.map(({ permissionSet }) => permissionSet.name))].sort();
