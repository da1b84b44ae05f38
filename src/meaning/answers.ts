// Answers of the policy engine, remembered for as long as the data they rest on: one command asks the same of the same policies in several places, and
// whoever runs many commands in one process in all of them.
//
// Premise: an answer follows from the documents in their order, the data, and the steps that its question may take. Rule: a remembered answer is given
// where all three are equal, and takes the steps that finding it took. So nobody can tell that it was remembered, and no result depends on what was
// asked before it. Rejected: to give it away for nothing. A run whose budget is spent would then find less than the same run after another.
import { ACCESS_FIELDS } from '../definition/fields.ts';
import { memoizeByIdentity, memoizeByKey } from '../memoize.ts';
import { releasedBy } from '../policy/answers/index.ts';
import type { ActionIndex, ManagedPolicies, PolicyData } from '../policy/catalogue/index.ts';
import { type Access, type Grant, type NewAccess, newAccessWithin } from '../policy/compare/index.ts';
import type { NearAdministration } from '../policy/escalation/index.ts';
import type { Budget } from '../policy/patterns/index.ts';
import type { PermissionSetInAccount } from '../state/account-policies.ts';
import { digest } from '../state/digest.ts';
import { type Administration, administrationOf, nearAdministrationOfSet, rewritingOf } from './administration.ts';
import { type FoundPaths, foundPaths } from './difference.ts';
import { grantReader } from './grant.ts';

export interface Answers {
  readonly grantOf: (set: PermissionSetInAccount) => Grant;
  /** Of sets in the same order, the same object. */
  readonly accessOf: (sets: readonly PermissionSetInAccount[]) => Access;
  readonly gained: (before: Access, after: Access, budget: Budget) => NewAccess;
  readonly released: (before: Access, after: Access, budget: Budget) => NewAccess;
  /** Those that the access opens, in an account that can administer Identity Center or in another. */
  readonly paths: (access: Access, identityCenterAdmin: boolean, budget: Budget) => FoundPaths;
  /** Undefined: no administrator. */
  readonly administration: (set: PermissionSetInAccount, budget: Budget) => Administration | undefined;
  /** See `nearAdministrationOfSet`. */
  readonly nearAdministration: (set: PermissionSetInAccount, budget: Budget) => NearAdministration | undefined;
  /** See `rewritingOf`. */
  readonly rewriting: (set: PermissionSetInAccount, budget: Budget) => Administration | undefined;
}

/** Of more sets, or unions of sets, all are forgotten. */
const MOST_KEPT = 1_000;

export const answersIn = ({ index, managedPolicies }: PolicyData): Answers => answersBy(index)(managedPolicies);

const answersBy = memoizeByIdentity((index: ActionIndex) =>
  memoizeByIdentity((managedPolicies: ManagedPolicies) => answersFrom(index, managedPolicies)),
);

function answersFrom(index: ActionIndex, managedPolicies: ManagedPolicies): Answers {
  const grantOf = memoizeByKey(keyOf, grantReader(managedPolicies), MOST_KEPT);
  const gained = ofPair((before: Access, after: Access, budget) => newAccessWithin(before, after, { index, budget }));
  const released = ofPair((before: Access, after: Access, shared) => releasedBy(before, after, { index, shared }));
  const pathsIn = (identityCenterAdmin: boolean) =>
    ofOne((access: Access, budget) => foundPaths(access, { index, control: identityCenterAdmin, budget }));
  const [pathsInAdmin, pathsElsewhere] = [pathsIn(true), pathsIn(false)];
  return {
    grantOf,
    accessOf: memoizeByKey(
      (sets) => sets.map(keyOf).join(' '),
      (sets): Access => ({ grants: [...new Set(sets.map(grantOf))] }),
      MOST_KEPT,
    ),
    gained,
    released,
    paths: (access, identityCenterAdmin, budget) =>
      (identityCenterAdmin ? pathsInAdmin : pathsElsewhere)(access, budget),
    administration: ofSet(grantOf, (set, budget) =>
      administrationOf(grantOf(set), {
        index,
        budget,
        attached: set.customerManagedPolicies,
        ...boundaryPolicyOf(set),
      }),
    ),
    nearAdministration: ofSet(grantOf, (set, budget) =>
      nearAdministrationOfSet(grantOf(set), set.permissionsBoundary, { index, budget }),
    ),
    rewriting: ofSet(grantOf, (set, budget) =>
      rewritingOf(grantOf(set), { index, budget, attached: set.customerManagedPolicies }),
    ),
  };
}

function boundaryPolicyOf({ permissionsBoundary: boundary }: PermissionSetInAccount) {
  return boundary?.kind === 'customer-managed' ? { boundaryPolicy: boundary.policy } : {};
}

interface Remembered<Answer> {
  readonly answer: Answer;
  /** Steps that were left when it was found. */
  readonly left: number;
}

/** For each number of steps that there were. */
type ByBudget<Answer> = Map<number, Remembered<Answer>>;

function within<Answer>(known: ByBudget<Answer>, budget: Budget, find: () => Answer): Answer {
  const { steps } = budget;
  const remembered = known.get(steps);
  if (remembered !== undefined) {
    budget.steps = remembered.left;
    return remembered.answer;
  }
  const answer = find();
  known.set(steps, { answer, left: budget.steps });
  return answer;
}

function ofOne<Of extends object, Answer>(find: (of: Of, budget: Budget) => Answer) {
  const known = memoizeByIdentity((_: Of): ByBudget<Answer> => new Map());
  return (of: Of, budget: Budget): Answer => within(known(of), budget, () => find(of, budget));
}

/** Sets of one grant attach the same policies, behind the same boundary. */
function ofSet<Answer>(
  grantOf: (set: PermissionSetInAccount) => Grant,
  find: (set: PermissionSetInAccount, budget: Budget) => Answer,
) {
  const known = memoizeByIdentity((_: Grant): ByBudget<Answer> => new Map());
  return (set: PermissionSetInAccount, budget: Budget): Answer =>
    within(known(grantOf(set)), budget, () => find(set, budget));
}

function ofPair<Of extends object, Answer>(find: (before: Of, after: Of, budget: Budget) => Answer) {
  const known = memoizeByIdentity((_before: Of) => memoizeByIdentity((_after: Of): ByBudget<Answer> => new Map()));
  return (before: Of, after: Of, budget: Budget): Answer =>
    within(known(before)(after), budget, () => find(before, after, budget));
}

const KEYS = new WeakMap<PermissionSetInAccount, string>();

/** Sets with the same policies, and the same documents of these, share a key. INVARIANT: a set is never changed. */
export function keyOf(set: PermissionSetInAccount): string {
  const known = KEYS.get(set);
  if (known !== undefined) return known;
  const policies = Object.fromEntries(ACCESS_FIELDS.map((field) => [field, set[field]]));
  const { documents } = set;
  const key = digest(documents === undefined ? policies : { ...policies, documents: Object.fromEntries(documents) });
  KEYS.set(set, key);
  return key;
}
