// Sorted lists of names as one. There are thousands of names in many a list, and texts are slow to compare: mostly one list has nearly all of them, or each
// has those of other services.
import { compareText } from '../../compare-text.ts';

/** Sorted, each name once. INVARIANT: each list is sorted, and names nothing twice. */
export function mergedNames(lists: readonly (readonly string[])[]): readonly string[] {
  const some = lists.filter(({ length }) => length > 0);
  if (some.length < 2) return some[0] ?? [];
  const size = some.reduce((sum, { length }) => sum + length, 0);
  const longest = some.reduce((one, other) => (other.length > one.length ? other : one));
  const others = some.filter((list) => list !== longest);
  if (longest.length > size / 2) return inserted(longest, unique(others.flat()));
  return oneAfterTheOther(some) ?? unique(some.flat());
}

const unique = (names: string[]): readonly string[] =>
  names.sort(compareText).filter((name, place, all) => place === 0 || name !== all[place - 1]);

function inserted(many: readonly string[], few: readonly string[]): readonly string[] {
  const names: string[] = [];
  let from = 0;
  for (const name of few) {
    const to = placeIn(many, name, from);
    while (from < to) names.push(many[from++]!);
    if (many[to] !== name) names.push(name);
  }
  while (from < many.length) names.push(many[from++]!);
  return names;
}

/** Of the first that does not come before the name. */
function placeIn(names: readonly string[], name: string, from: number): number {
  let [low, high] = [from, names.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareText(names[middle]!, name) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Undefined: some list begins before another ends. */
function oneAfterTheOther(lists: readonly (readonly string[])[]): readonly string[] | undefined {
  const ordered = isInOrder(lists) ? lists : [...lists].sort((a, b) => compareText(a[0]!, b[0]!));
  if (ordered !== lists && !isInOrder(ordered)) return undefined;
  const names: string[] = [];
  for (const list of ordered) for (const name of list) names.push(name);
  return names;
}

function isInOrder(lists: readonly (readonly string[])[]): boolean {
  for (let place = 1; place < lists.length; place++)
    if (compareText(lists[place - 1]!.at(-1)!, lists[place]![0]!) >= 0) return false;
  return true;
}
