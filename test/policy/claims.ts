// Plain policies as the engine takes them, and what it says of one action.
import type { Access } from '../../src/policy/compare/access.ts';
import type { NewAccess } from '../../src/policy/compare/new-access.ts';
import { parsePolicy } from '../../src/policy/language/parse.ts';
import type { PlainDocument, PlainGrant } from './oracle.ts';

const known = (policy: PlainDocument, name: string) =>
  ({ kind: 'known', name, policy: parsePolicy(policy).policy }) as const;

export const accessTo = (grants: readonly PlainGrant[]): Access => ({
  grants: grants.map(({ documents, boundary }) => ({
    documents: documents.map((document, place) => known(document, `document ${place}`)),
    ...(boundary === undefined ? {} : { boundary: known(boundary, 'boundary') }),
  })),
});

export type Claim = 'new' | 'nothing' | 'unresolved';

export function claimFor({ gains, unresolved }: NewAccess, action: string): Claim {
  const among = ({
    actions,
    unlisted,
  }: {
    readonly actions: readonly string[];
    readonly unlisted: readonly string[];
  }) =>
    actions.some((name) => name.toLowerCase() === action.toLowerCase()) ||
    unlisted.some((pattern) => stands(pattern, action));
  return gains.some(among) ? 'new' : unresolved.some(among) ? 'unresolved' : 'nothing';
}

/** An unlisted action is spoken for by its own pattern, or by the one for all others. */
function stands(pattern: string, action: string): boolean {
  if (pattern === '*') return action === 'unlisted-service:UnlistedAction';
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'i').test(action);
}
