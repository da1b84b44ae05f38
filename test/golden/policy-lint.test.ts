// The linter on one policy a case: `policy.yaml`, read as a file of a config folder, against the data that ships.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll } from 'vitest';
import { sortDiagnostics } from '../../src/diagnostics/diagnostic.ts';
import type { ActionIndex } from '../../src/policy/catalogue/action-index.ts';
import { REGIONS_DATE } from '../../src/policy/catalogue/regions.ts';
import { AWS_MANAGED_POLICIES_DATE } from '../../src/policy/data/aws-managed-policies.generated.ts';
import { parseLocatedPolicy } from '../../src/policy/language/parse.ts';
import { lintPolicy } from '../../src/policy/lint/lint.ts';
import { loadActionIndex } from '../../src/policy-data.ts';
import { parse } from '../../src/source/parse.ts';
import { formatFindings, goldenCases } from '../support/cases.ts';

let index: ActionIndex;
beforeAll(async () => {
  index = await loadActionIndex();
});

goldenCases('policy/lint', ({ folder }) => {
  const text = readFileSync(path.join(folder, 'policy.yaml'), 'utf8');
  const { value, diagnostics } = parse({ path: 'policy.yaml', configPath: 'policy.yaml', text });
  const found = value === undefined ? [] : lintPolicy(parseLocatedPolicy(value), { index });
  // The data is renewed more often than the cases.
  const dates = [index.provenance.date, AWS_MANAGED_POLICIES_DATE, REGIONS_DATE];
  return dates.reduce(
    (said, date) => said.replaceAll(date, '<date>'),
    formatFindings(sortDiagnostics([...diagnostics, ...found])),
  );
});
