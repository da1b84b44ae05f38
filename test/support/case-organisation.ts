// The organisation a golden case compares its files with: test/cases/orchard.json, less what the case has a `directory.json` or `live.json` for.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ALLOWABLE } from '../../src/diagnostics/allowable.ts';
import { optional } from '../../src/optional.ts';
import type { MemoryOptions } from '../../src/provider/memory.ts';
import { inKeyOrder } from '../../src/state/access-control.ts';
import { APPLICATION, APPLICATION_ADDRESS } from '../../src/state/account-access.ts';
import {
  accountOfApplication,
  type Application,
  assignedName,
  labelsOf,
  settingsResource,
} from '../../src/state/applications.ts';
import type { RoleInAccount } from '../../src/state/account-policies.ts';
import type { Allowance } from '../../src/state/allowance.ts';
import type { Account, AccountState, Caller, Directory } from '../../src/state/directory.ts';
import type { Members } from '../../src/state/members.ts';
import { asRead, type Read, UNREAD } from '../../src/state/read.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  accountId,
  assignmentAddress,
  type PermissionSet,
  type Policy,
  type PolicyDocument,
  type PrincipalId,
  pairAddress,
  permissionSetAddress,
  principalId,
  type Resource,
  resourceAddress,
  type State,
  targetOf,
} from '../../src/state/state.ts';
import { instant } from './instant.ts';

const ORCHARD = fileURLToPath(new URL('../cases/orchard.json', import.meta.url));

/** `directory.json` may hold any of these; each replaces the orchard's. */
interface DirectoryFile {
  readonly managementAccount: string;
  readonly delegatedAdministrators?: readonly string[];
  /** Paths by unit id. */
  readonly units: Readonly<Record<string, string>>;
  readonly accounts: readonly {
    readonly name: string;
    readonly id: string;
    readonly unit?: string;
    readonly state?: AccountState;
    readonly tags?: Readonly<Record<string, string>>;
  }[];
  readonly groups: readonly { readonly name: string; readonly id: string; readonly externalIds?: readonly string[] }[];
  /** User names by id. */
  readonly users: Readonly<Record<string, string>>;
  /** `principals`: absent where they could not be read. */
  readonly caller: Omit<Caller, 'via'> & {
    readonly via?: { readonly permissionSet: string; readonly principals?: readonly PrincipalId[] };
  };
  /** What was not read. */
  readonly unread?: readonly ('units' | 'tags')[];
}

/** `live.json`, with names in place of ids. What is no name is taken for an id: an account that left, a principal that is gone. */
export interface LiveFile {
  readonly permissionSets?: Readonly<Record<string, SetFile>>;
  /** `Picker in apples-prod, pears-prod for group Pickers, Pressers` */
  readonly assignments?: readonly string[];
  /** Pairs whose role has an older definition: `Picker in apples-prod`. */
  readonly outdated?: readonly string[];
  /** Pairs with a role and no assignment. */
  readonly rolesAlone?: readonly string[];
  /** What accounts' own IAM has, by name of the account; others trust nobody. */
  readonly accountPolicies?: Readonly<Record<string, AccountFile>>;
  /** Attributes for access control, sources by key. Absent: the instance has none. `unread`: nobody looked. */
  readonly accessControlAttributes?: Readonly<Record<string, string>> | 'unread';
  /** The application of account access, and whose it is. Absent: there is none. */
  readonly accountAccess?: { readonly owner?: string };
  /** Applications of the instance, and who is assigned to them, by names. Absent: nobody asked for any. */
  readonly applications?: readonly ApplicationFile[];
  /** How it is read; pair by pair when absent. */
  readonly reading?: MemoryOptions['reading'];
}

interface ApplicationFile {
  readonly name: string;
  /** Sixteen letters and digits: the end of its ARN. */
  readonly id: string;
  /** Name of the account that it belongs to. */
  readonly account: string;
  /** Yes, when absent. */
  readonly assignmentRequired?: boolean;
  readonly groups?: readonly string[];
  readonly users?: readonly string[];
}

const INSTANCE = 'ssoins-7223f0a1b2c3d4e5';

