import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonProblem } from '../../../src/source/json.ts';

describe('jsonProblem', () => {
  test.each([
    ['{"a": [1, 2, {"b": null}], "c": "\\u00e9\\n"}', undefined],
    [' \t\r\n-0.5e+10 ', undefined],
    ['', 0],
    ['  ', 2],
    ['[1,]', 3],
    ['{"a":1,}', 7],
    ['{"a":1]', 6],
    ['[1}', 2],
    ['"apple\n"', 0],
    ['[truely]', 1],
    ['[1.]', 1],
    ['[-]', 1],
    ['\ufeff{}', 0],
    ['{} // pears', 3],
  ])('%j has its first problem at %s', (text, offset) => {
    expect(jsonProblem(text)?.offset).toBe(offset);
  });

  test('agrees with JSON.parse on JSON with a character changed', () => {
    const mutated = fc
      .tuple(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom('', ',', '"', '[', '}', ':', '1', '.', '-', 'e', '\\', ' ', '\t', '\u0001', 'null'),
      )
      .map(([text, at, change]) => {
        const index = at % (text.length + 1);
        return text.slice(0, index) + change + text.slice(index + 1);
      });
    fc.assert(
      fc.property(mutated, (text) => {
        expect(jsonProblem(text) === undefined).toBe(accepts(text));
      }),
      { numRuns: 1000, seed: 20271 },
    );
  });

  test('a megabyte is no effort, closed or not', () => {
    const long = `"${'apple '.repeat(160_000)}`;
    expect(jsonProblem(`${long}"`)).toBeUndefined();
    expect(jsonProblem(long)?.offset).toBe(0);
    expect(jsonProblem('['.repeat(1_000_000))?.offset).toBe(1_000_000);
  });
});

function accepts(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
