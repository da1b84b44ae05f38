// Plain policies as the engine takes them, and what it says of one action.
import type { Access } from '../../src/policy/compare/access.ts';
import type { NewAccess } from '../../src/policy/compare/new-access.ts';
import { parsePolicy } from '../../src/policy/language/parse.ts';
import type { PlainDocument, PlainGrant } from './oracle.ts';
import { ORCHARD } from './orchard-index.ts';

const known = (policy: PlainDocument, name: string) =>
  ({ kind: 'known', name, policy: parsePolicy(policy).policy }) as const;

export const accessTo = (grants: readonly PlainGrant[]): Access => ({
  grants: grants.map(({ documents, boundary, ceilings }) => ({
    documents: documents.map((document, place) => known(document, `document ${place}`)),
    ...(boundary === undefined ? {} : { boundary: known(boundary, 'boundary') }),
    ...(ceilings === undefined
      ? {}
      : { ceilings: ceilings.map((document, place) => known(document, `ceiling ${place}`)) }),
  })),
});

export type Claim = 'new' | 'nothing' | 'unresolved';

interface Named {
  readonly actions: readonly string[];
  readonly unlisted: readonly string[];
}

export function claimFor({ gains, unresolved }: NewAccess, action: string): Claim {
  const names = ({ actions, unlisted }: Named) =>
    actions.some((name) => name.toLowerCase() === action.toLowerCase()) ||
    unlisted.some((pattern) => pattern !== '*' && isMatch(pattern, action));
  // New beyond doubt is what `*` stands for; a doubt about any action is one about all.
  const isAny = ({ unlisted }: Named) => unlisted.includes('*') && ORCHARD.listed(action) === undefined;
  if (gains.some((gain) => names(gain) || (isAny(gain) && action === 'unlisted-service:UnlistedAction'))) return 'new';
  return unresolved.some((part) => names(part) || isAny(part)) ? 'unresolved' : 'nothing';
}

/** Whether it is said that this action, which nobody has named, will be allowed. */
export function isForetold({ gains, unresolved, openEnded }: NewAccess, action: string): boolean {
  const patterns = [...openEnded, ...[...gains, ...unresolved].flatMap(({ unlisted }) => unlisted)];
  return patterns.some((pattern) => isMatch(pattern, action));
}

export const isMatch = (pattern: string, action: string): boolean =>
  new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test(action);
