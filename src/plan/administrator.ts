// Whether a permission set gives administrator access: by meaning, or, in a plan that is made without the engine's data, as far as its text
// says so.
import type { Holding, Holdings } from '../holdings/holdings.ts';
import { ADMINISTRATIONS, type Administration } from '../meaning/administration.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { memoizeByIdentity } from '../memoize.ts';
import type { AccountId, PermissionSet, PolicyDocument } from '../state/state.ts';

/** Undefined: no administrator access. */
export function administrationIn(set: PermissionSet, meanings: Meanings | undefined): Administration | undefined {
  if (meanings !== undefined) return meanings.administration(set);
  if (set.inlinePolicy?.kind === 'opaque' && set.inlinePolicy.isUnread === true) return 'undetermined';
  return givesAdministration(set) ? 'unrestricted' : undefined;
}

/** An assignment that gives administrator access in its account. */
export interface AdministratorAssignment {
  readonly assignment: Holding;
  readonly administration: Administration;
}

export function administratorAssignments(
  { byPermissionSet }: Holdings,
  meanings: Meanings | undefined,
): readonly AdministratorAssignment[] {
  const administrationOf = memoizeByIdentity((set: PermissionSet) => administrationIn(set, meanings));
  return [...byPermissionSet.groups()].flat().flatMap((assignment) => {
    const administration = assignment.definition && administrationOf(assignment.definition);
    return administration === undefined ? [] : [{ assignment, administration }];
  });
}

/** By account, of all who are administrators there the one that is least limited. */
export function strongest(assignments: readonly AdministratorAssignment[]): ReadonlyMap<AccountId, Administration> {
  const byAccount = new Map<AccountId, Administration>();
  for (const { assignment, administration } of assignments) {
    const other = byAccount.get(assignment.account);
    const isSurer = other === undefined || ADMINISTRATIONS.indexOf(administration) < ADMINISTRATIONS.indexOf(other);
    if (isSurer) byAccount.set(assignment.account, administration);
  }
  return byAccount;
}

/** AdministratorAccess is attached, or the inline policy allows `*` (or `*:*`) on `*` without a condition. A boundary makes it less than that. */
export function givesAdministration(set: PermissionSet): boolean {
  return !isBounded(set) && grantsEverything(set);
}

/** Whether a boundary takes anything away. One of AdministratorAccess does not. */
export function isBounded({ permissionsBoundary: boundary }: PermissionSet): boolean {
  return boundary !== undefined && !(boundary.kind === 'aws-managed' && boundary.policy === 'AdministratorAccess');
}

function grantsEverything({ managedPolicies, inlinePolicy }: PermissionSet): boolean {
  if (managedPolicies.includes('AdministratorAccess')) return true;
  return inlinePolicy?.kind === 'document' && statementsOf(inlinePolicy.document).some(allowsEverything);
}

function statementsOf({ Statement }: PolicyDocument): readonly unknown[] {
  return Array.isArray(Statement) ? Statement : [Statement];
}

function allowsEverything(statement: unknown): boolean {
  if (typeof statement !== 'object' || statement === null) return false;
  const { Effect, Action, Resource, Condition } = statement as Record<string, unknown>;
  return (
    Effect === 'Allow' && Condition === undefined && includesAny(Action, ['*', '*:*']) && includesAny(Resource, ['*'])
  );
}

function includesAny(value: unknown, wanted: readonly string[]): boolean {
  const list = Array.isArray(value) ? value : [value];
  return list.some((item) => wanted.includes(item));
}
