// Config files that a command writes: all of them are looked at before the first is written, and none that is there is written over unseen.
import path from 'node:path';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { statOrdinary } from '../ordinary-file.ts';
import { outputFile, writeText } from './files.ts';
import type { Host } from './host.ts';

export interface WrittenText {
  /** As a person would type it, relative to the working folder. */
  readonly path: string;
  /** What was read of it; undefined: it is to be made. */
  readonly before: string | undefined;
  readonly after: string;
}

/** Throws an AccessError when one of them is in the way or cannot be written; of several, those before it are written then. */
export function writeFiles(host: Pick<Host, 'cwd'>, files: readonly WrittenText[]): void {
  for (const { path: shown, before } of files) {
    const file = outputFile(host, shown);
    if (before === undefined && statOrdinary(file) !== undefined)
      throw new AccessError(diagnose('cli/file-exists', { path: shown }));
  }
  for (const { path: shown, after } of files) writeText(host, shown, after);
}

/** With `/` between segments, whatever the system. */
export function shownPath(dir: string, configPath: string): string {
  return path.join(dir, configPath).split(path.sep).join('/');
}
