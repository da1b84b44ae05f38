// Many rows, few findings: what is said of a rule does not grow with the organisation.
import { describe, expect, test } from 'vitest';
import { declare, offline } from '../../../src/compile.ts';
import { judgeFiles } from '../../../src/judge-files.ts';
import { meaningsOf } from '../../../src/meaning/meanings.ts';
import { loadPolicyData } from '../../../src/policy-data.ts';
import { instant } from '../../support/instant.ts';

const meanings = meaningsOf(await loadPolicyData());
const AS_OF = instant('2026-11-02T09:00:00Z');

const numbers = Array.from({ length: 500 }, (_, index) => index);
const accounts = numbers.map((index) => `  tree-${index}: { id: "${String(100_000_000_000 + index)}" }`);
const groups = numbers.slice(0, 20).map((index) => `  pickers-${index}: { unpinned: true }`);

const ORCHARD = `
identityCenter: { inventoryComplete: true }
guardrails:
  rules:
    - { id: GR-1, enforcement: soft, deny: { access: write } }
permissionSets:
  Picker: { inlinePolicy: { Version: "2012-10-17", Statement: { Effect: Allow, Action: "s3:PutObject", Resource: "*" } } }
accounts:
${accounts.join('\n')}
groups:
${groups.join('\n')}
grants:
  - { groups: [${groups.map((line) => line.trim().split(':')[0]).join(', ')}], permissionSets: Picker, accounts: "*" }
`;

const judged = (text: string, allowed: Readonly<Record<string, number>> = {}) => {
  const documents = [{ path: 'access.yaml', configPath: 'access.yaml', text }];
  const { value, diagnostics } = declare({ documents, policies: [], incomplete: false });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return judgeFiles(offline(value, AS_OF), { meanings, allowed });
};

describe('ten thousand rows of one grant', () => {
  test('are one finding, which names a few of them', () => {
    const findings = judged(ORCHARD);
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['guardrail/needs-approval', 'error']]);
    expect(findings[0]?.message.length).toBeLessThan(600);
  });

  test.each([
    [10_000, 'warning'],
    [9_999, 'error'],
  ])('with %d allowed are an %s', (count, severity) => {
    const [finding] = judged(ORCHARD, { 'guardrail/needs-approval': count });
    expect(finding?.severity).toBe(severity);
  });
});
