// Actions of one service in a row, and how the rules that speak of the service divide them. Most of a comparison's actions are those of a policy that
// hundreds of permission sets attach, in services of which what else these sets attach says nothing: such a run is divided once, and taken as a whole
// from then on.
//
// Premise: how a run is divided follows from its actions and the rules that speak of some action of its service, in their order. Rule: where these are the
// same objects, so are the parts. Nothing else of a comparison goes into them, and they cost it the same steps whether they are remembered or not.
import { memoizeByIdentity } from '../../memoize.ts';
import { type ActionIndex, type ResourceForms, resourceForms } from '../catalogue/index.ts';
import type { ActionSet } from '../patterns/index.ts';
import type { NamedAction } from './universe.ts';

export interface Run {
  /** Of all of `actions`, of which there is one at least. */
  readonly service: string | undefined;
  readonly actions: readonly NamedAction[];
  /** Other comparisons may have the same list of actions, as the same object. */
  readonly isShared: boolean;
}

/** Actions of a run that no rule tells apart. */
export interface Part {
  /** For each rule that speaks of the service whether it covers them, from the lowest bit on. */
  readonly covering: number;
  /** What else tells actions apart; `any`: the rules are about any resource, or it is not known which there are. */
  readonly kind: PartKind;
  readonly actions: readonly NamedAction[];
}

export type PartKind = ResourceForms | 'any' | 'future';

/** A rule, as far as it speaks of the actions of one service. */
export interface Speaking {
  readonly covers: ActionSet['covers'];
  /** It speaks of every action of the service. */
  readonly isWhole?: true;
  /** It is about any resource, without conditions on which it is. */
  readonly isPlain: boolean;
}

/** Rules that one number can tell from each other. */
export const MOST_BITS = 30;

/** In the order of their first actions. */
export function partsOf({ actions, isShared }: Run, key: string, rules: readonly Speaking[], index: ActionIndex) {
  if (!isShared) return divided(actions, rules, index);
  const known = partsIn(index)(actions);
  const there = known.get(key);
  if (there !== undefined) return there;
  const parts = divided(actions, rules, index);
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(key, parts);
  return parts;
}

/** Of one list, by the rules: see `Service.key`. */
const partsIn = memoizeByIdentity((_: ActionIndex) =>
  memoizeByIdentity((_actions: readonly NamedAction[]) => new Map<string, readonly Part[]>()),
);
const MOST_REMEMBERED = 500;

function divided(actions: readonly NamedAction[], rules: readonly Speaking[], index: ActionIndex): readonly Part[] {
  const parts: Part[] = [];
  const listOf = new Map<number, Map<PartKind, NamedAction[]>>();
  for (const action of actions) {
    const covering = coveringOf(action.lower, rules);
    const kind = kindOf(action, covering, rules, index);
    const lists = listOf.get(covering) ?? new Map<PartKind, NamedAction[]>();
    const list = lists.get(kind);
    if (list !== undefined) {
      list.push(action);
      continue;
    }
    const own = [action];
    listOf.set(covering, lists.set(kind, own));
    parts.push({ covering, kind, actions: own });
  }
  return parts;
}

function coveringOf(lowerCaseName: string, rules: readonly Speaking[]): number {
  let covering = 0;
  for (let place = 0; place < rules.length; place++) {
    const { isWhole, covers } = rules[place]!;
    if (isWhole || covers(lowerCaseName)) covering |= 1 << place;
  }
  return covering;
}

function kindOf(action: NamedAction, covering: number, rules: readonly Speaking[], index: ActionIndex): PartKind {
  const isPlain = rules.every((rule, place) => (covering & (1 << place)) === 0 || rule.isPlain);
  return partKindOf(action, isPlain, index);
}

/** Where the statements name no resource, it does not matter which there are. */
export function partKindOf({ name, isFuture }: NamedAction, isPlain: boolean, index: ActionIndex): PartKind {
  if (isFuture === true) return 'future';
  return (isPlain ? undefined : resourceForms(name, index)) ?? 'any';
}

/** Neighbours of one service. */
export function runsOf(actions: readonly NamedAction[]): readonly Run[] {
  const runs: { service: string | undefined; actions: NamedAction[]; isShared: true }[] = [];
  for (const action of actions) {
    const last = runs.at(-1);
    if (last !== undefined && last.service === action.service) last.actions.push(action);
    else runs.push({ service: action.service, actions: [action], isShared: true });
  }
  return runs;
}
