// What the options of a command line choose: `--account`, `--group`, `--permission-set`, by names, ids and globs of them.
import type { GrantDeclaration } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/suggest.ts';
import type { DriftItem } from '../drift/item.ts';
import type { Holding, Holdings } from '../holdings/holdings.ts';
import { matchesGlob } from '../state/glob.ts';
import { type Assignment, principalKey } from '../state/state.ts';
import { type Candidate, candidatesIn, type Known } from './subjects.ts';

export interface Choices {
  readonly account?: readonly string[] | undefined;
  /** Users as well. */
  readonly group?: readonly string[] | undefined;
  readonly permissionSet?: readonly string[] | undefined;
}

export interface Chosen {
  readonly has: (assignment: Pick<Assignment, 'account' | 'principal' | 'permissionSet'>) => boolean;
  /** In some account. */
  readonly mayHave: (of: Pick<Assignment, 'principal' | 'permissionSet'>) => boolean;
  /** Whether the grant, of which nobody has anything here, may be about what was chosen. */
  readonly mayHaveBy: (grant: GrantDeclaration, isJudged: boolean) => boolean;
  /** What is about a permission set alone concerns whoever has it. */
  readonly hasDrift: (item: Pick<DriftItem, 'account' | 'principal' | 'permissionSet'>) => boolean;
}

/** Among which they choose. */
export interface Asked extends Known {
  /** Of the base. */
  readonly past?: Holdings;
}

/** Absent options choose everything. Throws an AccessError for a word that names nothing: an answer without anybody would read as if nobody had access. */
export function chosenBy({ account, group, permissionSet }: Choices, known: Asked): Chosen {
  const accounts = namedBy(account, '--account', known);
  const principals = namedBy(group, '--group', known);
  const sets = namedBy(permissionSet, '--permission-set', known);
  const mayHave: Chosen['mayHave'] = ({ principal, permissionSet: set }) =>
    isIn(principals, principalKey(principal)) && isIn(sets, set);
  const has: Chosen['has'] = (assignment) => isIn(accounts, assignment.account) && mayHave(assignment);
  const setsHad = new Set(known.accesses.all.filter(has).map((access) => access.permissionSet));
  const isWhole = accounts === undefined && principals === undefined;
  return {
    has,
    mayHave,
    mayHaveBy: ({ groups, permissionSets }, isJudged) =>
      // Judged, it means none of the accounts that there are.
      (accounts === undefined || !isJudged) &&
      groups.some(({ value }) => isIn(principals, principalKey(known.accesses.principalOf(value)))) &&
      permissionSets.some(({ value }) => isIn(sets, value)),
    hasDrift: ({ account: where, principal, permissionSet: set }) =>
      // What is of the instance is of nobody and nowhere.
      set === undefined
        ? isWhole && sets === undefined
        : isIn(sets, set) &&
          (where === undefined || isIn(accounts, where)) &&
          (principal === undefined ||
            isIn(
              principals,
              principal.id === undefined ? (principal.name ?? '') : `${principal.type}:${principal.id}`,
            )) &&
          (where !== undefined || isWhole || setsHad.has(set)),
  };
}

const isIn = (chosen: ReadonlySet<string> | undefined, key: string): boolean => chosen?.has(key) ?? true;

interface Nameable {
  /** As `has` compares them. Of a principal that live does not have also its names: it has no id there. */
  readonly keys: readonly string[];
  readonly texts: readonly string[];
}

type Option = '--account' | '--group' | '--permission-set';

const OF_NOW: Readonly<Record<Option, readonly string[]>> = {
  '--account': ['account'],
  '--group': ['group', 'user'],
  '--permission-set': ['permission-set'],
};

const OF_THE_PAST: Readonly<Record<Option, (holding: Holding) => Nameable>> = {
  '--account': ({ account }) => ({ keys: [account], texts: [account] }),
  '--group': ({ principal }) => ({ keys: [principalKey(principal)], texts: [principal.id] }),
  '--permission-set': ({ permissionSet }) => ({ keys: [permissionSet], texts: [permissionSet] }),
};

function namedBy(
  words: readonly string[] | undefined,
  option: Option,
  { past, ...known }: Asked,
): ReadonlySet<string> | undefined {
  if (words === undefined) return undefined;
  const nameable = [
    ...candidatesIn(known)
      .filter(({ subject: { kind } }) => OF_NOW[option].includes(kind))
      .map(nameableNow),
    // What is gone since has lost something.
    ...(past === undefined ? [] : past.all.map(OF_THE_PAST[option])),
  ];
  return new Set(
    words.flatMap((word) => {
      const named = nameable.filter(({ texts }) => texts.some((text) => matchesGlob(word, text)));
      if (named.length > 0) return named.flatMap(({ keys }) => keys);
      const near = nearest(word, [...new Set(nameable.flatMap(({ texts }) => texts))]);
      throw new AccessError(diagnose('cli/no-such-name', { option, word, nearest: near }));
    }),
  );
}

const nameableNow = ({ subject, ids, names }: Candidate): Nameable => ({
  keys: 'principal' in subject ? [principalKey(subject.principal), ...names] : [subject.id],
  texts: [...ids, ...names],
});
