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
  for (let i = 0; i <= left.length; i++) {
    const p = left[i];
    let alive = false;
    for (let j = 0; j <= right.length; j++) {
      if (row[j] === 0) continue;
      alive = true;
      const q = right[j];
      if (p !== undefined && isMany(p)) next[j] = 1;
      if (q !== undefined && isMany(q)) row[j + 1] = 1;
      if (p === undefined || q === undefined || !meet(p, q)) continue;
      const down = isMany(p) ? row : next;
      // INVARIANT: where both stay, nothing is reached that is not already.
      down[isMany(q) ? j : j + 1] = 1;
    }
    if (!alive) return false;
    if (i < left.length) [row, next] = [next, row.fill(0)];
  }
  return row[right.length] === 1;
}

/** Whether some character fits both tokens. */
function meet(p: Token, q: Token): boolean {
  if (p >= 0 && q >= 0) return p === q;
  return !barred(p).includes(q) && !barred(q).includes(p);
}
