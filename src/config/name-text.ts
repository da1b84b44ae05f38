// How names are written: whatever in the files could be a name, in any section, is looked at once.

import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { oddBlankIn } from '../names/characters.ts';
import { mixtureIn } from '../names/scripts.ts';
import type { Located, Value } from '../source/value.ts';

/** Sentences and policies: what stands under these keys is no name. */
const NO_NAMES: ReadonlySet<string> = new Set([
  ...['reason', 'description', 'title', 'approvedBy', 'inlinePolicy', 'ceiling', 'silence', 'relayState'],
]);

/** Each text is told once, where it stands first. */
export function nameTextFindings(roots: readonly Value[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  const findings: Diagnostic[] = [];
  for (const root of roots) {
    for (const { value: name, span } of textsIn(root)) {
      if (seen.has(name)) continue;
      seen.add(name);
      const mixture = mixtureIn(name);
      if (mixture !== undefined) findings.push(diagnose('name/mixed-scripts', { name, ...mixture }, { span }));
      const problem = oddBlankIn(name);
      if (problem !== undefined) findings.push(diagnose('name/blanks', { name, problem }, { span }));
    }
  }
  return findings;
}

/** Keys and one-line scalars, in file order. */
function textsIn(value: Value): readonly Located<string>[] {
  switch (value.kind) {
    case 'scalar':
      return typeof value.value === 'string' && !value.value.includes('\n')
        ? [{ value: value.value, span: value.span }]
        : [];
    case 'sequence':
      return value.items.flatMap(textsIn);
    case 'mapping':
      return value.entries.flatMap(({ key, keySpan, value: member }) => [
        { value: key, span: keySpan },
        ...(NO_NAMES.has(key) ? [] : textsIn(member)),
      ]);
    default:
      return value satisfies never;
  }
}
