// Estates as other tools describe them. Each tool's reader says what it found in this shape; here names and units become the accounts and groups of the
// organization, as they are today. What has no counterpart is a finding: it is listed, and never left out unseen.

import { canonicalDefinition } from '../definition/definition.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic, Phase } from '../diagnostics/diagnostic.ts';
import { counted } from '../diagnostics/wording.ts';
import { optional } from '../optional.ts';
import type { AccessControl } from '../state/access-control.ts';
import type { Account, Directory } from '../state/directory.ts';
import {
  type AccountId,
  type Assignment,
  assignmentAddress,
  type CustomerManagedPolicy,
  type PermissionSet,
  type PermissionSetName,
  type Policy,
  type Principal,
  principalId,
} from '../state/state.ts';
import type { Estate } from './estate.ts';
import type { Source } from './sources.ts';

export const SOURCE_NAMES: Readonly<Record<Source, string>> = {
  terraform: 'a Terraform state or plan',
  iambic: 'an IAMbic template',
  lza: 'a configuration of the Landing Zone Accelerator',
  cfn: 'a CloudFormation template',
};

export interface ForeignFile {
  /** As a person would type it. */
  readonly path: string;
  readonly text: string;
}

export interface ForeignEstate {
  readonly permissionSets: readonly PermissionSet[];
  readonly assignments: readonly ForeignAssignments[];
  /** Absent: the files say nothing of it. */
  readonly accessControl?: AccessControl;
  readonly findings: readonly Diagnostic[];
}

export interface ForeignAssignments {
  readonly permissionSet: PermissionSetName;
  readonly principal: { readonly type: Principal['type']; readonly by: 'id' | 'name'; readonly value: string };
  readonly accounts: readonly ForeignAccounts[];
  readonly except: readonly ForeignAccounts[];
}

export type ForeignAccounts =
  | { readonly by: 'id' | 'name'; readonly value: string }
  /** The account of that name; the tool means those as well whose names begin with it. */
  | { readonly by: 'prefix'; readonly value: string }
  /** Accounts directly in the unit of this path. */
  | { readonly by: 'unit'; readonly value: string }
  | { readonly by: 'all' };

export const notExpressed = (what: string, reason: string): Diagnostic =>
  diagnose('import/not-expressed', { what, reason });

export function estateFrom(foreign: ForeignEstate, directory: Directory): Phase<Estate> {
  const findings = [...foreign.findings];
  const permissionSets = new Map(foreign.permissionSets.map((set) => [set.name, canonicalDefinition(set)]));
  const assignments = new Map<string, Assignment>();
  const users = new Map((directory.users.read ? directory.users.value : []).map(({ id, userName }) => [id, userName]));
  for (const each of foreign.assignments) {
    const { permissionSet } = each;
    const what = `\`${permissionSet}\` for ${each.principal.type} \`${each.principal.value}\``;
    const principal = principalOf(each, directory);
    if (!permissionSets.has(permissionSet))
      findings.push(notExpressed(what, 'the permission set is not in what was given'));
    else if (principal === undefined) findings.push(notExpressed(what, absence(each, directory)));
    else {
      // What the tool leaves out is left out, as far as it may mean it.
      const out = new Set(
        each.except.flatMap((item) => [...accountsOf(item, directory), ...alsoMeant(item, directory)]),
      );
      for (const item of each.except)
        if (accountsOf(item, directory).length === 0)
          findings.push(
            notExpressed(`the exception of ${accountsText(item)} for ${what}`, 'it is no account of the organization'),
          );
      for (const item of each.accounts) {
        const found = accountsOf(item, directory);
        for (const also of alsoMeant(item, directory))
          if (!out.has(also))
            findings.push(
              notExpressed(
                `${what} in account \`${also}\``,
                `${accountsText(item)} matches its name only from the beginning`,
              ),
            );
        if (found.length === 0)
          findings.push(notExpressed(`${what} in ${accountsText(item)}`, 'it is no account of the organization'));
        for (const account of found) {
          const assignment = { permissionSet, account, principal };
          if (!out.has(account)) assignments.set(assignmentAddress(assignment), assignment);
        }
      }
    }
  }
  return {
    value: {
      permissionSets: new Map([...permissionSets].sort(([a], [b]) => (a < b ? -1 : 1))),
      assignments: [...assignments.values()],
      orphans: new Set(),
      users,
      unread: [],
      ...optional({ accessControl: foreign.accessControl }),
    },
    diagnostics: findings,
  };
}

function absence({ principal: { type } }: ForeignAssignments, { users }: Directory): string {
  if (type === 'user' && !users.read) return 'users are imported with `--users` only';
  return `there is no such ${type} in Identity Center`;
}

