// Does a permission set allow all that an AWS managed policy does, by whatever policies?
import { emptyDefinition } from '../definition/definition.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { onlyActions } from '../policy/answers/index.ts';
import { type Access, allows, NO_ACCESS, newAccessWithin, type Request } from '../policy/compare/index.ts';
import { READINGS } from '../policy/patterns/index.ts';
import type { PermissionSet } from '../state/state.ts';
import type { BreachDoubt, Examination } from './breach.ts';
import { grantUpperBound, unseenIn } from './upper-bound.ts';

export interface Equivalence {
  /** It could not be ruled out, and this is why. */
  readonly doubt?: BreachDoubt;
}

/** Undefined: some of it is lacking, whatever documents that cannot be seen may allow. */
export function equivalenceOf(
  set: PermissionSet,
  policy: string,
  { meanings, accessOf }: Pick<Examination, 'meanings' | 'accessOf'>,
): Equivalence | undefined {
  const { index, managedPolicies } = meanings.data;
  // Of a policy that is newer than the data nobody can say what it allows.
  if (managedPolicies.policy(policy) === undefined) return undefined;
  const wanted = meanings.accessOf([withPolicy(policy)]);
  const has = accessOf([set]);
  const upperBound: Access = { grants: has.grants.map(grantUpperBound) };
  if (requestsOf(wanted, meanings).some((request) => isLacking(upperBound, wanted, request))) return undefined;
  const { gains, unresolved } = newAccessWithin(upperBound, wanted, { index, budget: meanings.budget() });
  if (gains.length > 0) return undefined;
  const unseen = has.grants.flatMap(unseenIn);
  if (unseen.length > 0) return { doubt: { reason: 'unknown-document', documents: unseen } };
  const [open] = unresolved;
  return open === undefined ? {} : { doubt: { reason: open.doubt.reason, documents: open.doubt.documents } };
}

/** A set of nothing else. */
export const withPolicy = (policy: string): PermissionSet => ({
  ...emptyDefinition(policy),
  managedPolicies: [policy],
});

/** Telling requests that an access allows: most permission sets lack one of them, and need no search. */
function requestsOf(
  access: Access,
  { data: { index }, budget }: Pick<Meanings, 'data' | 'budget'>,
): readonly Request[] {
  const known = REQUESTS.get(access);
  if (known !== undefined) return known;
  const gains = INDICATIVE.flatMap(
    (action) => newAccessWithin(NO_ACCESS, onlyActions(access, [action]), { index, budget: budget() }).gains,
  );
  const requests = gains.map(({ witness }) => witness);
  REQUESTS.set(access, requests);
  return requests;
}

/** Equal policies are one access: see `Meanings`. */
const REQUESTS = new WeakMap<Access, readonly Request[]>();

const INDICATIVE = [
  'iam:PassRole',
  'iam:CreateRole',
  'iam:AttachRolePolicy',
  's3:GetObject',
  'ec2:RunInstances',
  'sts:AssumeRole',
];

/** Beyond doubt: however ARNs are read, the request is wanted and not allowed. */
function isLacking(has: Access, wanted: Access, request: Request): boolean {
  return READINGS.every((reading) => allows(wanted, request, reading) && !allows(has, request, reading));
}
