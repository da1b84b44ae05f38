// Every path to access of what was asked about: principal → grant → permission set → accounts, what it comes to, and whether live agrees.
import { compareText } from '../compare-text.ts';
import type { Declarations, GrantDeclaration } from '../config/declarations.ts';
import { type NamedAccount, type NamedPrincipal, namedAccount, namedPrincipal } from '../holdings/names.ts';
import type { Instant } from '../instant.ts';
import { keyOf } from '../meaning/answers.ts';
import { optional } from '../optional.ts';
import type { Span } from '../source/span.ts';
import { groupBy } from '../state/group-by.ts';
import { type Members, NO_MEMBERS_READ, peopleOf } from '../state/members.ts';
import { type AccountId, type PermissionSetName, principalKey } from '../state/state.ts';
import type { Access, Accesses, Agreement } from './accesses.ts';
import { accessesOfPerson, type Memberships, type People, peopleBehind } from './people.ts';
import type { NamedSubject } from './subjects.ts';
import type { Worth } from './worth.ts';

export interface Explanation {
  readonly subject: NamedSubject;
  readonly paths: readonly Path[];
  /** Of the sets of the paths, in the order of their names. */
  readonly sets: readonly SetExplanation[];
  /** When ends of grants were judged. */
  readonly asOf: Instant;
  /** Every account there is was at hand. Otherwise there may be more paths, by selectors. */
  readonly isWhole: boolean;
  /** Of a person: by which groups they have it. */
  readonly memberships?: Memberships;
  /** Everybody who has it. Absent: nobody wanted to know. */
  readonly people?: People;
  /** Grants that may give more of what was asked about, in accounts that nobody could tell. */
  readonly uncertain: readonly UncertainGrant[];
}

export interface UncertainGrant extends ExplainedGrant {
  /** Keys of groups and users. */
  readonly groups: readonly string[];
  readonly permissionSets: readonly PermissionSetName[];
}

/** What one principal has of one set by the same grants, in one account or several. */
export interface Path {
  readonly principal: NamedPrincipal;
  readonly permissionSet: PermissionSetName;
  readonly accounts: readonly NamedAccount[];
  /** None: no grant of the files. */
  readonly grants: readonly ExplainedGrant[];
  /** Absent: nobody has looked. */
  readonly live?: Agreement;
}

export interface ExplainedGrant {
  readonly place: Span;
  readonly reason?: string;
  /** As written. */
  readonly expires?: string;
  /** As written: which accounts it selects. */
  readonly accounts: readonly string[];
  readonly except: readonly string[];
}

/** The commit that brought a line. Who made it chose what it says of author and date. */
export interface Introduction {
  /** Full id. */
  readonly commit: string;
  readonly author: string;
  readonly at: Instant;
  /** First line of the message. */
  readonly summary: string;
  readonly pullRequest?: number;
  /** This clone has no more of the history. */
  readonly orBefore?: true;
}

/** `uncommitted`: the line is in no commit yet. */
export type Introduced = Introduction | 'uncommitted';

/** Of a grant. */
export interface History {
  /** What brought its first line. */
  readonly since: Introduced;
  /** What changed it last, when that was another. */
  readonly changed?: Introduced;
}

/** `lines`: of each line of it, as far as that is known; the first line first. Undefined: not known. */
export function historyFrom([since, ...others]: readonly (Introduced | undefined)[]): History | undefined {
  if (since === undefined) return undefined;
  // Whoever makes a commit chooses its date: an old one hides no change.
  const changes = others.filter((each) => each !== undefined).filter((each) => !isSame(each, since));
  const [first, ...more] = changes;
  if (first === undefined) return { since };
  return { since, changed: more.reduce((last, each) => (timeOf(each) >= timeOf(last) ? each : last), first) };
}

const timeOf = (by: Introduced): number => (by === 'uncommitted' ? Number.POSITIVE_INFINITY : by.at);

const isSame = (a: Introduced, b: Introduced): boolean =>
  a === 'uncommitted' || b === 'uncommitted' ? a === b : a.commit === b.commit;

