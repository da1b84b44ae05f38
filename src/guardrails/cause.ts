// Which statement of which policy allows a request: the line to look at first.
import type { Meanings } from '../meaning/meanings.ts';
import { allows, type Request } from '../policy/compare/index.ts';
import { type ParsedPolicy, parseLocatedPolicy, type Statement } from '../policy/language/index.ts';
import type { Value } from '../source/value.ts';
import type { PermissionSet } from '../state/state.ts';

export interface Cause {
  /** The name of the document, as the engine has it. */
  readonly document: string;
  /** With its place, where it stands in the files. */
  readonly statement: Statement;
}

/** `inlinePolicy`: as the files have it, if they do. */
export function causeOf(
  request: Request,
  set: PermissionSet,
  { meanings, inlinePolicy }: { readonly meanings: Meanings; readonly inlinePolicy: Value | undefined },
): Cause | undefined {
  const written = inlinePolicy && allowingStatement(parseLocatedPolicy(inlinePolicy).policy, request);
  if (written !== undefined) return { document: 'inline policy', statement: written };
  for (const document of meanings.grantOf(set).documents) {
    if (document.kind === 'unknown') continue;
    const statement = allowingStatement(document.policy, request);
    if (statement !== undefined) return { document: document.name, statement };
  }
  return undefined;
}

/** The first that does. */
export function allowingStatement(policy: ParsedPolicy, request: Request): Statement | undefined {
  return policy.statements.find((statement) => {
    const alone = { kind: 'known', name: 'statement', policy: { ...policy, statements: [statement] } } as const;
    return statement.effect === 'Allow' && allows({ grants: [{ documents: [alone] }] }, request);
  });
}
