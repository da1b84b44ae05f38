// Findings as a document, with the lines of the files that they are about.
import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { optional } from '../optional.ts';
import type { Span } from '../source/span.ts';
import type { Checkout } from './checkout.ts';
import { severityWords } from './diagnostics-summary.ts';
import { type Block, type Document, type Finding, type FindingPlace, paragraph } from './document.ts';
import { excerptOf } from './excerpt.ts';
import { prose, say } from './phrase.ts';

export interface FoundIn {
  readonly found: readonly Diagnostic[];
  /** Texts of files by path; without its text, a finding shows its place only. */
  readonly sources: ReadonlyMap<string, string>;
  /** For readers that show every finding at a line of a repository. */
  readonly checkout?: Checkout;
}

/** Empty when there is nothing to report. */
export function findingsDocument({ found, sources }: FoundIn): Document {
  if (found.length === 0) return [];
  return [findingsBlock(sortDiagnostics(found), sources), paragraph(say(severityWords(found)))];
}

export function findingsBlock(found: readonly Diagnostic[], sources: FoundIn['sources'] = new Map()): Block {
  return { kind: 'findings', findings: found.map((diagnostic) => findingOf(diagnostic, sources)) };
}

function findingOf(
  { code, severity, message, span, labels = [], hint }: Diagnostic,
  sources: FoundIn['sources'],
): Finding {
  return {
    severity,
    code,
    message: prose(message),
    places: [
      ...(span === undefined ? [] : [placeOf('subject', span, sources)]),
      ...labels.map((label) => placeOf('label', label.span, sources, label.message)),
    ],
    ...(hint === undefined ? {} : { hint: prose(hint) }),
  };
}

function placeOf(role: FindingPlace['role'], span: Span, sources: FoundIn['sources'], note = ''): FindingPlace {
  const excerpt = excerptOf(span, sources.get(span.file));
  return {
    role,
    place: { file: span.file, line: span.start.line, column: span.start.column },
    ...(note === '' ? {} : { note }),
    ...optional({ excerpt }),
  };
}
