// iam: roles of the caller's account, their policies, and making roles.
import { optional } from '../../optional.ts';
import { ServiceError } from '../errors.ts';
import { RESERVED_PATH, type Role, roleNamed, rolesOf } from '../iam-roles.ts';
import { type OwnRole, ofAccount } from '../iam-state.ts';
import { type Operations, type Output, reads, writes } from '../operation.ts';
import { markedPage } from '../pages-marker.ts';
import {
  arn,
  maxSession,
  maxSigninSession,
  pagedByMarker,
  pathPrefix,
  policyDocument,
  policyName,
  policyPath,
  roleDescription,
  roleName,
  rolePath,
  tags,
} from '../shapes-iam.ts';
import { requireBoundary, requireRole } from './iam-resources.ts';
import { limitExceeded, noSuchEntity, requireDocument, tagMembers, tagsByKey, urlEncoded } from './iam-wire.ts';

/** The quota of roles in an account. */
export const MOST_ROLES = 1000;

export const IAM_ROLES: Operations = {
  GetRole: reads({ RoleName: roleName }, (call, input) => ({
    Role: shownRole(requireRole(call, input.RoleName), call.state.now),
  })),
  ListRoles: reads({ 'PathPrefix?': pathPrefix, ...pagedByMarker }, (call, input) => {
    const { PathPrefix: prefix = '/' } = input;
    const items = rolesOf(call.state, call.caller.account).filter(({ path }) => path.startsWith(prefix));
    return markedPage(call, input, { key: 'Roles', items, show: listed });
  }),
  CreateRole: writes(
    {
      'Path?': rolePath,
      RoleName: roleName,
      AssumeRolePolicyDocument: policyDocument,
      'Description?': roleDescription,
      'MaxSessionDuration?': maxSession,
      'MaxSigninSessionDuration?': maxSigninSession,
      'PermissionsBoundary?': arn,
      'Tags?': tags,
    },
    (call, input) => {
      const { account: accountId } = call.caller;
      const { state } = call;
      const { RoleName: name, Path: path = '/', AssumeRolePolicyDocument: trust } = input;
      if (path.startsWith(RESERVED_PATH)) throw new ServiceError('InvalidInput', `${path} is reserved for AWS.`);
      requireDocument(trust, 'trust');
      if (roleNamed(state, accountId, name) !== undefined) {
        throw new ServiceError('EntityAlreadyExists', `Role with name ${name} already exists.`, {}, 409);
      }
      if (rolesOf(state, accountId).length >= MOST_ROLES) {
        throw limitExceeded(`Cannot exceed quota for RolesPerAccount: ${MOST_ROLES}`);
      }
      if (input.PermissionsBoundary !== undefined) requireBoundary(call, input.PermissionsBoundary);
      const role: OwnRole = {
        accountId,
        name,
        path,
        trust,
        createdAt: state.now,
        trustedAt: state.now,
        ...optional({ description: input.Description }),
        maxSession: input.MaxSessionDuration ?? 3600,
        ...optional({ maxSigninSession: input.MaxSigninSessionDuration, boundary: input.PermissionsBoundary }),
        tags: tagsByKey(input.Tags ?? []),
      };
      ofAccount(state.iam.roles, accountId).set(name, role);
      return { Role: shownRole(requireRole(call, name), state.now) };
    },
  ),
  ListAttachedRolePolicies: reads(
    { RoleName: roleName, 'PathPrefix?': policyPath, ...pagedByMarker },
    (call, input) => {
      const { PathPrefix: prefix = '/' } = input;
      const attached = requireRole(call, input.RoleName).managedPolicies;
      return markedPage(call, input, {
        key: 'AttachedPolicies',
        items: attached.filter((policy) => policy.slice(policy.indexOf(':policy/') + 7).startsWith(prefix)),
        show: (policy) => ({ PolicyName: policy.slice(policy.lastIndexOf('/') + 1), PolicyArn: policy }),
      });
    },
  ),
  ListRolePolicies: reads({ RoleName: roleName, ...pagedByMarker }, (call, input) => {
    const items = [...requireRole(call, input.RoleName).inlinePolicies.keys()];
    return markedPage(call, input, { key: 'PolicyNames', items, show: (name) => name });
  }),
  GetRolePolicy: reads({ RoleName: roleName, PolicyName: policyName }, (call, input) => {
    const role = requireRole(call, input.RoleName);
    const document = role.inlinePolicies.get(input.PolicyName);
    if (document === undefined) throw noSuchEntity(`The role policy with name ${input.PolicyName} cannot be found.`);
    return { RoleName: role.name, PolicyName: input.PolicyName, PolicyDocument: urlEncoded(document) };
  }),
};

export const shownRole = (role: Role, now: number): Output => ({
  ...listed(role),
  ...(role.boundary === undefined
    ? {}
    : {
        PermissionsBoundary: {
          PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
          PermissionsBoundaryArn: role.boundary,
        },
      }),
  Tags: tagMembers(role.tags),
  RoleLastUsed: usedIn(role, now),
});

/** Nothing is said of what is longer ago than 400 days (RoleLastUsed, API reference). */
const TRACKED = 400 * 86_400_000;

const usedIn = ({ lastUsed }: Role, now: number): Output =>
  lastUsed === undefined || lastUsed.at < now - TRACKED
    ? {}
    : { LastUsedDate: new Date(lastUsed.at), Region: lastUsed.region };

/** ListRoles leaves out the boundary, the tags and the last use (ListRoles, API reference). */
const listed = (role: Role): Output => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: role.arn,
  CreateDate: new Date(role.createdAt),
  AssumeRolePolicyDocument: urlEncoded(role.trust),
  ...optional({ Description: role.description }),
  MaxSessionDuration: role.maxSession,
  ...optional({ MaxSigninSessionDuration: role.maxSigninSession }),
});
