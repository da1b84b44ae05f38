// What is left of a grant where what cannot be seen is ignored.
import type { Document, Grant } from '../compare/index.ts';

const isSeen = ({ kind }: Document): boolean => kind === 'known';

/** As if documents that cannot be seen allowed nothing, and limited nothing as boundaries. */
export function withoutUnseen({ documents, boundary, ceilings = [] }: Grant): Grant {
  return {
    documents: documents.filter(isSeen),
    ...(boundary !== undefined && isSeen(boundary) ? { boundary } : {}),
    ...(ceilings.length === 0 ? {} : { ceilings: ceilings.filter(isSeen) }),
  };
}
