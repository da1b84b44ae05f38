// Who has what, for people who read, filter and sort it: the accesses with what each part of them comes to. A reading of them: nothing is resolved or
// compared here. What a report cannot know (who is in a group, what live has) it says.
import { compareText } from '../compare-text.ts';
import type { GrantDeclaration } from '../config/declarations.ts';
import type { Drift } from '../drift/drift.ts';
import type { Guardrails } from '../guardrails/guardrail.ts';
import type { Holding, Holdings } from '../holdings/holdings.ts';
import { nameIn } from '../holdings/names.ts';
import { dateOf, type Instant, type InstantText, instantOf, later, NEVER, writeInstant } from '../instant.ts';
import { ADMINISTRATIONS, type Administration } from '../meaning/administration.ts';
import { keyOf } from '../meaning/answers.ts';
import type { Difference } from '../meaning/meaning.ts';
import type { AccountContext, Meanings } from '../meaning/meanings.ts';
import { memoize } from '../memoize.ts';
import { optional } from '../optional.ts';
import { type Origin, originOf } from '../state/desired.ts';
import type { Members } from '../state/members.ts';
import type {
  AccountId,
  Address,
  PermissionSet,
  PermissionSetInAccount,
  PermissionSetName,
  Principal,
} from '../state/state.ts';
import type { Accesses, Agreement } from './accesses.ts';
import type { Chosen } from './choices.ts';
import { peopleOfReport, type ReportPeople, type ReportPrincipal } from './report-people.ts';
import { worthIn } from './worth.ts';

export interface Report {
  readonly asOf: InstantText;
  readonly toolVersion: string;
  readonly config: { readonly dir: string; readonly commit?: string };
  /** What the accounts and principals were read from. `takenAt`: of a snapshot. */
  readonly source: { readonly kind: 'files' | 'live' | 'snapshot'; readonly takenAt?: InstantText };
  /** In the order of their names. */
  readonly accounts: readonly ReportAccount[];
  readonly principals: readonly ReportPrincipal[];
  readonly permissionSets: readonly ReportSet[];
  /** What the files grant, in the order of principal, account and permission set. */
  readonly assignments: readonly ReportAssignment[];
  /** What grants may give beside, in accounts that are not known here. */
  readonly uncertain: readonly ReportUncertain[];
  /** Grants that give nobody anything. */
  readonly unusedGrants: readonly UnusedGrant[];
  /** How accounts of production are known: a selector; absent: nobody says which they are. */
  readonly production?: string;
  /** Since the base. Absent without one. */
  readonly changes?: { readonly base: string; readonly assignments: readonly ReportChange[] };
  /** Of live. Absent: it was not read. */
  readonly drift?: readonly ReportDrift[];
  /** Absent: nobody asked who is in the groups. */
  readonly people?: ReportPeople;
  /** What a reader should know is not in it. */
  readonly limits: readonly string[];
}

export interface ReportAccount {
  readonly id: AccountId;
  readonly name: string;
  /** Path of its organizational unit, '' directly below the root. */
  readonly unit: string;
  readonly management: boolean;
  /** Identity Center is administered from it: takeover paths count. */
  readonly identityCenterAdmin: boolean;
  readonly production: boolean;
}

export interface ReportSet {
  /** Of a role that exists already: `role/ops/legacy-admin`. */
  readonly name: PermissionSetName;
  /** In these, in the order of their names, where it has another definition in others: of a role, or by what customer managed policies say there. */
  readonly accounts?: readonly ReportAccount[];
  readonly description?: string;
  /** ISO 8601; absent where no file has the definition. */
  readonly sessionDuration?: string;
  /** Absent: it gives no administrator access. `not-known`: nobody has read its definition. */
  readonly administrator?: Administration | 'not-known';
  /** Escalation paths that it opens in some account where somebody has it; none of an unrestricted administrator, to whom all are open. */
  readonly paths: readonly ReportPath[];
  /** Worked out when it is asked for: few formats show it, and it costs as much as all the rest. */
  readonly allows: () => ReportAllows;
  readonly place?: Origin;
}

export interface ReportAllows {
  /** Listed actions by access level, the worst first. */
  readonly levels: readonly { readonly level: string; readonly count: number }[];
  /** How much could not be told of it. */
  readonly doubts: number;
}

