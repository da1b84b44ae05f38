// How many findings are kept. A hostile file can hold a mistake in every other character; nobody reads beyond the first thousand, and making
// and keeping all of them is work. What is left out is counted, and the count is told.
//
// Phases keep a thousand of each code: which of them matter is known only when the settings have given each its level, so that a flood of
// one warning cannot wash another away that the settings made an error. What is printed keeps a thousand in all, the errors before the rest.

import { diagnose } from './diagnose.ts';
import { type Diagnostic, type Severity, sortDiagnostics } from './diagnostic.ts';

export const MOST_FINDINGS = 1_000;

export interface Collector {
  /** Keeps it, or counts it. */
  readonly report: (finding: Diagnostic) => void;
  /** In the order in which they were reported, and at the end one for what was left out of each code. */
  readonly findings: () => readonly Diagnostic[];
}

export function collector(): Collector {
  const kept = new Set<Diagnostic>();
  const ofCode = new Map<string, number>();
  const omitted = new Map<string, Diagnostic>();
  return {
    report: (finding) => {
      // Whoever reads a broken file says what is wrong with it: that is one finding.
      if (kept.has(finding)) return;
      const { code, severity } = finding;
      const key = `${severity} ${code}`;
      const count = ofCode.get(key) ?? 0;
      if (finding.count === undefined && count < MOST_FINDINGS) {
        ofCode.set(key, count + 1);
        kept.add(finding);
      } else {
        const { count: before = 0 } = omitted.get(key) ?? {};
        omitted.set(key, omission(finding, before + (finding.count ?? 1)));
      }
    },
    findings: () => [...kept, ...omitted.values()],
  };
}

/** As a phase hands them on: at most a thousand of each code. */
export function collected(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  if (findings.length <= MOST_FINDINGS) return findings;
  const { report, findings: all } = collector();
  findings.forEach(report);
  return all();
}

/** Stands for findings of a code that were left out: the settings may still give it another level, or take it away. */
function omission({ code, severity }: Diagnostic, count: number): Diagnostic {
  return { code, severity, message: `${count} more`, count };
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'notice'];

export interface Room {
  readonly most?: number;
  /** For all of them together, in the unit of `size`. */
  readonly room?: number;
  readonly size?: (finding: Diagnostic) => number;
}

/** As they are printed: as many as there is room for, at most a thousand, errors first; and for each severity one that says how many were left out. */
export function printable(
  findings: readonly Diagnostic[],
  { most = MOST_FINDINGS, room = Number.POSITIVE_INFINITY, size = () => 0 }: Room = {},
): readonly Diagnostic[] {
  const single = findings.filter(({ count }) => count === undefined);
  const sorted = sortDiagnostics(single);
  const ranked = SEVERITIES.flatMap((severity) => sorted.filter((finding) => finding.severity === severity));
  const kept = new Set(fitting(ranked.slice(0, most), room, size));
  if (kept.size === findings.length) return findings;
  const left = findings.filter((finding) => !kept.has(finding));
  const closing = SEVERITIES.flatMap((severity) => {
    const count = left.reduce((sum, finding) => sum + (finding.severity === severity ? (finding.count ?? 1) : 0), 0);
    return count === 0 ? [] : [{ ...diagnose('cli/more-findings', { severity, count }), severity, count }];
  });
  return [...single.filter((finding) => kept.has(finding)), ...closing];
}

function fitting(ranked: readonly Diagnostic[], room: number, size: NonNullable<Room['size']>): readonly Diagnostic[] {
  let used = 0;
  const end = ranked.findIndex((finding) => {
    used += size(finding);
    return used > room;
  });
  return end === -1 ? ranked : ranked.slice(0, end);
}
