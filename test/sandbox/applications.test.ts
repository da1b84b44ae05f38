// Applications that are made, what they may ask for, and the issuers whose tokens they trust.
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { fruitSandbox } from './support.ts';
import { errorOf, send } from './wire.ts';

type Wire = Readonly<Record<string, unknown>>;

const CUSTOM = { ApplicationProviderArn: 'arn:aws:sso::aws:applicationProvider/custom' };
const APPLICATION = { SignInOptions: { Origin: 'APPLICATION' } };

async function applications() {
  const fruit = await fruitSandbox();
  const call = async (operation: string, input: Wire): Promise<Wire> => {
    const answer = await send(fruit.sandbox.url, { service: 'sso-admin', operation }, { ...fruit.instance, ...input });
    return { error: errorOf(answer), ...JSON.parse(answer.body) };
  };
  const made = async (more: Wire = {}): Promise<{ readonly ApplicationArn: string }> => {
    const { ApplicationArn: arn } = await call('CreateApplication', { ...CUSTOM, Name: 'Cider house', ...more });
    return { ApplicationArn: String(arn) };
  };
  return { ...fruit, call, made };
}

const ISSUER = {
  Name: 'FruitIssuer',
  TrustedTokenIssuerType: 'OIDC_JWT',
  TrustedTokenIssuerConfiguration: {
    OidcJwtConfiguration: {
      IssuerUrl: 'https://issuer.example/fruit',
      ClaimAttributePath: 'email',
      IdentityStoreAttributePath: 'emails.value',
      JwksRetrievalOption: 'OPEN_ID_DISCOVERY',
    },
  },
};

test('a new application is enabled, visible, and requires assignments', async () => {
  const { call, made } = await applications();
  const application = await made();
  expect(await call('DescribeApplication', application)).toMatchObject({
    ...application,
    ...CUSTOM,
    Name: 'Cider house',
    ApplicationAccount: '111111111111',
    Status: 'ENABLED',
    PortalOptions: { Visibility: 'ENABLED' },
  });
  expect(await call('GetApplicationAssignmentConfiguration', application)).toMatchObject({ AssignmentRequired: true });
  await call('PutApplicationAssignmentConfiguration', { ...application, AssignmentRequired: false });
  expect(await call('GetApplicationAssignmentConfiguration', application)).toMatchObject({ AssignmentRequired: false });
  await call('DeleteApplication', application);
  expect(await call('DescribeApplication', application)).toMatchObject({ error: 'ResourceNotFoundException' });
});

test('UpdateApplication changes what it is given and keeps the rest', async () => {
  const { call, made } = await applications();
  const application = await made({ Description: 'Presses', PortalOptions: { Visibility: 'DISABLED' } });
  const sign = { SignInOptions: { Origin: 'APPLICATION', ApplicationUrl: 'https://cider.example' } };
  await call('UpdateApplication', { ...application, Status: 'DISABLED', PortalOptions: sign });
  expect(await call('DescribeApplication', application)).toMatchObject({
    Name: 'Cider house',
    Description: 'Presses',
    Status: 'DISABLED',
    PortalOptions: { Visibility: 'DISABLED', ...sign },
  });
  const half = { ...application, PortalOptions: APPLICATION };
  expect(await call('UpdateApplication', half)).toMatchObject({ error: 'ValidationException' });
});

test.each([
  [
    'a provider that does not exist',
    { ApplicationProviderArn: `${CUSTOM.ApplicationProviderArn}/no` },
    'ResourceNotFoundException',
  ],
  [
    'a provider of SAML applications',
    { ApplicationProviderArn: `${CUSTOM.ApplicationProviderArn}-saml` },
    'ValidationException',
  ],
  ['a sign-in of the application without its URL', { PortalOptions: APPLICATION }, 'ValidationException'],
])('CreateApplication refuses %s', async (_what, input, error) => {
  const { call } = await applications();
  expect(await call('CreateApplication', { ...CUSTOM, Name: 'Cider', ...input })).toMatchObject({ error });
});

test('a request with the ClientToken of an earlier one makes nothing, and another request under it is refused', async () => {
  const { call, made, sandbox } = await applications();
  const input = { ClientToken: 'one' };
  expect(await made(input)).toEqual(await made(input));
  expect(sandbox.state.applications.size).toBe(1);
  const other = await call('CreateApplication', { ...CUSTOM, Name: 'Other', ...input });
  expect(other).toMatchObject({ error: 'ConflictException' });
  const first = await call('CreateTrustedTokenIssuer', { ...ISSUER, ...input });
  expect(await call('CreateTrustedTokenIssuer', { ...ISSUER, ...input })).toEqual(first);
  expect(sandbox.state.trustedTokenIssuers.size).toBe(1);
});

