// Files as the program reads and writes them: ordinary ones only. A named pipe would be waited for for ever, a device never ends or is not ours to
// replace, and a symbolic link leads where somebody else says. Everything that reads or writes a file by a name from outside does it here.
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';

/** The file is none that is read or written. The message is the reason, as `reasonOf` gives it for every error. */
export class FileRefusal extends Error {
  readonly why: 'folder' | 'link' | 'not-ordinary' | 'too-large';
  /** Bytes, of what is too large. */
  readonly size: number | undefined;
  constructor(why: FileRefusal['why'], message: string, size?: number) {
    super(message);
    this.name = 'FileRefusal';
    this.why = why;
    this.size = size;
  }
}

/** Absent on Windows, which has no such files. Without it the opening of a named pipe waits for its other end. */
const { O_NONBLOCK = 0, O_NOFOLLOW = 0, O_NOCTTY = 0 } = constants as Partial<typeof constants>;
const FIRST_READ = 65_536;

/** All of it. Throws a FileRefusal for what is no ordinary file, or has more than `limit` bytes. Links are followed. */
export async function readOrdinary(file: string, limit: number): Promise<Buffer> {
  // Some devices do something when they are merely opened.
  refuseUnlessFile(await stat(file));
  const handle = await open(file, constants.O_RDONLY | O_NONBLOCK | O_NOCTTY);
  try {
    const stats = await handle.stat();
    refuseUnlessFile(stats);
    if (stats.size > limit) throw tooLarge(stats.size, limit);
    const chunks: Buffer[] = [];
    for (let size = 0; ; ) {
      const room = Buffer.allocUnsafe(Math.max(FIRST_READ, stats.size - size) + 1);
      const { bytesRead } = await handle.read(room, 0, room.length);
      if (bytesRead === 0) return Buffer.concat(chunks);
      chunks.push(room.subarray(0, bytesRead));
      size += bytesRead;
      // It may grow while it is read, and the files of /proc tell no size.
      if (size > limit) throw tooLarge(size, limit);
    }
  } finally {
    await handle.close();
  }
}

/**
 * Writes all of it or nothing: under a temporary name beside it, through to the disk, and then renamed. Makes the folders on the way. What is there
 * already must be an ordinary file; its permissions are kept. A new file gets this mode, as far as the process gives it (umask).
 * `isStill`: asked last; where it says no nothing is written, and false is returned.
 */
export function writeOrdinary(
  file: string,
  text: string | Uint8Array,
  { mode = 0o666, isStill = () => true }: { readonly mode?: number; readonly isStill?: () => boolean } = {},
): boolean {
  mkdirSync(path.dirname(file), { recursive: true });
  const before = statOrdinary(file);
  const temporary = path.join(path.dirname(file), `.${randomUUID()}.tmp`);
  try {
    const descriptor = openSync(temporary, 'wx', mode);
    try {
      if (before !== undefined) fchmodSync(descriptor, before.mode & 0o777);
      writeFileSync(descriptor, text);
      // A power cut must not leave the new name with nothing behind it.
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (isStill()) {
      renameSync(temporary, file);
      return true;
    }
    rmSync(temporary, { force: true });
    return false;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A descriptor that appends to it. Makes the folders on the way, and the file with this mode when it is not there. */
export function openToAppend(file: string, mode = 0o666): number {
  mkdirSync(path.dirname(file), { recursive: true });
  statOrdinary(file);
  const { O_WRONLY, O_APPEND, O_CREAT } = constants;
  const descriptor = openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, mode);
  try {
    refuseUnlessFile(fstatSync(descriptor));
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return descriptor;
}

/** The first symbolic link on the way from `folder` to a file below it, the file itself included. */
export function linkOnTheWay(folder: string, file: string): string | undefined {
  const inside = path.relative(folder, file);
  if (inside.startsWith('..') || path.isAbsolute(inside)) return undefined;
  const segments = inside.split(path.sep);
  return segments
    .map((_, index) => path.join(folder, ...segments.slice(0, index + 1)))
    .find((place) => stateOf(place)?.isSymbolicLink() === true);
}

/** What is below a file is not there either: to make it will tell so. */
function stateOf(file: string): Stats | undefined {
  try {
    return lstatSync(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}

/** What the system knows of it; undefined when there is nothing of that name. Throws a FileRefusal for links and for all else that is no ordinary file. */
export function statOrdinary(file: string): Stats | undefined {
  const stats = stateOf(file);
  if (stats?.isSymbolicLink() === true) throw new FileRefusal('link', 'it is a symbolic link');
  if (stats !== undefined) refuseUnlessFile(stats);
  return stats;
}

function refuseUnlessFile(stats: Stats): void {
  if (stats.isDirectory()) throw new FileRefusal('folder', 'it is a folder');
  if (!stats.isFile()) throw new FileRefusal('not-ordinary', `it is ${kindOf(stats)}`);
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}

export const tooLarge = (size: number, limit: number): FileRefusal =>
  new FileRefusal('too-large', `it holds more than ${limit / 1_000_000} MB`, size);

/** What the system said, for people. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file, not a folder',
  // Of `mkdir`: the file itself is never made where one is.
  EEXIST: 'a part of its path is a file, not a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'it would be larger than files may be',
  ELOOP: 'its symbolic links form a loop',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the device answered with an error',
  ERR_INVALID_ARG_VALUE: 'its name holds a null character',
};

/** Why a file could not be read or written, in a few words without its path. */
export function reasonOf(error: unknown): string {
  if (error instanceof FileRefusal) return error.message;
  const code = codeOf(error);
  return code === undefined ? String(error) : (REASONS[code] ?? code);
}

export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;
