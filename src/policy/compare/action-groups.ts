// Which actions have to be looked at, and which of them are one question: those that the same statements speak of.

import { expandActions, type ResourceForms, resourceForms } from '../catalogue/index.ts';
import { ANYTHING, serviceOf, spend } from '../patterns/index.ts';
import { actionSetsIn, type CompiledGrant, grantHere, type Residue, residueOf } from './compiled-access.ts';
import { futureActions } from './future.ts';
import type { GrantHere, Question } from './question.ts';
import type { Rule } from './rules.ts';
import type { SearchTools } from './space.ts';
import { matching, type NamedAction, unlistedActions } from './universe.ts';

/** Actions that no statement tells apart, and the questions to be asked for them: one for each grant that may allow more. */
export interface ActionGroup {
  /** All of today, or all that AWS has yet to add. */
  readonly actions: readonly NamedAction[];
  /** The resources that each of them can have; undefined: any, or no statement tells one from another. */
  readonly forms: ResourceForms | undefined;
  readonly questions: readonly Question[];
}

export interface Grouping {
  readonly groups: readonly ActionGroup[];
  /** Patterns of unlisted actions that could not all be told apart. */
  readonly overBudget: readonly string[];
  /** Actions that could not be looked at any more. */
  readonly leftOut: readonly NamedAction[];
}

