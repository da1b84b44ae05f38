// Who calls, and what they may do: personas by the seed or by access key id, accounts by their number, and the sessions of AssumeRole.
import { optional } from '../optional.ts';
import { accessDenied, ServiceError } from './errors.ts';
import type { Call, Caller, Service, ServiceOperation } from './operation.ts';
import { identityStoreArn, type PermissionSet, type Persona, type SandboxState } from './state.ts';
import { isAmongActions } from './trust.ts';

/** Access key ids that choose a persona. A number of twelve digits chooses an account; any other key is the state's own caller. */
const PERSONA_OF_KEY: Readonly<Record<string, Persona>> = {
  SANDBOXMANAGEMENT: 'management',
  SANDBOXDELEGATED: 'delegated-administrator',
  SANDBOXREADONLY: 'read-only',
  SANDBOXNONE: 'none',
};

const ROLE_OF_PERSONA: Readonly<Record<Persona, string>> = {
  management: 'SandboxAdministrator',
  'delegated-administrator': 'SandboxDelegatedAdministrator',
  member: 'SandboxMember',
  'read-only': 'SandboxReader',
  none: 'SandboxNobody',
};

/** The caller behind an Authorization header. Signatures are not checked; sessions that are over are refused. */
export function callerOf(state: SandboxState, authorization: string | undefined): Caller {
  const [, keyId, region] = /Credential=([^/,\s]+)\/\d+\/([^/,\s]+)\//.exec(authorization ?? '') ?? [];
  const caller = keyId === undefined ? stateCaller(state) : callerOfKey(state, keyId);
  return region === undefined ? caller : { ...caller, region };
}

function callerOfKey(state: SandboxState, keyId: string): Caller {
  if (Object.hasOwn(PERSONA_OF_KEY, keyId)) return personaCaller(state, PERSONA_OF_KEY[keyId] ?? 'none');
  if (/^\d{12}$/.test(keyId)) return personaCaller(state, personaIn(state, keyId), keyId);
  const session = state.iam.sessions.get(keyId);
  if (session === undefined) return stateCaller(state);
  if (session.expiresAt <= state.now) {
    throw new ServiceError('ExpiredTokenException', 'The security token included in the request is expired');
  }
  const { account, arn, roleId, readOnly, allows } = session;
  return { persona: personaIn(state, account), account, arn, userId: roleId, readOnly, ...optional({ allows }) };
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
  return { persona, account, arn, userId: 'AROASANDBOXSANDBOX000:sandbox', readOnly: persona === 'read-only' };
}

function homeOf(state: SandboxState, persona: Persona): string {
  const { managementAccount, delegatedAdministrator, accounts } = state.organization;
  if (persona !== 'delegated-administrator') return managementAccount;
  const member = [...accounts.keys()].find((id) => id !== managementAccount);
  return delegatedAdministrator ?? member ?? managementAccount;
}

/** What somebody with every right in an account is to Identity Center. */
function personaIn(state: SandboxState, account: string): Persona {
  const { managementAccount, delegatedAdministrator } = state.organization;
  if (account === managementAccount) return 'management';
  return account === delegatedAdministrator ? 'delegated-administrator' : 'member';
}

/** Refuses what the caller may not call at all. What depends on the state is refused by `guardManagementAccount`. */
export function authorize(call: Call, operation: ServiceOperation, input: unknown): void {
  const { persona, readOnly, allows = [] } = call.caller;
  if (call.operation === 'GetCallerIdentity') return;
  // AssumeRole makes a session and changes nothing else.
  const changes = operation.writes && call.operation !== 'AssumeRole';
  const refused =
    persona === 'none' ||
    (readOnly && changes) ||
    (persona === 'member' && !isForMembers(call)) ||
    !allows.every((actions) => isAmongActions(actions, actionOf(call)));
  if (refused) throw denied(call, resourceOf(call, input));
}

/** A member account has its own IAM and its own events, and sees of the organization that it is in one (DescribeOrganization). */
const isForMembers = ({ service, operation }: Call): boolean =>
  service === 'iam' || service === 'sts' || service === 'cloudtrail' || operation === 'DescribeOrganization';

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
  cloudtrail: 'cloudtrail',
  iam: 'iam',
  'account-access': 'account-access',
};

const actionOf = ({ service, operation }: Call): string => `${ACTION_PREFIX[service]}:${operation}`;

export function denied(call: Call, resource: string): ServiceError {
  return accessDenied(
    `User: ${call.caller.arn} is not authorized to perform: ${actionOf(call)} on resource: ${resource}`,
  );
}

function resourceOf(call: Call, input: unknown): string {
  if (call.service === 'identitystore') return identityStoreArn(call.state);
  const members = (input ?? {}) as Readonly<Record<string, unknown>>;
  const { PermissionSetArn, ResourceArn, InstanceArn, RoleArn, applicationArn, resourceArn } = members;
  const named = PermissionSetArn ?? ResourceArn ?? InstanceArn ?? RoleArn ?? applicationArn ?? resourceArn;
  return typeof named === 'string' ? named : '*';
}
