// The escalation paths that a `deny` rules out: those that are open, and those of which it could not be ruled out.
import type { Pack } from '../config/guardrail-declarations.ts';
import { withRewriting } from '../meaning/administration.ts';
import { optional } from '../optional.ts';
import type { NewAccess, Unresolved } from '../policy/compare/index.ts';
import { type EscalationPath, escalationPaths, type OpenPath, PATHS, pathsGained } from '../policy/escalation/index.ts';
import { isSpent } from '../policy/patterns/index.ts';
import type { PermissionSet } from '../state/state.ts';
import { type Breach, type BreachDoubt, type BreachPath, type Examination, isWithin } from './breach.ts';
import type { Denial } from './guardrail.ts';

export function deniedPaths(demand: Denial, examination: Examination): readonly Breach[] {
  const { set, before, takeoverPathsCount } = examination;
  const denied = PATHS.filter(
    ({ category, scope }) => demand.packs.has(packOf(category)) && (takeoverPathsCount || scope === 'account'),
  );
  if (denied.length === 0) return [];
  const matchesIn = (held: PermissionSet) =>
    pathMatchesOf(held, { denied, restrictions: demand.restrictions, examination });
  const { open, doubtful } = matchesIn(set);
  const had = before.map(matchesIn);
  const opened = open.filter((path) => had.every((matches) => pathsGained(matches.open, [path]).length > 0));
  const [first] = opened;
  if (first !== undefined) {
    const [witness] = first.actions.flatMap((action) => examination.witnessOf(action) ?? []);
    return [{ kind: 'paths', paths: opened.map(summaryOf), ...optional({ witness }) }];
  }
  const newlyDoubtful = doubtful.filter((match) => !had.some((matches) => isMatched(matches, match)));
  const [worst] = newlyDoubtful;
  return worst === undefined
    ? []
    : [{ kind: 'paths', paths: newlyDoubtful.map(({ path }) => possible(path)), doubt: worst.doubt }];
}

const packOf = (category: EscalationPath['category']): Pack =>
  category === 'takeover' ? 'identity-center-takeover' : 'escalation';

/** What a permission set makes of the denied paths. */
interface PathMatches {
  readonly open: readonly OpenPath[];
  readonly doubtful: readonly DoubtfulPath[];
}

interface DoubtfulPath {
  readonly path: EscalationPath;
  readonly doubt: BreachDoubt;
}

/** The path was open, or in the same doubt. */
function isMatched({ open, doubtful }: PathMatches, { path, doubt }: DoubtfulPath): boolean {
  return (
    open.some((match) => match.path === path) ||
    doubtful.some((older) => older.path === path && isWithin(doubt, older.doubt))
  );
}

interface Sought extends Pick<Denial, 'restrictions'> {
  readonly denied: readonly EscalationPath[];
  readonly examination: Examination;
}

function pathMatchesOf(set: PermissionSet, { denied, restrictions, examination }: Sought): PathMatches {
  const { accessOf, takeoverPathsCount, meanings } = examination;
  const budget = meanings.budget();
  const { index } = meanings.data;
  const found = escalationPaths(accessOf([set]), { index, control: takeoverPathsCount, budget });
  const all = withRewriting(found, meanings.rewriting(set));
  const open = all.filter(({ path, restriction }) => denied.includes(path) && restrictions.includes(restriction));
  const closed = denied.filter((path) => !open.some((other) => other.path === path));
  return { open, doubtful: doubtfulAmong(closed, all, { ...examination.allowed(set), isGivenUp: isSpent(budget) }) };
}

/**
 * Paths of which every action is allowed or may be. One that is open, but too narrowly to count, is in doubt when an action of it may be
 * allowed more widely than is known. `isGivenUp`: there was no time to find out about all paths.
 */
function doubtfulAmong(
  paths: readonly EscalationPath[],
  open: readonly OpenPath[],
  { gains, unresolved, isGivenUp }: NewAccess & { readonly isGivenUp: boolean },
): PathMatches['doubtful'] {
  if (unresolved.length === 0 && !isGivenUp) return [];
  const allowed = new Set(gains.flatMap(({ actions }) => actions));
  const doubtOf = doubtsByAction(unresolved);
  const isPossible = (action: string) => allowed.has(action) || doubtOf(action) !== undefined;
  return paths.flatMap((path) => {
    const { allOf, anyOf } = path;
    if (!allOf.every(isPossible) || (anyOf !== undefined && !anyOf.some(isPossible))) return [];
    const doubt = actionsOf(path).flatMap((action) => doubtOf(action) ?? [])[0];
    if (doubt !== undefined) return [{ path, doubt }];
    // All its actions are allowed, and yet it is not among the open ones: the search for how freely was given up.
    const isOpen = open.some((other) => other.path === path);
    return isOpen ? [] : [{ path, doubt: { reason: 'budget' as const, documents: [] } }];
  });
}

function doubtsByAction(unresolved: readonly Unresolved[]): (action: string) => BreachDoubt | undefined {
  // A search that was given up may have been about any action.
  const any = unresolved.find(({ actions, doubt }) => doubt.reason === 'budget' && actions.length === 0);
  const byAction = new Map(
    unresolved.flatMap(({ actions, doubt }) => actions.map((action) => [action, doubt] as const)),
  );
  return (action) => {
    const doubt = byAction.get(action) ?? any?.doubt;
    return doubt && { reason: doubt.reason, documents: doubt.documents };
  };
}

const summaryOf = ({ path: { id, title }, restriction, actions }: OpenPath): BreachPath => ({
  id,
  title,
  restriction,
  actions,
});
const possible = (path: EscalationPath): BreachPath => ({ id: path.id, title: path.title, actions: actionsOf(path) });
const actionsOf = ({ allOf, anyOf = [] }: EscalationPath): readonly string[] => [...allOf, ...anyOf];
