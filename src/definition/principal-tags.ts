// Which attributes of a person the policies of a permission set test.
import { memoizeByIdentity } from '../memoize.ts';
import { type ParsedPolicy, parsePolicy, principalTagsIn } from '../policy/language/index.ts';
import type { Policy } from '../state/state.ts';

/** The keys as the policy writes them, in its order. */
export const testedInPolicy: (policy: ParsedPolicy) => readonly string[] = memoizeByIdentity((policy: ParsedPolicy) =>
  principalTagsIn(policy).map(({ key }) => key),
);

/** Of an inline policy. What is no JSON is searched as text: rather a key too many than one unseen. */
export const testedInline: (policy: Policy) => readonly string[] = memoizeByIdentity((policy: Policy) =>
  policy.kind === 'document'
    ? testedInPolicy(parsePolicy(policy.document).policy)
    : [...policy.text.matchAll(/aws:PrincipalTag\/([^"',}]+)/gi)].map(([, key = '']) => key.trim()),
);
