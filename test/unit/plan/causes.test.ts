// Whose doing each change is, when the files are compared with those of a base.
import { describe, expect, test } from 'vitest';
import { declare } from '../../../src/compile.ts';
import { gather } from '../../../src/gather.ts';
import { makePlan, type Plan } from '../../../src/plan/plan.ts';
import { memoryIdentityCenter } from '../../../src/provider/memory.ts';
import { inventoryOfOrganization } from '../../../src/resolve/inventory.ts';
import { reviewOf } from '../../../src/review/review.ts';
import { EVERYTHING_ALLOWED, type LiveFile, organisationOf, stateOf } from '../../support/case-organisation.ts';
import { AS_OF } from '../../support/planning.ts';

const PEOPLE = `
identityCenter: { owner: access }
groups:
  Pickers: { objectId: 11111111-aaaa-4aaa-8aaa-000000000001 }
  Pressers: { objectId: 11111111-aaaa-4aaa-8aaa-000000000002 }
permissionSets:
  Picker: { managedPolicies: ReadOnlyAccess }
  Presser: { managedPolicies: ReadOnlyAccess, description: presses }
`;

const declared = (yaml: string) =>
  declare({
    documents: [{ path: 'access.yaml', configPath: 'access.yaml', text: `${PEOPLE}${yaml}` }],
    policies: [],
    incomplete: false,
  }).value;

async function planned(before: string, after: string, live: LiveFile): Promise<Plan> {
  const [was, is] = [declared(before), declared(after)];
  const organisation = organisationOf();
  const reader = memoryIdentityCenter({ ...organisation, state: stateOf(live, organisation), reading: 'by-pair' });
  const options = { asOf: AS_OF, audit: false, rows: [] };
  const { value, diagnostics } = await gather(is, reader, { ...options, allowed: {}, before: was });
  if (value?.before === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  const versionOf = ({ declarations }: typeof was) => ({
    declarations,
    inventory: inventoryOfOrganization(declarations, value.directory),
  });
  const base = {
    desired: value.before,
    allowed: EVERYTHING_ALLOWED,
    review: reviewOf(versionOf(was), versionOf(is), { asOf: AS_OF }),
    findings: [],
  };
  const inputs = { ...value, ...options, base, allowed: EVERYTHING_ALLOWED, toolVersion: '0.1.0' };
  return makePlan({ ...inputs, config: { digest: is.digest() } });
}

const causesIn = ({ changes }: Plan) =>
  Object.fromEntries(
    changes.map(({ action, address, cause }) => [`${action} ${address.replace(/group:.*-0+/, 'group:')}`, cause]),
  );
const grant = (groups: string, set: string, accounts: string) =>
  `  - { groups: ${groups}, permissionSets: ${set}, accounts: ${accounts} }\n`;

const OURS = { owner: 'access', sessionDuration: 'PT1H', managedPolicies: ['ReadOnlyAccess'] };
const SETS = { Picker: OURS, Presser: { ...OURS, description: 'presses' } };
const BASE = `grants:\n${grant('Pickers', 'Picker', 'apples-prod')}`;

describe('whose doing a change is', () => {
  test('what the base would do as well was there before: pending or drift', async () => {
    const live: LiveFile = {
      permissionSets: { ...SETS, Presser: { ...SETS.Presser, description: 'by hand' } },
      assignments: ['Picker in pears-prod for group Pressers'],
    };
    const plan = await planned(BASE, `${BASE}${grant('Pressers', 'Presser', 'cider-press')}`, live);
    expect(causesIn(plan)).toEqual({
      'create assignment/Picker/111111111111/group:g-pickers': 'pending',
      'create assignment/Presser/444444444444/group:g-pressers': 'this-change',
      'delete assignment/Picker/222222222222/group:g-pressers': 'drift',
      'update permission-set/Presser': 'drift',
    });
    expect(plan.review?.cancelled).toEqual([]);
  });

  test('what is taken out of the files goes by this change', async () => {
    const live: LiveFile = { permissionSets: SETS, assignments: ['Picker in apples-prod for group Pickers'] };
    const plan = await planned(BASE, 'grants: []\n', live);
    expect(causesIn(plan)).toEqual({ 'delete assignment/Picker/111111111111/group:g-pickers': 'this-change' });
  });

  test('what the base would have done and these files do not is cancelled', async () => {
    const live: LiveFile = {
      permissionSets: SETS,
      assignments: ['Picker in apples-prod for group Pickers', 'Picker in pears-prod for group Pressers'],
    };
    const plan = await planned(BASE, `${BASE}${grant('Pressers', 'Picker', 'pears-prod')}`, live);
    expect(plan.changes).toEqual([]);
    expect(plan.review?.cancelled).toEqual([
      {
        kind: 'assignment',
        action: 'delete',
        permissionSet: 'Picker',
        account: '222222222222',
        principal: { type: 'group', id: 'g-pressers' },
      },
    ]);
  });

  test('a definition that somebody edited by hand', async () => {
    const live: LiveFile = { permissionSets: { ...SETS, Picker: { ...OURS, description: 'by hand' } } };
    const plan = await planned('grants: []\n', BASE, live);
    expect(causesIn(plan)).toMatchObject({ 'update permission-set/Picker': 'drift' });
  });

  test('without a base there is no telling, and with one the same is planned', async () => {
    const live: LiveFile = { permissionSets: SETS, assignments: ['Picker in pears-prod for group Pressers'] };
    const same = await planned(BASE, BASE, live);
    expect(same.changes.map(({ cause }) => cause)).toEqual(['pending', 'drift']);
    expect(same.review?.grants).toEqual([]);
  });
});