export interface ReportPath {
  readonly id: string;
  readonly title: string;
  /** It counts in accounts only that administer Identity Center. These come last. */
  readonly takeover?: true;
}

export interface ReportAssignment {
  readonly address: Address;
  readonly principal: ReportPrincipal;
  readonly account: ReportAccount;
  readonly permissionSet: ReportSet;
  /** When the last of its grants ends; absent: never. */
  readonly expires?: InstantText;
  readonly reasons: readonly string[];
  readonly places: readonly Origin[];
  /** How live agrees; absent where it was not read. */
  readonly live?: Agreement['kind'];
}

/** One principal and permission set of a grant. */
export interface ReportUncertain {
  readonly principal: ReportPrincipal;
  readonly permissionSet: ReportSet;
  /** As written: which accounts it means. */
  readonly accounts: readonly string[];
  readonly except: readonly string[];
  readonly expires?: InstantText;
  readonly reasons: readonly string[];
  readonly places: readonly Origin[];
}

export interface UnusedGrant {
  /** `not-judged`: which accounts it means cannot be told here. */
  readonly why: 'matches-nothing' | 'not-judged' | 'ended';
  readonly groups: readonly string[];
  readonly permissionSets: readonly string[];
  readonly accounts: readonly string[];
  readonly place: Origin;
}

export interface ReportChange {
  readonly change: 'gained' | 'lost';
  readonly principal: ReportPrincipal;
  readonly account: ReportAccount;
  readonly permissionSet: ReportSet;
}

export interface ReportDrift {
  readonly kind: Drift['items'][number]['kind'];
  /** Empty for attributes for access control, which are of the instance. */
  readonly permissionSet: string;
  readonly account?: string;
  readonly principal?: string;
  readonly administrator: boolean;
  readonly places: readonly Origin[];
}

/** Days within which what ends is said to end soon. */
export const SOON_DAYS = 30;

export interface ReportInputs {
  readonly asOf: Instant;
  readonly toolVersion: string;
  readonly config: Report['config'];
  readonly source: Report['source'];
  readonly accesses: Accesses;
  /** What of it all is asked about. */
  readonly chosen: Chosen;
  readonly accounts: readonly Omit<ReportAccount, 'production' | 'identityCenterAdmin'>[];
  /** Of sets that have no holding as well. */
  readonly definitions: ReadonlyMap<PermissionSetName, PermissionSet>;
  readonly setPlaces: ReadonlyMap<PermissionSetName, Origin>;
  readonly grants: readonly GrantDeclaration[];
  readonly production?: { readonly selector: string; readonly accounts: ReadonlySet<AccountId> };
  readonly base?: { readonly ref: string; readonly holdings: Holdings };
  readonly drift?: Drift;
  /** Who is in the groups. Absent: nobody asked. */
  readonly members?: Members;
  /** Absent: the files have none, or they were not judged. */
  readonly guardrails?: Guardrails;
  readonly meanings: Meanings;
  readonly limits: readonly string[];
}

export function reportOf(inputs: ReportInputs): Report {
  const { asOf, toolVersion, config, source, chosen, production, drift, members, guardrails, limits } = inputs;
  const accesses = { ...inputs.accesses, ...inputs.accesses.where(chosen.has) };
  const base = inputs.base && { ...inputs.base, holdings: inputs.base.holdings.where(chosen.has) };
  const parts = partsFor({ ...inputs, accesses });
  const assignments = accesses.all
    .map((access): ReportAssignment => {
      const { address, facts, live } = access;
      const expires = facts.expires === undefined ? undefined : writeInstant(facts.expires);
      return {
        address,
        ...parts.of(access),
        ...optional({ expires, live: live?.kind }),
        reasons: facts.reasons ?? [],
        places: facts.origins.map(originOf),
      };
    })
    .sort(byNames);
  const uncertain = inputs.accesses.uncertain
    .filter((grant) => chosen.mayHaveBy(grant, false))
    .flatMap((grant) => uncertainOf(grant, inputs, parts));
  const changes = base && { base: base.ref, assignments: changesSince(base.holdings, accesses, parts).sort(byNames) };
  const isAdministratorBy = ({ permissionSet, definition, account }: Holding) =>
    isAdministratorOrUnknown(parts.setOf(permissionSet, definition, account));
  const people =
    members && peopleOfReport({ accesses, members, ...optional({ guardrails }), isAdministrator: isAdministratorBy });
  return {
    asOf: writeInstant(asOf),
    toolVersion,
    config,
    source,
    accounts: parts.accounts(),
    principals: parts.principals(),
    permissionSets: parts.permissionSets(),
    assignments,
    uncertain,
    unusedGrants: unusedIn(inputs),
    ...optional({
      production: production?.selector,
      changes,
      drift: drift?.items.filter(chosen.hasDrift).map((item) => driftRow(item, parts)),
      people,
    }),
    limits,
  };
}

