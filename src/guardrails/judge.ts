// Who breaks which guardrail, and what lets it pass. Pure.
import { type DefinedHolding, type Holding, type Holdings, isDefined, NO_HOLDINGS } from '../holdings/holdings.ts';
import type { Instant } from '../instant.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { memoize } from '../memoize.ts';
import type { Span } from '../source/span.ts';
import { groupBy } from '../state/group-by.ts';
import { type PermissionSet, type Principal, principalKey } from '../state/state.ts';
import type { Breach } from './breach.ts';
import { concernsEnd, type Guardrail, includes, type Requirement, type Separation, type Waiver } from './guardrail.ts';
import type { GuardrailInput } from './input.ts';
import { type Missing, missingFrom } from './requirements.ts';
import { peopleWithBoth, type Union, unionsIn, unionsOfPeople, unreadSides } from './separation.ts';
import { type Examiner, examinerWith, type Verdict } from './verdicts.ts';
import { isForMissing, isUnder, longestFirst, waiverFor } from './waivers.ts';

export interface Violation {
  readonly rule: Guardrail;
  readonly breaches: readonly Breach[];
  /** Of one permission set, but for a separation; and of one grant, where files ask for them. None where access is missing. */
  readonly holdings: readonly DefinedHolding[];
  /** Lets it pass. */
  readonly waiver?: Waiver;
  /** Where a group or user lacks what is required. */
  readonly missing?: readonly Missing[];
  /** It is none of the plan's doing: before, there were the same assignments on the same definitions. */
  readonly preexisting: boolean;
  /** The files grant what is missing, and it waits. */
  readonly isAsked?: boolean;
}

/** What a grant may come to give in accounts that it selects later, against a rule on reach. */
export interface PossibleViolation {
  readonly rule: Guardrail;
  readonly breaches: readonly Breach[];
  /** By the keys of the files: whoever they are today, the grant is theirs. */
  readonly principals: readonly Principal[];
  readonly permissionSet: PermissionSet;
  /** Those of the grant that may meet the accounts of the rule, as written. */
  readonly selectors: readonly string[];
  /** Of the grant. */
  readonly place: Span;
  /** Lets it pass. */
  readonly waiver?: Waiver;
}

export interface Judgement {
  /** In the order of the rules. */
  readonly violations: readonly Violation[];
  readonly expired: readonly Waiver[];
  /** Waivers that let nothing pass, as far as that can be told. */
  readonly unused: readonly Waiver[];
  /** Rules on change that there was nothing to compare with for. */
  readonly passedOver: readonly Guardrail[];
  /** Rules about people, and groups of which it is not known who is in them. `unasked`: nobody asked. */
  readonly unread: readonly { readonly rule: Guardrail; readonly groups: readonly Principal[] | 'unasked' }[];
  /** Not everything was judged. */
  readonly excess?: Excess;
}

