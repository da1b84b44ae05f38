// The state file: loaded once, saved whole under a temporary name and then renamed, so that a crash leaves the old or the new one.
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { SandboxError } from './errors.ts';
import type { SandboxState } from './state.ts';
import { filed, unfiled } from './state-file.ts';
import { checkStateFile } from './state-file-shape.ts';

/** The state in the file, or undefined when there is no file. A file that cannot be used is left as it is. */
export function loadState(path: string): SandboxState | undefined {
  if (!existsSync(path)) return undefined;
  const file = checkStateFile(parsed(path), path);
  try {
    return unfiled(file);
  } catch (error) {
    throw damaged(path, error);
  }
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
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
  const temporary = `${path}.${randomUUID()}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeThrough(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new SandboxError(`the sandbox state file ${path} cannot be written: ${reason}`);
  }
}

/** On the disk before it is renamed: a power cut must not leave the new name with nothing behind it. */
function writeThrough(path: string, text: string): void {
  const file = openSync(path, 'wx');
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
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
