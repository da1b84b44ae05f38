// iam: changing and deleting the roles that somebody made, their policies, boundaries and tags. Those of Identity Center and of AWS are nobody's to change.

import { boolean, list } from '../constraints.ts';
import { type OwnRole, ofAccount } from '../iam-state.ts';
import { type Call, type Operations, reads, writes } from '../operation.ts';
import { markedPage } from '../pages-marker.ts';
import { policySize } from '../policy-grammar.ts';
import {
  arn,
  maxSession,
  maxSigninSession,
  pagedByMarker,
  policyDocument,
  policyName,
  roleDescription,
  roleName,
  tagKey,
  tags,
} from '../shapes-iam.ts';
import { requireAttachable, requireBoundary, requireOwnRole, requireRole } from './iam-resources.ts';
import { shownRole } from './iam-roles.ts';
import { deleteConflict, limitExceeded, noSuchEntity, requireDocument, tagMembers, tagsByKey } from './iam-wire.ts';

/** The quota of characters of all inline policies of a role together, white space left out (IAM quotas, User Guide). */
const MOST_INLINE = 10_240;

const onRole = { RoleName: roleName };
const onAttached = { ...onRole, PolicyArn: arn };
const onInline = { ...onRole, PolicyName: policyName };

export const IAM_ROLE_WRITES: Operations = {
  UpdateRole: writes(
    {
      ...onRole,
      'Description?': roleDescription,
      'MaxSessionDuration?': maxSession,
      'MaxSigninSessionDuration?': maxSigninSession,
      'ResetMaxSigninSessionDuration?': boolean,
    },
    (call, input) => {
      const { maxSigninSession: signin, description, ...role } = requireOwnRole(call, input.RoleName);
      const { Description = description, MaxSigninSessionDuration = signin } = input;
      const isReset = input.ResetMaxSigninSessionDuration === true;
      put(call, {
        ...role,
        maxSession: input.MaxSessionDuration ?? role.maxSession,
        ...(Description === undefined ? {} : { description: Description }),
        ...(isReset || MaxSigninSessionDuration === undefined ? {} : { maxSigninSession: MaxSigninSessionDuration }),
      });
      return {};
    },
  ),
  UpdateRoleDescription: writes({ ...onRole, Description: roleDescription }, (call, input) => {
    put(call, { ...requireOwnRole(call, input.RoleName), description: input.Description });
    return { Role: shownRole(requireRole(call, input.RoleName), call.state.now) };
  }),
  UpdateAssumeRolePolicy: writes({ ...onRole, PolicyDocument: policyDocument }, (call, input) => {
    const role = requireOwnRole(call, input.RoleName);
    requireDocument(input.PolicyDocument, 'trust');
    put(call, { ...role, trust: input.PolicyDocument, trustedAt: call.state.now });
    return {};
  }),
  DeleteRole: writes(onRole, (call, input) => {
    const role = requireOwnRole(call, input.RoleName);
    if (managedPoliciesOf(role).length > 0)
      throw deleteConflict('Cannot delete entity, must detach all policies first.');
    if (Object.keys(role.inlinePolicies ?? {}).length > 0) {
      throw deleteConflict('Cannot delete entity, must delete policies first.');
    }
    call.state.iam.roles.get(role.accountId)?.delete(role.name);
    return {};
  }),
  AttachRolePolicy: writes(onAttached, (call, input) => {
    const role = requireOwnRole(call, input.RoleName);
    requireAttachable(call, input.PolicyArn);
    const present = managedPoliciesOf(role);
    if (present.includes(input.PolicyArn)) return {};
    const { managedPoliciesPerRole: most } = call.settings;
    if (present.length >= most) throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${most}`);
    put(call, { ...role, managedPolicies: [...present, input.PolicyArn] });
    return {};
  }),
  DetachRolePolicy: writes(onAttached, (call, input) => {
    const role = requireOwnRole(call, input.RoleName);
    const present = managedPoliciesOf(role);
    if (!present.includes(input.PolicyArn)) throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`);
    put(call, { ...role, managedPolicies: present.filter((policy) => policy !== input.PolicyArn) });
    return {};
  }),
  PutRolePolicy: writes({ ...onInline, PolicyDocument: policyDocument }, (call, input) => {
    const role = requireOwnRole(call, input.RoleName);
    requireDocument(input.PolicyDocument, 'inline');
    const inlinePolicies = { ...role.inlinePolicies, [input.PolicyName]: input.PolicyDocument };
    const size = Object.values(inlinePolicies).reduce((sum, document) => sum + policySize(document), 0);
    if (size > MOST_INLINE) {
      throw limitExceeded(`Maximum policy size of ${MOST_INLINE} bytes exceeded for role ${role.name}`);
    }
    put(call, { ...role, inlinePolicies });
    return {};
  }),
  DeleteRolePolicy: writes(onInline, (call, input) => {
    const role = requireOwnRole(call, input.RoleName);
    const { [input.PolicyName]: gone, ...inlinePolicies } = role.inlinePolicies ?? {};
    if (gone === undefined) throw noSuchEntity(`The role policy with name ${input.PolicyName} cannot be found.`);
    put(call, { ...role, inlinePolicies });
    return {};
  }),
  PutRolePermissionsBoundary: writes({ ...onRole, PermissionsBoundary: arn }, (call, input) => {
    const role = requireOwnRole(call, input.RoleName);
    requireBoundary(call, input.PermissionsBoundary);
    put(call, { ...role, boundary: input.PermissionsBoundary });
    return {};
  }),
  DeleteRolePermissionsBoundary: writes(onRole, (call, input) => {
    const { boundary, ...role } = requireOwnRole(call, input.RoleName);
    if (boundary === undefined) throw noSuchEntity(`The permissions boundary of ${role.name} cannot be found.`);
    put(call, role);
    return {};
  }),
  TagRole: writes({ ...onRole, Tags: tags }, (call, input) => {
    const role = requireOwnRole(call, input.RoleName);
    put(call, { ...role, tags: tagsByKey(input.Tags, role.tags) });
    return {};
  }),
  UntagRole: writes({ ...onRole, TagKeys: list(tagKey, 0, 50) }, (call, input) => {
    const role = requireOwnRole(call, input.RoleName);
    const kept = Object.entries(role.tags).filter(([key]) => !input.TagKeys.includes(key));
    put(call, { ...role, tags: Object.fromEntries(kept) });
    return {};
  }),
  ListRoleTags: reads({ ...onRole, ...pagedByMarker }, (call, input) => {
    const items = tagMembers(requireRole(call, input.RoleName).tags);
    return markedPage(call, input, { key: 'Tags', items, show: (tag) => tag });
  }),
  /** There are no instances here that could have one. */
  ListInstanceProfilesForRole: reads({ ...onRole, ...pagedByMarker }, (call, input) => {
    requireRole(call, input.RoleName);
    return markedPage(call, input, { key: 'InstanceProfiles', items: [], show: (none) => none });
  }),
};

const put = (call: Call, role: OwnRole): void => {
  ofAccount(call.state.iam.roles, role.accountId).set(role.name, role);
};

const managedPoliciesOf = ({ managedPolicies = [] }: OwnRole): readonly string[] => managedPolicies;
