// Microsoft Graph of the sandbox on the wire: what it takes, what it refuses and how, and changes of its tenant by the control endpoint.
import { expect, onTestFinished, test } from 'vitest';
import { filedTenant, unfiledTenant } from '../../src/sandbox/entra/tenant.ts';
import {
  parseFaultRules,
  type Sandbox,
  type SandboxOptions,
  type SandboxSeed,
  startSandbox,
} from '../../src/sandbox/index.ts';
import { stateOf } from '../../src/sandbox/seed.ts';
import { GROVE_TENANT, id, TEMPLATE } from '../contract/tenant.ts';

async function grove(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ seed: GROVE_TENANT, ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

interface Sent {
  readonly method?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface GraphValue {
  readonly error: { readonly code: string; readonly innerError: Readonly<Record<string, string>> };
  readonly '@odata.nextLink'?: string;
  readonly value: readonly { readonly id: string }[];
  readonly responses: readonly { readonly id: string; readonly status: number }[];
  readonly keyCredentials: readonly { readonly usage: string; readonly key: unknown }[];
  readonly displayName: string;
}

interface ControlValue {
  readonly Message?: string;
  readonly message?: string;
  readonly entra: { readonly provisioning: readonly unknown[] };
}

async function ask(
  { entraUrl }: Sandbox,
  path: string,
  { method = 'GET', token = 'sandbox', headers = {}, body }: Sent = {},
) {
  const answer = await fetch(`${entraUrl}${path}`, {
    method,
    headers: { ...(token === '' ? {} : { authorization: `Bearer ${token}` }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, value: (await answer.json()) as GraphValue };
}

async function control(sandbox: Sandbox, path: string, body?: unknown) {
  const answer = await fetch(`${sandbox.url}/_sandbox${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, value: (await answer.json()) as ControlValue };
}

test.each([
  ['/beta/groups', 400, 'BadRequest'],
  ['/v1.0/pulp', 400, 'BadRequest'],
  ['/v1.0/groups?$expand=members', 400, 'BadRequest'],
  ['/v1.0/groups?$select=pulp', 400, 'BadRequest'],
  ['/v1.0/groups?$top=0', 400, 'BadRequest'],
  ['/v1.0/groups?$top=1000', 400, 'BadRequest'],
  ['/v1.0/groups?$top=5&$top=6', 400, 'BadRequest'],
  ['/v1.0/groups?pulp=1', 400, 'BadRequest'],
  ['/v1.0/groups?$count=yes', 400, 'BadRequest'],
  ['/v1.0/groups?$skiptoken=pulp', 400, 'Directory_ExpiredPageToken'],
  ["/v1.0/groups?$filter=displayName ne 'growers'", 400, 'Request_UnsupportedQuery'],
  ["/v1.0/groups?$filter=visibility eq 'Public'", 400, 'Request_UnsupportedQuery'],
  ['/v1.0/groups?$filter=displayName eq growers', 400, 'BadRequest'],
  ["/v1.0/groups?$filter=displayName eq 'growers' or", 400, 'BadRequest'],
  ["/v1.0/groups?$filter=startswith(displayName,'g')", 400, 'BadRequest'],
  [`/v1.0/servicePrincipals?$filter=applicationTemplateId eq '${TEMPLATE}'`, 400, 'Request_UnsupportedQuery'],
  ['/v1.0/identityGovernance/privilegedAccess/group/eligibilitySchedules', 400, 'MissingParameters'],
  ['/v1.0/auditLogs/provisioning?$filter=activityDateTime gt pulp', 400, 'BadRequest'],
  [`/v1.0/groups/${id(99)}`, 404, 'Request_ResourceNotFound'],
  [`/v1.0/groups/${id(99)}/members`, 404, 'Request_ResourceNotFound'],
  ['/v1.0/groups/..%2f', 404, 'Request_ResourceNotFound'],
  [`/v1.0/servicePrincipals/${id(100)}/synchronization/jobs/pulp/schema`, 404, 'Request_ResourceNotFound'],
])('%s is answered with %d %s', async (path, status, code) => {
  const sandbox = await grove();
  const answer = await ask(sandbox, path);
  expect([answer.status, answer.value.error.code]).toEqual([status, code]);
  expect(answer.value.error.innerError['request-id']).toBe(answer.headers.get('request-id'));
});

test('a caller is known by the token', async () => {
  const sandbox = await grove({
    seed: { ...GROVE_TENANT, entra: { ...GROVE_TENANT.entra, permissions: ['GroupMember.Read.All'] } },
  });
  const status = async (token: string, path: string) => (await ask(sandbox, path, { token })).status;
  expect(await status('', '/v1.0/groups')).toBe(401);
  expect(await status('EXPIRED', '/v1.0/groups')).toBe(401);
  expect(await status('sandbox', '/v1.0/groups')).toBe(200);
  expect(await status('sandbox', '/v1.0/servicePrincipals')).toBe(403);
  expect(await status('Application.Read.All+Policy.Read.All', '/v1.0/servicePrincipals')).toBe(200);
  expect(await status('NONE', '/v1.0/groups')).toBe(403);
});

test('a list has a count only where it may be late, and pages that fit what was asked', async () => {
  const sandbox = await grove();
  const headers = { ConsistencyLevel: 'eventual' };
  expect((await ask(sandbox, '/v1.0/groups?$count=true')).value).not.toHaveProperty('@odata.count');
  const first = await ask(sandbox, '/v1.0/groups?$count=true&$top=2&$select=displayName', { headers });
  expect(first.value).toMatchObject({
    '@odata.count': 3,
    value: [{ displayName: 'growers' }, { displayName: 'pressers' }],
  });
  const next = String(first.value['@odata.nextLink']).slice(sandbox.entraUrl!.length);
  const second = await ask(sandbox, next, { headers });
  expect(second.value.value).toEqual([{ displayName: "O'Brien's" }]);
  expect(second.value).not.toHaveProperty('@odata.nextLink');
  expect((await ask(sandbox, next.replace('/groups?', '/servicePrincipals?'))).value.error.code).toBe(
    'Directory_ExpiredPageToken',
  );
});

test('keys are told where they are asked for, and never the key itself', async () => {
  const sandbox = await grove();
  const path = `/v1.0/servicePrincipals/${id(100)}`;
  expect((await ask(sandbox, path)).value).not.toHaveProperty('keyCredentials');
  const { keyCredentials } = (await ask(sandbox, `${path}?$select=keyCredentials`)).value;
  expect(keyCredentials.map(({ usage, key }) => [usage, key])).toEqual([
    ['Sign', null],
    ['Verify', null],
  ]);
});

test('a batch has at most twenty requests, each with an answer and faults of its own', async () => {
  const sandbox = await grove({
    faultPlan: { seed: 1, rules: parseFaultRules(['throttle@graph:GetGroup,nth=1']) },
    graphRetryAfter: 7,
  });
  const batch = (requests: unknown) => ask(sandbox, '/v1.0/$batch', { method: 'POST', body: { requests } });
  const get = (name: string, url: string) => ({ id: name, method: 'GET', url });
  const { value } = await batch([
    get('1', `/groups/${id(11)}`),
    get('2', `/groups/${id(12)}`),
    get('3', `/groups/${id(99)}`),
  ]);
  const byId = Object.fromEntries(value.responses.map((each) => [each.id, each]));
  expect(byId).toMatchObject({
    '1': { status: 429, headers: { 'Retry-After': '7' }, body: { error: { code: 'TooManyRequests' } } },
    '2': { status: 200, body: { displayName: 'pressers' } },
    '3': { status: 404 },
  });
  const many = Array.from({ length: 21 }, (_, index) => get(String(index), '/groups'));
  for (const wrong of [
    [],
    many,
    [get('1', '/groups'), get('1', '/groups')],
    [{ ...get('1', '/groups'), dependsOn: ['2'] }],
    'pulp',
  ])
    expect((await batch(wrong)).status).toBe(400);
  expect((await batch([get('1', '/$batch')])).value.responses[0]?.status).toBe(400);
  expect((await ask(sandbox, '/v1.0/$batch')).status).toBe(400);
});

test('its requests move the clock, and are in the log', async () => {
  const sandbox = await grove();
  const before = sandbox.state.now;
  await ask(sandbox, '/v1.0/groups?$select=id');
  expect(sandbox.state.now).toBe(before + 50);
  expect(sandbox.calls.map(({ service, operation, outcome }) => [service, operation, outcome])).toEqual([
    ['graph', 'ListGroups', 'ok'],
  ]);
});

test('a group is provisioned on demand', async () => {
  const sandbox = await grove();
  const job = (await control(sandbox, '')).value.entra.provisioning[0];
  expect(job).toMatchObject({
    application: 'AWS IAM Identity Center',
    status: 'Active',
    nextCycle: '2026-01-01T00:40:00Z',
  });
  const { value } = await ask(sandbox, `/v1.0/servicePrincipals/${id(100)}/synchronization/jobs`);
  const subject = {
    objectId: id(12),
    objectTypeName: 'Group',
    links: { members: [{ objectId: id(2), objectTypeName: 'User' }] },
  };
  const path = `/v1.0/servicePrincipals/${id(100)}/synchronization/jobs/${value.value[0]!.id}/provisionOnDemand`;
  const body = { parameters: [{ ruleId: '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8', subjects: [subject] }] };
  expect((await ask(sandbox, path, { method: 'POST', body, token: 'Synchronization.Read.All' })).status).toBe(403);
  expect((await ask(sandbox, path, { method: 'POST', body })).status).toBe(200);
  expect(sandbox.state.directory.groupsByName.has('pressers')).toBe(true);
  expect((await ask(sandbox, path, { method: 'POST', body: {} })).status).toBe(400);
});

test('the control endpoint changes the tenant, and the clock brings it to the identity store', async () => {
  const sandbox = await grove();
  const edit = { edit: 'update-group', group: 'growers', set: { displayName: 'pickers' } };
  expect((await control(sandbox, '/entra', edit)).value.entra).toMatchObject({
    url: sandbox.entraUrl,
    tenant: id(500),
  });
  expect((await ask(sandbox, `/v1.0/groups/${id(11)}`)).value.displayName).toBe('pickers');
  expect(sandbox.state.directory.groupsByName.has('pickers')).toBe(false);
  await control(sandbox, '/clock', { advanceMs: 2_400_000 });
  expect(sandbox.state.directory.groupsByName.has('pickers')).toBe(true);
});

test('app roles are disabled before they go, and take their assignments along', async () => {
  const sandbox = await grove();
  const assigned = async () =>
    (await ask(sandbox, `/v1.0/servicePrincipals/${id(100)}/appRoleAssignedTo`)).value.value.length;
  const user = { id: '18d14569-c3bd-439b-9a66-3a2aee01d14f', displayName: 'User' };
  const role = { displayName: 'Grower', value: 'arn:aws:iam::111111111111:role/Grower,…' };
  const msiam = { id: 'b9632174-c057-4f7e-951b-be3adc52bfe6', displayName: 'msiam_access' };
  const before = await assigned();
  await control(sandbox, '/entra', { edit: 'update-app-roles', appRoles: [user, msiam, role] });
  await control(sandbox, '/entra', { edit: 'assign', principal: 'growers', appRole: 'Grower' });
  expect(await assigned()).toBe(before + 1);
  await control(sandbox, '/entra', {
    edit: 'update-app-roles',
    appRoles: [user, msiam, { ...role, isEnabled: false }],
  });
  expect(await assigned()).toBe(before + 1);
  await control(sandbox, '/entra', { edit: 'update-app-roles', appRoles: [user, msiam] });
  expect(await assigned()).toBe(before);
  await control(sandbox, '/entra', { edit: 'unassign', principal: 'growers', appRole: 'User' });
  expect(await assigned()).toBe(before - 1);
});

test('a tenant that an earlier version filed has the app roles of the gallery', () => {
  const tenant = filedTenant(stateOf(GROVE_TENANT).entra!);
  const earlier = JSON.parse(JSON.stringify(tenant), (key, value) =>
    ['appRoles', 'appRoleId', 'templateId'].includes(key) ? undefined : value,
  );
  expect(filedTenant(unfiledTenant(earlier))).toEqual(tenant);
});

test.each([
  [{ edit: 'pulp' }, 'edit must be one of create-user, '],
  [{ edit: 'update-group', group: 'growers', set: { pulp: 1 } }, 'set.pulp is not a member that is known'],
  [{ edit: 'update-group', group: 'nobody', set: {} }, 'names nothing of the tenant: `nobody`'],
  [{ edit: 'delete-group', group: 'pia@grove.example' }, '`pia@grove.example` is no group'],
  [{ edit: 'create-group', displayName: 'x', id: id(11) }, `the group ${id(11)} is there already`],
  [{ edit: 'add-certificate', thumbprint: '0'.repeat(40), endDateTime: '2026-13-01' }, 'endDateTime must match'],
  [{ edit: 'assign', principal: 'growers', appRole: 'pulp' }, '`AWS IAM Identity Center` has no app role `pulp`'],
  [{ edit: 'update-app-roles', appRoles: [] }, 'the app role `User` is enabled'],
  [{ edit: 'pause-provisioning', application: 'Payroll' }, '`Payroll` has no provisioning'],
  [
    { edit: 'provision-on-demand', group: 'growers', members: ['a', 'b', 'c', 'd', 'e', 'f'] },
    'members must have a length of at most 5',
  ],
])('the change %j is refused, and nothing is changed', async (edit, problem) => {
  const sandbox = await grove();
  const before = JSON.stringify(sandbox.snapshot());
  const answer = await control(sandbox, '/entra', edit);
  expect([answer.status, answer.value.Message ?? answer.value.message]).toEqual([
    400,
    expect.stringContaining(problem),
  ]);
  expect(JSON.stringify(sandbox.snapshot())).toBe(before);
});

test('it listens for a tenant alone, next to AWS, and never to a web page', async () => {
  const { entra: _entra, ...without } = GROVE_TENANT;
  const alone = await grove({ seed: without });
  expect(alone.entraUrl).toBeUndefined();
  expect((await control(alone, '/entra', { edit: 'delete-group', group: 'growers' })).status).toBe(400);
  const sandbox = await grove();
  expect((await fetch(`${sandbox.entraUrl}/v1.0/groups`, { headers: { origin: 'https://evil.example' } })).status).toBe(
    403,
  );
  const chosen = await grove({ port: alone.port + 100 });
  expect(Number(new URL(chosen.entraUrl!).port)).toBeGreaterThan(chosen.port);
  await expect(startSandbox({ seed: GROVE_TENANT, entraPort: chosen.port })).rejects.toThrow('cannot listen on');
});

test('names of a seed that lead nowhere, or to several, are told with their path', () => {
  const seed: SandboxSeed = {
    ...GROVE_TENANT,
    entra: {
      groups: [
        { displayName: 'twins', members: ['nobody'] },
        { displayName: 'twins' },
        { displayName: 'one', id: id(1) },
      ],
      users: [
        { userPrincipalName: 'one@grove.example', id: id(1) },
        { userPrincipalName: 'two@grove.example', id: id(1) },
      ],
      servicePrincipals: [{ displayName: 'AWS', assignments: ['twins'], owners: ['none'] }],
    },
  };
  expect(() => stateOf(seed)).toThrow(
    [
      'seed is not a valid seed:',
      `  entra.users[1] is there twice: \`${id(1)}\``,
      '  entra.groups[0].members[0] names nothing of the tenant: `nobody`',
      '  entra.servicePrincipals[0].owners[0] names nothing of the tenant: `none`',
      '  entra.servicePrincipals[0].assignments[0] names several of the tenant: `twins`',
    ].join('\n'),
  );
});
