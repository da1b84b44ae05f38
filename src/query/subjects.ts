// What a word of `access explain` means: a group, user, account, permission set or address, by any of its names, or a glob over them.
import type { Declarations } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { nameIn } from '../holdings/names.ts';
import { memoizeByIdentity } from '../memoize.ts';
import { optional } from '../optional.ts';
import type { Span } from '../source/span.ts';
import type { Directory } from '../state/directory.ts';
import { matchesGlob } from '../state/glob.ts';
import { groupBy } from '../state/group-by.ts';
import type { Members } from '../state/members.ts';
import {
  type AccountId,
  type Address,
  accountId,
  type PermissionSetName,
  type Principal,
  principalId,
  principalKey,
  targetOf,
} from '../state/state.ts';
import type { Accesses } from './accesses.ts';

export type Subject =
  | { readonly kind: 'group' | 'user'; readonly principal: Principal }
  /** A user with all that they have by groups. */
  | { readonly kind: 'person'; readonly principal: Principal }
  | { readonly kind: 'account'; readonly account: AccountId }
  | { readonly kind: 'permission-set'; readonly permissionSet: PermissionSetName }
  /** Of an assignment. */
  | { readonly kind: 'address'; readonly address: Address };

export type NamedSubject = Subject & {
  /** As the files have it, or live: display name, user name, alias, name of the set. */
  readonly name: string;
  /** Key of a group or user in the files; id of an account or principal. */
  readonly id: string;
  /** Where the files declare it; absent: nowhere. */
  readonly place?: Span;
};

/** What the command line writes before a name, to say what it is of. */
const PREFIXES = {
  group: 'group',
  user: 'user',
  person: 'person',
  account: 'account',
  set: 'permission-set',
  // What an assignment is of, as a permission set is.
  role: 'permission-set',
} as const satisfies Record<string, Exclude<Subject['kind'], 'address'>>;

export interface Candidate {
  readonly subject: NamedSubject;
  /** Each means this one and no other of its kind. */
  readonly ids: readonly string[];
  /** Several may have them. */
  readonly names: readonly string[];
}

export interface Known {
  readonly accesses: Accesses;
  readonly declarations: Declarations;
  /** Absent: nobody has looked. */
  readonly directory?: Directory;
  /** Absent: nobody has asked. */
  readonly members?: Members;
}

/** All that a word names: one thing, or all that its glob matches. None: nothing. Throws an AccessError for what could be several. */
export function subjectsNamed(asked: string, known: Known): readonly NamedSubject[] {
  const word = roleOfArn(asked) ?? asked;
  const byAddress = assignmentNamed(word, known);
  if (byAddress !== undefined) return [byAddress];
  const { isMeant, name, isBare } = readWord(word);
  const candidates = candidatesIn(known).filter(({ subject }) => isMeant(subject));
  const exact = isBare ? asPeople(exactly(name, candidates), known) : exactly(name, candidates);
  const [first, other] = exact;
  if (first !== undefined && other !== undefined) {
    throw new AccessError(
      diagnose('cli/ambiguous-subject', {
        name,
        words: exact.slice(0, MOST_WORDS).map(({ subject }) => wordFor(subject)),
      }),
    );
  }
  if (first !== undefined) return [first.subject];
  if (!/[*?]/.test(name)) return [];
  const budget = { steps: MOST_STEPS };
  const found = candidates.filter(
    ({ ids, names, subject: { kind } }) =>
      // People are many, and asked for by their kind.
      !(isBare && kind === 'person') && [...ids, ...names].some((each) => matchesGlob(name, each, budget)),
  );
  return found.map(({ subject }) => subject);
}

/** Logs and policies name a role by its ARN: `role/ops/legacy-admin`. */
const roleOfArn = (word: string): string | undefined => /^arn:[\w-]+:iam::\d{12}:(role\/.+)$/.exec(word)?.[1];

