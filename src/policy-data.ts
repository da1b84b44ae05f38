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

/** Both snapshots; of `folders`, where the program is built into another one. */
export async function loadPolicyData(folders?: readonly URL[]): Promise<PolicyData> {
  const both =
    folders === undefined
      ? ([loadActionIndex(), loadManagedPolicies()] as const)
      : ([openActions(folders), openPolicies(folders)] as const);
  const [index, managedPolicies] = await Promise.all(both);
  return { index, managedPolicies };
}

/** The actions AWS knows. Opened once. */
export const loadActionIndex: () => Promise<ActionIndex> = memoize(() => openActions());

/** The documents of the AWS managed policies. Opened once. */
export const loadManagedPolicies: () => Promise<ManagedPolicies> = memoize(() => openPolicies());

/** In the file each text is its length, and the texts follow in the order of these: of megabytes, most runs read a few. */
interface ShippedActions extends Omit<ActionSnapshot, 'services'> {
  readonly services: Readonly<Record<string, readonly [outline: number, details: number]>>;
}

interface ShippedPolicies extends Omit<ManagedPolicySnapshot, 'policies'> {
  readonly policies: Readonly<Record<string, readonly [versionId: string, date: string, document: number]>>;
}

async function openActions(folders?: readonly URL[]): Promise<ActionIndex> {
  const { head, next } = await readSnapshot<ShippedActions>('action-index', folders);
  const services = mapped(head.services, ([outline, details]) => [next(outline), next(details)] as const);
  return actionIndexFrom({ ...head, services });
}

async function openPolicies(folders?: readonly URL[]): Promise<ManagedPolicies> {
  const { head, next } = await readSnapshot<ShippedPolicies>('managed-policies', folders);
  const policies = mapped(head.policies, ([id, date, document]) => [id, date, next(document)] as const);
  return managedPoliciesFrom({ ...head, policies });
}

const mapped = <From, To>(record: Readonly<Record<string, From>>, to: (from: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));

/** Beside the sources, beside an entry of dist/, or above one of its chunks. */
const FOLDERS = ['./policy/data/', './data/', '../data/'].map((folder) => new URL(folder, import.meta.url));

interface ReadSnapshot<Head> {
  readonly head: Head;
  /** The text of this length that follows the one before. */
  readonly next: (length: number) => string;
}

/** The snapshot of this name in the first of the folders that has it. */
export async function readSnapshot<Head>(name: string, folders: readonly URL[] = FOLDERS): Promise<ReadSnapshot<Head>> {
  const file = `${name}.generated.json.br`;
  const place = folders.map((folder) => new URL(file, folder)).find((candidate) => existsSync(candidate));
  if (place === undefined) throw new AccessError(diagnose('policy/data-missing', { file }));
  try {
    const text = (await promisify(brotliDecompress)(await readFile(place))).toString('utf8');
    let read = text.indexOf('\n') + 1;
    const head = JSON.parse(text.slice(0, read)) as Head;
    return {
      head,
      next: (length) => {
        read += length;
        return text.slice(read - length, read);
      },
    };
  } catch (cause) {
    throw new AccessError(diagnose('policy/data-unreadable', { file }), { cause });
  }
}
