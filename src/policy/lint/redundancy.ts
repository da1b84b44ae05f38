// Words of a statement that other words of the same list contain.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Statement, Word } from '../language/index.ts';
import {
  type Budget,
  compileGlob,
  isPattern,
  resourcePattern,
  serviceOf,
  spend,
  subsumes,
  workOf,
} from '../patterns/index.ts';
import { at, hasVariables, repeats } from './place.ts';
import type { Subject } from './subject.ts';

export function redundancyFindings(statement: Statement, { policy, budget }: Subject): readonly Diagnostic[] {
  return [
    ...finding('policy/redundant-action', containedActions(statement.action.patterns, budget)),
    ...finding(
      'policy/redundant-resource',
      containedResources(statement.resource.patterns, hasVariables(policy), budget),
    ),
  ];
}

type Contained = readonly (readonly [word: Word, within: Word])[];

/** One for each list: a wildcard that was added makes many words redundant at once. */
function finding(
  code: 'policy/redundant-action' | 'policy/redundant-resource',
  contained: Contained,
): readonly Diagnostic[] {
  const [first] = contained;
  if (first === undefined) return [];
  const [word, { text: within }] = first;
  return [diagnose(code, { text: word.text, within, more: contained.length - 1 }, at(word))];
}

function containedActions(words: readonly Word[], budget: Budget): Contained {
  const lower = ({ text }: Word) => text.toLowerCase();
  const wide = words.filter(({ text }) => isPattern(text)).map((word) => ({ word, glob: compileGlob(lower(word)) }));
  const repeated = repeats(words, lower);
  const again = new Set(repeated.map(([word]) => word));
  const contained = words
    .filter((word) => !again.has(word))
    .flatMap((word): Contained => {
      const glob = compileGlob(lower(word));
      const service = serviceOf(lower(word));
      const outer = wide.find(
        (other) =>
          spend(budget, workOf(other.glob, glob)) &&
          other.glob.key !== glob.key &&
          (serviceOf(lower(other.word)) === service || isPattern(serviceOf(lower(other.word)) ?? '*')) &&
          subsumes(other.glob, glob),
      );
      return outer === undefined ? [] : [[word, outer.word]];
    });
  return [...repeated, ...contained];
}

function containedResources(words: readonly Word[], variables: boolean, budget: Budget): Contained {
  const patterns = words.map((word) => ({ word, pattern: resourcePattern(word.text, variables) }));
  const repeated = repeats(patterns, ({ pattern }) => pattern.key);
  const again = new Set(repeated.map(([{ word }]) => word));
  const wide = patterns.filter(({ pattern: { open, text } }) => !open && isPattern(text));
  const contained = patterns
    .filter(({ word }) => !again.has(word))
    .flatMap(({ word, pattern }): Contained => {
      // However wildcards before colons are read.
      const { glob } = pattern.shapes.free;
      const outer = wide.find(
        ({ pattern: other }) =>
          spend(budget, workOf(other.shapes.strict.glob, glob)) &&
          other.key !== pattern.key &&
          subsumes(other.shapes.strict.glob, glob),
      );
      return outer === undefined ? [] : [[word, outer.word]];
    });
  return [...repeated.map(([{ word }, { word: first }]) => [word, first] as const), ...contained];
}
