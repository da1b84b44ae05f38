// What an access review asks: for each group or user and permission set of a grant, whether it stays. One answer, however many accounts the grant is about:
// that is what can be taken back in the files, by a line of them. Grants that say the same, for the same accounts and time, are one question: a second answer
// would be about a copy that nobody can tell from the first.
//
// An item has an id that says what was reviewed: whom it is about (display name and pin), the permission set and what it allows, which accounts the grant
// selects and which those are, and until when. When any of it changes, the id does, and an answer about the old one is no answer about the new one. A grant
// that moves to another file or line, or is written in another way, is the same.
import { compareText } from '../compare-text.ts';
import type { Offline } from '../compile.ts';
import type { GrantDeclaration, GroupDeclaration } from '../config/declarations.ts';
import { comparableDefinition } from '../definition/definition.ts';
import { ACCESS_FIELDS } from '../definition/fields.ts';
import { type Instant, latest, NEVER } from '../instant.ts';
import { memoizeByIdentity } from '../memoize.ts';
import { optional } from '../optional.ts';
import { digest } from '../state/digest.ts';
import { groupBy } from '../state/group-by.ts';
import type { AccountId, PermissionSet, PermissionSetName } from '../state/state.ts';

export interface ReviewItem {
  /** `r-`, what it is about, `-`, and the state that was reviewed: no spreadsheet takes it for a number. */
  readonly id: string;
  /** Those that say it, in file order. */
  readonly grants: readonly [GrantDeclaration, ...GrantDeclaration[]];
  readonly principal: GroupDeclaration;
  readonly permissionSet: PermissionSetName;
  /** Absent: somebody else defines it. */
  readonly definition?: PermissionSet;
  /** Those that are known here, in the order of their ids. */
  readonly accounts: readonly AccountId[];
  /** It may mean others that the files do not list. */
  readonly isUncertain: boolean;
  /** Since the last review. None without one, and where nothing has changed. */
  readonly news: readonly News[];
  /** Other grants that give the same in some of the accounts: they go on when these are revoked. */
  readonly alsoBy: readonly GrantDeclaration[];
}

export type News =
  | { readonly kind: 'new' }
  | { readonly kind: 'more-accounts'; readonly count: number }
  | { readonly kind: 'other-permissions' }
  | { readonly kind: 'other-principal' }
  | { readonly kind: 'ends-later' };

/** What an id is about, whatever state it was in. */
export const aboutIn = (id: string): string => id.slice(0, ABOUT_END);

const ABOUT = 12;
const STATE = 12;
const ABOUT_END = 'r-'.length + ABOUT;
export const ID = new RegExp(`^r-[0-9a-f]{${ABOUT}}-[0-9a-f]{${STATE}}$`);

/** Of grants that have not ended. What changed since `before` comes first, and then in file order. */
export function reviewItems(files: Offline, before?: Offline): readonly ReviewItem[] {
  const { declarations, definitions } = files.declared;
  const accountsOf = accountsByCell(files);
  const uncertain = new Set(files.grants.uncertain);
  const past = before && pastOf(before);
  const isCurrent = ({ expires }: GrantDeclaration) => expires === undefined || expires.value.at > files.asOf;
  const asked = declarations.grants.filter(isCurrent).flatMap((grant) =>
    cellsOf(grant).flatMap(({ key, permissionSet }) => {
      const principal = declarations.groups.get(key);
      if (principal === undefined) return [];
      const definition = definitions.get(permissionSet);
      const { accounts, grants: givers } = accountsOf(grant, key, permissionSet);
      const state = [selectorsOf(grant), accounts, grant.expires?.value.at ?? null, accessOf(definition)];
      const about = digest([identityOf(principal), permissionSet]).slice(0, ABOUT);
      const id = `r-${about}-${digest(state).slice(0, STATE)}`;
      return [{ id, grant, principal, permissionSet, definition, accounts, givers, isUncertain: uncertain.has(grant) }];
    }),
  );
  const items = [...groupBy(asked, ({ id }) => id).values()].map((same): ReviewItem => {
    const { grant, definition, givers, ...item } = same[0]!;
    const grants = [grant, ...same.slice(1).map((each) => each.grant)] as const;
    return {
      ...item,
      grants,
      ...optional({ definition }),
      news: past === undefined ? [] : newsOf({ ...item, grants, definition }, past),
      alsoBy: [...givers].filter((each) => !grants.includes(each)),
    };
  });
  return [...items.filter(({ news }) => news.length > 0), ...items.filter(({ news }) => news.length === 0)];
}

interface Cell {
  readonly key: string;
  readonly permissionSet: PermissionSetName;
}

