// Which known ways to more permissions does an access open? Decided by meaning: after every Deny and boundary, whatever the policies' words.

import { memoizeByIdentity } from '../../memoize.ts';
import { RESTRICTIONS, type Restriction } from '../../restriction.ts';
import type { ActionIndex } from '../catalogue/index.ts';
import { type Access, compileAccess, type Restricted, restrictionsIn, weakest } from '../compare/index.ts';
import type { Budget } from '../patterns/index.ts';
import { FURTHER_PATHS } from './further-paths.ts';
import { conditionsOf, type Demand, type EscalationPath, type PathCondition } from './path.ts';
import { PATHFINDING_PATHS } from './pathfinding-paths.ts';
import { TAKEOVER_PATHS } from './takeover-paths.ts';

/** A path that is open. */
export interface OpenPath {
  readonly path: EscalationPath;
  /** Of its most limited action: a path is no wider than its narrowest part. */
  readonly restriction: Restriction;
  /** The actions that open it. */
  readonly actions: readonly string[];
}

export interface EscalationOptions {
  readonly index: ActionIndex;
  /** Whether the paths that work in control accounts count. */
  readonly control?: boolean;
  /** Shared with other questions; absent: all paths together have one of their own. */
  readonly budget?: Budget;
  /** The search was given up for some action: a path may be open, or wider, beside the answer. */
  readonly onGivenUp?: () => void;
}

/** What makes paths of them, each once. */
export function conditionsIn(open: readonly OpenPath[]): readonly PathCondition[] {
  const all = open.flatMap(({ path, actions }) => conditionsOf(path, actions));
  return [...new Map(all.map((condition) => [JSON.stringify(condition), condition])).values()];
}

/** All known paths, by id. */
export const PATHS: readonly EscalationPath[] = [...PATHFINDING_PATHS, ...FURTHER_PATHS, ...TAKEOVER_PATHS];

/** For all paths together. */
const MOST_STEPS = 10_000_000;

/** The paths that the access opens beyond doubt, all its grants taken together, in the order of `PATHS`. */
export function escalationPaths(
  access: Access,
  { index, control = false, budget = { steps: MOST_STEPS }, onGivenUp = () => undefined }: EscalationOptions,
): readonly OpenPath[] {
  const restrictions = restrictionsIn(compileAccess(access), { index, budget });
  const restrictionFor = (action: string, demand?: Demand): Restriction | undefined => {
    const { restriction, isGivenUp }: Restricted = restrictions.of(action, demand);
    if (isGivenUp) onGivenUp();
    return restriction;
  };
  return PATHS.filter(({ scope }) => control || scope === 'account').flatMap(
    (path) => openPath(path, restrictionFor) ?? [],
  );
}

/** The paths of any account that are open on every resource and without conditions: less work than to say how open each is. */
export function* unrestrictedPaths(
  access: Access,
  { index, budget, through = ANY }: UnrestrictedOptions,
): Generator<OpenPath> {
  const restrictions = restrictionsIn(compileAccess(access), { index, budget });
  for (const { path, needed } of pathsThrough(through)) {
    const { allOf, anyOf, when } = path;
    const isUnrestricted = (action: string) => restrictions.isUnrestricted(action, when?.[action]);
    if (!needed.every(isUnrestricted)) continue;
    const choices = (anyOf ?? []).filter(isUnrestricted);
    if (anyOf !== undefined && choices.length === 0) continue;
    const actions = [...allOf, ...choices];
    if (actions.some((action) => through.test(action))) yield { path, restriction: 'unrestricted', actions };
  }
}

/** Those of any account, each with the actions that it needs: first what it is asked for, by which most accesses are told to have none. */
const pathsThrough = memoizeByIdentity((through: RegExp) =>
  PATHS.filter(({ scope }) => scope === 'account')
    .filter(({ allOf, anyOf = [] }) => [...allOf, ...anyOf].some((action) => through.test(action)))
    .map((path) => {
      const needed = [...path.allOf].sort((a, b) => Number(through.test(b)) - Number(through.test(a)));
      return { path, needed };
    }),
);

export interface UnrestrictedOptions {
  readonly index: ActionIndex;
  readonly budget: Budget;
  /** Only paths that need an action like this. */
  readonly through?: RegExp;
}

const ANY = /./;

function openPath(
  path: EscalationPath,
  restrictionFor: (action: string, demand?: Demand) => Restriction | undefined,
): OpenPath | undefined {
  const partOf = (action: string) => ({ action, restriction: restrictionFor(action, path.when?.[action]) });
  const needed = path.allOf.map(partOf);
  const choices = (path.anyOf ?? []).map(partOf).filter(isOpen);
  if (!needed.every(isOpen) || (path.anyOf !== undefined && choices.length === 0)) return undefined;
  const restrictions = needed.map(({ restriction }) => restriction);
  // Of the alternatives the widest decides.
  const widest = RESTRICTIONS.find((restriction) => choices.some((choice) => choice.restriction === restriction));
  return {
    path,
    restriction: weakest(widest === undefined ? restrictions : [...restrictions, widest]),
    actions: [...needed, ...choices].map(({ action }) => action),
  };
}

const isOpen = (part: {
  readonly restriction: Restriction | undefined;
}): part is { readonly action: string; readonly restriction: Restriction } => part.restriction !== undefined;

/** Of several sessions, the paths that any of them opens by itself, each as widely as any does. */
export function widestPaths(sessions: readonly (readonly OpenPath[])[]): readonly OpenPath[] {
  if (sessions.length === 1) return sessions[0]!;
  const all = sessions.flat();
  const widest = RESTRICTIONS.flatMap((restriction) => all.filter((open) => open.restriction === restriction));
  return PATHS.flatMap((path) => widest.find((open) => open.path === path) ?? []);
}

/** Paths that are open after and were not before, or were narrower. */
export function pathsGained(before: readonly OpenPath[], after: readonly OpenPath[]): readonly OpenPath[] {
  const had = new Map(before.map(({ path, restriction }) => [path.id, RESTRICTIONS.indexOf(restriction)]));
  return after.filter(
    ({ path, restriction }) => RESTRICTIONS.indexOf(restriction) < (had.get(path.id) ?? RESTRICTIONS.length),
  );
}
