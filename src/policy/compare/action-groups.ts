// Which actions have to be looked at, and which of them are one question: those that the same statements speak of.

import { memoize, memoizeByIdentity } from '../../memoize.ts';
import { type ActionIndex, expandActions, type ResourceForms } from '../catalogue/index.ts';
import { type ActionSet, ANYTHING, type Budget, isPattern, serviceOf, spend } from '../patterns/index.ts';
import { MOST_BITS, type PartKind, partKindOf, partsOf, type Run, runsOf, type Speaking } from './action-runs.ts';
import { actionSetsIn, type CompiledGrant, grantHere, type Residue, residueOf } from './compiled-access.ts';
import { futureActions } from './future.ts';
import type { GrantHere, Question } from './question.ts';
import type { Rule } from './rules.ts';
import type { SearchTools } from './space.ts';
import { listedActions, matching, type NamedAction, unlistedActions } from './universe.ts';

/** Actions that no statement tells apart, and the questions to be asked for them: one for each grant that may allow more. */
export interface ActionGroup {
  /** All of today, or all that AWS has yet to add. INVARIANT: no part is empty. */
  readonly parts: readonly (readonly NamedAction[])[];
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
  const asked = [...new Set(residues.flat().map(patternsIn))];
  const unlisted = unlistedActions(asked, sets, tools);
  const runs = unlisted && concerned(residues.flat(), unlisted.actions, tools);
  if (unlisted === undefined || runs === undefined)
    return { ...nothing, overBudget: [...new Map(asked.flatMap((some) => [...some])).values()] };
  const future = futureActions(residues.flat(), [...before, ...after], tools);
  const askedGrants = after.filter((_, place) => residues[place]!.length > 0);
  const signer = signerOf(before, askedGrants, tools.budget);
  const groups: { readonly parts: Parts; readonly forms: ActionGroup['forms']; readonly here: Here }[] = [];
  const leftOut: NamedAction[] = [];
  const groupOf = (kind: PartKind, { here, groups: known }: Signature, { lower }: NamedAction) => {
    const there = known.get(kind);
    if (there !== undefined) return there;
    const group = { parts: [], forms: typeof kind === 'string' ? undefined : kind, here: here(lower) };
    groups.push(group);
    known.set(kind, group.parts);
    return group.parts;
  };
  const addOneByOne = ({ service: name, actions }: Run) => {
    for (const action of actions) {
      const service = signer(name);
      if (service !== undefined && spend(tools.budget, service.work)) {
        const signature = service.sign(action.lower);
        groupOf(partKindOf(action, signature.isPlain, tools.index), signature, action).push([action]);
      } else leftOut.push(action);
    }
  };
  for (const run of [...runs, ...future.runs]) {
    const service = signer(run.service);
    const work = (service?.work ?? 0) * run.actions.length;
    if (service?.speaking === undefined || work > tools.budget.steps) {
      addOneByOne(run);
      continue;
    }
    spend(tools.budget, work);
    for (const { covering, kind, actions } of partsOf(run, service.key, service.speaking, tools.index)) {
      groupOf(kind, service.signCovered(covering), actions[0]!).push(actions);
    }
  }
  return {
    groups: groups.flatMap(({ parts, forms, here }) => {
      const questions = here.grants.map((grant) => ({ grant, before: here.before }));
      return questions.length === 0 ? [] : [{ parts, forms, questions }];
    }),
    overBudget: [...new Set([...unlisted.overBudget, ...future.overBudget])],
    leftOut,
  };
}

/** What a residue speaks of, by lower case, as written. */
function patternsIn({ rule, patterns }: Residue): ReadonlyMap<string, string> {
  return rule.actions.negated ? EVERY_ACTION : writtenIn(rule.actions)(patterns);
}

const EVERY_ACTION: ReadonlyMap<string, string> = new Map([['*', '*']]);

const writtenIn = memoizeByIdentity(({ written }: ActionSet) =>
  memoizeByIdentity(
    (patterns: readonly string[]): ReadonlyMap<string, string> =>
      new Map(patterns.map((pattern) => [pattern, written.get(pattern) ?? pattern])),
  ),
);

/** Of one service, those that are there. Of most nobody asks a second time. */
type Listed = () => Set<NamedAction>;
const listedOnce = (actions: readonly NamedAction[]): Listed => memoize(() => new Set(actions));

