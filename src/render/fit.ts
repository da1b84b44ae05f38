// Makes a document fit a limit. What a block gives up, it says itself: an item its details first (`brief`), then, from the least
// important end, items as a whole (`size`); what has no size stays as long as its block does. Everything that was given up is counted.
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

/** How much room blocks take. */
export type Measure = (document: Document) => number;

/** Parts in the order of their importance, each with what those before it leave: a flood of small things cannot push out a bad one. */
export function fitParts<Name extends string>(
  parts: Readonly<Record<Name, Part>>,
  { room, measure }: { readonly room: number; readonly measure: Measure },
): Readonly<Record<Name, Fitted>> {
  const order = (Object.keys(parts) as Name[]).map((name) => [name, parts[name]] as const);
  const keeps = order.map(([, { blocks, kept = 0 }]) =>
    kept === 0 ? 0 : Math.min(measure(blocks), Math.floor(room * kept)),
  );
  let left = room;
  const fitted = order.map(([name, { blocks, most }], index) => {
    const others = keeps.slice(index + 1).reduce((sum, kept) => sum + kept, 0);
    const made = fitBlocks(blocks, { budget: Math.min(left - others, room * most), measure });
    left -= measure(made.blocks);
    return [name, made] as const;
  });
  return Object.fromEntries(fitted) as Record<Name, Fitted>;
}

/** An item that does not fit does not keep a smaller one behind it out, but nothing takes room from what is more important. */
function fitBlocks(blocks: readonly Block[], { budget, measure }: { budget: number; measure: Measure }): Fitted {
  let room = budget;
  const shown: Block[] = [];
  const total = { hidden: 0, missing: 0, shortened: 0 };
  for (const block of blocks) {
    const fitted = fitBlock(block, room, measure);
    room -= measure(fitted.blocks);
    shown.push(...fitted.blocks);
    total.hidden += fitted.hidden;
    total.missing += fitted.missing;
    total.shortened += fitted.shortened;
  }
  return { blocks: shown, ...total };
}

function fitBlock(block: Block, budget: number, measure: Measure): Fitted {
  const { units, withUnits } = shapeOf(block);
  const all = units.reduce((sum, { size }) => sum + size, 0);
  if (measure([block]) <= budget) return { blocks: [block], hidden: 0, missing: 0, shortened: 0 };
  let room = budget - measure([withUnits([], all)]);
  if (room < 0) return { blocks: [], hidden: 1, missing: all, shortened: 0 };
  const kept: Unit['forms'][number][] = [];
  let missing = 0;
  let shortened = 0;
  for (const { forms, size } of units) {
    const form = forms.find((each) => measure([alone(each)]) <= room);
    if (form === undefined) {
      missing += size;
      continue;
    }
    if (form !== forms[0]) shortened += 1;
    room -= measure([alone(form)]);
    kept.push(form);
  }
  return { blocks: [withUnits(kept, missing)], hidden: 0, missing, shortened };
}

/** What can be given up by itself: an item or a finding, whole or as what is left of it. */
interface Unit {
  readonly forms: readonly (Item | Finding)[];
  readonly size: number;
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
        units: block.findings.map((finding) => ({ size: 1, forms: [finding, briefOf(finding)] })),
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
