// Who calls, and what they may do: the personas a test can take, by the seed or by access key id.
import { accessDenied } from './errors.ts';
import type { Call, Caller, Service, ServiceOperation } from './operation.ts';
import type { PermissionSet, Persona, SandboxState } from './state.ts';

/** Access key ids that choose a persona; any other one is the state's own caller. */
const PERSONA_OF_KEY: Readonly<Record<string, Persona>> = {
  SANDBOXMANAGEMENT: 'management',
  SANDBOXDELEGATED: 'delegated-administrator',
  SANDBOXREADONLY: 'read-only',
  SANDBOXNONE: 'none',
};

const ROLE_OF_PERSONA: Readonly<Record<Persona, string>> = {
  management: 'SandboxAdministrator',
  'delegated-administrator': 'SandboxDelegatedAdministrator',
  'read-only': 'SandboxReader',
  none: 'SandboxNobody',
};

/** The caller behind an Authorization header. Signatures are not checked. */
export function callerOf(state: SandboxState, authorization: string | undefined): Caller {
  const [, keyId, region] = /Credential=([^/,\s]+)\/\d+\/([^/,\s]+)\//.exec(authorization ?? '') ?? [];
  const chosen = keyId === undefined ? undefined : PERSONA_OF_KEY[keyId];
  const caller = chosen === undefined ? stateCaller(state) : personaCaller(state, chosen);
  return region === undefined ? caller : { ...caller, region };
}

function stateCaller(state: SandboxState): Caller {
  const { persona, account, arn } = state.caller;
  const standard = personaCaller(state, persona);
  const inAccount = account === undefined ? standard : personaCaller(state, persona, account);
  return arn === undefined ? inAccount : { ...inAccount, arn };
}

function personaCaller(state: SandboxState, persona: Persona, account = homeOf(state, persona)): Caller {
  const role = ROLE_OF_PERSONA[persona];
  const arn = `arn:${state.partition}:sts::${account}:assumed-role/${role}/sandbox`;
  return { persona, account, arn, userId: 'AROASANDBOXSANDBOX000:sandbox' };
}

function homeOf(state: SandboxState, persona: Persona): string {
  const { managementAccount, delegatedAdministrator, accounts } = state.organization;
  if (persona !== 'delegated-administrator') return managementAccount;
  const member = [...accounts.keys()].find((id) => id !== managementAccount);
  return delegatedAdministrator ?? member ?? managementAccount;
}

/** Refuses what the persona may not call at all. What depends on the state is refused by `guardManagementAccount`. */
export function authorize(call: Call, operation: ServiceOperation, input: unknown): void {
  const { persona } = call.caller;
  if (call.service === 'sts') return;
  if (persona === 'none' || (persona === 'read-only' && operation.writes)) throw denied(call, resourceOf(call, input));
}

/**
 * A delegated administrator may write neither to the management account nor to a permission set that is provisioned
 * there, even for other accounts (fivexl/terraform-aws-sso-elevator#101).
 */
export function guardManagementAccount(call: Call, set: PermissionSet | undefined, accountId?: string): void {
  if (call.caller.persona !== 'delegated-administrator') return;
  const { managementAccount } = call.state.organization;
  const touches = accountId === managementAccount || set?.pairs.has(managementAccount) === true;
  if (touches) throw denied(call, set?.arn ?? call.state.instanceArn);
}

/** ListAccountAssignmentsForPrincipal is documented for the management account only. */
export function guardPrincipalListing(call: Call): void {
  if (call.caller.persona === 'delegated-administrator' && !call.settings.delegatedListsForPrincipal) {
    throw denied(call, call.state.instanceArn);
  }
}

const ACTION_PREFIX: Readonly<Record<Service, string>> = {
  'sso-admin': 'sso',
  identitystore: 'identitystore',
  organizations: 'organizations',
  sts: 'sts',
  iam: 'iam',
};

function denied(call: Call, resource: string): Error {
  const action = `${ACTION_PREFIX[call.service]}:${call.operation}`;
  return accessDenied(`User: ${call.caller.arn} is not authorized to perform: ${action} on resource: ${resource}`);
}

function resourceOf(call: Call, input: unknown): string {
  const { partition, organization, identityStoreId } = call.state;
  if (call.service === 'identitystore') {
    return `arn:${partition}:identitystore::${organization.managementAccount}:identitystore/${identityStoreId}`;
  }
  const members = (input ?? {}) as Readonly<Record<string, unknown>>;
  const named = members.PermissionSetArn ?? members.ResourceArn ?? members.InstanceArn;
  return call.service === 'sso-admin' && typeof named === 'string' ? named : '*';
}
