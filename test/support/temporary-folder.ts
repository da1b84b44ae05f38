// Where tests put what they write: in memory, where the machine has room for it. They make and remove some hundred thousand files, none of which is to last,
// and a file system that writes them down takes ten times as long for it.
import { accessSync, constants, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import path from 'node:path';

const IN_MEMORY = '/dev/shm';
/** Several times what all tests of a run have at once. A container often has 64 MB. */
const ROOM = 2 ** 30;

/** Before all tests; what it gives back is called after them. Who sets TMPDIR has chosen. */
export default function setup(): (() => void) | undefined {
  if (process.env.TMPDIR !== undefined || !isOfUse()) return undefined;
  removeAbandoned();
  const folder = mkdtempSync(path.join(IN_MEMORY, `access-tests-${process.pid}-`));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** What a run left that was killed: memory that nobody would give back. */
function removeAbandoned(): void {
  for (const name of readdirSync(IN_MEMORY)) {
    const pid = /^access-tests-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid)))
      rmSync(path.join(IN_MEMORY, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Programs are started from there as well, which many containers forbid. */
function isOfUse(): boolean {
  try {
    accessSync(IN_MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(IN_MEMORY);
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .find(([, place]) => place === IN_MEMORY);
    return bavail * bsize >= ROOM && mount !== undefined && !mount[3]!.split(',').includes('noexec');
  } catch {
    return false;
  }
}
