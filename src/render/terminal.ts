// Documents and phrases for a terminal.
//
// Blocks stand apart by an empty line, and what belongs to one follows it, indented. A line of text begins in a column: the mark of
// an item stands to the left of it, and what the item says goes on below its own text. Sentences in items and facts are wrapped at
// the width, paragraphs that belong to something, and findings on a screen; headings, other paragraphs, code and whatever is `whole` are not, so that they
// can be searched for and copied.
//
// Lines are broken here and not by wrap-ansi, which breaks painted text at any space and lets every line begin in
// the same column: it knows nothing of what stays whole, of gaps wider than a space, and of lines that go on below where the first began.
import { displayWidth } from './columns.ts';
import type { Block, Code, CodeLine, Details, Document, Fact, Facts, Finding, Item, List, Table } from './document.ts';
import { forTerminal, harmlessTogether, sentence, visible } from './escape.ts';
import type { Inline, Phrase, Place, Tone } from './phrase.ts';
import { joined, phrase, say, whole } from './phrase.ts';
import { type Layout, type Paint, PLAIN, type Style } from './style.ts';

/** Empty for nothing; otherwise ends in a line break. */
export function writeTerminal(document: Document, layout: Layout): string {
  if (document.length === 0) return '';
  return `${document.map((block) => blockLines(block, { ...layout, indent: 0 }).join('\n')).join('\n\n')}\n`;
}

/** In one line, as long as that is. */
export function phraseLine(phrase: Phrase, style: Style = PLAIN): string {
  return unwrapped(phrase, style).join(' ');
}

interface At extends Layout {
  /** The column in which lines begin. */
  readonly indent: number;
}

function blockLines(block: Block, at: At): readonly string[] {
  const { style, indent } = at;
  switch (block.kind) {
    case 'heading':
      return indented(unwrapped([{ kind: 'strong', phrase: block.phrase }], style), indent);
    case 'paragraph':
    case 'callout': {
      const width = indent === 0 ? Number.POSITIVE_INFINITY : at.width;
      return startedWith(' '.repeat(indent), flow(piecesOf(block.phrase, style), { column: indent, width }));
    }
    case 'facts':
      return factsLines(block, at);
    case 'list':
      return listLines(block, at);
    case 'table':
      return tableLines(block, at);
    case 'details':
      return detailsLines(block, at);
    case 'code':
      return codeLines(block, at);
    case 'findings':
      return block.findings.flatMap((finding, index) => [
        ...(index === 0 ? [] : ['']),
        ...indented(findingLines(finding, at), indent),
      ]);
    case 'group':
      return [...blockLines(block.head, at), ...below(block.body, at)];
    default:
      return block satisfies never;
  }
}

const STEP = 2;

function below(blocks: readonly Block[], at: At): readonly string[] {
  return blocks.flatMap((block) => blockLines(block, { ...at, indent: at.indent + STEP }));
}

function indented(lines: readonly string[], indent: number): readonly string[] {
  return lines.map((line) => (line === '' ? line : ' '.repeat(indent) + line));
}

function factsLines({ title, rows, colons }: Facts, at: At): readonly string[] {
  const { style, indent } = at;
  const inner = title === undefined ? at : { ...at, indent: indent + STEP };
  const labels = rows.map(({ label }) => displayWidth(phraseLine(label)));
  const longest = Math.max(0, ...labels);
  const end = colons === true ? ':' : '';
  return [
    ...(title === undefined ? [] : indented([phraseLine(phrase`${title}:`, style)], indent)),
    ...rows.flatMap((row, index) => factLines(row, { ...inner, end, labelled: longest, taken: labels[index]! })),
  ];
}

interface FactPlace extends At {
  /** What stands behind the label. */
  readonly end: string;
  /** Columns of the longest label, and of this one. */
  readonly labelled: number;
  readonly taken: number;
}

function factLines(row: Fact, at: FactPlace): readonly string[] {
  const { style, indent, end, labelled, taken } = at;
  const label = ' '.repeat(indent) + phraseLine(end === '' ? row.label : [...row.label, ...say(end)], style);
  if ('code' in row) return [label, ...codeLines(row.code, { ...at, indent: indent + STEP })];
  const column = indent + labelled + 2;
  const gap = ' '.repeat(column - indent - taken - end.length);
  return row.values.flatMap((value, index) => {
    const start = index === 0 ? label + gap : ' '.repeat(column);
    return startedWith(start, flow(piecesOf(value, style), { ...at, column }));
  });
}

