import { expect, test } from 'vitest';
import { meaningsOf } from '../../../src/meaning/meanings.ts';
import type { Change } from '../../../src/plan/change.ts';
import { guardPart } from '../../../src/plan/guard-part.ts';
import { loadPolicyData } from '../../../src/policy-data.ts';
import { asRead, UNREAD } from '../../../src/state/read.ts';
import { accountId, pairAddress } from '../../../src/state/state.ts';
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

test('what a guard says of an account claims no more than was read', async () => {
  const live: LiveFile = {
    permissionSets: { Picker: { owner: 'access', managedPolicies: ['ReadOnlyAccess'] } },
    assignments: ['Picker in pears-prod for group Pickers'],
  };
  const yaml = 'permissionSets: { Picker: { managedPolicies: ReadOnlyAccess } }';
  const { plan, ...gathered } = await planOrchard(yaml, live, meanings);
  const said = (read: Partial<typeof gathered.live>) =>
    guardPart(plan.changes, { ...gathered, live: { ...gathered.live, ...read }, allowed: [], asOf: AS_OF, meanings })
      .filter(({ code }) => code === 'plan/empties-account')
      .map(({ message }) => message);
  const account = 'nobody would be left with access to account `pears-prod (222222222222)`';
  expect(said({})).toEqual([account]);
  const unread = { definition: UNREAD, accounts: UNREAD, assignments: UNREAD };
  const anywhere = `${account} but by permission set \`Unread\`, which these files do not manage`;
  expect(said({ others: [{ name: 'Unread', ...unread }] })).toEqual([anywhere]);
  expect(said({ others: [{ name: 'Elsewhere', ...unread, accounts: asRead([accountId('111111111111')]) }] })).toEqual([
    account,
  ]);
  const unseen = (id: string) => ({ partlyRead: new Set([pairAddress('Picker', accountId(id))]) });
  expect(said(unseen('222222222222'))).toEqual([`${account}; users were not looked for`]);
  expect(said(unseen('111111111111'))).toEqual([account]);
});
