// Guardrails are about what people are granted, whatever way into the account it is.
import { describe, expect, test } from 'vitest';
import { meaningsOf } from '../../../src/meaning/meanings.ts';
import { loadPolicyData } from '../../../src/policy-data.ts';
import { planOrchard } from '../../support/planning.ts';
import { metadataXml } from '../../support/saml-metadata.ts';

const meanings = meaningsOf(await loadPolicyData());
const METADATA = { path: 'legacy.xml', configPath: 'legacy.xml', text: metadataXml() };

const filesWith = (rule: string, groups = 'Pickers') => `
targets:
  - { type: saml-roles, accounts: [apples-dev], provider: { name: EntraID, metadata: legacy.xml }, assumeRole: access-apply }
guardrails: { rules: [{ id: GR-1, ${rule} }] }
permissionSets: { Admin: { managedPolicies: [AdministratorAccess] } }
grants: [{ groups: ${groups}, permissionSets: Admin, accounts: [apples-dev] }]
`;
const codesOf = async (yaml: string) =>
  (await planOrchard(yaml, {}, meanings, { policies: [METADATA] })).plan.findings.map(({ code }) => code);

describe('a grant in an account that is federated by SAML', () => {
  test('is refused where nobody may have what it gives', async () => {
    expect(await codesOf(filesWith('deny: { access: administrator }'))).toContain('guardrail/violated');
  });

  test('is refused by a rule that is about what a plan adds', async () => {
    expect(await codesOf(filesWith('on: change, deny: { access: administrator }'))).toContain('guardrail/violated');
  });

  test('is refused to a group that Identity Center does not have, and is about it alone', async () => {
    const files = (
      rule: string,
    ) => `groups: { 11111111-aaaa-4aaa-8aaa-000000000001: { displayName: Strangers, objectId: 99999999-aaaa-4aaa-8aaa-000000000009 } }
${filesWith(rule, '11111111-aaaa-4aaa-8aaa-000000000001')}`;
    expect(await codesOf(files('deny: { access: administrator }'))).toContain('guardrail/violated');
    const about = (groups: string) => `scope: { groups: ${groups} }, deny: { access: administrator }`;
    expect(await codesOf(files(about('[11111111-aaaa-4aaa-8aaa-000000000001]')))).toContain('guardrail/violated');
    expect(await codesOf(files(about('{ not: [Pickers] }')))).toContain('guardrail/violated');
    expect(await codesOf(files(about('[Pickers]')))).not.toContain('guardrail/violated');
  });

  test('is let pass where the rule is about others', async () => {
    const rule = 'scope: { groups: { not: [Pickers] } }, deny: { access: administrator }';
    expect(await codesOf(filesWith(rule))).not.toContain('guardrail/violated');
  });

  test('is what a rule demands', async () => {
    const rule = (group: string) => `require: { groups: ${group}, access: administrator, accounts: [apples-dev] }`;
    expect(await codesOf(filesWith(rule('Pickers')))).not.toContain('guardrail/violated');
    expect(await codesOf(filesWith(rule('Pressers')))).toContain('guardrail/violated');
  });
});
