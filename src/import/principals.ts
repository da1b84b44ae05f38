// How groups and users are named: by the key that the files have for them, or by a new one.
import type { PinField } from '../diagnostics/rules/group.ts';
import { pinOf, resolveGroups, usersIn } from '../resolve/groups.ts';
import { mapping, type YamlEntry } from '../source/edit.ts';
import type { PrincipalId } from '../state/state.ts';
import type { GrantedPrincipal } from './fold-grants.ts';
import type { ExistingFolder, ImportInputs } from './inputs.ts';
import { keysFor } from './keys.ts';
import type { Takeover } from './takeover.ts';

interface FreshPrincipal extends GrantedPrincipal {
  readonly id: PrincipalId;
  readonly name: string;
  readonly pin: PinField;
}

/** The keys of all principals that grants name: those of the files, and new ones. A user goes by the user name itself. */
export function principalKeys(
  { directory }: ImportInputs,
  existing: ExistingFolder | undefined,
  { assignments }: Takeover,
) {
  const all = new Map<PrincipalId, GrantedPrincipal>();
  const declared = existing?.declarations.groups ?? new Map();
  if (existing !== undefined)
    for (const [key, resolution] of resolveGroups(existing.declarations, directory, 0).groups)
      if (resolution.status !== 'missing')
        all.set(resolution.group.id, { section: declared.get(key)?.kind === 'user' ? 'users' : 'groups', key });
  const granted = new Set(assignments.map(({ principal }) => principal.id));
  const isNew = ({ id }: { readonly id: PrincipalId }) => granted.has(id) && !all.has(id);
  const groups = directory.groups.filter(isNew);
  const users = usersIn(directory).filter(isNew);
  const taken = [...declared.keys(), ...users.map(({ displayName }) => displayName)];
  const keys = keysFor(
    groups.map(({ id, displayName }) => ({ id, name: displayName })),
    taken,
  );
  const fresh = [
    ...groups.map((group): FreshPrincipal => {
      const { id, displayName: name } = group;
      return { section: 'groups', key: keys.get(id)!, id, name, pin: pinOf(group, 'group') };
    }),
    ...users.map((user): FreshPrincipal => {
      const { id, displayName: name } = user;
      return { section: 'users', key: name, id, name, pin: pinOf(user, 'user') };
    }),
  ].sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { section, key, id } of fresh) all.set(id, { section, key });
  return { all, fresh };
}

const NAME_FIELDS = { groups: 'displayName', users: 'userName' } as const;

export function principalEntry({ section, key, name, pin }: FreshPrincipal): YamlEntry {
  return { key, value: mapping({ [NAME_FIELDS[section]]: name === key ? undefined : name, [pin.field]: pin.id }) };
}
