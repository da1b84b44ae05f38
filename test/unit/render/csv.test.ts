// Cells of a CSV file: what is read back is what was written, in one cell, and none is a formula.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvText } from '../../../src/render/csv.ts';
import { runs } from '../../support/runs.ts';

/** As RFC 4180 has it, and every spreadsheet. */
function parsed(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [whole, , cell] of text.matchAll(/("((?:[^"]|"")*)")(?:,|\r\n)/g)) {
    row.push(cell!.replaceAll('""', '"'));
    if (!whole.endsWith('\r\n')) continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

describe('csv', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '=HYPERLINK("https://x","y")'])(
    '%j is text, not a formula',
    (name) => {
      const [[cell]] = parsed(csvText([[name]])) as [[string]];
      expect(cell[0]).toBe("'");
    },
  );

  test('any names are cells of their own, one for each', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 3, maxLength: 3 })), (rows) => {
        const read = parsed(csvText(rows));
        expect(read.map((row) => row.length)).toEqual(rows.map(() => 3));
        for (const cell of read.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]|[\r\n\t\u202e]/);
      }),
      runs({ numRuns: 300, seed: 15_008 }),
    );
  });
});