/** Numbers of its lines, as many as `most`. */
export function linesIn({ start, end }: Span, most: number): readonly number[] {
  const last = end.column === 1 && end.line > start.line ? end.line - 1 : end.line;
  return Array.from({ length: Math.min(most, last - start.line + 1) }, (_, at) => start.line + at);
}

export interface SetExplanation {
  readonly permissionSet: PermissionSetName;
  /** Where the files declare it. */
  readonly place?: Span;
  /** In accounts like these. Undefined: nobody has read the definition. */
  readonly worth: Worth | undefined;
  /** Accounts that administer Identity Center, where they count for more than others. */
  readonly inAdminAccounts?: true;
  /** By the definition that Identity Center has, where that of the files is another. */
  readonly asInLive?: true;
  /** In these, where others that were asked about have another definition of it: of a role, or by what customer managed policies say there. */
  readonly accounts?: readonly NamedAccount[];
}

export interface ExplanationInputs {
  readonly accesses: Accesses;
  readonly declarations: Pick<Declarations, 'permissionSets'>;
  readonly worth: (access: Pick<Access, 'definition' | 'account'>) => Worth | undefined;
  /** Absent: nobody has asked. */
  readonly members?: Members;
  /** Whether to say who they are. */
  readonly withPeople: boolean;
}

type Found = Pick<Explanation, 'memberships'> & { readonly found: readonly Access[] };

function foundFor(subject: NamedSubject, { accesses, members = NO_MEMBERS_READ }: ExplanationInputs): Found {
  return subject.kind === 'person'
    ? accessesOfPerson(subject.principal, accesses, members)
    : { found: accessesOf(subject, accesses) };
}

function accessesOf(
  subject: Exclude<NamedSubject, { readonly kind: 'person' }>,
  accesses: Accesses,
): readonly Access[] {
  switch (subject.kind) {
    case 'group':
    case 'user':
      return accesses.byPrincipal.of(subject.principal);
    case 'account':
      return accesses.byAccount.of(subject.account);
    case 'permission-set':
      return accesses.byPermissionSet.of(subject.permissionSet);
    case 'address':
      return [accesses.at(subject.address)].filter((access) => access !== undefined);
    default:
      return subject satisfies never;
  }
}

export function explain(subject: NamedSubject, inputs: ExplanationInputs): Explanation {
  const { accesses, members = NO_MEMBERS_READ, withPeople } = inputs;
  const { found, memberships } = foundFor(subject, inputs);
  const holders = new Map(found.map(({ principal }) => [principalKey(principal), principal]));
  if (subject.kind === 'group') holders.set(principalKey(subject.principal), subject.principal);
  const isAsked = withPeople && memberships === undefined;
  return {
    subject,
    paths: pathsOf(found, accesses),
    sets: setsOf(found, inputs),
    ...optional({ memberships }),
    ...(isAsked ? { people: peopleBehind([...holders.values()], members, accesses.names) } : {}),
    asOf: accesses.asOf,
    isWhole: accesses.isWhole,
    uncertain: uncertainGrants(subject, inputs).map(uncertainGrant),
  };
}

/** Grants that may give more of it, in accounts that nobody could tell. */
function uncertainGrants(
  subject: NamedSubject,
  known: Pick<ExplanationInputs, 'accesses' | 'members'>,
): readonly GrantDeclaration[] {
  return known.accesses.uncertain.filter((grant) => mayConcern(grant, subject, known));
}

/** Of a grant of which it is not known which accounts it means: any may be asked about. */
export function mayConcern(
  { groups, permissionSets }: GrantDeclaration,
  subject: NamedSubject,
  { accesses, members = NO_MEMBERS_READ }: Pick<ExplanationInputs, 'accesses' | 'members'>,
): boolean {
  switch (subject.kind) {
    case 'person':
      return groups.some(({ value }) => {
        const people = peopleOf(accesses.principalOf(value), members);
        return !people.read || people.value.includes(subject.principal.id);
      });
    case 'group':
    case 'user':
      return groups.some(({ value }) => value === subject.id);
    case 'permission-set':
      return permissionSets.some(({ value }) => value === subject.permissionSet);
    case 'account':
      return true;
    case 'address':
      return false;
    default:
      return subject satisfies never;
  }
}

