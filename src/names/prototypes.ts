// What each character looks like, by Unicode's confusables.
import { CONFUSABLES } from './confusables.ts';

let table: ReadonlyMap<string, string> | undefined;

/** Of the characters of ASCII. Most names have no others, and six thousand lines need not be read for them; a test holds these to the table. */
const ASCII: ReadonlyMap<string, string> = new Map([
  ['"', "''"],
  ['%', '\u00b0/\u2080'],
  ['0', 'O'],
  ['1', 'l'],
  ['I', 'l'],
  ['`', "'"],
  ['m', 'rn'],
  ['|', 'l'],
]);

/** What UTS #39 shows a character as; itself where it looks like no other. */
export function prototype(character: string): string {
  if (character <= '\x7f') return ASCII.get(character) ?? character;
  table ??= readTable();
  return table.get(character) ?? character;
}

/** Every character that looks like another one, and what it looks like. */
export function confusables(): ReadonlyMap<string, string> {
  table ??= readTable();
  return table;
}

/** Read when it is first asked for: many a run of the program compares no names. */
function readTable(): ReadonlyMap<string, string> {
  const lines = CONFUSABLES.trim().split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [target = [], sources = []] = line.split(': ').map((list) => list.split(' ').map(fromHex));
      return sources.map((source) => [source, target.join('')] as const);
    }),
  );
}

const fromHex = (hex: string) => String.fromCodePoint(Number.parseInt(hex, 16));
