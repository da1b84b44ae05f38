// From text to the first YAML document, with everything refused on the way that must not reach the composer.
//
// The library's composer recurses. Two deeply nested files, parsed first in a process, abort Node 20 and 22 with no exception to
// catch. Its lexer and its parser do not recurse as long as the nesting is shallow, so tokens are fed to the parser one by one and
// the whole file is refused as soon as the parser's stack is deep, or there are more tokens than files of that size are made of.
import { Composer, type CST, type Document, Lexer, Parser, type YAMLError } from 'yaml';
import { collector } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Lines } from './lines.ts';
import { syntaxFinding, unclosedIn } from './syntax.ts';

export const MAX_DEPTH = 64;
// The parser's stack also holds the document, and the scalar it is at.
const MAX_STACK = MAX_DEPTH + 2;

/** How many words and indicators of YAML may still be read: parsing one takes longer than reading a hundred characters. */
export interface TokenBudget {
  readonly limit: number;
  left: number;
}

const MOST_TOKENS = 400_000;
/** Files that people and programs write have a quarter of this, or less. */
const TOKENS_PER_CHARACTER = 0.4;

/** For files of so many characters together. */
export function tokenBudget(characters: number): TokenBudget {
  const limit = Math.max(MOST_TOKENS, Math.floor(characters * TOKENS_PER_CHARACTER));
  return { limit, left: limit };
}

const CORE_TAGS = new Set(['!!str', '!!int', '!!float', '!!bool', '!!null', '!!seq', '!!map']);

export interface Composed {
  /** Undefined when the file is refused. */
  readonly document: Document.Parsed | undefined;
  readonly findings: readonly Diagnostic[];
}

export function composeFirstDocument(text: string, lines: Lines, budget: TokenBudget): Composed {
  // Files that come after the one with too much in it are not read, which was said.
  if (budget.left < 0) return { document: undefined, findings: [] };
  const tokens = tokenize(text, budget);
  if ('refused' in tokens) {
    const { refused, offset } = tokens;
    const limit = refused === 'yaml/too-deep' ? MAX_DEPTH : budget.limit;
    const finding = diagnose(refused, { limit }, { span: lines.spanAt(offset, offset + 1) });
    return { document: undefined, findings: [finding] };
  }
  const { first, refused } = sortOut(tokens.tokens, lines);
  if (refused.some(({ code }) => code === 'yaml/directive')) return { document: undefined, findings: refused };
  const document = compose(first, text.length);
  const broken = firstProblem(document, refused.length > 0);
  if (broken === undefined) return { document, findings: refused };
  return { document: undefined, findings: [...refused, syntaxFinding(broken, unclosedIn(first), { text, lines })] };
}

interface Refused {
  readonly refused: 'yaml/too-deep' | 'yaml/too-many-tokens';
  readonly offset: number;
}

function tokenize(text: string, budget: TokenBudget): { readonly tokens: readonly CST.Token[] } | Refused {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    if (isToken(lexeme)) budget.left -= 1;
    if (budget.left < 0) return { refused: 'yaml/too-many-tokens', offset: parser.offset };
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > MAX_STACK) return { refused: 'yaml/too-deep', offset: parser.offset };
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens };
}

/** Not white space, no comment, and none of the library's own marks (a scalar follows, a document begins, the flow ends in error). */
function isToken(lexeme: string): boolean {
  const first = lexeme.charCodeAt(0);
  return first > SPACE && first !== HASH && first !== BYTE_ORDER_MARK;
}

const [SPACE, HASH, BYTE_ORDER_MARK] = [0x20, 0x23, 0xfeff];

interface Sorted {
  /** The tokens of the first document. */
  readonly first: readonly CST.Token[];
  readonly refused: readonly Diagnostic[];
}

/** Directives, tags and further documents: legal YAML that is not for us. */
function sortOut(tokens: readonly CST.Token[], lines: Lines): Sorted {
  const { report, findings } = collector();
  const first: CST.Token[] = [];
  let documents = 0;
  for (const token of tokens) {
    if (token.type === 'directive') {
      const span = lines.spanAt(token.offset, token.offset + token.source.length);
      report(diagnose('yaml/directive', { directive: token.source.trim() }, { span }));
    }
    if (token.type === 'document') {
      documents += 1;
      if (documents === 2) report(secondDocument(token, lines));
      if (documents === 1) reportTags(token, lines, report);
    }
    if (documents <= 1) first.push(token);
  }
  return { first, refused: findings() };
}

function secondDocument({ start, offset }: CST.Document, lines: Lines): Diagnostic {
  const marker = start.find(({ type }) => type === 'doc-start');
  const at = marker?.offset ?? offset;
  return diagnose('yaml/multiple-documents', {}, { span: lines.spanAt(at, at + (marker?.source.length ?? 1)) });
}

function reportTags(document: CST.Document, lines: Lines, report: (finding: Diagnostic) => void): void {
  forEachProp(document, ({ type, offset, source }) => {
    if (type !== 'tag' || CORE_TAGS.has(source)) return;
    report(diagnose('yaml/tag', { tag: source }, { span: lines.spanAt(offset, offset + source.length) }));
  });
}

/** Visits what stands before nodes: indicators, anchors, tags, space. INVARIANT: recursion is bounded, see `tokenize`. */
function forEachProp(token: CST.Token | null | undefined, visit: (prop: CST.SourceToken) => void): void {
  switch (token?.type) {
    case 'document':
      token.start.forEach(visit);
      forEachProp(token.value, visit);
      return;
    case 'block-map':
    case 'block-seq':
    case 'flow-collection':
      for (const { start, key, sep, value } of token.items) {
        start.forEach(visit);
        forEachProp(key, visit);
        sep?.forEach(visit);
        forEachProp(value, visit);
      }
      return;
    default:
      return;
  }
}

function compose(tokens: readonly CST.Token[], end: number): Document.Parsed {
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    // The library's own check compares every key with every other; ours is in convert.ts.
    uniqueKeys: false,
    strict: true,
    logLevel: 'silent',
  });
  return withoutStacks(() => {
    const [document] = composer.compose(tokens, true, end);
    return document as Document.Parsed;
  });
}

/** The library makes an error of every mistake, and writing its stack takes thirty times as long as all the rest. */
function withoutStacks<T>(work: () => T): T {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = before;
  }
}

/** Warnings count too: an ambiguous file is a broken one. */
function firstProblem({ errors, warnings }: Document.Parsed, tagsReported: boolean): YAMLError | undefined {
  return [...errors, ...warnings]
    .filter(({ code }) => !(tagsReported && code === 'TAG_RESOLVE_FAILED'))
    .reduce<YAMLError | undefined>((first, next) => (first && first.pos[0] <= next.pos[0] ? first : next), undefined);
}
