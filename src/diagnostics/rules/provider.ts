// Failures of reading and writing live: credentials, rights, the instance, the network, answers that make no sense.
import { rule } from '../rule.ts';

export const PROVIDER_RULES = {
  'provider/no-credentials': rule<{ detail: string }>({
    severity: 'error',
    title: 'no AWS credentials',
    explanation:
      'Reading live needs AWS credentials of the management account, or of the delegated administrator of IAM Identity Center. They are found the way the AWS CLI finds them: environment variables, profiles, single sign-on, web identity, container and instance roles.',
    message: ({ detail }) => `AWS credentials could not be loaded: ${oneLine(detail)}`,
    hint: () =>
      'sign in (`aws sso login`), set AWS_PROFILE, or check the identity of the CI job; `access validate` needs none',
  }),
  'provider/bad-credentials': rule<{ operation: string; error: string }>({
    severity: 'error',
    title: 'AWS credentials refused',
    explanation:
      'AWS knows the credentials no longer, or never did: a session token has expired, a key was deleted, or the clock of this machine is wrong. Nothing after this call was sent.',
    message: ({ operation, error }) => `AWS refused the credentials at \`${operation}\` (${oneLine(error)})`,
    hint: () => 'get fresh credentials and run the command again: what was done already is passed over',
  }),
  'provider/no-region': rule<Record<never, never>>({
    severity: 'error',
    title: 'no AWS region',
    explanation:
      'An IAM Identity Center instance lives in one region, and its ARN does not say which. Without a region there is nothing to ask.',
    message: () => 'no AWS region is set',
    hint: () => 'set `identityCenter.region` in access.yaml, or AWS_REGION',
  }),
  'provider/access-denied': rule<{ operation: string; action: string; detail: string }>({
    severity: 'error',
    title: 'caller lacks a right',
    explanation:
      "The caller's policies, a permissions boundary or a service control policy do not allow an action that reading or writing needs. A plan made from half a read could delete what it did not see, so the command stops.\n\nIn a region without IAM Identity Center some callers get this answer too: compare the region with the one the console shows.",
    message: ({ operation, action, detail }) =>
      `AWS denied \`${operation}\`: the caller lacks \`${action}\` (${oneLine(detail)})`,
    hint: ({ action }) => `allow \`${action}\` for the caller, and check that the region is the one of the instance`,
  }),
  'provider/not-in-organization': rule<Record<never, never>>({
    severity: 'error',
    title: 'account is in no organization',
    explanation:
      'Permission sets exist in an organization instance of IAM Identity Center only, and the account of the credentials belongs to no AWS organization.',
    message: () => 'the account of the credentials is in no AWS organization',
    hint: () => 'use credentials of the management account or of the delegated administrator',
  }),
  'provider/no-instance': rule<{ region: string }>({
    severity: 'error',
    title: 'no Identity Center here',
    explanation:
      'ListInstances found no organization instance of IAM Identity Center in the region. Instances live in one region, and other regions answer with an empty list, not with an error.',
    message: ({ region }) => `no organization instance of IAM Identity Center in region \`${region}\``,
    hint: () => 'set `identityCenter.region` to the region that the Identity Center console shows under Settings',
  }),
  'provider/several-instances': rule<{ arns: readonly string[] }>({
    severity: 'error',
    title: 'several instances',
    explanation:
      'ListInstances shows more than one instance that could be the organization instance. Which one to change must not be a guess.',
    message: ({ arns }) => `${arns.length} instances of IAM Identity Center were found: ${quoted(arns)}`,
    hint: () => 'set `identityCenter.instanceArn` in access.yaml',
  }),
  'provider/instance-mismatch': rule<{ configured: string; found: readonly string[]; region: string }>({
    severity: 'error',
    title: 'another instance',
    explanation:
      'The instance that the credentials lead to is not the one the files are written for. This is what protects one organisation from the files of another: nothing was read or written.',
    message: ({ configured, found, region }) =>
      `the configured instance \`${configured}\` is not in region \`${region}\`, which has ${quoted(found)}`,
    hint: () =>
      'use the credentials and region of the organisation these files describe, or correct `identityCenter.instanceArn`',
  }),
  'provider/instance-not-active': rule<{ arn: string; status: string }>({
    severity: 'error',
    title: 'instance not active',
    explanation:
      'While an instance is being made or deleted, IAM Identity Center answers DescribeInstance and little else.',
    message: ({ arn, status }) => `the instance \`${arn}\` is ${status}`,
    hint: () => 'wait until the Identity Center console shows it as active',
  }),
  'provider/permission-sets-disabled': rule<{ arn: string }>({
    severity: 'error',
    title: 'permission sets are disabled',
    explanation:
      'An instance can be used for applications only. DescribeInstance says of this one that permission sets are not enabled, so it cannot give access to accounts.',
    message: ({ arn }) => `permission sets are disabled on the instance \`${arn}\``,
    hint: () => 'enable multi-account permissions in the Identity Center console, or use the organization instance',
  }),
  'provider/throttled-out': rule<{ operation: string; attempts: number }>({
    severity: 'error',
    title: 'throttled for too long',
    explanation:
      'IAM Identity Center allows all callers of an organisation together about 20 calls a second. The call was slowed down and repeated, and still found no place: something else is calling without pause.',
    message: ({ operation, attempts }) => `AWS throttled \`${operation}\` ${attempts} times in a row`,
    hint: () =>
      'find what else is calling Identity Center (CloudTrail shows it), and run the command again when it is quiet',
  }),
  'provider/busy': rule<{ operation: string; attempts: number; detail: string }>({
    severity: 'error',
    title: 'conflicting operation',
    explanation:
      'IAM Identity Center works on one permission set in an account at a time, and on few operations at once. Another operation held the place through every repetition. DeletePermissionSet answers the same while any account still uses the set.',
    message: ({ operation, attempts, detail }) => `\`${operation}\` was refused ${attempts} times: ${oneLine(detail)}`,
    hint: () => 'wait for other operations to end (console, pipelines), and run the command again',
  }),
  'provider/unreachable': rule<{ operation: string; attempts: number; detail: string }>({
    severity: 'error',
    title: 'AWS could not be reached',
    explanation:
      'The connection failed, timed out, or AWS answered with a server error, through every repetition. Whether the last request was carried out is not known; the next plan reads what became of it.',
    message: ({ operation, attempts, detail }) =>
      `\`${operation}\` got no usable answer in ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${oneLine(detail)}`,
    hint: () => 'check the network, the proxy, and that the region exists; then run the command again',
  }),
  'provider/protocol': rule<{ operation: string; problem: string }>({
    severity: 'error',
    title: 'answer makes no sense',
    explanation:
      'The answer of the service lacks what it must have, or its pages go round in a circle. Going on with part of a list would plan the deletion of the rest, so the command stops.',
    message: ({ operation, problem }) => `the answer of \`${operation}\` makes no sense: ${oneLine(problem)}`,
    hint: () => 'run the command again; if it stays, the endpoint is not AWS or this version is too old for it',
  }),
  'provider/refused': rule<{ operation: string; error: string; detail: string }>({
    severity: 'error',
    title: 'AWS refused a call',
    explanation: "The service understood the call and refused it. The text in the message is the service's own.",
    message: ({ operation, error, detail }) => `AWS refused \`${operation}\`: ${oneLine(`${error}: ${detail}`)}`,
    hint: () => 'if live changed during the run, run the command again',
  }),
} as const;

/** AWS's own texts may have line breaks and a full stop; a message has neither. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');

const quoted = (items: readonly string[]): string => items.map((item) => `\`${item}\``).join(', ') || 'none';
