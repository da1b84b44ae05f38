// The plan: what will happen, what may not happen yet, and what a reader should know. `makePlan` is the right half of the program.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Level, withLevels } from '../diagnostics/levels.ts';
import type { Guardrails } from '../guardrails/guardrail.ts';
import { type DisplayNames, displayNamesOf, type Names, namesOf, namesWithPeople } from '../holdings/names.ts';
import { type Instant, type InstantText, writeInstant } from '../instant.ts';
import type { Meaning } from '../meaning/meaning.ts';
import { optional } from '../optional.ts';
import type { GrantChange } from '../review/grants.ts';
import type { IdentityChange } from '../review/identities.ts';
import type { Rename } from '../review/renames.ts';
import type { Review } from '../review/review.ts';
import type { Span } from '../source/span.ts';
import { type Allowance, limitsOf } from '../state/allowance.ts';
import { type Desired, type Held, type Origin, originOf } from '../state/desired.ts';
import type { Caller, Instance } from '../state/directory.ts';
import { type Members, withoutMembers } from '../state/members.ts';
import type { PermissionSetName } from '../state/state.ts';
import { type Attributed, attributed, type Cancelled } from './causes.ts';
import type { Change } from './change.ts';
import { addMeanings, type PolicyDataUsed, type ReviewedSet } from './change-meanings.ts';
import { type Enforced, type EnforceInputs, enforce } from './enforce.ts';
import { evaluateGuardrails } from './guardrails.ts';
import type { Kept } from './keep.ts';
import { noticesOf } from './notices.ts';
import { addPeople, type PlanPeople } from './people.ts';
import { PLAN_FORMAT, planIdOf } from './plan-id.ts';
import { inAccountBy, type PlanPreflight, planPreflight, uncheckedFindings } from './preflight.ts';
import { reconcile } from './reconcile.ts';
import type { PlanRoleUse } from './role-use.ts';
import { type SamlAccess, samlAccessNotices, samlAccessOf } from './saml-access.ts';

export type { Held } from '../state/desired.ts';

export interface Plan {
  readonly formatVersion: typeof PLAN_FORMAT;
  /**
   * Lower-case hex SHA-256 over formatVersion, instance and each change's address, action, before, after and dependsOn, and the policies of accounts that
   * the changes rest on where these were read.
   */
  readonly planId: string;
  /** The moment at which expiry was judged. */
  readonly asOf: InstantText;
  /** For people. Never to be used to decide whether a plan may be read: that is `formatVersion`. */
  readonly toolVersion: string;
  /** Where it was not live that was read: what apply refuses. Absent: it was. */
  readonly snapshot?: PlanSnapshot;
  readonly config: {
    /** Digest of the decoded declarations: reformatting and splitting files do not change it. */
    readonly digest: string;
    /** Git commit of the checkout. For people: files may have been changed since. */
    readonly commit?: string;
    /** Git commit of the base that it was compared with. */
    readonly base?: string;
  };
  /** Where the changes belong. A saved plan of another instance is stale. */
  readonly instance: Instance;
  /** Who read. What the caller may not write is held; who applies may be another, and is asked again. */
  readonly caller: Caller;
  /** `groups-only`: in some pairs, on which nothing of this plan rests, assignments of users and of deleted principals were not looked for. */
  readonly coverage: 'complete' | 'groups-only';
  /** A topological order of `dependsOn`. All that apply obeys. Those of a file are never executed, only matched (saved.ts). */
  readonly changes: readonly Change[];
  /** What would change but may not yet. For people, and for the exit code where it awaits approval. */
  readonly held: readonly Held[];
  /** What accounts said. Absent: the files do not ask for it (`preflight`). */
  readonly preflight?: PlanPreflight;
  /** What the change of the files changes beside assignments, and what it cancels. Absent without a base. */
  readonly review?: PlanReview;
  /** Errors refuse the plan; warnings do not. */
  readonly findings: readonly Diagnostic[];
  /** For people. Nothing is refused or held by them. */
  readonly notices: readonly Diagnostic[];
  /** Who comes to be granted roles that are taken by SAML, or no longer is. No apply does it. Absent where nobody. */
  readonly samlAccess?: readonly SamlAccess[];
  /** Names by id, for rendering only: whoever owns a group or an account writes them. */
  readonly names: Names;
  /** For people and policy tools: what changes grant and take away, by the keys that changes bear. Absent when nothing was judged. */
  readonly meanings?: Readonly<Record<string, Meaning>>;
  /** The data those rest on: absent when nothing was judged. */
  readonly policyData?: PolicyDataUsed;
  /** For people: how many they are that gain and lose. Absent: nobody asked who is in the groups. */
  readonly people?: PlanPeople;
  /** For people: when the roles of what is taken away were last used. Absent: nobody asked, or nothing is taken away. */
  readonly roleUse?: PlanRoleUse;
  /** What a person allowed. A saved plan takes that of `--allow` along; what the files allow is read from them again. */
  readonly allowed: readonly Allowance[];
  /** API calls the reading took, by `service:Operation`. */
  readonly calls: Readonly<Record<string, number>>;
}

