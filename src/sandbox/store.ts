// The state file: loaded once, saved whole under a temporary name and then renamed, so that a crash leaves the old or the new one.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isObject } from './constraints.ts';
import { SandboxError } from './errors.ts';
import type { SandboxState } from './state.ts';
import { FORMAT_VERSION, filed, type StateFile, unfiled } from './state-file.ts';

/** The state in the file, or undefined when there is no file. A file that cannot be used is left as it is. */
export function loadState(path: string): SandboxState | undefined {
  if (!existsSync(path)) return undefined;
  const value = parsed(path);
  if (!isObject(value) || value.kind !== 'access-sandbox')
    throw new SandboxError(`${path} is not a sandbox state file`);
  if (value.formatVersion !== FORMAT_VERSION) {
    const found = JSON.stringify(value.formatVersion) ?? 'absent';
    throw new SandboxError(
      `${path} has formatVersion ${found}, and this version reads ${FORMAT_VERSION}; it was not changed`,
    );
  }
  try {
    return unfiled(value as unknown as StateFile);
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
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.new`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
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
