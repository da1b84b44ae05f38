// How the application of account access manager and its entitlements are made, by operations and by a seed.
import type { AccountAccessApplication, Entitlement } from './account-access-state.ts';
import { base36, hex } from './ids.ts';
import { type Application, nextNumber, type SandboxState, type Tags } from './state.ts';

/** The service that the trust policy of a role must name, and what it must let the service do (User Guide, preparing IAM roles for account access manager). */
export const ACCOUNT_ACCESS_SERVICE = 'account-access.amazonaws.com';
export const ACCOUNT_ACCESS_ACTIONS = ['sts:AssumeRole', 'sts:SetContext'] as const;

/** Makes the application, and the one that Identity Center lists for it. */
export function makeApplication(state: SandboxState, tags: Tags, readyAt = state.now): AccountAccessApplication {
  const { partition, region, organization, instanceArn, now } = state;
  const { managementAccount: account } = organization;
  const number = nextNumber(state);
  const listed = identityCenterApplication(state, number);
  state.applications.set(listed.arn, listed);
  const application: AccountAccessApplication = {
    arn: `arn:${partition}:account-access:${region}:${account}:application/aam-${hex(16, 'account-access', instanceArn, number)}`,
    tenantId: `aa-${base36(9, 'account-access-tenant', instanceArn, number)}`,
    identityCenterApplication: listed.arn,
    createdAt: now,
    readyAt,
    updatedAt: now,
    tags,
  };
  state.accountAccess.application = application;
  return application;
}

function identityCenterApplication(
  { partition, instanceArn, organization, now }: SandboxState,
  number: string,
): Application {
  const instance = instanceArn.slice(instanceArn.lastIndexOf('/') + 1);
  const { managementAccount: account } = organization;
  const id = base36(16, 'account-access-application', instance, number);
  return {
    arn: `arn:${partition}:sso::${account}:application/${instance}/apl-${id}`,
    name: 'AWS account access',
    provider: `arn:${partition}:sso::aws:applicationProvider/account-access`,
    account,
    enabled: true,
    assignmentRequired: false,
    portal: { SignInOptions: { Origin: 'IDENTITY_CENTER' }, Visibility: 'ENABLED' },
    createdAt: now,
    tags: new Map(),
    assignments: new Map(),
    scopes: new Map(),
    grants: new Map(),
    authenticationMethods: new Map(),
  };
}

/** Adds the entitlement; one for the same principal and role is there already, and is given back. */
export function putEntitlement(state: SandboxState, of: Pick<Entitlement, 'principal' | 'roleArn'>): Entitlement {
  const { entitlements } = state.accountAccess;
  const present = [...entitlements.values()].find(
    ({ principal, roleArn }) => roleArn === of.roleArn && isSame(principal, of.principal),
  );
  if (present !== undefined) return present;
  const { principal, roleArn } = of;
  const id = `ent-${hex(16, 'entitlement', state.instanceArn, nextNumber(state))}`;
  const made: Entitlement = { id, principal, roleArn, createdAt: state.now };
  entitlements.set(id, made);
  return made;
}

export const isSame = (a: Entitlement['principal'], b: Entitlement['principal']): boolean =>
  a.type === b.type && a.id === b.id;

/** The account in a role's ARN. */
export const accountOfRole = (roleArn: string): string => roleArn.split(':')[4] ?? '';
