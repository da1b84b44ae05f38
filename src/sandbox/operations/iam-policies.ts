// iam: managed policies as the caller's account sees them, and making customer managed ones.
import { ServiceError } from '../errors.ts';
import { awsPolicies, type ManagedPolicy, ownPolicies, policyOfArn, type Usage, usageOf } from '../iam-policies.ts';
import { type PolicyDetails, policyDetailsKey } from '../iam-state.ts';
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
  tags,
} from '../shapes-iam.ts';
import { requirePolicyGrammar } from './iam-roles.ts';
import { noSuchEntity, tagMembers, tagsByKey, urlEncoded } from './iam-wire.ts';

/** Policies have one version: the sandbox has no CreatePolicyVersion. */
const versionOf = ({ details }: ManagedPolicy): string => details.version ?? 'v1';

export const IAM_POLICIES: Operations = {
  GetPolicy: reads({ PolicyArn: arn }, (call, input) => {
    const policy = requirePolicy(call, input.PolicyArn);
    return { Policy: { ...shown(call, policy), ...described(policy) } };
  }),
  GetPolicyVersion: reads({ PolicyArn: arn, VersionId: policyVersionId }, (call, input) => {
    const policy = requirePolicy(call, input.PolicyArn);
    if (input.VersionId !== versionOf(policy))
      throw noSuchEntity(`Policy ${policy.arn} version ${input.VersionId} does not exist.`);
    const { document } = policy.details;
    if (document === undefined) {
      throw noSuchEntity(`The sandbox holds no document of ${policy.arn}. A seed can give one.`);
    }
    return { PolicyVersion: { Document: urlEncoded(document), ...version(call, policy) } };
  }),
  ListPolicyVersions: reads({ PolicyArn: arn, ...pagedByMarker }, (call, input) => {
    const items = [requirePolicy(call, input.PolicyArn)];
    return markedPage(call, input, { key: 'Versions', items, show: (policy) => version(call, policy) });
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
        ...(scope === 'AWS' ? [] : ownPolicies(call.state, account)),
        ...(scope === 'Local' ? [] : awsPolicies(call.state, account)),
      ].filter((policy) => {
        const { attached, boundary } = usage.get(policy.arn) ?? UNUSED;
        const fits = filter === undefined || (filter === 'PermissionsPolicy' ? attached : boundary) > 0;
        return policy.path.startsWith(prefix) && fits && (input.OnlyAttached !== true || attached > 0);
      });
      return markedPage(call, input, { key: 'Policies', items, show: (policy) => shown(call, policy, usage) });
    },
  ),
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
      requirePolicyGrammar(document);
      const details: PolicyDetails = {
        owner: call.caller.account,
        path,
        name,
        document,
        ...(description === undefined ? {} : { description }),
        createdAt: call.state.now,
        tags: tagsByKey(input.Tags ?? []),
      };
      return { Policy: shown(call, created(call, details)) };
    },
  ),
};

const UNUSED: Usage = { attached: 0, boundary: 0 };

function created(call: Call, details: PolicyDetails): ManagedPolicy {
  const { state } = call;
  const { owner, path, name } = details;
  // A name is unique in its account, whatever the path.
  const isTaken = ownPolicies(state, owner).some((policy) => policy.name.toLowerCase() === name.toLowerCase());
  if (isTaken) {
    const message = `A policy called ${name} already exists. Duplicate names are not allowed.`;
    throw new ServiceError('EntityAlreadyExists', message, {}, 409);
  }
  const known = state.customerManagedPolicies;
  known?.set(owner, (known.get(owner) ?? new Set()).add(path + name));
  state.iam.policies.set(policyDetailsKey(details), details);
  return requirePolicy(call, `arn:${state.partition}:iam::${owner}:policy${path}${name}`);
}

function requirePolicy(call: Call, given: string): ManagedPolicy {
  const policy = policyOfArn(call.state, call.caller.account, given);
  if (policy === undefined) throw noSuchEntity(`Policy ${given} was not found.`);
  return policy;
}

/** ListPolicies and CreatePolicy leave out the description (Policy, API reference). */
const described = ({ details }: ManagedPolicy): Output => ({
  ...(details.description === undefined ? {} : { Description: details.description }),
  Tags: tagMembers(details.tags ?? {}),
});

const createdAt = (call: Call, { details }: ManagedPolicy): Date => new Date(details.createdAt ?? call.state.createdAt);

const version = (call: Call, policy: ManagedPolicy): Output => ({
  VersionId: versionOf(policy),
  IsDefaultVersion: true,
  CreateDate: createdAt(call, policy),
});

function shown(call: Call, policy: ManagedPolicy, usage = usageOf(call.state, call.caller.account)): Output {
  const { attached, boundary } = usage.get(policy.arn) ?? UNUSED;
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: versionOf(policy),
    AttachmentCount: attached,
    PermissionsBoundaryUsageCount: boundary,
    // Policies of service-linked roles cannot be attached by anybody else.
    IsAttachable: !policy.isAws || !policy.path.startsWith('/aws-service-role/'),
    CreateDate: createdAt(call, policy),
    UpdateDate: createdAt(call, policy),
  };
}
