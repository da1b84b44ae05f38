// iam: managed policies as the caller's account sees them, and making customer managed ones and their versions.
import { optional } from '../../optional.ts';
import { boolean, list } from '../constraints.ts';
import { ServiceError } from '../errors.ts';
import { arnOfPolicy, idOfPolicy, policiesOf, policyOfArn, type Usage, usageOf } from '../iam-policies.ts';
import { AWS, type ManagedPolicy, newPolicy, type PolicyVersion, putPolicy } from '../iam-state.ts';
import { type Call, type Operations, type Output, reads, writes } from '../operation.ts';
import { markedPage } from '../pages-marker.ts';
import {
  arn,
  onlyAttached,
  pagedByMarker,
  policyDescription,
  policyDocument,
  policyName,
  policyPath,
  policyScope,
  policyUsage,
  policyVersionId,
  tagKey,
  tags,
} from '../shapes-iam.ts';
import {
  deleteConflict,
  limitExceeded,
  noSuchEntity,
  requireDocument,
  tagMembers,
  tagsByKey,
  urlEncoded,
} from './iam-wire.ts';

/** The quota of versions of a managed policy. */
const MOST_VERSIONS = 5;

const onPolicy = { PolicyArn: arn };
const onVersion = { ...onPolicy, VersionId: policyVersionId };

