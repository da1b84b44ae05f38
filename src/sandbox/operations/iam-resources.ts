// iam: the roles and policies that an input names, and the checks that an operation on them begins with.
import { ServiceError } from '../errors.ts';
import { isAwsReference, isCustomerReference } from '../iam-policies.ts';
import { type Role, roleNamed } from '../iam-roles.ts';
import type { OwnRole } from '../iam-state.ts';
import type { Call } from '../operation.ts';
import { noSuchEntity } from './iam-wire.ts';

export function requireRole(call: Call, name: string): Role {
  const role = roleNamed(call.state, call.caller.account, name);
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

/** A role that somebody made in the caller's account. */
export function requireOwnRole(call: Call, name: string): OwnRole {
  const role = requireRole(call, name);
  const own = call.state.iam.roles.get(call.caller.account)?.get(role.name);
  if (own !== undefined) return own;
  const message = `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`;
  throw new ServiceError('UnmodifiableEntity', message);
}

export function requireAttachable(call: Call, given: string): void {
  if (!isReference(call, given)) throw noSuchEntity(`Policy ${given} does not exist or is not attachable.`);
}

export function requireBoundary(call: Call, given: string): void {
  if (!isReference(call, given)) throw noSuchEntity(`Scope ARN: ${given} does not exist or is not attachable.`);
}

/** Whether it is a policy of AWS, or of the caller's account. What the seed takes for granted exists. */
function isReference(call: Call, given: string): boolean {
  const { state, settings, caller } = call;
  const [, owner = '', path = '', name = ''] =
    /^arn:[^:]+:iam::(aws|\d{12}):policy(\/|\/.+\/)([^/]+)$/.exec(given) ?? [];
  if (owner === 'aws') return isAwsReference(state, settings, given);
  return owner === caller.account && isCustomerReference(state, settings, { accountId: owner, policy: { path, name } });
}
