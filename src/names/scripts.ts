// Which scripts a name is written in, and words that mix them.
//
// Words of one script are the rule, and so are Latin letters among Chinese, Japanese and Korean ones ("highly restrictive" of UTS #39), or
// among letters of another script in wide use that look like no Latin one. Everything else mixes scripts: `Plаtform` with a Cyrillic `а`.
import { prototype } from './prototypes.ts';

const ASIAN = ['Han', 'Hiragana', 'Katakana', 'Bopomofo', 'Hangul'] as const;

/** The recommended scripts of UAX #31, table 5; those that look most like Latin first. */
const SCRIPTS = [
  ...['Latin', 'Cyrillic', 'Greek', ...ASIAN, 'Arabic', 'Armenian', 'Bengali', 'Devanagari', 'Ethiopic', 'Georgian'],
  ...['Gujarati', 'Gurmukhi', 'Hebrew', 'Kannada', 'Khmer', 'Lao', 'Malayalam', 'Myanmar', 'Oriya', 'Sinhala', 'Tamil'],
  ...['Telugu', 'Thaana', 'Thai', 'Tibetan'],
];

/** Of a script with others in one word: they share shapes, or their letters look like Latin ones too often. */
const ALONE = new Set(['Latin', 'Cyrillic', 'Greek', 'Armenian', ...ASIAN]);

const ASCII = /^[\x20-\x7e]*$/;

const letters = (...scripts: readonly string[]) => scripts.map((script) => `\\p{Script_Extensions=${script}}`).join('');
const NEUTRAL = letters('Common', 'Inherited');
const writtenIn = (...scripts: readonly string[]) => new RegExp(`^[${letters(...scripts)}${NEUTRAL}]*$`, 'u');

interface Forms {
  readonly byScript: readonly (readonly [string, RegExp])[];
  /** Words in which nothing is mixed. */
  readonly pure: readonly RegExp[];
  /** Latin and one other script. */
  readonly withLatin: readonly RegExp[];
  readonly neutral: RegExp;
}

let known: Forms | undefined;

/** Made when first asked for: names in ASCII need none of them. */
function forms(): Forms {
  known ??= {
    byScript: SCRIPTS.map((script) => [script, new RegExp(`[${letters(script)}]`, 'u')]),
    pure: [
      ...SCRIPTS.map((script) => writtenIn(script)),
      writtenIn('Latin', 'Han', 'Hiragana', 'Katakana'),
      writtenIn('Latin', 'Han', 'Bopomofo'),
      writtenIn('Latin', 'Han', 'Hangul'),
      new RegExp(`^[^${letters(...SCRIPTS)}]*$`, 'u'),
    ],
    withLatin: SCRIPTS.filter((script) => !ALONE.has(script)).map((script) => writtenIn('Latin', script)),
    neutral: new RegExp(`^[${NEUTRAL}]`, 'u'),
  };
  return known;
}

/** `Cyrillic`; `Asian` for Chinese, Japanese and Korean; `Other` for rare ones; undefined for signs that all scripts share. */
export function scriptOf(character: string): string | undefined {
  const { byScript, neutral } = forms();
  if (neutral.test(character)) return undefined;
  const script = byScript.find(([, form]) => form.test(character))?.[0] ?? 'Other';
  return (ASIAN as readonly string[]).includes(script) ? 'Asian' : script;
}

export interface Mixture {
  readonly word: string;
  /** The scripts in it, by first appearance. */
  readonly scripts: readonly string[];
  /** A character of the one that is rarest in it. */
  readonly character: string;
}

/** The first word that mixes scripts. */
export function mixtureIn(name: string): Mixture | undefined {
  const word = foreignWords(name).find((each) => !isPure(each));
  if (word === undefined) return undefined;
  const counts = new Map<string, { count: number; readonly character: string }>();
  for (const character of word) {
    const script = scriptOf(character);
    if (script === undefined) continue;
    const seen = counts.get(script);
    if (seen === undefined) counts.set(script, { count: 1, character });
    else seen.count += 1;
  }
  const [rarest] = [...counts.values()].sort((a, b) => a.count - b.count);
  return { word, scripts: [...counts.keys()], character: rarest!.character };
}

/** Nobody can tell by looking which letters it is written in: it mixes scripts, or a word of another script reads as a Latin one. */
export function mayMislead(name: string): boolean {
  return foreignWords(name).some((word) => !isPure(word) || readsAsLatin(word));
}

function foreignWords(name: string): readonly string[] {
  if (ASCII.test(name)) return [];
  return (name.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).filter((word) => !ASCII.test(word));
}

function isPure(word: string): boolean {
  const { pure, withLatin } = forms();
  if (pure.some((form) => form.test(word))) return true;
  return withLatin.some((form) => form.test(word)) && ![...word].some(looksLatin);
}

/** A letter of another script that has the shape of a Latin one. */
function looksLatin(character: string): boolean {
  return !ASCII.test(character) && /^[A-Za-z]/.test(prototype(character)) && scriptOf(character) !== 'Latin';
}

function readsAsLatin(word: string): boolean {
  return [...word].every((character) => looksLatin(character) || /\d/.test(character));
}
