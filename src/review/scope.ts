// Which accounts a selector takes in, today and later, as an expression; and whether one takes in no more than another.
//
// Scopes are compared for every organisation that there may ever be, not by the accounts of today: `ou:Workloads/**` is wider than `ou:Workloads/Prod/**`
// though today both select the same three accounts. An account by name or id is one account wherever it goes, so for it, and for it alone, today's
// organisation answers. What cannot be told to be as narrow counts as wider: a reviewer who looks once too often is better off than one who was not shown.
//
// Rejected: comparing the accounts that are selected today (a dormant grant looks like none), and deciding containment exactly (globs and tags over
// names that do not exist yet: a reader could not follow it, and would be asked to trust it).
import type { OrganizationalUnitRef } from '../config/scope-declarations.ts';
import { type GlobBudget, matchesGlob } from '../state/glob.ts';
import type { AccountId } from '../state/state.ts';

export type Scope = ScopeForm & {
  /** Equal scopes of one table have one number, and are one object. */
  readonly number: number;
  /** Accounts that join later may be in it. */
  readonly isOpen: boolean;
};

export type ScopeForm =
  /** A name that no known account has stands for itself. */
  | { readonly kind: 'account'; readonly id: string }
  | { readonly kind: 'glob'; readonly pattern: string }
  | { readonly kind: 'organizational-unit'; readonly unit: OrganizationalUnitRef; readonly recursive: boolean }
  | { readonly kind: 'tag'; readonly key: string; readonly value: string }
  /** All but the management account, as with every scope that names no account. */
  | { readonly kind: 'all' }
  | { readonly kind: 'any'; readonly of: readonly Scope[] }
  | { readonly kind: 'every'; readonly of: readonly Scope[] }
  | { readonly kind: 'without'; readonly from: Scope; readonly out: Scope };

export type ScopeTable = (form: ScopeForm) => Scope;

/**
 * Account sets stand in account sets, and twice as often on each level: written out, a kilobyte of them is larger than any memory. So each scope is
 * made once, and whatever is asked of two of them is answered once.
 */
export function scopeTable(): ScopeTable {
  const known = new Map<string, Scope>();
  return (form) => {
    const key = keyOf(form);
    const scope = known.get(key) ?? { ...form, number: known.size, isOpen: isOpen(form) };
    known.set(key, scope);
    return scope;
  };
}

function keyOf(form: ScopeForm): string {
  switch (form.kind) {
    case 'any':
    case 'every':
      return `${form.kind} ${[...new Set(form.of.map(({ number }) => number))].sort((a, b) => a - b).join(' ')}`;
    case 'without':
      return `without ${form.from.number} ${form.out.number}`;
    default:
      return JSON.stringify(form);
  }
}

function isOpen(form: ScopeForm): boolean {
  switch (form.kind) {
    case 'account':
      return false;
    case 'any':
      return form.of.some((scope) => scope.isOpen);
    case 'every':
      return form.of.every((scope) => scope.isOpen);
    case 'without':
      return form.from.isOpen;
    default:
      return true;
  }
}

