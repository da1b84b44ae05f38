// All that is new for one group of actions: each Allow of each grant, and what of it is worth telling.

import { compareText } from '../../compare-text.ts';
import { memoizeByIdentity } from '../../memoize.ts';
import { ACCESS_LEVELS, type ActionIndex, levelOf } from '../catalogue/index.ts';
import { ANYTHING, isSpent, type ResourcePattern, spend } from '../patterns/index.ts';
import type { Request } from './access.ts';
import type { ActionGroup } from './action-groups.ts';
import { type Doubt, GIVEN_UP } from './doubt.ts';
import { mergedNames } from './merged-names.ts';
import type { Gain, Unresolved } from './new-access.ts';
import type { Question } from './question.ts';
import { reachOf, workOfReach } from './reach.ts';
import { searchOnce } from './remembered-search.ts';
import type { Inquiry, Outcome } from './resource-search.ts';
import type { Scope } from './rules.ts';
import { samplesOf } from './samples.ts';
import type { SearchTools } from './space.ts';
import type { NamedAction, UniverseTools } from './universe.ts';

export type Confirm = Inquiry['confirms'];

export interface Examined {
  readonly gains: readonly Gain[];
  readonly unresolved: readonly Unresolved[];
  /** Patterns whose future actions are gained. */
  readonly openEnded: readonly string[];
}

/** All that is new for the actions of a group: each Allow of each grant, pattern by pattern, the widest first. */
export function examine(group: ActionGroup, confirms: Confirm, tools: SearchTools): Examined {
  if (isSpent(tools.budget))
    return { gains: [], unresolved: [{ ...namesOf(group.parts), doubt: GIVEN_UP }], openEnded: [] };
  if (group.parts[0]?.[0]?.isFuture === true) return examineFuture(group, confirms, tools);
  const gains: Gain[] = [];
  const unresolved: Unresolved[] = [];
  const worst = worstOf(group.parts, tools);
  for (const question of group.questions) {
    const reported: Scope[] = [];
    for (const scope of [...question.grant.allow].sort(byWidth)) {
      const asked = patternsToAsk(scope, reported, tools);
      const { gained, doubts } = examineScope({ question, scope, worst, forms: group.forms, confirms, tools }, asked);
      const told = gained.length > 0 ? gainOf(group, { question, scope, gained, worst, tools }) : [];
      gains.push(...told);
      if (told.length > 0) reported.push({ ...scope, patterns: scope.negated ? scope.patterns : patternsOf(gained) });
      else if (gained.length > 0) unresolved.push({ ...namesOf(group.parts), doubt: GIVEN_UP });
      unresolved.push(...doubts.map((doubt) => ({ ...namesOf(group.parts), doubt })));
    }
  }
  return { gains, unresolved, openEnded: [] };
}

/** Of actions that nobody knows yet it is enough that some access is new. */
function examineFuture(group: ActionGroup, confirms: Confirm, tools: SearchTools): Examined {
  const worst = group.parts[0]![0]!;
  const names = namesOf(group.parts);
  const doubts: Doubt[] = [];
  for (const question of group.questions) {
    for (const scope of [...question.grant.allow].sort(byWidth)) {
      for (const pattern of patternsToAsk(scope, [], tools)) {
        const outcome = examinePattern({ question, scope, worst, forms: group.forms, confirms, tools }, pattern);
        if (outcome.kind === 'new') return { gains: [], unresolved: [], openEnded: names.unlisted };
        if (outcome.kind === 'unresolved') doubts.push(outcome.doubt);
      }
    }
  }
  return { gains: [], unresolved: doubts.map((doubt) => ({ ...names, doubt })), openEnded: [] };
}

interface Gained {
  readonly pattern: ResourcePattern;
  readonly witness: Request;
}

const patternsOf = (gained: readonly Gained[]) => gained.map(({ pattern }) => pattern);

/** Fewer conditions first, then everything before something. */
function byWidth(a: Scope, b: Scope): number {
  const isAnything = ({ patterns, negated }: Scope) => !negated && patterns[0]?.key === ANYTHING.key;
  return a.tests.length - b.tests.length || Number(isAnything(b)) - Number(isAnything(a));
}