function applicationsOf({ applications }: LiveFile, accounts: ReadonlyMap<string, AccountId>) {
  return applications?.map(
    ({ name, id, account }): Application => ({
      name,
      arn: `arn:aws:sso::${accounts.get(account) ?? account}:application/${INSTANCE}/apl-${id}`,
    }),
  );
}

/** As they are read: by what plans call them. */
function applicationStatesOf(
  file: LiveFile,
  accounts: ReadonlyMap<string, AccountId>,
  principals: ReadonlyMap<string, PrincipalId>,
) {
  const all = applicationsOf(file, accounts) ?? [];
  const labels = labelsOf(all);
  const states = (file.applications ?? []).map(({ assignmentRequired = true, groups = [], users = [] }, index) => {
    const { arn } = all[index]!;
    const [label, account] = [labels.get(arn)!, accountOfApplication(arn)];
    const rowsFor = (type: 'group' | 'user', names: readonly string[]) =>
      names.map(
        (name): Assignment => ({
          permissionSet: assignedName(label),
          account,
          principal: { type, id: principals.get(name) ?? principalId(name) },
        }),
      );
    return {
      rows: [...rowsFor('group', groups), ...rowsFor('user', users)],
      settings: settingsResource({ label, account, assignmentRequired }),
    };
  });
  return {
    rows: states.flatMap(({ rows }) => rows),
    resources: states.map(({ settings }) => [resourceAddress(settings), settings] as const),
  };
}

interface AccountFile {
  /** By path and name. A text is text that is no JSON object; `denied`: it may not be read. */
  readonly policies?: Readonly<Record<string, PolicyDocument | string>>;
  readonly policiesPerRole?: number;
  /** Roles that exist, by path and name, and what they allow; `unread`: it could not be read. */
  readonly roles?: Readonly<Record<string, RoleFile>>;
}

interface RoleFile {
  /** Whom it trusts: account access, unless something else is said. */
  readonly trust?: PolicyDocument;
  readonly allows?: SetFile | 'unread';
}

const TRUST: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'account-access.amazonaws.com' },
      Action: ['sts:AssumeRole', 'sts:SetContext', 'sts:TagSession'],
    },
  ],
};

const roleOf = (name: string, { trust = TRUST, allows = {} }: RoleFile): RoleInAccount => ({
  exists: true,
  trust: { kind: 'document', document: trust },
  ...(allows === 'unread' ? {} : { definition: setOf(name, allows) }),
});

type SetFile = Partial<Omit<PermissionSet, 'name' | 'inlinePolicy'>> & {
  /** A text is live text that is no JSON object. */
  readonly inlinePolicy?: PolicyDocument | string;
};

export interface OptionsFile {
  /** ISO 8601. */
  readonly asOf?: string;
  /** By `--allow`. */
  readonly allowed?: Readonly<Record<string, number>>;
  readonly audit?: boolean;
  /** Nobody reviewed it. */
  readonly unattended?: boolean;
  /** Names of groups that nobody is in. */
  readonly emptyGroups?: readonly string[];
  /** Who is in which group, by names of groups and users; of other groups nobody knows. Absent: nobody asked. */
  readonly members?: Readonly<Record<string, readonly string[]>>;
  /** Whether people are named. */
  readonly names?: boolean;
  /** That all questions to the policy engine together may take. */
  readonly steps?: number;
}

export const optionsOf = (folder: string) => {
  const options = jsonOf<OptionsFile>(folder, 'options.json') ?? {};
  const { asOf = '2026-11-02T09:00:00Z', allowed = {}, audit = false, unattended = false, emptyGroups = [] } = options;
  const { steps, members, names = false } = options;
  return {
    asOf: instant(asOf),
    allowed: optionAllowances(allowed),
    audit,
    unattended,
    emptyGroups,
    steps,
    members,
    names,
  };
};

export function membersOf(members: NonNullable<OptionsFile['members']>, directory: Directory): Members {
  const ids = new Map(directory.groups.map(({ displayName, id }) => [displayName, id]));
  const ofGroups = Object.entries(members).map(
    ([name, people]) =>
      [ids.get(name) ?? principalId(name), asRead(people.map((each) => principalId(`u-${each}`)))] as const,
  );
  const people = [...new Set(Object.values(members).flat())];
  const users = people.map((userName) => ({ id: principalId(`u-${userName}`), userName, externalIds: [] }));
  return { ofGroups: new Map(ofGroups), users: asRead(users) };
}

