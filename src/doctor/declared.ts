// Groups of the files, and which of those in Identity Center they are.
import type { GroupDeclaration } from '../config/declarations.ts';
import { objectIdOf } from '../config/object-id.ts';
import type { Named } from '../diagnostics/wording.ts';
import type { Group, User } from '../state/directory.ts';
import type { EntraGroup, EntraPrincipal } from '../state/entra.ts';

type Declared = readonly GroupDeclaration[];

export const groupNamed = ({ displayName, id }: Group): Named => ({ name: displayName, id });
export const userNamed = ({ userName, id }: User): Named => ({ name: userName, id });
export const principalNamed = ({ displayName, userPrincipalName, id }: EntraPrincipal): Named => ({
  name: userPrincipalName ?? displayName,
  id,
});

export const declaredGroups = (declared: Declared): Declared => declared.filter(({ kind }) => kind === 'group');

export function idOf(pin: GroupDeclaration['pin']): string | undefined {
  return pin === undefined || pin.kind === 'unpinned' ? undefined : pin.id.value;
}

export function liveBy(groups: readonly Group[]) {
  const byId = new Map(groups.map((group) => [group.id as string, group]));
  const byExternalId = new Map(
    groups.flatMap((group) => group.externalIds.map(({ id }) => [id.toLowerCase(), group] as const)),
  );
  const byName = new Map<string, Group[]>();
  for (const group of groups) byName.set(group.displayName, [...(byName.get(group.displayName) ?? []), group]);
  const byPin = (pin: GroupDeclaration['pin']): Group | undefined => {
    const id = idOf(pin);
    if (id === undefined) return undefined;
    return pin?.kind === 'groupId' ? byId.get(id) : byExternalId.get(id.toLowerCase());
  };
  return { byPin, byName };
}

/** The groups that the files declare, as far as Identity Center has them: by their pins, or by their names where nothing pins them. */
export function declaredLive(groups: readonly Group[], declared: Declared): readonly Group[] {
  const found = liveBy(groups);
  const live = declaredGroups(declared).flatMap(({ displayName, pin }) => {
    if (idOf(pin) === undefined) return found.byName.get(displayName.value) ?? [];
    return found.byPin(pin) ?? [];
  });
  return [...new Set(live)];
}

/** A declared group that Entra has. */
export interface AccessGroup {
  readonly declaration: GroupDeclaration;
  readonly group: EntraGroup;
}

export function accessGroups(
  declared: Declared,
  { groups }: { readonly groups: ReadonlyMap<string, EntraGroup> },
): readonly AccessGroup[] {
  return declaredGroups(declared).flatMap((declaration) => {
    const group = groups.get(objectIdOf(declaration) ?? '');
    return group === undefined ? [] : [{ declaration, group }];
  });
}
