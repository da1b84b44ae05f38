// sts: who the caller is, and sessions in other accounts of the organization.
import { optional } from '../../optional.ts';
import { denied } from '../callers.ts';
import { validation } from '../errors.ts';
import { isKnownToServices, RESERVED_PATH, rolesOf } from '../iam-roles.ts';
import type { Session } from '../iam-state.ts';
import { hex } from '../ids.ts';
import { type Call, type Operations, reads, writes } from '../operation.ts';
import { assumeRole } from '../shapes-iam.ts';
import { nextNumber, type SandboxState } from '../state.ts';
import { actionsLeftBy, trusts } from '../trust.ts';

const ONE_HOUR = 3600;

/** The largest session token, in bytes (AssumeRole, API reference). */
const LARGEST_TOKEN = 4096;

export const STS: Operations = {
  GetCallerIdentity: reads({}, (call) => ({
    UserId: call.caller.userId,
    Account: call.caller.account,
    Arn: call.caller.arn,
  })),
  AssumeRole: writes(assumeRole, (call, input) => {
    const role = assumableRole(call, input.RoleArn, input.ExternalId);
    const { DurationSeconds: duration = ONE_HOUR, RoleSessionName: name, Policy: policy } = input;
    const allows = [role.allows, policy === undefined ? undefined : actionsLeftBy(policy)].filter(
      (actions) => actions !== undefined,
    );
    if (duration > role.maxSession) {
      throw validation('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
    }
    const { state } = call;
    dropExpired(state);
    markUsed(state, role);
    const number = nextNumber(state);
    const session: Session = {
      accessKeyId: `ASIA${hex(16, 'access-key', state.instanceArn, number).toUpperCase()}`,
      account: role.account,
      arn: `arn:${state.partition}:sts::${role.account}:assumed-role/${role.name}/${name}`,
      roleId: `${role.id}:${name}`,
      readOnly: call.caller.readOnly,
      ...(allows.length === 0 ? {} : { allows }),
      expiresAt: state.now + duration * 1000,
    };
    state.iam.sessions.set(session.accessKeyId, session);
    const token = hex(64, 'token', session.accessKeyId).padEnd(input.MinimumSessionTokenSize ?? 0, '0');
    const utilization = Math.ceil((token.length / LARGEST_TOKEN) * 100);
    return {
      Credentials: {
        AccessKeyId: session.accessKeyId,
        SecretAccessKey: hex(40, 'secret', session.accessKeyId),
        SessionToken: token,
        Expiration: new Date(session.expiresAt),
      },
      AssumedRoleUser: { AssumedRoleId: session.roleId, Arn: session.arn },
      PackedPolicySize: utilization,
      SessionTokenUtilization: utilization,
      SessionTokenSize: token.length,
      ...optional({ SourceIdentity: input.SourceIdentity }),
    };
  }),
};

/** The roles of permission sets are taken by SAML only. AWS tells nobody whether a role is not there or does not trust. */
function assumableRole(call: Call, arn: string, externalId: string | undefined) {
  const [, account = ''] = /^arn:[^:]+:iam::(\d{12}):role\//.exec(arn) ?? [];
  const isActive = call.state.organization.accounts.get(account)?.state === 'ACTIVE';
  const role = isActive ? rolesOf(call.state, account).find((present) => present.arn === arn) : undefined;
  if (role === undefined || role.path.startsWith(RESERVED_PATH)) throw denied(call, arn);
  const { caller, state, settings } = call;
  if (!isKnownToServices(state, settings, role)) throw denied(call, arn);
  if (!trusts({ trust: role.trust, caller, partition: state.partition, externalId })) throw denied(call, arn);
  return { ...role, account };
}

/** Of the roles that somebody made. */
function markUsed(
  { iam, now }: SandboxState,
  { account, name }: { readonly account: string; readonly name: string },
): void {
  const roles = iam.roles.get(account);
  const own = roles?.get(name);
  if (own !== undefined) roles?.set(name, { ...own, lastUsedAt: now });
}

function dropExpired(state: SandboxState): void {
  for (const [key, { expiresAt }] of state.iam.sessions) if (expiresAt <= state.now) state.iam.sessions.delete(key);
}
