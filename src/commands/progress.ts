// How far a long reading is: one line that is written over on a terminal, and nothing in a log, where the result is soon there. That AWS keeps it waiting
// is told in a log as well: a job that says nothing for five minutes looks as if it hung.
import { readingLine, waitingLine } from '../render/progress.ts';
import type { CallWait, Output } from './host.ts';

export interface ReadingProgress {
  readonly report: (progress: { readonly step: string; readonly done: number; readonly total: number }) => void;
  readonly wait: (wait: CallWait) => void;
  /** Clears the line. */
  readonly end: () => void;
}

/** Waits shorter than this are told to nobody. */
const WORTH_TELLING_SECONDS = 10;
/** Between two lines, whatever the number of calls that wait. */
const PAUSE_MS = 30_000;

export function readingProgress(output: Output, now: () => number): ReadingProgress {
  let shown = false;
  let toldAt = Number.NEGATIVE_INFINITY;
  let step: { readonly name: string; readonly since: number } | undefined;
  const clear = (): void => {
    if (shown) output.write('\r\u001b[K');
    shown = false;
  };
  return {
    report({ step: name, done, total }) {
      if (!output.isTerminal) return;
      if (step?.name !== name) step = { name, since: now() };
      shown = true;
      output.write(`\r\u001b[K${readingLine(name, { done, total, elapsed: now() - step.since })}`);
    },
    wait({ api, name, seconds }) {
      if (seconds < WORTH_TELLING_SECONDS || now() - toldAt < PAUSE_MS) return;
      toldAt = now();
      clear();
      output.write(waitingLine({ api, name, seconds }));
    },
    end: clear,
  };
}
