// The writers: what each makes of the blocks and phrases of a document, and that nothing from outside is ever more than text to any of them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../../src/render/columns.ts';
import type { Block, Document, Item } from '../../../src/render/document.ts';
import { group, heading, list, paragraph, title } from '../../../src/render/document.ts';
import { writeHtml } from '../../../src/render/html.ts';
import { writeMarkdown } from '../../../src/render/markdown.ts';
import type { Inline, Phrase, Tone } from '../../../src/render/phrase.ts';
import { phrase, prose, quiet, say, stressed, strong, toned, whole } from '../../../src/render/phrase.ts';
import { PLAIN } from '../../../src/render/style.ts';
import { phraseLine, writeTerminal } from '../../../src/render/terminal.ts';
import { effort } from '../../support/runs.ts';

const terminal = (document: Document, width = 100) => writeTerminal(document, { style: PLAIN, width });
const bodyOf = (html: string) => html.slice(html.indexOf('<main>\n') + 7, html.indexOf('\n</main>'));
const html = (document: Document) => bodyOf(writeHtml(document));
const mark: Phrase = [{ kind: 'mark', sign: '+', tone: 'gain' }];

/** One block, as each of the writers has it. */
const BLOCKS: Readonly<Record<string, readonly [Document, text: string, markdown: string, page: string]>> = {
  'a heading with a list below': [
    [group(heading(say('Worst')), [list([{ phrase: say('one') }, { phrase: say('two') }])])],
    'Worst\n  one\n  two\n',
    '### Worst\n\n- one\n- two\n',
    '<section>\n<h2>Worst</h2>\n<ul>\n<li><div class="line">one</div></li>\n<li><div class="line">two</div></li>\n</ul>\n</section>',
  ],
  'facts, aligned': [
    [{ kind: 'facts', title: say('gains'), rows: [fact('write', 'a'), fact('list', 'b', 'c')] }],
    'gains:\n  write  a\n  list   b\n         c\n',
    '- **gains**\n  - write: a\n  - list: b, c\n',
    '<p class="title">gains</p>\n<dl>\n<dt>write</dt><dd><div>a</div></dd>\n<dt>list</dt><dd><div>b</div><div>c</div></dd>\n</dl>',
  ],
  'a table': [
    [
      {
        kind: 'table',
        columns: [{ title: '' }, { title: 'create', align: 'right' }],
        rows: [
          [say('sets'), say('1')],
          [say('rows'), []],
        ],
      },
    ],
    '      create\nsets       1\nrows\n',
    '| | create |\n|---|--:|\n| sets | 1 |\n| rows | |\n',
    '<div class="scroll"><table>\n<thead><tr><th></th><th class="number">create</th></tr></thead>\n<tbody>\n<tr><td>sets</td><td class="number">1</td></tr>\n<tr><td>rows</td><td class="number"></td></tr>\n</tbody>\n</table></div>',
  ],
  code: [
    [
      {
        kind: 'code',
        language: 'diff',
        lines: [
          { mark: '@', text: '@@ -1 +1 @@' },
          { mark: '+', text: '  <b>' },
          { mark: ' ', text: '}' },
        ],
      },
    ],
    '@@ -1 +1 @@\n+   <b>\n  }\n',
    '```diff\n@@ -1 +1 @@\n+   <b>\n  }\n```\n',
    '<pre><span class="quiet">@@ -1 +1 @@</span>\n<span class="gain">+   &lt;b&gt;</span>\n<span>  }</span></pre>',
  ],
  details: [
    [
      {
        kind: 'details',
        open: false,
        summary: { mark, phrase: strong(say('Presser')) },
        blocks: [paragraph(say('x'))],
      },
    ],
    '+ Presser\n  x\n',
    '<details>\n<summary><b>Presser</b></summary>\n\nx\n\n</details>\n',
    '<details>\n<summary><span class="mark gain">+</span> <strong>Presser</strong></summary>\n<p>x</p>\n</details>',
  ],
  'an item with all it can have': [
    [
      list([
        {
          mark,
          subject: phrase`group ${'A'}`,
          phrase: phrase`${stressed(say('gains'))} ${'B'}`,
          notes: [say('until then'), say('because')],
          places: [{ file: 'a.yaml', line: 3 }],
        },
      ]),
    ],
    '+ group A  gains B; until then; because  a.yaml:3\n',
    '- `+` group `A` **gains** `B`; until then; because · `a.yaml:3`\n',
    '<ul>\n<li><div class="line"><span class="mark gain">+</span> group <code>A</code> <strong>gains</strong> <code>B</code>; until then; because <code class="place">a.yaml:3</code></div></li>\n</ul>',
  ],
  'a callout': [[{ kind: 'callout', phrase: say('look') }], 'look\n', '> look\n', '<aside><p>look</p></aside>'],
};

