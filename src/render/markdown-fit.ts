// Makes a Markdown document fit its limit by leaving out whole items, the least important first, and counting every one.

export interface Item {
  readonly full: string;
  /** One line that stands for it when there is no room for all of it. */
  readonly brief: string;
  /** Changes, held changes or notices it stands for. */
  readonly size: number;
}

/** Something that opens and closes around its items: a permission set's `<details>`. */
export interface Block {
  readonly open: string;
  /** Most important first. */
  readonly items: readonly Item[];
  readonly close: string;
}

export interface Fitted {
  readonly text: string;
  /** Blocks of which nothing is shown. */
  readonly blocks: number;
  /** Sum of the sizes of items of which nothing is shown. */
  readonly missing: number;
  /** Items that are shown in brief. */
  readonly shortened: number;
}

const encoder = new TextEncoder();

/** UTF-8 bytes: never fewer than the UTF-16 units or the code points that GitHub may count. */
export function sizeOf(text: string): number {
  return encoder.encode(text).length;
}

/** Bytes that the blocks take when nothing is left out. */
export function wholeSize(blocks: readonly Block[]): number {
  return sizeOf(fitBlocks(blocks, Number.POSITIVE_INFINITY).text);
}

/**
 * Blocks in order, as much of each as fits what the ones before it left. An item that does not fit does not keep a smaller
 * one behind it out, but nothing takes room from what is more important: a flood of small changes cannot push out a bad one.
 */
export function fitBlocks(blocks: readonly Block[], budget: number): Fitted {
  let room = budget;
  const total = { text: '', blocks: 0, missing: 0, shortened: 0 };
  for (const block of blocks) {
    const fitted = fitBlock(block, room);
    room -= sizeOf(fitted.text);
    total.text += fitted.text;
    total.blocks += fitted.blocks;
    total.missing += fitted.missing;
    total.shortened += fitted.shortened;
  }
  return total;
}

function fitBlock({ open, items, close }: Block, budget: number): Fitted {
  const all = items.reduce((sum, { size }) => sum + size, 0);
  const whole = open + items.map(({ full }) => full).join('') + close;
  if (sizeOf(whole) <= budget) return { text: whole, blocks: 0, missing: 0, shortened: 0 };
  let room = budget - sizeOf(open + leftOut(all) + close);
  if (room < 0) return { text: '', blocks: 1, missing: all, shortened: 0 };
  let text = open;
  let missing = 0;
  let shortened = 0;
  for (const { full, brief, size } of items) {
    const shown = [full, brief].find((form) => sizeOf(form) <= room);
    if (shown === undefined) {
      missing += size;
      continue;
    }
    if (shown !== full) shortened += 1;
    room -= sizeOf(shown);
    text += shown;
  }
  return { text: text + (missing > 0 ? leftOut(missing) : '') + close, blocks: 0, missing, shortened };
}

function leftOut(size: number): string {
  return `- **left out here: ${size}**\n`;
}
