// From text to the first YAML document, with everything refused on the way that must not reach the composer.
//
// The library's composer recurses. Two deeply nested files, parsed first in a process, abort Node 20 and 22 with no exception to
// catch. Its lexer and its parser do not recurse as long as the nesting is shallow, so tokens are fed to the parser one by one and
// the whole file is refused as soon as the parser's stack is deep.
import { Composer, type CST, type Document, Lexer, Parser, type YAMLError } from 'yaml';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';
import type { Lines } from './lines.ts';
import { syntaxFinding, unclosedIn } from './syntax.ts';

const MAX_DEPTH = 64;
// The parser's stack also holds the document, and the scalar it is at.
const MAX_STACK = MAX_DEPTH + 2;

const CORE_TAGS = new Set(['!!str', '!!int', '!!float', '!!bool', '!!null', '!!seq', '!!map']);

export interface Composed {
  /** Undefined when the file is refused. */
  readonly document: Document.Parsed | undefined;
  readonly findings: readonly Diagnostic[];
}

export function composeFirstDocument(text: string, lines: Lines): Composed {
  const tokens = tokenize(text);
  if ('tooDeepAt' in tokens) {
    const span = lines.spanAt(tokens.tooDeepAt, tokens.tooDeepAt + 1);
    return { document: undefined, findings: [diagnose('yaml/too-deep', { limit: MAX_DEPTH }, { span })] };
  }
  const { first, refused } = sortOut(tokens.tokens, lines);
  if (refused.some(({ code }) => code === 'yaml/directive')) return { document: undefined, findings: refused };
  const document = compose(first, text.length);
  const broken = firstProblem(document, refused.length > 0);
  if (broken === undefined) return { document, findings: refused };
  return { document: undefined, findings: [...refused, syntaxFinding(broken, unclosedIn(first), lines)] };
}

function tokenize(text: string): { readonly tokens: readonly CST.Token[] } | { readonly tooDeepAt: number } {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > MAX_STACK) return { tooDeepAt: parser.offset };
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens };
}

interface Sorted {
  /** The tokens of the first document. */
  readonly first: readonly CST.Token[];
  readonly refused: readonly Diagnostic[];
}

/** Directives, tags and further documents: legal YAML that is not for us. */
function sortOut(tokens: readonly CST.Token[], lines: Lines): Sorted {
  const refused: Diagnostic[] = [];
  const first: CST.Token[] = [];
  let documents = 0;
  for (const token of tokens) {
    if (token.type === 'directive') {
      const span = lines.spanAt(token.offset, token.offset + token.source.length);
      refused.push(diagnose('yaml/directive', { directive: token.source.trim() }, { span }));
    }
    if (token.type === 'document') {
      documents += 1;
      if (documents === 2) refused.push(secondDocument(token, lines));
      if (documents === 1) refused.push(...unknownTags(token, lines));
    }
    if (documents <= 1) first.push(token);
  }
  return { first, refused };
}

function secondDocument({ start, offset }: CST.Document, lines: Lines): Diagnostic {
  const marker = start.find(({ type }) => type === 'doc-start');
  const at = marker?.offset ?? offset;
  return diagnose('yaml/multiple-documents', {}, { span: lines.spanAt(at, at + (marker?.source.length ?? 1)) });
}

function unknownTags(document: CST.Document, lines: Lines): readonly Diagnostic[] {
  const findings: Diagnostic[] = [];
  forEachProp(document, ({ type, offset, source }) => {
    if (type !== 'tag' || CORE_TAGS.has(source)) return;
    findings.push(diagnose('yaml/tag', { tag: source }, { span: lines.spanAt(offset, offset + source.length) }));
  });
  return findings;
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
  const [document] = composer.compose(tokens, true, end);
  return document as Document.Parsed;
}

/** Warnings count too: an ambiguous file is a broken one. */
function firstProblem({ errors, warnings }: Document.Parsed, tagsReported: boolean): YAMLError | undefined {
  return [...errors, ...warnings]
    .filter(({ code }) => !(tagsReported && code === 'TAG_RESOLVE_FAILED'))
    .reduce<YAMLError | undefined>((first, next) => (first && first.pos[0] <= next.pos[0] ? first : next), undefined);
}
