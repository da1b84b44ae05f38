// Grants of which the files alone cannot say where they reach: what they give is missing from every answer that is made without live.
import type { Declarations, GrantDeclaration, Selector } from '../config/declarations.ts';
import { reachOf } from './guardrail-selectors.ts';
import type { Inventory } from './inventory.ts';

export function unjudgedGrants(declarations: Declarations, inventory: Inventory): readonly GrantDeclaration[] {
  return declarations.grants.filter(({ accounts, except }) =>
    reachOf([...accounts, ...except], declarations).selectors.some((selector) => !isJudged(selector, inventory)),
  );
}

function isJudged(selector: Selector, { complete, units }: Inventory): boolean {
  // The files know units by path only.
  const isById = selector.kind === 'organizational-unit' && selector.unit.by === 'id';
  if (isById) return units.read && units.value.haveIds;
  return complete || selector.kind === 'name' || selector.kind === 'id';
}