/**
 * `checks`: before anything was judged; `violations`: the rules after this one were not, and not all assignments of this one; `steps`: neither this one
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
  const evaluated = guardrails.rules.filter(({ on }) => on !== 'change' || before !== undefined);
  const passedOver = guardrails.rules.filter((rule) => !evaluated.includes(rule));
  const expired = guardrails.waivers.filter(({ ends }) => ends <= asOf);
  const context = evaluationContextFor(input);
  const excess = excessOfChecks(evaluated, context);
  const unread = unreadIn(evaluated, context);
  if (excess !== undefined) return { violations: [], expired, unused: [], passedOver, unread, excess };
  const { violations, excess: tooMany } = violationsIn(evaluated, context);
  if (tooMany !== undefined) return { violations, expired, unused: [], passedOver, unread, excess: tooMany };
  const used = new Set(violations.map(({ waiver }) => waiver));
  const onState = new Set(evaluated.filter(({ on }) => on === 'state').map(({ id }) => id));
  const undefinedOnes = after.all.filter((holding) => !isDefined(holding));
  const mayConcern = (waiver: Waiver) => undefinedOnes.some((holding) => isUnder(waiver, holding));
  return {
    violations,
    expired,
    unused: guardrails.waivers.filter(
      (waiver) => waiver.ends > asOf && onState.has(waiver.rule) && !used.has(waiver) && !mayConcern(waiver),
    ),
    passedOver,
    unread,
  };
}

function unreadIn(rules: readonly Guardrail[], { input, defined }: EvaluationContext): Judgement['unread'] {
  const { members, asOf } = input;
  return rules.flatMap((rule): Judgement['unread'] => {
    const { demand } = rule;
    if (demand.kind !== 'separate' || demand.within !== 'person') return [];
    if (members === undefined) return [{ rule, groups: 'unasked' }];
    const groups = unreadSides(
      defined.where((holding) => isInScope(rule, holding, asOf)),
      demand,
      members,
    );
    return groups.length === 0 ? [] : [{ rule, groups }];
  });
}

function excessOfChecks(
  rules: readonly Guardrail[],
  { input: { guardrails, after, members }, defined, before }: EvaluationContext,
): Excess | undefined {
  const count = after.all.length + before.all.length;
  const people = [...(members?.ofGroups.values() ?? [])].reduce(
    (sum, each) => sum + (each.read ? each.value.length : 0),
    0,
  );
  let left = MOST_CHECKS - guardrails.waivers.length * (after.all.length - defined.all.length);
  const rule = rules.find((each) => {
    left -= checksOf(each, { holdings: count, people });
    return left < 0;
  });
  return rule && { of: 'checks', most: MOST_CHECKS, rule };
}

/** A requirement is about the accounts that it names, whatever anybody has. */
function checksOf(
  { demand, scope }: Guardrail,
  { holdings, people }: { readonly holdings: number; readonly people: number },
): number {
  switch (demand.kind) {
    case 'separate':
      return holdings * CHECKS_OF_SEPARATION + (demand.within === 'person' ? 2 * people : 0);
    case 'require':
      return demand.principals.length * (scope.accounts?.members.size ?? 0);
    default:
      return holdings;
  }
}

