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
    title: 'missing IAM permission',
    explanation:
      "The caller's policies, a permissions boundary or a service control policy do not allow an action that reading or writing needs. A plan made from half a read could delete what it did not see, so the command stops.\n\nIn a region without IAM Identity Center some callers get this answer too: compare the region with the one the console shows.",
    message: ({ operation, action, detail }) =>
      `AWS denied \`${operation}\`: the caller is not authorized to perform \`${action}\` (${oneLine(detail)})`,
    hint: ({ action }) =>
      `allow \`${action}\` for the caller (docs/ci.md, "AWS permissions", has the whole policies), and check that the region is the one of the instance`,
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
  'provider/throttled-out': rule<{ operation: string; attempts: number; seconds: number }>({
    severity: 'error',
    title: 'throttled for too long',
    explanation:
      'IAM Identity Center allows all callers of an organisation together about 20 calls a second. The call was slowed down and repeated for as long as anything else got through, and for five minutes after that: something else is calling without pause.',
    message: ({ operation, attempts, seconds }) =>
      `AWS throttled \`${operation}\` for ${duration(seconds)} (${plural(attempts, 'attempt')})`,
    hint: () =>
      'find what else is calling Identity Center (CloudTrail shows it), and run the command again when it is quiet',
  }),
  'provider/busy': rule<{ operation: string; attempts: number; seconds: number; detail: string }>({
    severity: 'error',
    title: 'conflicting operation',
    explanation:
      'IAM Identity Center works on one permission set in an account at a time, and on few operations at once. Another operation held the place for ten minutes in which nothing else got ahead either. DeletePermissionSet answers the same while any account still uses the set, which is waited for for five minutes.',
    message: ({ operation, attempts, seconds, detail }) =>
      `\`${operation}\` was refused for ${duration(seconds)} (${plural(attempts, 'attempt')}): ${oneLine(detail)}`,
    hint: () => 'wait for other operations to end (console, pipelines), and run the command again',
  }),
  'provider/unreachable': rule<{ operation: string; attempts: number; seconds: number; detail: string }>({
    severity: 'error',
    title: 'AWS could not be reached',
    explanation:
      'The connection failed, timed out, or AWS answered with a server error, for five minutes; where nothing had answered at all yet, for some seconds. Whether the last request was carried out is not known; the next plan reads what became of it.',
    message: ({ operation, attempts, seconds, detail }) =>
      `\`${operation}\` got no usable answer in ${duration(seconds)} (${plural(attempts, 'attempt')}): ${oneLine(detail)}`,
    hint: () => 'check the network and the proxy (HTTPS_PROXY, NO_PROXY); then run the command again',
  }),
  'provider/unknown-host': rule<{ operation: string; host: string }>({
    severity: 'error',
    title: 'host of AWS not found',
    explanation:
      'The name of the host that the call goes to does not resolve. The name is made from the region, so a misspelt region is the usual cause; an endpoint in the environment (AWS_ENDPOINT_URL) or a network without DNS are others.',
    message: ({ operation, host }) => `the host \`${oneLine(host)}\` of \`${operation}\` was not found`,
    hint: () =>
      'check the spelling of the region (`identityCenter.region`, AWS_REGION), AWS_ENDPOINT_URL, and that names resolve on this machine',
  }),
  'provider/events-unread': rule<{ reason: string }>({
    severity: 'notice',
    title: 'who did it is not known',
    explanation:
      '`access drift --who` asks CloudTrail (LookupEvents) who changed live, and got no answer. The report is complete but for that. The plan role does not have the right by default; CloudTrail allows two such calls a second, for everybody in the account together.',
    message: ({ reason }) => `AWS CloudTrail did not say who did it: ${oneLine(reason)}`,
    hint: () => 'allow `cloudtrail:LookupEvents` to whoever runs `access drift --who`, or look in CloudTrail by hand',
  }),
  'provider/others-at-work': rule<{ count: number }>({
    severity: 'warning',
    title: 'somebody else is writing',
    explanation:
      'Before the apply sent anything, operations were in progress in Identity Center: another apply, a pipeline, a just-in-time tool or the console is writing at the same time. Nothing gets lost: conflicting operations are waited for, and definitions are read again before they are changed. But each sees the half-done work of the other, and both share 20 calls a second.',
    message: ({ count }) =>
      `${plural(count, 'operation')} of somebody else ${count === 1 ? 'is' : 'are'} in progress in this Identity Center`,
    hint: () => 'let one apply run at a time (a concurrency group in CI), and plan again when both have ended',
  }),
  'provider/untrusted-certificate': rule<{ operation: string; error: string; detail: string }>({
    severity: 'error',
    title: 'certificate not trusted',
    explanation:
      'The TLS certificate of the other side is not one that this machine trusts. In company networks it is often that of a proxy which opens encrypted connections, and whose certificate authority Node.js does not know. Nothing was sent: the request would have carried credentials.',
    message: ({ operation, error, detail }) =>
      `the certificate that \`${operation}\` was answered with is not trusted: ${oneLine(detail)} (${oneLine(error)})`,
    hint: () =>
      'set NODE_EXTRA_CA_CERTS to a PEM file with the certificate authority of your proxy; never set NODE_TLS_REJECT_UNAUTHORIZED',
  }),
  'provider/proxy': rule<{ operation: string; problem: string }>({
    severity: 'error',
    title: 'proxy in the way',
    explanation:
      'HTTPS_PROXY, HTTP_PROXY or ALL_PROXY name a proxy that cannot be used, or something on the way answered in place of AWS: it wants to know who is asking (407), or does not let the call through (403). The request did not reach AWS.',
    message: ({ operation, problem }) => `the proxy cannot be used for \`${operation}\`: ${oneLine(problem)}`,
    hint: () =>
      'correct HTTPS_PROXY (`http://user:password@proxy:3128`), have the hosts of AWS allowed there, or list them in NO_PROXY (`amazonaws.com`)',
  }),
  'provider/protocol': rule<{ operation: string; problem: string }>({
    severity: 'error',
    title: 'answer makes no sense',
    explanation:
      'The answer is not of the form that AWS documents: it lacks what it must have, has a text where a list should be, is empty or longer than any answer, stops half way, or its pages never end. Going on with part of a list would plan the deletion of the rest, so the command stops.',
    message: ({ operation, problem }) => `the answer of \`${operation}\` makes no sense: ${oneLine(problem)}`,
    hint: () =>
      'run the command again; if it stays, the endpoint is not AWS, a proxy changes answers, or this version is too old',
  }),
  'provider/not-aws': rule<{ operation: string; status?: number | undefined; detail: string }>({
    severity: 'error',
    title: 'another program answers in place of AWS',
    explanation:
      'The first answer was a whole one, and nothing that AWS answers with: a page of a proxy or of a network that wants a sign-in, or a server that `AWS_ENDPOINT_URL` (or `endpoint_url` of the profile) names by mistake. Waiting would not change it.',
    message: ({ operation, status, detail }) =>
      `what answers \`${operation}\` is not AWS${status === undefined ? '' : ` (status ${status})`}: ${oneLine(detail)}`,
    hint: () => 'check `AWS_ENDPOINT_URL`, `endpoint_url` of the profile, and the proxy (HTTPS_PROXY, NO_PROXY)',
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

/** `12 seconds`, `5 minutes`. */
const duration = (seconds: number): string =>
  seconds < 120 ? plural(seconds, 'second') : plural(Math.round(seconds / 60), 'minute');

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const quoted = (items: readonly string[]): string => items.map((item) => `\`${item}\``).join(', ') || 'none';
