// The accounts that selectors choose from: the organisation when it is known, otherwise what the files list.
import type { AccountDeclaration, Declarations } from '../config/declarations.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';
import type { Span } from '../source/span.ts';
import type { Account, Directory } from '../state/directory.ts';
import { type AccountId, accountId } from '../state/state.ts';
import { withAncestors } from './account-index.ts';

export interface Inventory {
  /** In id order. */
  readonly accounts: readonly KnownAccount[];
  readonly units: readonly KnownUnit[];
  /** Whether a selector that matches nothing here matches nothing at all. */
  readonly complete: boolean;
  /** Whether unit ids are known; the files give paths only. */
  readonly knowsUnitIds: boolean;
}

export interface KnownAccount {
  readonly id: AccountId;
  /** The alias of the files and the account's own name, as far as they are known. */
  readonly names: readonly string[];
  /** Path of unit names from the root down, `''` directly below the root. */
  readonly unitPath: string;
  /** Ids of its unit and all units above; empty offline. */
  readonly unitIds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly management: boolean;
}

export interface KnownUnit {
  readonly path: string;
  /** Absent offline. */
  readonly id?: string;
}

export function inventoryOfFiles(declarations: Declarations): Inventory {
  const accounts = [...declarations.accounts.values()].map((declaration) => ({
    id: accountId(declaration.id.value),
    names: [declaration.alias.value],
    unitPath: declaration.organizationalUnit?.value ?? '',
    unitIds: [],
    tags: declaration.tags,
    management: declaration.management,
  }));
  const paths = new Set(accounts.flatMap(({ unitPath }) => withAncestors(unitPath)));
  return {
    accounts: accounts.sort(byId),
    units: [...paths].map((path) => ({ path })),
    complete: declarations.settings.identityCenter.inventoryComplete,
    knowsUnitIds: false,
  };
}

/** Live decides; the files add aliases. An alias of an account that left the organisation keeps its meaning, so that its rows can be named. */
export function inventoryOfOrganization(declarations: Declarations, directory: Directory): Inventory {
  const pathOf = new Map(directory.organizationalUnits.map(({ id, path }) => [id, path]));
  const aliases = new Map([...declarations.accounts.values()].map(({ alias, id }) => [id.value, alias.value]));
  const accounts = directory.accounts.map((account) => ({
    id: account.id,
    names: [...new Set([account.name, aliases.get(account.id) ?? account.name])],
    unitPath: unitPathOf(account, pathOf),
    unitIds: account.organizationalUnits,
    tags: account.tags ?? {},
    management: account.id === directory.managementAccount,
  }));
  const present = new Set(accounts.map(({ id }) => id));
  const gone = [...declarations.accounts.values()]
    .filter(({ id }) => !present.has(accountId(id.value)))
    .map(({ alias, id }) => ({
      id: accountId(id.value),
      names: [alias.value],
      unitPath: '',
      unitIds: [],
      tags: {},
      management: false,
    }));
  return {
    accounts: [...accounts, ...gone].sort(byId),
    units: directory.organizationalUnits,
    complete: true,
    knowsUnitIds: true,
  };
}

function unitPathOf({ organizationalUnits }: Account, pathOf: ReadonlyMap<string, string>): string {
  const parent = organizationalUnits.at(-1);
  return parent === undefined ? '' : (pathOf.get(parent) ?? '');
}

/** Where the files' inventory and the organisation disagree. */
export function inventoryFindings(declarations: Declarations, directory: Directory): readonly Diagnostic[] {
  const inventory = inventoryOfOrganization({ ...declarations, accounts: new Map() }, directory);
  const live = new Map(inventory.accounts.map((account) => [account.id, account]));
  return [...declarations.accounts.values()].flatMap((declaration) => {
    const account = live.get(accountId(declaration.id.value));
    if (account === undefined) {
      const facts = { alias: declaration.alias.value, id: declaration.id.value };
      return [diagnose('account/not-in-organization', facts, { span: declaration.id.span })];
    }
    return differences(declaration, account, directory.organizationalUnits.length > 0);
  });
}

function differences(declaration: AccountDeclaration, live: KnownAccount, unitsKnown: boolean): readonly Diagnostic[] {
  const { alias, organizationalUnit, management } = declaration;
  const found: Diagnostic[] = [];
  const say = (difference: { what: string; declared: string; live: string; span?: Span }) => {
    const { span = alias.span, ...facts } = difference;
    found.push(diagnose('account/inventory-differs', { alias: alias.value, ...facts }, { span }));
  };
  if (unitsKnown && organizationalUnit !== undefined && organizationalUnit.value !== live.unitPath) {
    const { value, span } = organizationalUnit;
    say({ what: 'its organizational unit', declared: unitText(value), live: unitText(live.unitPath), span });
  }
  if (management !== live.management)
    say({ what: '`management`', declared: String(management), live: String(live.management) });
  return found;
}

const unitText = (path: string) => (path === '' ? 'the root' : path);

function byId(a: KnownAccount, b: KnownAccount): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
