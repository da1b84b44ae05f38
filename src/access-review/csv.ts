// Reads tables as spreadsheets save them: CSV by RFC 4180, with commas, semicolons or tabs, and any line breaks. What was written comes back changed: quotes
// gone, columns moved, rows sorted.

export interface Cell {
  readonly text: string;
  /** Where it stands in the text, quotes included. */
  readonly start: number;
  readonly end: number;
}

export type Row = readonly Cell[];

export interface Table {
  readonly rows: readonly Row[];
  /** Why the rest could not be read, and from where on. */
  readonly problem?: { readonly text: string; readonly at: number };
}

const MOST_ROWS = 200_000;
const MOST_CELLS_IN_A_ROW = 200;

/** Empty lines are no rows. */
export function readTable(text: string): Table {
  const separator = separatorOf(text);
  const rows: Row[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length) {
    const row: Cell[] = [];
    for (let isMore = true; isMore; ) {
      const cell = cellAt(text, at, separator);
      if (cell === undefined) return { rows, problem: { text: 'a quote has no end', at } };
      row.push(cell);
      if (row.length > MOST_CELLS_IN_A_ROW)
        return { rows, problem: { text: `a line has more than ${MOST_CELLS_IN_A_ROW} cells`, at } };
      isMore = text[cell.end] === separator;
      at = cell.end + (isMore ? 1 : 0);
    }
    at += /^(?:\r\n|\r|\n)?/.exec(text.slice(at, at + 2))![0].length;
    if (row.length === 1 && row[0]!.text.trim() === '') continue;
    rows.push(row);
    if (rows.length > MOST_ROWS) return { rows, problem: { text: `there are more than ${MOST_ROWS} lines`, at } };
  }
  return { rows };
}

/** The one that the first line has most of. */
function separatorOf(text: string): string {
  const [line = ''] = /^[^\r\n]*/.exec(text)!;
  const count = (separator: string) => line.split(separator).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
}

/** Undefined: its quote has no end. */
function cellAt(text: string, start: number, separator: string): Cell | undefined {
  if (text[start] !== '"') {
    const end = endOfPlain(text, start, separator);
    return { text: text.slice(start, end), start, end };
  }
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return undefined;
    if (text[quote + 1] !== '"') {
      // What stands behind the closing quote belongs to it, as spreadsheets have it.
      const end = endOfPlain(text, quote + 1, separator);
      const inside = text.slice(start + 1, quote).replaceAll('""', '"');
      return { text: inside + text.slice(quote + 1, end), start, end };
    }
    at = quote + 2;
  }
}

function endOfPlain(text: string, start: number, separator: string): number {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}