const uncertainGrant = (grant: GrantDeclaration): UncertainGrant => ({
  ...explainedGrant(grant),
  groups: grant.groups.map(({ value }) => value),
  permissionSets: grant.permissionSets.map(({ value }) => value),
});

/** Accesses of one principal and set by the same grants are one path. */
function pathsOf(found: readonly Access[], { names }: Accesses): readonly Path[] {
  const numbers = new Map<unknown, number>();
  const numberOf = (thing: unknown): number => {
    const known = numbers.get(thing) ?? numbers.size;
    numbers.set(thing, known);
    return known;
  };
  // Of two accesses by the same grants the lists may be two.
  const keyOf = ({ principal, permissionSet, grants, live }: Access) =>
    JSON.stringify([principalKey(principal), permissionSet, grants.map(numberOf), agreementKey(live)]);
  const paths = [...groupBy(found, keyOf).values()].map((accesses): Path => {
    const { principal, permissionSet, grants, live } = accesses[0]!;
    return {
      principal: namedPrincipal(principal, names),
      permissionSet,
      accounts: accesses.map(({ account }) => namedAccount(account, names)).sort(byName),
      grants: grants.map(explainedGrant),
      ...optional({ live }),
    };
  });
  return paths.sort(
    (a, b) =>
      compareText(a.principal.name ?? '', b.principal.name ?? '') || compareText(a.permissionSet, b.permissionSet),
  );
}

function agreementKey(live: Agreement | undefined): unknown {
  switch (live?.kind) {
    case 'held':
      return [live.kind, live.reason.reason];
    case 'drifted':
      return [live.kind, live.fields, live.stillCalled];
    default:
      return live?.kind;
  }
}

const byName = (a: NamedAccount, b: NamedAccount) => compareText(a.name ?? a.id, b.name ?? b.id);

const explainedGrant = ({ span, reason, expires, accounts, except }: GrantDeclaration): ExplainedGrant => ({
  place: span,
  ...optional({ reason, expires: expires?.value.text }),
  accounts: accounts.map(({ text }) => text),
  except: except.map(({ text }) => text),
});

function setsOf(
  found: readonly Access[],
  { accesses, declarations, worth }: Omit<ExplanationInputs, 'withPeople'>,
): readonly SetExplanation[] {
  const isAdmin = (account: AccountId) => accesses.identityCenterAdminAccounts.has(account);
  const each = found.flatMap((access) => {
    const { liveDefinition } = access;
    return [
      { ...access, isLive: false },
      ...(liveDefinition === undefined ? [] : [{ ...access, definition: liveDefinition, isLive: true }]),
    ];
  });
  const kindOf = ({ permissionSet, account, isLive }: (typeof each)[number]) =>
    `${permissionSet} ${isAdmin(account)} ${isLive}`;
  const variants = groupBy(each, (of) => `${kindOf(of)} ${of.definition === undefined ? '' : keyOf(of.definition)}`);
  const kinds = groupBy([...variants.values()], ([first]) => kindOf(first!));
  return [...kinds.values()]
    .flatMap((ofKind) =>
      ofKind.map((same): SetExplanation => {
        const { permissionSet, account, isLive } = same[0]!;
        const accounts = new Set(same.map((of) => of.account));
        return {
          permissionSet,
          ...optional({ place: declarations.permissionSets.get(permissionSet)?.name.span }),
          worth: worth(same[0]!),
          ...(isAdmin(account) ? { inAdminAccounts: true as const } : {}),
          ...(isLive ? { asInLive: true as const } : {}),
          ...(ofKind.length === 1
            ? {}
            : { accounts: [...accounts].map((id) => namedAccount(id, accesses.names)).sort(byName) }),
        };
      }),
    )
    .sort((a, b) => compareText(a.permissionSet, b.permissionSet));
}
