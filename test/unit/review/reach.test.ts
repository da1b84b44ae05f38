import { expect, it } from 'vitest';
import { declare } from '../../../src/compile.ts';
import { inventoryOfFiles } from '../../../src/resolve/inventory.ts';
import { reachesOf } from '../../../src/review/reach.ts';
import { instant } from '../../support/instant.ts';

const asOf = instant('2026-11-02T09:00:00Z');

function version(grants: string) {
  const text = `
accounts: { apples-prod: { id: "111111111111", ou: Orchards/Prod } }
guardrails:
  rules:
    - { id: GR-1, on: reach, scope: { accounts: ["ou:Orchards/Prod/**"] }, deny: { pack: escalation } }
    - { id: GR-2, on: state, deny: { pack: escalation } }
groups: { growers: { unpinned: true } }
permissionSets: { Grower: { managedPolicies: AdministratorAccess } }
grants:
${grants}`;
  const documents = [{ path: 'access.yaml', configPath: 'access.yaml', text }];
  const { declarations } = declare({ documents, policies: [], incomplete: false }).value;
  return { declarations, inventory: inventoryOfFiles(declarations) };
}

const grant = (accounts: string) => `  - { groups: growers, permissionSets: Grower, accounts: ${accounts} }\n`;

it('asks rules on reach alone, of selectors that more accounts may come under', () => {
  const { reaches, excess } = reachesOf(version(grant('[apples-prod, "*", "ou:Orchards/Dev/**", "tag:env=prod"]')), {
    asOf,
  });
  expect(reaches.map(({ rule, selectors }) => [rule.value, selectors])).toEqual([['GR-1', ['*', 'tag:env=prod']]]);
  expect(excess).toBeUndefined();
});

it('says at which rule it had to give up', () => {
  const many = Array.from({ length: 40 }, (_, place) => grant(`["ou:Orchards/${place}/**"]`)).join('');
  expect(reachesOf(version(many), { asOf, steps: 10 }).excess?.value).toBe('GR-1');
});
