// In what order names stand: `account-9` before `account-10`, whatever their case.

export const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The place of each text among all of them in order: a dictionary is sorted once, and rows by numbers. */
export function ranksOf(texts: readonly string[]): Int32Array {
  const order = texts.map((_, index) => index).sort((a, b) => collator.compare(texts[a]!, texts[b]!));
  const ranks = new Int32Array(texts.length);
  let rank = -1;
  let before: string | undefined;
  for (const index of order) {
    if (texts[index] !== before) rank += 1;
    before = texts[index];
    ranks[index] = rank;
  }
  return ranks;
}
