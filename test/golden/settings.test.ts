import path from 'node:path';
import { settingsChanges } from '../../src/resolve/settings-changes.ts';
import { formatFindings, goldenCases } from '../support/cases.ts';
import { declarationsOf } from '../support/compile-cases.ts';

// `before/` and `after/` are two versions of one config folder. The files themselves have nothing wrong with them.
goldenCases('settings', async ({ folder }) => {
  const [before, after] = await Promise.all(
    ['before', 'after'].map((version) => declarationsOf(path.join(folder, version))),
  );
  return formatFindings([
    ...before!.diagnostics,
    ...after!.diagnostics,
    ...settingsChanges(before!.value, after!.value),
  ]);
});
