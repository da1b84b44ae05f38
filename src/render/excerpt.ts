// The line of a file that a finding is about, with carets under the part it means.
import type { Span } from '../source/span.ts';
import { displayWidth } from './columns.ts';
import { visible } from './escape.ts';

export interface Excerpt {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
  /** Columns before the carets. */
  readonly indent: number;
  /** Number of carets, at least one. */
  readonly length: number;
}

const TAB = '    ';
/** A minified policy is one line of thousands of characters: this much is shown around the place. */
const BEFORE = 60;
const AFTER = 80;

/** Of a span over several lines, the first. Nothing when the file is not at hand or has no such line. */
export function excerptOf({ start, end }: Span, source: string | undefined): Excerpt | undefined {
  const line = source === undefined ? undefined : lineAt(source, start.line);
  if (line === undefined) return undefined;
  const from = Math.min(start.column - 1, line.length);
  const to = end.line === start.line ? Math.min(end.column - 1, line.length) : line.length;
  const left = from > BEFORE * 2 ? from - BEFORE : 0;
  const right = line.length - to > AFTER * 2 ? to + AFTER : line.length;
  const lead = left > 0 ? '…' : '';
  return {
    line: start.line,
    text: `${lead}${shown(line.slice(left, right))}${right < line.length ? '…' : ''}`,
    indent: displayWidth(lead + shown(line.slice(left, from))),
    length: Math.max(1, displayWidth(shown(line.slice(from, to)))),
  };
}

/** Found without splitting: many findings may be about one large file. */
function lineAt(source: string, number: number): string | undefined {
  let from = 0;
  for (let line = 1; line < number; line++) {
    from = source.indexOf('\n', from) + 1;
    if (from === 0) return undefined;
  }
  const end = source.indexOf('\n', from);
  return source.slice(from, end === -1 ? source.length : end).replace(/\r$/, '');
}

function shown(text: string): string {
  return visible(text.replace(/\t/g, TAB));
}