/** What a plan was made from in place of live. */
export interface PlanSnapshot {
  readonly takenAt: InstantText;
  /** Names that the files do not say are pseudonyms. */
  readonly isBlurred?: true;
}

/** For people and policy tools. Apply never reads it. */
export interface PlanReview {
  readonly identities: readonly Placed<IdentityChange>[];
  /** Keys that changed while what they stand for did not. Absent in plans of earlier versions. */
  readonly renames?: readonly Placed<Rename>[];
  /** Wider before narrower. */
  readonly grants: readonly Placed<GrantChange>[];
  /** The permission sets that they name, and what each comes to. */
  readonly permissionSets: Readonly<Record<string, ReviewedSet>>;
  /** What the base's files would do, and these do not. */
  readonly cancelled: readonly Cancelled[];
}

type Placed<Of extends { readonly span: Span }> = Omit<Of, 'span'> & { readonly origin: Origin };

function placed<Of extends { readonly span: Span }>({ span, ...of }: Of): Placed<Of> {
  return { ...of, origin: originOf(span) };
}

/** The files that these are compared with. */
export interface BaseInputs {
  /** What they ask for in the same live. */
  readonly desired: Desired;
  /** What a person allowed them. */
  readonly allowed: readonly Allowance[];
  readonly review: Review;
  readonly guardrails?: Guardrails;
  /** What was found in them, and in resolving them against live. */
  readonly findings: readonly Diagnostic[];
}

export interface PlanInputs extends EnforceInputs {
  /** Absent without a base, or where the base's files fit another organisation or owner. */
  readonly base?: BaseInputs;

  readonly toolVersion: string;
  readonly snapshot?: PlanSnapshot;
  readonly config: Plan['config'];
  /** What resolving the files against live had to say. */
  readonly findings: readonly Diagnostic[];
  /** What the files change in their own settings, as reported by the levels they had before: levels of now do not silence it. */
  readonly settingsFindings?: readonly Diagnostic[];
  readonly calls: Readonly<Record<string, number>>;
  /** `diagnostics:` of access.yaml. */
  readonly levels: ReadonlyMap<string, Level>;
  /** What nobody may have, whatever the files say. Judged by meaning, and so only with `meanings`. */
  readonly guardrails?: Guardrails;
  /** When waivers are looked at; `asOf` when absent. */
  readonly now?: Instant;
  /** Who is in the groups. Absent: nobody asked. */
  readonly members?: Members;
  /** What a plan says of people. Absent: nothing. */
  readonly people?: 'counted' | 'named';
}

/**
 * Pure: the same inputs give the same plan, and the order of files and keys is not among the inputs.
 *
 *   reconcile   what would turn live into what the files ask for, in an order that keeps the two promises
 *   enforce     the same without what guards hold, and what they refuse
 *   assess      what it means for people, what guardrails say of it, and what a reader should know beside it
 *
 * `kept`: see `reconcile`.
 */
