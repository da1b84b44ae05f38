// Accounts that are federated by SAML, through the adapter: what is read of them, what an account that refuses comes to, and writes that converge.
import { describe, expect, test } from 'vitest';
import type { Operation, ResourceChange } from '../../src/plan/change.ts';
import type { SandboxSeed } from '../../src/sandbox/index.ts';
import { definitionOf, type SamlRole, type SamlRolesQuery } from '../../src/state/saml-roles.ts';
import { type AccountId, type Address, type Resource, resourceAddress } from '../../src/state/state.ts';
import { metadataXml } from '../support/saml-metadata.ts';
import { ACCOUNTS, ORCHARD } from './orchard.ts';
import { openOrchard } from './subjects.ts';

const METADATA = metadataXml();
const { orchards, cellar, market } = ACCOUNTS;
const arnOf = (account: string) => `arn:aws:iam::${account}:saml-provider/EntraID`;
const trustOf = (account: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: arnOf(account) },
      Action: 'sts:AssumeRoleWithSAML',
      Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
    },
  ],
});
const OTHER_INLINE = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }] };
const INLINE = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }] };
const apply = (account: string, more: object = {}) => ({ account, name: 'access-apply', path: '/access/', ...more });
const samlRole = (name: string, more: object = {}) => ({ account: orchards, name, trust: trustOf(orchards), ...more });

/** In the orchards there is something of everybody's; in the market nobody may look; the cellar has no such role. */
const SEED: SandboxSeed = {
  ...ORCHARD,
  roles: [
    apply(orchards),
    apply(market, { allows: ['iam:ListRoles'] }),
    samlRole('Picker', {
      tags: { 'access:owner': 'orchard' },
      description: 'Picks',
      managedPolicies: ['ReadOnlyAccess'],
      customerManagedPolicies: [{ name: 'Base', path: '/teams/' }],
      inlinePolicies: { access: INLINE, byhand: INLINE },
      maxSession: 7200,
      lastUsed: '2026-01-02',
    }),
    samlRole('Left', { tags: { 'Access:Owner': 'orchard' } }),
    samlRole('Theirs', { tags: { 'access:owner': 'somebody' } }),
    samlRole('Nobodys'),
    { account: orchards, name: 'presser', tags: {} },
    { account: orchards, name: 'Unrelated', tags: { 'access:owner': 'orchard' } },
  ],
  samlProviders: [{ account: orchards, name: 'EntraID', metadata: METADATA, tags: { 'access:owner': 'orchard' } }],
};

const by = { name: 'access-apply', path: '/access/', sessionName: 'access' };
const queryOf = (...accounts: readonly AccountId[]): SamlRolesQuery => ({
  owner: 'orchard',
  accounts: accounts.map((account) => ({ account, by, provider: 'EntraID', roles: ['Picker', 'Presser'] })),
});

const addressOf = (kind: 'role' | 'provider', name: string, account: AccountId = orchards): Address =>
  resourceAddress({ target: 'saml-roles', kind, name, account });

describe('reading', () => {
  test('finds what files name, and what is ours and trusts the provider', async () => {
    const { connect } = await openOrchard({ seed: SEED });
    const { resources, unread, validUntil } = (await connect().readSamlRoles?.(queryOf(orchards)))!;
    expect([...resources.keys()].sort()).toEqual(
      [
        addressOf('provider', 'EntraID'),
        addressOf('role', 'Left'),
        addressOf('role', 'Picker'),
        // As files write it, whatever case it has there.
        addressOf('role', 'Presser'),
      ].sort(),
    );
    expect(unread.size).toBe(0);
    expect([...validUntil.values()]).toEqual(['2036-11-25T11:37:56.000Z']);
    expect(resources.get(addressOf('role', 'Picker'))).toEqual({
      target: 'saml-roles',
      kind: 'role',
      name: 'Picker',
      account: orchards,
      owner: 'orchard',
      lastUsed: '2026-01-02T00:00:00.000Z',
      needs: [addressOf('provider', 'EntraID')],
      definition: {
        path: '/',
        trust: { kind: 'document', document: trustOf(orchards) },
        description: 'Picks',
        sessionDuration: 'PT2H',
        managedPolicies: ['ReadOnlyAccess'],
        customerManagedPolicies: [{ name: 'Base', path: '/teams/' }],
        inlinePolicy: { kind: 'document', document: INLINE },
        otherInlinePolicies: ['byhand'],
      },
    });
    expect(resources.get(addressOf('role', 'Left'))?.owner).toBe('orchard');
    expect(resources.get(addressOf('role', 'Presser'))).not.toHaveProperty('owner');
  });

  test('an account that cannot be reached, or may not be looked at, is unread and not empty', async () => {
    const { connect } = await openOrchard({ seed: SEED });
    const { resources, unread } = (await connect().readSamlRoles?.(queryOf(cellar, market, orchards)))!;
    expect(Object.fromEntries(unread)).toEqual({
      [cellar]: 'the role access-apply cannot be assumed there',
      [market]: 'the role access-apply may not iam:GetSAMLProvider there',
    });
    expect([...resources.values()].every(({ account }) => account === orchards)).toBe(true);
  });
});

