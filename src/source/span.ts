// Where a thing stands in the files: every located value, and so every diagnostic, carries one of these.

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** 0-based, in UTF-16 code units from the start of the file. */
  readonly offset: number;
}

/** A half-open range: `end` is the position just after the last character. */
export interface Span {
  /** Path as the user would type it: relative to the working folder, `/` between segments. */
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** The smallest range that shows both. INVARIANT: both are of one file. */
export function spanOver(first: Span, last: Span): Span {
  return { file: first.file, start: first.start, end: last.end };
}

/** Stable order of places: file, then offset. */
export function compareSpans(a: Span | undefined, b: Span | undefined): number {
  if (a === undefined || b === undefined) return (a === undefined ? 0 : 1) - (b === undefined ? 0 : 1);
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.start.offset - b.start.offset || a.end.offset - b.end.offset;
}
