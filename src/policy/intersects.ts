// Have two patterns a text in common?
import { COLON, type Glob, isMany, MANY, ONE, type Token } from './glob.ts';

/** Whether some text matches both. Exact. */
export function intersects(a: Glob, b: Glob): boolean {
  if (!a.head.startsWith(b.head) && !b.head.startsWith(a.head)) return false;
  const [left, right] = [a.tokens, b.tokens];
  const width = right.length + 1;
  const seen = new Uint8Array((left.length + 1) * width);
  const open = [0];
  while (open.length > 0) {
    const place = open.pop()!;
    if (seen[place] === 1) continue;
    seen[place] = 1;
    const [i, j] = [Math.floor(place / width), place % width];
    if (i === left.length && j === right.length) return true;
    const [p, q] = [left[i], right[j]];
    if (p !== undefined && isMany(p)) open.push(place + width);
    if (q !== undefined && isMany(q)) open.push(place + 1);
    if (p === undefined || q === undefined || !meet(p, q)) continue;
    open.push((isMany(p) ? i : i + 1) * width + (isMany(q) ? j : j + 1));
  }
  return false;
}

/** Whether some character fits both tokens. */
function meet(p: Token, q: Token): boolean {
  if (p >= 0 && q >= 0) return p === q;
  return isOpen(p, q) && isOpen(q, p);
}

const isOpen = (wildcard: Token, other: Token) =>
  other !== COLON || wildcard === MANY || wildcard === ONE || wildcard === COLON;