function violationsIn(
  rules: readonly Guardrail[],
  context: EvaluationContext,
): { readonly violations: readonly Violation[]; readonly excess?: Excess } {
  const violations: Violation[] = [];
  let left = MOST_VIOLATIONS;
  const { isSpent, mostSteps } = context.input.meanings;
  for (const rule of rules) {
    if (rule.demand.kind === 'require') {
      const unmet = unmetRequirements(rule, rule.demand, context);
      if (isSpent()) return { violations, excess: { of: 'steps', most: mostSteps, rule } };
      violations.push(...unmet);
      continue;
    }
    const broken = brokenHoldings(rule, context);
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
export function isInScope({ scope }: Guardrail, { account, principal, facts }: Holding, asOf: Instant): boolean {
  return (
    includes(scope.accounts, account) &&
    includes(scope.principals, principal.id) &&
    concernsEnd(scope.expires, facts.expires, asOf)
  );
}

interface BrokenHolding extends Omit<Violation, 'holdings'> {
  readonly holding: DefinedHolding;
  /** Equal keys: one violation. */
  readonly key: string;
}

function grouped(broken: readonly BrokenHolding[]): readonly Violation[] {
  return [
    ...groupBy(broken, ({ key, waiver, preexisting }) => JSON.stringify([key, waiver?.place, preexisting])).values(),
  ].map((group) => {
    const { holding: _, key: __, ...shared } = group[0]!;
    return { ...shared, holdings: group.map(({ holding }) => holding) };
  });
}

/** What all rules ask for, made once. */
interface EvaluationContext {
  readonly input: GuardrailInput;
  /** What rules judge: a set whose definition is not known is judged by nobody. */
  readonly defined: Holdings<DefinedHolding>;
  readonly before: Holdings<DefinedHolding>;
  readonly examine: Examiner;
  readonly isPreexisting: (holding: DefinedHolding) => boolean;
}

function evaluationContextFor(input: GuardrailInput): EvaluationContext {
  const { meanings } = input;
  const before = (input.before ?? NO_HOLDINGS).where(isDefined);
  return {
    input,
    defined: input.after.where(isDefined),
    before,
    examine: examinerWith(meanings),
    isPreexisting: preexistingIn(before, meanings),
  };
}

function brokenHoldings(rule: Guardrail, context: EvaluationContext): readonly BrokenHolding[] {
  return rule.demand.kind === 'separate'
    ? [...brokenSeparations(rule, rule.demand, context), ...brokenByPeople(rule, rule.demand, context)]
    : brokenBySets(rule, context);
}

function brokenBySets(rule: Guardrail, context: EvaluationContext): readonly BrokenHolding[] {
  const { identityCenterAdminAccounts, guardrails, asOf, meanings } = context.input;
  const waivers = longestFirst(guardrails.waivers, rule, asOf);
  const examine = context.examine(rule);
  // Whoever names accounts means what is dangerous there.
  const named = rule.scope.accounts !== undefined && !rule.scope.accounts.not;
  // A set has many holders, and but for what was there before all of them are one case.
  const verdicts = { takeover: new Map<PermissionSet, Verdict>(), ordinary: new Map<PermissionSet, Verdict>() };
  const verdictOf = (holding: DefinedHolding): Verdict => {
    const set = holding.definition;
    const takeoverPathsCount = named || identityCenterAdminAccounts.has(holding.account);
    if (rule.on === 'change') {
      const before = context.before.byPrincipalInAccount.of(holding).map(({ definition }) => definition);
      return examine({ set, before, takeoverPathsCount });
    }
    const known = verdicts[takeoverPathsCount ? 'takeover' : 'ordinary'];
    const verdict = known.get(set) ?? examine({ set, before: [], takeoverPathsCount });
    known.set(set, verdict);
    return verdict;
  };
  return context.defined.all.flatMap((holding): readonly BrokenHolding[] => {
    if (!isInScope(rule, holding, asOf) || meanings.isSpent()) return [];
    const preexisting = context.isPreexisting(holding);
    if (preexisting && rule.on === 'change') return [];
    const { number, breaches } = verdictOf(holding);
    if (breaches.length === 0) return [];
    const waiver = waiverFor(holding, waivers);
    const [place] = holding.facts.origins;
    const key = JSON.stringify([holding.permissionSet, number, place?.file, place?.start.offset]);
    return [{ rule, breaches, holding, key, preexisting, ...(waiver && { waiver }) }];
  });
}

/** The same assignment was there before, and its set meant the same. */
function preexistingIn(before: Holdings<DefinedHolding>, meanings: Meanings): (holding: DefinedHolding) => boolean {
  return ({ address, definition }) => {
    const had = before.at(address)?.definition;
    // Sets with the same policies are one access.
    return had !== undefined && meanings.accessOf([had]) === meanings.accessOf([definition]);
  };
}

function unmetRequirements(
  rule: Guardrail,
  demand: Requirement,
  { input, before }: EvaluationContext,
): readonly Violation[] {
  const { guardrails, asOf, after } = input;
  const waivers = longestFirst(guardrails.waivers, rule, asOf);
  const keysIn = (holdings: Holdings) => new Set(missingFrom(holdings, { rule, demand, input }).map(missingKey));
  const had = keysIn(before);
  const unasked = memoize(() => keysIn(input.asked?.() ?? after));
  const found = missingFrom(after, { rule, demand, input }).map((missing) => ({
    missing,
    preexisting: input.before !== undefined && had.has(missingKey(missing)),
    isAsked: !unasked().has(missingKey(missing)),
    waiver: waivers.find((waiver) => isForMissing(waiver, missing)),
  }));
  const counted = found.filter(({ preexisting }) => !preexisting || rule.on === 'state');
  const groups = groupBy(counted, ({ missing: { breach }, preexisting, isAsked, waiver }) =>
    JSON.stringify([breach, preexisting, isAsked, waiver?.place]),
  );
  return [...groups.values()].map((group): Violation => {
    const { missing, preexisting, isAsked, waiver } = group[0]!;
    const all = group.map((each) => each.missing);
    const shared = { preexisting, isAsked, ...(waiver && { waiver }) };
    return { rule, breaches: [missing.breach], holdings: [], missing: all, ...shared };
  });
}

const missingKey = ({ principal, account }: Missing): string => `${account} ${principal.key}`;

function brokenSeparations(
  rule: Guardrail,
  demand: Separation,
  { input, defined, before }: EvaluationContext,
): readonly BrokenHolding[] {
  const { guardrails, asOf } = input;
  const waivers = longestFirst(guardrails.waivers, rule, asOf);
  const isIn = (holding: Holding) => isInScope(rule, holding, asOf);
  const inScope = defined.where(isIn);
  const had = new Set(unionsIn(before.where(isIn), demand).map((union) => placeOf(union, demand)));
  // What a waiver lets pass is as if it were not there.
  const left = unionsIn(
    inScope.where((holding) => waiverFor(holding, waivers) === undefined),
    demand,
  );
  const refused = new Map(left.map((union) => [placeOf(union, demand), union]));
  return unionsIn(inScope, demand).flatMap((union) => {
    const place = placeOf(union, demand);
    const preexisting = had.has(place);
    if (preexisting && rule.on === 'change') return [];
    const { a, b } = refused.get(place) ?? union;
    const both = [...new Set([...b, ...a])];
    const waiver = refused.has(place) ? undefined : both.map((holding) => waiverFor(holding, waivers)).find(Boolean);
    const breaches: readonly Breach[] = [{ kind: 'separate', a: namesOf(a), b: namesOf(b) }];
    return both.map((holding) => ({ rule, breaches, holding, key: place, preexisting, ...(waiver && { waiver }) }));
  });
}

/** Somebody who has both by several groups. A waiver lets pass what they have by what it names, and not what they have by others. */
function brokenByPeople(
  rule: Guardrail,
  demand: Separation,
  { input, defined, before }: EvaluationContext,
): readonly BrokenHolding[] {
  const { guardrails, asOf, members } = input;
  if (demand.within !== 'person' || members === undefined) return [];
  const waivers = longestFirst(guardrails.waivers, rule, asOf);
  const isIn = (holding: Holding) => isInScope(rule, holding, asOf);
  const inScope = defined.where(isIn);
  const had = peopleWithBoth(before.where(isIn), demand, members);
  const left = unionsOfPeople(
    inScope.where((holding) => waiverFor(holding, waivers) === undefined),
    demand,
    members,
  );
  const refused = new Set(left.flatMap(({ people }) => people));
  const waived = unionsOfPeople(inScope, demand, members)
    .map((union) => ({ ...union, people: union.people.filter((id) => !refused.has(id)) }))
    .filter(({ people }) => people.length > 0);
  return [...left, ...waived].flatMap((union) => {
    const people = rule.on === 'change' ? union.people.filter((id) => !had.has(id)) : union.people;
    if (people.length === 0) return [];
    const both = [...new Set([...union.b, ...union.a])];
    const waiver = left.includes(union) ? undefined : both.map((holding) => waiverFor(holding, waivers)).find(Boolean);
    const breaches: readonly Breach[] = [
      { kind: 'separate', a: namesOf(union.a), b: namesOf(union.b), people: people.length },
    ];
    const preexisting = people.every((id) => had.has(id));
    const key = `people ${people[0]}`;
    return both.map((holding) => ({ rule, breaches, holding, key, preexisting, ...(waiver && { waiver }) }));
  });
}

/** The principal, and where one account counts, that. */
const placeOf = ({ a: [first] }: Union, { within }: Separation): string =>
  within === 'account' ? `${principalKey(first.principal)} ${first.account}` : principalKey(first.principal);

const namesOf = (holdings: readonly Holding[]): readonly string[] =>
  [...new Set(holdings.map(({ permissionSet }) => permissionSet))].sort();