export function makePlan(inputs: PlanInputs, kept?: Kept): Plan {
  const { directory, live, settingsFindings = [] } = inputs;
  const names = namesOf(directory, live);
  const displayNames = displayNamesOf(names);
  const enforced = enforce(inputs, { displayNames, first: reconcile(inputs, kept) });
  const before = inputs.base && enforcedBefore(inputs.base, { inputs, displayNames });
  const own = before === undefined ? asTheyAre(enforced) : attributed(enforced, before);
  const assessed = assess(inputs, { enforced: { ...enforced, ...own }, displayNames, names });
  const { meaning, reviewed } = assessed;
  const { changes, people } = peopleIn(assessed.changes, { inputs, enforced, names });
  const diagnostics =
    inputs.base === undefined
      ? assessed.diagnostics
      : withPreexisting(
          assessed.diagnostics,
          diagnosticsBefore(inputs.base, { inputs, displayNames, before: before! }),
        );
  const samlAccess = samlAccessOf({
    desired: inputs.desired,
    base: inputs.base?.desired,
    changes,
    meanings: inputs.meanings,
  });
  const preflight = inputs.preflight && planPreflight(inputs.preflight, changes, [live.state, enforced.kept.state]);
  return {
    formatVersion: PLAN_FORMAT,
    planId: planIdOf(directory.instance, changes, preflight),
    asOf: writeInstant(inputs.asOf),
    toolVersion: inputs.toolVersion,
    ...optional({ snapshot: inputs.snapshot }),
    config: inputs.config,
    instance: directory.instance,
    caller: directory.caller,
    coverage: live.partlyRead.size === 0 ? 'complete' : 'groups-only',
    changes,
    held: [...own.held].sort(byPlace),
    ...optional({ preflight }),
    ...(inputs.base === undefined ? {} : { review: planReview(inputs.base.review, reviewed, own) }),
    findings: [
      ...settingsFindings.filter(isFinding),
      ...sorted(diagnostics.filter(isFinding)),
      ...enforced.guardFindings,
    ],
    notices: [
      ...[...settingsFindings, ...diagnostics].filter((diagnostic) => !isFinding(diagnostic)),
      ...samlAccessNotices(samlAccess),
    ],
    ...(samlAccess.length === 0 ? {} : { samlAccess }),
    names,
    ...meaning,
    ...optional({ people }),
    allowed: inputs.allowed,
    calls: inputs.calls,
  };
}

function peopleIn(
  changes: readonly Change[],
  {
    inputs: { people, members, live },
    enforced: { holdings },
    names,
  }: { readonly inputs: PlanInputs; readonly enforced: Enforced; readonly names: Names },
): Pick<Plan, 'changes' | 'people'> {
  if (people === undefined || members === undefined || changes.length === 0) return { changes };
  const asked = people === 'named' ? { names: namesWithPeople(names, members) } : {};
  return addPeople(changes, { holdings, live, members: withoutMembers(members, live.orphans), ...asked });
}

interface Around {
  readonly inputs: PlanInputs;
  readonly displayNames: DisplayNames;
}

/** What the base's files would do with what was read for these: only so is a difference of the files' doing. */
function enforcedBefore({ desired, allowed }: BaseInputs, { inputs, displayNames }: Around): Enforced {
  const ofBase = { ...inputs, desired, allowed, before: desired };
  return enforce(ofBase, { displayNames, first: reconcile(ofBase) });
}

function asTheyAre({ changes, kept: { held } }: Enforced): Attributed {
  return { changes, held, cancelled: [] };
}

/** What a plan of the base's files would say beside its changes. */
function diagnosticsBefore(
  { desired, allowed, guardrails, findings }: BaseInputs,
  { inputs, displayNames, before }: Around & { readonly before: Enforced },
): readonly Diagnostic[] {
  const { meanings } = inputs;
  const { kept, changes, holdings } = before;
  const guardrailFindings =
    guardrails === undefined
      ? []
      : evaluateGuardrails({
          ...inputs,
          desired,
          guardrails,
          holdings,
          changes,
          displayNames,
          allowed: limitsOf(allowed),
          meanings,
        });
  const notices = noticesFor(desired, before, { inputs, displayNames });
  return [...notices, ...findings, ...kept.findings, ...guardrailFindings];
}