/** What a user has by themselves is a part of what the person has, as far as somebody knows that. */
function asPeople(found: readonly Candidate[], { members }: Known): readonly Candidate[] {
  const kind = members === undefined ? 'person' : 'user';
  const isPrincipal = ({ subject }: Candidate) => subject.kind === 'person' || subject.kind === 'user';
  return found.filter((each) => !(each.subject.kind === kind && found.filter(isPrincipal).length > 1));
}

const MOST_WORDS = 8;
const MOST_STEPS = 50_000_000;

/** Names near to one that nothing has. */
export function namesNear(word: string, known: Known): readonly string[] {
  const { isMeant, name } = readWord(word);
  const candidates = candidatesIn(known).filter(({ subject }) => isMeant(subject));
  return nearest(name, [...new Set(candidates.flatMap(({ ids, names }) => [...ids, ...names]))]);
}

interface Word {
  readonly isMeant: (subject: NamedSubject) => boolean;
  readonly name: string;
  /** No kind is before it. */
  readonly isBare: boolean;
}

function readWord(word: string): Word {
  const [, prefix = '', name = ''] = /^([a-z]+):(.+)$/s.exec(word) ?? [];
  return Object.hasOwn(PREFIXES, prefix)
    ? { isMeant: (subject) => prefixOf(subject) === prefix, name, isBare: false }
    : { isMeant: () => true, name: word, isBare: true };
}

/** Of each kind by its id before by its name. */
function exactly(name: string, candidates: readonly Candidate[]): readonly Candidate[] {
  const kinds = groupBy(candidates, ({ subject: { kind } }) => kind);
  return [...kinds.values()].flatMap((ofKind) => {
    const byId = ofKind.filter(({ ids }) => ids.includes(name));
    if (byId.length > 0) return byId;
    const byName = ofKind.filter(({ names }) => names.includes(name));
    if (byName.length > 0) return byName;
    // Nobody remembers how a mail address is capitalised.
    const isLike = (each: string) => each.toLowerCase() === name.toLowerCase();
    return ofKind.filter(({ subject: { kind }, names }) => kind === 'person' && names.some(isLike));
  });
}

/** `account:222222222222`, `role:ops/legacy-admin` */
export function wordFor(subject: NamedSubject): string {
  const prefix = prefixOf(subject);
  return `${prefix}:${prefix === 'role' ? subject.id.slice(subject.id.indexOf('/') + 1) : subject.id}`;
}

function prefixOf({ kind, id }: NamedSubject): string | undefined {
  if (kind === 'permission-set' && targetOf(id) !== 'identity-center') return 'role';
  return Object.entries(PREFIXES).find(([, each]) => each === kind)?.[0];
}

function assignmentNamed(word: string, { accesses }: Known): NamedSubject | undefined {
  const access = accesses.at(word as Address);
  return access && { kind: 'address', address: access.address, name: access.address, id: access.address };
}

export const candidatesIn = memoizeByIdentity((known: Known): readonly Candidate[] => [
  ...principalsIn(known),
  ...peopleIn(known),
  ...accountsIn(known),
  ...setsIn(known),
]);

function principalsIn({ accesses, declarations, directory }: Known): readonly Candidate[] {
  const declared = [...declarations.groups].map(
    ([
      key,
      {
        kind,
        displayName,
        key: { span },
      },
    ]): Candidate => {
      const principal = accesses.principalOf(key);
      return {
        subject: { kind, principal, name: displayName.value, id: key, place: span },
        ids: [...new Set([key, principal.id])],
        names: [displayName.value],
      };
    },
  );
  const users = directory?.users.read === true ? directory.users.value : [];
  const live: readonly (readonly [Principal, string | undefined])[] = [
    ...(directory?.groups ?? []).map(({ id, displayName }) => [{ type: 'group', id }, displayName] as const),
    ...users.map(({ id, userName }) => [{ type: 'user', id }, userName] as const),
    // Users who were not read, and who is gone from the directory, can have access.
    ...[...accesses.byPrincipal.groups()].map(
      ([{ principal }]) => [principal, nameIn(accesses.names.principals, principal.id)] as const,
    ),
  ];
  const seen = new Set(declared.map(({ subject }) => ('principal' in subject ? principalKey(subject.principal) : '')));
  const others = new Map(live.map((each) => [principalKey(each[0]), each]));
  for (const key of seen) others.delete(key);
  return [
    ...declared,
    ...[...others.values()].map(([principal, name]): Candidate => {
      const { type, id } = principal;
      return {
        subject: { kind: type, principal, name: name ?? id, id },
        ids: [id],
        names: name === undefined ? [] : [name],
      };
    }),
  ];
}

