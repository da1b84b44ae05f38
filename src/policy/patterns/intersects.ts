// Have two patterns a text in common?
import { barred, type Glob, isMany, type Token } from './glob.ts';

/** Whether some text matches both. Exact. */
export function intersects(a: Glob, b: Glob): boolean {
  if (!a.head.startsWith(b.head) && !b.head.startsWith(a.head)) return false;
  // What begins like this and goes on as it likes takes in whatever begins longer.
  if ((a.head.length <= b.head.length ? a : b).tail === 'star') return true;
  const [left, right] = [a.tokens, b.tokens];
  // Which places of `right` are reached together with this place of `left`, and with the next: two rows, for texts may be long.
  let row = new Uint8Array(right.length + 1);
  let next = new Uint8Array(right.length + 1);
  row[0] = 1;
  // Nothing of a row is reached but from `first` to `last`: a few places of a long pattern.
  let first = 0;
  let last = 0;
  for (let i = 0; ; i++) {
    const p = left[i];
    const stays = p !== undefined && isMany(p);
    let from = right.length + 1;
    let to = -1;
    for (let j = first; j <= last; j++) {
      if (row[j] === 0) continue;
      const q = right[j];
      if (q !== undefined && isMany(q)) {
        row[j + 1] = 1;
        last = Math.max(last, j + 1);
      }
      const meets = p !== undefined && q !== undefined && meet(p, q);
      // INVARIANT: where both stay, nothing is reached that is not already.
      const place = isMany(q ?? 0) ? j : j + 1;
      if (stays && meets) {
        row[place] = 1;
        last = Math.max(last, place);
      }
      if (!stays && !meets) continue;
      const below = stays ? j : place;
      next[below] = 1;
      from = Math.min(from, below);
      to = Math.max(to, below);
    }
    if (i === left.length) return row[right.length] === 1;
    if (to < 0) return false;
    row.fill(0, first, last + 1);
    [row, next] = [next, row];
    first = from;
    last = to;
  }
}

/** Whether some character fits both tokens. */
function meet(p: Token, q: Token): boolean {
  if (p >= 0 && q >= 0) return p === q;
  return !barred(p).includes(q) && !barred(q).includes(p);
}