export function optionAllowances(allowed: Readonly<Record<string, number>>): readonly Allowance[] {
  return Object.entries(allowed).map(([code, upTo]) => ({ code: code as Allowance['code'], upTo, by: 'option' }));
}

/** Without a folder: the orchard as it is. */
export function organisationOf(folder?: string): Required<Pick<MemoryOptions, 'directory' | 'users'>> {
  const orchard = JSON.parse(readFileSync(ORCHARD, 'utf8')) as DirectoryFile;
  const file = {
    ...orchard,
    ...(folder === undefined ? {} : jsonOf<Partial<DirectoryFile>>(folder, 'directory.json')),
  };
  const users = Object.entries(file.users).map(([id, name]) => [principalId(id), name] as const);
  const directory = directoryOf(file);
  const accounts = new Map(directory.accounts.map(({ id, name }) => [name, id]));
  const applications = folder === undefined ? undefined : applicationsOf(liveFileOf(folder), accounts);
  return { directory: { ...directory, ...optional({ applications }) }, users: new Map(users) };
}

function directoryOf(file: DirectoryFile): Directory {
  const { managementAccount, delegatedAdministrators, units, accounts, groups, unread = [] } = file;
  const { via, ...caller } = file.caller;
  return {
    instance: {
      arn: 'arn:aws:sso:::instance/ssoins-7223f0a1b2c3d4e5',
      identityStoreId: 'd-9067000000',
      partition: 'aws',
      region: 'eu-west-1',
    },
    caller: {
      ...caller,
      ...(via && { via: { permissionSet: via.permissionSet, principals: readIfThere(via.principals) } }),
    },
    managementAccount: accountId(managementAccount),
    delegatedAdministrators: readIfThere(delegatedAdministrators?.map(accountId)),
    accounts: accounts.map(
      ({ id, name, unit = '', state = 'ACTIVE', tags = {} }): Account => ({
        id: accountId(id),
        name,
        state,
        organizationalUnits: unitIds(unit, units),
        tags: unread.includes('tags') ? UNREAD : asRead(tags),
      }),
    ),
    organizationalUnits: unread.includes('units')
      ? UNREAD
      : asRead(Object.entries(units).map(([id, unitPath]) => ({ id, path: unitPath }))),
    users: asRead(
      Object.entries(file.users).map(([id, userName]) => ({ id: principalId(id), userName, externalIds: [] })),
    ),
    groups: groups.map(({ id, name, externalIds = [] }) => ({
      id: principalId(id),
      displayName: name,
      externalIds: externalIds.map((external) => ({ issuer: 'https://sts.example/orchard', id: external })),
    })),
  };
}

function readIfThere<Value>(value: Value | undefined): Read<Value> {
  return value === undefined ? UNREAD : asRead(value);
}

/** From the root's child down. */
function unitIds(unit: string, units: DirectoryFile['units']): readonly string[] {
  return Object.entries(units)
    .filter(([, unitPath]) => `${unit}/`.startsWith(`${unitPath}/`))
    .sort(([, a], [, b]) => a.length - b.length)
    .map(([id]) => id);
}

export function liveFileOf(folder: string): LiveFile {
  return jsonOf<LiveFile>(folder, 'live.json') ?? {};
}

export function stateOf(file: LiveFile, { directory, users }: ReturnType<typeof organisationOf>): State {
  const { permissionSets = {}, assignments = [], outdated = [], rolesAlone = [] } = file;
  const { accessControlAttributes, accountAccess } = file;
  const accounts = new Map(directory.accounts.map(({ id, name }) => [name, id]));
  const principals = new Map([
    ...directory.groups.map(({ id, displayName }) => [displayName, id] as const),
    ...[...users].map(([id, name]) => [name, id] as const),
  ]);
  const onApplications = applicationStatesOf(file, accounts, principals);
  const rows = [...assignments.flatMap((sentence) => rowsOf(sentence, accounts, principals)), ...onApplications.rows];
  const latest = rows
    .filter(({ permissionSet }) => targetOf(permissionSet) === 'identity-center')
    .map((row) => pairAddress(row.permissionSet, row.account));
  return {
    permissionSets: new Map(
      Object.entries(permissionSets).map(([name, set]) => [permissionSetAddress(name), setOf(name, set)]),
    ),
    assignments: new Map(rows.map((row) => [assignmentAddress(row), row])),
    provisioned: new Map([
      ...[...latest, ...pairsOf(rolesAlone, accounts)].map((pair) => [pair, 'latest'] as const),
      ...pairsOf(outdated, accounts).map((pair) => [pair, 'outdated'] as const),
    ]),
    ...((accountAccess || onApplications.resources.length > 0) && {
      resources: new Map<Address, Resource>([
        ...(accountAccess
          ? [[APPLICATION_ADDRESS, { ...APPLICATION, definition: {}, ...accountAccess }] as const]
          : []),
        ...onApplications.resources,
      ]),
    }),
    ...(typeof accessControlAttributes === 'object' && {
      accessControl: {
        attributes: inKeyOrder(Object.entries(accessControlAttributes).map(([key, source]) => ({ key, source }))),
      },
    }),
  };
}

