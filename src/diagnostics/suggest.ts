// Did you mean …? The known words nearest to a mistyped one.
import { likeness } from '../names/look-alike.ts';
import { differenceText } from './wording.ts';

/** At most `limit` candidates within a third of the word's length in edits, nearest first, ties in alphabetical order. */
export function nearest(word: string, candidates: Iterable<string>, limit = 3): readonly string[] {
  const target = word.toLowerCase();
  const reach = Math.max(1, Math.floor(word.length / 3));
  return [...candidates]
    .map((candidate) => ({ candidate, distance: editDistance(target, candidate.toLowerCase(), reach) }))
    .filter(({ distance }) => distance <= reach)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** Insertions, deletions, substitutions and swaps of neighbours; anything above `reach` may come back as `reach + 1`. */
export function editDistance(a: string, b: string, reach: number): number {
  if (Math.abs(a.length - b.length) > reach) return reach + 1;
  let twoAbove: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = above[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      let best = Math.min(substitution, above[column]! + 1, current[column - 1]! + 1);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, twoAbove[column - 2]! + 1);
      }
      current.push(best);
    }
    if (Math.min(...current) > reach) return reach + 1;
    twoAbove = above;
    above = current;
  }
  return above[b.length]!;
}

/** `did you mean \`x\`?`, or nothing when no known word is near. `word`: what was written, where it may look like one of them. */
export function didYouMean(candidates: readonly string[], word?: string): string | undefined {
  const twin = word === undefined ? undefined : candidates.find((candidate) => likeness(candidate, word) === 'same');
  if (twin !== undefined) return `did you mean \`${twin}\`? it looks the same, but ${differenceText(twin, word!)}`;
  const quoted = candidates.map((candidate) => `\`${candidate}\``);
  if (quoted.length === 0) return undefined;
  const last = quoted.pop();
  return `did you mean ${quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`}?`;
}
