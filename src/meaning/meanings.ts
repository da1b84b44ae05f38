// What permission sets mean, asked by whoever has them at hand. Pure; each set, and each pair of unions of sets, is judged once, however
// many rows ask.
import { memoizeByKey } from '../memoize.ts';
import { type AccessChange, type AccessEffect, effectFrom } from '../policy/answers/index.ts';
import type { PolicyData } from '../policy/catalogue/index.ts';
import type { Access, Grant, NewAccess } from '../policy/compare/index.ts';
import { type NearAdministration, widestPaths } from '../policy/escalation/index.ts';
import { type Budget, isSpent, portionOf } from '../policy/patterns/index.ts';
import type { PermissionSetInAccount } from '../state/account-policies.ts';
import { type Administration, withRewriting } from './administration.ts';
import { answersIn, keyOf } from './answers.ts';
import { allowedFrom, type FoundPaths, meaningFrom } from './difference.ts';
import type { Difference, Meaning } from './meaning.ts';

/** One set, or all that somebody has in one account: their union. None: no access. */
export type Sets = readonly PermissionSetInAccount[];

export interface AccountContext {
  /** The management account, or one that Identity Center or Organizations is delegated to: there, takeover paths count. */
  readonly identityCenterAdmin: boolean;
}

export interface Meanings {
  readonly data: PolicyData;
  /** For one more question: its own part of what all questions together may take. */
  readonly budget: () => Budget;
  /** Steps that all questions together may take. */
  readonly mostSteps: number;
  /** They are taken: every answer from now on would be a doubt. */
  readonly isSpent: () => boolean;
  readonly grantOf: (set: PermissionSetInAccount) => Grant;
  readonly accessOf: (sets: Sets) => Access;
  /** All that the set allows. */
  readonly allowed: (set: PermissionSetInAccount) => NewAccess;
  readonly effect: (before: Sets, after: Sets) => AccessEffect;
  /** The escalation paths that the sets open, each set by itself: two sets are two sessions, and no session has the actions of both. */
  readonly paths: (sets: Sets, context: AccountContext) => FoundPaths;
  /** Undefined: not an administrator. */
  readonly administration: (set: PermissionSetInAccount) => Administration | undefined;
  /** Also of an administrator. Undefined: not nearly one, or that could not be proved. */
  readonly nearAdministration: (set: PermissionSetInAccount) => NearAdministration | undefined;
  /** Whether who has it may rewrite a customer managed policy that it attaches: see `rewritingOf`. */
  readonly rewriting: (set: PermissionSetInAccount) => Administration | undefined;
  readonly isAdministrator: (set: PermissionSetInAccount) => boolean;
  readonly meaningOf: (before: Sets, after: Sets, context: AccountContext) => Meaning;
  /** What `meaningOf` says is gained where there was nothing, at a part of the cost. */
  readonly worthOf: (sets: Sets, context: AccountContext) => Difference;
}

/**
 * Steps that all questions together may take, and each of them (budget.ts). What is then left open is in doubt, and a doubt refuses or is told.
 */
const MOST_STEPS = 100_000_000;
const MOST_STEPS_OF_ONE = 10_000_000;

/** `each`: of the steps, what one question may take. */
export function meaningsOf(data: PolicyData, steps: number = MOST_STEPS, each: number = MOST_STEPS_OF_ONE): Meanings {
  const { index } = data;
  const whole: Budget = { steps };
  const budget = () => portionOf(whole, Math.min(each, steps / 4));
  const answers = answersIn(data);
  const unionKey = (sets: Sets) => [...new Set(sets.map(keyOf))].sort().join(' ');
  const pairKey = (before: Sets, after: Sets) => `${unionKey(before)} → ${unionKey(after)}`;
  const contextKey = ({ identityCenterAdmin }: AccountContext) => (identityCenterAdmin ? ' admin' : '');

  const { grantOf } = answers;
  // Sets with the same policies are the same access.
  const accessOf = memoizeByKey(unionKey, answers.accessOf);
  const gained = memoizeByKey(pairKey, (before: Sets, after: Sets) =>
    answers.gained(accessOf(before), accessOf(after), budget()),
  );
  const released = memoizeByKey(pairKey, (before: Sets, after: Sets) =>
    answers.released(accessOf(before), accessOf(after), budget()),
  );
  const rewriting = memoizeByKey(keyOf, (set: PermissionSetInAccount) => answers.rewriting(set, budget()));
  const pathsOf = memoizeByKey(
    (set: PermissionSetInAccount, context: AccountContext) => keyOf(set) + contextKey(context),
    (set, { identityCenterAdmin }) => {
      const found = answers.paths(accessOf([set]), identityCenterAdmin, budget());
      return { ...found, open: withRewriting(found.open, rewriting(set)) };
    },
  );
  const paths = memoizeByKey(
    (sets: Sets, context: AccountContext) => unionKey(sets) + contextKey(context),
    (sets, context): FoundPaths => {
      const found = sets.map((set) => pathsOf(set, context));
      return { open: widestPaths(found.map(({ open }) => open)), isGivenUp: found.some(({ isGivenUp }) => isGivenUp) };
    },
  );
  const administration = memoizeByKey(keyOf, (set: PermissionSetInAccount) => answers.administration(set, budget()));
  const change = (before: Sets, after: Sets): AccessChange => ({
    gained: gained(before, after),
    lost: gained(after, before),
    released: released(before, after),
  });
  return {
    data,
    budget,
    mostSteps: steps,
    isSpent: () => isSpent(whole),
    grantOf,
    accessOf,
    allowed: (set) => gained([], [set]),
    effect: (before, after) => effectFrom(change(before, after)),
    paths,
    administration,
    nearAdministration: memoizeByKey(keyOf, (set: PermissionSetInAccount) => answers.nearAdministration(set, budget())),
    rewriting,
    isAdministrator: (set) => administration(set) !== undefined,
    meaningOf: memoizeByKey(
      (before: Sets, after: Sets, context: AccountContext) => pairKey(before, after) + contextKey(context),
      (before, after, context): Meaning => {
        const open = { before: () => paths(before, context), after: () => paths(after, context) };
        return meaningFrom(change(before, after), open, index);
      },
    ),
    worthOf: memoizeByKey(
      (sets: Sets, context: AccountContext) => unionKey(sets) + contextKey(context),
      (sets, context) => allowedFrom(gained([], sets), () => paths(sets, context), index),
    ),
  };
}
