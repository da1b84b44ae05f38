// Makes a document fit a limit. What a block gives up, it says itself: an item its details first (`brief`), then, from the least
// important end, items as a whole (`size`), but none that is `kept` while there is room for its line; what has no size stays as long as
// its block does. Everything that was given up is counted.
import type { Block, Document, Finding, Item } from './document.ts';
import { say, strong } from './phrase.ts';

/** Some blocks of a document, which give up what others need. */
export interface Part {
  /** Most important first. */
  readonly blocks: readonly Block[];
  /** The largest part of the room that they take, 1 for all of it. */
  readonly most: number;
  /** The part of the room that is kept for them, as far as they need it, while more important ones take theirs. */
  readonly kept?: number;
}

export interface Fitted {
  readonly blocks: readonly Block[];
  /** Blocks of which nothing is shown. */
  readonly hidden: number;
  /** Sum of the sizes of items of which nothing is shown. */
  readonly missing: number;
  /** Items that are shown in brief. */
  readonly shortened: number;
}

/** How much room blocks take. What two take together is no more than the sum, nor does an item take more in its block than by itself. */
export type Measure = (document: Document) => number;

/** Parts in the order of their importance, each with what those before it leave. */
export function fitParts<Name extends string>(
  parts: Readonly<Record<Name, Part>>,
  { room, measure }: { readonly room: number; readonly measure: Measure },
): Readonly<Record<Name, Fitted>> {
  const order = (Object.keys(parts) as Name[]).map((name) => {
    const { blocks, most, kept = 0 } = parts[name];
    const whole = blocks.map((block) => measure([block]));
    return { name, blocks, most, whole, kept: Math.min(sum(whole), Math.floor(room * kept)) };
  });
  let left = room;
  const fitted = order.map(({ name, blocks, most, whole }, place) => {
    const others = sum(order.slice(place + 1).map(({ kept }) => kept));
    const { used, ...made } = fitBlocks(blocks, { whole, budget: Math.min(left - others, room * most), measure });
    left -= used;
    return [name, made] as const;
  });
  return Object.fromEntries(fitted) as Record<Name, Fitted>;
}

interface Sized extends Fitted {
  /** The room that the blocks take. */
  readonly used: number;
}

interface Blocks {
  /** How much room each takes as it is. */
  readonly whole: readonly number[];
  readonly budget: number;
  readonly measure: Measure;
}

/**
 * Every block keeps the room for its line, and for those of its items that are kept, before any other has its details. So that a flood of
 * lines does not take the details of what is worse, they are kept in half of the room: of the blocks behind that, what fits at the end.
 */
function fitBlocks(blocks: readonly Block[], { whole, budget, measure }: Blocks): Sized {
  if (sum(whole) <= budget) return { blocks, used: sum(whole), hidden: 0, missing: 0, shortened: 0 };
  const lines = firstWithin(
    blocks.map((block, place) => Math.min(whole[place]!, leastOf(block, measure))),
    budget / 2,
  );
  let forLines = sum(lines);
  const shown: Block[] = [];
  const total = { used: 0, hidden: 0, missing: 0, shortened: 0 };
  for (const [place, block] of blocks.entries()) {
    forLines -= lines[place]!;
    const room = budget - total.used - forLines;
    const fitted =
      whole[place]! <= room ? { ...ENTIRE, blocks: [block], used: whole[place]! } : fitBlock(block, room, measure);
    shown.push(...fitted.blocks);
    total.used += fitted.used;
    total.hidden += fitted.hidden;
    total.missing += fitted.missing;
    total.shortened += fitted.shortened;
  }
  return { blocks: shown, ...total };
}

const ENTIRE = { hidden: 0, missing: 0, shortened: 0 } as const;

