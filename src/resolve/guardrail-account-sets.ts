// The account sets that guardrails and waivers name: any file may declare one, and where a rule applies depends on what is in it.
import type { AccountSetDeclaration, Declarations, SelectorItem } from '../config/declarations.ts';
import { reachOf } from './guardrail-selectors.ts';
import { selectorsInGuardrails } from './guardrails.ts';
import type { Entries } from './setting-entry.ts';

export function guardrailAccountSetEntries(declarations: Declarations): Entries {
  const { sets } = reachOf(selectorsInGuardrails(declarations), declarations);
  return [...sets].map(([name, set]) => [
    `accountSets.${name}`,
    { means: 'demand', text: contentOf(set), span: set.name.span },
  ]);
}

function contentOf({ include, except }: AccountSetDeclaration): string {
  const listed = (items: readonly SelectorItem[]) =>
    items
      .map(({ text }) => text)
      .sort()
      .join(', ');
  return except.length === 0 ? listed(include) : `${listed(include)} except ${listed(except)}`;
}
