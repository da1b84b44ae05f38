// The plan: what will happen, what may not happen yet, and what a reader should know. `makePlan` is the right half of the program.
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { type Level, withLevels } from '../diagnostics/levels.ts';
import type { Guardrails } from '../guardrails/guardrail.ts';
import type { Meaning } from '../meaning/meaning.ts';
import type { Meanings } from '../meaning/meanings.ts';
import type { Provenance } from '../policy/action-index.ts';
import type { Desired, Held } from '../state/desired.ts';
import { digest } from '../state/digest.ts';
import type { Caller, Directory, Instance } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import type { AccountId, PrincipalId } from '../state/state.ts';
import type { Change } from './change.ts';
import { diff, outdatedPairs } from './diff.ts';
import { withFacts } from './facts.ts';
import { guardrailsSay } from './guardrails.ts';
import { guard } from './guards.ts';
import { judge } from './judge.ts';
import { keep } from './keep.ts';
import { labelsOf, namesOf } from './labels.ts';
import { notices } from './notices.ts';
import { order } from './order.ts';

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
  };
  readonly instance: Instance;
  readonly caller: Caller;
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
  /** What a person allowed: a guard's code and how much of it. */
  readonly allowed: Readonly<Record<string, number>>;
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
  /** What a person allowed, by code. */
  readonly allowed: Readonly<Record<string, number>>;
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
export function makePlan({ desired, live, directory, allowed, meanings, ...inputs }: PlanInputs): Plan {
  const names = namesOf(directory, live);
  const labels = labelsOf(names);
  const kept = keep({ desired, live, directory });
  const differences = diff(kept.state, live.state, meanings);
  const { changes: ordered, ...gaps } = order(differences, outdatedPairs(kept.state, live.state));
  const told = ordered.map((change) => withFacts(change, { desired, kept, meanings }));
  const judging = meanings && { live: live.state, after: kept.state, directory, meanings, names };
  const judged = judging && told.length > 0 ? judge(told, judging) : undefined;
  const changes = judged?.changes ?? told;
  const { rules, renames } = desired;
  const noted = notices({ desired, live, directory, kept, changes, ...gaps, labels, asOf: inputs.asOf });
  const ruled = guardrailsSay({ desired, live, directory, kept, changes, labels, allowed, meanings, ...inputs });
  const said = withLevels([...noted, ...sorted(inputs.findings), ...kept.findings, ...ruled], inputs.levels);
  const { settingsFindings = [] } = inputs;
  const guarded = { changes, live, after: kept.state, directory, rules, renames, labels, meanings };
  return {
    formatVersion: 1,
    planId: planIdOf(directory.instance, changes),
    asOf: new Date(inputs.asOf).toISOString(),
    toolVersion: inputs.toolVersion,
    config: inputs.config,
    instance: directory.instance,
    caller: directory.caller,
    coverage: live.coverage,
    changes,
    held: [...kept.held].sort(byPlace),
    findings: [...settingsFindings.filter(isFinding), ...sorted(said.filter(isFinding)), ...guard(guarded, allowed)],
    notices: [...settingsFindings, ...said].filter((diagnostic) => !isFinding(diagnostic)),
    names,
    ...(judged === undefined ? {} : { meanings: judged.meanings, policyData: judged.policyData }),
    allowed,
    calls: inputs.calls,
  };
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
