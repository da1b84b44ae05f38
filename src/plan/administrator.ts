// Whether a permission set gives administrator access, as far as its text says so without the policy engine.
import {
  type PermissionSet,
  type PermissionSetName,
  type PolicyDocument,
  permissionSetAddress,
  type State,
} from '../state/state.ts';

export function isAdministrator(state: State, name: PermissionSetName): boolean {
  const set = state.permissionSets.get(permissionSetAddress(name));
  return set !== undefined && givesAdministration(set);
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