/** Every action that some residue speaks of, once; undefined: it takes too long to say. */
function concerned(
  residues: readonly Residue[],
  unlisted: readonly NamedAction[],
  tools: SearchTools,
): readonly Run[] | undefined {
  const { services } = listedActions(tools.index);
  const runs: Run[] = [];
  const listedThere = new Map<string | undefined, Listed>();
  const unlistedThere = new Set<NamedAction>();
  const addRun = (run: Run) => {
    const known = listedThere.get(run.service);
    if (known === undefined) {
      listedThere.set(run.service, listedOnce(run.actions));
      runs.push(run);
      return;
    }
    const there = known();
    const added = run.actions.filter((action) => !there.has(action));
    for (const action of added) there.add(action);
    if (added.length === run.actions.length) runs.push(run);
    else if (added.length > 0) runs.push({ ...run, actions: added, isShared: false });
  };
  const add = (action: NamedAction) => {
    if (unlistedThere.has(action)) return;
    unlistedThere.add(action);
    runs.push({ service: action.service, actions: [action], isShared: false });
  };
  for (const { rule, patterns } of residues) {
    const { negated, covers, coversIn, coversService, globs } = rule.actions;
    if (!negated) {
      const listed = listedIn(tools.index)(patterns);
      if (!spend(tools.budget, listed.size + patterns.length * unlisted.length)) return undefined;
      listed.runs.forEach(addRun);
      const own = unlisted.filter(({ lower }) => covers(lower));
      for (const pattern of patternsAbout(patterns, own)) matching(pattern, own).forEach(add);
      continue;
    }
    if (!spend(tools.budget, unlisted.length)) return undefined;
    for (const [service, actions] of services) {
      if (!spend(tools.budget, actions.length * (1 + globs(service).length))) return undefined;
      const isWhole = coversService(service);
      if (isWhole === true && actions.length > 0) addRun({ service, actions, isShared: true });
      if (isWhole !== undefined) continue;
      const isCovered = coversIn(service);
      const covered = actions.filter(({ lower }) => isCovered(lower));
      if (covered.length > 0) addRun({ service, actions: covered, isShared: false });
    }
    for (const action of unlisted) if (covers(action.lower)) add(action);
  }
  return runs;
}

/** Those that may match one of the actions, in their order. */
function patternsAbout(patterns: readonly string[], actions: readonly NamedAction[]): readonly string[] {
  if (actions.length === 0) return [];
  const placesOf = placesIn(patterns);
  // `undefined`: those that name no service.
  const services = new Set([undefined, ...actions.map(({ service }) => service)]);
  const places = [...services].flatMap((service) => placesOf.get(service) ?? []);
  return places.sort((a, b) => a - b).map((place) => patterns[place]!);
}

/** Where the patterns stand that name a service. */
const placesIn = memoizeByIdentity(
  (patterns: readonly string[]): ReadonlyMap<string | undefined, readonly number[]> => {
    const places = new Map<string | undefined, number[]>();
    for (const [place, pattern] of patterns.entries()) {
      const prefix = serviceOf(pattern);
      const service = prefix === undefined || isPattern(prefix) ? undefined : prefix;
      const there = places.get(service);
      if (there === undefined) places.set(service, [place]);
      else there.push(place);
    }
    return places;
  },
);

