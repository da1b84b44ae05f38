// Names for messages: live's own, with an id where there is none.
import type { AccountId, Assignment, PrincipalId } from '../state/state.ts';
import { confusingNames } from './confusing-names.ts';
import type { Names } from './names.ts';

export interface Labels {
  /** `payments-prod (222222222222)`. */
  readonly account: (id: AccountId) => string;
  /** `AWS Payments Engineers`; with its id where the name alone could mean another. */
  readonly principal: (id: PrincipalId) => string;
  /** `Developer for AWS Payments Engineers in payments-prod (222222222222)`. */
  readonly assignment: (assignment: Assignment) => string;
}

export function labelsOf(names: Names): Labels {
  const account = (id: AccountId) => (names.accounts[id] === undefined ? id : `${names.accounts[id]} (${id})`);
  const principal = (id: PrincipalId) => {
    const name = names.principals[id];
    if (name === undefined) return `deleted principal ${id}`;
    return confusingNames(names).principals.has(id) ? `${name} (${id})` : name;
  };
  return {
    account,
    principal,
    assignment: (assignment) =>
      `${assignment.permissionSet} for ${principal(assignment.principal.id)} in ${account(assignment.account)}`,
  };
}
