// What a policy asks of IAM users: whoever has a permission set comes as a session of its role, and has no user name.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ParsedPolicy, Word } from '../language/index.ts';
import { at, hasVariables } from './place.ts';
import { variableKeys } from './variables.ts';

/**
 * For policies of permission sets alone; a policy by itself may be one of users. IAM User Guide, "AWS global condition context keys", on
 * `aws:username`: it is in the requests of IAM users, and in none of roles.
 */
export function roleSessionFindings(policy: ParsedPolicy): readonly Diagnostic[] {
  const isName = (key: string) => key.toLowerCase() === 'aws:username';
  const isFilledIn = ({ text }: Word) => hasVariables(policy) && variableKeys(text).some(isName);
  const words = policy.statements.flatMap(({ resource, conditions }) => [
    ...resource.patterns.filter(isFilledIn),
    ...conditions.flatMap(({ key, values }) => [...(isName(key.text) ? [key] : []), ...values.filter(isFilledIn)]),
  ]);
  return words.map((word) => diagnose('policy/username-of-role', { text: word.text }, at(word)));
}
