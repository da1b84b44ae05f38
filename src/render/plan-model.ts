// A plan in the order in which a reviewer reads it: permission sets, worst first; in each, who gains and who loses it, and where.
// Report, page and comment are made from this.
import { compareText } from '../compare-text.ts';
import type { NamedAccount } from '../holdings/names.ts';
import { optional } from '../optional.ts';
import { type AttributesChange, type Change, permissionSetOf, type ResourceChange } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import { groupBy } from '../state/group-by.ts';
import type { PermissionSetName } from '../state/state.ts';
import { type Concerned, compareConcern, concernOf } from './concern.ts';
import { type DefinitionView, definitionView } from './definition-view.ts';
import { namedAccounts } from './names.ts';
import { type AssignmentGroup, assignmentGroups } from './plan-assignments.ts';
import { type HeldGroup, heldGroups } from './plan-held.ts';

export interface PlanView {
  readonly sections: readonly Section[];
  readonly held: readonly HeldGroup[];
  /** Of the instance: what comes and changes, then what goes. */
  readonly attributes: readonly AttributesChange[];
  /** What other targets need beside assignments, in the order of the plan. */
  readonly resources: readonly ResourceChange[];
}

/** All that happens to one permission set. */
export interface Section extends Concerned {
  readonly permissionSet: PermissionSetName;
  /** At most one in a plan of ours; a list, so that a forged plan file cannot hide one behind another. */
  readonly definitions: readonly DefinitionView[];
  /** Where its definition is provisioned. */
  readonly provisioned: readonly NamedAccount[];
  /** Some of those hold an older definition that nobody has read. */
  readonly outdated: boolean;
  /** By principal, gains before losses. */
  readonly rows: readonly AssignmentGroup[];
  /** The set that replaces it, when this plan renames it. */
  readonly renamedTo?: PermissionSetName;
}

/** Of the changes, and of those on hold, that are told in full. */
export function viewOf(plan: Plan, { changes, held }: Pick<Plan, 'changes' | 'held'> = plan): PlanView {
  const { names } = plan;
  const replacedBy = new Map<PermissionSetName, PermissionSetName>();
  for (const change of changes) {
    if (change.kind === 'permission-set' && change.renamedFrom !== undefined) {
      replacedBy.set(change.renamedFrom, change.permissionSet);
    }
  }
  const ofSets = changes.flatMap((change) => {
    const permissionSet = permissionSetOf(change);
    return permissionSet === undefined ? [] : [{ permissionSet, change }];
  });
  const bySet = groupBy(ofSets, ({ permissionSet }) => permissionSet);
  const sections = [...bySet].map(([permissionSet, own]): Section => {
    const ofSet = own.map(({ change }) => change);
    const renamedTo = replacedBy.get(permissionSet);
    return { ...sectionOf(permissionSet, ofSet, plan), ...optional({ renamedTo }) };
  });
  const attributes = changes.filter((change) => change.kind === 'access-control-attributes');
  const resources = changes.filter((change) => change.kind === 'resource');
  return { sections: worstFirst(sections), held: heldGroups(held, names), attributes, resources };
}

/** A renamed set stands right below the one that replaces it, where both would be for the worse of the two. */
function worstFirst(sections: readonly Section[]): readonly Section[] {
  const pairs = groupBy(sections, ({ permissionSet, renamedTo }) => renamedTo ?? permissionSet);
  return [...pairs]
    .map(([name, pair]) => ({
      name,
      pair: [...pair].sort((a, b) => Number(a.renamedTo !== undefined) - Number(b.renamedTo !== undefined)),
      worst: [...pair].sort(compareConcern)[0]!,
    }))
    .sort((a, b) => compareConcern(a.worst, b.worst) || compareText(a.name, b.name))
    .flatMap(({ pair }) => pair);
}

function sectionOf(permissionSet: PermissionSetName, changes: readonly Change[], plan: Plan): Section {
  const definitions = changes.filter((change) => change.kind === 'permission-set');
  const assignments = changes.filter((change) => change.kind === 'assignment');
  const provisionings = changes.filter((change) => change.kind === 'provisioning');
  const unknown = ({ risk }: Change) => risk === 'unknown';
  return {
    permissionSet,
    ...concernOf(changes, plan),
    definitions: definitions.map((change) => definitionView(change, plan)),
    provisioned: namedAccounts(
      provisionings.flatMap((change) => change.accounts),
      plan.names,
    ),
    outdated: provisionings.some(unknown) && !definitions.some(unknown),
    rows: assignmentGroups(assignments, plan),
  };
}