/** What is known of an account today. What is absent was not read. */
export interface AccountToday {
  readonly id: AccountId;
  readonly names: readonly string[];
  readonly management: boolean;
  readonly unit?: { readonly path: string; readonly ids: readonly string[] };
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ScopeContext {
  readonly accounts: ReadonlyMap<string, AccountToday>;
  /** Steps that all comparisons together may take: once they are spent, everything counts as wider. */
  readonly budget: GlobBudget;
  readonly known: {
    readonly covers: Map<number, boolean>;
    readonly apart: Map<number, boolean>;
    /** By account, then by scope. */
    readonly members: Map<string, Map<number, ReturnType<typeof isIn>>>;
  };
}

/** Nothing has been asked yet. */
export const nothingKnown = (): ScopeContext['known'] => ({ covers: new Map(), apart: new Map(), members: new Map() });

/** Whether whatever is in `narrow`, today or later, is in `wide` as well. */
export function covers(wide: Scope, narrow: Scope, context: ScopeContext): boolean {
  return answered(context, context.known.covers, [wide, narrow], () => coversAnew(wide, narrow, context));
}

function coversAnew(wide: Scope, narrow: Scope, context: ScopeContext): boolean {
  const within = (outer: Scope, inner: Scope) => covers(outer, inner, context);
  if (wide === narrow) return true;
  if (narrow.kind === 'any') return narrow.of.every((part) => within(wide, part));
  if (narrow.kind === 'account') return isIn(wide, narrow.id, context) === 'yes';
  if (wide.kind === 'any' && wide.of.some((part) => within(part, narrow))) return true;
  if (wide.kind === 'every' && wide.of.every((part) => within(part, narrow))) return true;
  if (wide.kind === 'without' && within(wide.from, narrow) && areApart(wide.out, narrow, context)) return true;
  if (narrow.kind === 'without') return within(wide, narrow.from);
  if (narrow.kind === 'every') return narrow.of.some((part) => within(wide, part));
  return coversKind(wide, narrow, context);
}

/** Whether nothing can ever be in both. */
export function areApart(a: Scope, b: Scope, context: ScopeContext): boolean {
  return answered(context, context.known.apart, [a, b], () => areApartAnew(a, b, context));
}

function areApartAnew(a: Scope, b: Scope, context: ScopeContext): boolean {
  const apart = (one: Scope, other: Scope) => areApart(one, other, context);
  if (a.kind === 'any') return a.of.every((part) => apart(part, b));
  if (b.kind === 'any') return b.of.every((part) => apart(a, part));
  if (a.kind === 'account') return isIn(b, a.id, context) === 'no';
  if (b.kind === 'account') return isIn(a, b.id, context) === 'no';
  if (a.kind === 'without') return covers(a.out, b, context) || apart(a.from, b);
  if (b.kind === 'without') return covers(b.out, a, context) || apart(a, b.from);
  if (a.kind === 'every') return a.of.some((part) => apart(part, b));
  if (b.kind === 'every') return b.of.some((part) => apart(a, part));
  if (a.kind === 'tag' && b.kind === 'tag') return a.key === b.key && a.value !== b.value;
  if (a.kind === 'organizational-unit' && b.kind === 'organizational-unit') return unitsAreApart(a, b);
  return false;
}

/** Of scopes that hold others the answer is kept: they may hold the same ones by many ways. `false` once there is no time left. */
function answered(
  { budget }: ScopeContext,
  known: Map<number, boolean>,
  [a, b]: readonly [Scope, Scope],
  answer: () => boolean,
): boolean {
  if (--budget.steps < 0) return false;
  if (!isHolder(a) && !isHolder(b)) return answer();
  const key = a.number * MOST_SCOPES + b.number;
  const before = known.get(key);
  if (before !== undefined) return before;
  const now = answer();
  known.set(key, now);
  return now;
}

const isHolder = ({ kind }: Scope): boolean => kind === 'any' || kind === 'every' || kind === 'without';

/** Numbers of scopes are below it: far more than a folder can write. */
const MOST_SCOPES = 2 ** 26;

/** Today. `unknown`: that was not read, or there was no time to find out. */
export function isIn(scope: Scope, id: string, context: ScopeContext): 'yes' | 'no' | 'unknown' {
  if (--context.budget.steps < 0) return 'unknown';
  if (!isHolder(scope)) return isInAnew(scope, id, context);
  const ofAccount = context.known.members.get(id) ?? new Map<number, Answer>();
  context.known.members.set(id, ofAccount);
  const answer = ofAccount.get(scope.number) ?? isInAnew(scope, id, context);
  ofAccount.set(scope.number, answer);
  return answer;
}

function isInAnew(scope: Scope, id: string, context: ScopeContext): Answer {
  const answers = (parts: readonly Scope[]) => parts.map((part) => isIn(part, id, context));
  switch (scope.kind) {
    case 'account':
      return scope.id === id ? 'yes' : 'no';
    case 'any':
      return not(all(answers(scope.of).map(not)));
    case 'every':
      return all(answers(scope.of));
    case 'without': {
      const [from, out] = answers([scope.from, scope.out]);
      return all([from!, not(out!)]);
    }
    default:
      return selects(scope, context.accounts.get(id), context);
  }
}

type Answer = ReturnType<typeof isIn>;

const not = (answer: Answer): Answer => (answer === 'unknown' ? answer : answer === 'yes' ? 'no' : 'yes');

function all(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

type OpenKind = Extract<Scope, { kind: 'glob' | 'organizational-unit' | 'tag' | 'all' }>;

function selects(scope: OpenKind, account: AccountToday | undefined, { budget }: ScopeContext): Answer {
  if (account === undefined) return 'unknown';
  if (account.management) return 'no';
  const answer = (yes: boolean): Answer => (yes ? 'yes' : 'no');
  switch (scope.kind) {
    case 'all':
      return 'yes';
    case 'glob':
      return answer(account.names.some((name) => matchesGlob(scope.pattern, name, budget)));
    case 'tag':
      return account.tags === undefined ? 'unknown' : answer(account.tags[scope.key] === scope.value);
    case 'organizational-unit': {
      if (account.unit === undefined) return 'unknown';
      const { ids, path } = account.unit;
      if (scope.unit.by === 'path') return answer(isBelow(path, scope.unit.path, scope.recursive));
      if (ids.length === 0 && path !== '') return 'unknown';
      return answer(scope.recursive ? ids.includes(scope.unit.id) : ids.at(-1) === scope.unit.id);
    }
    default:
      return scope satisfies never;
  }
}

function coversKind(wide: Scope, narrow: OpenKind, { budget }: ScopeContext): boolean {
  switch (wide.kind) {
    case 'all':
      return true;
    case 'glob':
      // A star of the narrow one is met by a star of the wide one only, and a `?` by either.
      return (
        narrow.kind === 'glob' &&
        !isMetByMark(wide.pattern, narrow.pattern) &&
        (wide.pattern === narrow.pattern || matchesGlob(wide.pattern, narrow.pattern, budget))
      );
    case 'tag':
      return narrow.kind === 'tag' && narrow.key === wide.key && narrow.value === wide.value;
    case 'organizational-unit':
      return narrow.kind === 'organizational-unit' && coversUnit(wide, narrow);
    default:
      return false;
  }
}

/** `?` stands for one character, and a star for any number of them. */
function isMetByMark(wide: string, narrow: string): boolean {
  // Of what is quoted one pattern says nothing to the other: they are one or not.
  const isQuoting = wide.includes('\\') || narrow.includes('\\');
  return (isQuoting || (wide.includes('?') && narrow.includes('*'))) && wide !== narrow;
}

type Unit = Extract<Scope, { kind: 'organizational-unit' }>;

function coversUnit(wide: Unit, narrow: Unit): boolean {
  if (narrow.recursive && !wide.recursive) return false;
  if (wide.unit.by === 'id' || narrow.unit.by === 'id') return sameUnit(wide.unit, narrow.unit);
  return isBelow(narrow.unit.path, wide.unit.path, wide.recursive);
}

function unitsAreApart(a: Unit, b: Unit): boolean {
  if (a.unit.by === 'id' || b.unit.by === 'id') return false;
  const [one, other] = [a.unit.path, b.unit.path];
  return !(isBelow(one, other, b.recursive) || isBelow(other, one, a.recursive));
}

function sameUnit(a: OrganizationalUnitRef, b: OrganizationalUnitRef): boolean {
  return a.by === 'id' && b.by === 'id' && a.id === b.id;
}

/** `Workloads/Prod` is below `Workloads`, and below the root, which is ''. */
function isBelow(path: string, unit: string, recursive: boolean): boolean {
  return path === unit || (recursive && (unit === '' || path.startsWith(`${unit}/`)));
}
