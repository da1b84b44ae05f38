// Do the actions of a statement have such resources? By the ARN formats that the index lists for each action.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type ActionIndex, arnForms, expandActions } from '../catalogue/index.ts';
import type { Statement, Word } from '../language/index.ts';
import { type Glob, intersects, resourcePattern, spend, workOf } from '../patterns/index.ts';
import { arnFinding } from './arns.ts';
import { at, atStatement, isAnything } from './place.ts';
import type { Subject } from './subject.ts';

/** An action of the statement and the shapes of its resources; none: it takes no resource. */
interface Wanted {
  readonly word: Word;
  readonly forms: readonly Glob[];
}

/** INVARIANT: silent about `*`, about what is negated, and about ARNs that cannot be read. */
export function resourceFindings(statement: Statement, { index, budget }: Subject): readonly Diagnostic[] {
  const { action, resource } = statement;
  if (action.negated || resource.negated || resource.patterns.some((word) => isAnything(word))) return [];
  const arns = resource.patterns.filter((word) => arnFinding(word) === undefined);
  if (arns.length < resource.patterns.length || arns.length === 0) return [];
  const wanted = action.patterns.map((word) => wantedBy(word, index));
  if (!wanted.every((one) => one !== undefined)) return [];
  const places = arns.map((word) => ({ word, glob: resourcePattern(word.text, true).shapes.free.glob }));
  // What there is no time for is let pass.
  const fits = ({ forms }: Wanted, glob: Glob) =>
    forms.some((form) => !spend(budget, workOf(form, glob)) || intersects(form, glob));
  const bare = wanted.filter(({ forms }) => forms.length === 0);
  const homeless = wanted.filter((one) => one.forms.length > 0 && !places.some(({ glob }) => fits(one, glob)));
  const idle = places.filter(({ glob }) => !wanted.some((one) => fits(one, glob))).map(({ word }) => word);
  const everythingFails = bare.length + homeless.length === wanted.length;
  return [
    ...actionFinding('policy/action-takes-no-resource', bare, statement),
    ...actionFinding('policy/action-without-resource', homeless, statement),
    // Where no action has a resource, what is wrong with the resources was said.
    ...(idle.length === 0 || everythingFails
      ? []
      : [diagnose('policy/resource-without-action', { resources: idle.map(({ text }) => text) }, at(idle[0]!))]),
  ];
}

function actionFinding(
  code: 'policy/action-takes-no-resource' | 'policy/action-without-resource',
  actions: readonly Wanted[],
  statement: Statement,
): readonly Diagnostic[] {
  const [first] = actions;
  if (first === undefined) return [];
  const place = first.word.span === undefined ? atStatement(statement) : at(first.word);
  return [diagnose(code, { actions: actions.map(({ word }) => word.text) }, place)];
}

/** Undefined: the word stands for actions of every service, or for some that the index does not list. */
function wantedBy(word: Word, index: ActionIndex): Wanted | undefined {
  if (/^[*?]/.test(word.text)) return undefined;
  const names = expandActions(word.text, index);
  return names.length === 0 ? undefined : { word, forms: arnForms(names, index) };
}
