import { describe, expect, test } from 'vitest';
import {
  forGithubCommand,
  forGithubProperty,
  forHtml,
  forJson,
  forMarkdown,
  forMarkdownCode,
  forMarkdownFence,
  forTerminal,
  visible,
} from '../../../src/render/escape.ts';

const HOSTILE = {
  'clear the screen': 'Pickers\u001b[2J\u001b[H',
  'OSC 8 link': '\u001b]8;;https://evil.example\u001b\\Pickers\u001b]8;;\u001b\\',
  'OSC 52 clipboard': '\u001b]52;c;ZXZpbA==\u0007',
  'C1 control': 'Pickers\u009b31m',
  'bidi override': 'Pickers\u202egro.nimdA',
  'bidi isolate': 'Pickers\u2067x\u2069',
  'zero-width space': 'Pick\u200bers',
  'zero-width joiner': 'Pick\u200ders',
  'soft hyphen': 'Pick\u00aders',
  'tag characters': 'Pickers\u{e0041}\u{e0042}',
  'interlinear annotation': 'Pickers\ufff9x',
  'Hangul filler': 'Pickers\u3164',
  'no-break space': 'Orchard\u00a0Admins',
  'line separator': 'Pickers\u2028::error::',
  newline: 'Pickers\n::error::gone',
  'carriage return': 'Pickers\rAdmins ',
  'lone surrogate': 'Pickers\ud800',
  NUL: 'Pickers\u0000',
  'Azure logging command': 'Pickers ##vso[task.setvariable variable=x]y',
  'old GitHub command': 'Pickers ##[add-matcher]x.json',
  'workflow command': '::add-mask::Pickers',
} as const;

const SEEN = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u;

describe.each(Object.entries(HOSTILE))('%s', (_, text) => {
  test('shows on a terminal, and does nothing there', () => {
    const shown = forTerminal(text);
    expect(shown).toMatch(SEEN);
    expect(shown).not.toMatch(/##(?:\[|vso\[)|(?:^|\s)::/i);
    expect(shown).toMatch(/\\u\{[0-9a-f]+\}/);
  });

  test('shows in Markdown, code and HTML', () => {
    for (const shownBy of [forMarkdown, forMarkdownCode, forHtml]) expect(shownBy(text)).toMatch(SEEN);
  });

  test('cannot leave a workflow command', () => {
    expect(forGithubCommand(text)).toMatch(SEEN);
    expect(forGithubProperty(text)).not.toMatch(/[:,]/);
  });

  test('means the same in JSON', () => {
    const shown = forJson(JSON.stringify({ name: text }));
    expect(shown).toMatch(SEEN);
    expect(JSON.parse(shown)).toEqual({ name: text });
  });
});

test.each([
  ['a homoglyph, which is another name', 'Раyments'],
  ['an accent', 'Équipe Récolte'],
  ['another script', '果樹園の管理者'],
  ['a path', 'DOMAIN\\pickers'],
  ['a colon', 'team::orchard'],
])('%s passes to a terminal as it is', (_, text) => {
  expect(forTerminal(text)).toBe(text);
});

test.each([
  ['spaces at the ends of a name', forTerminal, ' Admins ', '\\u{20}Admins\\u{20}'],
  ['spaces beside others', forTerminal, 'AWS   Admins', 'AWS \\u{20}\\u{20}Admins'],
  ['indentation of a line', visible, '  - groups: pickers', '  - groups: pickers'],
  ['a table pipe', forMarkdown, 'a | b', 'a \\| b'],
  ['an image', forMarkdown, '<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)&gt;'],
  ['a Markdown link', forMarkdown, '[x](https://evil.example)', '\\[x\\](https&#58;//evil.example)'],
  ['a bare link', forMarkdown, 'www.evil.example', 'www&#46;evil.example'],
  ['a mention', forMarkdown, '@octocat', '@&#8203;octocat'],
  ['a reference', forMarkdown, 'fixes #12 and GH-12', 'fixes #&#8203;12 and GH-&#8203;12'],
  ['an emoji that looks like approval', forMarkdown, ':white_check_mark:', ':&#8203;white\\_check\\_mark:'],
  ['emphasis', forMarkdown, '**bold** _it_ ~~no~~', '\\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~'],
  ['a heading', forMarkdown, '# APPROVED', '#&#8203; APPROVED'],
  ['a list', forMarkdown, '- item', '\\- item'],
  ['a numbered list', forMarkdown, '12) item', '12\\) item'],
  ['an entity', forMarkdown, '&lt;', '&amp;lt;'],
  ['a mention in HTML', forHtml, '</summary>@octocat', '&lt;/summary&gt;@&#8203;octocat'],
  ['a plain name as code', forMarkdownCode, 'AWS <Pickers> @octocat', '`AWS <Pickers> @octocat`'],
  ['backticks in code', forMarkdownCode, 'a``b', '```a``b```'],
  ['a backtick at the end of code', forMarkdownCode, 'a`', '`` a` ``'],
  ['nothing as code', forMarkdownCode, '', '` `'],
  ['a percent sign in a command', forGithubCommand, '100%0A::error::', '100%250A::error::'],
  ['a property that would add another', forGithubProperty, 'a,line=1::b', 'a%2Cline=1%3A%3Ab'],
])('%s', (_, shownBy, text, shown) => {
  expect(shownBy(text)).toBe(shown);
});

test('a fence is longer than any in the text', () => {
  expect(forMarkdownFence(['```', '````sh', '\u001b[2J'], 'diff')).toBe('`````diff\n```\n````sh\n\\u{1b}[2J\n`````');
});

test.each(['see !12', '%12 and &12', 'vote @all', '#7', '$x$'])(
  'nobody is notified and nothing is linked by %j',
  (text) => {
    const broken = forMarkdown(text).replaceAll(/(?:[@#$!%]|&amp;)&#8203;/g, '');
    expect(broken).not.toBe(forMarkdown(text));
    expect(broken).not.toMatch(/[@#$]|[!%]\d|&amp;\d/);
  },
);

test('what only looks like a reference stays as it is', () => {
  expect(forMarkdown('really! 100% of R&D')).toBe('really! 100% of R&amp;D');
});
