// Accounts → the fewest selectors that choose precisely these accounts today.
//
// A selector is proposed only where the resolver's own index says that it chooses these accounts and no others. What it will choose tomorrow is a guess:
// that the grant was meant for the unit and not for its accounts. So it is never made of fewer than three accounts, a comment says what it stands
// for, and where the guess would be dear (`explicit`: administrator access) the accounts are listed by name.
import { parseSelector } from '../config/selectors.ts';
import { type AccountIndex, accountIndex } from '../resolve/account-index.ts';
import type { Inventory } from '../resolve/inventory.ts';
import { isVisible } from '../source/characters.ts';
import type { AccountId } from '../state/state.ts';

export interface FoldedAccounts {
  readonly accounts: readonly FoldedItem[];
  readonly except: readonly FoldedItem[];
}

export interface FoldedItem {
  /** A selector. */
  readonly text: string;
  readonly comment?: string;
}

export interface AccountFolding {
  readonly fold: (accounts: readonly AccountId[], explicit: boolean) => FoldedAccounts;
  /** A selector for one account. */
  readonly nameOf: (account: AccountId) => string;
}

interface FoldingInputs {
  readonly inventory: Inventory;
  /** Never chosen but by name or id. */
  readonly managementAccount: AccountId;
  /** The alias or name of an account, as far as it is known by one that means no other. */
  readonly nameOf: (account: AccountId) => string;
}

/** A selector that chooses several accounts. */
interface Candidate extends FoldedItem {
  /** What people think in first: the organisation, units, then tags and names. */
  readonly rank: number;
  readonly chosen: ReadonlySet<AccountId>;
}

/** Two accounts with something in common are a coincidence. */
const FEWEST = 3;
/** Exceptions that a reader still takes in at a glance. */
const MOST_EXCEPTIONS = 3;
/** Tags and parts of names happen to fit; they are good for a whole grant, not for parts of one. */
const RANK = { all: 0, unit: 1, directUnit: 2, tag: 3, glob: 4 } as const;

export function accountFolding({ inventory, managementAccount, nameOf }: FoldingInputs): AccountFolding {
  const candidates = distinct(candidatesIn(inventory));
  const named = (accounts: Iterable<AccountId>): readonly FoldedItem[] =>
    [...accounts].map((account) => ({ text: nameOf(account) })).sort((a, b) => (a.text < b.text ? -1 : 1));

  function fold(accounts: readonly AccountId[], explicit: boolean): FoldedAccounts {
    const all = new Set(accounts);
    const plain = { accounts: named(all), except: [] };
    if (explicit || all.size < FEWEST) return plain;
    const members = new Set([...all].filter((account) => account !== managementAccount));
    const rest = named([...all].filter((account) => !members.has(account)));
    const inside = candidates.filter(({ chosen }) => isWithin(chosen, members));
    const ways = [wholly(members, inside), inParts(members, inside), withExceptions(members)].filter(
      (way) => way !== undefined,
    );
    const sizeOf = (way: FoldedAccounts) => way.accounts.length + way.except.length;
    const [best] = ways
      .map((way) => ({ ...way, accounts: [...way.accounts, ...rest] }))
      .sort((a, b) => sizeOf(a) - sizeOf(b));
    return best === undefined || sizeOf(best) >= sizeOf(plain) ? plain : best;
  }

  function wholly(members: ReadonlySet<AccountId>, inside: readonly Candidate[]): FoldedAccounts | undefined {
    const whole = inside.find(({ chosen }) => chosen.size === members.size);
    return whole && { accounts: [itemOf(whole)], except: [] };
  }

  function inParts(members: ReadonlySet<AccountId>, inside: readonly Candidate[]): FoldedAccounts {
    const left = new Set(members);
    const parts: FoldedItem[] = [];
    const units = inside.filter(({ rank }) => rank <= RANK.directUnit);
    while (true) {
      const gains = units.map((unit) => ({
        unit,
        gain: [...unit.chosen].filter((account) => left.has(account)).length,
      }));
      const best = gains.reduce((one, other) => (other.gain > one.gain ? other : one), { unit: units[0], gain: 0 });
      if (best.unit === undefined || best.gain < FEWEST) return { accounts: [...parts, ...named(left)], except: [] };
      parts.push(itemOf(best.unit));
      for (const account of best.unit.chosen) left.delete(account);
    }
  }

  function withExceptions(members: ReadonlySet<AccountId>): FoldedAccounts | undefined {
    const around = candidates.filter(({ rank, chosen }) => rank <= RANK.directUnit && isWithin(members, chosen));
    const ways = around.flatMap((unit): readonly FoldedAccounts[] => {
      const out = new Set([...unit.chosen].filter((account) => !members.has(account)));
      if (out.size === 0 || out.size * 2 > members.size) return [];
      const { accounts: except } = inParts(
        out,
        candidates.filter(({ chosen }) => isWithin(chosen, out)),
      );
      return except.length > MOST_EXCEPTIONS ? [] : [{ accounts: [itemOf(unit, ', with exceptions')], except }];
    });
    return ways.sort((a, b) => a.except.length - b.except.length)[0];
  }

  return { fold, nameOf };
}

