// May somebody do something? A question to the files: of a group in each account where it has something, or of a permission set by itself.
import type { Declared, Offline } from '../compile.ts';
import type { Declarations } from '../config/declarations.ts';
import type { Expectation } from '../config/expectations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { assignedText } from '../diagnostics/wording.ts';
import { type Holding, type Holdings, isDefined } from '../holdings/holdings.ts';
import type { DisplayNames, NamedPrincipal } from '../holdings/names.ts';
import { keyOf } from '../meaning/answers.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { memoizeByIdentity } from '../memoize.ts';
import { optional } from '../optional.ts';
import type { Provenance } from '../policy/catalogue/index.ts';
import type { Access, Document, Grant } from '../policy/compare/index.ts';
import { inlinePolicyIn } from '../resolve/inline-policy.ts';
import type { Span } from '../source/span.ts';
import { groupBy } from '../state/group-by.ts';
import type { PermissionSet, PermissionSetName } from '../state/state.ts';
import { principalId } from '../state/state.ts';
import { type Decision, decide, type Part, partsIn, type Verdict } from './decide.ts';
import type { Question } from './question.ts';

export type SubjectKind = Expectation['subjects']['kind'];

/** Key of a declared group or user, or name of a declared permission set. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly name: string;
}

/** Or somebody with all that they have by groups, by user name. */
export type AnswerSubject = Subject | { readonly kind: 'person'; readonly name: string };

/** In sentences. */
export const SUBJECT_NOUNS = {
  group: 'group',
  user: 'user',
  'permission-set': 'permission set',
} as const satisfies Record<SubjectKind, string>;

/** What the command line writes before a name, to say what it is of. */
const PREFIXES = { group: 'group', user: 'user', set: 'permission-set' } as const satisfies Record<string, SubjectKind>;
export type SubjectPrefix = keyof typeof PREFIXES;
export const SUBJECT_PREFIXES = Object.keys(PREFIXES) as readonly SubjectPrefix[];

export interface Answer {
  readonly subject: AnswerSubject;
  readonly question: Question;
  /** Over all the accounts: what holds in each of them, or else `conditional`. What is uncertain would have to be the same. */
  readonly verdict: Verdict;
  /** One for each permission set: a role by itself. None: the subject has nothing there. */
  readonly sessions: readonly Session[];
  /** What the subject may have beside. */
  readonly uncertain: readonly UncertainSession[];
  readonly policyData: { readonly actions: Provenance; readonly managedPolicies: Provenance };
}

export interface Session extends Decision {
  readonly permissionSet: PermissionSetName;
  /** What people call them; none: a set that nobody is granted there. */
  readonly accounts: readonly string[];
  /** The statements that speak of it. */
  readonly parts: readonly Part[];
  /** Where the set is declared. */
  readonly place?: Span;
  /** By the policies that Identity Center has, where those of the files are others: until the next apply. */
  readonly asInLive?: true;
}

/** A permission set that the subject may have. */
export interface UncertainSession {
  readonly permissionSet: PermissionSetName;
  /** Of this set alone. */
  readonly verdict: Verdict;
  readonly open: Open;
}

/** What is not known: which accounts a grant means, or who is in a group. */
export type Open =
  | { readonly kind: 'accounts'; readonly selectors: readonly string[]; readonly place: Span }
  | { readonly kind: 'members'; readonly group: NamedPrincipal };

/**
 * `group:name`, `user:name` and `set:name` say what is meant; a name alone is any of them, if it is not of several. Groups and users go by their key or
 * by the name that Identity Center has. Throws an AccessError for what is none.
 */
export function subjectOf(word: string, declared: Declared): Subject {
  const found = findSubject(word, declared);
  if (found !== undefined) return found;
  const { declarations } = declared;
  const { name, asked } = readSubject(word);
  const known = asked.flatMap((kind) => [...declaredSubjects(declarations)[kind]]);
  const kind = listedWith(asked.map((each) => SUBJECT_NOUNS[each]));
  throw new AccessError(diagnose('name/unknown', { kind, name, nearest: nearest(name, [...new Set(known)]) }));
}

/** Undefined: nothing is declared under this name. Throws an AccessError for what could be several. */
export function findSubject(word: string, { declarations }: Declared): Subject | undefined {
  const { name, asked } = readSubject(word);
  const [first, ...others] = asked.flatMap((kind) => subjectsNamed(name, kind, declarations));
  const [other] = others.filter(({ kind }) => kind !== first!.kind);
  if (other !== undefined)
    throw new AccessError(diagnose('cli/ambiguous-subject', { name, words: [first!, other].map(wordFor) }));
  return first;
}

