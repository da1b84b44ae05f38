// Findings as a pull-request comment: the errors first, as many as fit; what is left out is counted.
import { type Severity, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { COMMENT_LIMIT, markdownBytes } from './comment-size.ts';
import { severityWords } from './diagnostics-summary.ts';
import { type Document, paragraph, title } from './document.ts';
import { type FoundIn, findingsBlock } from './findings.ts';
import { fitParts } from './fit.ts';
import { prose, say } from './phrase.ts';

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'notice'];

/** Room for the heading, and for what it says of findings left out. */
const FRAME = 500;

export function findingsComment(
  { found }: Pick<FoundIn, 'found'>,
  { limit = COMMENT_LIMIT }: { readonly limit?: number } = {},
): Document {
  if (found.length === 0) return [title(say('access: nothing found'))];
  const sorted = sortDiagnostics(found);
  const ranked = SEVERITIES.flatMap((severity) => sorted.filter((finding) => finding.severity === severity));
  const { all } = fitParts(
    { all: { blocks: [findingsBlock(ranked)], most: 1 } },
    { room: limit - FRAME, measure: markdownBytes },
  );
  const left = all.missing + all.shortened;
  return [
    title(say(`access: ${severityWords(found)}`)),
    ...all.blocks,
    ...(left === 0 ? [] : [paragraph(prose('The log of the job has all of them.'))]),
  ];
}
