// Which accounts of a guardrail a grant may come to reach, though it reaches none of them today.
//
// Scopes are asked whether they can ever meet (scope.ts), not which accounts they select: an account that joins a unit, is renamed, or gets a tag brings
// the access with it, and no pull request shows that. What cannot be told apart counts as meeting.
import type { Declarations, GrantDeclaration, SelectorItem } from '../config/declarations.ts';
import type { Members } from '../config/guardrail-declarations.ts';
import type { Instant } from '../instant.ts';
import type { Located } from '../source/value.ts';
import { type PartReader, partReader, scopeContext } from './parts.ts';
import { areApart, type Scope, type ScopeTable, scopeTable } from './scope.ts';
import type { Version } from './version.ts';

/** A grant by which somebody may come to have access that a rule is about. */
export interface Reach {
  readonly rule: Located<string>;
  readonly grant: GrantDeclaration;
  /** Those of its selectors that may meet the accounts of the rule: `ou:Workloads/**`. In the order of the files. */
  readonly selectors: readonly string[];
}

export interface ReachOptions {
  /** Grants that end at or before it have ended. */
  readonly asOf: Instant;
  /** That all comparisons together may take. */
  readonly steps?: number;
}

export interface Reaches {
  readonly reaches: readonly Reach[];
  /** The rule at which there was no time left: neither it nor those after it were held against all grants. */
  readonly excess?: Located<string>;
}

const MOST_STEPS = 20_000_000;

/** Of the rules on reach, in their order. Fixed accounts are left out: what they give is what people have. */
export function reachesOf(version: Version, { asOf, steps = MOST_STEPS }: ReachOptions): Reaches {
  const { declarations } = version;
  const rules = [...(declarations.settings.guardrails?.rules.values() ?? [])].filter(({ on }) => on === 'reach');
  if (rules.length === 0) return { reaches: [] };
  const context = scopeContext(version.inventory, { steps });
  const scopeFrom = scopeTable();
  const reader = partReader(version, scopeFrom);
  const grants = declarations.grants
    .filter(({ expires }) => expires === undefined || expires.value.at > asOf)
    .map((grant) => ({
      grant,
      open: reader.partsOf({ include: grant.accounts, except: grant.except }).filter(({ scope }) => scope.isOpen),
    }))
    .filter(({ open }) => open.length > 0);
  const reaches: Reach[] = [];
  for (const { id: rule, scope } of rules) {
    const accounts = scope.accounts && scopeOfMembers(scope.accounts, { declarations, reader, scopeFrom });
    for (const { grant, open } of grants) {
      const meeting = open.filter((part) => accounts === undefined || !areApart(part.scope, accounts, context));
      const selectors = [...new Set(meeting.map(({ text }) => text))];
      if (selectors.length > 0) reaches.push({ rule, grant, selectors });
    }
    if (context.budget.steps < 0) return { reaches, excess: rule };
  }
  return { reaches };
}

interface Written {
  readonly declarations: Declarations;
  readonly reader: PartReader;
  readonly scopeFrom: ScopeTable;
}

function scopeOfMembers({ not, of }: Members<SelectorItem>, { declarations, reader, scopeFrom }: Written): Scope {
  const set = of.kind === 'set' ? declarations.settings.guardrails?.sets.get(of.name.value) : undefined;
  // INVARIANT: a set that is none of accounts is an error of the files, after which nothing is judged.
  const include = of.kind === 'list' ? of.items : set?.kind === 'accounts' ? set.members : [];
  const parts = reader.partsOf({ include, except: [] }).map(({ scope }) => scope);
  const named = scopeFrom({ kind: 'any', of: parts });
  return not ? scopeFrom({ kind: 'without', from: scopeFrom({ kind: 'all' }), out: named }) : named;
}