/** A longer subject than this does not push the text of the others to the right. */
const SUBJECT_WIDTH = 36;

function listLines({ items }: List, at: At): readonly string[] {
  const subjects = items.flatMap(({ subject }) => (subject === undefined ? [] : [displayWidth(phraseLine(subject))]));
  const subjectWidth = Math.max(0, ...subjects.filter((width) => width <= SUBJECT_WIDTH));
  return items.flatMap((item) => itemLines(item, { ...at, subjectWidth, hanging: STEP }));
}

function detailsLines({ summary, blocks }: Details, at: At): readonly string[] {
  return [...itemLines(summary, { ...at, subjectWidth: 0, hanging: 0 }), ...below(blocks, at)];
}

interface ItemPlace extends At {
  /** Columns of the subjects beside which the text of all items begins. */
  readonly subjectWidth: number;
  /** How much further to the right an item without a mark goes on than it began. */
  readonly hanging: number;
}

function itemLines(item: Item, at: ItemPlace): readonly string[] {
  const { mark, subject, lead = [], phrase, notes = [], places = [], blocks = [] } = item;
  const { style, indent, subjectWidth } = at;
  const width = isWhole(phrase) ? Number.POSITIVE_INFINITY : at.width;
  const sign = mark === undefined ? '' : mark === 'none' ? '  ' : `${phraseLine(mark, style)} `;
  const text = indent + (mark === undefined ? 0 : STEP);
  const start = ' '.repeat(indent) + sign;
  const line = [...whole(lead), ...phrase, ...(notes.length === 0 ? [] : say(';'))];
  const what = piecesOf(line, style);
  const origins = places.map((place): Piece => ({ runs: [{ text: placeText(place), paints: [style.dim] }], gap: 2 }));
  const [first, ...rest] = [...piecesOf(joined(notes, '; '), style), ...origins];
  const pieces = (breaks: boolean) => [...what, ...(first === undefined ? [] : [{ ...first, breaks }]), ...rest];
  const inner = below(blocks, { ...at, indent: text });
  if (subject === undefined) {
    const hanging = mark === undefined ? at.hanging : 0;
    const led = displayWidth(phraseLine(lead));
    const column = text + (led === 0 ? hanging : led);
    return [...startedWith(start, flow(pieces(false), { column, width, from: column - led })), ...inner];
  }
  const column = text + subjectWidth + 2;
  // What else there is to say begins a line of its own, unless all of it is one line.
  const flowed = flow(pieces(column + flowWidth(pieces(false)) > width), { column, width });
  const name = phraseLine(subject, style);
  const taken = displayWidth(phraseLine(subject));
  if (taken > subjectWidth) return [start + name, ...startedWith(' '.repeat(column), flowed), ...inner];
  return [...startedWith(`${start}${name}${' '.repeat(subjectWidth - taken + 2)}`, flowed), ...inner];
}

/** Then all of an item stands on one line. */
function isWhole([only, ...others]: Phrase): boolean {
  return only?.kind === 'whole' && others.length === 0;
}

