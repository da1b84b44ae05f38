import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { planned } from '../../../src/commands/planning.ts';
import { diagnose } from '../../../src/diagnostics/diagnose.ts';
import { AccessError } from '../../../src/diagnostics/diagnostic.ts';
import { loadConfig } from '../../../src/gather.ts';
import { loadPolicyData } from '../../../src/policy-data.ts';
import { memoryIdentityCenter } from '../../../src/provider/memory.ts';
import { liveFileOf, organisationOf, stateOf } from '../../support/case-organisation.ts';
import { instant } from '../../support/instant.ts';

const CASES = fileURLToPath(new URL('../../cases/plan', import.meta.url));

/** A plan of one of the golden cases, and how often the data of the policy engine was opened for it. */
async function plannedCase(name: string, load = loadPolicyData, files?: string) {
  const folder = path.join(CASES, name);
  const cwd = files ?? path.join(folder, 'input');
  const organisation = organisationOf(folder);
  let opened = 0;
  const { value } = await planned(
    { cwd, commit: async () => undefined, toolVersion: '0.1.0' },
    {
      config: await loadConfig('.', cwd),
      reader: memoryIdentityCenter({ ...organisation, state: stateOf(liveFileOf(folder), organisation) }),
      options: { dir: '.' },
      asOf: instant('2026-11-02T09:00:00Z'),
      policies: () => {
        opened += 1;
        return load();
      },
    },
  );
  return { plan: value!.plan, opened };
}

test('a plan with changes says what they mean', async () => {
  const { plan, opened } = await plannedCase('new-set');
  expect(opened).toBe(1);
  expect(Object.keys(plan.meanings ?? {})).toContain('m1');
  expect(plan.policyData?.actions.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});

test('a plan without changes opens no data', async () => {
  const { plan, opened } = await plannedCase('nothing-to-do');
  expect(plan.changes).toEqual([]);
  expect(opened).toBe(0);
  expect(plan).not.toHaveProperty('meanings');
});

test('a plan is refused for what a grant may come to give, unless it changes nothing', async () => {
  const files = mkdtempSync(path.join(tmpdir(), 'access-reach-'));
  const input = path.join(CASES, 'nothing-to-do', 'input');
  cpSync(input, files, { recursive: true });
  const rule = '{ id: GR-1, on: reach, scope: { accounts: ["ou:Orchards/**"] }, deny: { access: [list] } }';
  const more =
    '{ groups: Pickers, permissionSets: Picker, accounts: [{ select: "tag:legacy=yes", mayBeEmpty: true }] }';
  appendFileSync(path.join(files, 'access.yaml'), `guardrails: { rules: [${rule}] }\n`);
  writeFileSync(path.join(files, 'more.yaml'), `grants:\n  - ${more}\n`);
  const { plan } = await plannedCase('nothing-to-do', loadPolicyData, files);
  rmSync(files, { recursive: true });
  const found = plan.findings.filter(({ code }) => code === 'guardrail/within-reach');
  expect(found.map(({ severity, span }) => [severity, span?.file])).toEqual([['warning', 'more.yaml']]);
});

test('a plan is not made without the data it needs', async () => {
  const missing = new AccessError(diagnose('policy/data-missing', { file: 'action-index' }));
  await expect(plannedCase('new-set', () => Promise.reject(missing))).rejects.toBe(missing);
});