function noticesFor(desired: Desired, enforced: Enforced, { inputs, displayNames }: Around): readonly Diagnostic[] {
  const { live, directory, meanings, asOf, before } = inputs;
  const { kept, changes, gaps, roleGaps } = enforced;
  const hasBase = before !== undefined;
  return noticesOf({ desired, live, directory, kept, changes, gaps, roleGaps, displayNames, asOf, meanings, hasBase });
}

/** The same words on whatever line: what moves within the files is not news. */
function withPreexisting(found: readonly Diagnostic[], before: readonly Diagnostic[]): readonly Diagnostic[] {
  const keyOf = ({ code, message }: Diagnostic) => `${code}\n${message}`;
  const known = new Set(before.map(keyOf));
  return found.map((each) => (known.has(keyOf(each)) ? { ...each, preexisting: true as const } : each));
}

interface Assessed {
  readonly changes: readonly Change[];
  readonly reviewed: Readonly<Record<string, ReviewedSet>>;
  /** Nothing where nothing was judged. */
  readonly meaning: Pick<Plan, 'meanings' | 'policyData'>;
  readonly diagnostics: readonly Diagnostic[];
}

function assess(
  inputs: PlanInputs,
  {
    enforced,
    displayNames,
    names,
  }: { readonly enforced: Enforced; readonly displayNames: DisplayNames; readonly names: Names },
): Assessed {
  const { desired, live, directory, meanings, levels } = inputs;
  const { kept, holdings } = enforced;
  const inAccount = inAccountBy(inputs.preflight);
  const meaningInputs = meanings && {
    live: live.state,
    after: kept.state,
    holdings,
    directory,
    meanings,
    names,
    inAccount,
  };
  const named = setsIn(inputs.base?.review);
  const hasMeaning = enforced.changes.length + named.length > 0;
  const withMeanings = meaningInputs && hasMeaning ? addMeanings(enforced.changes, named, meaningInputs) : undefined;
  const changes = withMeanings?.changes ?? enforced.changes;
  const notices = noticesFor(desired, { ...enforced, changes }, { inputs, displayNames });
  const guardrailFindings = evaluateGuardrails({
    ...inputs,
    holdings,
    changes,
    displayNames,
    allowed: limitsOf(inputs.allowed),
    meanings,
  });
  return {
    changes,
    reviewed: withMeanings?.reviewed ?? {},
    meaning: withMeanings === undefined ? {} : { meanings: withMeanings.meanings, policyData: withMeanings.policyData },
    diagnostics: withLevels(
      [
        ...notices,
        ...sorted(inputs.findings),
        ...(inputs.preflight === undefined ? [] : uncheckedFindings(inputs.preflight)),
        ...kept.findings,
        ...guardrailFindings,
      ],
      levels,
    ),
  };
}

function planReview(
  { identities, renames, grants }: Review,
  permissionSets: PlanReview['permissionSets'],
  { cancelled }: Attributed,
): PlanReview {
  return {
    identities: identities.map(placed),
    renames: renames.map(placed),
    grants: grants.map(placed),
    permissionSets,
    cancelled,
  };
}

/** The permission sets that a review names. */
function setsIn(review: Review | undefined): readonly PermissionSetName[] {
  const names = [...(review?.grants ?? []), ...(review?.identities ?? [])].flatMap((change) => change.permissionSets);
  return [...new Set(names)].sort();
}

/** Not by place: where a team puts its files changes nothing of a plan but its origins. */
function sorted(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = ({ code, message }: Diagnostic) => `${code}\n${message}`;
  return [...diagnostics].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

const isFinding = ({ severity }: Diagnostic) => severity !== 'notice';

function byPlace(a: Held, b: Held): number {
  const key = ({ permissionSet, account, principal, action }: Held) =>
    [permissionSet, principal?.name, account, action].join('\n');
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
}
