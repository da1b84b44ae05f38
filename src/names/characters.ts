// Characters that a reader cannot see, or cannot tell from others: in files, names and plans alike.

/**
 * What draws nothing or moves what stands beside it, as part of a class: controls but for tab, line feed and carriage return; format
 * characters (bidi controls, zero-width ones, tags); line separators; halves of surrogate pairs; all that Unicode calls ignorable; and
 * the empty Braille pattern.
 */
export const UNSEEN = String.raw`\u0000-\u0008\v\f\u000e-\u001f\u007f-\u009f\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800`;

/** `U+200B`. */
export function codePointName(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A text as a JSON string, and so as a scalar of YAML, in which what draws nothing, or looks like a space and is none, is escaped: what is shown is what is read. */
export function visibleJson(text: string): string {
  return JSON.stringify(text).replace(HIDDEN, (character) =>
    Array.from(
      { length: character.length },
      (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

const HIDDEN = new RegExp(`[${UNSEEN}]|(?! )\\p{Zs}`, 'gu');

const unseen = new RegExp(`[${UNSEEN}]`, 'u');

/** Signs that Unicode counts as format characters, but that are drawn. */
const SEEN = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/gu;

const scripts = (names: string) => names.replace(/\w+/g, '\\p{Script=$&}').replaceAll(' ', '');
const JOINING = scripts(
  'Arabic Syriac Nko Mongolian Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Khmer Myanmar Tibetan',
);
const WITHOUT_SPACES = scripts('Thai Lao Khmer Myanmar Tibetan');
const VARYING = scripts('Han Mongolian Myanmar Phags_Pa');
const PICTURE = '\\p{Extended_Pictographic}';
/** England, Scotland and Wales, in tags. */
const FLAGS = ['gbeng', 'gbsct', 'gbwls'].map((region) =>
  [...region].map((letter) => String.fromCodePoint(0xe0000 + letter.codePointAt(0)!)).join(''),
);

/**
 * What a spelling needs: joiners within words of scripts that join, word breaks of scripts without spaces, variants of ideographs, and
 * what makes up an emoji.
 */
const SPELLING = new RegExp(
  [
    `[\\u200c\\u200d](?<=[${JOINING}]\\p{M}{0,8}.)(?=\\p{L})`,
    `\\u200b(?<=[${WITHOUT_SPACES}]\\p{M}{0,8}.)(?=\\p{L})`,
    `[\\ufe00-\\ufe0f\\u180b-\\u180d\\u180f\\u{e0100}-\\u{e01ef}](?<=[${VARYING}].)`,
    `[\\ufe0e\\ufe0f](?<=${PICTURE}.)`,
    `\\u200d(?<=${PICTURE}[\\ufe0f\\p{Emoji_Modifier}]?.)(?=${PICTURE})`,
    `\\ufe0f(?<=[0-9#*].)(?=\\u20e3)`,
    `(?:${FLAGS.join('|')})\\u{e007f}(?<=\\u{1f3f4}.{6})`,
  ].join('|'),
  'gu',
);

/** Index of the first character that a reader cannot see; -1 when all can be seen. */
export function unseenAt(text: string): number {
  // Nearly every text is clean.
  if (!unseen.test(text)) return -1;
  const blank = (match: string) => ' '.repeat(match.length);
  return text.replace(SPELLING, blank).replace(SEEN, blank).search(unseen);
}

/** `two spaces in a row`, `the blank U+00A0`: blanks within a name that a reader overlooks. Those at its ends are for whoever knows what the name is for. */
export function oddBlankIn(name: string): string | undefined {
  const [found] = / {2}|(?! )[\p{Zs}\t]/u.exec(name) ?? [];
  if (found === undefined) return undefined;
  return found === '  ' ? 'two spaces in a row' : `the blank ${codePointName(found)}`;
}
