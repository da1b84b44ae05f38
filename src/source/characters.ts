// Characters that a reviewer cannot see: they move the cursor, reorder the text, or end a line in a log.

// C0 but for tab, line feed and carriage return; DEL and C1; line and paragraph separators; bidi embeddings, overrides and isolates;
// the byte order mark inside a text; halves of surrogate pairs.
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u;
const SPACING = /[\t\n\r]/u;
const LONE_RETURN = /\r(?!\n)/;

export interface Occurrence {
  readonly offset: number;
  /** `U+202E`. */
  readonly name: string;
}

/** The first invisible character of what a scalar reads as. Tabs and line breaks pass where the text is a block scalar. */
export function invisibleIn(text: string, { multiline }: { readonly multiline: boolean }): string | undefined {
  const found = INVISIBLE.exec(text)?.[0] ?? (multiline ? LONE_RETURN : SPACING).exec(text)?.[0];
  return found === undefined ? undefined : codePointName(found);
}

/** Those that stand in the file itself, comments included, the first one of each line; tabs and line breaks are the parser's. */
export function invisibleInFile(text: string): readonly Occurrence[] {
  // Nearly every file is clean, and one search over all of it is far cheaper than one a line.
  if (!INVISIBLE.test(text) && !LONE_RETURN.test(text)) return [];
  const occurrences: Occurrence[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    const found = INVISIBLE.exec(line) ?? /\r(?!$)/.exec(line);
    if (found !== null) occurrences.push({ offset: offset + found.index, name: codePointName(found[0]) });
    offset += line.length + 1;
  }
  return occurrences;
}

function codePointName(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
