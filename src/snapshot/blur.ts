// A snapshot without the names of people, groups and accounts: each is replaced by a pseudonym, the same in every snapshot of an Identity Center.
//
// Files name some of them, and whoever has the files knows those names already: a plan puts them back, for it makes the pseudonym of every text of the files and looks whether somebody has it. So
// a blurred snapshot gives full plans, and tells of others no more than that they are there. It is a blur and no secret: who guesses a name can check the guess. Ids, organizational units, tags, policies and the names of
// permission sets stay, for files select by them and plans show them.
import { digest } from '../state/digest.ts';
import type { User } from '../state/directory.ts';
import type { EntraPrincipal, EntraRead } from '../state/entra.ts';
import type { SnapshotEntra } from './entra.ts';
import type { Snapshot } from './snapshot.ts';

type Kind = 'account' | 'group' | 'user';

/** Twelve hexadecimal digits tell the names of an organisation apart. */
function pseudonym(kind: Kind, name: string, { directory }: Snapshot): string {
  const store = directory.instance.identityStoreId;
  return `${kind}-${digest({ store, kind, name }).slice(0, 12)}`;
}

export function blurred(snapshot: Snapshot): Snapshot {
  const { caller } = snapshot.directory;
  // `arn:aws:sts::…:assumed-role/access-plan/jane@corp.example`
  const arn = caller.arn.replace(/(:assumed-role\/[^/]+\/|:user\/).*$/, '$1blurred');
  const named = withNames(snapshot, (kind, name) => pseudonym(kind, name, snapshot));
  return { ...named, isBlurred: true, directory: { ...named.directory, caller: { ...caller, arn } } };
}

/** With the names that these texts give away. */
export function recognised(snapshot: Snapshot, texts: Iterable<string>): Snapshot {
  if (!snapshot.isBlurred) return snapshot;
  const known = new Map<string, string>();
  for (const text of texts)
    for (const kind of ['account', 'group', 'user'] as const) known.set(pseudonym(kind, text, snapshot), text);
  return withNames(snapshot, (_, name) => known.get(name) ?? name);
}

function withNames(snapshot: Snapshot, nameOf: (kind: Kind, name: string) => string): Snapshot {
  const { directory, users, entra } = snapshot;
  return {
    ...snapshot,
    directory: {
      ...directory,
      accounts: directory.accounts.map((account) => ({ ...account, name: nameOf('account', account.name) })),
      ...(directory.users === undefined
        ? {}
        : { users: directory.users.map((user) => withUserNames(user, (name) => nameOf('user', name))) }),
      groups: directory.groups.map((group) => ({ ...group, displayName: nameOf('group', group.displayName) })),
    },
    users: Object.fromEntries(Object.entries(users).map(([id, name]) => [id, nameOf('user', name)])),
    ...(entra === undefined ? {} : { entra: withEntraNames(entra, nameOf) }),
  };
}

/** What Graph says of failures is text of others, with names in it: it goes. */
function withEntraNames(entra: SnapshotEntra, nameOf: (kind: Kind, name: string) => string): SnapshotEntra {
  const { tenant, applications, groups } = entra;
  const person = ({ userPrincipalName, displayName, ...rest }: EntraPrincipal): EntraPrincipal => {
    const kind = rest.kind === 'group' ? 'group' : 'user';
    return {
      ...rest,
      displayName: nameOf(kind, displayName),
      ...(userPrincipalName === undefined ? {} : { userPrincipalName: nameOf('user', userPrincipalName) }),
    };
  };
  return {
    ...entra,
    tenant: ofRead(tenant, (value) => ({ ...value, displayName: nameOf('account', value.displayName) })),
    applications: ofRead(applications, (all) =>
      all.map((application) => ({
        ...application,
        assignments: ofRead(application.assignments, (rows) =>
          rows.map((row) => ({
            ...row,
            displayName: nameOf(row.principalType === 'Group' ? 'group' : 'user', row.displayName),
          })),
        ),
        failures: ofRead(application.failures, (those) => those.map(({ reason: _, ...failure }) => failure)),
      })),
    ),
    groups: ofRead(groups, (all) =>
      all.map((group) => ({
        ...group,
        displayName: nameOf('group', group.displayName),
        ...(group.members && { members: ofRead(group.members, (people) => people.map(person)) }),
      })),
    ),
  };
}

function ofRead<Value>(read: EntraRead<Value>, change: (value: Value) => Value): EntraRead<Value> {
  return read.read ? { ...read, value: change(read.value) } : read;
}

/** A mail address is a name of a person, too. */
function withUserNames(user: User, nameOf: (name: string) => string): User {
  return { ...user, userName: nameOf(user.userName), ...(user.emails && { emails: user.emails.map(nameOf) }) };
}

/** Every text in a value, keys of its maps included. */
export function textsIn(value: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value === 'string') found.add(value);
  else if (value instanceof Map)
    for (const [key, member] of value) {
      textsIn(key, found);
      textsIn(member, found);
    }
  else if (Array.isArray(value)) for (const item of value) textsIn(item, found);
  else if (typeof value === 'object' && value !== null)
    for (const member of Object.values(value)) textsIn(member, found);
  return found;
}
