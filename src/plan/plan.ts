// The plan: what will happen, what may not happen yet, and what a reader should know. `makePlan` is the right half of the program.
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { type Level, withLevels } from '../diagnostics/levels.ts';
import type { Guardrails } from '../guardrails/guardrail.ts';
import type { Meaning } from '../meaning/meaning.ts';
import { type Allowance, limitsOf } from '../state/allowance.ts';
import type { Held } from '../state/desired.ts';
import { digest } from '../state/digest.ts';
import type { Caller, Instance } from '../state/directory.ts';
import type { Change } from './change.ts';
import { addMeanings, type PolicyDataUsed } from './change-meanings.ts';
import { type Enforced, type EnforceInputs, enforce } from './enforce.ts';
import { evaluateGuardrails } from './guardrails.ts';
import { type Labels, labelsOf } from './labels.ts';
import { type Names, namesOf } from './names.ts';
import { noticesOf } from './notices.ts';
import { reconcile } from './reconcile.ts';

export type { Held } from '../state/desired.ts';
export type { Names } from './names.ts';

/** Of plan.json. A file of another format is refused: nobody parses two. */
export const PLAN_FORMAT = 2;

export interface Plan {
  readonly formatVersion: typeof PLAN_FORMAT;
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
  readonly policyData?: PolicyDataUsed;
  /** What a person allowed. A saved plan takes that of `--allow` along; what the files allow is read from them again. */
  readonly allowed: readonly Allowance[];
  /** API calls the reading took, by `service:Operation`. */
  readonly calls: Readonly<Record<string, number>>;
}

export interface PlanInputs extends EnforceInputs {
  readonly toolVersion: string;
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
  /** Milliseconds since the epoch, when waivers are looked at; `asOf` when absent. */
  readonly now?: number;
}

/**
 * Pure: the same inputs give the same plan, and the order of files and keys is not among the inputs.
 *
 *   reconcile   what would turn live into what the files ask for, in an order that keeps the two promises
 *   enforce     the same without what guards hold, and what they refuse
 *   assess      what it means for people, what guardrails say of it, and what a reader should know beside it
 */
export function makePlan(inputs: PlanInputs): Plan {
  const { directory, live, settingsFindings = [] } = inputs;
  const names = namesOf(directory, live);
  const labels = labelsOf(names);
  const enforced = enforce(inputs, { labels, first: reconcile(inputs) });
  const { changes, meaning, diagnostics } = assess(inputs, { enforced, labels, names });
  return {
    formatVersion: PLAN_FORMAT,
    planId: planIdOf(directory.instance, changes),
    asOf: new Date(inputs.asOf).toISOString(),
    toolVersion: inputs.toolVersion,
    config: inputs.config,
    instance: directory.instance,
    caller: directory.caller,
    coverage: live.partlyRead.size === 0 ? 'complete' : 'groups-only',
    changes,
    held: [...enforced.kept.held].sort(byPlace),
    findings: [
      ...settingsFindings.filter(isFinding),
      ...sorted(diagnostics.filter(isFinding)),
      ...enforced.guardFindings,
    ],
    notices: [...settingsFindings, ...diagnostics].filter((diagnostic) => !isFinding(diagnostic)),
    names,
    ...meaning,
    allowed: inputs.allowed,
    calls: inputs.calls,
  };
}

interface Assessed {
  readonly changes: readonly Change[];
  /** Nothing where nothing was judged. */
  readonly meaning: Pick<Plan, 'meanings' | 'policyData'>;
  readonly diagnostics: readonly Diagnostic[];
}

function assess(
  inputs: PlanInputs,
  { enforced, labels, names }: { readonly enforced: Enforced; readonly labels: Labels; readonly names: Names },
): Assessed {
  const { desired, live, directory, meanings, levels, asOf } = inputs;
  const { kept, gaps, roleGaps } = enforced;
  const meaningInputs = meanings && { live: live.state, after: kept.state, directory, meanings, names };
  const withMeanings =
    meaningInputs && enforced.changes.length > 0 ? addMeanings(enforced.changes, meaningInputs) : undefined;
  const changes = withMeanings?.changes ?? enforced.changes;
  const notices = noticesOf({ desired, live, directory, kept, changes, gaps, roleGaps, labels, asOf, meanings });
  const guardrailFindings = evaluateGuardrails({
    ...inputs,
    kept,
    changes,
    labels,
    allowed: limitsOf(inputs.allowed),
    meanings,
  });
  return {
    changes,
    meaning: withMeanings === undefined ? {} : { meanings: withMeanings.meanings, policyData: withMeanings.policyData },
    diagnostics: withLevels([...notices, ...sorted(inputs.findings), ...kept.findings, ...guardrailFindings], levels),
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

/** Something waits for a person: a plan that does the rest is not all that the files ask for. */
export function awaitsApproval({ held }: Pick<Plan, 'held'>): boolean {
  return held.some((change) => change.awaitsApproval === true);
}

/** See `Plan.planId`. */
export function planIdOf(instance: Pick<Instance, 'arn'>, changes: readonly Change[]): string {
  return digest({ formatVersion: PLAN_FORMAT, instance: instance.arn, changes: changes.map(identityOf) });
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
