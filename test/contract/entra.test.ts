// The adapter of Microsoft Graph against the sandbox's tenant: everything between the two is the real wire.
import { expect, onTestFinished, test } from 'vitest';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/index.ts';
import type { EntraDetail, EntraRead, EntraWanted } from '../../src/state/entra.ts';
import { entraAt } from '../support/host.ts';
import { instant } from '../support/instant.ts';
import { GROVE_TENANT, id, TEMPLATE } from './tenant.ts';

const EVERYTHING: readonly EntraDetail[] = [
  'tenant',
  'assignments',
  'provisioning',
  'mappings',
  'name-id',
  'application-owners',
  'failures',
  'group-creation',
  'owners',
  'members',
  'eligibility',
];

function given<Value>(read: EntraRead<Value>): Value {
  if (!read.read) throw new Error(JSON.stringify(read.because));
  return read.value;
}

async function tenant(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ seed: GROVE_TENANT, ...options });
  onTestFinished(() => sandbox.close());
  const read = (wanted: Partial<EntraWanted> = {}, token?: string) =>
    entraAt(sandbox.entraUrl!, token).read({ details: new Set(EVERYTHING), groups: [], names: [], ...wanted });
  return { sandbox, read };
}

test('everything of a tenant is read', async () => {
  const { read } = await tenant();
  const state = await read({ groups: [id(11), id(99)], names: ['growers', "O'Brien's"] });
  expect(state).toMatchObject({
    tenant: { value: { id: id(500), displayName: 'Grove' } },
    groupCreation: { value: { everybody: false } },
    absent: new Set([id(99)]),
    absentApplications: new Set(),
  });
  const [application, ...others] = given(state.applications);
  expect(others).toEqual([]);
  expect(application).toMatchObject({
    id: id(100),
    appId: id(101),
    templateId: TEMPLATE,
    enabled: true,
    assignmentRequired: true,
    saml: {
      mode: 'saml',
      identifiers: ['https://eu-west-1.signin.aws.amazon.com/platform/saml/d-1234567890'],
      relayState: 'https://eu-west-1.console.aws.amazon.com/',
      notificationAddresses: ['identity@grove.example'],
      // One certificate, though Graph has a key that signs and one that verifies.
      certificates: [{ end: instant('2028-06-01T00:00:00Z'), active: true }],
    },
    nameId: { value: { kind: 'no-policy' } },
    owners: {
      value: [{ id: id(2), kind: 'user', displayName: 'Quinn Quince', userPrincipalName: 'quinn@grove.example' }],
    },
    assignments: {
      value: [
        { principalId: id(11), principalType: 'Group', displayName: 'growers' },
        { principalId: id(12), principalType: 'Group', displayName: 'pressers' },
      ],
    },
    failures: { value: [{ action: 'create', source: { id: id(11), kind: 'Group' }, reason: 'StatusCode: Conflict' }] },
  });
  const [job] = given(application!.provisioning);
  expect(job).toMatchObject({
    status: 'Active',
    schedule: { state: 'Active', interval: 2_400_000 },
    lastExecution: { state: 'Succeeded' },
    deletionThreshold: 5,
    synced: new Map([
      ['User', 2],
      ['Group', 1],
    ]),
  });
  const mapped = given(job!.mappings).map(({ source, attributes }) => {
    const { externalId } = Object.fromEntries(attributes.map((each) => [each.target, each.attribute]));
    return [
      source,
      externalId,
      attributes.filter(({ matchingPriority }) => matchingPriority).map(({ target }) => target),
    ];
  });
  expect(mapped).toEqual([
    ['User', 'objectId', ['userName']],
    ['Group', 'objectId', ['displayName']],
  ]);
  const groups = given(state.groups);
  expect([...groups.values()].map(({ displayName }) => displayName)).toEqual(['growers', "O'Brien's", 'pressers']);
  expect(groups.get(id(12))).toMatchObject({
    roleAssignable: true,
    members: { value: [{ kind: 'user' }, { id: id(11), kind: 'group', displayName: 'growers' }] },
    eligibility: { value: [{ principalId: id(3), access: 'member', end: instant('2027-01-01T00:00:00Z') }] },
  });
  expect(groups.get(id(13))?.dynamic).toEqual({ rule: 'user.department -eq "Fruit"', paused: false });
});
