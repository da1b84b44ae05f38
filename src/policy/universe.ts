// The actions a comparison goes over: those the index lists, those that only the policies name, and stand-ins for those nobody has named.
import type { ActionIndex } from './action-index.ts';
import { type ActionSet, isPattern } from './action-set.ts';
import { expandActions } from './actions.ts';
import { type Automata, type Budget, searchCells } from './cells.ts';
import { compileGlob, type Glob, globOf, isMany, MANY, matches, ONE } from './glob.ts';
import { intersects } from './intersects.ts';
import { oncePer } from './once-per.ts';

export interface NamedAction {
  /** As AWS, or as the policy writes it. */
  readonly name: string;
  readonly lower: string;
  /** Absent for a listed or named action: the pattern whose unlisted actions this one stands for. */
  readonly standsFor?: string;
}

/** Actions beyond the index that the patterns of some policies tell apart. */
export interface Unlisted {
  readonly actions: readonly NamedAction[];
  /** Patterns that match no listed action, and whose unlisted ones could not all be told apart. */
  readonly overBudget: readonly string[];
}

/** Matches no sensible pattern but those that match every action. */
const ANY_OTHER = { name: 'unlisted-service:UnlistedAction', lower: 'unlisted-service:unlistedaction', standsFor: '*' };

export interface UniverseTools {
  readonly index: ActionIndex;
  readonly automata: Automata;
  readonly budget: Budget;
}

/**
 * `asked`: the patterns whose actions are looked at, by lower case, as written. What the other sets say matters only where these have
 * wildcards: it tells the actions apart that they may take in.
 */
export function unlistedActions(
  asked: ReadonlyMap<string, string>,
  sets: readonly ActionSet[],
  tools: UniverseTools,
): Unlisted {
  const isWild = [...asked.keys()].some(isPattern);
  const obscure = new Map((isWild ? sets : []).flatMap((set) => [...obscureIn(tools.index)(set)]));
  for (const [lower, name] of asked) if (matchesNone(lower, tools.index)) obscure.set(lower, name);
  const named = [...obscure].filter(([lower]) => !isPattern(lower)).map(([lower, name]) => ({ name, lower }));
  const dark = [...obscure].filter(([lower]) => isPattern(lower));
  const wild = dark.length === 0 ? [] : [...new Set(sets.flatMap(({ patterns }) => patterns.filter(isPattern)))];
  const globs = wild.map(compileGlob);
  const overBudget: string[] = [];
  const stood = dark.flatMap(([pattern, standsFor]) => {
    const names = standIns(pattern, globs, tools);
    if (names === undefined) overBudget.push(standsFor);
    return (names ?? []).map((name) => ({ name, lower: name, standsFor }));
  });
  const actions = new Map<string, NamedAction>();
  for (const action of [...named, ...stood, ANY_OTHER])
    if (!actions.has(action.lower)) actions.set(action.lower, action);
  return { actions: [...actions.values()], overBudget };
}

/** The patterns that match no listed action: lower case, and as written. */
const obscureIn = oncePer((index: ActionIndex) =>
  oncePer(({ written }: ActionSet) => new Map([...written].filter(([lower]) => matchesNone(lower, index)))),
);

function matchesNone(lower: string, index: ActionIndex): boolean {
  return isPattern(lower) ? expandActions(lower, index).length === 0 : index.listed(lower) === undefined;
}

/** One action for each way in which the patterns tell the unlisted actions of this one apart. */
function standIns(
  pattern: string,
  globs: readonly Glob[],
  { automata, budget }: UniverseTools,
): readonly string[] | undefined {
  const own = compileGlob(pattern);
  const others = globs.filter((glob) => glob.key !== own.key && intersects(glob, own));
  const names: string[] = [];
  const search = { within: [notEndingInNothing(own)], globs: others, automata, budget };
  const result = searchCells(search, (_, text) => {
    names.push(text);
    return names.length > MOST_STAND_INS;
  });
  return result === 'exhausted' ? names : undefined;
}

const MOST_STAND_INS = 256;

/** `payments:` is no action; `payments:?*` are. */
function notEndingInNothing({ tokens }: Glob): Glob {
  const last = tokens.at(-1);
  return globOf(last !== undefined && isMany(last) ? [...tokens.slice(0, -1), ONE, MANY] : tokens);
}

/** Those of `actions` that the pattern matches. */
export function matching(pattern: string, actions: readonly NamedAction[]): readonly NamedAction[] {
  const glob = compileGlob(pattern);
  return actions.filter(({ lower }) => matches(glob, lower));
}
