// How wide text is on a terminal.
//
// Which characters are wide, get-east-asian-width knows. What is joined to the one before it is counted here and not by string-width, which cuts
// text up by Intl.Segmenter: in Node 20 its time grows with the square of the length, seconds for a name of 50 000 letters, and names come from outside.
import { eastAsianWidth } from 'get-east-asian-width';

const PLAIN = /^[ -~]*$/;
/** Accents, the vowel and the final consonant of a Hangul syllable that is spelt out, the skin of an emoji. */
const JOINED =
  /[\p{Mn}\p{Me}]|(?<=[\u1100-\u11ff\ua960-\ua97c])[\u1160-\u11ff]|(?<=\p{Emoji_Modifier_Base})\p{Emoji_Modifier}/gu;

/** Columns of a terminal, of text as escape.ts leaves it: two for East Asian wide characters and emoji, none for what is joined to another. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text.replace(JOINED, '')) width += eastAsianWidth(character.codePointAt(0)!);
  return width;
}