test('a grant is of the type it is put under, and trusts issuers that exist', async () => {
  const { call, made } = await applications();
  const application = await made();
  const put = async (GrantType: string, Grant: Wire): Promise<unknown> =>
    (await call('PutApplicationGrant', { ...application, GrantType, Grant })).error;
  const uris = { RedirectUris: ['https://cider.example'] };
  expect(await put('refresh_token', { AuthorizationCode: uris })).toBe('ValidationException');
  expect(await put('authorization_code', {})).toBe('ValidationException');
  expect(await put('authorization_code', { AuthorizationCode: uris, RefreshToken: {} })).toBe('ValidationException');
  expect(await put('authorization_code', { AuthorizationCode: uris })).toBeUndefined();
  const { TrustedTokenIssuerArn: arn } = await call('CreateTrustedTokenIssuer', ISSUER);
  const trusting = { JwtBearer: { AuthorizedTokenIssuers: [{ TrustedTokenIssuerArn: arn }] } };
  const bearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  expect(await put(bearer, trusting)).toBeUndefined();
  await call('DeleteTrustedTokenIssuer', { TrustedTokenIssuerArn: arn });
  expect(await put(bearer, trusting)).toBe('ResourceNotFoundException');
  const { Grants: grants } = await call('ListApplicationGrants', application);
  expect(grants).toEqual([
    { GrantType: 'authorization_code', Grant: { AuthorizationCode: uris } },
    { GrantType: bearer, Grant: trusting },
  ]);
});

test('access scopes have targets or none, and pages of ten', async () => {
  const { call, made } = await applications();
  const application = await made();
  for (let scope = 0; scope < 12; scope += 1) {
    await call('PutApplicationAccessScope', { ...application, Scope: `fruit:scope_${scope}` });
  }
  const targets = { AuthorizedTargets: [application.ApplicationArn] };
  await call('PutApplicationAccessScope', { ...application, Scope: 'fruit:scope_0', ...targets });
  const first = await call('ListApplicationAccessScopes', application);
  expect(first.Scopes).toHaveLength(10);
  expect((first.Scopes as Wire[]).slice(0, 2)).toEqual([
    { Scope: 'fruit:scope_0', ...targets },
    { Scope: 'fruit:scope_1' },
  ]);
  const rest = await call('ListApplicationAccessScopes', { ...application, NextToken: first.NextToken });
  expect(rest.Scopes).toHaveLength(2);
  const gone = { ...application, Scope: 'fruit:scope_3' };
  await call('DeleteApplicationAccessScope', gone);
  expect(await call('DeleteApplicationAccessScope', gone)).toEqual({ error: undefined });
  expect(await call('GetApplicationAccessScope', gone)).toMatchObject({ error: 'ResourceNotFoundException' });
});

test('a trusted token issuer keeps what an update leaves out, and has tags', async () => {
  const { call } = await applications();
  const { TrustedTokenIssuerArn: arn } = await call('CreateTrustedTokenIssuer', {
    ...ISSUER,
    Tags: [{ Key: 'a', Value: 'b' }],
  });
  const changed = { OidcJwtConfiguration: { ClaimAttributePath: 'sub' } };
  await call('UpdateTrustedTokenIssuer', { TrustedTokenIssuerArn: arn, TrustedTokenIssuerConfiguration: changed });
  const { OidcJwtConfiguration: before } = ISSUER.TrustedTokenIssuerConfiguration;
  expect(await call('DescribeTrustedTokenIssuer', { TrustedTokenIssuerArn: arn })).toMatchObject({
    Name: 'FruitIssuer',
    TrustedTokenIssuerConfiguration: { OidcJwtConfiguration: { ...before, ClaimAttributePath: 'sub' } },
  });
  expect(await call('ListTagsForResource', { ResourceArn: arn })).toMatchObject({ Tags: [{ Key: 'a', Value: 'b' }] });
});

test('a sandbox that begins with the state of another has its applications and issuers', async () => {
  const { call, made, sandbox } = await applications();
  const application = await made({ ClientToken: 'one' });
  await call('PutApplicationAccessScope', { ...application, Scope: 'fruit:all' });
  await call('PutApplicationGrant', { ...application, GrantType: 'refresh_token', Grant: { RefreshToken: {} } });
  await call('CreateTrustedTokenIssuer', ISSUER);
  const heir = await startSandbox({ seed: JSON.parse(JSON.stringify(sandbox.snapshot())) });
  expect(heir.snapshot()).toEqual(sandbox.snapshot());
  await heir.close();
});
