// `access explain application:KEY`, and the applications of a group or user.
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
import type { Host } from './host.ts';
import { printResult } from './output.ts';

const inputsOf = ({ accesses, asked, declarations, directory, live }: Questioned): ApplicationInputs => ({
  accesses,
  declarations,
  asOf: asked.asOf,
  ...(directory === undefined || live === undefined ? {} : { side: { directory, live } }),
});

/** `words`: keys or names, or globs of keys. */
export async function explainApplications(host: Host, words: readonly string[], known: Questioned): Promise<void> {
  const inputs = inputsOf(known);
  const found = new Map<string, ApplicationExplanation>();
  for (const word of words) {
    const explanations = applicationsNamed(word, inputs);
    if (explanations.length === 0) {
      const near = applicationsNear(word, inputs).map((each) => `application:${each}`);
      throw new AccessError(diagnose('cli/unknown-code', { code: `application:${word}`, nearest: near }));
    }
    for (const each of explanations) found.set(each.key, each);
  }
  await printResult(host, { kind: 'applications', value: [...found.values()] });
}

/** Nothing of subjects that have none. */
export async function explainTheirApplications(
  host: Host,
  subjects: readonly NamedSubject[],
  known: Questioned,
): Promise<void> {
  const inputs = inputsOf(known);
  const principals = subjects.flatMap((subject) =>
    subject.kind === 'group' || subject.kind === 'user' ? [subject.principal] : [],
  );
  const value = principals.flatMap((principal) => applicationsOf(principal, inputs));
  if (value.length > 0) await printResult(host, { kind: 'applications', value });
}
