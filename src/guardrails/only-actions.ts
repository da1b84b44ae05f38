// An access less all actions but some: what a rule about a few actions asks about.
import type { Access, Document, Grant } from '../policy/access.ts';
import { actionSetOf, isPattern } from '../policy/action-set.ts';
import type { ParsedPolicy, Statement } from '../policy/document.ts';
import { parsePolicy } from '../policy/parse.ts';

export function onlyActions({ grants }: Access, patterns: readonly string[]): Access {
  return { grants: grants.map((grant) => onlyActionsOf(grant, patterns)) };
}

function onlyActionsOf(grant: Grant, patterns: readonly string[]): Grant {
  // Where plain names are meant, statements can be rewritten for them: what is left is small, and quickly compared.
  if (patterns.some(isPattern) || !grant.documents.every(isWhollyKnown)) {
    return { ...grant, documents: [...grant.documents, limitTo(patterns)] };
  }
  return { ...grant, documents: grant.documents.map((document) => rewritten(document, patterns)) };
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

function rewritten(document: Document, names: readonly string[]): Document {
  if (document.kind === 'unknown') return document;
  const policy: ParsedPolicy = {
    ...document.policy,
    statements: document.policy.statements.flatMap((statement) => aboutNames(statement, names)),
  };
  return { ...document, policy };
}

/** The statement for those of the names that it covers; nothing when it covers none. */
function aboutNames(statement: Statement, names: readonly string[]): readonly Statement[] {
  const { covers } = actionSetOf(statement.action);
  const covered = names.filter((name) => covers(name.toLowerCase()));
  if (covered.length === 0) return [];
  return [{ ...statement, action: { negated: false, patterns: covered.map((text) => ({ text })) } }];
}
