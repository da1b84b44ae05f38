// Who the people behind groups are, and what one of them has by all the groups they are in. What was not read stays open: a group of unknown members may
// have anybody in it.
import { compareText } from '../compare-text.ts';
import { type NamedPrincipal, type Names, namedPrincipal, namesWithPeople } from '../holdings/names.ts';
import type { Directory } from '../state/directory.ts';
import { type Members, peopleOf } from '../state/members.ts';
import type { Principal, PrincipalId } from '../state/state.ts';
import type { Access, Accesses } from './accesses.ts';

/** Groups of Identity Center that have access, or that the files declare: whose members are worth asking for. */
export function groupsThatMatter(
  { byPrincipal, declarationOf }: Pick<Accesses, 'byPrincipal' | 'declarationOf'>,
  { groups }: Pick<Directory, 'groups'>,
): readonly PrincipalId[] {
  const matters = (principal: Principal) => byPrincipal.has(principal) || declarationOf(principal) !== undefined;
  return groups.map(({ id }) => id).filter((id) => matters({ type: 'group', id }));
}

export interface Memberships {
  /** Groups with access that the person is in. */
  readonly groups: readonly NamedPrincipal[];
  /** Groups with access of which nobody knows who is in them. */
  readonly unread: readonly NamedPrincipal[];
}

/** All that somebody has, by themselves and by the groups they are in. */
export function accessesOfPerson(
  person: Principal,
  accesses: Accesses,
  members: Members,
): { readonly found: readonly Access[]; readonly memberships: Memberships } {
  const holders = [...accesses.byPrincipal.groups()].map(([{ principal }]) => principal);
  const groups = holders
    .filter(({ type }) => type === 'group')
    .map((group) => ({ group, people: peopleOf(group, members) }));
  const isIn = groups.filter(({ people }) => people.read && people.value.includes(person.id)).map(({ group }) => group);
  const unread = groups.filter(({ people }) => !people.read).map(({ group }) => group);
  const named = (principals: readonly Principal[]) =>
    principals.map((principal) => namedPrincipal(principal, accesses.names)).sort(byName);
  return {
    found: [person, ...isIn].flatMap((principal) => accesses.byPrincipal.of(principal)),
    memberships: { groups: named(isIn), unread: named(unread) },
  };
}

export interface People {
  /** Each once. */
  readonly known: readonly NamedPrincipal[];
  /** Groups of which nobody knows who is in them. */
  readonly unread: readonly NamedPrincipal[];
}

/** Everybody whom assignments of these principals are for. */
export function peopleBehind(principals: readonly Principal[], members: Members, names: Names): People {
  const known = new Set<PrincipalId>();
  const unread: Principal[] = [];
  for (const principal of principals) {
    const people = peopleOf(principal, members);
    if (!people.read) unread.push(principal);
    else for (const id of people.value) known.add(id);
  }
  const withPeople = namesWithPeople(names, members);
  return {
    known: [...known].map((id) => namedPrincipal({ type: 'user', id }, withPeople)).sort(byName),
    unread: unread.map((principal) => namedPrincipal(principal, names)).sort(byName),
  };
}

const byName = (a: NamedPrincipal, b: NamedPrincipal): number =>
  compareText(a.name ?? a.id ?? '', b.name ?? b.id ?? '');
