import { check, compile, offline } from '../../src/compile.ts';
import { sortDiagnostics } from '../../src/diagnostics/diagnostic.ts';
import { loadConfig } from '../../src/gather.ts';
import { limitsOf } from '../../src/state/allowance.ts';
import { optionsOf, organisationOf } from '../support/case-organisation.ts';
import { formatFindings, goldenCases } from '../support/cases.ts';
import { desiredText } from '../support/desired-text.ts';

goldenCases('resolve', async ({ folder, input }) => {
  const { asOf, allowed } = optionsOf(folder);
  const options = { asOf, allowed: limitsOf(allowed) };
  const { directory } = organisationOf(folder);
  const { value: declared, diagnostics } = await loadConfig(input, input);
  const desired = compile(declared, directory, options);
  return [
    `== what the files say\n${formatFindings(sortDiagnostics(diagnostics))}`,
    `== offline\n${formatFindings(sortDiagnostics(check(offline(declared, options.asOf))))}`,
    `== in the organisation\n${formatFindings(sortDiagnostics(desired.diagnostics))}`,
    `== desired\n${desired.value === undefined ? 'nothing\n' : desiredText(desired.value, directory)}`,
  ].join('\n');
});