function readSubject(word: string): { readonly name: string; readonly asked: readonly SubjectKind[] } {
  const [, prefix, name = word] = new RegExp(`^(${SUBJECT_PREFIXES.join('|')}):(.*)$`, 's').exec(word) ?? [];
  return { name, asked: prefix === undefined ? SUBJECT_KINDS : [PREFIXES[prefix as SubjectPrefix]] };
}

const SUBJECT_KINDS = Object.values(PREFIXES);

const listedWith = (nouns: readonly string[]) => nouns.join(', ').replace(/, ([^,]*)$/, ' or $1');

/** `group:growers`. */
const wordFor = ({ kind, name }: Subject): string =>
  `${SUBJECT_PREFIXES.find((prefix) => PREFIXES[prefix] === kind)}:${name}`;

/** By key before by name. */
function subjectsNamed(name: string, kind: SubjectKind, declarations: Declarations): readonly Subject[] {
  if (declaredSubjects(declarations)[kind].has(name)) return [{ kind, name }];
  const bearers = [...declarations.groups.values()].filter((each) => each.kind === kind);
  return bearers.filter(({ displayName }) => displayName.value === name).map(({ key }) => ({ kind, name: key.value }));
}

/** Keys, and names of permission sets. */
export const declaredSubjects = memoizeByIdentity(
  ({ groups, permissionSets }: Declarations): Readonly<Record<SubjectKind, ReadonlySet<string>>> => {
    const ofKind = (kind: 'group' | 'user') =>
      new Set([...groups].filter(([, each]) => each.kind === kind).map(([key]) => key));
    return { group: ofKind('group'), user: ofKind('user'), 'permission-set': new Set(permissionSets.keys()) };
  },
);

export type HeldSession = Holding & Pick<Session, 'asInLive'>;

export interface AnswerInputs {
  readonly files: Pick<Offline, 'declared'>;
  /** What the subject has in the accounts that are asked about. Where Identity Center has other policies than the files, by each of them. */
  readonly held: readonly HeldSession[];
  /** What it may have there. */
  readonly maybe: readonly { readonly permissionSet: PermissionSetName; readonly open: Open }[];
  readonly meanings: Meanings;
  readonly displayNames: Pick<DisplayNames, 'account'>;
}

export function answer(subject: AnswerSubject, question: Question, inputs: AnswerInputs): Answer {
  const { files, held, maybe, meanings, displayNames } = inputs;
  const { index, managedPolicies } = meanings.data;
  const { definitions } = files.declared;
  const heldBy = (isInLive: boolean) =>
    groupBy(
      held.filter(({ asInLive = false }) => asInLive === isInLive),
      ({ permissionSet }) => permissionSet,
    );
  const [bySet, inLive] = [heldBy(false), heldBy(true)];
  const definitionOf = (name: PermissionSetName) => definitions.get(name) ?? bySet.get(name)?.[0]?.definition;
  const names = subject.kind === 'permission-set' ? [subject.name] : [...bySet.keys()].sort();
  const sessions = names.flatMap((name) => {
    const now = byDefinition(bySet.get(name) ?? []);
    return [
      ...(now.length === 0 ? [[]] : now).map((same) => sessionOf(name, same, false)),
      ...byDefinition(inLive.get(name) ?? []).map((same) => sessionOf(name, same, true)),
    ];
  });
  /** `same`: of one definition. */
  function sessionOf(permissionSet: PermissionSetName, same: readonly HeldSession[], asInLive: boolean): Session {
    const place = files.declared.declarations.permissionSets.get(permissionSet)?.name.span;
    const definition = asInLive ? same[0]!.definition : (definitions.get(permissionSet) ?? same[0]?.definition);
    return {
      permissionSet,
      accounts: [...new Set(same.map(({ account }) => displayNames.account(account)))].sort(),
      ...decide(accessTo(definition, permissionSet, meanings), question, meanings),
      parts: partsIn(
        asInLive && definition !== undefined
          ? meanings.grantOf(definition)
          : locatedGrant(definition, permissionSet, { declared: files.declared, meanings }),
        question,
        meanings,
      ),
      ...(asInLive ? { asInLive: true } : optional({ place })),
    };
  }
  const uncertain = maybe.map(
    ({ permissionSet, open }): UncertainSession => ({
      permissionSet,
      verdict: decide(accessTo(definitionOf(permissionSet), permissionSet, meanings), question, meanings).verdict,
      open,
    }),
  );
  const known = subject.kind === 'permission-set' ? ofEither(sessions) : overall(held, question, meanings);
  return {
    subject,
    question,
    verdict: withUncertain(known, uncertain),
    sessions,
    uncertain,
    policyData: { actions: index.provenance, managedPolicies: managedPolicies.provenance },
  };
}

