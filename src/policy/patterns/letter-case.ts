// Letters whose case is ignored. Of `…IgnoreCase` AWS says only that case is: for the letters of ASCII that says it all. Whether `É` is `é` then, or the
// sign for Kelvin a `k`, depends on a table of letters that nobody names. So the letters of ASCII are folded, one for one, and what hangs on others is
// left open (key-cases.ts).

/** The character, in lower case. */
export const lowerCode = (code: number): number => (code >= A && code <= Z ? code + 32 : code);
/** The character, in upper case. */
export const upperCode = (code: number): number => (code >= A + 32 && code <= Z + 32 ? code - 32 : code);

/** As long as the text. */
export const lowerText = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

const A = 65;
const Z = 90;

/** Characters that some table of letters takes for one of ASCII: İ and ı for `i`, ſ for `s`, the sign for Kelvin for `k`. */
const TAKEN_FOR: ReadonlyMap<number, number> = new Map([
  [0x130, 105],
  [0x131, 105],
  [0x17f, 115],
  [0x212a, 107],
]);

/** As `lowerCode`, by whichever table takes most for a letter of ASCII. */
export const widelyLowerCode = (code: number): number => TAKEN_FOR.get(code) ?? lowerCode(code);

/** Those that some table takes for this letter, in lower case, beside both its own cases. */
export const takenFor = (lower: number): readonly number[] =>
  [...TAKEN_FOR].flatMap(([code, letter]) => (letter === lower ? [code] : []));

/** Texts that some table takes for one are equal then. */
export function widelyLowerText(text: string): string {
  const one = (letter: string, other: string) => (other.length === 1 ? other : letter);
  const lower = (letter: string) => {
    const upper = one(letter, letter.toUpperCase());
    return String.fromCharCode(widelyLowerCode(one(upper, upper.toLowerCase()).charCodeAt(0)));
  };
  return /^[\0-\x7f]*$/.test(text) ? lowerText(text) : text.split('').map(lower).join('');
}
