// How far a long reading is: one line that is written over on a terminal, and nothing in a log, where the result is soon there.
import type { Output } from './host.ts';

export interface ReadingProgress {
  readonly report: (progress: { readonly step: string; readonly done: number; readonly total: number }) => void;
  /** Clears the line. */
  readonly end: () => void;
}

export function readingProgress(output: Output): ReadingProgress {
  let shown = false;
  return {
    report({ step, done, total }) {
      if (!output.isTerminal) return;
      shown = true;
      output.write(`\r\u001b[Kreading ${step} … ${done}/${total}`);
    },
    end() {
      if (shown) output.write('\r\u001b[K');
      shown = false;
    },
  };
}
