// How limited is an action that an access allows?
import type { Restriction } from '../../restriction.ts';
import { type ActionIndex, resourceForms } from '../catalogue/index.ts';
import { ANYTHING, type Budget, isSpent, portionOf } from '../patterns/index.ts';
import { type CompiledGrant, grantHere } from './compiled-access.ts';
import type { GrantHere, Question } from './question.ts';
import { searchResources } from './resource-search.ts';
import { EVERYWHERE, type Scope } from './rules.ts';
import { samplesOf } from './samples.ts';
import { type SearchTools, searchTools } from './space.ts';

export interface RestrictionOptions {
  readonly index: ActionIndex;
  /** Shared by many questions. */
  readonly budget?: Budget;
  /** The search was given up: the action may be allowed, or more freely than the answer says. */
  readonly onGivenUp?: () => void;
}

/** Undefined: the action is not allowed, or that could not be proved. */
export function restrictionOf(
  action: string,
  grants: readonly CompiledGrant[],
  { index, budget, onGivenUp }: RestrictionOptions,
): Restriction | undefined {
  const lower = action.toLowerCase();
  const here = grants.map((grant) => grantHere(grant, lower)).filter(({ allow }) => allow.length > 0);
  if (here.length === 0) return undefined;
  if (here.some(isEverywhere)) return 'unrestricted';
  const tools = searchTools(index, portionOf(budget ?? { steps: MOST_STEPS }, MOST_STEPS));
  const restriction = searchedFor(here, asking(action, index, tools));
  if (restriction !== 'unrestricted' && isSpent(tools.budget)) onGivenUp?.();
  return restriction;
}

function searchedFor(here: readonly GrantHere[], ask: ReturnType<typeof asking>): Restriction | undefined {
  if (!here.some((grant) => grant.allow.some((scope) => ask({ grant, before: [] }, scope) === 'new'))) return undefined;
  const everything: GrantHere = { allow: [EVERYWHERE], deny: [] };
  if (ask({ grant: everything, before: here }, EVERYWHERE) === 'nothing') return 'unrestricted';
  const unconditional = here.map(withoutConditions);
  return ask({ grant: everything, before: unconditional }, EVERYWHERE) === 'nothing'
    ? 'conditional'
    : 'resource-scoped';
}

/** Of one action: a good many can be asked about. */
const MOST_STEPS = 1_000_000;

/** Of a whole that needs all of its parts: no wider than the narrowest. */
export function weakest(restrictions: readonly Restriction[]): Restriction {
  if (restrictions.includes('resource-scoped')) return 'resource-scoped';
  return restrictions.includes('conditional') ? 'conditional' : 'unrestricted';
}

function isEverywhere({ allow, deny, boundary }: GrantHere): boolean {
  return deny.length === 0 && boundary === undefined && allow.some(({ key }) => key === EVERYWHERE.key);
}

/** Every condition fulfilled, in favour of the access: an Allow applies, a Deny with a condition does not. */
function withoutConditions({ allow, deny, boundary }: GrantHere): GrantHere {
  const free = (scope: Scope) => ({ ...scope, tests: [] });
  return {
    allow: allow.map(free),
    deny: deny.filter(({ tests }) => tests.length === 0),
    ...(boundary === undefined ? {} : { boundary: boundary.map(free) }),
  };
}

function asking(action: string, index: ActionIndex, tools: SearchTools) {
  const forms = resourceForms(action, index);
  return (question: Question, scope: Scope): 'new' | 'nothing' | 'unresolved' => {
    const outcomes = (scope.negated ? [ANYTHING] : scope.patterns).map((pattern) => {
      const samples = () => samplesOf(action, pattern, index);
      return searchResources({ question, action, forms, samples, confirms: () => true }, scope, pattern, tools).kind;
    });
    if (outcomes.includes('new')) return 'new';
    return outcomes.includes('unresolved') ? 'unresolved' : 'nothing';
  };
}
