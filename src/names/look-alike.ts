// Names that a reader cannot tell apart.
//
// Two names look alike when they are equal after all that does not show is levelled: compatibility forms (NFKC), blanks, characters that
// draw nothing, case, and Unicode's confusables (the skeleton of UTS #39, https://www.unicode.org/reports/tr39/). Forms and case are
// levelled before the confusables and after them: Cyrillic `В` looks like `B`, but its small letter like no Latin one, while Cyrillic `і`
// looks like `i` and `I` like `l`. Names are found by these two keys, so that thousands of them cost one pass.
//
// Some differences show to whoever looks closely: `1` and `l`, upper and lower case, letters of a script that only its readers tell apart.
// They are worth a warning where a Cyrillic letter in a Latin word is an error.
import { memoizeByText } from '../memoize.ts';
import { codePointName, UNSEEN } from './characters.ts';
import { prototype } from './prototypes.ts';
import { scriptOf } from './scripts.ts';

/** `same`: nothing shows. `similar`: only a close look tells them apart. */
export type Likeness = 'same' | 'similar';

/** Undefined for names that nobody mixes up. Equal names are the `same`. */
export function likeness(a: string, b: string): Likeness | undefined {
  return likenesses()(a, b);
}

/** The same of many pairs among few names: each name is levelled once, however many it is held against. */
export function likenesses(): typeof likeness {
  const compatible = memoizeByText((name) => visible(name).normalize('NFKC'));
  const close = memoizeByText((name) => keysBy(closeLook, visible(name)));
  const skeletons = memoizeByText(keysOf);
  return (a, b) => {
    if (compatible(a) === compatible(b)) return 'same';
    if (meet(close(a), close(b))) return 'similar';
    return meet(skeletons(a), skeletons(b)) ? 'same' : undefined;
  };
}

/** A directory full of one name is an attack, and the first of them tell as much as all. */
const MOST_ALIKE = 20;

/** Finds the items whose names look like a name, those of that very name included: in the order of the items, the first 20. */
export function lookAlikes<Item>(
  items: Iterable<Item>,
  nameOf: (item: Item) => string,
): (name: string) => readonly Item[] {
  const places = [new Map<string, number[]>(), new Map<string, number[]>()] as const;
  const keys = new Map<string, Keys>();
  const all = [...items];
  all.forEach((item, place) => {
    const name = nameOf(item);
    const own = keys.get(name) ?? keysOf(name);
    keys.set(name, own);
    own.forEach((key, order) => {
      const known = places[order]!.get(key);
      if (known === undefined) places[order]!.set(key, [place]);
      else known.push(place);
    });
  });
  return (name) => {
    const found = (keys.get(name) ?? keysOf(name)).flatMap(
      (key, order) => places[order]!.get(key)?.slice(0, MOST_ALIKE) ?? [],
    );
    return [...new Set(found)].sort((a, b) => a - b).map((place) => all[place]!);
  };
}

/** Equal whatever the case: what directories take for one name, too. */
export function folded(name: string): string {
  return caseless(visible(name));
}

/** Where two names differ: the code points of each between what they begin and end with alike. */
export function difference(here: string, there: string): { readonly here: string; readonly there: string } {
  const [a, b] = [[...here], [...there]];
  const start = a.findIndex((character, index) => character !== b[index]);
  const begin = start < 0 ? Math.min(a.length, b.length) : start;
  let end = 0;
  while (end < Math.min(a.length, b.length) - begin && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return { here: codePoints(a.slice(begin, a.length - end)), there: codePoints(b.slice(begin, b.length - end)) };
}

const MOST_CODE_POINTS = 4;

function codePoints(characters: readonly string[]): string {
  const shown = characters.slice(0, MOST_CODE_POINTS).map(codePointName);
  return [...shown, ...(characters.length > shown.length ? ['…'] : [])].join(' ');
}

/** Those of ASCII that have another prototype; a test holds it to the table. */
const AMBIGUOUS = /["%01I`m|]/g;

const ASCII = /^[\x20-\x7e]*$/;
const BLANK = /[\t\n\v\f\r\p{Z}\u2800]/gu;
const UNSEEN_ALL = new RegExp(`[${UNSEEN}]`, 'gu');
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;

/** Nothing that has a name here may have a longer one, and a ligature may stand for 18 characters. */
const LONGEST = 1_024;

/** What of a name shows. */
function visible(whole: string): string {
  const name = whole.slice(0, LONGEST);
  const text = ASCII.test(name) ? name : name.replace(BLANK, ' ').replace(UNSEEN_ALL, '');
  return text.replace(/ {2,}/g, ' ').trim();
}

/** Without compatibility forms and case. By way of upper case `ß` and `SS` meet, as case folding has them. */
function caseless(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

type Keys = readonly [string, string];

function keysOf(name: string): Keys {
  return keysBy(skeleton, visible(name));
}

function keysBy(levelled: (text: string) => string, text: string): Keys {
  return [levelled(caseless(text)), caseless(levelled(text))];
}

const meet = (a: Keys, b: Keys) => a[0] === b[0] || a[1] === b[1];

/** As UTS #39 defines it, but for right-to-left order. The skeleton of a skeleton is itself. */
export function skeleton(text: string): string {
  if (ASCII.test(text)) return text.replace(AMBIGUOUS, prototype);
  const decomposed = text.normalize('NFD').replace(IGNORABLE, '');
  return mapped(decomposed, prototype).normalize('NFD');
}

/** The skeleton, but that letters keep what a close look tells: what is not ASCII its own form or its script. */
function closeLook(text: string): string {
  return mapped(text.normalize('NFD'), (character) => {
    if (ASCII.test(character)) return prototype(character);
    const script = scriptOf(character);
    return script === undefined || script === 'Latin' ? character : `${prototype(character)}<${script}>`;
  });
}

function mapped(text: string, map: (character: string) => string): string {
  let result = '';
  for (const character of text) result += map(character);
  return result;
}
