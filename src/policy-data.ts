// Opens the data of the policy engine that ships with the program: only the commands that ask for meaning pay for it.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { diagnose } from './diagnostics/diagnose.ts';
import { AccessError } from './diagnostics/diagnostic.ts';
import { memoize } from './memoize.ts';
import {
  type ActionIndex,
  type ActionSnapshot,
  actionIndexFrom,
  type ManagedPolicies,
  type ManagedPolicySnapshot,
  managedPoliciesFrom,
  type PolicyData,
} from './policy/catalogue/index.ts';

export type { PolicyData } from './policy/catalogue/index.ts';

/** Both snapshots. */
export async function loadPolicyData(): Promise<PolicyData> {
  const [index, managedPolicies] = await Promise.all([loadActionIndex(), loadManagedPolicies()]);
  return { index, managedPolicies };
}

/** The actions AWS knows. Opened once. */
export const loadActionIndex: () => Promise<ActionIndex> = memoize(async () =>
  actionIndexFrom((await readSnapshot('action-index')) as ActionSnapshot),
);

/** The documents of the AWS managed policies. Opened once. */
export const loadManagedPolicies: () => Promise<ManagedPolicies> = memoize(async () =>
  managedPoliciesFrom((await readSnapshot('managed-policies')) as ManagedPolicySnapshot),
);

/** Beside the sources, beside an entry of dist/, or above one of its chunks. */
const FOLDERS = ['./policy/data/', './data/', '../data/'].map((folder) => new URL(folder, import.meta.url));

/** The snapshot of this name in the first of the folders that has it. */
export async function readSnapshot(name: string, folders: readonly URL[] = FOLDERS): Promise<unknown> {
  const file = `${name}.generated.json.br`;
  const place = folders.map((folder) => new URL(file, folder)).find((candidate) => existsSync(candidate));
  if (place === undefined) throw new AccessError(diagnose('policy/data-missing', { file }));
  try {
    return JSON.parse((await promisify(brotliDecompress)(await readFile(place))).toString('utf8'));
  } catch (cause) {
    throw new AccessError(diagnose('policy/data-unreadable', { file }), { cause });
  }
}
