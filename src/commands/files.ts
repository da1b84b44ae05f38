// Files that the command line names: read whole and within bounds, written whole or not at all, and never through a symbolic link.
import { closeSync, readFileSync, writeFileSync } from 'node:fs';
import { readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { isInside } from '../load.ts';
import {
  codeOf,
  FileRefusal,
  linkOnTheWay,
  openToAppend,
  readOrdinary,
  reasonOf,
  statOrdinary,
  tooLarge,
  writeOrdinary,
} from '../ordinary-file.ts';
import type { Host } from './host.ts';

/** The most bytes that are read. A plan of 100,000 changes has about 60 MB; policies and config files are bounded alike. */
const MOST_BYTES = {
  plan: 100_000_000,
  seed: 100_000_000,
  snapshot: 100_000_000,
  policy: 1_000_000,
  event: 30_000_000,
  foreign: 100_000_000,
  profiles: 10_000_000,
  runLog: 300_000_000,
  review: 30_000_000,
  // What GitHub reads of it.
  codeOwners: 3_000_000,
} as const;

type Place = Pick<Host, 'cwd'>;

/**
 * Refuses a plan file (absolute) that lies in the config folder, by itself or by what a symbolic link leads to: whoever writes the files would write it too, and
 * what is approved would be what is reviewed. `config`: the folder (absolute).
 */
export async function outsideConfig(
  file: string,
  { shown, config, dir }: { readonly shown: string; readonly config: string; readonly dir: string },
): Promise<void> {
  const folder = await realPlace(config);
  const places = [path.join(await realPlace(path.dirname(file)), path.basename(file)), await realPlace(file)];
  if (places.some((place) => isInside(folder, place)))
    throw new AccessError(diagnose('cli/plan-in-config', { path: shown, dir }));
}

/** Without symbolic links, as far as it exists. */
async function realPlace(place: string): Promise<string> {
  const above = path.dirname(place);
  return realpath(place).catch(async () =>
    above === place ? place : path.join(await realPlace(above), path.basename(place)),
  );
}

/** `shown`: the path as the user gave it, relative to the working folder. */
export async function readText({ cwd }: Place, shown: string, what: keyof typeof MOST_BYTES): Promise<string> {
  try {
    return (await readOrdinary(path.resolve(cwd, shown), MOST_BYTES[what])).toString('utf8');
  } catch (cause) {
    throw unusable('read', shown, cause);
  }
}

/** Standard input, bounded as a policy file is. */
export async function inputText(host: Host): Promise<string> {
  const bytes = await host.input(MOST_BYTES.policy);
  if (bytes.length <= MOST_BYTES.policy) return Buffer.from(bytes).toString('utf8');
  throw unusable('read', '-', tooLarge(bytes.length, MOST_BYTES.policy));
}

/**
 * The absolute path of a file that will be written. Throws an AccessError when it leads through a link or is none that can be replaced, before
 * anything is done for it. The working folder may be a checkout that somebody else filled, so no link in it is followed; above it they are the user's.
 */
export function outputFile({ cwd }: Place, shown: string): string {
  const file = path.resolve(cwd, shown);
  try {
    if (shown === '-') throw new FileRefusal('not-ordinary', '`-` stands for no file here');
    const link = linkOnTheWay(cwd, file);
    if (link !== undefined && link !== file)
      throw new FileRefusal('link', `\`${path.relative(cwd, link)}\` is a symbolic link`);
    statOrdinary(file);
  } catch (cause) {
    throw unusable('write', shown, cause);
  }
  return file;
}

/** All of a file of the user's own, whose links are their own too; undefined when there is none. `file`: absolute. `shown`: for findings. */
export async function readHomeFile(file: string, shown: string): Promise<Buffer | undefined> {
  try {
    return await readOrdinary(file, MOST_BYTES.profiles);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw unusable('read', shown, cause);
  }
}

/**
 * Through a symbolic link to the file that it leads to, so that the link stays. A new file is readable by its owner alone. False, with nothing written:
 * the file is not as it was read, `before`; undefined: there was none.
 */
export async function writeHomeFile(
  file: string,
  shown: string,
  { before, after }: { readonly before: Buffer | undefined; readonly after: Uint8Array },
): Promise<boolean> {
  try {
    const place = await leadsTo(file);
    return writeOrdinary(place, after, { mode: 0o600, isStill: () => isFile(place, before) });
  } catch (cause) {
    throw unusable('write', shown, cause);
  }
}

function isFile(place: string, bytes: Buffer | undefined): boolean {
  try {
    const now = readFileSync(place);
    return bytes?.equals(now) === true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return bytes === undefined;
    throw error;
  }
}

async function leadsTo(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    const link = await readlink(file).catch(() => undefined);
    return link === undefined ? file : path.resolve(path.dirname(file), link);
  }
}

export function writeText(place: Place, shown: string, text: string): void {
  const file = outputFile(place, shown);
  try {
    writeOrdinary(file, text);
  } catch (cause) {
    throw unusable('write', shown, cause);
  }
}

/** Appends as much of it as `most` bytes of the whole file allow, which the text is made for: `make` is given the room that is left. Links are not followed. */
export async function appendText(
  place: Place,
  shown: string,
  { most, make }: { readonly most: number; readonly make: (room: number) => Promise<string> },
): Promise<void> {
  const file = outputFile(place, shown);
  // Made before it is opened: a text that fails leaves no empty file.
  const text = await make(most - (statOrdinary(file)?.size ?? 0));
  try {
    const descriptor = openToAppend(file);
    try {
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
  } catch (cause) {
    throw unusable('write', shown, cause);
  }
}

function unusable(doing: 'read' | 'write', shown: string, cause: unknown): AccessError {
  const why = cause instanceof FileRefusal ? { why: cause.why } : {};
  return new AccessError(diagnose('cli/file', { path: shown, doing, reason: reasonOf(cause), ...why }), { cause });
}