/** What a grant gives, one principal and permission set each. */
export function cellsOf({ groups, permissionSets }: GrantDeclaration): readonly Cell[] {
  const keys = [...new Set(groups.map(({ value }) => value))];
  const sets = [...new Set(permissionSets.map(({ value }) => value))];
  return keys.flatMap((key) => sets.map((permissionSet) => ({ key, permissionSet })));
}

const identityOf = ({ kind, displayName, pin }: GroupDeclaration) => [
  kind,
  displayName.value,
  pin === undefined
    ? null
    : pin.kind === 'unpinned'
      ? 'unpinned'
      : [pin.id.value, 'groupId' in pin ? (pin.groupId?.value ?? null) : null],
];

const selectorsOf = ({ accounts, except }: GrantDeclaration) =>
  [accounts, except].map((items) => items.map(({ text }) => text).sort(compareText));

/** What counts of a definition: what it allows. */
function accessOf(definition: PermissionSet | undefined): string {
  return definition === undefined ? '' : accessDigest(definition);
}

const accessDigest = memoizeByIdentity((definition: PermissionSet): string => {
  const comparable = comparableDefinition(definition);
  return digest(ACCESS_FIELDS.map((field) => comparable[field] ?? null));
});

interface CellAccounts {
  readonly accounts: readonly AccountId[];
  readonly grants: ReadonlySet<GrantDeclaration>;
}

function accountsByCell({ grants }: Offline) {
  const found = new Map<GrantDeclaration, Map<string, { accounts: AccountId[]; grants: Set<GrantDeclaration> }>>();
  for (const { group, permissionSet, account, grants: all } of grants.current)
    for (const grant of all) {
      const cells = found.get(grant) ?? new Map();
      found.set(grant, cells);
      const key = cellKey(group, permissionSet);
      const cell = cells.get(key) ?? { accounts: [], grants: new Set() };
      cells.set(key, cell);
      cell.accounts.push(account);
      if (all.length > 1) for (const each of all) cell.grants.add(each);
    }
  return (grant: GrantDeclaration, key: string, permissionSet: PermissionSetName): CellAccounts =>
    found.get(grant)?.get(cellKey(key, permissionSet)) ?? { accounts: [], grants: new Set() };
}

const cellKey = (key: string, permissionSet: PermissionSetName): string => JSON.stringify([key, permissionSet]);

interface Past {
  readonly definitions: ReadonlyMap<PermissionSetName, PermissionSet>;
  readonly groups: ReadonlyMap<string, GroupDeclaration>;
  /** Of each cell: until when in which account. */
  readonly ends: ReadonlyMap<string, ReadonlyMap<AccountId, Instant>>;
  /** Cells with selectors, for grants whose accounts nobody knew. */
  readonly selectors: ReadonlySet<string>;
}

function pastOf({ declared: { declarations, definitions }, grants }: Offline): Past {
  const endOf = (all: readonly GrantDeclaration[]) => latest(...all.map(({ expires }) => expires?.value.at ?? NEVER));
  const byCell = groupBy(grants.current, ({ group, permissionSet }) => cellKey(group, permissionSet));
  return {
    definitions,
    groups: declarations.groups,
    ends: new Map(
      [...byCell].map(([key, all]) => [key, new Map(all.map((each) => [each.account, endOf(each.grants)]))]),
    ),
    selectors: new Set(
      declarations.grants.flatMap((grant) =>
        cellsOf(grant).map(({ key, permissionSet }) =>
          JSON.stringify([cellKey(key, permissionSet), selectorsOf(grant)]),
        ),
      ),
    ),
  };
}

type Newsworthy = Pick<ReviewItem, 'grants' | 'principal' | 'permissionSet' | 'accounts'> & {
  readonly definition: PermissionSet | undefined;
};

function newsOf(
  { grants: [grant], principal, permissionSet, accounts, definition }: Newsworthy,
  past: Past,
): readonly News[] {
  const key = cellKey(principal.key.value, permissionSet);
  const ends = past.ends.get(key) ?? new Map<AccountId, Instant>();
  const joined = accounts.filter((account) => !ends.has(account)).length;
  const isKnown = past.selectors.has(JSON.stringify([key, selectorsOf(grant)]));
  if (joined === accounts.length && !isKnown) return [{ kind: 'new' }];
  const end = grant.expires?.value.at ?? NEVER;
  const [group, set] = [past.groups.get(principal.key.value), past.definitions.get(permissionSet)];
  return [
    ...(joined > 0 ? [{ kind: 'more-accounts' as const, count: joined }] : []),
    ...(group !== undefined && digest(identityOf(group)) !== digest(identityOf(principal))
      ? [{ kind: 'other-principal' as const }]
      : []),
    ...(accessOf(set) !== accessOf(definition) ? [{ kind: 'other-permissions' as const }] : []),
    ...(accounts.some((account) => (ends.get(account) ?? end) < end) ? [{ kind: 'ends-later' as const }] : []),
  ];
}
