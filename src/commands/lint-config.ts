// The policies of a config folder under the linter, for the verbs that check one. The data is opened only where there are policies.
import { lint } from '../compile.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { LoadedConfig } from '../gather.ts';
import { loadPolicyData } from '../policy-data.ts';
import { isWorthLinting } from '../resolve/policy-lint.ts';

/** `asOf`: milliseconds since the epoch. */
export async function lintConfig({ value: declared }: LoadedConfig, asOf: number): Promise<readonly Diagnostic[]> {
  if (!isWorthLinting(declared.declarations)) return [];
  return lint(declared, { policies: await loadPolicyData(), asOf });
}
