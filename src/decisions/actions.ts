// Actions in questions and expectations that AWS does not have, as far as is known.
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { type ActionIndex, expandActions } from '../policy/catalogue/index.ts';
import { serviceOf } from '../policy/patterns/index.ts';
import type { Span } from '../source/span.ts';

export function actionFindings(
  actions: readonly { readonly value: string; readonly span?: Span }[],
  index: ActionIndex,
): readonly Diagnostic[] {
  return actions.flatMap(({ value: text, span }) => {
    if (expandActions(text, index).length > 0) return [];
    const prefix = (serviceOf(text) ?? text).toLowerCase();
    const names = index.service(prefix)?.actionNames;
    const near =
      names === undefined ? nearest(prefix, index.services).map((name) => `${name}:…`) : nearest(text, names);
    const facts = { text, nearest: near, date: index.provenance.date };
    return [diagnose('expectation/unknown-action', facts, span === undefined ? {} : { span })];
  });
}
