// The accounts that selectors choose from: the organisation when it is known, otherwise what the files list.

import { compareText } from '../compare-text.ts';
import type { AccountDeclaration, Declarations } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../source/span.ts';
import type { Account, Directory } from '../state/directory.ts';
import { allRead, asRead, type Read, UNREAD } from '../state/read.ts';
import { type AccountId, accountId } from '../state/state.ts';

export interface Inventory {
  /** In id order. */
  readonly accounts: readonly KnownAccount[];
  readonly units: Read<KnownUnits>;
  /** Of every account. */
  readonly tags: Read<ReadonlyMap<AccountId, Readonly<Record<string, string>>>>;
  /** Whether a selector that matches nothing here matches nothing at all. */
  readonly complete: boolean;
}

export interface KnownAccount {
  readonly id: AccountId;
  /** The alias of the files and the account's own name, as far as they are known. */
  readonly names: readonly string[];
  readonly management: boolean;
}

export interface KnownUnits {
  readonly all: readonly KnownUnit[];
  /** Of every account. */
  readonly placeOf: ReadonlyMap<AccountId, UnitPlace>;
  /** Whether the ids of units are known; the files give paths only. */
  readonly haveIds: boolean;
}

/** Where an account is in the tree of units. */
export interface UnitPlace {
  /** Path of unit names from the root down, `''` directly below the root. */
  readonly path: string;
  /** Ids of its unit and all units above; empty offline. */
  readonly ids: readonly string[];
}

export interface KnownUnit {
  readonly path: string;
  /** Absent offline. */
  readonly id?: string;
}

/** Of an account that has no place in the organisation any more. */
const NO_PLACE: UnitPlace = { path: '', ids: [] };

export function inventoryOfFiles(declarations: Declarations): Inventory {
  const declared = [...declarations.accounts.values()].map((declaration) => ({
    id: accountId(declaration.id.value),
    names: [declaration.alias.value],
    management: declaration.management,
    place: { path: declaration.organizationalUnit?.value ?? '', ids: [] },
    tags: declaration.tags,
  }));
  const paths = new Set(declared.flatMap(({ place }) => withAncestors(place.path)));
  return {
    accounts: declared.map(({ id, names, management }) => ({ id, names, management })).sort(byId),
    units: asRead({
      all: [...paths].map((path) => ({ path })),
      placeOf: new Map(declared.map(({ id, place }) => [id, place])),
      haveIds: false,
    }),
    tags: asRead(new Map(declared.map(({ id, tags }) => [id, tags]))),
    complete: declarations.settings.identityCenter.inventoryComplete,
  };
}

type Organization = Pick<Directory, 'managementAccount' | 'accounts' | 'organizationalUnits'>;

/** Live decides; the files add aliases. An alias of an account that left the organisation keeps its meaning, so that its assignments can be named. */
export function inventoryOfOrganization(
  declarations: Pick<Declarations, 'accounts'>,
  directory: Organization,
): Inventory {
  const aliases = new Map([...declarations.accounts.values()].map(({ alias, id }) => [id.value, alias.value]));
  const accounts = directory.accounts.map(({ id, name }) => ({
    id,
    names: [...new Set([name, aliases.get(id) ?? name])],
    management: id === directory.managementAccount,
  }));
  const present = new Set(accounts.map(({ id }) => id));
  const gone = [...declarations.accounts.values()]
    .map(({ alias, id }) => ({ id: accountId(id.value), names: [alias.value], management: false }))
    .filter(({ id }) => !present.has(id));
  const tags = allRead(directory.accounts, (account) => account.tags);
  return {
    accounts: [...accounts, ...gone].sort(byId),
    units: unitsOf(directory),
    tags: tags.read ? asRead(new Map(directory.accounts.map(({ id }, at) => [id, tags.value[at]!]))) : UNREAD,
    complete: true,
  };
}

function unitsOf({ organizationalUnits: units, accounts }: Organization): Read<KnownUnits> {
  if (!units.read) return UNREAD;
  const pathOf = new Map(units.value.map(({ id, path }) => [id, path]));
  const placeOf = ({ organizationalUnits: ids }: Account): UnitPlace => {
    const parent = ids.at(-1);
    return { path: parent === undefined ? '' : (pathOf.get(parent) ?? ''), ids };
  };
  return asRead({
    all: units.value,
    placeOf: new Map(accounts.map((account) => [account.id, placeOf(account)])),
    haveIds: true,
  });
}

export function placeIn({ placeOf }: KnownUnits, id: AccountId): UnitPlace {
  return placeOf.get(id) ?? NO_PLACE;
}

/** Where the files' inventory and the organisation disagree. */
export function inventoryFindings(declarations: Declarations, directory: Directory): readonly Diagnostic[] {
  const inventory = inventoryOfOrganization({ ...declarations, accounts: new Map() }, directory);
  const live = new Map(inventory.accounts.map((account) => [account.id, account]));
  const differing = [...declarations.accounts.values()].flatMap((declaration) => {
    const account = live.get(accountId(declaration.id.value));
    if (account === undefined) {
      const facts = { alias: declaration.alias.value, id: declaration.id.value };
      return [diagnose('account/not-in-organization', facts, { span: declaration.id.span })];
    }
    return differences(declaration, account, inventory.units);
  });
  return [...undeclaredAccounts(declarations, directory), ...differing];
}

/** Of an inventory that claims to have all of them. */
function undeclaredAccounts({ accounts, settings }: Declarations, directory: Directory): readonly Diagnostic[] {
  if (!settings.identityCenter.inventoryComplete) return [];
  const declared = new Set([...accounts.values()].map(({ id }) => id.value));
  const missing = directory.accounts.filter(({ id }) => !declared.has(id));
  if (missing.length === 0) return [];
  const names = missing.map(({ id, name }) => `${name} (${id})`).sort(compareText);
  const span = settings.places.get('identityCenter.inventoryComplete');
  return [diagnose('account/not-declared', { names }, span === undefined ? {} : { span })];
}

function differences(
  declaration: AccountDeclaration,
  live: KnownAccount,
  units: Read<KnownUnits>,
): readonly Diagnostic[] {
  const { alias, organizationalUnit, management } = declaration;
  const found: Diagnostic[] = [];
  const say = (difference: { what: string; declared: string; live: string; span?: Span }) => {
    const { span = alias.span, ...facts } = difference;
    found.push(diagnose('account/inventory-differs', { alias: alias.value, ...facts }, { span }));
  };
  if (units.read && organizationalUnit !== undefined) {
    const { value, span } = organizationalUnit;
    const { path } = placeIn(units.value, live.id);
    if (value !== path) say({ what: 'its organizational unit', declared: unitText(value), live: unitText(path), span });
  }
  if (management !== live.management)
    say({ what: '`management`', declared: String(management), live: String(live.management) });
  return found;
}

const unitText = (path: string) => (path === '' ? 'the root' : path);

function byId(a: KnownAccount, b: KnownAccount): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** `Workloads/Prod` → `Workloads`, `Workloads/Prod`. None for the root. */
export function withAncestors(path: string): readonly string[] {
  const paths: string[] = [];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) paths.push(path.slice(0, at));
  return path === '' ? [] : [...paths, path];
}
