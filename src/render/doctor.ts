// What the doctor found: what failed first, then what nobody knows, then what passed; and the set-up as a checklist.
import { counted } from '../diagnostics/wording.ts';
import { AREAS, type Finding, type Missing } from '../doctor/check.ts';
import type { Checked, Examination } from '../doctor/doctor.ts';
import { countsOf } from '../doctor/doctor.ts';
import { type SetupStep, setupSteps } from '../doctor/setup.ts';
import { type Block, type Document, group, heading, type Item, list, paragraph, title } from './document.ts';
import { findingsBlock } from './findings.ts';
import { type Phrase, phrase, prose, quiet, say, strong, toned } from './phrase.ts';

export interface DoctorReport {
  readonly examination: Examination;
  /** As the whole set-up, step by step. */
  readonly asSetup: boolean;
}

export function doctorReport({ examination, asSetup }: DoctorReport): Document {
  return asSetup ? setupDocument(examination) : examinationDocument(examination);
}

export function doctorComment(report: DoctorReport): Document {
  return [title(say(`access doctor: ${verdict(report.examination)}`)), ...doctorReport(report)];
}

function examinationDocument(examination: Examination): Document {
  const { checks } = examination;
  const failed = checks.filter((each) => each.status === 'failed');
  const unknown = checks.filter((each) => missingOf(each).length > 0);
  return [
    head(examination),
    ...failed.flatMap(failedBlocks),
    ...(unknown.length === 0 ? [] : [heading(say('Not known')), list(unknownItems(unknown))]),
    ...AREAS.flatMap((area) => passedBlocks(area, checks)),
    paragraph(strong(say(verdict(examination)))),
  ];
}

function head({ asOf, region, caller }: Examination): Block {
  const moment = `${asOf.slice(0, 16).replace('T', ' ')} UTC`;
  if (region === undefined || caller === undefined)
    return paragraph(quiet(phrase`Identity Center could not be asked, ${say(moment)}`));
  return paragraph(quiet(phrase`Identity Center in ${region}, asked as ${caller.arn}, ${say(moment)}`));
}

/** Findings that are cured in one place stand together. */
function failedBlocks(check: Checked): readonly Block[] {
  if (check.status !== 'failed') return [];
  const byPlace = new Map<string, Finding[]>();
  for (const finding of check.findings) {
    const where = finding.where ?? check.where;
    byPlace.set(where, [...(byPlace.get(where) ?? []), finding]);
  }
  return [...byPlace].map(([where, findings]) =>
    group(findingsBlock(findings), [paragraph(quiet(phrase`where: ${say(where)} (${check.docs})`))]),
  );
}

const missingOf = (check: Checked): readonly Missing[] =>
  check.status === 'unknown' || check.status === 'failed' ? check.missing : [];

const MOST_NAMED = 5;

/** What is missing stands once, with all that hangs on it: without a right a dozen checks may not be known. */
function unknownItems(unknown: readonly Checked[]): readonly Item[] {
  const byMissing = new Map<string, Checked[]>();
  for (const check of unknown) {
    const key = JSON.stringify(missingOf(check));
    byMissing.set(key, [...(byMissing.get(key) ?? []), check]);
  }
  return [...byMissing.values()].map((checks) => unknownItem(checks));
}

function unknownItem(checks: readonly Checked[]): Item {
  const [first] = checks;
  const missing = first === undefined ? [] : missingOf(first);
  const mark = toned('warning', say('?'));
  if (first !== undefined && checks.length === 1)
    return {
      mark,
      phrase: [...prose(first.passes), ...quiet(phrase` (${first.code})`)],
      notes: missing.map(missingPhrase),
    };
  const why = joined(missing.map(missingPhrase), '; ');
  const what: readonly Phrase[] =
    checks.length > MOST_NAMED
      ? [say(`${counted(checks.length, 'check')} (${[...new Set(checks.map(({ area }) => area))].join(', ')})`)]
      : checks.map(({ passes, code }) => [...prose(passes), ...quiet(phrase` (${code})`)]);
  return { mark, phrase: [...why, ...say(': '), ...joined(what, '; ')], notes: [] };
}

const joined = (phrases: readonly Phrase[], by: string): Phrase =>
  phrases.flatMap((each, index) => (index === 0 ? each : [...say(by), ...each]));

function missingPhrase({ reason, subject }: Missing): Phrase {
  switch (reason) {
    case 'denied':
      return prose(`the permission \`${subject}\` is missing`);
    case 'failed':
    case 'unsupported':
      return prose(subject);
    case 'depends':
      return prose(`needs ${subject}`);
    case 'not-declared':
      // What is a part of something is told in words of its own.
      return prose(`not declared: ${subject.includes('`') ? subject : `\`${subject}\` in \`access.yaml\``}`);
    default:
      return reason satisfies never;
  }
}

function passedBlocks(area: string, checks: readonly Checked[]): readonly Block[] {
  const passed = checks.filter((each) => each.area === area && each.status === 'passed');
  if (passed.length === 0) return [];
  return [
    heading(say(area)),
    list(passed.map(({ passes }) => ({ mark: toned('good', say('✓')), phrase: prose(passes) }))),
  ];
}

/** Both numbers that matter, always: what is wrong, and what nobody knows. */
function verdict(examination: Examination): string {
  const { errors, warnings, notices, passed, unknown, off } = countsOf(examination);
  const some = (count: number, noun: string) => (count === 0 ? [] : [counted(count, noun)]);
  return [
    ...some(errors, 'error'),
    ...some(warnings, 'warning'),
    ...some(notices, 'notice'),
    `${counted(passed, 'check')} passed`,
    `${unknown} not known`,
    ...(off === 0 ? [] : [`${off} switched off`]),
  ].join(', ');
}

function setupDocument(examination: Examination): Document {
  const steps = setupSteps(examination);
  const next = steps.find(isOpen);
  return [
    head(examination),
    heading(say('Set-up')),
    list(steps.map((step, index) => setupItem(step, index, step === next))),
    paragraph(strong(nextWords(steps))),
  ];
}

/** Steps that nobody can check come before what needs them. */
function nextWords(steps: readonly SetupStep[]): Phrase {
  const index = steps.findIndex(isOpen);
  const next = steps[index];
  if (next === undefined) return say('every step that can be checked is done');
  const before = steps.slice(0, index).flatMap(({ status }, at) => (status === 'manual' ? [at + 1] : []));
  const own = before.length === 0 ? '' : `, once you have looked at what cannot be checked: ${before.join(', ')}`;
  return say(`next: ${index + 1}. ${next.title}${own}`);
}

const isOpen = ({ status }: SetupStep): boolean => status === 'to-do' || status === 'unknown';

const MARKS = { done: '✓', 'to-do': '✗', unknown: '?', manual: '•' } as const;
const TONES = { done: 'good', 'to-do': 'alarm', unknown: 'warning', manual: 'notice' } as const;

function setupItem({ title: what, where, status, notes }: SetupStep, index: number, isNext: boolean): Item {
  const words = `${index + 1}. ${what}`;
  return {
    mark: toned(TONES[status], say(MARKS[status])),
    phrase: isNext ? strong(say(words)) : say(words),
    notes: [
      quiet(say(where)),
      ...(status === 'manual' ? [quiet(say('cannot be checked: look at it yourself'))] : []),
      ...notes.map((note) => (typeof note === 'string' ? prose(note) : missingPhrase(note))),
    ],
  };
}
