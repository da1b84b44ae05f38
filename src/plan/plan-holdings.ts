// Who holds what before a plan and after it, and which definitions are known to be in a role then.
import { differingFields } from '../definition/definition.ts';
import { type Holding, type Holdings, holdingsOf } from '../holdings/holdings.ts';
import type { PermissionSetInAccount } from '../state/account-policies.ts';
import type { Desired } from '../state/desired.ts';
import { type Assignment, pairOfAssignment, permissionSetAddress, type State, targetOf } from '../state/state.ts';
import type { InAccount } from './preflight.ts';

export interface PlanHoldings {
  readonly before: Holdings;
  readonly after: Holdings;
}

/** `after`: what will be there after the plan. What files know of an assignment is known of it on both sides. */
export function planHoldings(
  live: State,
  after: State,
  { facts, inAccount }: Pick<Desired, 'facts'> & { readonly inAccount?: InAccount },
): PlanHoldings {
  return { before: holdingsOf(live, facts, inAccount), after: holdingsOf(after, facts, inAccount) };
}

/** The definitions that a principal has in an account, by name. */
export type DefinitionsHeld = (where: Pick<Assignment, 'principal' | 'account'>) => readonly PermissionSetInAccount[];

/** Before a plan. A role with an older definition counts as nothing: nobody has read what it holds. */
export function definitionsBefore({ before }: PlanHoldings, live: State): DefinitionsHeld {
  return definitionsHeld(before, (holding) => live.provisioned.get(pairOfAssignment(holding)) !== 'outdated');
}

/** After a plan. A definition counts where it is provisioned by then, and where neither it nor the role has changed. */
export function definitionsAfter({ after: holdings }: PlanHoldings, live: State, after: State): DefinitionsHeld {
  return definitionsHeld(holdings, (holding) => {
    // What another target assigns is behind no definition.
    if (targetOf(holding.permissionSet) !== 'identity-center') return true;
    const pair = pairOfAssignment(holding);
    if (after.provisioned.get(pair) === 'latest') return true;
    const before = live.permissionSets.get(permissionSetAddress(holding.permissionSet));
    const now = holding.definition;
    const isSame = before !== undefined && now !== undefined && differingFields(before, now).length === 0;
    return isSame && live.provisioned.get(pair) !== 'outdated';
  });
}

function definitionsHeld(holdings: Holdings, isKnown: (holding: Holding) => boolean): DefinitionsHeld {
  return (where) =>
    holdings.byPrincipalInAccount
      .of(where)
      .filter(isKnown)
      .flatMap(({ definition }) => definition ?? [])
      .sort((a, b) => (a.name < b.name ? -1 : 1));
}
