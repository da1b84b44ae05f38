import { expect, test } from 'vitest';
import { meaningsOf } from '../../../src/meaning/meanings.ts';
import type { Change } from '../../../src/plan/change.ts';
import { guardPart } from '../../../src/plan/guard-part.ts';
import { loadPolicyData } from '../../../src/policy-data.ts';
import type { LiveFile } from '../../support/case-organisation.ts';
import { AS_OF, planOrchard } from '../../support/planning.ts';

const meanings = meaningsOf(await loadPolicyData());

/** What is said of the changes of a plan that `isInPart` picks; of all of it, the plan itself says nothing. */
async function codesOfPart(yaml: string, live: LiveFile, isInPart: (change: Change) => boolean) {
  const { plan, ...gathered } = await planOrchard(yaml, live, meanings);
  expect(plan.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const inputs = { ...gathered, allowed: [], asOf: AS_OF, meanings };
  return guardPart(plan.changes.filter(isInPart), inputs).map(({ code }) => code);
}

const everything = () => true;
const isDelete = ({ action }: Change) => action === 'delete';
const isCreate = ({ action }: Change) => action === 'create';

const NEW_GROWER = `
permissionSets:
  Grower: { managedPolicies: [AdministratorAccess] }
  Owner: { managedPolicies: [AdministratorAccess] }
grants:
  - { groups: Pickers, permissionSets: Grower, accounts: pears-prod }
  - { groups: Tasters, permissionSets: Owner, accounts: apples-prod }
`;
const OLD_GROWER: LiveFile = {
  permissionSets: {
    Grower: { owner: 'access', managedPolicies: ['AdministratorAccess'] },
    Owner: { owner: 'access', managedPolicies: ['AdministratorAccess'] },
  },
  assignments: ['Grower in apples-prod, pears-prod for group Pickers'],
};

test('an administrator who goes is the last one where the next one is in the other part', async () => {
  expect(await codesOfPart(NEW_GROWER, OLD_GROWER, everything)).toEqual([]);
  expect(await codesOfPart(NEW_GROWER, OLD_GROWER, isDelete)).toEqual([
    'plan/removes-last-administrator',
    'plan/empties-account',
  ]);
});

const KEPT_APART = `
permissionSets:
  Payer: { inlinePolicy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "sqs:SendMessage", Resource: "*" }] } }
  Auditor: { inlinePolicy: { Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "sqs:PurgeQueue", Resource: "*" }] } }
grants:
  - { groups: Pickers, permissionSets: Auditor, accounts: apples-prod }
  - { groups: Tasters, permissionSets: Payer, accounts: apples-prod }
guardrails:
  rules:
    - id: GR-1
      title: Who pays does not audit
      separate: { a: { permissionSets: [Payer] }, b: { permissionSets: [Auditor] } }
`;

test('two sets that nobody may have together are together where the end of one is in the other part', async () => {
  const live: LiveFile = {
    permissionSets: {
      Payer: {
        owner: 'access',
        inlinePolicy: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }],
        },
      },
    },
    assignments: ['Payer in apples-prod for group Pickers, Tasters'],
  };
  expect(await codesOfPart(KEPT_APART, live, everything)).toEqual([]);
  expect(await codesOfPart(KEPT_APART, live, isCreate)).toEqual(['guardrail/violated']);
});