export const IAM_POLICIES: Operations = {
  GetPolicy: reads(onPolicy, (call, input) => {
    const policy = requirePolicy(call, input.PolicyArn);
    return { Policy: { ...shown(call, policy), ...described(policy) } };
  }),
  GetPolicyVersion: reads(onVersion, (call, input) => {
    const policy = requirePolicy(call, input.PolicyArn);
    const found = requireVersion(policy, input);
    return { PolicyVersion: { Document: urlEncoded(found.document), ...shownVersion(policy, found) } };
  }),
  ListPolicyVersions: reads({ ...onPolicy, ...pagedByMarker }, (call, input) => {
    const policy = requirePolicy(call, input.PolicyArn);
    const items = [...policy.versions].reverse();
    return markedPage(call, input, { key: 'Versions', items, show: (found) => shownVersion(policy, found) });
  }),
  ListPolicies: reads(
    {
      'Scope?': policyScope,
      'OnlyAttached?': onlyAttached,
      'PathPrefix?': policyPath,
      'PolicyUsageFilter?': policyUsage,
      ...pagedByMarker,
    },
    (call, input) => {
      const { Scope: scope = 'All', PathPrefix: prefix = '/', PolicyUsageFilter: filter } = input;
      const { account } = call.caller;
      const usage = usageOf(call.state, account);
      const items = [
        ...(scope === 'AWS' ? [] : policiesOf(call.state, account)),
        ...(scope === 'Local' ? [] : policiesOf(call.state, AWS)),
      ].filter((policy) => {
        const { attached, boundary } = usage.get(arnOfPolicy(call.state, policy)) ?? UNUSED;
        const fits = filter === undefined || (filter === 'PermissionsPolicy' ? attached : boundary) > 0;
        return policy.path.startsWith(prefix) && fits && (input.OnlyAttached !== true || attached > 0);
      });
      return markedPage(call, input, { key: 'Policies', items, show: (policy) => shown(call, policy, usage) });
    },
  ),
  ListPolicyTags: reads({ ...onPolicy, ...pagedByMarker }, (call, input) => {
    const items = tagMembers(requirePolicy(call, input.PolicyArn).tags);
    return markedPage(call, input, { key: 'Tags', items, show: (tag) => tag });
  }),
  CreatePolicy: writes(
    {
      PolicyName: policyName,
      'Path?': policyPath,
      PolicyDocument: policyDocument,
      'Description?': policyDescription,
      'Tags?': tags,
    },
    (call, input) => {
      const { PolicyName: name, Path: path = '/', PolicyDocument: document, Description: description } = input;
      const { state, caller } = call;
      requireDocument(document, 'managed');
      // A name is unique in its account, whatever the path.
      const isTaken = policiesOf(state, caller.account).some(
        (policy) => policy.name.toLowerCase() === name.toLowerCase(),
      );
      if (isTaken) {
        const message = `A policy called ${name} already exists. Duplicate names are not allowed.`;
        throw new ServiceError('EntityAlreadyExists', message, {}, 409);
      }
      const policy = newPolicy({
        owner: caller.account,
        path,
        name,
        document,
        ...optional({ description }),
        createdAt: state.now,
        tags: tagsByKey(input.Tags ?? []),
      });
      putPolicy(state.iam, policy);
      return { Policy: shown(call, policy) };
    },
  ),
  CreatePolicyVersion: writes(
    { ...onPolicy, PolicyDocument: policyDocument, 'SetAsDefault?': boolean },
    (call, input) => {
      const policy = requireOwn(call, input.PolicyArn);
      requireDocument(input.PolicyDocument, 'managed');
      if (policy.versions.length >= MOST_VERSIONS) {
        throw limitExceeded(
          `A managed policy can have up to ${MOST_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
        );
      }
      const lastVersion = policy.lastVersion + 1;
      const made = { id: `v${lastVersion}`, document: input.PolicyDocument, createdAt: call.state.now };
      const defaultVersion = input.SetAsDefault === true ? made.id : policy.defaultVersion;
      const changed = { ...policy, versions: [...policy.versions, made], lastVersion, defaultVersion };
      putPolicy(call.state.iam, changed);
      return { PolicyVersion: shownVersion(changed, made) };
    },
  ),
  SetDefaultPolicyVersion: writes(onVersion, (call, input) => {
    const policy = requireOwn(call, input.PolicyArn);
    putPolicy(call.state.iam, { ...policy, defaultVersion: requireVersion(policy, input).id });
    return {};
  }),
  DeletePolicyVersion: writes(onVersion, (call, input) => {
    const policy = requireOwn(call, input.PolicyArn);
    const gone = requireVersion(policy, input);
    if (gone.id === policy.defaultVersion) throw deleteConflict('Cannot delete the default version of a policy.');
    putPolicy(call.state.iam, { ...policy, versions: policy.versions.filter((present) => present !== gone) });
    return {};
  }),
  DeletePolicy: writes(onPolicy, (call, input) => {
    const policy = requireOwn(call, input.PolicyArn);
    const { attached, boundary } = usageOf(call.state, policy.owner).get(input.PolicyArn) ?? UNUSED;
    if (attached + boundary > 0) throw deleteConflict('Cannot delete a policy attached to entities.');
    if (policy.versions.length > 1) {
      throw deleteConflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. " +
          'The default version is deleted with the policy.',
      );
    }
    call.state.iam.policies.get(policy.owner)?.delete(policy.path + policy.name);
    return {};
  }),
  TagPolicy: writes({ ...onPolicy, Tags: tags }, (call, input) => {
    const policy = requireOwn(call, input.PolicyArn);
    putPolicy(call.state.iam, { ...policy, tags: tagsByKey(input.Tags, policy.tags) });
    return {};
  }),
  UntagPolicy: writes({ ...onPolicy, TagKeys: list(tagKey, 0, 50) }, (call, input) => {
    const policy = requireOwn(call, input.PolicyArn);
    const kept = Object.entries(policy.tags).filter(([key]) => !input.TagKeys.includes(key));
    putPolicy(call.state.iam, { ...policy, tags: Object.fromEntries(kept) });
    return {};
  }),
};

const UNUSED: Usage = { attached: 0, boundary: 0 };

function requirePolicy(call: Call, given: string): ManagedPolicy {
  const policy = policyOfArn(call.state, call.caller.account, given);
  if (policy === undefined) throw noSuchEntity(`Policy ${given} was not found.`);
  return policy;
}

/** Nobody but AWS changes an AWS managed policy. */
function requireOwn(call: Call, given: string): ManagedPolicy {
  const policy = requirePolicy(call, given);
  if (policy.owner !== AWS) return policy;
  throw new ServiceError('AccessDenied', `Policy ${given} is managed by AWS and cannot be changed.`, {}, 403);
}

function requireVersion(
  policy: ManagedPolicy,
  input: { readonly PolicyArn: string; readonly VersionId: string },
): PolicyVersion {
  const found = policy.versions.find(({ id }) => id === input.VersionId);
  if (found !== undefined) return found;
  throw noSuchEntity(`Policy ${input.PolicyArn} version ${input.VersionId} does not exist or is not attachable.`);
}

/** ListPolicies and CreatePolicy leave out the description (Policy, API reference). */
const described = ({ description, tags: present }: ManagedPolicy): Output => ({
  ...optional({ Description: description }),
  Tags: tagMembers(present),
});

const shownVersion = ({ defaultVersion }: ManagedPolicy, { id, createdAt }: PolicyVersion): Output => ({
  VersionId: id,
  IsDefaultVersion: id === defaultVersion,
  CreateDate: new Date(createdAt),
});

function shown(call: Call, policy: ManagedPolicy, usage = usageOf(call.state, call.caller.account)): Output {
  const { attached, boundary } = usage.get(arnOfPolicy(call.state, policy)) ?? UNUSED;
  return {
    PolicyName: policy.name,
    PolicyId: idOfPolicy(call.state, policy),
    Arn: arnOfPolicy(call.state, policy),
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: attached,
    PermissionsBoundaryUsageCount: boundary,
    // Policies of service-linked roles cannot be attached by anybody else.
    IsAttachable: policy.owner !== AWS || !policy.path.startsWith('/aws-service-role/'),
    CreateDate: new Date(policy.createdAt),
    // The time of the newest version (Policy, API reference).
    UpdateDate: new Date(policy.versions.at(-1)?.createdAt ?? policy.createdAt),
  };
}
