// Documents and phrases as GitHub's Markdown, for comments: no title is as large as the page's own, and what may be folded away is.
import type { Block, Details, Document, Fact, Facts, Finding, Item, Table } from './document.ts';
import { forHtml, forMarkdown, forMarkdownCode, forMarkdownFence, forMarkdownHtml } from './escape.ts';
import { type Inline, joined, type Phrase, type Place } from './phrase.ts';

/** Empty for nothing; otherwise ends in a line break. */
export function writeMarkdown(document: Document): string {
  return blocksMarkdown(document);
}

/** Lists that follow each other are one list; everything else stands apart. */
function blocksMarkdown(blocks: readonly Block[]): string {
  return blocks
    .map((block, index) => {
      const before = blocks[index - 1];
      return `${before === undefined || (isBulleted(before) && isBulleted(block)) ? '' : '\n'}${blockMarkdown(block)}`;
    })
    .join('');
}

function isBulleted({ kind }: Block): boolean {
  return kind === 'list' || kind === 'facts' || kind === 'findings';
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level + 1)} ${phraseMarkdown(block.phrase)}\n`;
    case 'paragraph':
      return `${phraseMarkdown(block.phrase)}\n`;
    case 'callout':
      return `${phraseMarkdown(block.phrase).replace(/^/gm, '> ')}\n`;
    case 'facts':
      return factsMarkdown(block);
    case 'list':
      return block.items.map(itemMarkdown).join('');
    case 'table':
      return tableMarkdown(block);
    case 'details':
      return detailsMarkdown(block);
    case 'code':
      return `${forMarkdownFence(
        block.lines.map(({ mark, text }) => (mark === '@' || mark === '' ? text : `${mark} ${text}`)),
        block.language,
      )}\n`;
    case 'findings':
      return block.findings.map(findingMarkdown).join('');
    case 'group':
      return blocksMarkdown([block.head, ...block.body]);
    default:
      return block satisfies never;
  }
}

function itemMarkdown({ mark, subject, lead, phrase, notes = [], places = [], blocks = [] }: Item): string {
  const sign = mark === undefined || mark === 'none' ? [] : [mark];
  const parts = [...sign, ...(subject === undefined ? [] : [subject]), [...(lead ?? []), ...phrase]];
  const line = joined([joined(parts, ' '), ...notes], '; ');
  return `- ${phraseMarkdown(line)}${placesMarkdown(places)}\n${nested(blocks)}`;
}

function placesMarkdown(places: readonly Place[]): string {
  return places.map((place) => ` · ${placeMarkdown(place)}`).join('');
}

/** What a list item holds: lists right below it, everything else apart. */
function nested(blocks: readonly Block[]): string {
  const [first] = blocks;
  if (first === undefined) return '';
  return `${isBulleted(first) ? '' : '\n'}${indented(blocksMarkdown(blocks))}`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

function factsMarkdown({ title, rows }: Facts): string {
  const shown = rows.map(factMarkdown).join('');
  return title === undefined ? shown : `- **${phraseMarkdown(title, { isStrong: true })}**\n${indented(shown)}`;
}

function factMarkdown(row: Fact): string {
  const label = phraseMarkdown(row.label);
  if ('code' in row) return `- ${label}\n${nested([row.code])}`;
  return `- ${label === '' ? '' : `${label}: `}${phraseMarkdown(joined(row.values))}\n`;
}

function tableMarkdown({ columns, rows }: Table): string {
  const row = (cells: readonly string[]) => `|${cells.map((cell) => (cell === '' ? ' |' : ` ${cell} |`)).join('')}\n`;
  const rule = columns.map(({ align }) => (align === 'right' ? '--:|' : '---|')).join('');
  const shown = rows.map((cells) => row(cells.map((cell) => phraseMarkdown(cell))));
  return `${row(columns.map(({ title }) => forMarkdown(title)))}|${rule}\n${shown.join('')}`;
}

function detailsMarkdown({ summary, open, blocks }: Details): string {
  const { phrase, lead = [], notes = [], places = [], blocks: about = [] } = summary;
  const line = joined([[...lead, ...phrase], ...notes], '; ');
  const origins = places.map((place) => ` · <code>${forHtml(placeText(place))}</code>`).join('');
  const title = `<summary>${phraseHtml(line)}${origins}</summary>`;
  return `<details${open ? ' open' : ''}>\n${title}\n\n${blocksMarkdown([...about, ...blocks])}\n</details>\n`;
}

function findingMarkdown({ severity, code, message, places, hint }: Finding): string {
  const title = `- **${severity}** ${forMarkdownCode(code)}`;
  if (message === undefined) return `${title}\n`;
  const [subject] = places.filter(({ role }) => role === 'subject');
  const place =
    subject === undefined ? '' : ` (${placeMarkdown({ file: subject.place.file, line: subject.place.line })})`;
  const help = hint === undefined ? '' : `\n  hint: ${phraseMarkdown(hint)}`;
  return `${title}: ${phraseMarkdown(message)}${place}${help}\n`;
}

interface Around {
  /** It is in bold type already: more of it would end that. */
  readonly isStrong: boolean;
}

function phraseMarkdown(phrase: Phrase, around: Around = { isStrong: false }): string {
  return phrase.reduce((text, part) => apart(text, inlineMarkdown(part, around)), '');
}

/** Code right behind code would be one piece of it, or none. */
function apart(before: string, text: string): string {
  return before.endsWith('`') && text.startsWith('`') ? `${before}&#8203;${text}` : before + text;
}

