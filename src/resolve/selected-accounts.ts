// The accounts that a word of the command line selects, in the grammar of files.
import type { Declarations } from '../config/declarations.ts';
import { decodeSelectors } from '../config/selectors.ts';
import { collector } from '../diagnostics/collector.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import type { Value } from '../source/value.ts';
import type { AccountId } from '../state/state.ts';
import { accountResolver } from './accounts.ts';
import type { Inventory } from './inventory.ts';

/** Throws an AccessError for a word that is no selector, and for one that selects nothing. */
export function accountsSelected(
  word: string,
  declarations: Declarations,
  inventory: Inventory,
): ReadonlySet<AccountId> {
  const { report, findings } = collector();
  const start = { line: 1, column: 1, offset: 0 };
  const span = { file: '', start, end: start };
  const value: Value = { kind: 'scalar', value: word, source: word, quoted: true, span };
  const include = decodeSelectors({ key: 'in', keySpan: span, value }, { except: false, report });
  const resolver = accountResolver(declarations, inventory);
  const { accounts } = resolver.select({ include, except: [] });
  const [wrong] = [...findings(), ...resolver.findingsOfSelections()];
  if (wrong === undefined) return accounts;
  // It stands on the command line, and in no file.
  const { span: _, ...finding } = wrong;
  throw new AccessError(finding);
}
