// What a waiver lets pass: one rule, for some or all, until a date.
import type { PermissionSetName } from '../state/state.ts';
import type { Guardrail, Waiver } from './guardrail.ts';
import type { Holding } from './holding.ts';

/** The waivers of a rule that have not ended, the one that lasts longest first: whatever order files have them in. */
export function longestFirst(waivers: readonly Waiver[], { id }: Guardrail, asOf: number): readonly Waiver[] {
  return waivers
    .filter(({ rule, ends }) => rule === id && ends > asOf)
    .sort((a, b) => b.ends - a.ends || a.place.start.offset - b.place.start.offset);
}

export function waiverFor(row: Holding, waivers: readonly Waiver[]): Waiver | undefined {
  return waivers.find((waiver) => isUnder(waiver, row, row.permissionSet.name));
}

export function isUnder(
  { principals, accounts, permissionSet }: Waiver,
  { principal, account }: Pick<Holding, 'principal' | 'account'>,
  name: PermissionSetName,
): boolean {
  return (
    (principals?.has(principal.id) ?? true) &&
    (accounts?.has(account) ?? true) &&
    (permissionSet === undefined || permissionSet === name)
  );
}
