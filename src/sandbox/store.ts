// The state file: loaded once, saved whole under a temporary name and then renamed, so that a crash leaves the old or the new one.
import { codeOf, readOrdinary, reasonOf, writeOrdinary } from '../ordinary-file.ts';
import { SandboxError } from './errors.ts';
import type { SandboxState } from './state.ts';
import { filed, unfiled } from './state-file.ts';
import { checkStateFile } from './state-file-shape.ts';

/** Several times the state of an organisation at every quota. */
const MOST_BYTES = 400_000_000;

/** The state in the file, or undefined when there is no file. A file that cannot be used is left as it is. */
export async function loadState(path: string): Promise<SandboxState | undefined> {
  const text = await textOf(path);
  if (text === undefined) return undefined;
  const file = checkStateFile(parsed(path, text), path);
  try {
    return unfiled(file);
  } catch (error) {
    throw damaged(path, error);
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return (await readOrdinary(path, MOST_BYTES)).toString('utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new SandboxError(`the sandbox state file ${path} cannot be read: ${reasonOf(error)}`);
  }
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(path, error);
  }
}

function damaged(path: string, error: unknown): SandboxError {
  const reason = error instanceof Error ? error.message : String(error);
  return new SandboxError(`the sandbox state file ${path} is damaged and was not changed: ${reason}`);
}

export function saveState(path: string, state: SandboxState): void {
  const text = `${JSON.stringify(filed(state))}\n`;
  try {
    writeOrdinary(path, text);
  } catch (error) {
    throw new SandboxError(`the sandbox state file ${path} cannot be written: ${reasonOf(error)}`);
  }
}

export interface Saver {
  /** The state has changed. */
  readonly changed: () => void;
  /** No request is being answered: a good moment to write. */
  readonly idle: () => void;
  /** Writes now if anything is unwritten. */
  readonly flush: () => void;
}

/** Writing takes at most this part of the time, however large the state has become. */
const SHARE = 1 / 10;

/** Saves soon after a change, but seldom enough that a large state does not slow every request down. */
export function saver(save: () => void): Saver {
  let unwritten = false;
  let scheduled = false;
  let notBefore = 0;
  const flush = (): void => {
    if (!unwritten) return;
    const began = performance.now();
    save();
    unwritten = false;
    notBefore = performance.now() + (performance.now() - began) / SHARE;
  };
  const later = (): void => {
    scheduled = false;
    try {
      flush();
    } catch {
      // What could not be written stays unwritten: it is tried again, and `flush` at the end tells why it fails.
    }
  };
  return {
    changed: () => {
      unwritten = true;
    },
    idle: () => {
      if (!unwritten || scheduled) return;
      scheduled = true;
      const wait = notBefore - performance.now();
      if (wait <= 0) setImmediate(later);
      else setTimeout(later, wait).unref();
    },
    flush,
  };
}
