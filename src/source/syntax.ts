// What the YAML library says about broken syntax, in our words and at the place where a person would look.
import type { CST, YAMLError } from 'yaml';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { yamlText } from '../diagnostics/wording.ts';
import type { Lines } from './lines.ts';

/** The library's reason, ours, and how to fix it. `$1` is a part of the library's text. */
const WORDS: readonly { readonly reason: RegExp; readonly ours: string; readonly help: string }[] = [
  { reason: /^Tabs are not allowed/, ours: 'a tab is used as indentation', help: 'indent with spaces' },
  {
    reason: /^Plain value cannot start with .* (\S)$/,
    ours: 'text without quotes cannot begin with `$1`',
    help: 'put the text in quotes',
  },
  {
    reason: /^Alias cannot be an empty string$/,
    ours: 'a `*` without quotes stands for an alias',
    help: 'write "*" in quotes',
  },
  {
    reason: /^Invalid escape sequence (.*)$/,
    ours: '`$1` means nothing in double quotes',
    help: 'use single quotes for text with backslashes',
  },
  {
    reason: /^Nested mappings are not allowed in compact mappings$/,
    ours: 'a second `: ` on this line begins another mapping',
    help: 'put text that contains `: ` in quotes, or begin a new line',
  },
  {
    reason: /^All mapping items must start at the same column$/,
    ours: 'this key does not line up with the keys of its mapping',
    help: 'indent it like the keys above',
  },
  {
    reason: /^(?:All sequence items must start|A block sequence may not be used as an implicit map key)/,
    ours: 'this item does not line up with the items of its list',
    help: 'indent every `-` of the list alike',
  },
  {
    reason: /^Implicit keys .*need to be on a single line$/,
    ours: 'a key runs over several lines',
    help: 'look for a missing `:`, or for a quote that is not closed',
  },
  {
    reason: /^Implicit map keys need to be followed by map values$/,
    ours: 'a key has no `:` after it',
    help: 'write `:` and a space after the key',
  },
  {
    reason: /^Unexpected scalar at node end$/,
    ours: 'this text belongs to nothing',
    help: 'look at the indentation, and at the quotes just before',
  },
];

interface Source {
  readonly text: string;
  readonly lines: Lines;
}

export function syntaxFinding(error: YAMLError, unclosed: Unclosed | undefined, { text, lines }: Source): Diagnostic {
  const [start, end] = error.pos;
  if (unclosed !== undefined && /^Missing closing|must (?:be .*)?end with a/.test(error.message)) {
    const { offset, bracket } = unclosed;
    const reason = `this \`${bracket}\` is never closed`;
    const help = /["']/.test(bracket) ? 'close the quote' : 'close the bracket, before the indentation ends';
    return diagnose('yaml/syntax', { reason, help }, { span: lines.spanAt(offset, offset + 1) });
  }
  const words = WORDS.flatMap(({ reason, ours, help: remedy }) => {
    const [whole, part = ''] = reason.exec(error.message) ?? [];
    // The whole message: what stands behind the reason is of the library's sentence.
    return whole === undefined ? [] : [{ ours: ours.replace('$1', () => part), help: remedy }];
  })[0];
  const reason = words?.ours ?? inOurStyle(error.message);
  const help =
    (/^Unexpected scalar at node end/.test(error.message) ? unquoted(text, start) : undefined) ??
    words?.help ??
    'look at the indentation and the quotes just before this place';
  return diagnose('yaml/syntax', { reason, help }, { span: lines.spanAt(start, end) });
}

/** `[SecOps] Azure`, `"Prod" accounts`: text that begins like a list or a quote, and goes on behind its end (`offset`). */
function unquoted(text: string, offset: number): string | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const [, before = '', begun] =
    /^(.{0,200}?[:,[{-]\s+)((?:\[[^[\]]*\]|\{[^{}]*\}|"[^"]*"|'[^']*')\s*)$/.exec(line) ?? [];
  if (begun === undefined) return undefined;
  const end = /[[{]/.test(before) ? /[,}\]\n]| #/ : /\n| #/;
  const [rest = ''] = text.slice(offset, offset + 200).split(end, 1);
  return `put the whole text in quotes: ${yamlText(`${begun}${rest}`.trim())}`;
}

/** One line, lower case, no final stop, the file's own text in backticks. */
function inOurStyle(message: string): string {
  const [line = ''] = message.split('\n', 1);
  const quoted = line.replace(/: "(.*)"$/, (_, text: string) => `: \`${text.slice(0, 60)}\``).replace(/\.$/, '');
  return /^[A-Z](?![A-Z])/.test(quoted) ? quoted[0]!.toLowerCase() + quoted.slice(1) : quoted;
}

/** A quote or bracket that is opened and not closed. The library sees it only at the end of the file, far from the mistake. */
export interface Unclosed {
  readonly offset: number;
  readonly bracket: string;
}

export function unclosedIn(tokens: readonly CST.Token[]): Unclosed | undefined {
  for (const token of tokens) {
    const found = unclosedAt(token);
    if (found !== undefined) return found;
  }
  return undefined;
}

// `"\\""` and `'it''` end in quotes that are text.
const CLOSED_DOUBLE = /^"(?:.*[^\\])?(?:\\\\)*"$/s;
const CLOSED_SINGLE = /^'(?:.*[^'])?(?:'')*'$/s;

/** The innermost first: what is unclosed inside explains what is unclosed around it. INVARIANT: the depth of tokens is bounded. */
function unclosedAt(token: CST.Token | null | undefined): Unclosed | undefined {
  switch (token?.type) {
    case 'document':
      return unclosedAt(token.value);
    case 'single-quoted-scalar':
    case 'double-quoted-scalar': {
      const bracket = token.source[0]!;
      const closed = (bracket === '"' ? CLOSED_DOUBLE : CLOSED_SINGLE).test(token.source);
      return closed ? undefined : { offset: token.offset, bracket };
    }
    case 'block-map':
    case 'block-seq':
      return unclosedAmong(token.items);
    case 'flow-collection': {
      const inside = unclosedAmong(token.items);
      const bracket = token.start.source;
      const closed = token.end[0]?.source === (bracket === '{' ? '}' : ']');
      return inside ?? (closed ? undefined : { offset: token.start.offset, bracket });
    }
    default:
      return undefined;
  }
}

function unclosedAmong(items: readonly CST.CollectionItem[]): Unclosed | undefined {
  for (const { key, value } of items) {
    const found = unclosedAt(key) ?? unclosedAt(value);
    if (found !== undefined) return found;
  }
  return undefined;
}
