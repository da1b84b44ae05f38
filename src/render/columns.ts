// Text in columns: how wide it is on a terminal, and lists that wrap without losing anything.
import type { Paint } from './style.ts';

const ZERO_WIDTH = /^\p{M}$/u;
const DOUBLE_WIDTH =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u;

/** Columns of a terminal: none for combining marks, two for East Asian wide characters and emoji. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += ZERO_WIDTH.test(character) ? 0 : DOUBLE_WIDTH.test(character) ? 2 : 1;
  return width;
}

export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** Text that is never broken: a name with its id, a word. Painted only after it was measured. */
export interface Piece {
  readonly text: string;
  /** Begins a line of its own. */
  readonly breaks?: boolean;
  /** Spaces before it, 1 unless told; none at the start of a line. */
  readonly gap?: number;
  readonly paint?: Paint | undefined;
}

/** The words of a sentence, to be broken between. */
export function words(sentence: string, paint?: Paint): readonly Piece[] {
  return sentence.split(' ').map((text) => ({ text, paint }));
}

/**
 * Pieces with a space between, wrapped at `width`. The first line is taken to begin at `column`, where the others are
 * indented to; a piece that is wider than a line has one of its own.
 */
export function flow(pieces: readonly Piece[], { column, width }: { column: number; width: number }): string {
  let text = '';
  let used = column;
  for (const [index, piece] of pieces.entries()) {
    const gap = index === 0 ? 0 : (piece.gap ?? 1);
    const wide = displayWidth(piece.text);
    const breaks = index > 0 && (piece.breaks === true || used + gap + wide > width);
    text += breaks ? `\n${' '.repeat(column)}` : ' '.repeat(gap);
    text += piece.paint === undefined ? piece.text : piece.paint(piece.text);
    used = (breaks ? column : used + gap) + wide;
  }
  return text;
}

/** Columns that pieces take on one line. */
export function flowWidth(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { text, gap = 1 }, index) => sum + displayWidth(text) + (index === 0 ? 0 : gap), 0);
}