type Named = Pick<ReportAssignment, 'principal' | 'account' | 'permissionSet'>;

interface Parts {
  readonly of: (holding: Holding) => Named;
  readonly principalOf: (principal: Principal) => ReportPrincipal;
  /** As it is in the account; absent: as it is first. */
  readonly setOf: (
    name: PermissionSetName,
    definition: PermissionSetInAccount | undefined,
    account?: AccountId,
  ) => ReportSet;
  readonly accountName: (id: AccountId) => string;
  readonly accounts: () => readonly ReportAccount[];
  readonly principals: () => readonly ReportPrincipal[];
  readonly permissionSets: () => readonly ReportSet[];
}

/** Each account, principal and permission set once: rows share them. */
function partsFor({ accounts: known, accesses, definitions, setPlaces, meanings, production }: ReportInputs): Parts {
  const { identityCenterAdminAccounts } = accesses;
  const kindOf = (id: AccountId) => ({
    identityCenterAdmin: identityCenterAdminAccounts.has(id),
    production: production?.accounts.has(id) === true,
  });
  const accounts = new Map<AccountId, ReportAccount>(
    known.map((account) => [account.id, { ...account, ...kindOf(account.id) }]),
  );
  const principals = new Map<string, ReportPrincipal>();
  /** By variant, or by the name of what nobody has. */
  const sets = new Map<Variant | PermissionSetName, ReportSet>();
  const judge = (context: AccountContext): Judge => ({
    one: worthIn(meanings, context),
    together: (sets) => meanings.worthOf(sets, context),
  });
  const worth = {
    everywhere: judge({ identityCenterAdmin: false }),
    inAdminAccounts: judge({ identityCenterAdmin: true }),
  };
  const variants = variantsIn(accesses);
  const setOf: Parts['setOf'] = (name, definition, account) => {
    const ofName = variants.get(name);
    const variant = account === undefined ? undefined : ofName?.find(({ accounts }) => accounts.has(account));
    const found = variant ?? ofName?.[0] ?? { all: [definition], accounts: NOWHERE };
    const known = sets.get(ofName === undefined ? name : found);
    if (known !== undefined) return known;
    const set = setFrom(name, found.all, {
      place: setPlaces.get(name),
      worth,
      isInAdminAccount: [...found.accounts].some((id) => identityCenterAdminAccounts.has(id)),
    });
    const isOneOfSeveral = ofName !== undefined && ofName.length > 1;
    const complete = isOneOfSeveral ? { ...set, accounts: byName([...found.accounts].map(accountOf)) } : set;
    sets.set(ofName === undefined ? name : found, complete);
    return complete;
  };
  const byName = <Item extends { readonly name: string }>(items: Iterable<Item>) =>
    [...items].sort((a, b) => compareText(a.name, b.name));
  const accountOf = (id: AccountId): ReportAccount => {
    const found = accounts.get(id) ?? {
      id,
      name: id,
      unit: '',
      management: false,
      ...kindOf(id),
    };
    accounts.set(id, found);
    return found;
  };
  const principalOf = (principal: Principal): ReportPrincipal => {
    const key = `${principal.type}:${principal.id}`;
    const found = principals.get(key) ?? {
      type: principal.type,
      id: principal.id,
      name: nameIn(accesses.names.principals, principal.id) ?? principal.id,
    };
    principals.set(key, found);
    return found;
  };
  for (const [name, definition] of definitions) setOf(name, definition);
  return {
    of: ({ principal, account, permissionSet, definition }) => ({
      principal: principalOf(principal),
      account: accountOf(account),
      permissionSet: setOf(permissionSet, definition, account),
    }),
    principalOf,
    setOf,
    accountName: (id) => accounts.get(id)?.name ?? id,
    accounts: () => byName(accounts.values()),
    principals: () => byName(principals.values()),
    permissionSets: () => byName(sets.values()),
  };
}

