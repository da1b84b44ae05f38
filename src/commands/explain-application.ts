// `access explain application:KEY`, and the applications of a group or user.
import { compareText } from '../compare-text.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import {
  type ApplicationExplanation,
  type ApplicationInputs,
  applicationsNamed,
  applicationsNear,
  applicationsOf,
} from '../query/applications.ts';
import type { NamedSubject } from '../query/subjects.ts';
import type { Questioned } from './explain-access.ts';

const inputsOf = ({ accesses, asked, declarations, directory, live }: Questioned): ApplicationInputs => ({
  accesses,
  declarations,
  asOf: asked.asOf,
  ...(directory === undefined || live === undefined ? {} : { side: { directory, live } }),
});

/** `words`: keys or names, or globs of keys. Throws an AccessError where nothing is called so. */
export function applicationsAsked(words: readonly string[], known: Questioned): readonly ApplicationExplanation[] {
  const inputs = inputsOf(known);
  return words.flatMap((word) => {
    const explanations = applicationsNamed(word, inputs);
    if (explanations.length > 0) return explanations;
    const near = applicationsNear(word, inputs).map((each) => `application:${each}`);
    throw new AccessError(diagnose('cli/unknown-code', { code: `application:${word}`, nearest: near }));
  });
}

/** Of those that were asked about everything; of others what the groups and users that were asked about have. */
export function applicationsExplained(
  asked: readonly ApplicationExplanation[],
  subjects: readonly NamedSubject[],
  known: Questioned,
): readonly ApplicationExplanation[] {
  if (known.declarations.applications.size === 0) return [];
  const inputs = inputsOf(known);
  const found = new Map(asked.map((each) => [each.key, each]));
  const whole = new Set(found.keys());
  for (const subject of subjects) {
    if (subject.kind !== 'group' && subject.kind !== 'user') continue;
    for (const each of applicationsOf(subject.principal, inputs)) {
      const before = found.get(each.key);
      if (!whole.has(each.key)) found.set(each.key, { ...each, uses: [...(before?.uses ?? []), ...each.uses] });
    }
  }
  return [...found.values()].sort((a, b) => compareText(a.key, b.key));
}