function inlineMarkdown(part: Inline, around: Around): string {
  const bold = (inner: Phrase) =>
    around.isStrong ? phraseMarkdown(inner, around) : `**${phraseMarkdown(inner, { isStrong: true })}**`;
  switch (part.kind) {
    case 'text':
      return forMarkdown(part.text);
    case 'name':
    case 'code':
      return forMarkdownCode(part.text);
    case 'strong':
    case 'stressed':
      return bold(part.phrase);
    case 'quiet':
      return `_${phraseMarkdown(part.phrase, around)}_`;
    case 'whole':
      return phraseMarkdown(part.phrase, around);
    case 'toned':
      return part.tone === 'alarm' ? bold(part.phrase) : phraseMarkdown(part.phrase, around);
    case 'member':
      return `${around.isStrong ? signOf(part) : `**${signOf(part)}**`} ${phraseMarkdown(part.phrase, around)}`;
    case 'mark':
      return forMarkdownCode(part.sign);
    case 'link':
      return `[${phraseMarkdown(part.phrase, around)}](<${encodeURI(part.href)}>)`;
    case 'place':
      return placeMarkdown(part.place);
    case 'none':
      return '_none_';
    case 'gap':
      return ' &emsp; ';
    case 'break':
      return '  \n';
    default:
      return part satisfies never;
  }
}

function signOf({ change }: Inline & { readonly kind: 'member' }): string {
  return change === 'added' ? '+' : '-';
}

function placeMarkdown(place: Place): string {
  return forMarkdownCode(placeText(place));
}

function placeText({ file, line, column }: Place): string {
  return `${file}:${line}${column === undefined ? '' : `:${column}`}`;
}

/** Inside an element of HTML there is no Markdown. */
function phraseHtml(phrase: Phrase): string {
  return phrase.map(inlineHtml).join('');
}

function inlineHtml(part: Inline): string {
  switch (part.kind) {
    case 'text':
      return forMarkdownHtml(part.text);
    case 'name':
    case 'code':
      return `<code>${forHtml(part.text)}</code>`;
    case 'strong':
    case 'stressed':
      return `<b>${phraseHtml(part.phrase)}</b>`;
    case 'quiet':
      return `<i>${phraseHtml(part.phrase)}</i>`;
    case 'toned':
      return part.tone === 'alarm' ? `<b>${phraseHtml(part.phrase)}</b>` : phraseHtml(part.phrase);
    case 'whole':
    case 'link':
      return phraseHtml(part.phrase);
    case 'member':
      return `<b>${signOf(part)}</b> ${phraseHtml(part.phrase)}`;
    case 'mark':
      return `<code>${forHtml(part.sign)}</code>`;
    case 'place':
      return `<code>${forHtml(placeText(part.place))}</code>`;
    case 'none':
      return '<i>none</i>';
    case 'gap':
      return ' &emsp; ';
    case 'break':
      return '<br>';
    default:
      return part satisfies never;
  }
}
