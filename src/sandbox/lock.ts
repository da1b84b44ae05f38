// One process to a state file: each puts a file of its own beside it, and goes on only when no other one there belongs to a process that lives.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { kill, pid } from 'node:process';
import { statOrdinary } from '../ordinary-file.ts';
import { isObject } from './constraints.ts';
import { SandboxError } from './errors.ts';

export interface Lock {
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
}

/** The locks of this process: a file with its pid that is not among them is left over from a process of the same number. */
const held = new Set<string>();

/** Told where the lock is before it is there, and again when it has gone. */
export type OnLock = (file: string, exists: boolean) => void;

/**
 * Takes the state file for this process, or throws a SandboxError that names the one that has it. Two that start at the
 * same moment may both be refused, and are never both let in: each writes its own file before it looks for others, so the
 * later of the two sees the earlier one. A name is used once, so removing what a dead process left cannot hit a live lock.
 */
export function lockState(stateFile: string, onLock: OnLock = () => {}): Lock {
  const prefix = `${basename(stateFile)}.lock-`;
  const own = `${prefix}${pid}-${randomUUID()}`;
  const folder = dirname(stateFile);
  mkdirSync(folder, { recursive: true });
  held.add(own);
  onLock(join(folder, own), true);
  // It appears whole or not at all, so that nobody takes a live lock for a damaged one.
  const unnamed = join(folder, `.${own}`);
  writeFileSync(unnamed, `${JSON.stringify({ pid, host: hostname() } satisfies Holder)}\n`, { flag: 'wx' });
  renameSync(unnamed, join(folder, own));
  const release = (): void => {
    held.delete(own);
    rmSync(join(folder, own), { force: true });
    onLock(join(folder, own), false);
  };
  try {
    const others = readdirSync(folder).filter((name) => name.startsWith(prefix) && name !== own);
    for (const name of others) {
      const holder = liveHolder(join(folder, name), name);
      if (holder !== undefined) throw inUse(stateFile, holder, join(folder, name));
      rmSync(join(folder, name), { force: true });
    }
  } catch (error) {
    release();
    throw error;
  }
  return { release };
}

/** Who has the lock; undefined when it was released meanwhile or its process is gone. */
function liveHolder(file: string, name: string): Holder | undefined {
  const holder = holderIn(file);
  if (holder === undefined) return undefined;
  // The processes of another machine, or container, cannot be seen from here.
  if (holder.host !== hostname()) return holder;
  if (holder.pid === pid) return held.has(name) ? holder : undefined;
  return isAlive(holder.pid) ? holder : undefined;
}

function holderIn(file: string): Holder | undefined {
  try {
    if (statOrdinary(file) === undefined) return undefined;
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isObject(value) && typeof value.pid === 'number' && typeof value.host === 'string') {
      return { pid: value.pid, host: value.host };
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  }
  throw new SandboxError(`the lock ${file} is damaged; if no sandbox uses the state file, remove it`);
}

function isAlive(id: number): boolean {
  try {
    kill(id, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const inUse = (stateFile: string, { pid: id, host }: Holder, lockFile: string): SandboxError =>
  new SandboxError(
    `the sandbox state file ${stateFile} is in use by process ${id}${host === hostname() ? '' : ` on ${host}`}; ` +
      `end that process, or, if there is none, remove ${lockFile}`,
  );
