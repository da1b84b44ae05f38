// Which selectors and account sets are at work behind those that a guardrail names.
import type { AccountSetDeclaration, Declarations, Selector, SelectorItem } from '../config/declarations.ts';

export interface Reach {
  /** Sets and intersections are taken apart, and are not among them. */
  readonly selectors: readonly Selector[];
  readonly sets: ReadonlyMap<string, AccountSetDeclaration>;
}

export function reachOf(items: readonly SelectorItem[], { accountSets }: Pick<Declarations, 'accountSets'>): Reach {
  const selectors: Selector[] = [];
  const sets = new Map<string, AccountSetDeclaration>();
  const follow = ({ selector }: SelectorItem): void => {
    const parts = partsOf(selector);
    if (parts === undefined) selectors.push(selector);
    for (const part of parts ?? []) follow(part);
  };
  /** Of a set that was followed before: none. */
  const partsOf = (selector: Selector): readonly SelectorItem[] | undefined => {
    if (selector.kind === 'intersect') return selector.of;
    if (selector.kind !== 'set') return undefined;
    const set = accountSets.get(selector.name);
    if (set === undefined || sets.has(selector.name)) return [];
    sets.set(selector.name, set);
    return [...set.include, ...set.except];
  };
  for (const item of items) follow(item);
  return { selectors, sets };
}
