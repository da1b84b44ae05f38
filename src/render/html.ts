// Documents and phrases as a page of HTML that needs nothing else: no script, no font, no address to fetch. Light or dark as the reader has it.
import type {
  Block,
  Code,
  Details,
  Document,
  Fact,
  Facts,
  Finding,
  FindingPlace,
  Item,
  List,
  Table,
} from './document.ts';
import { forAttribute, forPage, forPageLine, forPageSentence } from './escape.ts';
import { type Inline, joined, type Phrase, type Place } from './phrase.ts';

/** The page is called what its first heading says. */
export function writeHtml(document: Document): string {
  const heading = document.find(({ kind }) => kind === 'heading');
  const title = heading?.kind === 'heading' ? textOf(heading.phrase) : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>access${title === '' ? '' : `: ${title}`}</title>
<style>
${STYLESHEET}
</style>
</head>
<body>
<main>
${document.map(blockHtml).join('\n')}
</main>
</body>
</html>
`;
}

function blocksHtml(blocks: readonly Block[]): string {
  return blocks.map(blockHtml).join('\n');
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${phraseHtml(block.phrase)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${phraseHtml(block.phrase)}</p>`;
    case 'callout':
      return `<aside><p>${phraseHtml(block.phrase)}</p></aside>`;
    case 'facts':
      return factsHtml(block);
    case 'list':
      return listHtml(block);
    case 'table':
      return tableHtml(block);
    case 'details':
      return detailsHtml(block);
    case 'code':
      return codeHtml(block);
    case 'findings':
      return block.findings.map(findingHtml).join('\n');
    case 'group':
      return `<section>\n${blocksHtml([block.head, ...block.body])}\n</section>`;
    default:
      return block satisfies never;
  }
}

function factsHtml({ title, rows }: Facts): string {
  const heading = title === undefined ? '' : `<p class="title">${phraseHtml(title)}</p>\n`;
  return `${heading}<dl>\n${rows.map(factHtml).join('\n')}\n</dl>`;
}

function factHtml(row: Fact): string {
  const label = `<dt>${phraseHtml(row.label)}</dt>`;
  if ('code' in row) return `${label}<dd class="wide">${codeHtml(row.code)}</dd>`;
  return `${label}<dd>${row.values.map((value) => `<div>${phraseHtml(value)}</div>`).join('')}</dd>`;
}

function listHtml({ items }: List): string {
  return items.length === 0 ? '' : `<ul>\n${items.map((item) => `<li>${itemHtml(item)}</li>`).join('\n')}\n</ul>`;
}

/** A line, and what belongs to it. */
function itemHtml(item: Item): string {
  const { blocks = [] } = item;
  return `<div class="line">${lineHtml(item)}</div>${blocks.length === 0 ? '' : `\n${blocksHtml(blocks)}\n`}`;
}

function lineHtml({ mark, subject = [], lead = [], phrase, notes = [], places = [] }: Item): string {
  const sign = mark === undefined || mark === 'none' ? '' : `${phraseHtml(mark)} `;
  const who = subject.length === 0 ? '' : `${phraseHtml(subject)} `;
  const origins = places.map((place) => ` ${placeHtml(place)}`).join('');
  return `${sign}${who}${phraseHtml(joined([[...lead, ...phrase], ...notes], '; '))}${origins}`;
}

function detailsHtml({ summary, open, blocks }: Details): string {
  const inner = [...(summary.blocks ?? []), ...blocks];
  if (inner.length === 0) return `<p>${lineHtml(summary)}</p>`;
  return `<details${open ? ' open' : ''}>\n<summary>${lineHtml(summary)}</summary>\n${blocksHtml(inner)}\n</details>`;
}

function tableHtml({ columns, rows }: Table): string {
  const align = (place: number) => (columns[place]?.align === 'right' ? ' class="number"' : '');
  const head = columns.map(({ title }, place) => `<th${align(place)}>${forPage(title)}</th>`).join('');
  const body = rows.map(
    (cells) => `<tr>${cells.map((cell, place) => `<td${align(place)}>${phraseHtml(cell)}</td>`).join('')}</tr>`,
  );
  return `<div class="scroll"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table></div>`;
}

const LINE_CLASSES = { '+': ' class="gain"', '-': ' class="loss"', '@': ' class="quiet"', ' ': '', '': '' } as const;

function codeHtml({ lines }: Code): string {
  const shown = lines.map(({ mark, text }) => {
    const line = mark === '@' || mark === '' ? text : `${mark} ${text}`;
    return `<span${LINE_CLASSES[mark]}>${forPageLine(line)}</span>`;
  });
  return `<pre>${shown.join('\n')}</pre>`;
}

function findingHtml({ severity, code, message = [], places, hint }: Finding): string {
  const label = `<strong class="label">${severity}[${forPage(code)}]</strong>`;
  return [
    `<section class="finding ${severity}">`,
    `<p>${label}: <strong>${phraseHtml(message)}</strong></p>`,
    ...places.map(findingPlaceHtml),
    ...(hint === undefined ? [] : [`<p><span class="label">hint</span>: ${phraseHtml(hint)}</p>`]),
    '</section>',
  ].join('\n');
}

