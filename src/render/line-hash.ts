// The fingerprint by which GitHub knows an alert again when lines move: `primaryLocationLineHash`, as github/codeql-action computes it from the file when it
// uploads (src/fingerprints.ts there). Ours are equal to it, so that the action has nothing to warn about, and an upload without the action has them too.
//
// The hash of a line is over the hundred characters from its beginning on, blanks left out and line ends as `\n`: a polynomial in 37 modulo 2^64. Behind it,
// the how manieth line with this hash it is.

const WINDOW = 100;
const BASE = 37;
const HALF = 2 ** 32;
/** Stands at the end of the file; behind it are as many zeros as a window needs. */
const END = 0xffff;

/** 37^100 modulo 2^64, in two halves. */
const OLDEST_WEIGHT = Array.from({ length: WINDOW }).reduce<Halves>(
  (power) => step(power, { entering: 0, oldest: 0, weight: { high: 0, low: 0 } }),
  { high: 0, low: 1 },
);

interface Halves {
  readonly high: number;
  readonly low: number;
}

interface Step {
  readonly entering: number;
  readonly oldest: number;
  /** Of what leaves. */
  readonly weight: Halves;
}

/** Every product is below 2^49, so doubles are exact. */
function step({ high, low }: Halves, { entering, oldest, weight }: Step): Halves {
  const sum = low * BASE + entering - weight.low * oldest;
  const carry = Math.floor(sum / HALF);
  return { high: modulo(high * BASE + carry - weight.high * oldest), low: modulo(sum) };
}

function modulo(number: number): number {
  return number - Math.floor(number / HALF) * HALF;
}

/** By line, the first at index 0. */
export function lineHashes(text: string): readonly string[] {
  const { codes, starts } = significant(text);
  const hashes: string[] = [];
  const seen = new Map<string, number>();
  let hash: Halves = { high: 0, low: 0 };
  let line = 0;
  for (let index = 0; line < starts.length; index++) {
    const from = index - WINDOW;
    hash = step(hash, { entering: codes[index] ?? 0, oldest: codes[from] ?? 0, weight: OLDEST_WEIGHT });
    if (starts[line] !== from + 1) continue;
    const hex = hexOf(hash);
    const count = (seen.get(hex) ?? 0) + 1;
    seen.set(hex, count);
    hashes.push(`${hex}:${count}`);
    line += 1;
  }
  return hashes;
}

function hexOf({ high, low }: Halves): string {
  return high === 0 ? low.toString(16) : `${high.toString(16)}${low.toString(16).padStart(8, '0')}`;
}

/** The characters that count, and where among them each line begins. */
function significant(text: string): { readonly codes: readonly number[]; readonly starts: readonly number[] } {
  const codes: number[] = [];
  const starts: number[] = [];
  let begins = true;
  for (const character of text.replace(/\r\n?/g, '\n').replace(/[ \t]/g, '').split('')) {
    if (begins) starts.push(codes.length);
    codes.push(character.charCodeAt(0));
    begins = character === '\n';
  }
  if (begins) starts.push(codes.length);
  codes.push(END);
  return { codes, starts };
}
