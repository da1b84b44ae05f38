import { gather, loadConfig } from '../../src/gather.ts';
import { makePlan } from '../../src/plan/plan.ts';
import type { Change } from '../../src/plan/change.ts';
import { memoryIdentityCenter } from '../../src/provider/memory.ts';
import type { IdentityCenterReader } from '../../src/provider/identity-center.ts';
import { renderPlanText } from '../../src/render/plan-text.ts';
import { PLAIN } from '../../src/render/style.ts';
import { liveFileOf, organisationOf, optionsOf, stateOf } from '../support/case-organisation.ts';
import { formatFindings, goldenCases } from '../support/cases.ts';

goldenCases('plan', async ({ folder, input }) => {
  const options = optionsOf(folder);
  const config = await loadConfig(input, input);
  const { value: gathered, diagnostics } = await gather(config.value, readerOf(folder), { ...options, audit: false });
  const found = [...config.diagnostics, ...diagnostics];
  if (gathered === undefined) return `== no plan\n${formatFindings(found)}`;
  const plan = makePlan({
    ...gathered,
    ...options,
    findings: found,
    toolVersion: '0.1.0',
    config: { digest: config.value.digest },
  });
  return `${renderPlanText(plan, PLAIN)}\n== changes\n${plan.changes.map(changeText).join('') || 'none\n'}`;
});

function readerOf(folder: string): IdentityCenterReader {
  const organisation = organisationOf(folder);
  const file = liveFileOf(folder);
  const reader = memoryIdentityCenter({ ...organisation, state: stateOf(file, organisation) });
  const { coverage = 'complete' } = file;
  return { ...reader, readState: async (scope) => ({ ...(await reader.readState(scope)), coverage }) };
}

function changeText(change: Change): string {
  const { action, address, risk, dependsOn } = change;
  const accounts = change.kind === 'provisioning' ? ` in ${change.accounts.join(', ')}` : '';
  return `${action} ${address}${accounts}  ${risk}\n${dependsOn.map((dependency) => `  ← ${dependency}\n`).join('')}`;
}