/** The patterns that no scope already reported takes in. A NotResource is asked as a whole: its patterns only cut into everything. */
function patternsToAsk(
  scope: Scope,
  reported: readonly Scope[],
  { relations }: SearchTools,
): readonly ResourcePattern[] {
  const wider = reported.filter(
    ({ negated, tests }) => !negated && tests.every(({ key }) => scope.tests.some((test) => test.key === key)),
  );
  const covers = (pattern: ResourcePattern) =>
    wider.some(({ patterns }) => patterns.some((one) => relations.includes(one, pattern)));
  return (scope.negated ? [ANYTHING] : scope.patterns).filter((pattern) => !covers(pattern));
}

interface Asking {
  readonly question: Question;
  readonly scope: Scope;
  readonly worst: NamedAction;
  readonly forms: ActionGroup['forms'];
  readonly confirms: Confirm;
  readonly tools: SearchTools;
}

function examineScope(asking: Asking, asked: readonly ResourcePattern[]) {
  const gained: Gained[] = [];
  const doubts: Doubt[] = [];
  for (const pattern of asked) {
    const outcome = examinePattern(asking, pattern);
    if (outcome.kind === 'new') gained.push({ pattern, witness: outcome.request });
    if (outcome.kind === 'unresolved') doubts.push(outcome.doubt);
  }
  return { gained, doubts };
}

function examinePattern({ question, scope, worst, forms, confirms, tools }: Asking, pattern: ResourcePattern): Outcome {
  const samples = () => samplesOf(worst.name, pattern, tools.index);
  return searchOnce({ question, action: worst.name, forms, samples, confirms }, scope, pattern, tools);
}

interface Finding {
  readonly question: Question;
  readonly scope: Scope;
  readonly gained: readonly Gained[];
  readonly worst: NamedAction;
  readonly tools: SearchTools;
}

/** None where there is more to tell than anyone could read. */
function gainOf({ parts }: ActionGroup, { question, scope, gained, worst, tools }: Finding): readonly Gain[] {
  const patterns = patternsOf(gained);
  if (!spend(tools.budget, workOfReach(question, patterns))) return [];
  const gain = {
    ...namesOf(parts),
    reach: reachOf(question, scope, patterns),
    witness: gained[0]!.witness,
    level: levelOf(worst.name, tools.index),
  };
  return [gain];
}

type Names = Pick<Gain, 'actions' | 'unlisted'>;

/** Both lists sorted. */
export function namesOf(parts: readonly (readonly NamedAction[])[]): Names {
  const names = parts.map(namesOfPart);
  return {
    actions: mergedNames(names.map(({ actions }) => actions)),
    unlisted: mergedNames(names.map(({ unlisted }) => unlisted)),
  };
}

/** Many groups have the same parts: see action-runs.ts. */
const namesOfPart = memoizeByIdentity((actions: readonly NamedAction[]): Names => {
  const named = actions.filter(({ standsFor }) => standsFor === undefined);
  const standing = actions.flatMap(({ standsFor }) => standsFor ?? []);
  return {
    actions: [...new Set(named.map(({ name }) => name))].sort(compareText),
    unlisted: [...new Set(standing)].sort(compareText),
  };
});

/** The action that a reviewer should see first stands for its group in witnesses. */
function worstOf(parts: readonly (readonly NamedAction[])[], { index }: UniverseTools): NamedAction {
  const worstIn = worstOfPart(index);
  return parts.map(worstIn).reduce((one, other) => (other.rank < one.rank ? other : one)).action;
}

/** The first of the worst level. */
const worstOfPart = memoizeByIdentity((index: ActionIndex) =>
  memoizeByIdentity((actions: readonly NamedAction[]) => {
    let [action, rank] = [actions[0]!, ACCESS_LEVELS.length];
    for (const each of actions) {
      const own = ACCESS_LEVELS.indexOf(levelOf(each.name, index));
      if (own < rank) [action, rank] = [each, own];
      if (rank === 0) break;
    }
    return { action, rank };
  }),
);
