// What the folder's repository is called: for proposals only, decided on nothing.
import { stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * The name of the folder that holds `.git`, or else of the folder above `dir` (absolute), as a value that `access:owner` may have:
 * letters, digits and `-`, in lower case. Undefined where nothing is left of it.
 */
export async function projectName(dir: string): Promise<string | undefined> {
  const name = path.basename((await workTree(dir)) ?? path.dirname(dir));
  const cleaned = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return cleaned === '' ? undefined : cleaned.slice(0, 64);
}

async function workTree(dir: string): Promise<string | undefined> {
  const holds = await stat(path.join(dir, '.git')).catch(() => undefined);
  if (holds !== undefined) return dir;
  const above = path.dirname(dir);
  return above === dir ? undefined : workTree(above);
}
