// What the doctor found: what failed first, then what nobody knows, then what passed; and the set-up as a checklist.
import { counted } from '../diagnostics/wording.ts';
import { AREAS } from '../doctor/checks.ts';
import type { Checked, Examination } from '../doctor/doctor.ts';
import { countsOf } from '../doctor/doctor.ts';
import { type SetupStep, setupSteps } from '../doctor/setup.ts';
import type { NotRead } from '../state/health.ts';
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
  const unknown = checks.filter((each) => each.status === 'unknown');
  return [
    head(examination),
    ...failed.flatMap(failedBlocks),
    ...(unknown.length === 0 ? [] : [heading(say('Not known')), list(unknown.map(unknownItem))]),
    ...AREAS.flatMap((area) => passedBlocks(area, checks)),
    paragraph(strong(say(verdict(examination)))),
  ];
}

function head({ asOf, region, caller }: Examination): Block {
  const moment = `${asOf.slice(0, 16).replace('T', ' ')} UTC`;
  return paragraph(quiet(phrase`Identity Center in ${region}, asked as ${caller.arn}, ${say(moment)}`));
}

function failedBlocks(check: Checked): readonly Block[] {
  if (check.status !== 'failed') return [];
  return [group(findingsBlock(check.findings), [paragraph(quiet(phrase`where: ${say(check.where)}`))])];
}

function unknownItem(check: Checked): Item {
  const missing = check.status === 'unknown' ? check.missing : [];
  return {
    mark: toned('warning', say('?')),
    phrase: [...prose(check.passes), ...quiet(phrase` (${check.code})`)],
    notes: missing.map(missingPhrase),
  };
}

function missingPhrase({ reason, subject }: Omit<NotRead, 'read'>): Phrase {
  switch (reason) {
    case 'denied':
      return prose(`the permission \`${subject}\` is missing`);
    case 'failed':
      return prose(subject);
    case 'depends':
      return prose(`needs ${subject}`);
    case 'not-declared':
      return prose(`not declared: \`${subject}\` in \`access.yaml\``);
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
      ...(status === 'manual' ? [quiet(say('cannot be checked from AWS'))] : []),
      ...notes.map((note) => (typeof note === 'string' ? prose(note) : missingPhrase(note))),
    ],
  };
}
