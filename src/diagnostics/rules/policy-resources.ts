// Findings about the resources of IAM policies: how ARNs are written, and whether the actions of a statement have such resources.
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';
import { listed } from '../wording.ts';

export const POLICY_RESOURCES_RULES = {
  'policy/arn-form': rule<{ text: string; problem: string }>({
    severity: 'error',
    title: 'text that is not an ARN',
    explanation:
      'A resource is `*` or an ARN, `arn:partition:service:region:account:resource`. IAM refuses anything else. A value of a condition that begins with `arn:` is held to the same form: with another it matches nothing.',
    message: ({ text, problem }) => `\`${text}\` is not a valid ARN: ${problem}`,
    hint: () =>
      'write `arn:partition:service:region:account:resource`, with region and account empty where there are none',
  }),
  'policy/arn-partition': rule<{ partition: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'unknown partition in an ARN',
    explanation:
      'The second part of an ARN is the partition: `aws`, `aws-cn`, `aws-us-gov` and a few more. IAM refuses others.',
    message: ({ partition }) => `unknown partition \`${partition}\``,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'most ARNs begin with `arn:aws:`',
  }),
  'policy/arn-region': rule<{ region: string }>({
    severity: 'error',
    title: 'region of an ARN that cannot be one',
    explanation:
      'The fourth part of an ARN is a region, such as `eu-west-1`, or empty. With another text the ARN matches nothing.',
    message: ({ region }) => `\`${region}\` is not a valid region`,
    hint: () => 'write a region such as `eu-west-1`, `*`, or nothing for services without regions',
  }),
  'policy/unknown-region': rule<{ region: string; date: string; nearest: readonly string[] }>({
    severity: 'warning',
    title: 'unknown region',
    explanation:
      'An ARN, or a condition on a key such as `aws:RequestedRegion`, names a region that AWS did not have on the day of the list. It may be newer; if there is none, nothing matches: an Allow allows nothing there, and a Deny denies nothing.',
    message: ({ region, date }) => `there was no region \`${region}\` on ${date}`,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'look the region up in the list of AWS Regions',
  }),
  'policy/arn-region-partition': rule<{ region: string; partition: string; home: string }>({
    severity: 'warning',
    title: 'ARN with a region of another partition',
    explanation: 'Each region belongs to one partition. An ARN that names a region of another matches nothing.',
    message: ({ region, partition, home }) =>
      `region \`${region}\` is in partition \`${home}\`, not in \`${partition}\``,
    hint: ({ partition, home }) => `write \`arn:${home}:…\`, or a region of \`${partition}\``,
  }),
  'policy/arn-service-case': rule<{ service: string; meant: string }>({
    severity: 'warning',
    title: 'service of an ARN in capital letters',
    explanation: 'The services in ARNs are lower case, and ARNs are compared case by case. Otherwise nothing matches.',
    message: ({ service }) => `\`${service}\` is not a service as ARNs write them: those are lower case`,
    hint: ({ meant }) => didYouMean([meant]),
  }),
  'policy/arn-account': rule<{ account: string }>({
    severity: 'error',
    title: 'account of an ARN that cannot be one',
    explanation:
      'The fifth part of an ARN is an account id of twelve digits, or empty. With other digits the ARN matches nothing.',
    message: ({ account }) => `\`${account}\` is not a valid account id: those have twelve digits`,
    hint: () => 'write all twelve digits, `*`, or nothing for services without accounts in their ARNs',
  }),
  'policy/unlisted-managed-policy': rule<{ arn: string; nearest: readonly string[]; date: string }>({
    severity: 'warning',
    title: 'ARN of an AWS managed policy that is not listed',
    explanation:
      'The ARN is one of an AWS managed policy, and the data has no such policy. It may be newer than the data. More often its path was forgotten (`job-function/`, `service-role/`) or its name misspelt: AttachManagedPolicyToPermissionSet then fails with ResourceNotFoundException, and a condition matches nothing.',
    message: ({ arn, date }) => `there was no AWS managed policy \`${arn}\` on ${date}`,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'look the policy up in the AWS Managed Policy Reference Guide',
  }),
  'policy/account-out-of-reach': rule<{ account: string; permissionSet: string }>({
    severity: 'warning',
    title: 'ARN of an account where the set is not granted',
    explanation:
      'A permission set works in the accounts it is granted in. Resources of another account can be reached from there only where a policy of the resource allows it, and that is rare; more often the account id was copied.',
    message: ({ account, permissionSet }) =>
      `\`${permissionSet}\` is not granted in account \`${account}\`, which this ARN names`,
    hint: ({ account }) =>
      `correct the account id; if the resource is shared from \`${account}\`, silence this with a reason`,
  }),
  'policy/action-without-resource': rule<{ actions: readonly string[] }>({
    severity: 'warning',
    title: 'action whose resources are not among those of the statement',
    explanation:
      'None of the resources of the statement looks like a resource of the action, so that the statement says nothing about it. An example is `s3:GetObject` on the ARN of a bucket: it needs `/*`.',
    message: ({ actions }) => `no resource of the statement is one for ${listed(actions, 'action')}`,
    hint: () => 'add the ARN of what the action is about, or move the action to a statement of its own',
  }),
  'policy/resource-without-action': rule<{ resources: readonly string[] }>({
    severity: 'warning',
    title: 'resource that no action of the statement is about',
    explanation: 'No action of the statement works on resources with such an ARN, so that naming it changes nothing.',
    message: ({ resources }) => `no action of the statement is about ${listed(resources, 'resource')}`,
    hint: () => 'remove it, or correct its ARN',
  }),
  'policy/action-takes-no-resource': rule<{ actions: readonly string[] }>({
    severity: 'warning',
    title: 'action that takes no resource, with an ARN',
    explanation:
      'Some actions, most that list things, are about no resource: only `Resource: "*"` allows or denies them. With an ARN the statement says nothing about them.',
    message: ({ actions }) => `only \`Resource: "*"\` says anything about ${listed(actions, 'action')}`,
    hint: () => 'move it to a statement of its own with `Resource: "*"`',
  }),
  'policy/resource-effectively-any': rule<{ text: string; of?: string }>({
    severity: 'notice',
    title: 'ARN that stands for every resource',
    explanation:
      'The ARN matches the resources of every service, or every resource that an action of the statement can be about, as `*` does, but does not look like it. The other checks judge it as `*`.',
    message: ({ text, of }) => `\`${text}\` matches every resource${of === undefined ? '' : ` of \`${of}\``}`,
    hint: () => 'name the resources, or write `*`',
  }),
} as const;