interface Variant {
  /** That of the files, and that of live where its policies are others. */
  readonly all: readonly (PermissionSetInAccount | undefined)[];
  readonly accounts: ReadonlySet<AccountId>;
}

const NOWHERE: ReadonlySet<AccountId> = new Set();

/** Of each name the definitions that it has in accounts, each difference once. */
function variantsIn({ byPermissionSet }: Accesses): ReadonlyMap<PermissionSetName, readonly Variant[]> {
  return new Map(
    [...byPermissionSet.groups()].map((held): readonly [PermissionSetName, readonly Variant[]] => {
      const ofIdentityCenter = held.find(
        ({ liveDefinition, live }) => liveDefinition !== undefined && live?.kind !== 'federated',
      );
      const found = new Map<string, Variant & { readonly accounts: Set<AccountId> }>();
      for (const { definition, liveDefinition, live, account } of held) {
        // What is not there yet may come as live has it now.
        const now = live?.kind === 'federated' ? liveDefinition : (liveDefinition ?? ofIdentityCenter?.liveDefinition);
        const all = now === undefined ? [definition] : [definition, now];
        const key = all.map((each) => (each === undefined ? '' : keyOf(each))).join(' ');
        const variant = found.get(key) ?? { all, accounts: new Set() };
        found.set(key, variant);
        variant.accounts.add(account);
      }
      return [held[0].permissionSet, [...found.values()]];
    }),
  );
}

/**
 * As it is in most accounts, and where somebody has it in one that administers Identity Center, with the paths that count there. Of several definitions
 * all that any of them opens: nobody is left out who is an administrator until the next apply, or from then on.
 */
function setFrom(
  name: PermissionSetName,
  definitions: Variant['all'],
  {
    place,
    worth,
    isInAdminAccount,
  }: {
    readonly place: Origin | undefined;
    readonly worth: Readonly<Record<'everywhere' | 'inAdminAccounts', Judge>>;
    readonly isInAdminAccount: boolean;
  },
): ReportSet {
  const all = definitions.filter((each) => each !== undefined);
  const [first] = all;
  if (first === undefined || definitions[0] === undefined)
    return { name, administrator: 'not-known', paths: [], allows: () => NOTHING_KNOWN, ...optional({ place }) };
  const { description, sessionDuration } = first;
  const { administration, paths, allows } = worthOfAny(all, worth.everywhere);
  // To an administrator every way is open.
  const isAdministrator = administration === 'unrestricted';
  const everywhere = isAdministrator ? [] : paths();
  const inAdminAccounts = isInAdminAccount && !isAdministrator ? worthOfAny(all, worth.inAdminAccounts).paths() : [];
  const takeovers = inAdminAccounts
    .filter(({ id }) => everywhere.every((path) => path.id !== id))
    .map((path) => ({ ...path, takeover: true as const }));
  return {
    name,
    ...optional({ description, administrator: administration, place }),
    sessionDuration,
    paths: [...everywhere, ...takeovers],
    allows: memoize(() => {
      const { levels, doubts } = allows();
      return { levels: levels.map(({ level, actionCount }) => ({ level, count: actionCount })), doubts: doubts.length };
    }),
  };
}

const NOTHING_KNOWN: ReportAllows = { levels: [], doubts: 0 };

interface Judge {
  readonly one: ReturnType<typeof worthIn>;
  readonly together: (sets: readonly PermissionSetInAccount[]) => Difference;
}

/** What one of them or another gives: no session has two. */
function worthOfAny(all: readonly PermissionSetInAccount[], { one, together }: Judge) {
  const each = all.map(one);
  return {
    administration: ADMINISTRATIONS.find((kind) => each.some(({ administration }) => administration === kind)),
    paths: () => [...new Map(each.flatMap(({ paths }) => paths().map((path) => [path.id, path] as const))).values()],
    allows: each.length === 1 ? each[0]!.allows : () => together(all),
  };
}

function byNames(a: Named, b: Named): number {
  return (
    compareText(a.principal.name, b.principal.name) ||
    compareText(a.account.name, b.account.name) ||
    compareText(a.permissionSet.name, b.permissionSet.name)
  );
}

