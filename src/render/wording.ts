// The words that all places share. Nothing here is escaped yet.
import { counted } from '../diagnostics/wording.ts';
import type { NamedPrincipal } from '../holdings/names.ts';
import { dayEndingAt, type Instant, type InstantText, instantOf, writeInstant } from '../instant.ts';
import type { DeleteCause, Origin } from '../plan/change.ts';
import type { Plan, PlanSnapshot } from '../plan/plan.ts';
import type { DefinitionView } from './definition-view.ts';
import { ALARMING_EFFECTS, effectWords, meaningWords } from './effect-words.ts';
import { type Phrase, say, toned } from './phrase.ts';
import type { AssignmentGroup } from './plan-assignments.ts';
import type { HeldItem } from './plan-held.ts';
import type { Section } from './plan-model.ts';

const ADMINISTRATOR = 'administrator access';

/** Words about a definition that no reviewer should read past. */
const ALARMS: ReadonlySet<string> = new Set([...ALARMING_EFFECTS, ADMINISTRATOR]);

/** What becomes of a definition: `update, broadens`. */
export function definitionWords(view: DefinitionView, renamedTo?: string): readonly Phrase[] {
  return wordsOf(view, renamedTo).map((words) => (ALARMS.has(words) ? toned('alarm', say(words)) : say(words)));
}

/** The names in it are permission set names, which AWS keeps to plain ASCII. */
function wordsOf(view: DefinitionView, renamedTo?: string): readonly string[] {
  const { change } = view;
  const administrator = change.administrator === true ? [ADMINISTRATOR] : [];
  switch (change.action) {
    case 'create':
      return [
        'create',
        ...(change.renamedFrom === undefined ? [] : [`renamed from ${change.renamedFrom}`]),
        ...administrator,
      ];
    case 'adopt':
      return ['adopt (exists in Identity Center, not yet managed)', effectWords(view), ...administrator];
    case 'update':
      return ['update', effectWords(view), ...administrator];
    case 'delete':
      return ['delete', renamedTo === undefined ? 'no longer declared' : `renamed to ${renamedTo}`];
    case 'release':
      return ['release (takes the tag `access:owner` off, and nothing else)'];
    default:
      return change.action satisfies never;
  }
}

/** What provisioning does; where follows. */
export function provisionWords({ definitions, outdated }: Section): string {
  const what = definitions.length > 0 ? 'provision the new definition' : 'provision the definition again';
  return outdated ? `${what} (effect unknown: some account roles are outdated)` : what;
}

/** Why a row goes; or what it comes to, how long it stays and what for. A reason is free text and is quoted: it may look like anything. */
export function assignmentWords(row: AssignmentGroup, section: Section): readonly Phrase[] {
  return [
    ...(row.administrator ? [say(ADMINISTRATOR)] : []),
    ...meaningWords(row, section),
    ...(row.deleteReason === undefined ? [] : [say(deleteReasonWords(row.deleteReason, row.principal, section))]),
    ...(row.expires === undefined ? [] : [say(untilWords(row.expires))]),
    ...row.reasons.map((reason) => say(`reason: "${reason}"`)),
  ];
}

export function deleteReasonWords(
  reason: DeleteCause,
  { type }: Pick<NamedPrincipal, 'type'>,
  { permissionSet, renamedTo }: Pick<Section, 'permissionSet' | 'renamedTo'>,
): string {
  switch (reason) {
    case 'not-declared':
      return 'not declared any more';
    case 'expired':
      return 'the grant has expired';
    case 'orphan':
      return `the ${type} no longer exists`;
    case 'set-not-declared':
      return `${permissionSet} is no longer declared`;
    case 'renamed':
      return renamedTo === undefined ? `${permissionSet} was renamed` : `${permissionSet} is renamed to ${renamedTo}`;
    default:
      return reason satisfies never;
  }
}

export function untilWords(expires: InstantText): string {
  const at = instantOf(expires);
  const day = dayEndingAt(at);
  return day === undefined ? `until ${momentWords(at)}` : `until the end of ${day} UTC`;
}

