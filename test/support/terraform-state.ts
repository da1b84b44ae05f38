// What `terraform show -json` prints of a state in which hashicorp/aws 5 manages all of an estate (Terraform, "JSON Output Format"): attributes as the provider reads them back.
import type { Assignment, PermissionSet } from '../../src/state/state.ts';
import type { MessyEstate } from './messy-estates.ts';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-7223f0a1b2c3d4e5';

const arnOf = (name: string) =>
  `arn:aws:sso:::permissionSet/ssoins-7223f0a1b2c3d4e5/${Buffer.from(name).toString('hex')}`;
const awsManaged = (policy: string) => `arn:aws:iam::aws:policy/${policy}`;

/** `isOrdered`: as live gives them; otherwise modules and resources stand in another order. */
export function terraformState({ live }: Pick<MessyEstate, 'live'>, isOrdered = true): string {
  const resources = [
    ...[...live.permissionSets.values()].flatMap(setResources),
    ...[...live.assignments.values()].map(assignmentResource),
  ].map(({ type, values }, number) => ({
    address: `${type}.r${number}`,
    mode: 'managed',
    type,
    name: `r${number}`,
    provider_name: 'registry.terraform.io/hashicorp/aws',
    schema_version: 0,
    values: { instance_arn: INSTANCE, ...values },
    sensitive_values: {},
  }));
  const shown = isOrdered ? resources : resources.toReversed();
  const half = Math.floor(shown.length / 2);
  return JSON.stringify({
    format_version: '1.0',
    terraform_version: '1.11.0',
    values: {
      root_module: {
        resources: shown.slice(0, half),
        child_modules: [{ address: 'module.teams', resources: shown.slice(half) }],
      },
    },
  });
}

interface Resource {
  readonly type: string;
  readonly values: object;
}

function setResources(set: PermissionSet): readonly Resource[] {
  const { name, description, sessionDuration, relayState, inlinePolicy, permissionsBoundary: boundary } = set;
  const permission_set_arn = arnOf(name);
  const part = (type: string, values: object): Resource => ({
    type: `aws_ssoadmin_${type}`,
    values: { permission_set_arn, ...values },
  });
  const tags = { ...set.tags, ...(set.owner === undefined ? {} : { 'access:owner': set.owner }) };
  return [
    {
      type: 'aws_ssoadmin_permission_set',
      values: {
        arn: permission_set_arn,
        name,
        description: description ?? '',
        session_duration: sessionDuration,
        relay_state: relayState ?? '',
        tags,
        tags_all: tags,
      },
    },
    ...set.managedPolicies.map((policy) =>
      part('managed_policy_attachment', { managed_policy_arn: awsManaged(policy), managed_policy_name: policy }),
    ),
    ...set.customerManagedPolicies.map((reference) =>
      part('customer_managed_policy_attachment', { customer_managed_policy_reference: [reference] }),
    ),
    ...(inlinePolicy === undefined
      ? []
      : [
          part('permission_set_inline_policy', {
            inline_policy: inlinePolicy.kind === 'document' ? JSON.stringify(inlinePolicy.document) : inlinePolicy.text,
          }),
        ]),
    ...(boundary === undefined
      ? []
      : [
          part('permissions_boundary_attachment', {
            permissions_boundary: [
              boundary.kind === 'aws-managed'
                ? { managed_policy_arn: awsManaged(boundary.policy), customer_managed_policy_reference: [] }
                : { managed_policy_arn: '', customer_managed_policy_reference: [boundary.policy] },
            ],
          }),
        ]),
  ];
}

const assignmentResource = ({ permissionSet, account, principal }: Assignment): Resource => ({
  type: 'aws_ssoadmin_account_assignment',
  values: {
    permission_set_arn: arnOf(permissionSet),
    principal_id: principal.id,
    principal_type: principal.type === 'user' ? 'USER' : 'GROUP',
    target_id: account,
    target_type: 'AWS_ACCOUNT',
  },
});
