// From offsets to lines and columns, and so to spans.
import type { Position, Span } from './span.ts';

/** Makes spans of one file. */
export interface Lines {
  /** Offsets beyond the text are taken as its end. */
  spanAt(start: number, end: number): Span;
}

export function linesOf(file: string, text: string): Lines {
  const starts = lineStarts(text);
  const positionAt = (offset: number): Position => {
    const clamped = Math.max(0, Math.min(offset, text.length));
    const line = lastAtMost(starts, clamped);
    return { line: line + 1, column: clamped - starts[line]! + 1, offset: clamped };
  };
  return { spanAt: (start, end) => ({ file, start: positionAt(start), end: positionAt(Math.max(start, end)) }) };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Index of the last of `sorted` that is not above `limit`. INVARIANT: the first one is 0, and `limit` is not negative. */
function lastAtMost(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (sorted[middle]! <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
