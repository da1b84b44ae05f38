// Accounts within a sentence: by name where they are few, by what names exactly them where there is such a thing, else a number and a few names.

import { counted } from '../diagnostics/wording.ts';
import type { NamedAccount, Names } from '../holdings/names.ts';
import { memoizeByIdentity } from '../memoize.ts';
import { joined, type Phrase, phrase, say, whole } from './phrase.ts';

/** Named one by one, up to here. */
const MOST = 3;

/** `press-dev (555555555555)` */
export function accountPhrase({ id, name }: NamedAccount): Phrase {
  return whole(name === undefined ? phrase`account ${id}` : phrase`${name} (${id})`);
}

/** `in payments-prod (222222222222)`, `in 12 accounts: all of Workloads/Prod/**`, `in 12 accounts (a, b, c and 9 more)` */
export function placesPhrase(accounts: readonly NamedAccount[], names: Names): Phrase {
  const [only] = accounts;
  if (only !== undefined && accounts.length === 1) return phrase`in ${accountPhrase(only)}`;
  const folded = foldedPhrase(accounts, names);
  if (folded !== undefined) return folded;
  const few = accounts.slice(0, accounts.length <= MOST ? MOST : MOST);
  const shown = joined(
    few.map(({ id, name = id, withId }) => (withId === true ? phrase`${name} (${id})` : phrase`${name}`)),
  );
  const others = accounts.length - few.length;
  return phrase`in ${say(counted(accounts.length, 'account'))} (${shown}${others > 0 ? phrase` and ${others} more` : []})`;
}

/** With every name, or folded where those are more than a reader looks at. */
export function allPlacesPhrase(accounts: readonly NamedAccount[], names: Names, verbose: boolean): Phrase {
  const isMany = accounts.length > MOST_LISTED;
  if (isMany && !verbose) return placesPhrase(accounts, names);
  const lead = accounts.length === 1 ? 'in' : `in ${counted(accounts.length, 'account')}:`;
  return phrase`${say(lead)} ${joined(accounts.map(accountPhrase))}`;
}

const MOST_LISTED = 12;

/** Undefined: no one unit has exactly these. */
function foldedPhrase(accounts: readonly NamedAccount[], names: Names): Phrase | undefined {
  if (accounts.length < 2) return undefined;
  if (accounts.length === Object.keys(names.accounts).length) return say(`in all ${accounts.length} accounts`);
  const path = unitsByMembers(names).get(keyOf(accounts.map(({ id }) => id)));
  return path === undefined ? undefined : phrase`in ${say(counted(accounts.length, 'account'))}: all of ${path}`;
}

const keyOf = (ids: readonly string[]) => [...ids].sort().join(' ');

/** The selector of the highest unit below which there are just these accounts. */
const unitsByMembers = memoizeByIdentity((names: Names): ReadonlyMap<string, string> => {
  const members = new Map<string, string[]>();
  for (const [id, path] of Object.entries(names.organizationalUnits ?? {})) {
    for (let unit = path; unit !== ''; unit = unit.slice(0, Math.max(0, unit.lastIndexOf('/'))))
      members.set(unit, [...(members.get(unit) ?? []), id]);
  }
  const paths = [...members.keys()].sort((a, b) => b.length - a.length);
  return new Map(paths.map((path) => [keyOf(members.get(path)!), `ou:${path}/**`]));
});
