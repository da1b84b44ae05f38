// Which known ways to more permissions does an access open? Decided by meaning: after every Deny and boundary, whatever the policies' words.

import { RESTRICTIONS, type Restriction } from '../../restriction.ts';
import type { ActionIndex } from '../catalogue/index.ts';
import { type Access, compileAccess, restrictionOf, unrestrictedActions, weakest } from '../compare/index.ts';
import type { Budget } from '../patterns/index.ts';
import { FURTHER_PATHS } from './further-paths.ts';
import type { Demand, EscalationPath } from './path.ts';
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

/** All known paths, by id. */
export const PATHS: readonly EscalationPath[] = [...PATHFINDING_PATHS, ...FURTHER_PATHS, ...TAKEOVER_PATHS];

/** For all paths together. */
const MOST_STEPS = 10_000_000;

/** The paths that the access opens beyond doubt, all its grants taken together, in the order of `PATHS`. */
export function escalationPaths(
  access: Access,
  { index, control = false, budget = { steps: MOST_STEPS }, onGivenUp = () => undefined }: EscalationOptions,
): readonly OpenPath[] {
  const grants = compileAccess(access);
  const restrictions = new Map<string, Restriction | undefined>();
  const restrictionFor = (action: string, demand?: Demand): Restriction | undefined => {
    const key = demand === undefined ? action : `${action} ${demand.key} ${demand.values.join()}`;
    if (!restrictions.has(key))
      restrictions.set(key, restrictionOf(action, grants, { index, budget, onGivenUp, ...(demand && { demand }) }));
    return restrictions.get(key);
  };
  return PATHS.filter(({ scope }) => control || scope === 'account').flatMap(
    (path) => openPath(path, restrictionFor) ?? [],
  );
}

export interface UnrestrictedOptions {
  readonly index: ActionIndex;
  readonly budget: Budget;
  /** Only paths that need an action like this. */
  readonly through: RegExp;
}

/** The first path of any account that is open on every resource and without conditions. Most accesses are told to have none by a few actions. */
export function unrestrictedPath(
  access: Access,
  { index, budget, through }: UnrestrictedOptions,
): OpenPath | undefined {
  const isUnrestrictedFor = unrestrictedActions(compileAccess(access), { index, budget });
  const isUnrestricted = ({ when }: EscalationPath, action: string) => isUnrestrictedFor(action, when?.[action]);
  for (const path of PATHS) {
    const { allOf, anyOf, scope } = path;
    if (scope !== 'account' || ![...allOf, ...(anyOf ?? [])].some((action) => through.test(action))) continue;
    const sorted = [...allOf].sort((a, b) => Number(through.test(b)) - Number(through.test(a)));
    if (!sorted.every((action) => isUnrestricted(path, action))) continue;
    const choices = (anyOf ?? []).filter((action) => isUnrestricted(path, action));
    if (anyOf !== undefined && choices.length === 0) continue;
    const actions = [...allOf, ...choices];
    if (actions.some((action) => through.test(action))) return { path, restriction: 'unrestricted', actions };
  }
  return undefined;
}

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
