// What is granted in accounts that are federated by SAML, as guardrails see it: like assignments, though no plan writes any there. Whether somebody has it
// already, the identity provider knows; so what the role does not allow yet counts as added.
import { type Holding, type Holdings, holdingsFrom } from '../holdings/holdings.ts';
import type { Desired, SamlGrant } from '../state/desired.ts';
import type { Live } from '../state/live.ts';
import { assignmentAddress, permissionSetAddress } from '../state/state.ts';
import type { PlanHoldings } from './plan-holdings.ts';
import { isSameResource } from './resources.ts';

export function withSamlGrants(
  { before, after }: PlanHoldings,
  { desired, live }: { readonly desired: Desired; readonly live: Live },
): PlanHoldings {
  const { samlGrants = [] } = desired;
  if (samlGrants.length === 0) return { before, after };
  const holdingOf = ({ assignment, facts }: SamlGrant): Holding => ({
    ...assignment,
    address: assignmentAddress(assignment),
    definition: desired.state.permissionSets.get(permissionSetAddress(assignment.permissionSet)),
    facts,
  });
  const isThere = ({ role }: SamlGrant) => {
    const [now, wanted] = [live, desired].map(({ state }) => state.resources?.get(role));
    return now !== undefined && wanted !== undefined && isSameResource(now, wanted);
  };
  const together = (holdings: Holdings, grants: readonly SamlGrant[]) =>
    holdingsFrom([...holdings.all, ...grants.map(holdingOf)]);
  return { before: together(before, samlGrants.filter(isThere)), after: together(after, samlGrants) };
}
