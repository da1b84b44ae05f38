// Lines that tell how far something is while it goes on.
import type { Progress } from '../apply/execute.ts';
import type { Names } from '../holdings/names.ts';
import { progressPhrase } from './apply-report.ts';
import { phrase, say } from './phrase.ts';
import { type Course, remainingText } from './remaining.ts';
import type { Style } from './style.ts';
import { phraseLine } from './terminal.ts';

/** Of an apply, as an operation ends. */
export function progressLine(progress: Progress, names: Names, style: Style): string {
  return `${phraseLine(progressPhrase(progress, names), style)}\n`;
}

/** Of a reading, while it goes on. `step`: our own words. */
export function readingLine(step: string, course: Course): string {
  const left = remainingText(course);
  return `reading ${step} … ${course.done}/${course.total}${left === undefined ? '' : `, ${left}`}`;
}

/** A call is being repeated. `api`: `sso-admin:ListPermissionSets`; `name`: of the error. */
export function waitingLine({ api, name, seconds }: { api: string; name: string; seconds: number }): string {
  // Operations of AWS have the name of their service before them.
  const whose = say(api.includes(':') ? 'waiting for AWS' : 'waiting for Entra');
  const line = phrase`${whose}: ${api} has failed for ${seconds} seconds (${name}), trying again`;
  return `${phraseLine(line)}\n`;
}
