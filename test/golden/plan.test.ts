import { existsSync } from 'node:fs';
import path from 'node:path';
import { gather, loadConfig } from '../../src/gather.ts';
import { meaningsOf } from '../../src/meaning/meanings.ts';
import { optional } from '../../src/optional.ts';
import { attributeDifferences } from '../../src/plan/access-control.ts';
import type { Change } from '../../src/plan/change.ts';
import { makePlan, type Plan } from '../../src/plan/plan.ts';
import { loadPolicyData } from '../../src/policy-data.ts';
import type { IdentityCenterReader } from '../../src/provider/identity-center.ts';
import { memoryIdentityCenter } from '../../src/provider/memory.ts';
import { allowancesAt } from '../../src/resolve/allowances.ts';
import { limitsOf } from '../../src/state/allowance.ts';
import {
  accountPoliciesOf,
  liveFileOf,
  membersOf,
  optionsOf,
  organisationOf,
  stateOf,
} from '../support/case-organisation.ts';
import { formatFindings, goldenCases } from '../support/cases.ts';
import { meaningText } from '../support/meaning-text.ts';
import { planText } from '../support/written.ts';

const data = await loadPolicyData();
const shared = meaningsOf(data);

/** `before/`: the files as they were, as `--base` has them. */
goldenCases('plan', async ({ folder, input }) => {
  const { audit, emptyGroups, steps, members, names, ...options } = optionsOf(folder);
  const meanings = steps === undefined ? shared : meaningsOf(data, steps);
  const config = await loadConfig(input, input);
  const { declarations } = config.value;
  const past = path.join(folder, 'before');
  const before = existsSync(past) ? (await loadConfig(past, past)).value : undefined;
  const allowed = [...options.allowed, ...allowancesAt(declarations, options.asOf)];
  const { value: gathered, diagnostics } = await gather(config.value, readerOf(folder), {
    ...options,
    allowed: limitsOf(allowed),
    audit,
    preflight: true,
    before,
  });
  const found = [...config.diagnostics, ...diagnostics];
  if (gathered === undefined) return `== no plan\n${formatFindings(found)}`;
  const groups = gathered.directory.groups.filter(({ displayName }) => emptyGroups.includes(displayName));
  const plan = makePlan({
    ...gathered,
    ...options,
    allowed,
    findings: found,
    toolVersion: '0.1.0',
    config: { digest: config.value.digest() },
    meanings,
    emptyGroups: new Set(groups.map(({ id }) => id)),
    ...(members && { members: membersOf(members, gathered.directory), people: names ? 'named' : 'counted' }),
  });
  const texts = plan.changes.map((change) => changeText(change, plan));
  return `${planText(plan)}\n== changes\n${texts.join('') || 'none\n'}`;
});

function readerOf(folder: string): IdentityCenterReader {
  const organisation = organisationOf(folder);
  const file = liveFileOf(folder);
  const { reading = 'by-pair', accessControlAttributes } = file;
  const reader = memoryIdentityCenter({
    ...organisation,
    state: stateOf(file, organisation),
    reading,
    ...optional({ accountPolicies: accountPoliciesOf(file, organisation) }),
  });
  if (accessControlAttributes !== 'unread') return reader;
  return { ...reader, readState: ({ accessControl: _, ...scope }) => reader.readState(scope) };
}

function changeText(change: Change, plan: Plan): string {
  const { action, address, risk, dependsOn } = change;
  const accounts = change.kind === 'provisioning' ? ` in ${change.accounts.join(', ')}` : '';
  const lines = [...factLines(change, plan), ...dependsOn.map((dependency) => `← ${dependency}`)];
  return [`${action} ${address}${accounts}  ${risk}`, ...lines.map((line) => `  ${line}`), ''].join('\n');
}

function factLines(change: Change, { meanings: table = {}, names }: Plan): readonly string[] {
  if (change.kind === 'access-control-attributes')
    return [
      ...attributeDifferences(change).map(({ key, before = '-', after = '-' }) => `${key}: ${before} → ${after}`),
      ...change.tests.map(
        ({ key, permissionSet, principals = 'unread', ends }) =>
          `${permissionSet} tests ${key}: ${principals}${ends === true ? ', ends' : ''}`,
      ),
    ];
  if (change.kind === 'provisioning' || change.kind === 'resource' || change.meaning === undefined) return [];
  const meaning = meaningText(table[change.meaning]!);
  if (change.kind === 'assignment')
    return [`${meaning}${change.beside === undefined ? '' : ` (beside ${change.beside.join(', ')})`}`];
  const holders = (change.holders ?? []).map(
    ({ principal, accounts, meaning }) =>
      `reaches ${names.principals[principal.id] ?? principal.id} in ${accounts.join(', ')}${meaning === undefined ? '' : `: ${meaning}`}`,
  );
  return [`${change.meaning}: ${meaning}${change.administrator === true ? ', administrator' : ''}`, ...holders];
}
