// What a waiver lets pass: one rule, for some or all, until a date.
import type { Instant } from '../instant.ts';
import type { AccountId, Assignment } from '../state/state.ts';
import type { Guardrail, RequiredPrincipal, Waiver } from './guardrail.ts';

/** The waivers of a rule that have not ended, the one that lasts longest first: whatever order files have them in. */
export function longestFirst(waivers: readonly Waiver[], { id }: Guardrail, asOf: Instant): readonly Waiver[] {
  return waivers
    .filter(({ rule, ends }) => rule === id && ends > asOf)
    .sort((a, b) => b.ends - a.ends || a.place.start.offset - b.place.start.offset);
}

export function waiverFor(assignment: Assignment, waivers: readonly Waiver[]): Waiver | undefined {
  return waivers.find((waiver) => isUnder(waiver, assignment));
}

export function isUnder(
  { principals, accounts, permissionSet }: Waiver,
  { principal, account, permissionSet: name }: Assignment,
): boolean {
  return (
    (principals?.has(principal.id) ?? true) &&
    (accounts?.has(account) ?? true) &&
    (permissionSet === undefined || permissionSet === name)
  );
}

/** A waiver of access that is missing is for a group or user and for accounts: of permission sets there is none. */
export function isForMissing(
  { principals, accounts, permissionSet }: Waiver,
  { principal, account }: { readonly principal: RequiredPrincipal; readonly account: AccountId },
): boolean {
  return (
    permissionSet === undefined &&
    (principals === undefined || principal.ids.some((id) => principals.has(id))) &&
    (accounts?.has(account) ?? true)
  );
}
