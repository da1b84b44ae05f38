// What the tests of the sandbox share: an organization to begin with, and the real AWS clients against it.
import { IdentitystoreClient } from '@aws-sdk/client-identitystore';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { ListInstancesCommand, SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { STSClient } from '@aws-sdk/client-sts';
import { onTestFinished } from 'vitest';
import { type Sandbox, type SandboxOptions, type SandboxSeed, startSandbox } from '../../src/sandbox/index.ts';

/** The statement of Grower's inline policy. */
export const GROWING = { Effect: 'Allow', Action: 'orchard:Water', Resource: '*' };

export const FRUIT: SandboxSeed = {
  formatVersion: 1,
  region: 'eu-west-1',
  organization: {
    managementAccount: '111111111111',
    delegatedAdministrator: '222222222222',
    accounts: [
      { id: '111111111111', name: 'fruit-management' },
      { id: '222222222222', name: 'fruit-identity', ou: 'Core' },
      { id: '333333333333', name: 'orchard-prod', ou: 'Workloads/Prod', tags: { stage: 'prod' } },
      { id: '444444444444', name: 'orchard-test', ou: 'Workloads/Test' },
      { id: '555555555555', name: 'old-press', ou: 'Workloads', state: 'SUSPENDED' },
    ],
  },
  users: [{ userName: 'pia@example.com', displayName: 'Pia' }, { userName: 'quinn@example.com' }],
  groups: [
    { displayName: 'growers', externalId: '0f0f0f0f-0000-4000-8000-000000000001', members: ['pia@example.com'] },
    { displayName: 'pressers', description: 'Press the fruit' },
  ],
  permissionSets: [
    {
      name: 'Grower',
      description: 'Tends the trees',
      sessionDuration: 'PT4H',
      relayState: 'https://console.aws.amazon.com/',
      managedPolicies: ['ReadOnlyAccess', 'job-function/ViewOnlyAccess'],
      inlinePolicy: { Version: '2012-10-17', Statement: [GROWING] },
      tags: { team: 'orchard' },
    },
    { name: 'Presser' },
    { name: 'Owner', managedPolicies: ['AdministratorAccess'] },
  ],
  assignments: [
    { permissionSet: 'Grower', account: 'orchard-prod', group: 'growers' },
    { permissionSet: 'Grower', account: '444444444444', user: 'pia@example.com' },
    { permissionSet: 'Owner', account: 'fruit-management', group: 'pressers' },
    {
      permissionSet: 'Owner',
      account: 'orchard-test',
      principal: { type: 'GROUP', id: '99999999-9999-4999-8999-999999999999' },
    },
  ],
};

export type Fruit = Awaited<ReturnType<typeof fruitSandbox>>;

/** A sandbox that ends with the test, its clients, and the ids that its seed leads to. */
export async function fruitSandbox(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ seed: FRUIT, ...options });
  onTestFinished(() => sandbox.close());
  return { sandbox, ...clients(sandbox), ...identifiers(sandbox) };
}

/** The clients of one caller. The access key id chooses the persona. */
export function clients(sandbox: Sandbox, accessKeyId = 'test', maxAttempts = 1) {
  const config = {
    region: 'eu-west-1',
    endpoint: sandbox.url,
    maxAttempts,
    credentials: { accessKeyId, secretAccessKey: 'test' },
  };
  return {
    sso: new SSOAdminClient(config),
    directory: new IdentitystoreClient(config),
    organizations: new OrganizationsClient(config),
    sts: new STSClient(config),
  };
}

export function identifiers({ state }: Sandbox) {
  const { directory } = state;
  const store = { IdentityStoreId: state.identityStoreId };
  const group = (name: string): string => directory.groupsByName.get(name) ?? '';
  const user = (name: string): string => directory.usersByName.get(name) ?? '';
  const on = (name: string) => ({
    InstanceArn: state.instanceArn,
    PermissionSetArn: state.permissionSetsByName.get(name),
  });
  return { instance: { InstanceArn: state.instanceArn }, store, group, user, on };
}

/** The input of Create- and DeleteAccountAssignment. */
export const target = (
  fruit: Pick<Fruit, 'on'>,
  at: { set: string; account: string; principal: string; type?: 'GROUP' | 'USER' },
) => ({
  ...fruit.on(at.set),
  TargetId: at.account,
  TargetType: 'AWS_ACCOUNT' as const,
  PrincipalType: at.type ?? ('GROUP' as const),
  PrincipalId: at.principal,
});

/** Virtual time passes with requests; this many are enough for every operation to settle. */
export async function settle({ sso }: Pick<Fruit, 'sso'>): Promise<void> {
  for (let request = 0; request < 5; request += 1) await sso.send(new ListInstancesCommand({}));
}
