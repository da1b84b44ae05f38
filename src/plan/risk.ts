// Whether a changed definition lets anyone do more. It decides the order of an apply and what a reader sees first, never whether there is a
// change: that is for the canonical text (diff.ts).
import { type Field, isOfAccess, type Risk, rulesOf } from '../definition/fields.ts';
import type { Meanings } from '../meaning/meanings.ts';
import type { PermissionSet } from '../state/state.ts';

/** An update of a definition: what it touches, and what the policies on both sides mean where that is known. */
export interface Update {
  readonly before: PermissionSet;
  readonly after: PermissionSet;
  readonly fields: readonly Field[];
  /** Both as the accounts have them that the set goes to. Absent: as they are. */
  readonly inAccounts?: readonly (readonly PermissionSet[])[];
}

/** Without `meanings`, the effect of a changed policy is unknown. */
export function riskOfUpdate(update: Update, meanings?: Meanings): Risk {
  const policies = update.fields.filter(isOfAccess);
  const others = update.fields.filter((field) => !isOfAccess(field));
  const ofPolicies =
    meanings === undefined || policies.length === 0
      ? policies.map((field) => riskOfField(field, update))
      : (update.inAccounts ?? [[update.before, update.after]]).map(
          ([before, after]) => meanings.effect([before!], [after!]).risk,
        );
  return [...ofPolicies, ...others.map((field) => riskOfField(field, update))].reduce(combine, 'neutral');
}

function riskOfField(field: Field, { before, after }: Update): Risk {
  const { risk } = rulesOf(field);
  switch (risk.kind) {
    case 'none':
      return 'neutral';
    case 'own':
      return risk.of(before[field], after[field]);
    case 'access':
      return risk.unjudged(before[field], after[field]);
    default:
      return risk satisfies never;
  }
}

function combine(a: Risk, b: Risk): Risk {
  if (a === b || b === 'neutral') return a;
  return a === 'neutral' ? b : 'unknown';
}
