// What guardrails say of files: `input/` is judged, with `before/` as what was there when there is such a folder.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { check, offline } from '../../src/compile.ts';
import { hasErrors, sortDiagnostics } from '../../src/diagnostics/diagnostic.ts';
import { loadConfig } from '../../src/gather.ts';
import type { Instant } from '../../src/instant.ts';
import { judgeFiles } from '../../src/judge-files.ts';
import { meaningsOf } from '../../src/meaning/meanings.ts';
import { loadPolicyData } from '../../src/policy-data.ts';
import { limitsOf } from '../../src/state/allowance.ts';
import { optionsOf } from '../support/case-organisation.ts';
import { formatFindings, goldenCases } from '../support/cases.ts';

const data = await loadPolicyData();
const shared = meaningsOf(data);

goldenCases('guardrails', async ({ folder, input }) => {
  const { asOf, allowed, steps } = optionsOf(folder);
  const meanings = steps === undefined ? shared : meaningsOf(data, steps);
  const { value: declared, diagnostics } = await loadConfig(input, input);
  const files = offline(declared, asOf);
  const said = [...diagnostics, ...check(files)];
  const judged = hasErrors(said)
    ? []
    : judgeFiles(files, { allowed: limitsOf(allowed), meanings, ...(await beforeIn(folder, asOf)) });
  return formatFindings(sortDiagnostics([...said, ...judged]));
});

async function beforeIn(folder: string, asOf: Instant) {
  const past = path.join(folder, 'before');
  return existsSync(past) ? { before: offline((await loadConfig(past, past)).value, asOf) } : {};
}
