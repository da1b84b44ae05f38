// Findings as SARIF 2.1.0, as GitHub's code scanning takes it ("SARIF support for code scanning"): each code is a rule with its long form, each finding a result
// with one place. GitHub refuses the whole file for one result without a file, or for too many bytes; it keeps 5,000 results of a run.
import { printable } from '../diagnostics/collector.ts';
import { type Diagnostic, type Severity, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import type { Rule } from '../diagnostics/rule.ts';
import { type Code, RULES } from '../diagnostics/rules.ts';
import { memoizeByText } from '../memoize.ts';
import { optional } from '../optional.ts';
import type { Span } from '../source/span.ts';
import { digest } from '../state/digest.ts';
import { type Checkout, isPast, placeIn, repositoryPath, SOMEWHERE } from './checkout.ts';
import { forJson, forSarif } from './escape.ts';
import type { FoundIn } from './findings.ts';
import { lineHashes } from './line-hash.ts';

/** How much is printed at most. GitHub takes 10 MB after compression, which makes nothing larger; room is left for the rules. */
export interface SarifLimits {
  readonly results: number;
  /** Of all results together. */
  readonly bytes: number;
}

const LIMITS: SarifLimits = { results: 5_000, bytes: 8_000_000 };
/** GitHub shows no more places beside one. */
const MOST_RELATED = 100;
/** Of a description, in characters. */
const MOST_TEXT = 1_024;

interface Placed extends Diagnostic {
  readonly span: Span;
}

/** The least severe findings are left out where there are too many; a result of each severity says how many. */
export function renderDiagnosticsSarif(
  { found, sources, checkout = SOMEWHERE }: FoundIn,
  toolVersion: string,
  { results, bytes }: SarifLimits = LIMITS,
): string {
  const size = (finding: Diagnostic) => bytesOf(resultOf(placed(finding), NO_FINGERPRINTS)) + FINGERPRINT_BYTES;
  const kept = sortDiagnostics(printable(found, { most: results, room: bytes, size })).map(placed);
  const codes = [...new Set(kept.map(({ code }) => code))].sort();
  const fingerprints = fingerprinter(checkout, sources);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'access', version: toolVersion, rules: codes.map(ruleOf) } },
        automationDetails: { id: analysisOf(checkout) },
        columnKind: 'utf16CodeUnits',
        results: kept.map((finding) => ({
          ...resultOf(finding, fingerprints),
          ruleIndex: codes.indexOf(finding.code),
        })),
      },
    ],
  };
  return `${forJson(JSON.stringify(log, null, 2))}\n`;

  function placed(finding: Diagnostic): Placed {
    return { ...finding, span: placeIn(checkout, finding, sources) };
  }

  function resultOf({ code, severity, message, hint, span, labels = [] }: Placed, fingerprintsOf: FingerprintsOf) {
    const shown = labels.filter(({ span: place }) => !isPast(place, checkout.past)).slice(0, MOST_RELATED);
    return {
      ruleId: code,
      level: levelOf(severity),
      message: { text: `${forSarif(message)}${hint === undefined ? '' : `\nhint: ${forSarif(hint)}`}` },
      locations: [{ physicalLocation: physical(span) }],
      partialFingerprints: fingerprintsOf({ code, message, span }),
      ...(shown.length === 0
        ? {}
        : {
            relatedLocations: shown.map((label) => ({
              physicalLocation: physical(label.span),
              message: { text: forSarif(label.message) },
            })),
          }),
    };
  }

  /** A pull request shows a finding only if it changes every line of the region, so a region is one line. */
  function physical({ file, start, end }: Span) {
    const uri = repositoryPath(checkout, file).split('/').map(encodeURIComponent).join('/');
    const endColumn = end.line === start.line && end.column > start.column ? { endColumn: end.column } : {};
    return {
      artifactLocation: { uri },
      region: { startLine: start.line, startColumn: start.column, endLine: start.line, ...endColumn },
    };
  }
}

/** Of several folders of one repository, and of several commands: each is an analysis that closes no alerts of another. */
function analysisOf(checkout: Checkout): string {
  const folder = repositoryPath(checkout, checkout.subject).split('/').slice(0, -1);
  return ['access', checkout.command, ...folder, ''].join('/');
}

type FingerprintsOf = (finding: Pick<Placed, 'code' | 'message' | 'span'>) => Readonly<Record<string, string>>;

const NO_FINGERPRINTS: FingerprintsOf = () => ({});
/** Their names, 64 and at most 22 characters, and what stands around them. */
const FINGERPRINT_BYTES = 300;

/**
 * Two, neither of which changes when lines move: GitHub's own, for which the text of the file is needed, and what is found in which file, for other readers. Of
 * several that are found alike in one file, each has its number.
 */
function fingerprinter(checkout: Checkout, sources: FoundIn['sources']): FingerprintsOf {
  const hashesOf = memoizeByText((file) => lineHashes(sources.get(file) ?? ''));
  const seen = new Map<string, number>();
  return ({ code, message, span: { file, start } }) => {
    const what = [code, repositoryPath(checkout, file), message];
    const key = JSON.stringify(what);
    const occurrence = (seen.get(key) ?? 0) + 1;
    seen.set(key, occurrence);
    const ofLine = sources.has(file) ? hashesOf(file)[start.line - 1] : undefined;
    return {
      ...optional({ primaryLocationLineHash: ofLine }),
      'accessFinding/v1': digest([...what, occurrence]),
    };
  };
}

function ruleOf(code: Code) {
  const { severity, title, explanation } = RULES[code] as unknown as Rule<never>;
  const [first = ''] = explanation.split('\n\n');
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: first.length <= MOST_TEXT ? first : `${first.slice(0, MOST_TEXT - 1)}…` },
    help: { text: explanation, markdown: explanation },
    defaultConfiguration: { level: levelOf(severity) },
    properties: {
      tags: ['security', code.split('/')[0]!],
      precision: 'very-high',
      'problem.severity': PROBLEM[severity],
    },
  };
}

const PROBLEM = { error: 'error', warning: 'warning', notice: 'recommendation' } as const satisfies Record<
  Severity,
  string
>;

function levelOf(severity: Severity): 'error' | 'warning' | 'note' {
  return severity === 'notice' ? 'note' : severity;
}

const encoder = new TextEncoder();
/** What stands before each line of a result: two spaces for each of `runs`, the run, `results` and the result. */
const INDENTATION = 8;

function bytesOf(result: unknown): number {
  const lines = forJson(JSON.stringify(result, null, 2)).split('\n');
  return lines.reduce((sum, line) => sum + INDENTATION + encoder.encode(line).length + 1, 0);
}
