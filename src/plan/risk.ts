// Whether a changed definition lets anyone do more. It decides the order of an apply and what a reader sees first, never whether there is a
// change: that is for the canonical text (diff.ts).
import type { Meanings } from '../meaning/meanings.ts';
import { durationSeconds } from '../state/duration.ts';
import type { PermissionSet } from '../state/state.ts';
import type { Field, Risk } from './change.ts';

/** An update of a definition: what it touches, and what the policies on both sides mean where that is known. */
export interface Update {
  readonly before: PermissionSet;
  readonly after: PermissionSet;
  readonly fields: readonly Field[];
}

/** Without `meanings`, the effect of a changed policy is unknown. */
export function riskOfUpdate(update: Update, meanings?: Meanings): Risk {
  const policies = update.fields.filter(isOfPolicies);
  const others = update.fields.filter((field) => !isOfPolicies(field));
  const ofPolicies =
    meanings === undefined || policies.length === 0
      ? policies.map((field) => riskOfField(field, update))
      : [meanings.effect([update.before], [update.after]).risk];
  return [...ofPolicies, ...others.map((field) => riskOfField(field, update))].reduce(combine, 'neutral');
}

/** Together they say what the set allows, so that one question is asked of all. */
function isOfPolicies(field: Field): boolean {
  return ['managedPolicies', 'customerManagedPolicies', 'inlinePolicy', 'permissionsBoundary'].includes(field);
}

function riskOfField(field: Field, { before, after }: Update): Risk {
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
