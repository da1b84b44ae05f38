// Text from outside (group, user and account names, YAML lines, AWS failure reasons) made harmless for the place it is printed in.
import { UNSEEN } from '../names/characters.ts';

/** Characters that a reader cannot see or that move what they see, line breaks and tabs included; and every space but the ordinary one. */
const HIDDEN = new RegExp(`[\\t\\n\\r${UNSEEN}]|(?! )\\p{Zs}`, 'gu');

// The logs of CI are terminals that obey: GitHub reads `##[command]` and Azure Pipelines `##vso[command]` anywhere in a line,
// GitHub `::command` as the first word of one.
const LOGGING_COMMAND = /#(?=#(?:\[|vso\[))/gi;
const WORKFLOW_COMMAND = /(?<![^ ]):(?=:)/g;

/** A whole line, of a file or of a policy: hidden characters become `\u{202e}`; indentation stays. The result has no line break. */
export function visible(text: string): string {
  return text.replace(HIDDEN, codePoint).replace(LOGGING_COMMAND, codePoint).replace(WORKFLOW_COMMAND, codePoint);
}

/** A name or a sentence. Spaces at its ends and beside others, which Markdown draws as one, are shown too: `Admins ` is not `Admins`. */
export function forTerminal(text: string): string {
  return visible(text).replace(/^ +| +$|(?<= ) +/g, (spaces) => [...spaces].map(codePoint).join(''));
}

/** Part of a sentence: the spaces at its ends stand between it and the next. */
export function sentence(text: string): string {
  return visible(text).replace(/(?<= ) +/g, (spaces) => [...spaces].map(codePoint).join(''));
}

/** Texts that stand right behind each other, each made harmless by itself: together they may be a command that none of them was. */
export function harmlessTogether(texts: readonly string[]): readonly string[] {
  const all = texts.join('');
  const begins = [LOGGING_COMMAND, WORKFLOW_COMMAND].flatMap((command) =>
    Array.from(all.matchAll(command), ({ index }) => index),
  );
  if (begins.length === 0) return texts;
  let at = 0;
  return texts.map((text) => {
    const from = at;
    at += text.length;
    return text.replace(/[\s\S]/g, (character, index: number) =>
      begins.includes(from + index) ? codePoint(character) : character,
    );
  });
}

/** Inline Markdown: no markup, no HTML, no link, no line break; `@name` and `#12` notify nobody. */
export function forMarkdown(text: string): string {
  return quiet(withEntities(visible(text)))
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/^[-+=]|(?<=^\d+)[.)]/, '\\$&')
    .replace(/:(?=\/\/)/g, '&#58;')
    .replace(/(?<=\bwww)\./gi, '&#46;');
}

/** A Markdown code span. GitHub makes no mentions, references or links in one. */
export function forMarkdownCode(text: string): string {
  const shown = forTerminal(text);
  if (shown === '') return '` `';
  const fence = '`'.repeat(longestBackticks(shown) + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A fenced block of lines; the fence is longer than any run of backticks in them. */
export function forMarkdownFence(lines: readonly string[], language = ''): string {
  const shown = lines.map(visible).join('\n');
  const fence = '`'.repeat(Math.max(3, longestBackticks(shown) + 1));
  return `${fence}${language}\n${shown}\n${fence}`;
}

/** Text inside an HTML element of a Markdown comment; not for attributes. */
export function forHtml(text: string): string {
  return quiet(withEntities(forTerminal(text)));
}

/** A name on a page of our own, where nothing makes mentions or links of it. */
export function forPage(text: string): string {
  return withEntities(forTerminal(text));
}

/** Part of a sentence on such a page. */
export function forPageSentence(text: string): string {
  return withEntities(sentence(text));
}

/** A whole line on such a page, where spaces are kept. */
export function forPageLine(text: string): string {
  return withEntities(visible(text));
}

/** The value of an attribute in double quotes. */
export function forAttribute(text: string): string {
  return forPage(text).replace(/"/g, '&quot;').replace(/'/g, '&#39;');
}

/** Part of a sentence inside such an element. */
export function forMarkdownHtml(text: string): string {
  return quiet(withEntities(sentence(text)));
}

function withEntities(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/**
 * Forges look for mentions, references, emoji and formulas in the rendered text, where a backslash or an entity for the
 * character itself is gone: only a zero-width space after it keeps them from being made. `!12` is a merge request of GitLab and Azure DevOps, `&12` an epic, `%12` a milestone.
 */
function quiet(text: string): string {
  return text.replace(/[@#$]|(?:[!%]|&amp;)(?=\d)|\bGH-(?=\d)|:(?=[\w+-]+:)/gi, '$&&#8203;');
}

/** The message of a GitHub workflow command. Line breaks are shown, so nothing in it can start a command of its own. */
export function forGithubCommand(text: string): string {
  return forTerminal(text).replace(/%/g, '%25');
}

/** The value of a property of a GitHub workflow command. */
export function forGithubProperty(text: string): string {
  return forGithubCommand(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

/**
 * A cell of a CSV file (RFC 4180), in quotes. What spreadsheets would take for a formula (`=`, `+`, `-`, `@`, their full-width forms, a tab, a carriage
 * return at its begin) gets an apostrophe before it, which they take for the sign of text. Hidden characters are shown, as on a terminal.
 */
export function forCsv(text: string): string {
  const shown = forTerminal(text);
  const isFormula = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) || /^[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(shown);
  return `"${isFormula ? "'" : ''}${shown.replace(/"/g, '""')}"`;
}

/** Text of a SARIF message, in which `[text](address)` would be a link (SARIF 2.1.0, 3.11.6). */
export function forSarif(text: string): string {
  return forTerminal(text).replace(/\\*\](?=\()/g, (end) => `${'\\'.repeat(2 * (end.length - 1) + 1)}]`);
}

/** JSON that says the same and is safe to print. INVARIANT: in serialised JSON all of these stand inside strings, but for line breaks. */
export function forJson(serialised: string): string {
  const unit = (text: string, index: number) => `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`;
  const escaped = (text: string) => Array.from({ length: text.length }, (_, index) => unit(text, index)).join('');
  return serialised.replace(HIDDEN, (text) => (text === '\n' ? text : escaped(text))).replace(LOGGING_COMMAND, escaped);
}

function codePoint(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

function longestBackticks(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
}
