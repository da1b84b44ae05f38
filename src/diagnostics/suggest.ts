// Did you mean …? The known words nearest to a mistyped one.
import { likeness } from '../names/look-alike.ts';
import { differenceText } from './wording.ts';

// Comparing a word with thousands of others is what a hostile file would have us do thousands of times. So most are ruled out by their length
// and letters, the rest are compared only as far as they could still be among the nearest, and for one word no more is done than `MOST_CELLS`.

/** Lists of names: what is given to `suggester` is prepared once, and must not change. */
export type Names = readonly string[] | ReadonlySet<string> | ReadonlyMap<string, unknown>;

/** Cells of the tables of edit distances that are filled for one word: some milliseconds. Thousands of names of ordinary length take less. */
const MOST_CELLS = 1_000_000;
/** What a comparison costs before the first cell. */
const COMPARISON = 32;
/** Nobody mistypes longer names. */
const MOST_CHARACTERS = 1_024;
/** As many words of one phase are given suggestions, with so many cells in all: no more findings are kept (see collector.ts). */
const MOST_WORDS = 1_000;
const MOST_CELLS_OF_PHASE = 30_000_000;

/** At most `limit` candidates within a third of the word's length in edits, nearest first, ties in alphabetical order. */
export function nearest(word: string, candidates: Names, limit = 3): readonly string[] {
  return nearestIn(prepared(candidates), word, { limit, cells: MOST_CELLS }).names;
}

export type Suggest = (word: string, candidates: Names) => readonly string[];

/** `nearest` for many words and few lists, as one phase has them: each list is prepared once, each word answered once. */
export function suggester(): Suggest {
  const lists = new Map<Names, { readonly list: Prepared; readonly answers: Map<string, readonly string[]> }>();
  let words = 0;
  let cells = MOST_CELLS_OF_PHASE;
  return (word, candidates) => {
    const known = lists.get(candidates);
    const { list, answers } = known ?? { list: prepared(candidates), answers: new Map() };
    if (known === undefined) lists.set(candidates, { list, answers });
    const answer = answers.get(word);
    if (answer !== undefined || words === MOST_WORDS) return answer ?? [];
    words += 1;
    const { names, left } = nearestIn(list, word, { limit: 3, cells: Math.min(MOST_CELLS, cells) });
    cells -= Math.min(MOST_CELLS, cells) - left;
    answers.set(word, names);
    return names;
  };
}

interface Candidate {
  readonly name: string;
  readonly lower: string;
  readonly letters: number;
}

type Prepared = readonly Candidate[];

function prepared(names: Names): Prepared {
  const list = names instanceof Map ? [...names.keys()] : [...(names as Iterable<string>)];
  return list.map((name) => {
    const lower = name.toLowerCase();
    return { name, lower, letters: lettersIn(lower) };
  });
}

/** A bit for each kind of character that occurs. */
function lettersIn(text: string): number {
  let letters = 0;
  for (let index = 0; index < text.length; index++) letters |= 1 << (text.charCodeAt(index) & 31);
  return letters;
}

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

interface Found {
  readonly name: string;
  readonly distance: number;
}

const closer = (a: Found, b: Found): number => a.distance - b.distance || (a.name < b.name ? -1 : 1);

interface Bounds {
  readonly limit: number;
  /** As many cells may be filled. */
  readonly cells: number;
}

/** `left`: cells that were not filled. */
function nearestIn(list: Prepared, word: string, { limit, cells }: Bounds): { names: readonly string[]; left: number } {
  if (word.length > MOST_CHARACTERS) return { names: [], left: cells };
  if (list.length > cells) return { names: [], left: 0 };
  const target = word.toLowerCase();
  const letters = lettersIn(target);
  const reach = Math.max(1, Math.floor(word.length / 3));
  // By how many edits there are at least: each adds or removes one character, and brings or takes one kind of them.
  const byEdits = Array.from({ length: reach + 1 }, (): Candidate[] => []);
  for (const candidate of list) {
    const longer = Math.abs(target.length - candidate.lower.length);
    if (longer > reach) continue;
    const edits = Math.max(longer, ones(letters & ~candidate.letters), ones(candidate.letters & ~letters));
    byEdits[edits]?.push(candidate);
  }
  const best: Found[] = [];
  // Each name was looked at once.
  let left = cells - list.length;
  const within = () => (best.length < limit ? reach : best.at(-1)!.distance);
  for (let edits = 0; edits <= reach && edits <= within() && left > 0; edits++) {
    for (const { name, lower } of byEdits[edits]!) {
      const most = within();
      left -= COMPARISON + target.length * (2 * most + 1);
      if (edits > most || left < 0) break;
      const distance = editDistance(target, lower, most);
      if (distance > most) continue;
      best.push({ name, distance });
      best.sort(closer);
      if (best.length > limit) best.pop();
    }
  }
  return { names: best.map(({ name }) => name), left: Math.max(0, left) };
}

/** Paths like `Workloads/Prod`: each name is near its own, so that a unit is not taken for one beside it because what is above them is long. */
export function isNearPath(path: string, other: string): boolean {
  const [names, others] = [path.split('/'), other.split('/')];
  return (
    names.length === others.length &&
    names.every((name, index) => {
      const reach = Math.max(1, Math.floor(name.length / 3));
      return editDistance(name.toLowerCase(), others[index]!.toLowerCase(), reach) <= reach;
    })
  );
}

/** Insertions, deletions, substitutions and swaps of neighbours; anything above `reach` comes back as more than `reach`. */
export function editDistance(a: string, b: string, reach: number): number {
  if (Math.abs(a.length - b.length) > reach) return reach + 1;
  // What both begin and end with needs no edit.
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  if (endA === start || endB === start) return endA + endB - 2 * start;
  return tableDistance(a.slice(start, endA), b.slice(start, endB), reach);
}

/** Three rows of a table, made once: they are written before they are read. */
let rows: [Int32Array, Int32Array, Int32Array] = [new Int32Array(64), new Int32Array(64), new Int32Array(64)];

function tableDistance(a: string, b: string, reach: number): number {
  const tooFar = reach + 1;
  const width = b.length + 1;
  if (rows[0].length < width) rows = [new Int32Array(width), new Int32Array(width), new Int32Array(width)];
  let [twoAbove, above, current] = rows;
  for (let column = 0; column < width; column++) above[column] = Math.min(column, tooFar);
  for (let row = 1; row <= a.length; row++) {
    // What is further from the diagonal than `reach` is too far.
    const from = Math.max(1, row - reach);
    const to = Math.min(b.length, row + reach);
    const code = a.charCodeAt(row - 1);
    const codeBefore = row > 1 ? a.charCodeAt(row - 2) : -1;
    let left = from === 1 ? Math.min(row, tooFar) : tooFar;
    let least = left;
    current[from - 1] = left;
    for (let column = from; column <= to; column++) {
      const other = b.charCodeAt(column - 1);
      let best = above[column - 1]! + (code === other ? 0 : 1);
      if (column < row + reach && above[column]! + 1 < best) best = above[column]! + 1;
      if (left + 1 < best) best = left + 1;
      if (codeBefore === other && column > 1 && code === b.charCodeAt(column - 2) && twoAbove[column - 2]! + 1 < best)
        best = twoAbove[column - 2]! + 1;
      current[column] = best;
      left = best;
      if (best < least) least = best;
    }
    if (least > reach) return tooFar;
    [twoAbove, above, current] = [above, current, twoAbove];
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
