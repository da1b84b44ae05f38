// Which actions have to be looked at, and which of them are one question: those that the same statements speak of.

import { memoize, memoizeByIdentity } from '../../memoize.ts';
import { type ActionIndex, expandActions, type ResourceForms, resourceForms } from '../catalogue/index.ts';
import { type ActionSet, ANYTHING, type Budget, spend } from '../patterns/index.ts';
import { actionSetsIn, type CompiledGrant, grantHere, type Residue, residueOf } from './compiled-access.ts';
import { futureActions } from './future.ts';
import type { GrantHere, Question } from './question.ts';
import type { Rule } from './rules.ts';
import type { SearchTools } from './space.ts';
import { listedActions, matching, type NamedAction, unlistedActions } from './universe.ts';

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
  const signer = signerOf(before, asked, tools.budget);
  const groups: { readonly actions: NamedAction[]; readonly forms: ActionGroup['forms']; readonly here: Here }[] = [];
  const leftOut: NamedAction[] = [];
  const groupOf = ({ name, lower, isFuture }: NamedAction, { isPlain, here, groups: known }: Signature) => {
    // Where the statements name no resource, it does not matter which there are.
    const forms = isFuture === true || isPlain ? undefined : resourceForms(name, tools.index);
    const key = isFuture === true ? 'future' : (forms ?? 'any');
    const there = known.get(key);
    if (there !== undefined) return there;
    const group = { actions: [], forms, here: here(lower) };
    groups.push(group);
    known.set(key, group.actions);
    return group.actions;
  };
  for (const list of [actions, future.actions]) {
    let latest: { readonly name: string | undefined; readonly service: Service | undefined } | undefined;
    for (const action of list) {
      if (latest === undefined || latest.name !== action.service || latest.service === undefined)
        latest = { name: action.service, service: signer(action.service) };
      const { service } = latest;
      if (service !== undefined && spend(tools.budget, service.work))
        groupOf(action, service.sign(action.lower)).push(action);
      else leftOut.push(action);
    }
  }
  return {
    groups: groups.flatMap(({ actions: grouped, forms, here }) => {
      const questions = here.grants.map((grant) => ({ grant, before: here.before }));
      return questions.length === 0 ? [] : [{ actions: grouped, forms, questions }];
    }),
    overBudget: [...new Set([...unlisted.overBudget, ...future.overBudget])],
    leftOut,
  };
}

/** What residues speak of, by lower case, as written. */
function patternsIn(residues: readonly Residue[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { rule, patterns } of residues) {
    const { negated, written } = rule.actions;
    if (negated) found.set('*', '*');
    else for (const one of patterns) found.set(one, written.get(one) ?? one);
  }
  return found;
}

/** Every action that some residue speaks of; undefined: it takes too long to say. */
function concerned(
  residues: readonly Residue[],
  unlisted: readonly NamedAction[],
  tools: SearchTools,
): readonly NamedAction[] | undefined {
  const { size, services } = listedActions(tools.index);
  const actions: NamedAction[] = [];
  const isListedThere = new Uint8Array(size);
  const unlistedThere = new Set<NamedAction>();
  const add = (action: NamedAction) => {
    const { place } = action;
    if (place === undefined ? unlistedThere.has(action) : isListedThere[place] === 1) return;
    actions.push(action);
    if (place === undefined) unlistedThere.add(action);
    else isListedThere[place] = 1;
  };
  for (const { rule, patterns } of residues) {
    const { negated, covers, coversIn, coversService, globs } = rule.actions;
    if (!negated) {
      const listed = listedIn(tools.index)(patterns);
      if (!spend(tools.budget, listed.length + patterns.length * unlisted.length)) return undefined;
      listed.forEach(add);
      const own = unlisted.filter(({ lower }) => covers(lower));
      if (own.length > 0) for (const pattern of patterns) matching(pattern, own).forEach(add);
      continue;
    }
    if (!spend(tools.budget, unlisted.length)) return undefined;
    for (const [service, listed] of services) {
      if (!spend(tools.budget, listed.length * (1 + globs(service).length))) return undefined;
      const isWhole = coversService(service);
      if (isWhole !== undefined) {
        if (isWhole) listed.forEach(add);
        continue;
      }
      const isCovered = coversIn(service);
      for (const action of listed) if (isCovered(action.lower)) add(action);
    }
    for (const action of unlisted) if (covers(action.lower)) add(action);
  }
  return actions;
}

/** The listed actions of some patterns. Many comparisons are about the same ones: see `residueOf`. */
const listedIn = memoizeByIdentity((index: ActionIndex) =>
  memoizeByIdentity((patterns: readonly string[]): readonly NamedAction[] => {
    return [...new Set(patterns.flatMap((pattern) => expandActions(pattern, index)))].map(listedActions(index).named);
  }),
);

interface Here {
  /** Grants that may allow more than before. */
  readonly grants: readonly GrantHere[];
  readonly before: readonly GrantHere[];
}

