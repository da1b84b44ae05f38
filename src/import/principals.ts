// How groups and users are named: by the key that the files have for them, or by a new one.
import type { PinField } from '../diagnostics/rules/group.ts';
import { pinOf, resolveGroups } from '../resolve/groups.ts';
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

/** The keys of all principals that grants name: those of the files, and new ones. */
export function principalKeys(
  { directory }: ImportInputs,
  existing: ExistingFolder | undefined,
  { assignments }: Takeover,
) {
  const all = new Map<PrincipalId, GrantedPrincipal>();
  if (existing !== undefined)
    for (const [key, resolution] of resolveGroups(existing.declarations, directory.groups, 0).groups)
      if (resolution.status !== 'missing') all.set(resolution.group.id, { section: 'groups', key });
  const granted = new Set(assignments.map(({ principal }) => principal.id));
  const undeclared = directory.groups.filter(({ id }) => granted.has(id) && !all.has(id));
  const named = undeclared.map(({ id, displayName }) => ({ id, name: displayName }));
  const keys = keysFor(named, existing?.declarations.groups.keys());
  const fresh = undeclared
    .map((group): FreshPrincipal => {
      const { id, displayName: name } = group;
      return { section: 'groups', key: keys.get(id)!, id, name, pin: pinOf(group) };
    })
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { section, key, id } of fresh) all.set(id, { section, key });
  return { all, fresh };
}

const NAME_FIELDS = { groups: 'displayName', users: 'userName' } as const;

export function principalEntry({ section, key, name, pin }: FreshPrincipal): YamlEntry {
  return { key, value: mapping({ [NAME_FIELDS[section]]: name === key ? undefined : name, [pin.field]: pin.id }) };
}