const itemOf = ({ text, comment, chosen }: Candidate, less = ''): FoldedItem => ({
  text,
  comment: `${less === '' ? `${chosen.size} accounts: ` : ''}${comment}${less}`,
});

function isWithin(part: ReadonlySet<AccountId>, whole: ReadonlySet<AccountId>): boolean {
  return part.size <= whole.size && [...part].every((account) => whole.has(account));
}

/** Of those that choose the same accounts, the first by rank. */
function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  const byChoice = new Map<string, Candidate>();
  const sorted = [...candidates].sort((a, b) => a.rank - b.rank || (a.text < b.text ? -1 : 1));
  for (const candidate of sorted) {
    const key = [...candidate.chosen].sort().join(' ');
    if (!byChoice.has(key)) byChoice.set(key, candidate);
  }
  return [...byChoice.values()];
}

function candidatesIn(inventory: Inventory): readonly Candidate[] {
  const index = accountIndex(inventory);
  return [
    { text: '*', comment: 'all but the management account', rank: RANK.all, chosen: index.all.accounts },
    ...units(inventory, index),
    ...tags(inventory, index),
    ...globs(inventory, index),
  ].filter(({ text, chosen }) => chosen.size >= FEWEST && isVisible(text) && parseSelector(text).ok);
}

function units({ units: known }: Inventory, { units: index }: AccountIndex): readonly Candidate[] {
  if (!known.read || !index.read) return [];
  // A path that two units have names neither of them.
  const paths = known.value.all.filter(({ path }) => path !== '' && index.value.idsOf(path).length === 1);
  return paths.flatMap(({ path, id = '' }) => [
    {
      text: `ou:${path}/**`,
      comment: `all of ${path}`,
      rank: RANK.unit,
      chosen: index.value.inUnit({ id, recursive: true }).accounts,
    },
    {
      text: `ou:${path}/*`,
      comment: `all directly in ${path}`,
      rank: RANK.directUnit,
      chosen: index.value.inUnit({ id, recursive: false }).accounts,
    },
  ]);
}

function tags({ tags: known }: Inventory, { tagged }: AccountIndex): readonly Candidate[] {
  if (!known.read || !tagged.read) return [];
  const pairs = new Map<string, readonly [string, string]>();
  for (const ofAccount of known.value.values())
    for (const [key, value] of Object.entries(ofAccount)) pairs.set(JSON.stringify([key, value]), [key, value]);
  return [...pairs.values()]
    .filter(([key, value]) => !/[*?=]/.test(key) && !/[*?]/.test(value))
    .map(([key, value]) => ({
      text: `tag:${key}=${value}`,
      comment: `all tagged ${key}=${value}`,
      rank: RANK.tag,
      chosen: tagged.value(key, value).accounts,
    }));
}

function globs({ accounts }: Inventory, { matching }: AccountIndex): readonly Candidate[] {
  const patterns = new Set(accounts.flatMap(({ names }) => names.flatMap(patternsOf)));
  return [...patterns].flatMap((pattern) => {
    const selection = matching(pattern);
    return selection === undefined
      ? []
      : [{ text: pattern, comment: `all named ${pattern}`, rank: RANK.glob, chosen: selection.accounts }];
  });
}

/** `payments-eu-prod` → `payments-*`, `payments-eu-*`, `*-prod`, `*-eu-prod`. */
function patternsOf(name: string): readonly string[] {
  const breaks = [...name.matchAll(/[-_.]/g)].map(({ index }) => index).slice(0, MOST_WORDS);
  return breaks
    .filter((at) => at > 1 && at < name.length - 2)
    .flatMap((at) => [`${name.slice(0, at + 1)}*`, `*${name.slice(at)}`])
    .filter((pattern) => !pattern.slice(1, -1).includes('*'));
}

const MOST_WORDS = 8;