const roleOf = (more: Partial<SamlRole> = {}): SamlRole => ({
  path: '/',
  trust: { kind: 'document', document: trustOf(orchards) },
  sessionDuration: 'PT1H',
  managedPolicies: [],
  customerManagedPolicies: [],
  ...more,
});
const resource = (definition: SamlRole, name = 'Picker'): Resource => ({
  target: 'saml-roles',
  kind: 'role',
  name,
  account: orchards,
  definition: definitionOf(definition),
  owner: 'orchard',
});
const operationOf = (before: Resource | undefined, after: Resource | undefined): Operation => {
  const { target, kind, name, account } = (after ?? before)!;
  const change: ResourceChange = {
    kind: 'resource',
    action: before === undefined ? 'create' : after === undefined ? 'delete' : 'update',
    address: resourceAddress({ target, kind, name, account: account! }),
    resource: { target, kind, name, account: account! },
    risk: 'unknown',
    dependsOn: [],
    origins: [],
    ...(before && { before }),
    ...(after && { after }),
  };
  return { kind: 'resource', change };
};

const TAGGING = {
  ...trustOf(orchards),
  Statement: [{ ...trustOf(orchards).Statement[0], Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'] }],
};

/** From anything to anything: every field comes, changes and goes. */
const STATES: readonly (Resource | undefined)[] = [
  undefined,
  resource(roleOf()),
  resource(roleOf({ managedPolicies: ['ReadOnlyAccess', 'SecurityAudit'], description: 'Picks' })),
  resource(
    roleOf({
      managedPolicies: ['ReadOnlyAccess'],
      customerManagedPolicies: [{ name: 'Base', path: '/teams/' }],
      inlinePolicy: { kind: 'document', document: INLINE },
      permissionsBoundary: { kind: 'aws-managed', policy: 'PowerUserAccess' },
      sessionDuration: 'PT12H',
    }),
  ),
  resource(
    roleOf({
      inlinePolicy: { kind: 'document', document: OTHER_INLINE },
      permissionsBoundary: { kind: 'customer-managed', policy: { name: 'Limit', path: '/' } },
      trust: { kind: 'document', document: TAGGING },
    }),
  ),
];

describe('writing', () => {
  const pairs = STATES.flatMap((before, from) => STATES.map((after, to) => ({ from, to, before, after })));

  test.each(pairs.filter(({ from, to }) => from !== to))(
    'a role from $from to $to, once and again',
    async ({ before, after }) => {
      const { connect } = await openOrchard({ seed: { ...SEED, roles: [apply(orchards)] } });
      const center = connect();
      await center.readSamlRoles?.(queryOf(orchards));
      if (before !== undefined) await center.apply(operationOf(undefined, before));
      expect(await center.apply(operationOf(before, after))).toEqual({ status: 'done' });
      expect(await center.apply(operationOf(before, after))).toEqual({ status: 'already' });
      const { resources } = (await center.readSamlRoles?.(queryOf(orchards)))!;
      const found = resources.get(addressOf('role', 'Picker'));
      expect(found?.definition).toEqual(after?.definition);
      expect(found?.owner).toBe(after?.owner);
    },
  );

  test.each([
    [
      'customer managed policies, which may deny, come before those of AWS',
      STATES[1],
      resource(
        roleOf({ managedPolicies: ['ReadOnlyAccess'], customerManagedPolicies: [{ name: 'Base', path: '/teams/' }] }),
      ),
      ['AttachRolePolicy Base', 'AttachRolePolicy ReadOnlyAccess'],
    ],
    [
      'and go after them',
      resource(
        roleOf({ managedPolicies: ['ReadOnlyAccess'], customerManagedPolicies: [{ name: 'Base', path: '/teams/' }] }),
      ),
      STATES[1],
      ['DetachRolePolicy ReadOnlyAccess', 'DetachRolePolicy Base'],
    ],
    [
      'who else takes a role takes nothing of what it allowed before',
      resource(roleOf({ managedPolicies: ['ReadOnlyAccess'] })),
      resource(roleOf({ managedPolicies: ['SecurityAudit'], trust: { kind: 'document', document: TAGGING } })),
      ['DetachRolePolicy ReadOnlyAccess', 'UpdateAssumeRolePolicy', 'AttachRolePolicy SecurityAudit'],
    ],
  ])('%s', async (_, before, after, expected) => {
    const { connect, sandbox } = await openOrchard({ seed: { ...SEED, roles: [apply(orchards)] } });
    const center = connect();
    await center.readSamlRoles?.(queryOf(orchards));
    await center.apply(operationOf(undefined, before));
    const from = sandbox.calls.length;
    expect(await center.apply(operationOf(before, after))).toEqual({ status: 'done' });
    const sent = sandbox.calls.slice(from).map(({ operation, input }) => {
      const { PolicyArn } = input as { readonly PolicyArn?: string };
      return PolicyArn === undefined ? operation : `${operation} ${PolicyArn.split('/').at(-1)}`;
    });
    expect(sent.filter((call) => /^(?:Attach|Detach|Put|Update)/.test(call))).toEqual(expected);
  });

  test('what somebody else changed meanwhile is not overwritten', async () => {
    const { connect } = await openOrchard({ seed: SEED });
    const center = connect();
    await center.readSamlRoles?.(queryOf(orchards));
    const outcome = await center.apply(operationOf(resource(roleOf()), resource(roleOf({ description: 'Mine' }))));
    expect(outcome).toMatchObject({ status: 'not-sent', reason: expect.stringContaining('somebody else') });
  });

  test('a provider comes, gets other metadata, and goes', async () => {
    const { connect } = await openOrchard({ seed: { ...SEED, samlProviders: [] } });
    const center = connect();
    const provider = (metadata: string): Resource => ({
      target: 'saml-roles',
      kind: 'provider',
      name: 'EntraID',
      account: orchards,
      definition: definitionOf({ metadata }),
      owner: 'orchard',
    });
    const next = provider(metadataXml({ issuer: 'https://sts.windows.net/2/' }));
    await center.readSamlRoles?.(queryOf(orchards));
    const steps: readonly (readonly [Resource | undefined, Resource | undefined])[] = [
      [undefined, provider(METADATA)],
      [provider(METADATA), next],
      [next, undefined],
    ];
    for (const [before, after] of steps) {
      expect(await center.apply(operationOf(before, after))).toEqual({ status: 'done' });
      const { resources } = (await center.readSamlRoles?.(queryOf(orchards)))!;
      expect(resources.get(addressOf('provider', 'EntraID'))).toEqual(after);
    }
  });

  test('a role is shown to be there before its write is done, however far IAM lags', async () => {
    const { connect } = await openOrchard({ seed: { ...SEED, roles: [apply(orchards)] }, iamLagMs: 400 });
    const center = connect();
    await center.readSamlRoles?.(queryOf(orchards));
    expect(await center.apply(operationOf(undefined, STATES[3]))).toEqual({ status: 'done' });
    const { resources } = (await center.readSamlRoles?.(queryOf(orchards)))!;
    expect(resources.get(addressOf('role', 'Picker'))?.definition).toEqual(STATES[3]!.definition);
  });
});
