// Does a permission set allow all that an AWS managed policy does, by whatever policies?
import { emptyDefinition } from '../definition/definition.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { type Access, allows, NO_ACCESS, newAccessWithin, type Request, samplesOf } from '../policy/compare/index.ts';
import { ANYTHING, READINGS, serviceOf } from '../policy/patterns/index.ts';
import { groupBy } from '../state/group-by.ts';
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
  if (requestsOf(wanted, meanings).some((request) => isLacking(upperBound, request))) return undefined;
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

/** Telling requests that an access allows, the most distinguishing first: nearly all permission sets lack one of them, and need no search. */
function requestsOf(
  access: Access,
  { data: { index }, budget }: Pick<Meanings, 'data' | 'budget'>,
): readonly Request[] {
  const known = REQUESTS.get(access);
  if (known !== undefined) return known;
  const { gains } = newAccessWithin(NO_ACCESS, access, { index, budget: budget() });
  const witnesses = gains.map(({ witness }) => witness);
  const samples = onePerService(gains.flatMap(({ actions }) => actions)).flatMap((action): readonly Request[] => {
    const resource = index.listed(action) === undefined ? undefined : samplesOf(action, ANYTHING, index)[0];
    return resource === undefined ? [] : [{ action, resource, context: {} }];
  });
  const isAllowed = (request: Request) => READINGS.every((reading) => allows(access, request, reading));
  const requests = [...witnesses, ...samples].filter(isAllowed);
  REQUESTS.set(access, requests);
  return requests;
}

/** Equal policies are one access: see `Meanings`. */
const REQUESTS = new WeakMap<Access, readonly Request[]>();

/** The first of each service; of those that say most, all. */
function onePerService(actions: readonly string[]): readonly string[] {
  const distinguishing = INDICATIVE.filter((action) => actions.includes(action));
  const first = [...groupBy(actions, serviceOf).values()].map((some) => some[0]!);
  return [...new Set([...distinguishing, ...first])];
}

const INDICATIVE = [
  'iam:PassRole',
  'iam:CreateRole',
  'iam:AttachRolePolicy',
  's3:GetObject',
  'ec2:RunInstances',
  'sts:AssumeRole',
];

/** Beyond doubt: however ARNs are read, the request is not allowed. */
function isLacking(has: Access, request: Request): boolean {
  return READINGS.every((reading) => !allows(has, request, reading));
}
