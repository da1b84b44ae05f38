// Characters in files that a reviewer cannot see: they move the cursor, reorder the text, end a line in a log, or make two names of one.
import { codePointName, unseenAt } from '../names/characters.ts';

const SPACING = /[\t\n\r]/u;
const LONE_RETURN = /\r(?!\n)/;

export interface Occurrence {
  readonly offset: number;
  /** `U+202E`. */
  readonly name: string;
}

/** The first invisible character of what a scalar reads as. Tabs and line breaks pass where the text is a block scalar. */
export function invisibleIn(text: string, { multiline }: { readonly multiline: boolean }): string | undefined {
  const unseen = unseenAt(text);
  const place = unseen < 0 ? text.search(multiline ? LONE_RETURN : SPACING) : unseen;
  return place < 0 ? undefined : codePointName(text.slice(place));
}

/** Whether a file may hold it, on one line. */
export const isVisible = (text: string): boolean => invisibleIn(text, { multiline: false }) === undefined;

/** Those that stand in the file itself, comments included, the first one of each line; tabs and line breaks are the parser's. */
export function invisibleInFile(text: string): readonly Occurrence[] {
  // Nearly every file is clean, and one search over all of it is far cheaper than one a line.
  if (unseenAt(text) < 0 && !LONE_RETURN.test(text)) return [];
  const occurrences: Occurrence[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    const unseen = unseenAt(line);
    const place = unseen < 0 ? line.search(/\r(?!$)/) : unseen;
    if (place >= 0) occurrences.push({ offset: offset + place, name: codePointName(line.slice(place)) });
    offset += line.length + 1;
  }
  return occurrences;
}
