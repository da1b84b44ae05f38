// The most that a grant may allow, whatever cannot be seen of it says.

import { isWhollyKnown } from '../policy/answers/index.ts';
import type { Document, Grant } from '../policy/compare/index.ts';
import { parsePolicy } from '../policy/language/index.ts';

/** What cannot be seen allows everything, and denies nothing. */
export function grantUpperBound({ documents, boundary }: Grant): Grant {
  return {
    documents: documents.map(documentUpperBound),
    ...(boundary === undefined ? {} : { boundary: documentUpperBound(boundary) }),
  };
}

const documentUpperBound = (document: Document): Document =>
  isWhollyKnown(document) ? document : { kind: 'known', name: document.name, policy: EVERYTHING };

const { policy: EVERYTHING } = parsePolicy({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
});

/** Names of the documents that cannot be seen, or not wholly. */
export function unseenIn({ documents, boundary }: Grant): readonly string[] {
  const all = [...documents, ...(boundary === undefined ? [] : [boundary])];
  return all.filter((document) => !isWhollyKnown(document)).map(({ name }) => name);
}
