// Tables for spreadsheets: CSV by RFC 4180, in which no name is a formula.
import { forCsv } from './escape.ts';

/** The first row has the titles. Each row has as many cells. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(forCsv).join(',')}\r\n`).join('');
}
