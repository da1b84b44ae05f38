// A judgement in words: one finding for each rule, permission set and grant, however many accounts and groups it is about.
import { collector, MOST_FINDINGS } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic, Label } from '../diagnostics/diagnostic.ts';
import type { ViolationFacts } from '../diagnostics/rules/guardrail-judgement.ts';
import type { Code } from '../diagnostics/rules.ts';
import type { DisplayNames } from '../holdings/names.ts';
import type { Meanings } from '../meaning/meanings.ts';
import type { Request } from '../policy/compare/index.ts';
import { type Principal, principalKey } from '../state/state.ts';
import type { BreachDoubt } from './breach.ts';
import { causeOf } from './cause.ts';
import type { Guardrails, Waiver } from './guardrail.ts';
import type { Excess, Judgement, Violation } from './judge.ts';

export interface ReportOptions {
  readonly guardrails: Guardrails;
  readonly displayNames: DisplayNames;
  readonly meanings: Meanings;
  /** What a person allowed, by code. */
  readonly allowed: Readonly<Record<string, number>>;
  /** Nothing would change: there is nothing to refuse. */
  readonly idle?: boolean;
  /** All assignments are at hand, so that a waiver which lets nothing pass is of no use. */
  readonly whole?: boolean;
  /** Files by themselves, before a plan that may look at more: what is too much is left to it. */
  readonly preliminary?: boolean;
}

export function findingsOf(judgement: Judgement, options: ReportOptions): readonly Diagnostic[] {
  const { violations, expired, unused, passedOver, unread, excess } = judgement;
  const count = violations
    .filter((violation) => violation.rule.enforcement === 'soft' && violation.waiver === undefined)
    .filter((violation) => beyondFiles(violation) === undefined)
    .reduce((sum, { holdings, missing = [] }) => sum + holdings.length + missing.length, 0);
  const { rules } = options.guardrails;
  const byGroup = rules.filter(
    (rule) => rule.demand.kind === 'separate' && rule.demand.within !== 'person' && !passedOver.includes(rule),
  );
  const unasked = unread.filter(({ groups }) => groups === 'unasked').map(({ rule }) => rule.id);
  const { report, findings } = collector();
  const counts = new Map<string, number>();
  for (const violation of violations) {
    const kind = violation.waiver === undefined ? violation.rule.enforcement : 'waived';
    const before = counts.get(kind) ?? 0;
    counts.set(kind, before + 1);
    // Looking for the statement that allows it takes longest, and beyond the first thousand nobody will see it.
    report(findingOf(violation, options, { count, isShown: before < MOST_FINDINGS }));
  }
  return [
    ...(excess === undefined ? [] : [excessFinding(excess, options)]),
    ...findings(),
    ...expired.map((waiver) => waiverFinding('guardrail/waiver-expired', waiver)),
    ...(options.whole === true ? unused : []).map((waiver) => waiverFinding('guardrail/unused-waiver', waiver)),
    ...(passedOver.length === 0
      ? []
      : [diagnose('guardrail/change-not-judged', { ids: passedOver.map(({ id }) => id) })]),
    ...(unasked.length === 0 ? [] : [diagnose('guardrail/people-not-judged', { ids: unasked })]),
    ...unread.flatMap(({ rule: { id, place }, groups }) => {
      if (groups === 'unasked') return [];
      const names = groups.map((group) => options.displayNames.principal(group.id)).sort();
      return [diagnose('guardrail/members-not-read', { id, groups: names }, { span: place })];
    }),
    ...(byGroup.length === 0 ? [] : [diagnose('guardrail/judged-by-group', { ids: byGroup.map(({ id }) => id) })]),
  ];
}

function waiverFinding(code: 'guardrail/waiver-expired' | 'guardrail/unused-waiver', waiver: Waiver): Diagnostic {
  return diagnose(code, { id: waiver.rule, until: waiver.until }, { span: waiver.place });
}

const EXCESSES = {
  checks: 'guardrail/too-many-checks',
  violations: 'guardrail/too-many-violations',
  steps: 'guardrail/too-many-questions',
} as const satisfies Record<Excess['of'], Code>;

export function excessFinding(
  { of, most, rule: { id, place } }: Excess,
  { preliminary }: Pick<ReportOptions, 'preliminary'>,
): Diagnostic {
  const finding = diagnose(EXCESSES[of], { id, most }, { span: place });
  if (of !== 'steps' || preliminary !== true) return finding;
  return { ...finding, severity: 'warning', hint: '`access plan` judges the rest: it takes more steps' };
}

interface Shown {
  /** Of assignments that break soft rules. */
  readonly count: number;
  readonly isShown: boolean;
}

