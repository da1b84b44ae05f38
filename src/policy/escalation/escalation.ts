// Which known ways to more permissions does an access open? Decided by meaning: after every Deny and boundary, whatever the policies' words.

import type { ActionIndex } from '../catalogue/index.ts';
import { type Access, compileAccess, type Manner, mannerOf, weakest } from '../compare/index.ts';
import type { Budget } from '../patterns/index.ts';
import { FURTHER_PATHS } from './further-paths.ts';
import type { EscalationPath } from './path.ts';
import { PATHFINDING_PATHS } from './pathfinding-paths.ts';
import { TAKEOVER_PATHS } from './takeover-paths.ts';

/** A path that is open. */
export interface OpenPath {
  readonly path: EscalationPath;
  /** Of its most limited action: a path is no wider than its narrowest part. */
  readonly manner: Manner;
  /** The actions that open it. */
  readonly actions: readonly string[];
}

export interface EscalationOptions {
  readonly index: ActionIndex;
  /** Whether the paths that work in control accounts count. */
  readonly control?: boolean;
  /** Shared with other questions; absent: all paths together have one of their own. */
  readonly budget?: Budget;
}

/** All known paths, by id. */
export const PATHS: readonly EscalationPath[] = [...PATHFINDING_PATHS, ...FURTHER_PATHS, ...TAKEOVER_PATHS];

/** For all paths together. */
const MOST_STEPS = 10_000_000;

/** The paths that the access opens beyond doubt, all its grants taken together, in the order of `PATHS`. */
export function escalationPaths(
  access: Access,
  { index, control = false, budget = { steps: MOST_STEPS } }: EscalationOptions,
): readonly OpenPath[] {
  const grants = compileAccess(access);
  const manners = new Map<string, Manner | undefined>();
  const mannerFor = (action: string): Manner | undefined => {
    if (!manners.has(action)) manners.set(action, mannerOf(action, grants, { index, budget }));
    return manners.get(action);
  };
  return PATHS.filter(({ scope }) => control || scope === 'account').flatMap((path) => openPath(path, mannerFor) ?? []);
}

function openPath(path: EscalationPath, mannerFor: (action: string) => Manner | undefined): OpenPath | undefined {
  const needed = path.allOf.map((action) => ({ action, manner: mannerFor(action) }));
  const choices = (path.anyOf ?? []).map((action) => ({ action, manner: mannerFor(action) })).filter(isOpen);
  if (!needed.every(isOpen) || (path.anyOf !== undefined && choices.length === 0)) return undefined;
  const manners = needed.map(({ manner }) => manner);
  // Of the alternatives the widest decides.
  const widest = STRENGTH.find((manner) => choices.some((choice) => choice.manner === manner));
  return {
    path,
    manner: weakest(widest === undefined ? manners : [...manners, widest]),
    actions: [...needed, ...choices].map(({ action }) => action),
  };
}

const isOpen = (part: {
  readonly manner: Manner | undefined;
}): part is { readonly action: string; readonly manner: Manner } => part.manner !== undefined;

const STRENGTH: readonly Manner[] = ['always', 'conditional', 'resource-scoped'];

/** Of several sessions, the paths that any of them opens by itself, each as widely as any does. */
export function widestPaths(sessions: readonly (readonly OpenPath[])[]): readonly OpenPath[] {
  if (sessions.length === 1) return sessions[0]!;
  const all = sessions.flat();
  const widest = STRENGTH.flatMap((manner) => all.filter((open) => open.manner === manner));
  return PATHS.flatMap((path) => widest.find((open) => open.path === path) ?? []);
}

/** Paths that are open after and were not before, or were narrower. */
export function pathsGained(before: readonly OpenPath[], after: readonly OpenPath[]): readonly OpenPath[] {
  const had = new Map(before.map(({ path, manner }) => [path.id, STRENGTH.indexOf(manner)]));
  return after.filter(({ path, manner }) => STRENGTH.indexOf(manner) < (had.get(path.id) ?? STRENGTH.length));
}
