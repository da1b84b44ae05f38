// The engine's answer, condensed to what a plan carries: figures, the worst example, the escalation paths, what could not be told.

import { optional } from '../optional.ts';
import { type AccessChange, summaryOf } from '../policy/answers/index.ts';
import type { ActionIndex } from '../policy/catalogue/index.ts';
import { type Access, type Gain, isNothing, type NewAccess, type Unresolved } from '../policy/compare/index.ts';
import {
  conditionsOf,
  type EscalationOptions,
  escalationPaths,
  type OpenPath,
  pathsGained,
} from '../policy/escalation/index.ts';
import {
  type Difference,
  type DoubtSummary,
  isNothingEver,
  type Meaning,
  type PathSummary,
  type Witness,
} from './meaning.ts';

/** The escalation paths that are open on either side; asked only where there is a difference. */
export interface PathsAround {
  readonly before: () => FoundPaths;
  readonly after: () => FoundPaths;
}

export interface FoundPaths {
  readonly open: readonly OpenPath[];
  /** The search was given up: others may be open, too. */
  readonly isGivenUp: boolean;
}

export function foundPaths(access: Access, options: Omit<EscalationOptions, 'onGivenUp'>): FoundPaths {
  let isGivenUp = false;
  const onGivenUp = () => {
    isGivenUp = true;
  };
  return { open: escalationPaths(access, { ...options, onGivenUp }), isGivenUp };
}

const NO_PATHS: FoundPaths = { open: [], isGivenUp: false };

/** All that sets allow: what whoever had nothing gains. */
export function allowedFrom(allowed: NewAccess, paths: () => FoundPaths, index: ActionIndex): Difference {
  return differenceOf(allowed, isNothing(allowed) ? NO_PATHS : paths(), index);
}

export function meaningFrom(change: AccessChange, { before, after }: PathsAround, index: ActionIndex): Meaning {
  const isEqual = isNothing(change.gained) && isNothing(change.lost);
  const [had, has] = isEqual ? [NO_PATHS, NO_PATHS] : [before(), after()];
  const isGivenUp = had.isGivenUp || has.isGivenUp;
  // What is not allowed opens no path.
  const released = differenceOf(change.released, NO_PATHS, index);
  return {
    gained: differenceOf(change.gained, { open: pathsGained(had.open, has.open), isGivenUp }, index),
    lost: differenceOf(change.lost, { open: pathsGained(has.open, had.open), isGivenUp }, index),
    ...(isNothingEver(released) ? {} : { released }),
  };
}

/** `paths`: those that are open on this side and closed, or narrower, on the other. */
function differenceOf(access: NewAccess, { open: paths, isGivenUp }: FoundPaths, index: ActionIndex): Difference {
  const { actionCount, levels, topActions, unlisted, worst } = summaryOf(access, index);
  return {
    actionCount,
    levels,
    topActions,
    unlisted,
    openEnded: access.openEnded,
    ...(worst === undefined ? {} : { witness: witnessOf(worst) }),
    // How freely an action is allowed is judged within a budget of its own: what allows nothing new opens no path.
    paths: isNothing(access) ? [] : paths.map(pathSummary),
    doubts: [
      ...access.unresolved.map((unresolved) => doubtSummary(unresolved, index)),
      ...(isGivenUp && !isNothing(access) && !access.unresolved.some(isOfBudget) ? [PATHS_IN_DOUBT] : []),
    ],
  };
}

const PATHS_IN_DOUBT: DoubtSummary = { reason: 'budget', documents: [], actionCount: 0 };
const isOfBudget = ({ doubt }: Unresolved): boolean => doubt.reason === 'budget';

function witnessOf({ witness, level }: Gain): Witness {
  return { ...witness, level };
}

function pathSummary({ path, restriction, actions }: OpenPath): PathSummary {
  const { id, title, category } = path;
  const when = conditionsOf(path, actions);
  return { id, title, category, restriction, actions, ...(when.length === 0 ? {} : { when }) };
}

function doubtSummary({ actions, unlisted, doubt }: Unresolved, index: ActionIndex): DoubtSummary {
  // What may be about actions that AWS has yet to add is about any action.
  const countable = !unlisted.includes('*');
  return {
    reason: doubt.reason,
    documents: [...doubt.documents].sort(),
    actionCount: countable ? actions.filter((action) => index.listed(action) !== undefined).length : 0,
    ...optional({ suspect: doubt.suspect }),
  };
}