/** A role is another one in each account, whatever its name. */
const byDefinition = (held: readonly HeldSession[]): readonly (readonly HeldSession[])[] => [
  ...groupBy(held, ({ definition }) => (definition === undefined ? '' : keyOf(definition))).values(),
];

export function holdingsFor({ kind, name }: Subject, holdings: Holdings): readonly Holding[] {
  return kind === 'permission-set'
    ? holdings.byPermissionSet.of(name)
    : holdings.byPrincipal.of({ type: kind, id: principalId(name) });
}

/** One now, and the other from the next apply on. */
function ofEither(sessions: readonly Session[]): Verdict {
  const [first, ...others] = [...new Set(sessions.map(({ verdict }) => verdict))];
  return others.length === 0 ? first! : 'conditional';
}

/**
 * In each account all that somebody has counts together: they choose the role. Where Identity Center has other policies than the files, by these now, and by
 * those of the files from the next apply on: what only one of the two allows is allowed in part.
 */
function overall(held: readonly HeldSession[], question: Question, meanings: Meanings): Verdict {
  const unions = [...groupBy(held, ({ account }) => account).values()].flatMap((all) => [
    unionOf(
      all.filter(({ asInLive }) => asInLive !== true),
      meanings,
    ),
    ...(all.some(({ asInLive }) => asInLive === true) ? [unionOf(asOfNow(all), meanings)] : []),
  ]);
  const distinct = new Map(unions.map((union) => [union.key, union.access]));
  const verdicts = [...distinct.values()].map((access) => decide(access, question, meanings).verdict);
  const [first = 'denied', ...others] = [...new Set(verdicts)];
  if (others.length === 0) return first;
  return verdicts.includes('undetermined') && !verdicts.includes('conditional') ? 'undetermined' : 'conditional';
}

function asOfNow(held: readonly HeldSession[]): readonly HeldSession[] {
  const changed = new Set(held.flatMap(({ asInLive, permissionSet }) => (asInLive === true ? [permissionSet] : [])));
  return held.filter(({ asInLive, permissionSet }) => asInLive === true || !changed.has(permissionSet));
}

/** What may be otherwise somewhere is not known to be so anywhere; that some of it is allowed stays true. */
function withUncertain(verdict: Verdict, uncertain: readonly UncertainSession[]): Verdict {
  const isSame = uncertain.every((each) => each.verdict === verdict);
  return isSame || verdict === 'conditional' ? verdict : 'undetermined';
}

export interface Union {
  /** Equal keys: the same definitions. */
  readonly key: string;
  readonly access: Access;
}

/** All that somebody has in one account. */
export function unionOf(held: readonly HeldSession[], meanings: Meanings): Union {
  const names = [
    ...new Set(
      held.map(({ permissionSet, definition }) => (definition === undefined ? permissionSet : keyOf(definition))),
    ),
  ].sort();
  const defined = held.filter(isDefined).map(({ definition }) => definition);
  const unread = held.filter((holding) => !isDefined(holding)).map(({ permissionSet }) => unreadGrant(permissionSet));
  return { key: JSON.stringify(names), access: { grants: [...meanings.accessOf(defined).grants, ...unread] } };
}

const unreadGrant = (name: PermissionSetName): Grant => ({
  documents: [{ kind: 'unknown', name: assignedText(name) }],
});

export function accessTo(definition: PermissionSet | undefined, name: PermissionSetName, meanings: Meanings): Access {
  return definition === undefined ? { grants: [unreadGrant(name)] } : meanings.accessOf([definition]);
}

/** The inline policy as it stands in the files, so that its statements have places. */
export function locatedGrant(
  definition: PermissionSet | undefined,
  name: PermissionSetName,
  { declared, meanings }: { readonly declared: Declared; readonly meanings: Meanings },
): Grant {
  if (definition === undefined) return unreadGrant(name);
  const grant = meanings.grantOf(definition);
  const declaration = declared.declarations.permissionSets.get(name);
  const written = declaration?.kind === 'managed' ? declaration.inlinePolicy : undefined;
  const parse = written && inlinePolicyIn(written).parse;
  if (parse === undefined) return grant;
  const located: Document = { kind: 'known', name: 'inline policy', policy: parse.policy };
  return {
    ...grant,
    documents: grant.documents.map((document) => (document.name.startsWith('inline policy') ? located : document)),
  };
}