function fact(label: string, ...values: readonly string[]) {
  return { label: say(label), values: values.map(say) };
}

describe.each(Object.entries(BLOCKS))('%s', (_, [document, text, markdown, page]) => {
  test('on a terminal', () => expect(terminal(document)).toBe(text));
  test('in Markdown', () => expect(writeMarkdown(document)).toBe(markdown));
  test('on a page', () => expect(html(document)).toBe(page));
});

const PHRASES: Readonly<Record<string, readonly [Phrase, text: string, markdown: string, page: string]>> = {
  'a message': [prose('no `a*b` here'), 'no `a*b` here', 'no `a*b` here', 'no <code>a*b</code> here'],
  'an alarm, bold where there is no colour': [
    toned('alarm', say('broadens')),
    'broadens',
    '**broadens**',
    '<span class="alarm">broadens</span>',
  ],
  'bold in bold': [
    strong([...say('a '), ...toned('alarm', say('b'))]),
    'a b',
    '**a b**',
    '<strong>a <span class="alarm">b</span></strong>',
  ],
  'what is quiet': [quiet(say('x')), 'x', '_x_', '<span class="quiet">x</span>'],
  nothing: [[{ kind: 'none' }], '(none)', '_none_', '<em>none</em>'],
  'a member that goes': [
    [{ kind: 'member', change: 'removed', phrase: phrase`${'a_b'}` }],
    '- a_b',
    '**-** `a_b`',
    '<del>- <code>a_b</code></del>',
  ],
  'a link': [
    [{ kind: 'link', href: 'https://docs.example/a?b="c"', phrase: say('the docs') }],
    'the docs (https://docs.example/a?b="c")',
    '[the docs](<https://docs.example/a?b=%22c%22>)',
    '<a href="https://docs.example/a?b=&quot;c&quot;" rel="noopener noreferrer">the docs</a>',
  ],
};

describe.each(Object.entries(PHRASES))('%s', (_, [shown, text, markdown, page]) => {
  test('on a terminal', () => expect(phraseLine(shown)).toBe(text));
  test('in Markdown', () => expect(writeMarkdown([paragraph(shown)])).toBe(`${markdown}\n`));
  test('on a page', () => expect(html([paragraph(shown)])).toBe(`<p>${page}</p>`));
});

// Documents of any shape, full of what should not get through.

const HOSTILE = [
  '::error::x',
  ' ::warning file=a::b',
  '##[group]',
  '##vso[task.complete]',
  '#',
  '##',
  '[x',
  ':',
  '\u001b[2J',
  '\u202egnp',
  'a\nb',
  '</summary><script>alert(1)</script>',
  '</code></main><img src=x onerror=alert(1)>',
  '" onmouseover="x',
  '[x](https://evil.example)',
  '![x](https://evil.example/x.png)',
  '@octocat',
  '`',
  '``` ',
  '| a | b |',
  '# APPROVED',
  '**bold**',
  ' Admins  ',
];
const hostile = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 12 }), fc.constant('plain words here'));
const tone = fc.constantFrom<Tone>('gain', 'loss', 'good', 'warning', 'notice', 'alarm');
const place = fc.record({ file: hostile, line: fc.integer({ min: 1, max: 99 }) });

const { phrases } = fc.letrec<{ phrases: Phrase; inline: Inline }>((tie) => ({
  phrases: fc.array(tie('inline'), { maxLength: 4 }),
  inline: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constantFrom('text' as const, 'name' as const, 'code' as const), text: hostile }),
    fc.record({ kind: fc.constant('mark' as const), sign: fc.constantFrom('+', '-', '~'), tone }),
    fc.record({ kind: fc.constant('place' as const), place }),
    fc.constantFrom<Inline>({ kind: 'none' }, { kind: 'gap' }, { kind: 'break' }),
    fc.record({
      kind: fc.constantFrom('strong' as const, 'stressed' as const, 'quiet' as const, 'whole' as const),
      phrase: tie('phrases'),
    }),
    fc.record({ kind: fc.constant('toned' as const), tone, phrase: tie('phrases') }),
    fc.record({
      kind: fc.constant('member' as const),
      change: fc.constantFrom('added' as const, 'removed' as const),
      phrase: tie('phrases'),
    }),
  ),
}));