/** Of what the files grant: what nobody granted is no change of theirs. */
function changesSince(before: Holdings, accesses: Accesses, parts: Parts): ReportChange[] {
  const after = accesses.where(({ grants, live }) => grants.length > 0 && live?.kind !== 'held');
  const gained = after.all.filter(({ address }) => before.at(address) === undefined);
  const lost = before.all.filter(({ address }) => after.at(address) === undefined);
  return [
    ...gained.map((holding) => ({ change: 'gained' as const, ...parts.of(holding) })),
    ...lost.map((holding) => ({ change: 'lost' as const, ...parts.of(holding) })),
  ];
}

function uncertainOf(
  grant: GrantDeclaration,
  { accesses, chosen, definitions }: ReportInputs,
  parts: Parts,
): readonly ReportUncertain[] {
  const { accounts, except, expires, reason, span } = grant;
  return grant.groups.flatMap((group) =>
    grant.permissionSets
      .map(({ value: permissionSet }) => ({ principal: accesses.principalOf(group.value), permissionSet }))
      .filter(chosen.mayHave)
      .map(({ principal, permissionSet }) => ({
        principal: parts.principalOf(principal),
        permissionSet: parts.setOf(permissionSet, definitions.get(permissionSet)),
        accounts: accounts.map(({ text }) => text),
        except: except.map(({ text }) => text),
        ...(expires === undefined ? {} : { expires: writeInstant(expires.value.at) }),
        reasons: reason === undefined ? [] : [reason],
        places: [originOf(span)],
      })),
  );
}

/** `accesses`: all of them, whatever was chosen: what gives somebody else something is in use. */
function unusedIn({ grants, accesses, chosen, asOf }: ReportInputs): readonly UnusedGrant[] {
  const uncertain = new Set(accesses.uncertain);
  const used = new Set(accesses.all.flatMap((access) => access.grants));
  return grants
    .filter((grant) => !used.has(grant) && chosen.mayHaveBy(grant, !uncertain.has(grant)))
    .map((grant) => ({ grant, ...grant }))
    .map(({ grant, groups, permissionSets, accounts, expires, span }) => ({
      why:
        expires !== undefined && expires.value.at <= asOf
          ? 'ended'
          : uncertain.has(grant)
            ? 'not-judged'
            : 'matches-nothing',
      groups: groups.map(({ value }) => value),
      permissionSets: permissionSets.map(({ value }) => value),
      accounts: accounts.map(({ text }) => text),
      place: originOf(span),
    }));
}

function driftRow(
  { kind, permissionSet = '', account, principal, administrator, origins }: Drift['items'][number],
  { accountName }: Parts,
): ReportDrift {
  return {
    kind,
    permissionSet,
    ...(account === undefined ? {} : { account: accountName(account) }),
    ...(principal === undefined ? {} : { principal: principal.name ?? principal.id ?? '' }),
    administrator: administrator === true,
    places: origins,
  };
}

const isAdministratorOrUnknown = ({ administrator }: ReportSet): boolean => administrator !== undefined;

export const isAdministrator = ({ administrator }: Pick<ReportSet, 'administrator'>): boolean =>
  administrator !== undefined && administrator !== 'not-known';

/** Those that are open in its account. */
export function openPaths({
  permissionSet: { paths },
  account: { identityCenterAdmin },
}: Pick<ReportAssignment, 'permissionSet' | 'account'>): readonly ReportPath[] {
  return identityCenterAdmin ? paths : paths.filter(({ takeover }) => takeover !== true);
}

/** The readings of a report that have a name of their own. */
export const VIEWS = {
  administrators: ({ permissionSet }: ReportAssignment) => isAdministrator(permissionSet),
  escalation: (assignment: ReportAssignment) =>
    openPaths(assignment).length > 0 && !isAdministrator(assignment.permissionSet),
  'never ends in production': ({ account, expires }: ReportAssignment) => account.production && expires === undefined,
} as const;

/** Those that end within SOON_DAYS, the first to end first. */
export function endingSoon({ assignments, asOf }: Report): readonly ReportAssignment[] {
  const limit = later(instantOf(asOf), SOON_DAYS * 86_400_000);
  const endOf = ({ expires }: ReportAssignment) => (expires === undefined ? NEVER : instantOf(expires));
  return assignments.filter((assignment) => endOf(assignment) <= limit).sort((a, b) => endOf(a) - endOf(b));
}

/** Its last day, in UTC; empty: it has none. */
export const lastDay = ({ expires }: Pick<ReportAssignment, 'expires'>): string =>
  expires === undefined ? '' : dateOf(later(instantOf(expires), -1));
