// Which attributes of a person a policy tests: `aws:PrincipalTag/KEY`, as the key of a condition or as a variable in a resource or a value. Identity
// Center sends the attributes for access control of an instance as session tags, and session tags are principal tags.
import type { ParsedPolicy, Word } from './document.ts';

/** A place of a policy that tests an attribute. */
export interface TestedTag {
  /** As the policy writes it; case does not count. */
  readonly key: string;
  readonly word: Word;
}

/** In the order of the policy. */
export function principalTagsIn({ statements }: ParsedPolicy): readonly TestedTag[] {
  return statements.flatMap(({ resource, conditions }) => [
    ...resource.patterns.flatMap(inVariables),
    ...conditions.flatMap(({ key, values }) => [...inKey(key), ...values.flatMap(inVariables)]),
  ]);
}

const inKey = (word: Word): readonly TestedTag[] => {
  const key = /^aws:PrincipalTag\/(.+)$/is.exec(word.text)?.[1];
  return key === undefined ? [] : [{ key, word }];
};

/** `${aws:PrincipalTag/team}` and `${aws:PrincipalTag/team, 'nobody'}`. In a policy of the older version they are plain text, and count all the same. */
const inVariables = (word: Word): readonly TestedTag[] =>
  [...word.text.matchAll(/\$\{\s*aws:PrincipalTag\/([^},]+)/gi)].map(([, key = '']) => ({ key: key.trim(), word }));
