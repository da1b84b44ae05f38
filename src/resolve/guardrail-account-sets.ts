// The account sets that guardrails and waivers name: any file may declare one, and where a rule applies depends on what is in it.
import type { AccountSetDeclaration, Declarations, SelectorItem } from '../config/declarations.ts';
import type { GuardrailDeclarations } from '../config/guardrail-declarations.ts';
import type { Entries } from './setting-entries.ts';

export function guardrailAccountSetEntries({ settings: { guardrails }, accountSets }: Declarations): Entries {
  if (guardrails === undefined) return [];
  const reached = new Map<string, AccountSetDeclaration>();
  const follow = (items: readonly SelectorItem[]): void => {
    for (const name of items.flatMap(setsNamedBy)) {
      const set = accountSets.get(name);
      if (set === undefined || reached.has(name)) continue;
      reached.set(name, set);
      follow([...set.include, ...set.except]);
    }
  };
  follow(selectorsOf(guardrails));
  return [...reached].map(([name, set]) => [
    `accountSets.${name}`,
    { means: 'demand', text: contentOf(set), span: set.name.span },
  ]);
}

function selectorsOf({ sets, rules, waivers }: GuardrailDeclarations): readonly SelectorItem[] {
  return [
    ...[...sets.values()].flatMap((set) => (set.kind === 'accounts' ? set.members : [])),
    ...[...rules.values()].flatMap(({ scope: { accounts } }) =>
      accounts?.of.kind === 'list' ? accounts.of.items : [],
    ),
    ...waivers.flatMap(({ accounts = [] }) => accounts),
  ];
}

function setsNamedBy({ selector }: SelectorItem): readonly string[] {
  switch (selector.kind) {
    case 'set':
      return [selector.name];
    case 'intersect':
      return selector.of.flatMap(setsNamedBy);
    case 'name':
    case 'id':
    case 'glob':
    case 'organizational-unit':
    case 'tag':
    case 'all':
      return [];
    default:
      return selector satisfies never;
  }
}

function contentOf({ include, except }: AccountSetDeclaration): string {
  const listed = (items: readonly SelectorItem[]) =>
    items
      .map(({ text }) => text)
      .sort()
      .join(', ');
  return except.length === 0 ? listed(include) : `${listed(include)} except ${listed(except)}`;
}