/** Users of Identity Center, those of the files, and those that only an assignment shows. */
function peopleIn({ accesses, declarations, members, directory }: Known): readonly Candidate[] {
  const people = new Map<string, { names: string[]; ids: string[]; place?: Span }>();
  const add = (id: string, names: readonly string[]) => {
    const person = people.get(id) ?? { names: [], ids: [id] };
    person.names.push(...names.filter((name) => !person.names.includes(name)));
    people.set(id, person);
    return person;
  };
  const read = [members?.users, directory?.users].find((each) => each?.read === true);
  for (const { id, userName, emails = [] } of read?.read === true ? read.value : []) add(id, [userName, ...emails]);
  for (const [{ principal }] of accesses.byPrincipal.groups()) {
    const name = nameIn(accesses.names.principals, principal.id);
    if (principal.type === 'user') add(principal.id, name === undefined ? [] : [name]);
  }
  for (const [key, { kind, displayName, key: at }] of declarations.groups) {
    if (kind !== 'user') continue;
    const person = add(accesses.principalOf(key).id, [displayName.value]);
    person.ids.push(key);
    person.place = at.span;
  }
  return [...people].map(([id, { names, ids, place }]): Candidate => {
    const principal: Principal = { type: 'user', id: principalId(id) };
    return { subject: { kind: 'person', principal, name: names[0] ?? id, id, ...optional({ place }) }, ids, names };
  });
}

function accountsIn({ accesses, declarations, directory }: Known): readonly Candidate[] {
  const aliases = new Map([...declarations.accounts.values()].map((each) => [each.id.value, each] as const));
  const live = new Map((directory?.accounts ?? []).map(({ id, name }) => [String(id), name]));
  // A grant can name an account that no section lists by its id.
  const granted = [...accesses.byAccount.groups()].map(([{ account }]) => String(account));
  return [...new Set([...aliases.keys(), ...live.keys(), ...granted])].map((id): Candidate => {
    const alias = aliases.get(id)?.alias;
    const names = [alias?.value, live.get(id)].filter((name) => name !== undefined);
    return {
      subject: {
        kind: 'account',
        account: accountId(id),
        name: names[0] ?? id,
        id,
        ...(alias === undefined ? {} : { place: alias.span }),
      },
      ids: [id],
      names,
    };
  });
}

function setsIn({ accesses, declarations }: Known): readonly Candidate[] {
  const live = [...accesses.byPermissionSet.groups()].map(([{ permissionSet }]) => permissionSet);
  return [...new Set([...declarations.permissionSets.keys(), ...live])].map((permissionSet): Candidate => {
    const place = declarations.permissionSets.get(permissionSet)?.name.span;
    return {
      subject: {
        kind: 'permission-set',
        permissionSet,
        name: permissionSet,
        id: permissionSet,
        ...(place === undefined ? {} : { place }),
      },
      ids: [permissionSet],
      names: namesOfRole(permissionSet),
    };
  });
}

/** `role/ops/legacy-admin` → `ops/legacy-admin`, `legacy-admin`. None of a permission set. */
function namesOfRole(name: PermissionSetName): readonly string[] {
  if (targetOf(name) === 'identity-center') return [];
  const path = name.slice(name.indexOf('/') + 1);
  return [...new Set([path, path.slice(path.lastIndexOf('/') + 1)])];
}
