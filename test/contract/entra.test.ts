// The adapter of Microsoft Graph against the sandbox's tenant: everything between the two is the real wire.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { entraOf } from '../../src/provider/entra/connect.ts';
import { OPERATIONS } from '../../src/sandbox/entra/operations.ts';
import { parseFaultRules, type SandboxOptions, type SandboxSeed, startSandbox } from '../../src/sandbox/index.ts';
import { ENTRA_DETAILS, type EntraRead, type EntraWanted } from '../../src/state/entra.ts';
import { entraAt } from '../support/host.ts';
import { instant } from '../support/instant.ts';
import { GROVE_TENANT, id, TEMPLATE } from './tenant.ts';

function given<Value>(read: EntraRead<Value>): Value {
  if (!read.read) throw new Error(JSON.stringify(read.because));
  return read.value;
}

const failing = (detail: string) => ({ read: false, because: { kind: 'failed', detail } });

async function tenant(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ seed: GROVE_TENANT, ...options });
  onTestFinished(() => sandbox.close());
  const read = (wanted: Partial<EntraWanted> = {}, token?: string) =>
    entraAt(sandbox.entraUrl!, token).read({ details: new Set(ENTRA_DETAILS), groups: [], names: [], ...wanted });
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
    appRoles: [
      { id: '18d14569-c3bd-439b-9a66-3a2aee01d14f', displayName: 'User', isEnabled: true },
      { displayName: 'msiam_access', isEnabled: true },
    ],
    owners: {
      value: [{ id: id(2), kind: 'user', displayName: 'Quinn Quince', userPrincipalName: 'quinn@grove.example' }],
    },
    assignments: {
      value: [
        {
          id: expect.stringMatching(/^[0-9a-f]{43}$/),
          appRoleId: '18d14569-c3bd-439b-9a66-3a2aee01d14f',
          principalId: id(11),
          principalType: 'Group',
          displayName: 'growers',
        },
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

test('app roles, who is assigned to them, claims and imports are read of an application that accounts are federated by', async () => {
  const value = 'arn:aws:iam::111111111111:role/Grower,arn:aws:iam::111111111111:saml-provider/EntraID';
  const claims = [
    { Source: 'user', ID: 'assignedroles', SamlClaimType: 'https://aws.amazon.com/SAML/Attributes/Role' },
    { Value: '900', SamlClaimType: 'https://aws.amazon.com/SAML/Attributes/SessionDuration' },
  ];
  const servicePrincipals = [
    ...GROVE_TENANT.entra!.servicePrincipals!,
    {
      displayName: 'AWS of the presses',
      id: id(300),
      appRoles: [{ displayName: 'Grower', id: id(301), value, description: 'Tends the trees', isEnabled: false }],
      appRoleAssignments: [{ principal: 'growers', appRole: value }],
      claimsMappingPolicies: [JSON.stringify({ ClaimsMappingPolicy: { ClaimsSchema: claims } })],
      provisioning: { templateId: 'aws' as const },
    },
  ];
  const { read } = await tenant({ seed: { ...GROVE_TENANT, entra: { ...GROVE_TENANT.entra, servicePrincipals } } });
  const { applications } = await read({ applications: [id(300)] });
  const [application] = given(applications);
  expect(application).toMatchObject({
    appRoles: [{ id: id(301), displayName: 'Grower', description: 'Tends the trees', value, isEnabled: false }],
    nameId: {
      value: {
        claims: [
          { type: claims[0]!.SamlClaimType, source: 'user', attribute: 'assignedroles' },
          { type: claims[1]!.SamlClaimType, value: '900' },
        ],
      },
    },
  });
  expect(given(application!.assignments)).toMatchObject([{ appRoleId: id(301), principalId: id(11) }]);
  expect(given(application!.provisioning)).toMatchObject([{ templateId: 'aws', status: 'Active' }]);
});

describe('pages', () => {
  const many: SandboxSeed = {
    ...GROVE_TENANT,
    entra: {
      users: Array.from({ length: 7 }, (_, index) => ({ userPrincipalName: `user${index}@grove.example` })),
      groups: [
        { displayName: 'all', members: Array.from({ length: 7 }, (_, index) => `user${index}@grove.example`) },
        ...Array.from({ length: 6 }, (_, index) => ({ displayName: `group${index}` })),
      ],
      servicePrincipals: [
        {
          displayName: 'AWS',
          applicationTemplateId: TEMPLATE,
          assignments: ['all', ...Array.from({ length: 6 }, (_, index) => `group${index}`)],
        },
      ],
    },
  };
  const wanted = { details: new Set(['assignments', 'members'] as const) };

  test('are followed to their end, also where one is empty', async () => {
    for (const faults of [[], parseFaultRules(['empty-page@graph:List*,nth=2'])]) {
      const { read, sandbox } = await tenant({ seed: many, graphPageSize: 3, faultPlan: { seed: 1, rules: faults } });
      const { applications, groups } = await read(wanted);
      expect(given(given(applications)[0]!.assignments).length).toBe(7);
      const all = [...given(groups).values()].find(({ displayName }) => displayName === 'all');
      expect(given(all!.members).length).toBe(7);
      expect(sandbox.calls.filter(({ operation }) => operation === 'ListAppRoleAssignedTo').length).toBeGreaterThan(2);
    }
  });

  test('without an end are no list', async () => {
    const rules = parseFaultRules(['repeat-token@graph:ListAppRoleAssignedTo']);
    const { read } = await tenant({ seed: many, graphPageSize: 3, faultPlan: { seed: 1, rules } });
    const { applications, groups } = await read(wanted);
    expect(given(applications)[0]!.assignments).toEqual(failing('its pages do not end'));
    expect(groups).toMatchObject({ because: { kind: 'depends', on: 'assignments' } });
  });
});

describe('disturbances', () => {
  const groups = [id(11), id(12), id(13)];
  const wanted = { details: new Set(['owners'] as const), groups };

  test.each([
    ['throttle@graph:GetGroup,nth=2', 'one of a batch'],
    ['throttle@graph:Batch,nth=1', 'a whole batch'],
    ['internal-error@graph:ListGroupOwners,every=2', 'every other'],
    ['cut-before@graph:Batch,nth=1', 'a connection that is cut'],
    ['cut-after@graph:GetGroup,nth=1', 'a lost answer'],
  ])('%s is waited out: %s', async (rule) => {
    const { read } = await tenant({ faultPlan: { seed: 1, rules: parseFaultRules([rule]) } });
    const state = await read(wanted);
    expect(given(state.groups).size).toBe(3);
    for (const { owners } of given(state.groups).values()) expect(owners.read).toBe(true);
  });

  test('without an end are told, each where it strikes', async () => {
    const rules = parseFaultRules(['throttle@graph:ListGroupOwners']);
    const { read, sandbox } = await tenant({ faultPlan: { seed: 1, rules } });
    const state = await read(wanted);
    expect([...given(state.groups).values()].map(({ owners }) => owners)).toEqual(
      groups.map(() => failing('status 429: TooManyRequests: Please retry again later')),
    );
    // Five minutes, by tens of seconds.
    expect(sandbox.calls.filter(({ operation }) => operation === 'ListGroupOwners').length).toBeLessThan(120);
  });

  test('that are no JSON are told', async () => {
    const rules = parseFaultRules(['malformed-body@graph:GetGroup', 'malformed-body@graph:ListOrganization']);
    const { read } = await tenant({ faultPlan: { seed: 1, rules } });
    const state = await read({ details: new Set(['tenant']), groups: [id(11)] });
    expect([state.tenant.read, state.groups.read]).toEqual([false, false]);
  });
});

describe('rights', () => {
  const all = Object.values(OPERATIONS).flatMap(({ permissions }) => permissions.flat());
  const without = (operation: string): string => {
    const missing = new Set(OPERATIONS[operation]!.permissions.flat());
    return [...new Set(all)].filter((each) => !missing.has(each)).join('+');
  };
  const wanted = { groups: [id(11)] };

  /** What is unread in a state, by where it is. */
  function unread(value: unknown, path: string): readonly string[] {
    if (value instanceof Map) return [...value.values()].flatMap((each) => unread(each, path));
    if (Array.isArray(value)) return value.flatMap((each) => unread(each, path));
    if (typeof value !== 'object' || value === null) return [];
    if ('because' in value) {
      const {
        kind,
        permissions = [],
        on,
      } = (value as { because: { kind: string; permissions?: string[]; on?: string } }).because;
      return [[path, kind, ...permissions, ...(on === undefined ? [] : [on])].join(' ')];
    }
    return Object.entries(value).flatMap(([name, each]) =>
      unread(each, name === 'read' || name === 'value' ? path : name),
    );
  }

  test.each([
    ['ListOrganization', ['tenant denied Organization.Read.All Directory.Read.All']],
    [
      'GetAuthorizationPolicy',
      [
        'nameId denied Policy.Read.All and Application.ReadWrite.OwnedBy',
        'groupCreation denied Policy.Read.Authorization Policy.Read.All',
      ],
    ],
    ['ListServicePrincipals', ['applications denied Application.Read.All Directory.Read.All']],
    ['ListSynchronizationJobs', ['provisioning denied Synchronization.Read.All Synchronization.ReadWrite.All']],
    ['GetGroup', ['groups denied GroupMember.Read.All Group.Read.All Directory.Read.All']],
    [
      'ListEligibilitySchedules',
      ['eligibility denied PrivilegedEligibilitySchedule.Read.AzureADGroup PrivilegedAccess.Read.AzureADGroup'],
    ],
    ['ListProvisioningObjectSummary', ['failures denied ProvisioningLog.Read.All AuditLog.Read.All']],
  ])('without those of %s, that alone is not known, and says which', async (operation, expected) => {
    const { read } = await tenant();
    const found = unread(await read(wanted, without(operation)), '');
    expect([...new Set(found)].filter((line) => !line.startsWith('members') || operation === 'GetGroup')).toEqual(
      expected,
    );
  });

  test('none at all leave nothing known, and nothing crashes', async () => {
    const { read } = await tenant();
    const state = await read(wanted, 'NONE');
    expect(unread(state, '').map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'tenant denied',
      'applications denied',
      'groups denied',
      'groupCreation denied',
    ]);
    expect([...state.absent, ...state.absentApplications]).toEqual([]);
  });

  test('to read users are needed for their names alone', async () => {
    const { read } = await tenant();
    const state = await read(wanted, 'Application.Read.All+GroupMember.Read.All+Synchronization.Read.All');
    expect(given(given(state.groups).get(id(11))!.members)).toEqual([{ id: id(1), kind: 'user', displayName: '' }]);
  });

  test('do not help where there is no licence', async () => {
    const { read } = await tenant({
      seed: { ...GROVE_TENANT, entra: { ...GROVE_TENANT.entra, tenant: { licence: 'free' } } },
    });
    const state = await read(wanted);
    expect(unread(state, '')).toEqual(['failures unsupported', 'eligibility unsupported', 'eligibility unsupported']);
  });

  test('of a token that has ended are none', async () => {
    const { read } = await tenant();
    expect((await read(wanted, 'EXPIRED')).tenant).toEqual(failing('Microsoft Graph does not accept the token'));
  });
});

describe('addresses', () => {
  async function answering(answer: (url: string) => { status: number; headers?: Record<string, string> }) {
    const seen: { readonly url: string; readonly authorization: string | undefined }[] = [];
    const server = createServer(({ url = '', headers }, response) => {
      seen.push({ url, authorization: headers.authorization });
      const { status, headers: more = {} } = answer(url);
      response.writeHead(status, more).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
  }

  test('that Graph redirects to get neither a request nor a token', async () => {
    const other = await answering(() => ({ status: 200 }));
    for (const status of [301, 302, 307, 308]) {
      const graph = await answering((url) => ({ status, headers: { location: `${other.origin}${url}` } }));
      const state = await entraAt(graph.origin, 'secret-token').read({
        details: new Set(['tenant']),
        groups: [],
        names: [],
      });
      expect(state.tenant).toEqual(failing(`status ${status}`));
      expect(graph.seen.every(({ authorization }) => authorization === 'Bearer secret-token')).toBe(true);
    }
    expect(other.seen).toEqual([]);
  });

  const place = { searchPath: '', env: { ACCESS_GRAPH_TOKEN: 'secret-token' } };
  const wanted = { details: new Set(['tenant'] as const), groups: [], names: [] };

  test('of a fake come from the environment, and are of this machine', async () => {
    const fake = await answering(() => ({ status: 403 }));
    const at = (endpoint: string) =>
      entraOf({ ...place, env: { ...place.env, ACCESS_GRAPH_ENDPOINT_URL: endpoint } }).read(wanted);
    expect((await at(`${fake.origin}/`)).tenant).toMatchObject({ because: { kind: 'denied' } });
    for (const endpoint of [
      'https://graph.example',
      'http://127.0.0.1.evil.example:80',
      'http://127.0.0.1:80@evil.example',
      'http://127.0.0.1:80/v1.0',
      'https://127.0.0.1:80',
      '//127.0.0.1:80',
    ])
      expect((await at(endpoint)).tenant, endpoint).toEqual(
        failing('`ACCESS_GRAPH_ENDPOINT_URL` must be of this machine: http://127.0.0.1:4567'),
      );
  });

  test('are those of one of the clouds', async () => {
    const state = await entraOf({ ...place, env: { ...place.env, ACCESS_GRAPH_CLOUD: 'evil.example' } }).read(wanted);
    expect(state.tenant).toEqual(
      failing('`ACCESS_GRAPH_CLOUD` must be one of global, us-government-l4, us-government-l5, china'),
    );
  });
});
