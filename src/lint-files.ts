// The linter over the policies of files. By itself, for it brings the policy engine along, which nothing else of reading files needs.
import type { Offline } from './compile.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { withLevels } from './diagnostics/levels.ts';
import type { PolicyData } from './policy/catalogue/index.ts';
import { lintSteps } from './resolve/policy-lint.ts';

/** What the policies say, held against the actions that AWS has. */
export function lint(files: Offline, policies: PolicyData): readonly Diagnostic[] {
  const steps = lintInSteps(files, policies);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same, a permission set at a time. */
export function* lintInSteps(
  { declared, inventory, grants }: Offline,
  policies: PolicyData,
): Generator<void, readonly Diagnostic[]> {
  const found = yield* lintSteps({ ...declared, inventory, grants, policies });
  return withLevels(found, declared.declarations.settings.diagnostics);
}
