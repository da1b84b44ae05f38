// What each character looks like, by Unicode's confusables.
import { CONFUSABLES } from './confusables.ts';

let table: ReadonlyMap<string, string> | undefined;

/** What UTS #39 shows a character as; itself where it looks like no other. */
export function prototype(character: string): string {
  table ??= readTable();
  return table.get(character) ?? character;
}

/** Every character that looks like another one. */
export function confusables(): readonly string[] {
  table ??= readTable();
  return [...table.keys()];
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
