// How accounts are named: by an alias of the files, by the name that the organization gives them, or by their id.
import { parseSelector } from '../config/selectors.ts';
import { inventoryOfOrganization, placeIn } from '../resolve/inventory.ts';
import { isVisible } from '../source/characters.ts';
import { type Yaml, type YamlEntry, yamlOf } from '../source/edit.ts';
import { groupBy } from '../state/group-by.ts';
import type { AccountId } from '../state/state.ts';
import type { FoldedGrant } from './fold-grants.ts';
import { declaresNothing, type ExistingFolder, type ImportInputs } from './inputs.ts';
import { keysFor } from './keys.ts';

interface FreshAccount {
  readonly alias: string;
  readonly id: AccountId;
  readonly unit: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly management: boolean;
}

export function accountNames({ directory, options }: ImportInputs, existing: ExistingFolder | undefined) {
  const declared = [...(existing?.declarations.accounts.values() ?? [])];
  const aliases = new Map(declared.map(({ alias, id }) => [id.value, alias.value]));
  const names = groupBy(directory.accounts, ({ name }) => name);
  const isNew = options.inventory && (existing === undefined || declaresNothing(existing) || declared.length > 0);
  const undeclared = isNew ? directory.accounts.filter(({ id }) => !aliases.has(id)) : [];
  const keys = keysFor(undeclared, aliases.values());
  const live = inventoryOfOrganization({ accounts: new Map() }, directory);
  const units = live.units;
  const placed = (id: AccountId) => (units.read ? placeIn(units.value, id) : { path: '', ids: [] });
  const pathOf = new Map(units.read ? units.value.all.map(({ id, path }) => [id, path]) : []);
  const fresh = undeclared.map(
    ({ id, tags }): FreshAccount => ({
      alias: keys.get(id)!,
      id,
      unit: placed(id).path,
      tags: tags.read ? tags.value : {},
      management: id === directory.managementAccount,
    }),
  );
  for (const { alias, id } of fresh) aliases.set(id, alias);
  const isOneName = (name: string) => names.get(name)?.length === 1 && ![...aliases.values()].includes(name);
  const selectable = (name: string) => {
    const parsed = parseSelector(name);
    return parsed.ok && parsed.selector.kind === 'name' && isVisible(name);
  };
  return {
    fresh: fresh.sort(
      (a, b) =>
        Number(b.management) - Number(a.management) ||
        (a.unit < b.unit ? -1 : a.unit > b.unit ? 1 : a.alias < b.alias ? -1 : 1),
    ),
    inventory: { ...live, accounts: live.accounts.map((account) => withAlias(account, aliases.get(account.id))) },
    topUnitOf: (id: AccountId) => pathOf.get(placed(id).ids[0] ?? '') ?? '',
    nameOf: (id: AccountId): string => {
      const alias = aliases.get(id);
      if (alias !== undefined) return alias;
      const name = directory.accounts.find((account) => account.id === id)?.name;
      return name !== undefined && isOneName(name) && selectable(name) ? name : id;
    },
  };
}

function withAlias<Known extends { readonly names: readonly string[] }>(
  account: Known,
  alias: string | undefined,
): Known {
  return alias === undefined ? account : { ...account, names: [...new Set([...account.names, alias])] };
}

export function accountEntry(
  { alias, id, unit, tags, management }: FreshAccount,
  grants: readonly FoldedGrant[],
): YamlEntry {
  const selected = new Set(
    grants.flatMap(({ accounts, except }) =>
      [...accounts, ...except].flatMap(({ text }) => /^tag:([^=]+)=/.exec(text)?.[1] ?? []),
    ),
  );
  const used = Object.fromEntries(Object.entries(tags).filter(([key, value]) => selected.has(key) && isVisible(value)));
  const isPath = unit !== '' && isVisible(unit) && parseSelector(`ou:${unit}/**`).ok;
  const fields = {
    id,
    ou: isPath ? unit : undefined,
    tags: Object.keys(used).length === 0 ? undefined : used,
    management: management ? true : undefined,
  };
  const { entries } = yamlOf(fields) as Extract<Yaml, { readonly entries: unknown }>;
  return { key: alias, value: { entries, flow: true } };
}
