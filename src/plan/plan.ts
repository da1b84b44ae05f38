// The plan: what will happen, what may not happen yet, and what a reader should know. `makePlan` is the right half of the program.
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { type Level, withLevels } from '../diagnostics/levels.ts';
import type { Guardrails } from '../guardrails/guardrail.ts';
import type { Meaning } from '../meaning/meaning.ts';
import type { Meanings } from '../meaning/meanings.ts';
import type { Provenance } from '../policy/action-index.ts';
import { type Allowance, type Limits, limitsOf } from '../state/allowance.ts';
import type { Desired, Held, Obstacle } from '../state/desired.ts';
import { digest } from '../state/digest.ts';
import type { Caller, Directory, Instance } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import type { AccountId, Address, PrincipalId } from '../state/state.ts';
import type { Change } from './change.ts';
import { diff, outdatedPairs } from './diff.ts';
import { withFacts } from './facts.ts';
import { guardrailsSay } from './guardrails.ts';
import { type GuardContext, groupsInQuestion, guard } from './guards.ts';
import { judge } from './judge.ts';
import { type Kept, keep } from './keep.ts';
import { type Labels, labelsOf, namesOf } from './labels.ts';
import { notices } from './notices.ts';
import { type Ordered, order } from './order.ts';

export type { Held } from '../state/desired.ts';

export interface Plan {
  readonly formatVersion: 1;
  /** Lower-case hex SHA-256 over formatVersion, instance and each change's address, action, before, after and dependsOn. */
  readonly planId: string;
  /** ISO 8601: the moment at which expiry was judged. */
  readonly asOf: string;
  readonly toolVersion: string;
  readonly config: {
    /** Digest of the decoded declarations: reformatting and splitting files do not change it. */
    readonly digest: string;
    readonly commit?: string;
    /** Git commit of the base that it was compared with. */
    readonly base?: string;
  };
  readonly instance: Instance;
  readonly caller: Caller;
  /** `groups-only`: in some pairs, on which nothing of this plan rests, rows of users and of deleted principals were not looked for. */
  readonly coverage: 'complete' | 'groups-only';
  /** A topological order of `dependsOn`. All that apply obeys. */
  readonly changes: readonly Change[];
  /** What would change but may not yet. */
  readonly held: readonly Held[];
  /** Errors refuse the plan; warnings do not. */
  readonly findings: readonly Diagnostic[];
  readonly notices: readonly Diagnostic[];
  /** For rendering only. */
  readonly names: Names;
  /** For people and policy tools: what changes grant and take away, by the keys that changes bear. Absent when nothing was judged. */
  readonly meanings?: Readonly<Record<string, Meaning>>;
  /** The data those rest on: absent when nothing was judged. */
  readonly policyData?: {
    readonly actions: Provenance;
    readonly managedPolicies: Provenance;
    /** Where AWS had newer versions of the policies in use, those. */
    readonly live?: true;
  };
  /** What a person allowed. A saved plan takes that of `--allow` along; what the files allow is read from them again. */
  readonly allowed: readonly Allowance[];
  /** API calls the reading took, by `service:Operation`. */
  readonly calls: Readonly<Record<string, number>>;
}

export interface Names {
  readonly accounts: Readonly<Record<AccountId, string>>;
  /** Display names of groups, user names of users; ids of orphans are absent. */
  readonly principals: Readonly<Record<PrincipalId, string>>;
}

export interface PlanInputs {
  readonly desired: Desired;
  readonly live: Live;
  readonly directory: Directory;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  readonly toolVersion: string;
  readonly config: Plan['config'];
  /** What a person allowed. */
  readonly allowed: readonly Allowance[];
  /** What the base's files ask for in the same organisation: what guards protect. Absent: all that live has may be what files granted. */
  readonly before?: Desired;
  /** Nobody has seen this plan or an equal one: what it may add is bounded. */
  readonly unattended?: boolean;
  /** Groups that were found to have no members. Absent ones were not asked for, or have some. */
  readonly emptyGroups?: ReadonlySet<PrincipalId>;
  /** What resolving the files against live had to say. */
  readonly findings: readonly Diagnostic[];
  /** What the files change in their own settings, as reported by the levels they had before: levels of now do not silence it. */
  readonly settingsFindings?: readonly Diagnostic[];
  readonly calls: Readonly<Record<string, number>>;
  /** `diagnostics:` of access.yaml. */
  readonly levels: ReadonlyMap<string, Level>;
  /** What nobody may have, whatever the files say. Judged by meaning, and so only with `meanings`. */
  readonly guardrails?: Guardrails;
  /** Milliseconds since the epoch, when waivers are looked at; `asOf` when absent. */
  readonly now?: number;
  /** What policies mean. Without it the plan says nothing of it, and takes changed policies for the worst. */
  readonly meanings?: Meanings;
}

