// Files that the command line names: read whole, written whole or not at all.
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';

/** `shown`: the path as the user gave it. */
export async function readText(file: string, shown: string): Promise<string> {
  return usable({ shown, doing: 'read' }, () => readFile(file, 'utf8'));
}

/** Written under a temporary name beside it and renamed, so that a reader never meets half of it. */
export async function writeText(file: string, shown: string, text: string): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  await usable({ shown, doing: 'write' }, async () => {
    await mkdir(path.dirname(file), { recursive: true });
    try {
      await writeFile(temporary, text, { flag: 'wx' });
      await rename(temporary, file);
    } finally {
      await rm(temporary, { force: true });
    }
  });
}

async function usable<T>(
  { shown, doing }: { readonly shown: string; readonly doing: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new AccessError(diagnose('cli/file', { path: shown, doing, reason: reasonOf(cause) }), { cause });
  }
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a part of its path is a file, not a folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    default:
      return code ?? String(error);
  }
}
