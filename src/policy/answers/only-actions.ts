// An access less all actions but some: what a rule about a few actions asks about.

import { memoizeByIdentity } from '../../memoize.ts';
import type { Access, Document, Grant } from '../compare/index.ts';
import { type Choice, parsePolicy, type Statement } from '../language/index.ts';
import { actionSetOf, compileGlob, type Glob, intersects, isPattern, subsumes } from '../patterns/index.ts';

export function onlyActions({ grants }: Access, patterns: readonly string[]): Access {
  return { grants: grants.map((grant) => onlyActionsOf(grant, patterns)) };
}

/** Rewritten statements are few and quickly compared. Where a document cannot be rewritten, a Deny of all else limits it. */
function onlyActionsOf(grant: Grant, patterns: readonly string[]): Grant {
  const rewritten = grant.documents.map((document) => aboutPatterns(document, patterns));
  const documents = grant.documents.map((document, place) => rewritten[place] ?? document);
  return { ...grant, documents: rewritten.includes(undefined) ? [...documents, limitTo(patterns)] : documents };
}

/** Nothing that the document says is hidden. */
export const isWhollyKnown = (document: Document): boolean => document.kind === 'known' && document.policy.complete;

function limitTo(patterns: readonly string[]): Document {
  const { policy } = parsePolicy({
    Version: '2012-10-17',
    Statement: { Effect: 'Deny', NotAction: patterns, Resource: '*' },
  });
  return { kind: 'known', name: 'guardrail', policy };
}

/** Undefined: part of what it allows cannot be put into patterns, or cannot be seen. */
function aboutPatterns(document: Document, asked: readonly string[]): Document | undefined {
  if (document.kind === 'unknown' || !isWhollyKnown(document)) return undefined;
  const statements: Statement[] = [];
  for (const statement of document.policy.statements) {
    // A Deny may speak of more: nothing else is allowed.
    const patterns = shared(statement, asked) ?? (statement.effect === 'Deny' ? 'as it is' : undefined);
    if (patterns === undefined) return undefined;
    if (patterns === 'as it is') statements.push(statement);
    else if (patterns.length > 0)
      statements.push({ ...statement, action: { negated: false, patterns: patterns.map((text) => ({ text })) } });
  }
  return { ...document, policy: { ...document.policy, statements } };
}

/** Patterns for the actions that are both asked about and the statement's. Undefined: no list of patterns says it. */
function shared({ action }: Statement, asked: readonly string[]): readonly string[] | undefined {
  const { lists, patterns } = readingOf(action);
  const found: string[] = [];
  for (const text of asked) {
    const isListed = lists(text.toLowerCase());
    if (isListed || !isPattern(text)) {
      if (isListed !== action.negated) found.push(text);
      continue;
    }
    const glob = compileGlob(text.toLowerCase());
    const met = patterns().filter((own) => intersects(own.glob, glob));
    if (met.some((own) => action.negated || !subsumes(glob, own.glob))) return undefined;
    found.push(...(action.negated ? [text] : met.map((own) => own.text)));
  }
  return found;
}

/** Statements are asked about by many rules. */
const readingOf = memoizeByIdentity((action: Choice) => {
  let globs: readonly { readonly text: string; readonly glob: Glob }[] | undefined;
  const { lists } = actionSetOf(action);
  const patterns = () => {
    globs ??= action.patterns.map(({ text }) => ({ text, glob: compileGlob(text.toLowerCase()) }));
    return globs;
  };
  return { lists, patterns };
});
