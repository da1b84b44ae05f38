// A few actions that are likely to show at once that there is something new, before all that there are are gone through.
import { type ActionIndex, resourceForms } from '../catalogue/index.ts';
import { compileGlob, isPattern, matches, serviceOf, spend } from '../patterns/index.ts';
import type { ActionGroup } from './action-groups.ts';
import { type CompiledGrant, grantHere, residueOf } from './compiled-access.ts';
import { EVERYWHERE, type Rule } from './rules.ts';
import type { SearchTools } from './space.ts';
import { listedActions, type NamedAction, namedAction } from './universe.ts';

const MOST_SAMPLES = 4;
/** Patterns that are tried for a name. */
const MOST_PATTERNS = 16;

/** Actions that an Allow may newly give, each as a group of its own. INVARIANT: what is new for one of them is new. */
export function* sampleGroups(
  before: readonly CompiledGrant[],
  after: readonly CompiledGrant[],
  tools: SearchTools,
): Generator<ActionGroup> {
  for (const grant of after)
    for (const action of sampleActions(grant, before, tools)) {
      const had = before.map((old) => grantHere(old, action.lower)).filter(({ allow }) => allow.length > 0);
      const questions = [{ grant: grantHere(grant, action.lower), before: had }];
      yield { parts: [[action]], forms: resourceForms(action.name, tools.index), questions };
    }
}

function* sampleActions(
  grant: CompiledGrant,
  before: readonly CompiledGrant[],
  { index, budget }: SearchTools,
): Generator<NamedAction> {
  const residues = residueOf(grant, before);
  const isAsked = (lower: string) =>
    spend(budget, 1) &&
    residues.some(({ rule }) => rule.actions.covers(lower)) &&
    grant.limits.every((limit) => limit.some(({ actions }) => actions.covers(lower))) &&
    !grant.deny.some(({ actions, scope }) => scope.key === EVERYWHERE.key && actions.covers(lower));
  // What a limit names is asked first: of all actions it may leave few.
  const own = residues.flatMap(({ rule, patterns }) => (rule.actions.negated ? ['*'] : patterns));
  const patterns = new Set([...grant.limits.flat().flatMap(patternsOf), ...own]);
  const seen = new Set<string>();
  for (const pattern of [...patterns].slice(0, MOST_PATTERNS)) {
    const action = firstLike(pattern, isAsked, index);
    if (action === undefined || seen.has(action.lower)) continue;
    seen.add(action.lower);
    yield action;
    if (seen.size >= MOST_SAMPLES) return;
  }
}

const patternsOf = ({ actions: { negated, patterns } }: Rule) => (negated ? [] : patterns);

/** The first action that the pattern matches: of a pattern that names no service, the first of some service. */
function firstLike(
  pattern: string,
  isAsked: (lowerCaseName: string) => boolean,
  index: ActionIndex,
): NamedAction | undefined {
  if (!isPattern(pattern)) return isAsked(pattern) ? namedAction(index.listed(pattern) ?? pattern) : undefined;
  const { services, named } = listedActions(index);
  const glob = compileGlob(pattern);
  const service = serviceOf(pattern);
  const isLike = ({ lower }: NamedAction) => matches(glob, lower);
  if (service !== undefined && !isPattern(service))
    return services.get(service)?.find((action) => isLike(action) && isAsked(action.lower));
  for (const actions of services.values()) {
    const action = actions.find(isLike);
    if (action !== undefined && isAsked(action.lower)) return named(action.name);
  }
  return undefined;
}
