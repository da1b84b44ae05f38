// Two policies as a unified diff of their canonical JSON: what differs here differs for AWS.
import { structuredPatch } from 'diff';
import { prettyPolicy } from '../policy/language/index.ts';
import type { Policy } from '../state/state.ts';
import type { CodeLine } from './document.ts';

const CONTEXT = 3;

/** A policy that comes or goes is shown whole, without hunk headers. */
export function policyDiff(before: Policy | undefined, after: Policy | undefined): readonly CodeLine[] {
  const removed = linesOf(before);
  const added = linesOf(after);
  if (removed.length === 0) return added.map((text) => ({ mark: '+', text }));
  if (added.length === 0) return removed.map((text) => ({ mark: '-', text }));
  const patch = structuredPatch('', '', withBreaks(removed), withBreaks(added), '', '', { context: CONTEXT });
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }): CodeLine[] => [
    { mark: '@', text: `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@` },
    ...lines.map((line): CodeLine => ({ mark: line[0] as CodeLine['mark'], text: line.slice(1) })),
  ]);
}

function linesOf(policy: Policy | undefined): readonly string[] {
  if (policy === undefined) return [];
  // A carriage return or U+2028 inside opaque text stays in its line and is shown as an escape.
  return (policy.kind === 'document' ? prettyPolicy(policy.document) : policy.text).split('\n');
}

/** Every line ends in a break, so the diff has nothing to say about the end of the file. */
function withBreaks(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