export function groupActions(
  before: readonly CompiledGrant[],
  after: readonly CompiledGrant[],
  tools: SearchTools,
): Grouping {
  const residues = after.map((grant) => residueOf(grant, before));
  const nothing: Grouping = { groups: [], overBudget: [], leftOut: [] };
  if (residues.every((residue) => residue.length === 0)) return nothing;
  const sets = actionSetsIn([...before, ...after]);
  const patterns = patternsIn(residues.flat());
  const unlisted = unlistedActions(patterns, sets, tools);
  const actions = unlisted && concerned(residues.flat(), unlisted.actions, tools);
  if (unlisted === undefined || actions === undefined) return { ...nothing, overBudget: [...patterns.values()] };
  const future = futureActions(residues.flat(), [...before, ...after], tools);
  const asked = after.filter((_, place) => residues[place]!.length > 0);
  const signer = signerOf(before, asked);
  const groups = new Map<string, Pick<ActionGroup, 'forms'> & { actions: NamedAction[]; readonly here: Here }>();
  const leftOut: NamedAction[] = [];
  for (const action of [...actions, ...future.actions]) {
    if (!spend(tools.budget, signer.workOf(action))) {
      leftOut.push(action);
      continue;
    }
    const { key, here, isPlain } = signer.sign(action.lower);
    // Where the statements name no resource, it does not matter which there are.
    const forms = action.isFuture === true || isPlain ? undefined : resourceForms(action.name, tools.index);
    const name = `${action.isFuture === true} ${isPlain ? '' : (forms?.key ?? 'any')} ${key}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { actions: [action], forms, here: here() });
    else group.actions.push(action);
  }
  return {
    groups: [...groups.values()].flatMap(({ actions: grouped, forms, here }) => {
      const questions = here.grants.map((grant) => ({ grant, before: here.before }));
      return questions.length === 0 ? [] : [{ actions: grouped, forms, questions }];
    }),
    overBudget: [...new Set([...unlisted.overBudget, ...future.overBudget])],
    leftOut,
  };
}

/** What residues speak of, by lower case, as written. */
function patternsIn(residues: readonly Residue[]): ReadonlyMap<string, string> {
  return new Map(
    residues.flatMap(({ rule: { actions }, patterns }) =>
      actions.negated ? [['*', '*'] as const] : patterns.map((one) => [one, actions.written.get(one) ?? one] as const),
    ),
  );
}

/** Every action that some residue speaks of; undefined: it takes too long to say. */
function concerned(
  residues: readonly Residue[],
  unlisted: readonly NamedAction[],
  tools: SearchTools,
): Iterable<NamedAction> | undefined {
  const actions = new Map<string, NamedAction>();
  const seen = new Set<string>();
  const add = (action: NamedAction) => actions.has(action.lower) || actions.set(action.lower, action);
  for (const { rule, patterns } of residues) {
    const negated = rule.actions.negated;
    for (const pattern of negated ? ['*'] : patterns) {
      if (!negated && seen.has(pattern)) continue;
      if (!negated) seen.add(pattern);
      const names = expandActions(pattern, tools.index);
      if (!spend(tools.budget, names.length + unlisted.length)) return undefined;
      for (const name of names) {
        const lower = name.toLowerCase();
        if (negated && !spend(tools.budget, rule.actions.globs(serviceOf(lower)).length)) return undefined;
        if (!negated || rule.actions.covers(lower)) add({ name, lower });
      }
      for (const action of matching(pattern, unlisted)) if (!negated || rule.actions.covers(action.lower)) add(action);
    }
  }
  return actions.values();
}

interface Here {
  /** Grants that may allow more than before. */
  readonly grants: readonly GrantHere[];
  readonly before: readonly GrantHere[];
}

interface Signature {
  readonly key: string;
  readonly here: () => Here;
  /** The statements are about any resource. */
  readonly isPlain: boolean;
}

interface Signer {
  readonly workOf: (action: NamedAction) => number;
  readonly sign: (lowerCaseName: string) => Signature;
}

/** What the statements say about one action: a key for it, and, when the key is a new one, the scopes themselves. */
function signerOf(before: readonly CompiledGrant[], asked: readonly CompiledGrant[]): Signer {
  const numbers = new Map<string, number>();
  const numberOf = ({ scope }: Rule) => {
    const known = numbers.get(scope.key) ?? numbers.size;
    numbers.set(scope.key, known);
    return known;
  };
  const lists = [...asked, ...before].flatMap(({ allow, deny, boundary = [] }) => [allow, deny, boundary]);
  const numbered = lists.map((rules) =>
    rules
      .map((rule): Numbered => ({ covers: rule.actions.covers, number: numberOf(rule), isPlain: isPlain(rule) }))
      .sort((a, b) => a.number - b.number),
  );
  const rules = lists.flat();
  const asks = new Map<string, number>();
  const workOf = ({ lower }: NamedAction) => {
    const service = serviceOf(lower) ?? '';
    const known =
      asks.get(service) ?? rules.reduce((work, { actions }) => work + 1 + 2 * actions.globs(service).length, 0);
    asks.set(service, known);
    return known;
  };
  const sign: Signer['sign'] = (name) => ({
    ...keyOf(numbered, name),
    here: () => {
      const mayAllow = ({ allow }: GrantHere) => allow.length > 0;
      const hereOf = (grants: readonly CompiledGrant[]) =>
        grants.map((grant) => grantHere(grant, name)).filter(mayAllow);
      return { grants: hereOf(asked), before: hereOf(before) };
    },
  });
  return { workOf, sign };
}

interface Numbered {
  readonly covers: (lowerCaseName: string) => boolean;
  /** Of the scope. */
  readonly number: number;
  /** Equal for all of a scope. */
  readonly isPlain: boolean;
}

/** For each list, in their order, the scopes that speak of the action. Asked of every action there is, so that it makes nothing but the key. */
function keyOf(lists: readonly (readonly Numbered[])[], name: string): Pick<Signature, 'key' | 'isPlain'> {
  let key = '';
  let allPlain = true;
  for (const rules of lists) {
    let last = -1;
    for (const { covers, number, isPlain: plain } of rules) {
      if (number === last || !covers(name)) continue;
      key += `${number},`;
      last = number;
      allPlain &&= plain;
    }
    key += ';';
  }
  return { key, isPlain: allPlain };
}

const isPlain = ({ scope: { negated, patterns } }: Rule) => !negated && patterns[0]?.key === ANYTHING.key;