/** An item that does not fit does not keep a smaller one behind it out, but nothing takes room from what is more important. */
function fitBlock(block: Block, budget: number, measure: Measure): Sized {
  const { units, withUnits } = shapeOf(block);
  const all = sum(units.map(({ size }) => size));
  const frame = measure([withUnits([], all)]);
  if (frame > budget) return { blocks: [], used: 0, hidden: 1, missing: all, shortened: 0 };
  const sizes = units.map(({ forms }) => forms.map((form) => measure([alone(form)])));
  const lines = firstWithin(
    units.map(({ kept }, place) => (kept ? Math.min(...sizes[place]!) : 0)),
    budget - frame,
  );
  let forLines = sum(lines);
  let used = frame;
  const kept: Unit['forms'][number][] = [];
  let missing = 0;
  let shortened = 0;
  for (const [place, { forms, size }] of units.entries()) {
    forLines -= lines[place]!;
    const form = sizes[place]!.findIndex((each) => used + each + forLines <= budget);
    if (form === -1) {
      missing += size;
      continue;
    }
    if (form > 0) shortened += 1;
    used += sizes[place]![form]!;
    kept.push(forms[form]!);
  }
  return { blocks: [withUnits(kept, missing)], used, hidden: 0, missing, shortened };
}

/** A line for the block, and one for each item that is kept. */
function leastOf(block: Block, measure: Measure): number {
  const { units, withUnits } = shapeOf(block);
  const kept = units.filter((unit) => unit.kept).map(({ forms }) => forms.at(-1)!);
  return measure([withUnits([], sum(units.map(({ size }) => size)))]) + sum(kept.map((form) => measure([alone(form)])));
}

/** The sizes, as many as there is room for, most important first; 0 for the others. */
function firstWithin(sizes: readonly number[], room: number): readonly number[] {
  let left = room;
  return sizes.map((size) => {
    if (size > left) return 0;
    left -= size;
    return size;
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** What can be given up by itself: an item or a finding, whole or as what is left of it. */
interface Unit {
  readonly forms: readonly (Item | Finding)[];
  readonly size: number;
  /** At least its line stays. */
  readonly kept: boolean;
}

interface Shape {
  readonly units: readonly Unit[];
  /** The block with these of them only, and a line that says how much is missing. */
  readonly withUnits: (kept: readonly (Item | Finding)[], missing: number) => Block;
}

function shapeOf(block: Block): Shape {
  switch (block.kind) {
    case 'list': {
      const counted = block.items.filter(({ size }) => size !== undefined);
      const others = block.items.filter(({ size }) => size === undefined);
      return {
        units: counted.map((item) => ({
          size: item.size!,
          kept: item.kept === true,
          forms: [item, ...(item.brief === undefined ? [] : [item.brief])],
        })),
        withUnits: (kept, missing) => {
          const items = kept.filter((form): form is Item => !isFinding(form));
          return { ...block, items: [...items, ...leftOut(missing), ...others] };
        },
      };
    }
    case 'findings':
      return {
        units: block.findings.map((finding) => ({ size: 1, kept: false, forms: [finding, briefOf(finding)] })),
        withUnits: (kept, missing) => {
          const shown: Block = { ...block, findings: kept.filter(isFinding) };
          return missing === 0
            ? shown
            : { kind: 'group', head: shown, body: [{ kind: 'list', items: leftOut(missing) }] };
        },
      };
    case 'details':
    case 'group': {
      const blocks = block.kind === 'details' ? block.blocks : block.body;
      const place = blocks.findLastIndex(({ kind }) => kind === 'list' || kind === 'findings');
      if (place === -1) return { units: [], withUnits: () => block };
      const inner = shapeOf(blocks[place]!);
      return {
        units: inner.units,
        withUnits: (kept, missing) => {
          const fitted = blocks.with(place, inner.withUnits(kept, missing));
          return block.kind === 'details' ? { ...block, blocks: fitted } : { ...block, body: fitted };
        },
      };
    }
    default:
      return { units: [], withUnits: () => block };
  }
}

function isFinding(form: Item | Finding): form is Finding {
  return 'severity' in form;
}

function briefOf({ severity, code }: Finding): Finding {
  return { severity, code, places: [] };
}

function alone(form: Item | Finding): Block {
  return isFinding(form) ? { kind: 'findings', findings: [form] } : { kind: 'list', items: [form] };
}

function leftOut(missing: number): readonly Item[] {
  return missing === 0 ? [] : [{ phrase: strong(say(`left out here: ${missing}`)) }];
}
