// How limited is an action that an access allows?
import { memoizeByText } from '../../memoize.ts';
import type { Restriction } from '../../restriction.ts';
import { type ActionIndex, resourceForms } from '../catalogue/index.ts';
import { parseOperator } from '../language/index.ts';
import { ANYTHING, type Budget, isSpent, portionOf } from '../patterns/index.ts';
import { type CompiledGrant, grantHere } from './compiled-access.ts';
import { testOf } from './condition-test.ts';
import type { GrantHere, Question } from './question.ts';
import { searchOnce } from './remembered-search.ts';
import { EVERYWHERE, type Scope } from './rules.ts';
import { samplesOf } from './samples.ts';
import { type SearchTools, searchTools } from './space.ts';

export interface RestrictionOptions {
  readonly index: ActionIndex;
  /** Shared by many questions. */
  readonly budget?: Budget;
  /** The search was given up: the action may be allowed, or more freely than the answer says. */
  readonly onGivenUp?: () => void;
  /** Only requests with one of these values of the key are asked about. */
  readonly demand?: { readonly key: string; readonly values: readonly string[] };
}

/** Undefined: the action is not allowed, or that could not be proved. */
export function restrictionOf(
  action: string,
  grants: readonly CompiledGrant[],
  { index, budget, demand, onGivenUp }: RestrictionOptions,
): Restriction | undefined {
  const lower = action.toLowerCase();
  const here = grants.map((grant) => grantHere(grant, lower)).filter(({ allow }) => allow.length > 0);
  if (here.length === 0) return undefined;
  if (here.some(isEverywhere)) return 'unrestricted';
  const tools = searchTools(index, portionOf(budget ?? { steps: MOST_STEPS }, MOST_STEPS));
  const restriction = searchedFor(here, { ask: asking(action, index, tools), demanded: demanding(demand) });
  if (restriction !== 'unrestricted' && isSpent(tools.budget)) onGivenUp?.();
  return restriction;
}

/** Whether an action is allowed on every resource and without conditions: less work than to say how limited it is. False: no, or that could not be proved. */
export function unrestrictedActions(
  grants: readonly CompiledGrant[],
  { index, budget: whole }: Required<Pick<RestrictionOptions, 'index' | 'budget'>>,
): (action: string, demand?: RestrictionOptions['demand']) => boolean {
  const opened = memoizeByText((action: string) => {
    const here = grants.map((grant) => grantHere(grant, action.toLowerCase())).filter(({ allow }) => allow.length > 0);
    if (here.length === 0 || here.some(isEverywhere)) return { here, isPossible: here.length > 0, ask: undefined };
    const ask = asking(action, index, searchTools(index, portionOf(whole, MOST_STEPS)));
    // What leaves out a resource under all conditions leaves it out under those that are demanded.
    const isPossible = allowsAll(here.map(withoutConditions), EVERYWHERE, ask);
    return { here, isPossible, ask };
  });
  return (action, demand) => {
    const { here, isPossible, ask } = opened(action);
    return isPossible && (ask === undefined || allowsAll(here, demanding(demand)(EVERYWHERE), ask));
  };
}

const allowsAll = (here: readonly GrantHere[], all: Scope, ask: ReturnType<typeof asking>): boolean =>
  ask({ grant: { allow: [all], deny: [], limits: [] }, before: here }, all) === 'nothing';

interface Searching {
  readonly ask: ReturnType<typeof asking>;
  readonly demanded: ReturnType<typeof demanding>;
}

function searchedFor(here: readonly GrantHere[], { ask, demanded }: Searching): Restriction | undefined {
  const isAllowed = (grant: GrantHere) =>
    grant.allow.map(demanded).some((scope) => ask({ grant, before: [] }, scope) === 'new');
  if (!here.some(isAllowed)) return undefined;
  const all = demanded(EVERYWHERE);
  if (allowsAll(here, all, ask)) return 'unrestricted';
  return allowsAll(here.map(withoutConditions), all, ask) ? 'conditional' : 'resource-scoped';
}

function demanding(demand: RestrictionOptions['demand']): (scope: Scope) => Scope {
  if (demand === undefined) return (scope) => scope;
  const values = demand.values.map((text) => ({ text }));
  const test = testOf({ operator: parseOperator({ text: 'StringEquals' }), key: { text: demand.key }, values }, false);
  return (scope) => ({ ...scope, key: `${scope.key} ${test.key}`, tests: [...scope.tests, test] });
}

/** Of one action: a good many can be asked about. */
const MOST_STEPS = 1_000_000;

/** Of a whole that needs all of its parts: no wider than the narrowest. */
export function weakest(restrictions: readonly Restriction[]): Restriction {
  if (restrictions.includes('resource-scoped')) return 'resource-scoped';
  return restrictions.includes('conditional') ? 'conditional' : 'unrestricted';
}

function isEverywhere({ allow, deny, limits }: GrantHere): boolean {
  return deny.length === 0 && limits.length === 0 && allow.some(({ key }) => key === EVERYWHERE.key);
}

/** Every condition fulfilled, in favour of the access: an Allow applies, a Deny with a condition does not. */
function withoutConditions({ allow, deny, limits }: GrantHere): GrantHere {
  const free = (scope: Scope) => ({ ...scope, tests: [] });
  return {
    allow: allow.map(free),
    deny: deny.filter(({ tests }) => tests.length === 0),
    limits: limits.map((limit) => limit.map(free)),
  };
}

function asking(action: string, index: ActionIndex, tools: SearchTools) {
  const forms = resourceForms(action, index);
  return (question: Question, scope: Scope): 'new' | 'nothing' | 'unresolved' => {
    let isOpen = false;
    for (const pattern of scope.negated ? [ANYTHING] : scope.patterns) {
      const samples = () => samplesOf(action, pattern, index);
      const { kind } = searchOnce({ question, action, forms, samples, confirms: () => true }, scope, pattern, tools);
      if (kind === 'new') return 'new';
      if (kind === 'unresolved') isOpen = true;
    }
    return isOpen ? 'unresolved' : 'nothing';
  };
}
