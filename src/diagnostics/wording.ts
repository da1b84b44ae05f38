// Numbers and lists as rules say them.

/** `1 account`, `3 accounts`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `account \`a\``, `3 accounts: \`a\`, \`b\`, \`c\``; from the eleventh name on only their number. */
export function listed(names: readonly string[], noun: string): string {
  if (names.length === 1) return `${noun} \`${names[0]}\``;
  const shown = names.slice(0, 10).map((name) => `\`${name}\``);
  const rest = names.length - shown.length;
  return `${counted(names.length, noun)} (${shown.join(', ')}${rest > 0 ? `, and ${rest} more` : ''})`;
}
