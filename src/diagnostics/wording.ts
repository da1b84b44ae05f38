// Numbers, lists and characters as rules say them.
import { codePointName } from '../names/characters.ts';

/** `1 account`, `3 accounts`, `3 policies`. */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun.replace(/([^aeiou])y$/, '$1ie')}s`}`;
}

/** A character for a message: itself where it can be seen, `U+00A0` where not. */
export function characterText(character: string): string {
  return /[\p{Z}\p{C}\p{M}]/u.test(character) ? codePointName(character) : character;
}

/** `account \`a\``, `3 accounts: \`a\`, \`b\`, \`c\``; from the eleventh name on only their number. */
export function listed(names: readonly string[], noun: string): string {
  if (names.length === 1) return `${noun} \`${names[0]}\``;
  const shown = names.slice(0, 10).map((name) => `\`${name}\``);
  const rest = names.length - shown.length;
  return `${counted(names.length, noun)} (${shown.join(', ')}${rest > 0 ? `, and ${rest} more` : ''})`;
}