function findingPlaceHtml({ place, role, note, excerpt }: FindingPlace): string {
  const words = note === undefined ? '' : ` ${forPage(note)}`;
  const at = `<p>${placeHtml(place)}${words}</p>`;
  if (excerpt === undefined) return at;
  const { line, text, indent, length } = excerpt;
  const margin = ' '.repeat(String(line).length);
  const carets = `<span class="label">${(role === 'subject' ? '^' : '-').repeat(length)}</span>`;
  return `${at}\n<pre>${line} | ${forPageLine(text)}\n${margin} | ${' '.repeat(indent)}${carets}</pre>`;
}

/** Without elements. */
function textOf(phrase: Phrase): string {
  return phraseHtml(phrase).replace(/<[^>]*>/g, '');
}

function phraseHtml(phrase: Phrase): string {
  return phrase.map(inlineHtml).join('');
}

function inlineHtml(part: Inline): string {
  switch (part.kind) {
    case 'text':
      return forPageSentence(part.text);
    case 'name':
    case 'code':
      return `<code>${forPage(part.text)}</code>`;
    case 'strong':
    case 'stressed':
      return `<strong>${phraseHtml(part.phrase)}</strong>`;
    case 'quiet':
      return `<span class="quiet">${phraseHtml(part.phrase)}</span>`;
    case 'whole':
      return phraseHtml(part.phrase);
    case 'toned':
      return `<span class="${part.tone}">${phraseHtml(part.phrase)}</span>`;
    case 'member': {
      const [tag, sign] = part.change === 'added' ? ['ins', '+'] : ['del', '-'];
      return `<${tag}>${sign} ${phraseHtml(part.phrase)}</${tag}>`;
    }
    case 'mark':
      return `<span class="mark ${part.tone}">${forPage(part.sign)}</span>`;
    case 'link':
      return `<a href="${forAttribute(part.href)}" rel="noopener noreferrer">${phraseHtml(part.phrase)}</a>`;
    case 'place':
      return placeHtml(part.place);
    case 'none':
      return '<em>none</em>';
    case 'gap':
      return ' &emsp; ';
    case 'break':
      return '<br>\n';
    default:
      return part satisfies never;
  }
}

function placeHtml({ file, line, column }: Place): string {
  return `<code class="place">${forPage(`${file}:${line}${column === undefined ? '' : `:${column}`}`)}</code>`;
}

const STYLESHEET = `:root {
  color-scheme: light dark;
  --page: #ffffff; --text: #1f2328; --quiet: #59636e; --line: #d1d9e0; --soft: #f6f8fa;
  --gain: #116329; --loss: #b42318; --alarm: #b42318; --warning: #7d4e00; --notice: #0550ae;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d1117; --text: #e6edf3; --quiet: #9198a1; --line: #3d444d; --soft: #161b22;
    --gain: #56d364; --loss: #ff8a80; --alarm: #ff8a80; --warning: #e3b341; --notice: #79c0ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.55 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.3; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
p { margin: .5rem 0; } .title { margin: .75rem 0 .25rem; font-weight: 600; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .87em; }
code { unicode-bidi: isolate; background: var(--soft); border-radius: 4px; padding: .1em .2em; }
pre { margin: .25rem 0; padding: .6rem .8rem; background: var(--soft); border-radius: 6px; overflow-x: auto; line-height: 1.45; }
ul { margin: .25rem 0; padding: 0; list-style: none; } li { margin: .3rem 0; }
.line { padding-left: 1.4rem; text-indent: -1.4rem; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem 1rem; margin: .4rem 0; }
dt { color: var(--quiet); } dd { margin: 0; } dd.wide { grid-column: 1 / -1; }
details { margin: .75rem 0; border: 1px solid var(--line); border-radius: 8px; padding: .5rem .9rem; }
details > summary { cursor: pointer; } details[open] > summary { margin-bottom: .4rem; }
aside { border-left: 4px solid var(--warning); background: var(--soft); padding: .2rem .9rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; margin: .5rem 0; }
th, td { border: 1px solid var(--line); padding: .25rem .7rem; text-align: left; } .number { text-align: right; }
.finding { margin: .75rem 0; border-left: 4px solid var(--notice); padding-left: .9rem; } .finding .label { color: var(--notice); }
.finding.error { border-color: var(--alarm); } .finding.error .label { color: var(--alarm); }
.finding.warning { border-color: var(--warning); } .finding.warning .label { color: var(--warning); }
.quiet, .place { color: var(--quiet); } .place { background: none; padding: 0; white-space: nowrap; }
.mark { display: inline-block; width: 1.2rem; text-indent: 0; font-weight: 700; font-family: ui-monospace, monospace; }
ins, del { text-decoration: none; } .gain, .good, ins { color: var(--gain); } .loss, del { color: var(--loss); }
.alarm { color: var(--alarm); font-weight: 700; } .warning { color: var(--warning); } .notice { color: var(--notice); }
a { color: var(--notice); }
@media (max-width: 40rem) { dl { grid-template-columns: minmax(0, 1fr); gap: 0; } dd { margin: 0 0 .4rem; } .place { white-space: normal; } }
@media print { details { break-inside: avoid; } }`;