const { blocks } = fc.letrec<{ block: Block; blocks: readonly Block[]; item: Item }>((tie) => ({
  blocks: fc.array(tie('block'), { maxLength: 3 }),
  item: fc.record(
    {
      mark: fc.oneof(fc.constant('none' as const), fc.constant(mark)),
      subject: phrases,
      lead: phrases,
      phrase: phrases,
      notes: fc.array(phrases, { maxLength: 2 }),
      places: fc.array(place, { maxLength: 2 }),
      blocks: tie('blocks'),
    },
    { requiredKeys: ['phrase'] },
  ),
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    phrases.map(heading),
    phrases.map(paragraph),
    phrases.map(title),
    fc.record({ kind: fc.constant('callout' as const), phrase: phrases }),
    fc.record(
      {
        kind: fc.constant('facts' as const),
        title: phrases,
        rows: fc.array(fc.record({ label: phrases, values: fc.array(phrases, { minLength: 1, maxLength: 2 }) }), {
          maxLength: 3,
        }),
        colons: fc.constant(true as const),
      },
      { requiredKeys: ['kind', 'rows'] },
    ),
    fc.record({
      kind: fc.constant('table' as const),
      columns: fc.constant([{ title: 'a' }, { title: 'b', align: 'right' as const }]),
      rows: fc.array(fc.tuple(phrases, phrases), { maxLength: 2 }),
    }),
    fc.record({
      kind: fc.constant('code' as const),
      language: fc.constant('diff' as const),
      lines: fc.array(fc.record({ mark: fc.constantFrom('+' as const, '-' as const, ' ' as const), text: hostile }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
    fc.record({
      kind: fc.constant('findings' as const),
      findings: fc.array(
        fc.record({
          severity: fc.constantFrom('error' as const, 'warning' as const, 'notice' as const),
          code: hostile,
          message: phrases,
          hint: phrases,
          places: fc.array(
            fc.record({
              place: place.map((at) => ({ ...at, column: 1 })),
              role: fc.constantFrom('subject' as const, 'label' as const),
              note: hostile,
            }),
            { maxLength: 2 },
          ),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
    fc.array(tie('item'), { maxLength: 3 }).map((items) => ({ kind: 'list' as const, items })),
    fc.record({
      kind: fc.constant('details' as const),
      summary: tie('item'),
      open: fc.boolean(),
      blocks: tie('blocks'),
    }),
    fc.record({ kind: fc.constant('group' as const), head: phrases.map(heading), body: tie('blocks') }),
  ),
}));

/** Without code spans, read as CommonMark does: an escaped backtick opens none, and a run of them ends with one as long. */
function outsideCode(markdown: string): string {
  let text = '';
  let rest = markdown;
  while (rest !== '') {
    const [run = ''] = /^`+/.exec(rest) ?? [];
    const [escaped = ''] = /^\\[!-/:-@[-`{-~]/.exec(rest) ?? [];
    const [span = ''] = run === '' ? [] : (new RegExp(`^${run}(?!\`)[^]*?(?<!\`)${run}(?!\`)`).exec(rest) ?? []);
    const taken = span.length || run.length || escaped.length || 1;
    if (span === '') text += rest.slice(0, taken);
    rest = rest.slice(taken);
  }
  return text;
}

describe('whatever a document says', () => {
  test('a terminal and the log of a job obey nothing in it', () => {
    fc.assert(
      fc.property(blocks, (document) => {
        const text = terminal(document, 40);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]|##\[|##vso\[|(?:^|\s)::/im);
      }),
      { numRuns: effort(2_000, 400) },
    );
  });

  test('a page has the elements of its own, and no others', () => {
    const own =
      /^<(?:\/?(?:p|h1|h2|aside|section|dl|dt|dd|div|ul|li|table|thead|tbody|tr|th|td|details|summary|pre|span|code|strong|em|ins|del)|br|details open)>$/;
    const classed =
      /^<(?:p|div|dd|span|section|code|strong|th|td) class="(?:title|line|wide|scroll|number|quiet|place|label|mark \w+|finding \w+|gain|loss|good|warning|notice|alarm)">$/;
    fc.assert(
      fc.property(blocks, (document) => {
        const page = html(document);
        const tags = page.match(/<[^>]*>/g) ?? [];
        expect(tags.filter((tag) => !own.test(tag) && !classed.test(tag))).toEqual([]);
        expect(page.replace(/<[^>]*>/g, '')).not.toMatch(/[<>]/);
      }),
      { numRuns: effort(1_000, 200) },
    );
  });

  test('in a comment nothing is an element, a mention or a link', () => {
    const own = /^<(?:\/?(?:details|summary|b|i|code)|br|details open)>$/;
    fc.assert(
      fc.property(blocks, (document) => {
        const tagsOf = (text: string) => (text.match(/<[^>]*>?/g) ?? []).filter((tag) => !own.test(tag));
        const markdown = writeMarkdown(document).replace(/^ *(?:> )*(`{3,})diff\n[\s\S]*?\n *\1$/gm, '');
        // A summary is HTML: there is no Markdown in it.
        const summaries = markdown.match(/<summary>.*<\/summary>/g) ?? [];
        expect(summaries.flatMap((summary) => tagsOf(summary))).toEqual([]);
        const outside = outsideCode(markdown.replace(/<summary>.*<\/summary>/g, ''));
        expect(tagsOf(outside)).toEqual([]);
        expect(outside).not.toMatch(/@(?!&#8203;)|(?<!\\)\]\(|https?:\/\//);
      }),
      { numRuns: effort(1_000, 200) },
    );
  });

  test('wrapping loses and adds nothing', () => {
    const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== '');
    fc.assert(
      fc.property(blocks, fc.integer({ min: 1, max: 120 }), (document, width) => {
        expect(wordsOf(terminal(document, width))).toEqual(wordsOf(terminal(document, 1_000_000)));
      }),
      { numRuns: effort(500, 100) },
    );
  });
});

test('what is wrapped stays within the width, as long as its words do', () => {
  const item: Item = {
    mark,
    subject: phrase`group ${'A'}`,
    phrase: say('word '.repeat(60).trim()),
    notes: [say('more')],
  };
  for (const width of [30, 60, 100]) {
    const shown = terminal([group(paragraph(say('x')), [list([item, { phrase: item.phrase }])])], width);
    expect(Math.max(...shown.split('\n').map(displayWidth))).toBeLessThanOrEqual(width);
  }
});

test('findings are wrapped on a screen, and lines in a log', () => {
  const long = 'the group `pickers` of the orchard is named by three grants that end tomorrow';
  const block: Block = {
    kind: 'findings',
    findings: [{ severity: 'notice', code: 'a/b', message: prose(long), places: [], hint: prose(long) }],
  };
  expect(terminal([block], 40)).toBe(`notice[a/b]: ${long}\nhint: ${long}\n`);
  expect(writeTerminal([block], { style: PLAIN, width: 40, onScreen: true })).toBe(
    [
      'notice[a/b]: the group `pickers` of the',
      '  orchard is named by three grants that',
      '  end tomorrow',
      'hint: the group `pickers` of the orchard',
      '      is named by three grants that end',
      '      tomorrow',
      '',
    ].join('\n'),
  );
});

test('an item that is whole is one line', () => {
  const item: Item = { phrase: whole(say('word '.repeat(60).trim())), places: [{ file: 'a.yaml', line: 1 }] };
  expect(terminal([list([item])]).split('\n')).toHaveLength(2);
});

test('a page loads nothing and runs nothing', () => {
  const page = writeHtml([title(phrase`plan of ${'</title><script>'}`)]);
  expect(page).toContain('<title>access: plan of &lt;/title&gt;&lt;script&gt;</title>');
  expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'");
  expect(page).not.toMatch(/<script|<link|@import|url\(|https?:/);
});

test.each([
  ['Äpfel', 5],
  ['A\u0308pfel', 5],
  ['果樹園', 6],
  ['\u1112\u1161\u11ab', 2],
  ['ｱｯﾌﾟﾙ', 5],
  ['सीता', 4],
  ['🍎', 2],
  ['👍🏽', 2],
  ['🇬🇧', 2],
  ['👩\u200d🌾', 4 + '\\u{200d}'.length],
  ['\u202enapp', 4 + '\\u{202e}'.length],
])('a cell with `%s` takes %i columns, and those behind it stand below each other', (name, columns) => {
  const document: Document = [
    {
      kind: 'table',
      columns: [{ title: '' }, { title: '' }],
      rows: [
        [phrase`${name}`, say('x')],
        [say('-'.repeat(30)), say('x')],
      ],
    },
  ];
  const [named, plain] = terminal(document).trim().split('\n');
  expect(named!.indexOf('x', named!.lastIndexOf('  ')) - shownLength(name)).toBe(plain!.indexOf('x') - columns);
});

/** In code units. */
const shownLength = (name: string) => phraseLine(phrase`${name}`).length;
