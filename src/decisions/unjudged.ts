// That an answer lacks what some grants give.
import type { Offline } from '../compile.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { unjudgedGrants } from '../resolve/unjudged-grants.ts';

export function unjudgedFindings({ declared, inventory }: Offline): readonly Diagnostic[] {
  const { length: count } = unjudgedGrants(declared.declarations, inventory);
  return count === 0 ? [] : [diagnose('expectation/grants-not-judged', { count })];
}