/** Pure: the same inputs give the same plan, and the order of files and keys is not among the inputs. */
export function makePlan(inputs: PlanInputs): Plan {
  const { desired, live, directory, allowed, meanings, levels } = inputs;
  const names = namesOf(directory, live);
  const labels = labelsOf(names);
  const limits = limitsOf(allowed);
  const { kept, changes: reconciled, guardFindings, ...gaps } = enforced(inputs, labels, limits);
  const judging = meanings && { live: live.state, after: kept.state, directory, meanings, names };
  const judged = judging && reconciled.length > 0 ? judge(reconciled, judging) : undefined;
  const changes = judged?.changes ?? reconciled;
  const noted = notices({ desired, live, directory, kept, changes, ...gaps, labels, asOf: inputs.asOf, meanings });
  const ruled = guardrailsSay({ ...inputs, kept, changes, labels, allowed: limits, meanings });
  const said = withLevels([...noted, ...sorted(inputs.findings), ...kept.findings, ...ruled], levels);
  const { settingsFindings = [] } = inputs;
  return {
    formatVersion: 1,
    planId: planIdOf(directory.instance, changes),
    asOf: new Date(inputs.asOf).toISOString(),
    toolVersion: inputs.toolVersion,
    config: inputs.config,
    instance: directory.instance,
    caller: directory.caller,
    coverage: live.partlyRead.size === 0 ? 'complete' : 'groups-only',
    changes,
    held: [...kept.held].sort(byPlace),
    findings: [...settingsFindings.filter(isFinding), ...sorted(said.filter(isFinding)), ...guardFindings],
    notices: [...settingsFindings, ...said].filter((diagnostic) => !isFinding(diagnostic)),
    names,
    ...(judged === undefined ? {} : { meanings: judged.meanings, policyData: judged.policyData }),
    allowed,
    calls: inputs.calls,
  };
}

interface Reconciled {
  readonly kept: Kept;
  readonly changes: readonly Change[];
  readonly gaps: Ordered['gaps'];
  readonly roleGaps: Ordered['roleGaps'];
}

/** The changes that turn live into what the files ask for, without what is held. */
function reconciled({ desired, live, directory, before, meanings }: PlanInputs, blocked: Blocked): Reconciled {
  const kept = keep({ desired, live, directory, blocked, ...(before && { before }) });
  const differences = diff(kept.state, live.state, { meanings, partlyRead: live.partlyRead });
  const { changes, ...gaps } = order(differences, outdatedPairs(kept.state, live.state));
  return { kept, changes: changes.map((change) => withFacts(change, { desired, kept, meanings })), ...gaps };
}

type Blocked = ReadonlyMap<Address, Obstacle>;

/**
 * Without what guards hold. What one of them holds can make another speak, for what was to replace it waits too, so they are asked again until
 * none holds more. INVARIANT: this ends, for what is held only grows, and there are finitely many addresses.
 */
function enforced(
  inputs: PlanInputs,
  labels: Labels,
  limits: Limits,
): Reconciled & { readonly guardFindings: readonly Diagnostic[] } {
  let blocked: Blocked = new Map();
  for (;;) {
    const result = reconciled(inputs, blocked);
    const guarded = guard(guardContext(inputs, { ...result, labels }), limits, blocked);
    if (guarded.blocked.size === 0) return { ...result, guardFindings: guarded.findings };
    blocked = new Map([...blocked, ...guarded.blocked]);
  }
}

type Guardable = Pick<PlanInputs, 'desired' | 'live' | 'directory' | 'meanings' | 'before' | 'emptyGroups' | 'asOf'> &
  Pick<PlanInputs, 'unattended'>;

export function guardContext(
  { desired, live, directory, before, meanings, emptyGroups = new Set(), unattended = false, asOf }: Guardable,
  {
    kept,
    changes,
    labels,
  }: { readonly kept: Pick<Kept, 'state'>; readonly changes: readonly Change[]; readonly labels: Labels },
): GuardContext {
  const until = new Date(asOf + ALLOWANCE_DAYS * DAY).toISOString().slice(0, 10);
  const base = before === undefined ? {} : { before };
  return {
    changes,
    live,
    after: kept.state,
    directory,
    desired,
    ...base,
    labels,
    meanings,
    emptyGroups,
    unattended,
    until,
  };
}

/** How long the hint of a guard proposes that an allowance lasts. */
const ALLOWANCE_DAYS = 14;
const DAY = 24 * 3600 * 1000;

/** The groups whose members decide whether an account keeps an administrator. */
export function membersInQuestion(inputs: PlanInputs): readonly PrincipalId[] {
  const { kept } = reconciled(inputs, new Map());
  return groupsInQuestion({ live: inputs.live, after: kept.state, meanings: inputs.meanings });
}

/** Not by place: where a team puts its files changes nothing of a plan but its origins. */
function sorted(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = ({ code, message }: Diagnostic) => `${code}\n${message}`;
  return [...diagnostics].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

const isFinding = ({ severity }: Diagnostic) => severity !== 'notice';

/** A plan with an error among its findings must not be applied. */
export function isRefused(plan: Plan): boolean {
  return hasErrors(plan.findings);
}

/** Something waits for a person: a plan that does the rest is not all that the files ask for. */
export function awaitsApproval({ held }: Pick<Plan, 'held'>): boolean {
  return held.some((change) => change.awaitsApproval === true);
}

/** See `Plan.planId`. */
export function planIdOf(instance: Pick<Instance, 'arn'>, changes: readonly Change[]): string {
  return digest({ formatVersion: 1, instance: instance.arn, changes: changes.map(identityOf) });
}

/** All of a change that apply obeys, and so all that a plan id stands for. */
export function identityOf(change: Change): unknown {
  const { address, action, dependsOn } = change;
  switch (change.kind) {
    case 'permission-set':
      return { address, action, before: change.before, after: change.after, dependsOn };
    case 'assignment':
      return { address, action, dependsOn };
    case 'provisioning':
      return { address, action, after: change.accounts, dependsOn };
    default:
      return change satisfies never;
  }
}

function byPlace(a: Held, b: Held): number {
  const key = ({ permissionSet, account, principal, action }: Held) =>
    [permissionSet, principal?.name, account, action].join('\n');
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
}
