// What does `after` allow that `before` did not?
//
// A request is an action, a resource, and a context: values of condition keys. An access is a set of requests, given as documents: the union
// of its grants, and for each grant what some Allow covers, no Deny covers, and the boundary, if there is one, allows. Asked is whether
// after ∖ before is empty, and if not, what is in it. The set of requests is infinite and the question is hard (PSPACE-complete for patterns
// with `*` alone), but real policies are kind: nearly everything can be settled by looking at what they share. So the work is arranged as a
// series of ever finer sieves, each of which settles for good what it can.
//
//   1. Statements (compiled-access.ts). What `after` says in the same words as `before` is not new, as long as `before` denied and was limited
//      no more. Only the residue is looked at: for most edits a statement or two, or some action patterns of one.
//   2. Actions (universe.ts, future.ts, action-groups.ts). There are finitely many, so patterns are replaced by the actions they match,
//      together with stand-ins for actions that only the policies name, and for those that AWS has yet to add. Actions covered by the same
//      statements are one question.
//   3. Resources (covered.ts, resource-search.ts, cells.ts). Each pattern of each Allow is asked about. Where a grant before allowed it in
//      as many words, under no more conditions, that is settled. Otherwise a few plausible resources are tried, for most of what is new is
//      new everywhere. For what is left: which resources do the other patterns tell apart? Where one is plainly contained in another, or
//      disjoint from it, that is known at once; the rest are run in step as automata. Every tuple of final states is a cell, and a path to
//      it spells a resource of that cell.
//   4. Conditions (satisfy.ts, key-cases.ts). Within a cell both accesses are Boolean formulas over tests on condition keys. For each key
//      there are finitely many classes of values that the tests tell apart. The formulas are evaluated with what is known, and what they turn
//      out to depend on is tried in all its ways.
//
// What a variable stands for is not known: tests and patterns with one are guessed both ways. Only their words are compared, with each
// variable as a character of its own (implied.ts, relations.ts).
//
// An answer "new" comes with a witness, a concrete request; evaluate.ts, which knows nothing of all this, must find it allowed now and
// refused before. An answer "nothing" is a completed search. Where the search is not complete, or a request cannot be made of what it
// found, the answer is neither: it could not be ruled out. Reasons for that are documents that cannot be seen, variables, condition keys
// compared with values of different kinds, the readings of wildcards in ARNs, and a budget that keeps hostile policies from taking
// forever. Nothing is ever "nothing new" by default.

import { compareText } from '../../compare-text.ts';
import type { ActionIndex } from '../catalogue/index.ts';
import { type Budget, portionOf, type Reading, spend } from '../patterns/index.ts';
import type { Access, Request } from './access.ts';
import { groupActions } from './action-groups.ts';
import { type CompiledGrant, compileAccess, scopesIn, workOfRequests } from './compiled-access.ts';
import { GIVEN_UP } from './doubt.ts';
import { interpretationsOf, judgeOf } from './evaluate.ts';
import { type Confirm, examine, namesOf } from './examine.ts';
import {
  type CompareOptions,
  isNothingEver,
  mergeGains,
  mergeUnresolved,
  type NewAccess,
  type Unresolved,
  widestOf,
} from './new-access.ts';
import { sampleGroups } from './sample-groups.ts';
import { searchTools } from './space.ts';

/** The work of a comparison: a second or so. No two versions of an AWS managed policy need more than half of it. */
const STEPS = 10_000_000;

interface SharedOptions {
  readonly index: ActionIndex;
  readonly budget: Budget;
}

/** Everything that `after` allows and `before` does not. Pure; never throws. */
export function newAccess(before: Access, after: Access, { index, budget = STEPS }: CompareOptions): NewAccess {
  return newAccessWithin(before, after, { index, budget: { steps: budget } });
}

/** With a budget that other questions may share. */
export function newAccessWithin(before: Access, after: Access, { index, budget }: SharedOptions): NewAccess {
  const tools = searchTools(index, budget);
  const [old, current] = [compileAccess(before), compileAccess(after)];
  const { groups, overBudget, leftOut } = groupActions(old, current, tools);
  const confirms = confirming(old, current, budget);
  const found = groups.map((group) => examine(group, confirms, tools));
  const unnamed: readonly Unresolved[] =
    overBudget.length === 0 ? [] : [{ actions: [], unlisted: [...overBudget].sort(compareText), doubt: GIVEN_UP }];
  const unseen: readonly Unresolved[] = leftOut.length === 0 ? [] : [{ ...namesOf([leftOut]), doubt: GIVEN_UP }];
  return {
    gains: mergeGains(found.flatMap(({ gains }) => gains)),
    unresolved: mergeUnresolved([...unnamed, ...unseen, ...found.flatMap(({ unresolved }) => unresolved)]),
    openEnded: widestOf(found.flatMap(({ openEnded }) => openEnded)),
    provenance: index.provenance,
  };
}

/**
 * Whether `newAccess` has nothing to tell, of today and of later: no less certain, and far less work where there is something. The first request that
 * is new will do, and most of what is new shows in an action that comes to mind at once.
 */
export function isNothingNew(before: Access, after: Access, { index, budget }: SharedOptions): boolean {
  const [old, current] = [compileAccess(before), compileAccess(after)];
  if (showsInSamples(old, current, { index, budget: portionOf(budget, MOST_OF_SAMPLES) })) return false;
  const tools = searchTools(index, budget);
  const { groups, overBudget, leftOut } = groupActions(old, current, tools);
  if (overBudget.length > 0 || leftOut.length > 0) return false;
  const confirms = confirming(old, current, budget);
  return groups.every((group) => isNothingEver(examine(group, confirms, tools)));
}

const MOST_OF_SAMPLES = 20_000;

/** What is left open of a few actions, with few steps, says nothing. */
function showsInSamples(old: Compiled, current: Compiled, { index, budget }: SharedOptions): boolean {
  const tools = searchTools(index, budget);
  const confirms = confirming(old, current, budget);
  for (const group of sampleGroups(old, current, tools))
    if (examine(group, confirms, tools).gains.length > 0) return true;
  return false;
}

type Compiled = readonly CompiledGrant[];

/** Puts a request to the test of both sides. */
function confirming(old: Compiled, current: Compiled, budget: Budget): Confirm {
  const [had, has] = [judgeOf(old), judgeOf(current)];
  const workOf = workOfRequests([...old, ...current]);
  const ways = interpretationsOf(scopesIn([...old, ...current]));
  const isNewIn = (request: Request, reading: Reading) =>
    ways.every((way) => has(request, reading, way) && !had(request, reading, way));
  return (request, readings) =>
    spend(budget, workOf(request.action.toLowerCase()) * readings.length * ways.length) &&
    readings.every((reading) => isNewIn(request, reading));
}
