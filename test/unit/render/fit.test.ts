// What does not fit is given up by rule, and counted.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Block, type Document, type Item, list } from '../../../src/render/document.ts';
import { fitParts } from '../../../src/render/fit.ts';
import { writeMarkdown } from '../../../src/render/markdown.ts';
import { say } from '../../../src/render/phrase.ts';

const text = writeMarkdown;
const measure = (document: Document) => (document.length === 0 ? 0 : text(document).length + 1);

interface Entry {
  readonly size: number;
  readonly length: number;
  readonly isKept: boolean;
}

/** `no1x2` stands in the item, `no1` in the line of the block. */
function blockOf(entries: readonly Entry[], place: number): Block {
  const items = entries.map(({ size, length, isKept }, index): Item => {
    const name = `no${place}x${index};`;
    return {
      phrase: say(`${name}${'x'.repeat(length)}`),
      size,
      kept: isKept,
      brief: { phrase: say(name) },
    };
  });
  return { kind: 'details', open: true, summary: { phrase: say(`no${place};`) }, blocks: [list(items)] };
}

const entry = fc.record({
  size: fc.integer({ min: 1, max: 5 }),
  length: fc.integer({ min: 0, max: 300 }),
  isKept: fc.boolean(),
});
const blocks = fc.array(fc.array(entry, { maxLength: 6 }), { maxLength: 8 });
const shown = (document: Document, name: string) => text(document).includes(`${name};`);

test('what is shown fits, and what is not is counted', () => {
  fc.assert(
    fc.property(blocks, fc.integer({ min: 0, max: 3_000 }), (entries, room) => {
      const whole = entries.map(blockOf);
      const { all } = fitParts({ all: { blocks: whole, most: 1 } }, { room, measure });
      expect(measure(all.blocks)).toBeLessThanOrEqual(room);
      expect(all.blocks.length + all.hidden).toBe(whole.length);
      const missing = entries.flatMap((items, place) =>
        items.filter((_, index) => !shown(all.blocks, `no${place}x${index}`)).map(({ size }) => size),
      );
      expect(all.missing).toBe(missing.reduce((total, size) => total + size, 0));
      const left = Array.from(text(all.blocks).matchAll(/left out here: (\d+)/g), ([, number]) => Number(number));
      if (all.hidden === 0) expect(left.reduce((total, number) => total + number, 0)).toBe(all.missing);
      if (measure(whole) <= room) expect(all.blocks).toEqual(whole);
    }),
  );
});

test('no block gives up its line, nor a kept item its own, while lines take half the room', () => {
  fc.assert(
    fc.property(blocks, fc.integer({ min: 0, max: 2_000 }), (entries, more) => {
      const whole = entries.map(blockOf);
      const line = (place: number) => measure([blockOf([], place)]) + '- **left out here: 99**\n'.length;
      const item = (place: number, index: number) => measure([list([{ phrase: say(`no${place}x${index};`) }])]);
      const least = entries.flatMap((items, place) => [
        line(place),
        ...items.map(({ isKept }, index) => (isKept ? item(place, index) : 0)),
      ]);
      const room = 2 * least.reduce((total, size) => total + size, 0) + more;
      const { all } = fitParts({ all: { blocks: whole, most: 1 } }, { room, measure });
      for (const [place, items] of entries.entries()) {
        expect(shown(all.blocks, `no${place}`)).toBe(true);
        for (const [index, { isKept }] of items.entries())
          if (isKept) expect(shown(all.blocks, `no${place}x${index}`)).toBe(true);
      }
    }),
  );
});

test('a part takes no more than its share, and leaves what is kept for others', () => {
  const many = Array.from({ length: 50 }, (_, place) => blockOf([{ size: 1, length: 50, isKept: false }], place));
  const { first, second, last } = fitParts(
    {
      first: { blocks: many, most: 1 / 4 },
      second: { blocks: many, most: 1 },
      last: { blocks: many, most: 1, kept: 1 / 8 },
    },
    { room: 4_000, measure },
  );
  expect(measure(first.blocks)).toBeLessThanOrEqual(1_000);
  expect(measure(second.blocks)).toBeGreaterThan(2_000);
  expect(measure(last.blocks)).toBeGreaterThan(400);
  expect(measure([...first.blocks, ...second.blocks, ...last.blocks])).toBeLessThanOrEqual(4_000);
});
