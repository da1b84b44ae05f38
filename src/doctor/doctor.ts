// What `access doctor` has found out: of each check whether it passed, failed, or could not be run for want of a fact.
import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { type Level, withLevels } from '../diagnostics/levels.ts';
import { type InstantText, writeInstant } from '../instant.ts';
import { AREA_SECTIONS, AREAS, type Area, type Expected, type Finding, type Missing } from './check.ts';
import { CHECKS, type DoctorCode } from './checks.ts';
import type { Facts } from './facts.ts';
import { optional } from '../optional.ts';

export type CheckResult =
  | { readonly status: 'passed' }
  /** `missing`: what else might be found, if it could be read. */
  | { readonly status: 'failed'; readonly findings: readonly Finding[]; readonly missing: readonly Missing[] }
  /** Never taken for passed. */
  | { readonly status: 'unknown'; readonly missing: readonly Missing[] }
  /** `diagnostics:` of the files switches it off. */
  | { readonly status: 'off' };

export type Checked = CheckResult & {
  readonly code: DoctorCode;
  readonly area: Area;
  readonly passes: string;
  readonly where: string;
  /** File and section of the documents that it belongs to. */
  readonly docs: string;
};

export interface Examination {
  readonly asOf: InstantText;
  /** Absent: AWS could not be asked. */
  readonly region?: string;
  readonly caller?: NonNullable<Facts['caller']>;
  /** By area. */
  readonly checks: readonly Checked[];
}

const CODES = Object.keys(CHECKS) as readonly DoctorCode[];

export function examine(
  facts: Facts,
  expected: Expected & { readonly levels: ReadonlyMap<string, Level> },
): Examination {
  const checks = AREAS.filter((area) => IS_THERE[area]?.(facts) ?? true)
    .flatMap((area) => CODES.filter((code) => CHECKS[code].area === area))
    .map((code): Checked => {
      const { area, passes, where } = CHECKS[code];
      const docs = `docs/entra.md#${AREA_SECTIONS[area]}`;
      return { code, area, passes, where, docs, ...resultOf(code, facts, expected) };
    });
  const { region, caller } = facts;
  return { asOf: writeInstant(expected.asOf), ...optional({ region, caller }), checks };
}

/** Whoever has no such thing is asked nothing about it, and told nothing of it either: neither that it passes nor that it is not known. */
const IS_THERE: Partial<Readonly<Record<Area, (facts: Facts) => boolean>>> = {
  'Accounts by SAML': ({ federated }) => !federated.read || federated.value.length > 0,
  'Stand-by instance': ({ hasStandby }) => hasStandby,
};

function resultOf(
  code: DoctorCode,
  facts: Facts,
  expected: Expected & { readonly levels: ReadonlyMap<string, Level> },
): CheckResult {
  if (expected.levels.get(code) === 'off') return { status: 'off' };
  const { needs, find, doubts } = CHECKS[code];
  const missing = needs.flatMap((need) => {
    const fact = facts[need];
    return fact.read ? [] : [{ reason: fact.reason, subject: fact.subject }];
  });
  if (missing.length > 0) return { status: 'unknown', missing: unique(missing) };
  const values = Object.fromEntries(needs.map((need) => [need, factValue(facts, need)]));
  // INVARIANT: all that it needs was read, by somebody.
  const known = { ...values, region: facts.region, caller: facts.caller } as Parameters<typeof find>[0];
  const findings = withLevels(find(known, expected, facts), expected.levels);
  const doubted = unique(doubts?.(known, expected, facts) ?? []);
  if (findings.length > 0) return { status: 'failed', findings, missing: doubted };
  return doubted.length > 0 ? { status: 'unknown', missing: doubted } : { status: 'passed' };
}

function factValue(facts: Facts, need: (typeof CHECKS)[DoctorCode]['needs'][number]): unknown {
  const fact = facts[need];
  return fact.read ? fact.value : undefined;
}

function unique(missing: readonly Missing[]): readonly Missing[] {
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