function findingOf(violation: Violation, options: ReportOptions, { count, isShown }: Shown): Diagnostic {
  const { rule, holdings, waiver } = violation;
  const facts = factsOf(violation, options.displayNames);
  const place = isShown && violation.missing === undefined ? placeOf(violation, options) : [];
  const [holding] = holdings;
  const written = holding?.facts.origins[0] ?? options.guardrails.definitions.get(holding?.permissionSet ?? '')?.span;
  // What is missing stands nowhere else.
  const span = violation.missing === undefined ? written : rule.place;
  if (waiver !== undefined) {
    const { until, reason, approvedBy } = waiver;
    const labels = [...place, { span: waiver.place, message: 'the waiver' }];
    return diagnose('guardrail/waived', { ...facts, until, reason, approvedBy }, { span, labels });
  }
  switch (rule.enforcement) {
    case 'hard':
      return asFarAsRefused(diagnose('guardrail/violated', facts, { span, labels: place }), violation, options);
    case 'soft':
      return asFarAsRefused(approved({ ...facts, count }, { span, labels: place }, options), violation, options);
    case 'advisory':
      return diagnose('guardrail/advice', facts, { span, labels: place });
    default:
      return rule.enforcement satisfies never;
  }
}

function approved(
  facts: ViolationFacts & { readonly count: number },
  place: { readonly span: Diagnostic['span']; readonly labels: readonly Label[] },
  { allowed }: ReportOptions,
): Diagnostic {
  const finding = diagnose('guardrail/needs-approval', facts, place);
  const limit = allowed[finding.code] ?? 0;
  if (facts.count > limit) return finding;
  return { ...finding, severity: 'warning', hint: `allowed for this run by \`--allow ${finding.code}=${limit}\`` };
}

function asFarAsRefused(finding: Diagnostic, violation: Violation, { idle }: ReportOptions): Diagnostic {
  const why = idle === true ? 'nothing would change' : beyondFiles(violation);
  if (why === undefined) return finding;
  const then = violation.isAsked === true ? '' : `; ${finding.hint}`;
  return { ...finding, severity: 'warning', hint: `nothing is refused for it, since ${why}${then}` };
}

/** What was there before, and no change of the files could put right: none should have to wait for it. */
function beyondFiles({ preexisting, holdings, missing, isAsked }: Violation): string | undefined {
  if (!preexisting) return undefined;
  if (missing !== undefined) return isAsked === true ? 'the files grant it, and it is on hold' : undefined;
  return holdings.every(({ facts }) => facts.origins.length === 0) ? 'no file asks for it' : undefined;
}

export function factsOf(
  { rule, holdings, missing = [], breaches, preexisting }: Violation,
  displayNames: DisplayNames,
): ViolationFacts {
  const principals = new Map(holdings.map(({ principal }) => [principalKey(principal), principal]));
  const types = [...principals.values(), ...missing.map(({ principal }) => principal)].map(({ type }) => type);
  const accounts = new Set([...holdings, ...missing].map(({ account }) => displayNames.account(account)));
  const witness = breaches.find((breach) => breach.witness !== undefined)?.witness;
  const doubt = breaches.find((breach) => breach.doubt !== undefined)?.doubt;
  return {
    id: rule.id,
    title: rule.title,
    who: [
      ...new Set([
        ...[...principals.values()].map(({ id }) => displayNames.principal(id)),
        ...missing.map(({ principal }) => principal.key),
      ]),
    ].sort(),
    noun: nounOf(types),
    permissionSet: holdings[0]?.permissionSet ?? '',
    accounts: [...accounts].sort(),
    claims: breaches,
    expires: rule.scope.expires,
    doubt: doubt && doubtText(doubt),
    witness: witness && requestText(witness),
    preexisting,
  };
}

/** What all of them are. */
export function nounOf(types: Iterable<Principal['type']>): ViolationFacts['noun'] {
  const [type, ...others] = new Set(types);
  return type === undefined || others.length > 0 ? 'principal' : type;
}

/** The statement that allows what is shown, where the files have it, and the rule. */
function placeOf({ rule, holdings, breaches }: Violation, { guardrails, meanings }: ReportOptions): readonly Label[] {
  const set = holdings[0]?.definition;
  const witness = breaches.find((breach) => breach.witness !== undefined)?.witness;
  const inlinePolicy = guardrails.definitions.get(set?.name ?? '')?.inlinePolicy;
  const span = set && witness && causeOf(witness, set, { meanings, inlinePolicy })?.statement.span;
  return [
    ...(span === undefined ? [] : [{ span, message: 'this statement allows it' }]),
    { span: rule.place, message: 'the guardrail' },
  ];
}

/** `s3:GetObject` on `arn:…` with `aws:SourceIp` = `…`. */
export function requestText({ action, resource, context }: Request): string {
  const conditions = Object.entries(context).map(([key, values]) => `\`${key}\` = \`${values.join(', ')}\``);
  return `\`${action}\` on \`${resource}\`${conditions.length === 0 ? '' : ` with ${conditions.join(' and ')}`}`;
}

export function doubtText({ reason, documents }: BreachDoubt): string {
  switch (reason) {
    case 'unknown-document':
      return `what \`${documents.join('`, `')}\` allows and denies cannot be seen`;
    case 'variable':
      return 'it depends on what a policy variable stands for';
    case 'condition':
      return 'it depends on values of a condition key';
    case 'wildcard-over-colon':
      return 'it depends on whether a wildcard in an ARN stops at a colon';
    case 'budget':
      return 'the search for an answer was given up';
    default:
      return reason satisfies never;
  }
}
