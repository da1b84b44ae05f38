// The policies of a config folder under the linter, for the verbs that check one. The data is opened only where there are policies.
import { lint, type Offline } from '../compile.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { loadPolicyData } from '../policy-data.ts';
import { isWorthLinting } from '../resolve/policy-lint.ts';

export async function lintConfig(files: Offline): Promise<readonly Diagnostic[]> {
  return isWorthLinting(files.declared.declarations) ? lint(files, await loadPolicyData()) : [];
}