function tableLines({ columns, rows }: Table, { style, indent }: At): readonly string[] {
  const cells = [
    columns.map(({ title }) => forTerminal(title)),
    ...rows.map((row) => row.map((cell) => phraseLine(cell))),
  ];
  const widths = columns.map((_, place) => Math.max(...cells.map((row) => displayWidth(row[place] ?? ''))));
  const shown = cells.map((row) =>
    row
      .map((cell, place) => {
        const gap = ' '.repeat(widths[place]! - displayWidth(cell));
        return columns[place]?.align === 'right' ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd(),
  );
  return indented(
    shown.map((line, index) => (index === 0 ? style.bold(line) : line)),
    indent,
  );
}

function codeLines({ lines }: Code, { style, indent }: At): readonly string[] {
  return indented(
    lines.map((line) => codeLine(line, style)),
    indent,
  );
}

function codeLine({ mark, text }: CodeLine, style: Style): string {
  switch (mark) {
    case '@':
      return style.cyan(text);
    case '+':
      return style.green(`+ ${visible(text)}`);
    case '-':
      return style.red(`- ${visible(text)}`);
    case ' ':
      return `  ${visible(text)}`;
    case '':
      return visible(text);
    default:
      return mark satisfies never;
  }
}

/** With the lines of files that it is about, and carets under the part that is meant. */
function findingLines({ severity, code, message, places, hint }: Finding, at: At): readonly string[] {
  const { style } = at;
  const width = at.onScreen === true ? at.width - at.indent : Number.POSITIVE_INFINITY;
  const paint = severityPaint(severity, style);
  const gutter = Math.max(1, ...places.map(({ excerpt }) => String(excerpt?.line ?? '').length));
  const margin = ' '.repeat(gutter);
  const name = paint(style.bold(`${severity}[${forTerminal(code)}]`));
  const from = displayWidth(`${severity}[${forTerminal(code)}]: `);
  const words = message && flow(piecesOf([{ kind: 'strong', phrase: message }], style), { column: STEP, width, from });
  const lines = words === undefined ? [name] : [...startedWith(`${name}: `, words)];
  for (const { place, role, note, excerpt } of places) {
    const remark = note === undefined ? '' : ` ${forTerminal(note)}`;
    const arrow = `${margin}${style.cyan('-->')} ${placeText(place)}`;
    lines.push(excerpt === undefined && remark !== '' ? `${arrow}:${remark}` : arrow);
    if (excerpt === undefined) continue;
    const [mark, caretPaint] = role === 'subject' ? ['^', paint] : ['-', style.cyan];
    const carets = caretPaint(mark.repeat(excerpt.length) + remark);
    lines.push(
      style.cyan(`${margin} |`),
      `${style.cyan(`${String(excerpt.line).padStart(gutter)} |`)} ${excerpt.text}`,
      `${style.cyan(`${margin} |`)} ${' '.repeat(excerpt.indent)}${carets}`,
    );
  }
  const lead = 'hint: '.length;
  if (hint !== undefined)
    lines.push(...startedWith(`${style.cyan('hint')}: `, flow(piecesOf(hint, style), { column: lead, width })));
  return lines;
}

function severityPaint(severity: Finding['severity'], style: Style): Paint {
  switch (severity) {
    case 'error':
      return style.red;
    case 'warning':
      return style.yellow;
    case 'notice':
      return style.cyan;
    default:
      return severity satisfies never;
  }
}

// Phrases: runs of characters of one look; pieces, which are never broken; lines.

interface Run {
  readonly text: string;
  /** The outermost first. */
  readonly paints: readonly Paint[];
}

/** Spaces stand before it, but not at the start of a line. */
interface Piece {
  readonly runs: readonly Run[];
  readonly gap: number;
  /** How the gap looks: as what it is part of. */
  readonly gapPaints?: readonly Paint[];
  /** Begins a line of its own. */
  readonly breaks?: boolean;
}

type Atom =
  | { readonly run: Run; readonly whole: boolean }
  | { readonly gap: number; readonly paints: readonly Paint[] }
  | 'break';

function atomsOf(phrase: Phrase, style: Style, paints: readonly Paint[] = [], isWhole = false): readonly Atom[] {
  const painted = (text: string, ...more: readonly Paint[]): readonly Atom[] => [
    { run: { text, paints: [...paints, ...more] }, whole: isWhole },
  ];
  const within = (inner: Phrase, ...more: readonly Paint[]) => atomsOf(inner, style, [...paints, ...more], isWhole);
  return phrase.flatMap((part: Inline): readonly Atom[] => {
    switch (part.kind) {
      case 'text':
        return painted(sentence(part.text));
      case 'name':
        return painted(forTerminal(part.text));
      case 'code':
        return painted(forTerminal(`\`${part.text}\``));
      case 'strong':
        return within(part.phrase, style.bold);
      case 'stressed':
        return within(part.phrase);
      case 'quiet':
        return within(part.phrase, style.dim);
      case 'whole':
        return atomsOf(part.phrase, style, paints, true);
      case 'toned':
        return within(part.phrase, tonePaint(part.tone, style));
      case 'member': {
        const [sign, paint] = part.change === 'added' ? ['+', style.green] : ['-', style.red];
        return [...painted(`${sign} `, paint), ...within(part.phrase, paint)];
      }
      case 'mark':
        return painted(part.sign, style.bold, tonePaint(part.tone, style));
      case 'link':
        return [...within(part.phrase), ...painted(` (${forTerminal(part.href)})`)];
      case 'place':
        return [{ run: { text: placeText(part.place), paints: [...paints, style.dim] }, whole: true }];
      case 'none':
        return painted('(none)');
      case 'gap':
        return [{ gap: 3, paints }];
      case 'break':
        return ['break'];
      default:
        return part satisfies never;
    }
  });
}

function tonePaint(tone: Tone, style: Style): Paint {
  switch (tone) {
    case 'gain':
    case 'good':
      return style.green;
    case 'loss':
    case 'alarm':
      return style.red;
    case 'warning':
      return style.yellow;
    case 'notice':
      return style.cyan;
    default:
      return tone satisfies never;
  }
}

function placeText({ file, line, column }: Place): string {
  return forTerminal(`${file}:${line}${column === undefined ? '' : `:${column}`}`);
}

/** Broken at the spaces of what is not whole. */
function piecesOf(phrase: Phrase, style: Style): readonly Piece[] {
  const pieces: { runs: Run[]; gap: number; gapPaints?: readonly Paint[]; breaks?: boolean }[] = [{ runs: [], gap: 1 }];
  for (const atom of atomsOf(phrase, style)) {
    if (atom === 'break') pieces.push({ runs: [], gap: 0, breaks: true });
    else if ('gap' in atom) pieces.push({ runs: [], gap: atom.gap, gapPaints: atom.paints });
    else {
      const { run, whole } = atom;
      const parts = whole ? [run.text] : run.text.split(' ');
      for (const [index, text] of parts.entries()) {
        if (index > 0) pieces.push({ runs: [], gap: 1, gapPaints: run.paints });
        if (text !== '') pieces.at(-1)!.runs.push({ ...run, text });
      }
    }
  }
  return phrase.length === 0 ? [] : pieces.map((piece) => ({ ...piece, runs: harmless(piece.runs) }));
}

function harmless(runs: readonly Run[]): readonly Run[] {
  if (runs.length < 2) return runs;
  const texts = harmlessTogether(runs.map(({ text }) => text));
  return runs.map((run, index) => ({ ...run, text: texts[index]! }));
}

function pieceWidth({ runs }: Piece): number {
  return displayWidth(runs.map(({ text }) => text).join(''));
}

/** Columns that pieces take on one line. */
function flowWidth(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece, index) => sum + pieceWidth(piece) + (index === 0 ? 0 : piece.gap), 0);
}