/** The listed actions of some patterns. Many comparisons are about the same ones: see `residueOf`. */
const listedIn = memoizeByIdentity((index: ActionIndex) =>
  memoizeByIdentity((patterns: readonly string[]): { readonly size: number; readonly runs: readonly Run[] } => {
    const names = [...new Set(patterns.flatMap((pattern) => expandActions(pattern, index)))];
    return { size: names.length, runs: runsOf(names.map(listedActions(index).named)) };
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
  /** The groups that it is made into. */
  readonly groups: Map<PartKind, Parts>;
}

type Parts = (readonly NamedAction[])[];

interface Service {
  /** Of signing one more action. */
  readonly work: number;
  readonly sign: (lowerCaseName: string) => Signature;
  /** The rules that speak of it, as many as one number can tell apart; undefined: they are more. */
  readonly speaking: readonly Speaking[] | undefined;
  /** Equal keys: the same rules speak of it, in the same order. */
  readonly key: string;
  /** Of an action that these of the rules cover: see `Part`. */
  readonly signCovered: (covering: number) => Signature;
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
  const ordered = lists.map((list) =>
    list
      .map(
        (rule): Numbered => ({
          id: idOf(rule),
          actions: rule.actions,
          covers: rule.actions.covers,
          number: numberOf(rule),
          isPlain: isPlain(rule),
        }),
      )
      .sort((a, b) => a.number - b.number),
  );
  const numbered = ordered.map(byService);
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
  /** By the keys of services: most have the same as many others. */
  const signed = new Map<string, Map<number, Signature>>();
  const describe = (service: string | undefined): Described => {
    const speaking = numbered.map((rulesFor) => speakingOf(service, rulesFor(service)));
    const rulesHere = speaking.flat();
    return {
      globs: rules.reduce((sum, { actions }) => sum + actions.globs(service ?? '').length, 0),
      isWhole: rulesHere.every(({ isWhole }) => isWhole),
      speaking: rulesHere.length > MOST_BITS ? undefined : rulesHere,
      key: speaking.map((list) => list.map(({ id }) => id).join()).join(';'),
    };
  };
  const described = describedBy(ordered);
  const serviceNamed = (service: string | undefined): Service | undefined => {
    const { globs, isWhole, speaking, key } = described(service, describe);
    const work = rules.length + 2 * globs;
    if (!spend(budget, work)) return undefined;
    const known = signed.get(key) ?? new Map<number, Signature>();
    signed.set(key, known);
    const speakingLists = memoize(() => numbered.map((rulesFor) => speakingOf(service, rulesFor(service))));
    const signatureOf = (speaks: (rule: Numbered) => boolean) => signature(saidBy(speakingLists(), speaks));
    return {
      work: isWhole ? 1 : work,
      sign: (name) => signatureOf((rule) => rule.isWhole === true || rule.covers(name)),
      speaking,
      key,
      signCovered: (covering) => {
        const there = known.get(covering);
        if (there !== undefined) return there;
        let place = 0;
        const made = signatureOf(() => (covering & (1 << place++)) !== 0);
        known.set(covering, made);
        return made;
      },
    };
  };
  const services = new Map<string | undefined, Service>();
  return (service) => {
    const known = services.get(service) ?? serviceNamed(service);
    if (known !== undefined) services.set(service, known);
    return known;
  };
}

/** What the rules say about a service. */
interface Described extends Pick<Service, 'speaking' | 'key'> {
  /** How many patterns with wildcards may match an action of it. */
  readonly globs: number;
  /** Each rule that speaks of it speaks of all its actions. */
  readonly isWhole: boolean;
}

/**
 * Of a service that only the rules with many services speak of, as they are in the policies that many permission sets attach, it is found once for all
 * comparisons that have these rules in this order.
 */
function describedBy(lists: readonly (readonly Numbered[])[]) {
  const wide = lists.map((list) => list.filter(isWide));
  const [first] = wide.flat();
  const narrow = lists.flat().filter((rule) => !isWide(rule));
  const services = new Set(narrow.flatMap(({ actions }) => [...(actions.named() ?? [])]));
  const known = first && knownOf(first.actions, wide.map((list) => list.map(({ id }) => id).join()).join(';'));
  return (service: string | undefined, describe: (service: string | undefined) => Described): Described => {
    if (known === undefined || service === undefined || services.has(service)) return describe(service);
    const there = known.get(service) ?? describe(service);
    known.set(service, there);
    return there;
  };
}

const MANY_SERVICES = 16;

const isWide = ({ actions }: Numbered) => actions.negated || (actions.named()?.size ?? MANY_SERVICES) >= MANY_SERVICES;

const knownIn = memoizeByIdentity((_: ActionSet) => new Map<string, Map<string, Described>>());
const MOST_KNOWN = 100;

function knownOf(first: ActionSet, rules: string): Map<string, Described> {
  const all = knownIn(first);
  const known = all.get(rules) ?? new Map<string, Described>();
  if (all.size >= MOST_KNOWN) all.clear();
  all.set(rules, known);
  return known;
}

interface Numbered extends Speaking {
  readonly actions: ActionSet;
  /** Of the rule, among all that there ever were. */
  readonly id: number;
  /** Of the scope. */
  readonly number: number;
}

let latestId = 0;
const idOf = memoizeByIdentity((_: Rule) => ++latestId);

/** Those that may speak of a service, in their order: of hundreds of services most rules name a few. */
function byService(list: readonly Numbered[]): (service: string | undefined) => readonly Numbered[] {
  const named = new Map<string, Numbered[]>();
  const isOfAny = ({ actions }: Numbered) => actions.negated || actions.named() === undefined;
  if (list.some(isOfAny)) return () => list;
  for (const rule of list)
    for (const service of rule.actions.named()!) {
      const known = named.get(service);
      if (known === undefined) named.set(service, [rule]);
      else known.push(rule);
    }
  return (service) => (service === undefined ? list : (named.get(service) ?? []));
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

/** For each list, in their order, the scopes that speak of the action. Of each rule it is asked once whether it does. */
function saidBy(lists: readonly (readonly Numbered[])[], speaks: (rule: Numbered) => boolean): Said {
  let key = '';
  let allPlain = true;
  for (const rules of lists) {
    let last = -1;
    for (const rule of rules) {
      if (!speaks(rule) || rule.number === last) continue;
      key += `${rule.number},`;
      last = rule.number;
      allPlain &&= rule.isPlain;
    }
    key += ';';
  }
  return { key, isPlain: allPlain };
}

const isPlain = ({ scope: { negated, patterns } }: Rule) => !negated && patterns[0]?.key === ANYTHING.key;