function momentWords(at: Instant): string {
  return `${writeInstant(at).replace(/T(\d\d:\d\d).*/, ' $1')} UTC`;
}

/** `ssoins-7223f0a1b2c3d4e5 in eu-west-1, as of 2026-11-02 09:00 UTC, commit 9d1f27c4b8a0`. */
export function planPlace({ instance, asOf, config, snapshot }: Plan): string {
  const commit = config.commit === undefined ? '' : `, commit ${config.commit.slice(0, 12)}`;
  const name = instance.arn.slice(instance.arn.lastIndexOf('/') + 1);
  const at = instantOf(asOf);
  return `${name} in ${instance.region}, as of ${momentWords(at)}${commit}${snapshotWords(snapshot, at)}`;
}

const HOUR = 3_600_000;

/** `, from a snapshot of 2026-11-02 06:00 UTC, 3 hours old: not to be applied`. */
export function snapshotWords(snapshot: PlanSnapshot | undefined, at: Instant): string {
  if (snapshot === undefined) return '';
  const takenAt = instantOf(snapshot.takenAt);
  const hours = Math.max(0, Math.floor((at - takenAt) / HOUR));
  const age = hours === 0 ? 'less than an hour old' : `${counted(hours, 'hour')} old`;
  const names = snapshot.isBlurred === true ? ', its names blurred' : '';
  return `, from a snapshot of ${momentWords(takenAt)}, ${age}${names}: not to be applied`;
}

/** Heads what a pull request takes away from the rules: it stands above what the rules let pass. */
export const LOOSENED = 'Rules that become looser';

/** What a plan says beside its changes, by where it stands. */
export function remarksOf({ findings, notices }: Plan) {
  const others = findings.filter(({ severity }) => severity !== 'error');
  const isLoosening = ({ code }: Plan['findings'][number]) => code === 'settings/loosened';
  return {
    errors: findings.filter(({ severity }) => severity === 'error'),
    loosened: others.filter(isLoosening),
    remarks: [...others.filter((finding) => !isLoosening(finding)), ...notices],
  };
}

/** What was allowed, how far, by whom, and until when. A reason is free text and is quoted: it may look like anything. */
export function allowedWords({ code, upTo, by, until, reason, origin }: Plan['allowed'][number]): string {
  if (by === 'option') return `override: --allow ${code}=${upTo}`;
  const end = until === undefined ? '' : ` ${untilWords(until)}`;
  const place = origin === undefined ? '' : ` by ${originText(origin)}`;
  return `allowed${place}${end}: ${code} up to ${upTo}${reason === undefined ? '' : `, reason: "${reason}"`}`;
}

/** The day of the data that the plan's meanings rest on. */
export function judgedWith({ actions, managedPolicies, live }: NonNullable<Plan['policyData']>): string {
  const newer = live === true ? ', or newer where AWS has newer ones' : '';
  return `Policy analysis uses AWS actions of ${actions.date} and AWS managed policies of ${managedPolicies.date}${newer}`;
}

/** `group`, `deleted user`: what stands before the name. */
export function principalKind({ type, id, name, deleted }: NamedPrincipal): string {
  if (deleted) return `deleted ${type}`;
  return name === undefined && id !== undefined ? `${type} with id` : type;
}

export function principalName({ name, id }: NamedPrincipal): string {
  return name ?? id ?? '';
}

const HELD_VERBS = {
  create: 'created',
  adopt: 'adopted',
  update: 'updated',
  delete: 'deleted',
  provision: 'provisioned',
  release: 'released',
};

/** What a held change would do: to a principal `would gain`, to a permission set `would be updated`. */
export function heldVerb({ action, principal }: HeldItem): string {
  if (principal === undefined) return `would be ${HELD_VERBS[action]}`;
  return action === 'delete' ? 'would lose' : 'would gain';
}

function originText({ file, line }: Origin): string {
  return `${file}:${line}`;
}