/**
 * Lines of pieces, wrapped at `width`; those behind the first are indented to `column`, where the first is taken to begin as well
 * unless it does so `from` another. A piece that is wider than a line has one of its own.
 */
function flow(
  pieces: readonly Piece[],
  { column, width, from = column }: { column: number; width: number; from?: number },
): readonly string[] {
  const lines: Run[][] = [[]];
  let used = from;
  for (const [index, piece] of pieces.entries()) {
    const gap = index === 0 ? 0 : piece.gap;
    const wide = pieceWidth(piece);
    const breaks = index > 0 && (piece.breaks === true || used + gap + wide > width);
    if (breaks) lines.push([]);
    else if (gap > 0) lines.at(-1)!.push({ text: ' '.repeat(gap), paints: piece.gapPaints ?? [] });
    lines.at(-1)!.push(...piece.runs);
    used = (breaks ? column : used + gap) + wide;
  }
  return lines.map((line, index) => (index === 0 ? '' : ' '.repeat(column)) + painted(line));
}

function unwrapped(phrase: Phrase, style: Style): readonly string[] {
  return flow(piecesOf(phrase, style), { column: 0, width: Number.POSITIVE_INFINITY });
}

function startedWith(start: string, [first = '', ...rest]: readonly string[]): readonly string[] {
  return [start + first, ...rest];
}

/** Neighbours of one look are painted once. */
function painted(runs: readonly Run[]): string {
  const merged: Run[] = [];
  for (const run of runs) {
    const last = merged.at(-1);
    if (last !== undefined && isSame(last.paints, run.paints))
      merged[merged.length - 1] = { ...last, text: last.text + run.text };
    else merged.push(run);
  }
  return merged.map(({ text, paints }) => paints.reduceRight((inner, paint) => paint(inner), text)).join('');
}

function isSame(a: readonly Paint[], b: readonly Paint[]): boolean {
  return a.length === b.length && a.every((paint, index) => paint === b[index]);
}
