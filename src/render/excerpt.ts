// The line of a file that a finding is about, with carets under the part it means.
import type { Position, Span } from '../source/span.ts';
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
/** A minified policy is one line of thousands of characters: this much is shown around the place, and of the place itself. */
const BEFORE = 60;
const AFTER = 80;
const MOST_SHOWN = 160;

/** Of a span over several lines, the first. Nothing when the file is not at hand or has no such line. */
export function excerptOf({ start, end }: Span, source: string | undefined): Excerpt | undefined {
  const line = source === undefined ? undefined : lineAt(source, start);
  if (line === undefined) return undefined;
  const from = Math.min(start.column - 1, line.length);
  const last = end.line === start.line ? Math.min(end.column - 1, line.length) : line.length;
  const to = last - from > MOST_SHOWN * 2 ? from + MOST_SHOWN : last;
  const left = from > BEFORE * 2 ? from - BEFORE : 0;
  const right = to < last ? to : line.length - to > AFTER * 2 ? to + AFTER : line.length;
  const lead = left > 0 ? '…' : '';
  return {
    line: start.line,
    text: `${lead}${shown(line.slice(left, right))}${right < line.length ? '…' : ''}`,
    indent: displayWidth(lead + shown(line.slice(left, from))),
    length: Math.max(1, displayWidth(shown(line.slice(from, to)))),
  };
}

/** By the offset, so that many findings about one large file do not each go through all of it. */
function lineAt(source: string, { line, column, offset }: Position): string | undefined {
  const begins = offset - column + 1;
  const isKnown = begins >= 0 && offset <= source.length && (begins === 0 ? line === 1 : source[begins - 1] === '\n');
  const from = isKnown ? begins : startOfLine(source, line);
  if (from === undefined) return undefined;
  const end = source.indexOf('\n', from);
  const until = end === -1 ? source.length : end;
  return source.slice(from, source[until - 1] === '\r' && until > from ? until - 1 : until);
}

function startOfLine(source: string, number: number): number | undefined {
  let from = 0;
  for (let line = 1; line < number; line++) {
    from = source.indexOf('\n', from) + 1;
    if (from === 0) return undefined;
  }
  return from;
}

function shown(text: string): string {
  return visible(text.replace(/\t/g, TAB));
}