/** Undefined: nobody can ask. */
export function accountPoliciesOf(
  { accountPolicies }: LiveFile,
  { directory }: ReturnType<typeof organisationOf>,
): MemoryOptions['accountPolicies'] {
  if (accountPolicies === undefined) return undefined;
  const accounts = new Map(directory.accounts.map(({ id, name }) => [name, id]));
  return new Map(
    Object.entries(accountPolicies).map(([name, { policies = {}, roles = {}, ...more }]) => [
      accounts.get(name) ?? accountId(name),
      {
        ...more,
        policies: new Map(Object.entries(policies).map(([key, document]) => [key, readingOf(document)])),
        roles: new Map(Object.entries(roles).map(([key, role]) => [`role${key}`, roleOf(`role${key}`, role)])),
      },
    ]),
  );
}

function readingOf(document: PolicyDocument | string): Policy | 'denied' {
  if (typeof document !== 'string') return { kind: 'document', document };
  return document === 'denied' ? 'denied' : { kind: 'opaque', text: document };
}

function setOf(name: string, { inlinePolicy: policy, ...parts }: SetFile): PermissionSet {
  const inlinePolicy =
    typeof policy === 'string'
      ? ({ kind: 'opaque', text: policy } as const)
      : policy && ({ kind: 'document', document: policy } as const);
  return {
    name,
    sessionDuration: 'PT1H',
    managedPolicies: [],
    customerManagedPolicies: [],
    tags: {},
    ...parts,
    ...(inlinePolicy === undefined ? {} : { inlinePolicy }),
  };
}

function rowsOf(
  sentence: string,
  accounts: ReadonlyMap<string, AccountId>,
  principals: ReadonlyMap<string, PrincipalId>,
): readonly Assignment[] {
  const { set, where, type, who } = partsOf(
    sentence,
    /^(?<set>\S+) in (?<where>.+) for (?<type>group|user) (?<who>.+)$/,
  );
  return where.split(', ').flatMap((account) =>
    who.split(', ').map((name) => ({
      permissionSet: set,
      account: accounts.get(account) ?? accountId(account),
      principal: { type: type === 'user' ? 'user' : 'group', id: principals.get(name) ?? principalId(name) },
    })),
  );
}

function pairsOf(sentences: readonly string[], accounts: ReadonlyMap<string, AccountId>) {
  return sentences.flatMap((sentence) => {
    const { set, where } = partsOf(sentence, /^(?<set>\S+) in (?<where>.+)$/);
    return where.split(', ').map((account) => pairAddress(set, accounts.get(account) ?? accountId(account)));
  });
}

function partsOf(sentence: string, form: RegExp): Readonly<Record<'set' | 'where' | 'type' | 'who', string>> {
  const parts = form.exec(sentence)?.groups;
  if (parts === undefined) throw new Error(`not a sentence of live.json: ${sentence}`);
  return { set: '', where: '', type: '', who: '', ...parts };
}

function jsonOf<Content>(folder: string, name: string): Content | undefined {
  const file = path.join(folder, name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Content) : undefined;
}

/** No guard has anything to say: for tests of what a plan does, not of what stops it. */
export const EVERYTHING_ALLOWED: readonly Allowance[] = ALLOWABLE.map((code) => ({ code, upTo: 1e9, by: 'option' }));
