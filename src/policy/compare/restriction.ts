// How limited is an action that an access allows?
import { memoize, memoizeByKey, memoizeByText } from '../../memoize.ts';
import type { Restriction } from '../../restriction.ts';
import { type ActionIndex, type ResourceForms, resourceForms } from '../catalogue/index.ts';
import { parseOperator } from '../language/index.ts';
import { ANYTHING, type Budget, isSpent, portionOf } from '../patterns/index.ts';
import { type CompiledGrant, grantHere } from './compiled-access.ts';
import { testOf } from './condition-test.ts';
import type { GrantHere, Question } from './question.ts';
import { searchOnce } from './remembered-search.ts';
import { EVERYWHERE, negationsOf, type Scope } from './rules.ts';
import { samplesOf } from './samples.ts';
import { type SearchTools, searchTools } from './space.ts';

/** Only requests with one of these values of the key are asked about. */
export interface Demanded {
  readonly key: string;
  readonly values: readonly string[];
}

/** What some grants say of one action after another: of those that their statements do not tell apart it is found out once. */
export interface Restrictions {
  readonly of: (action: string, demand?: Demanded) => Restricted;
  /** Whether the action is allowed on every resource and without conditions: less work than `of`. False: no, or that could not be proved. */
  readonly isUnrestricted: (action: string, demand?: Demanded) => boolean;
}

export interface Restricted {
  /** Undefined: the action is not allowed, or that could not be proved. */
  readonly restriction: Restriction | undefined;
  /** The search was given up: the action may be allowed, or more freely than the answer says. */
  readonly isGivenUp: boolean;
}

const NOT_ALLOWED: Restricted = { restriction: undefined, isGivenUp: false };
const UNRESTRICTED: Restricted = { restriction: 'unrestricted', isGivenUp: false };

/** `budget`: shared by all that is asked, and by others. */
export function restrictionsIn(
  grants: readonly CompiledGrant[],
  { index, budget }: { readonly index: ActionIndex; readonly budget: Budget },
): Restrictions {
  const subjects = new Map<string, ActionsAlike>();
  const keyOf = keysOfGrants();
  const subjectOf = memoizeByText((action: string): ActionsAlike => {
    const here = grants.map((grant) => grantHere(grant, action.toLowerCase())).filter(({ allow }) => allow.length > 0);
    // Where the statements name no resource, it does not matter which there are.
    const forms = here.every(isPlain) ? undefined : resourceForms(action, index);
    const key = `${forms?.key ?? ''} ${keyOf(here)}`;
    const subject = subjects.get(key) ?? actionsAlike(here, { action, forms, index, budget });
    subjects.set(key, subject);
    return subject;
  });
  return {
    of: (action, demand) => subjectOf(action).restricted(demand),
    isUnrestricted: (action, demand) => subjectOf(action).isUnrestricted(demand),
  };
}

/** Actions that no statement tells apart. */
interface ActionsAlike {
  readonly restricted: (demand: Demanded | undefined) => Restricted;
  readonly isUnrestricted: (demand: Demanded | undefined) => boolean;
}

interface Alike {
  /** One of them. */
  readonly action: string;
  readonly forms: ResourceForms | undefined;
  readonly index: ActionIndex;
  readonly budget: Budget;
}

function actionsAlike(here: readonly GrantHere[], { action, forms, index, budget }: Alike): ActionsAlike {
  if (here.length === 0) return { restricted: () => NOT_ALLOWED, isUnrestricted: () => false };
  if (here.some(isEverywhere)) return { restricted: () => UNRESTRICTED, isUnrestricted: () => true };
  const tools = memoize(() => searchTools(index, portionOf(budget, MOST_STEPS)));
  const ask = (question: Question, scope: Scope) => answerOf(question, scope, { action, forms, tools: tools() });
  const allowsAll = (grants: readonly GrantHere[], all: Scope): boolean =>
    ask({ grant: { allow: [all], deny: [], limits: [] }, before: grants }, all) === 'nothing';
  // What leaves out a resource under all conditions leaves it out under those that are demanded.
  const isOnEveryResource = memoize(() => allowsAll(here.map(withoutConditions), EVERYWHERE));
  const isUnrestricted = (demand: Demanded | undefined) =>
    isOnEveryResource() && allowsAll(here, demanding(demand)(EVERYWHERE));
  const isAllowed = (demand: Demanded | undefined) =>
    here.some((grant) =>
      grant.allow.map(demanding(demand)).some((scope) => ask({ grant, before: [] }, scope) === 'new'),
    );
  const searchedFor = (demand: Demanded | undefined): Restriction | undefined => {
    if (!isAllowed(demand)) return undefined;
    if (!isOnEveryResource()) return 'resource-scoped';
    return isUnrestricted(demand) ? 'unrestricted' : 'conditional';
  };
  return {
    restricted: memoizeByKey(keyOfDemand, (demand) => {
      const restriction = searchedFor(demand);
      return { restriction, isGivenUp: restriction !== 'unrestricted' && isSpent(tools().budget) };
    }),
    isUnrestricted: memoizeByKey(keyOfDemand, isUnrestricted),
  };
}

const keyOfDemand = (demand: Demanded | undefined): string =>
  demand === undefined ? '' : `${demand.key} ${demand.values.join()}`;

/** Equal keys: the same scopes in the same places. */
function keysOfGrants(): (grants: readonly GrantHere[]) => string {
  const numbers = new Map<string, number>();
  const numberOf = ({ key }: Scope) => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  };
  return (grants) =>
    grants
      .map(({ allow, deny, limits }) => [allow, deny, ...limits].map((scopes) => scopes.map(numberOf).join()).join(';'))
      .join('|');
}

const isPlain = ({ allow, deny, limits }: GrantHere): boolean =>
  [...allow, ...deny, ...limits.flat()].every(({ negated, patterns }) => !negated && patterns[0]?.key === ANYTHING.key);

function demanding(demand: Demanded | undefined): (scope: Scope) => Scope {
  if (demand === undefined) return (scope) => scope;
  const values = demand.values.map((text) => ({ text }));
  const test = testOf({ operator: parseOperator({ text: 'StringEquals' }), key: { text: demand.key }, values }, false);
  return (scope) => ({ ...scope, key: `${scope.key} ${test.key}`, tests: [...scope.tests, test] });
}

/** Of actions that are alike: a good many can be asked about. */
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
  const free = (scope: Scope) => ({ ...scope, tests: [], variables: negationsOf({ ...scope, tests: [] }) });
  return {
    allow: allow.map(free),
    deny: deny.filter(({ tests }) => tests.length === 0),
    limits: limits.map((limit) => limit.map(free)),
  };
}

interface Asking {
  readonly action: string;
  readonly forms: ResourceForms | undefined;
  readonly tools: SearchTools;
}

function answerOf(
  question: Question,
  scope: Scope,
  { action, forms, tools }: Asking,
): 'new' | 'nothing' | 'unresolved' {
  let isOpen = false;
  for (const pattern of scope.negated ? [ANYTHING] : scope.patterns) {
    const samples = () => samplesOf(action, pattern, tools.index);
    const { kind } = searchOnce({ question, action, forms, samples, confirms: () => true }, scope, pattern, tools);
    if (kind === 'new') return 'new';
    if (kind === 'unresolved') isOpen = true;
  }
  return isOpen ? 'unresolved' : 'nothing';
}
