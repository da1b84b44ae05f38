// The policies of a config folder under the linter, for the verbs that check one. The data is opened only where there are policies.
import { setImmediate } from 'node:timers/promises';
import type { Offline } from '../compile.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { loadPolicyData } from '../policy-data.ts';
import { isWorthLinting } from '../resolve/worth-linting.ts';

/** Between two permission sets everybody else has a turn: the first calls of a plan, and whoever interrupts it. */
export async function lintConfig(files: Offline): Promise<readonly Diagnostic[]> {
  if (!isWorthLinting(files.declared.declarations)) return [];
  const [{ lintInSteps }, policies] = await Promise.all([import('../lint-files.ts'), loadPolicyData()]);
  const steps = lintInSteps(files, policies);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await setImmediate();
  }
}
