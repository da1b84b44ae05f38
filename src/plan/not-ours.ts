// What stays because it is not ours to remove, as a reader of a plan should know it.

import { differingFields } from '../definition/definition.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { optional } from '../optional.ts';
import type { Desired, IgnoreRule } from '../state/desired.ts';
import type { Directory } from '../state/directory.ts';
import { matchesGlob } from '../state/glob.ts';
import type { OtherSet } from '../state/live.ts';
import { isControlTowers } from './control-tower.ts';
import { ignoresAssignment, ignoreText } from './ignoring.ts';
import type { Kept } from './keep.ts';
import { type OtherSetsContext, otherSets } from './other-sets.ts';
import { ownerships } from './ownership.ts';
import { ignoreNamesOf, type RetentionReason } from './retention.ts';

export interface NotOursContext extends OtherSetsContext {
  readonly directory: Directory;
  readonly kept: Kept;
  readonly hasBase: boolean;
}

export function notOurs(context: NotOursContext): readonly Diagnostic[] {
  return [
    ...otherSets(context),
    ...notRevoked(context),
    ...unmanaged(context),
    ...externalAssignments(context),
    ...ignored(context),
  ];
}

const REPORTED: readonly (readonly [RetentionReason, 'group' | 'user' | 'orphan'])[] = [
  ['unmanaged-group', 'group'],
  ['unmanaged-user', 'user'],
  ['unmanaged-orphan', 'orphan'],
];

function unmanaged({ kept, live, desired, displayNames }: NotOursContext): readonly Diagnostic[] {
  const assignments = REPORTED.flatMap(([wanted, principals]) => {
    const names = kept.retained
      .flatMap(({ reason, assignment }) => (reason === wanted ? [displayNames.assignment(assignment)] : []))
      .sort();
    return names.length === 0
      ? []
      : [diagnose('plan/unmanaged-assignments', { count: names.length, names, principals })];
  });
  const unclaimed = live.others
    .filter((set) => set.owner === undefined && !isSetAside(set, desired))
    .map(({ name }) => name)
    .sort();
  if (desired.rules.unmanagedSets === 'ignore' || unclaimed.length === 0) return assignments;
  return [...assignments, diagnose('plan/unmanaged-sets', { count: unclaimed.length, names: unclaimed })];
}

/** A grant that was taken out of the files looks like access that was never in them. */
function notRevoked({ kept, desired, displayNames, hasBase }: NotOursContext): readonly Diagnostic[] {
  if (hasBase) return [];
  const left = kept.retained.filter(
    ({ reason, assignment }) =>
      reason === 'unnamed-role' || (reason === 'unmanaged-group' && desired.groups.has(assignment.principal.id)),
  );
  const names = left.map(({ assignment }) => displayNames.assignment(assignment)).sort();
  return names.length === 0 ? [] : [diagnose('plan/not-revoked', { count: names.length, names })];
}

/** Some item of `unmanaged.ignore` names the set, with or without groups: its owner is known, so it needs no notice of its own. */
function isSetAside(set: OtherSet, { rules }: Desired): boolean {
  const { name } = set;
  if (rules.ignoresControlTower && isControlTowers(set)) return true;
  return rules.ignore.some(
    ({ permissionSets, users, accounts, fields }) =>
      permissionSets !== undefined &&
      [users, accounts, fields].every((other) => other === undefined) &&
      matchesGlob(permissionSets, name),
  );
}

function ignored({ desired, live, kept, directory }: NotOursContext): readonly Diagnostic[] {
  const owned = ownerships(desired, live);
  const names = ignoreNamesOf(directory, live);
  const setNames = [
    ...live.others.map(({ name }) => name),
    ...[...live.state.permissionSets.values()].map(({ name }) => name),
  ];
  return desired.rules.ignore.map((rule) => {
    // One that is about users or accounts takes no set out of sight.
    const isNarrow = rule.users !== undefined || rule.accounts !== undefined;
    const sets = setNames.filter((name) => matchesGlob(rule.permissionSets ?? '*', name)).length;
    if (rule.fields !== undefined) return fieldsLeft(rule, { desired, live });
    const assignments = kept.retained.filter(
      ({ reason, assignment }) =>
        // Of a set that is set aside with all its assignments, none is ours.
        (reason === 'ignored' || owned.get(assignment.permissionSet) === 'unmanaged') &&
        ignoresAssignment(rule, assignment, names),
    );
    const { until, reason } = rule;
    const ends = until === undefined ? {} : { until };
    const why = reason === undefined ? {} : { reason };
    return diagnose('plan/ignored', {
      item: ignoreText({ ...rule, permissionSets: rule.permissionSets ?? '*' }),
      ...(isNarrow ? {} : { sets }),
      assignments: assignments.length,
      ...ends,
      ...why,
    });
  });
}

/** Of managed sets: how many have something else in these fields than the files say. */
function fieldsLeft(rule: IgnoreRule, { desired, live }: Pick<NotOursContext, 'desired' | 'live'>): Diagnostic {
  const { fields = [], permissionSets = '', until, reason } = rule;
  const sets = [...desired.state.permissionSets].filter(([address, declared]) => {
    const current = live.state.permissionSets.get(address);
    if (current === undefined || !matchesGlob(permissionSets, declared.name)) return false;
    const tags = declared.tags ?? current.tags ?? {};
    return differingFields({ ...declared, tags }, current).some((field) =>
      (fields as readonly string[]).includes(field),
    );
  });
  const ends = optional({ until, reason });
  return diagnose('plan/fields-ignored', { item: ignoreText(rule), sets: sets.length, ...ends });
}

/** A group that lost its declaration may have been meant to lose these. */
function externalAssignments({ kept, displayNames }: NotOursContext): readonly Diagnostic[] {
  const names = kept.retained
    .flatMap(({ reason, assignment }) => (reason === 'external' ? [displayNames.assignment(assignment)] : []))
    .sort();
  return names.length === 0 ? [] : [diagnose('plan/external-assignments', { count: names.length, names })];
}