/** What the statements say about some actions. */
interface Signature {
  readonly here: (lowerCaseName: string) => Here;
  /** The statements are about any resource. */
  readonly isPlain: boolean;
  /** The groups that it is made into, by what else tells actions apart: that nobody knows them yet, or the resources that they can have. */
  readonly groups: Map<ResourceForms | 'any' | 'future', NamedAction[]>;
}

interface Service {
  /** Of signing one more action. */
  readonly work: number;
  readonly sign: (lowerCaseName: string) => Signature;
}

/** Actions that the statements do not tell apart have one signature. Most services are covered whole by each statement or not at all, and have but one. */
function signerOf(
  before: readonly CompiledGrant[],
  asked: readonly CompiledGrant[],
  budget: Budget,
): (service: string | undefined) => Service | undefined {
  const numbers = new Map<string, number>();
  const numberOf = ({ scope }: Rule) => {
    const known = numbers.get(scope.key) ?? numbers.size;
    numbers.set(scope.key, known);
    return known;
  };
  const lists = [...asked, ...before].flatMap(({ allow, deny, limits }) => [allow, deny, ...limits]);
  const numbered = lists.map((rules) =>
    rules
      .map(
        (rule): Numbered => ({
          actions: rule.actions,
          covers: rule.actions.covers,
          number: numberOf(rule),
          isPlain: isPlain(rule),
        }),
      )
      .sort((a, b) => a.number - b.number),
  );
  const rules = lists.flat();
  const hereOf = (grants: readonly CompiledGrant[], name: string) =>
    grants.map((grant) => grantHere(grant, name)).filter(({ allow }) => allow.length > 0);
  const here: Signature['here'] = (name) => ({ grants: hereOf(asked, name), before: hereOf(before, name) });

  const signatures = new Map<string, Signature>();
  const signature = ({ key, isPlain: plain }: Said): Signature => {
    const made = signatures.get(key) ?? { here, isPlain: plain, groups: new Map() };
    signatures.set(key, made);
    return made;
  };
  const serviceNamed = (service: string | undefined): Service | undefined => {
    const work = rules.reduce((sum, { actions }) => sum + 1 + 2 * actions.globs(service ?? '').length, 0);
    if (!spend(budget, work)) return undefined;
    const speaking = numbered.map((list) => speakingOf(service, list));
    if (!speaking.flat().every(({ isWhole }) => isWhole)) return { work, sign: signing(speaking) };
    const only = memoize(() => signature(saidBy(speaking, '')));
    return { work: 1, sign: only };
  };
  /** As long as few rules speak of a service, which of them speak of an action is one number. */
  const signing = (speaking: readonly (readonly Numbered[])[]): Service['sign'] => {
    const rulesHere = speaking.flat();
    if (rulesHere.length > MOST_BITS) return (name) => signature(saidBy(speaking, name));
    const known = new Map<number, Signature>();
    return (name) => {
      let bits = 0;
      for (let place = 0; place < rulesHere.length; place++) {
        const { isWhole, covers } = rulesHere[place]!;
        if (isWhole || covers(name)) bits |= 1 << place;
      }
      const there = known.get(bits) ?? signature(saidBy(speaking, name));
      known.set(bits, there);
      return there;
    };
  };
  const services = new Map<string | undefined, Service>();
  return (service) => {
    const known = services.get(service) ?? serviceNamed(service);
    if (known !== undefined) services.set(service, known);
    return known;
  };
}

const MOST_BITS = 30;

interface Numbered {
  readonly actions: ActionSet;
  readonly covers: ActionSet['covers'];
  /** Of the scope. */
  readonly number: number;
  /** Equal for all of a scope. */
  readonly isPlain: boolean;
  /** It speaks of every action of the service. */
  readonly isWhole?: true;
}

/** Those that speak of some action of the service. */
function speakingOf(service: string | undefined, list: readonly Numbered[]): readonly Numbered[] {
  if (service === undefined) return list;
  return list.flatMap((rule): readonly Numbered[] => {
    const isWhole = rule.actions.coversService(service);
    if (isWhole === undefined) return [{ ...rule, covers: rule.actions.coversIn(service) }];
    return isWhole ? [{ ...rule, isWhole }] : [];
  });
}

interface Said {
  readonly key: string;
  readonly isPlain: boolean;
}

/** For each list, in their order, the scopes that speak of the action. Asked of most actions there are, so that it makes nothing but the key. */
function saidBy(lists: readonly (readonly Numbered[])[], name: string): Said {
  let key = '';
  let allPlain = true;
  for (const rules of lists) {
    let last = -1;
    for (const { covers, number, isWhole, isPlain: plain } of rules) {
      if (number === last || !(isWhole || covers(name))) continue;
      key += `${number},`;
      last = number;
      allPlain &&= plain;
    }
    key += ';';
  }
  return { key, isPlain: allPlain };
}

const isPlain = ({ scope: { negated, patterns } }: Rule) => !negated && patterns[0]?.key === ANYTHING.key;
