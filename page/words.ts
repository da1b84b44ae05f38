// Numbers as people read them, and what they search for.

export const grouped = (count: number) => count.toLocaleString('en');

/** `1,200 rows`, `1 row`. */
export const counted = (count: number, noun: string) => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;

export const wordsOf = (search: string) => search.toLowerCase().match(/\S+/g) ?? [];