function principalOf(
  { principal: { type, by, value } }: ForeignAssignments,
  { groups, users }: Directory,
): Principal | undefined {
  if (type === 'user') {
    // Who they are is asked only where users are imported; otherwise their assignments are counted.
    if (!users.read) return by === 'id' ? { type, id: principalId(value) } : undefined;
    const user = users.value.find(({ id, userName }) => (by === 'id' ? id : userName) === value);
    return user && { type, id: user.id };
  }
  const found = groups.filter(({ id, displayName }) => (by === 'id' ? id : displayName) === value);
  return found.length === 1 ? { type, id: found[0]!.id } : undefined;
}

/** In ACTIVE accounts only, where it is more than one that is named. */
function accountsOf(item: ForeignAccounts, { accounts, organizationalUnits: units }: Directory): readonly AccountId[] {
  const active = accounts.filter(({ state }) => state === 'ACTIVE');
  const ids = (those: readonly Account[]) => those.map(({ id }) => id);
  switch (item.by) {
    case 'id':
      return ids(accounts.filter(({ id }) => id === item.value));
    case 'name':
    case 'prefix': {
      const named = accounts.filter(({ name }) => name === item.value);
      return named.length === 1 ? ids(named) : [];
    }
    case 'unit': {
      const unit = units.read ? units.value.filter(({ path }) => path === item.value) : [];
      return unit.length === 1
        ? ids(active.filter((account) => account.organizationalUnits.at(-1) === unit[0]!.id))
        : [];
    }
    case 'all':
      return ids(active);
    default:
      return item satisfies never;
  }
}

function alsoMeant(item: ForeignAccounts, { accounts }: Directory): readonly AccountId[] {
  if (item.by !== 'prefix') return [];
  return accounts.filter(({ name }) => name.startsWith(item.value) && name !== item.value).map(({ id }) => id);
}

function accountsText(item: ForeignAccounts): string {
  return item.by === 'all'
    ? 'all accounts'
    : item.by === 'unit'
      ? `unit \`${item.value}\``
      : `account \`${item.value}\``;
}

// What the readers share: data of other people's files, of which nothing is certain.

export type Data = Readonly<Record<string, unknown>>;

export const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const dataIn = (value: unknown): Data => (isData(value) ? value : {});
export const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
export const listIn = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
export const textsIn = (value: unknown): readonly string[] => listIn(value).flatMap((item) => textIn(item) ?? []);

/** `arn:aws:iam::aws:policy/job-function/Billing` → `job-function/Billing`; undefined for the ARN of anything else. A bare name is one. */
export function awsManagedPolicy(text: string): string | undefined {
  if (!text.startsWith('arn:')) return text;
  return /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(text)?.[1];
}

export function customerManagedPolicy(
  value: unknown,
  names: { readonly name: string; readonly path: string },
): CustomerManagedPolicy | undefined {
  const data = dataIn(value);
  const name = textIn(data[names.name]);
  return name === undefined ? undefined : { name, path: textIn(data[names.path]) || '/' };
}

/** Text that is no JSON object stays text, and is told by the import. */
export function policyOf(value: unknown): Policy | undefined {
  if (isData(value)) return { kind: 'document', document: value };
  const text = textIn(value);
  if (text === undefined || text.trim() === '') return undefined;
  try {
    const document: unknown = JSON.parse(text);
    return isData(document) ? { kind: 'document', document } : { kind: 'opaque', text };
  } catch {
    return { kind: 'opaque', text };
  }
}

/** Fields that are undefined are absent. */
export function permissionSetFrom(
  name: PermissionSetName,
  fields: { readonly [Field in Exclude<keyof PermissionSet, 'name'>]?: PermissionSet[Field] | undefined },
): PermissionSet {
  const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
  return { name, sessionDuration: 'PT1H', managedPolicies: [], customerManagedPolicies: [], tags: {}, ...known };
}

/** What tags say: whose the set is, and those that neither AWS nor this program set. A state has the tags that were there when it was read. */
export function taggedWith(
  entries: Iterable<readonly [string, string]>,
): Partial<Pick<PermissionSet, 'tags' | 'owner'>> {
  const all = new Map(entries);
  const tags = Object.fromEntries([...all].filter(([key]) => !/^(?:aws|access):/.test(key)));
  const owner = all.get('access:owner');
  return { tags, ...(owner === undefined || owner === '' ? {} : { owner }) };
}

/** What there are several of is one finding. */
export function unknownKinds(kinds: readonly string[]): readonly Diagnostic[] {
  return [...new Set(kinds)].sort().map((kind) => {
    const count = kinds.filter((each) => each === kind).length;
    return notExpressed(`${counted(count, `\`${kind}\``)}`, 'these files have no such thing');
  });
}
