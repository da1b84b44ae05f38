// Whether a changed definition lets anyone do more. Without the policy engine, the effect of a changed policy is unknown.
import { durationSeconds } from '../state/duration.ts';
import type { PermissionSet } from '../state/state.ts';
import type { Field, Risk } from './change.ts';

/** The risk of an update that touches these fields. */
export function riskOfUpdate(before: PermissionSet, after: PermissionSet, fields: readonly Field[]): Risk {
  return fields.map((field) => riskOfField(field, before, after)).reduce(combine, 'neutral');
}

function riskOfField(field: Field, before: PermissionSet, after: PermissionSet): Risk {
  switch (field) {
    case 'description':
    case 'relayState':
    case 'tags':
    case 'owner':
      return 'neutral';
    case 'sessionDuration':
      return durationSeconds(after.sessionDuration)! > durationSeconds(before.sessionDuration)!
        ? 'broadens'
        : 'narrows';
    case 'permissionsBoundary':
      // A boundary only ever takes away: what is allowed is what policies and boundary both allow.
      if (before.permissionsBoundary === undefined) return 'narrows';
      return after.permissionsBoundary === undefined ? 'broadens' : 'unknown';
    case 'managedPolicies':
    case 'customerManagedPolicies':
    case 'inlinePolicy':
      return 'unknown';
    default:
      return field satisfies never;
  }
}

function combine(a: Risk, b: Risk): Risk {
  if (a === b || b === 'neutral') return a;
  return a === 'neutral' ? b : 'unknown';
}
