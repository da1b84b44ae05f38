// What `access doctor` has found out: of each check whether it passed, failed, or could not be run for want of a fact.
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { type Level, withLevels } from '../diagnostics/levels.ts';
import { type InstantText, writeInstant } from '../instant.ts';
import type { NotRead } from '../state/health.ts';
import { AREAS, type Area, CHECKS, type DoctorCode, type Expected } from './checks.ts';
import type { Facts } from './facts.ts';

export type CheckResult =
  | { readonly status: 'passed' }
  | { readonly status: 'failed'; readonly findings: readonly Diagnostic[] }
  /** Never taken for passed. */
  | { readonly status: 'unknown'; readonly missing: readonly Omit<NotRead, 'read'>[] }
  /** `diagnostics:` of the files switches it off. */
  | { readonly status: 'off' };

export type Checked = CheckResult & {
  readonly code: DoctorCode;
  readonly area: Area;
  readonly passes: string;
  readonly where: string;
};

export interface Examination {
  readonly asOf: InstantText;
  readonly region: string;
  readonly caller: Facts['caller'];
  /** By area. */
  readonly checks: readonly Checked[];
}

const CODES = Object.keys(CHECKS) as readonly DoctorCode[];

export function examine(
  facts: Facts,
  expected: Expected & { readonly levels: ReadonlyMap<string, Level> },
): Examination {
  const checks = AREAS.flatMap((area) => CODES.filter((code) => CHECKS[code].area === area)).map((code): Checked => {
    const { area, passes, where } = CHECKS[code];
    return { code, area, passes, where, ...resultOf(code, facts, expected) };
  });
  return { asOf: writeInstant(expected.asOf), region: facts.region, caller: facts.caller, checks };
}

function resultOf(
  code: DoctorCode,
  facts: Facts,
  expected: Expected & { readonly levels: ReadonlyMap<string, Level> },
): CheckResult {
  if (expected.levels.get(code) === 'off') return { status: 'off' };
  const { needs, find } = CHECKS[code];
  const missing = needs.flatMap((need) => {
    const fact = facts[need];
    return fact.read ? [] : [{ reason: fact.reason, subject: fact.subject }];
  });
  if (missing.length > 0) return { status: 'unknown', missing: unique(missing) };
  const values = Object.fromEntries(needs.map((need) => [need, factValue(facts, need)]));
  // INVARIANT: all that it needs was read.
  const known = { ...values, region: facts.region, caller: facts.caller } as Parameters<typeof find>[0];
  const findings = withLevels(find(known, expected), expected.levels);
  return findings.length === 0 ? { status: 'passed' } : { status: 'failed', findings };
}

function factValue(facts: Facts, need: (typeof CHECKS)[DoctorCode]['needs'][number]): unknown {
  const fact = facts[need];
  return fact.read ? fact.value : undefined;
}

function unique(missing: readonly Omit<NotRead, 'read'>[]): readonly Omit<NotRead, 'read'>[] {
  return missing.filter(
    ({ reason, subject }, index) =>
      missing.findIndex((other) => other.reason === reason && other.subject === subject) === index,
  );
}

export const findingsOf = ({ checks }: Examination): readonly Diagnostic[] =>
  checks.flatMap((each) => (each.status === 'failed' ? each.findings : []));

export interface Counts extends Readonly<Record<`${Severity}s`, number>> {
  readonly passed: number;
  readonly unknown: number;
  readonly off: number;
}

/** Checks by result, and findings by severity. */
export function countsOf(examination: Examination): Counts {
  const status = (wanted: CheckResult['status']) => examination.checks.filter((each) => each.status === wanted).length;
  const found = findingsOf(examination);
  const severity = (wanted: Severity) => found.filter((each) => each.severity === wanted).length;
  return {
    errors: severity('error'),
    warnings: severity('warning'),
    notices: severity('notice'),
    passed: status('passed'),
    unknown: status('unknown'),
    off: status('off'),
  };
}
