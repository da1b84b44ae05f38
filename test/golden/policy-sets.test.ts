// The policies of a config folder under the linter: what the set has besides, where it is granted, and what was silenced.
import { beforeAll } from 'vitest';
import { offline } from '../../src/compile.ts';
import { lint } from '../../src/lint-files.ts';
import { sortDiagnostics } from '../../src/diagnostics/diagnostic.ts';
import { loadConfig } from '../../src/gather.ts';
import { loadPolicyData, type PolicyData } from '../../src/policy-data.ts';
import { formatFindings, goldenCases } from '../support/cases.ts';
import { instant } from '../support/instant.ts';

const AS_OF = instant('2027-01-01T00:00:00Z');

let policies: PolicyData;
beforeAll(async () => {
  policies = await loadPolicyData();
});

goldenCases('policy/sets', async ({ input }) => {
  const { value: declared, diagnostics } = await loadConfig(input, input);
  return [
    `== what the files say\n${formatFindings(sortDiagnostics(diagnostics))}`,
    `== what the policies say\n${formatFindings(sortDiagnostics(lint(offline(declared, AS_OF), policies)))}`,
  ].join('\n');
});
