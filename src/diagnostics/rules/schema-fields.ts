// Fields of groups, permission sets, grants and settings whose text has a form of its own.
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';

const PREFLIGHT_FIELDS = {
  assumeRole: {
    noun: 'role name',
    form: 'write the name alone, such as `access-preflight`: no ARN, and its path under `path`; up to 64 letters, digits and `_+=,.@-`',
  },
  path: { noun: 'role path', form: 'a path begins and ends with `/`, such as `/audit/`' },
  externalId: { noun: 'external id', form: 'an external id has 2 to 1,224 letters, digits and `_+=,.@:/-`' },
  sessionName: { noun: 'session name', form: 'a session name has 2 to 64 letters, digits and `_+=,.@-`' },
} as const;

export const SCHEMA_FIELD_RULES = {
  'schema/empty-text': rule<{ field: string }>({
    severity: 'error',
    title: 'empty text',
    explanation: 'Something that must have a name or a value was given an empty one.',
    message: ({ field }) => `${field} is empty`,
    hint: () => 'write the text, or remove the key',
  }),
  'schema/empty-list': rule<{ field: string }>({
    severity: 'error',
    title: 'empty list',
    explanation:
      'A grant without groups, permission sets or accounts grants nothing, and an account set without accounts holds none. That is more likely a mistake than a wish.',
    message: ({ field }) => `${field} lists nothing`,
    hint: () => 'list at least one, or remove the declaration',
  }),
  'schema/too-many-items': rule<{ field: string; count: number; most: number }>({
    severity: 'error',
    title: 'too many items',
    explanation:
      'Some lists are bounded, because every item of them is held against much else: 1,000 rules, waivers and sets of guardrails, 500 denied actions and 100 of everything else that one rule names, 1,000 items of `unmanaged.ignore`, and 100 silences on one permission set. A longer list is not read.',
    message: ({ field, count, most }) => `${field} has ${count} items, more than ${most}`,
    hint: () => 'write fewer; patterns with `*` stand for many',
  }),
  'schema/expiry': rule<{ text: string; reason: 'form' | 'no-such-date' | 'no-such-time' }>({
    severity: 'error',
    title: 'not a date',
    explanation:
      'A grant expires on a date (`2027-01-31`, at the end of that day in UTC) or at a moment with an offset (`2027-01-31T18:00:00+01:00`). A moment without an offset would mean another time on every machine.',
    message: ({ text, reason }) => {
      switch (reason) {
        case 'form':
          return `\`${text}\` is not a date or a timestamp with offset`;
        case 'no-such-date':
          return `there is no such date as \`${text}\``;
        case 'no-such-time':
          return `there is no such time as \`${text}\``;
        default:
          return reason satisfies never;
      }
    },
    hint: () => 'write 2027-01-31, or 2027-01-31T18:00:00Z, or 2027-01-31T18:00:00+01:00',
  }),
  'schema/object-id': rule<{ text: string }>({
    severity: 'error',
    title: 'not an object id',
    explanation:
      'An object id is the GUID that Entra shows on a group, an application or a tenant, such as `8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159`.',
    message: ({ text }) => `\`${text}\` is not an Entra object id`,
    hint: () => 'copy the object id from Entra: 32 hexadecimal digits with dashes',
  }),
  'schema/group-id': rule<{ field: 'groupId' | 'userId'; text: string }>({
    severity: 'error',
    title: 'not a group id',
    explanation:
      'A group id, or user id, is what Identity Center gives each group or user: a GUID, usually after ten hexadecimal digits and a dash.',
    message: ({ field, text }) => `\`${text}\` is not an Identity Center ${idName(field)}`,
    hint: ({ field }) => `copy the ${idName(field)} from Identity Center; an id from Entra belongs under \`objectId\``,
  }),
  'schema/preflight': rule<{ field: 'assumeRole' | 'path' | 'externalId' | 'sessionName'; text: string }>({
    severity: 'error',
    title: 'not the name of a role',
    explanation:
      'The role that `preflight` takes has one name in all accounts, from which its ARN is made for each of them: `assumeRole` is the name alone, `path` its path where it has one, `externalId` what its trust policy asks for (`sts:ExternalId`), and `sessionName` how CloudTrail of the account names the session. They have the forms that IAM and STS ask for.',
    message: ({ field, text }) => `\`${text}\` is not a valid ${PREFLIGHT_FIELDS[field].noun}`,
    hint: ({ field }) => PREFLIGHT_FIELDS[field].form,
  }),
  'schema/two-pins': rule<{ first: string; second: string }>({
    severity: 'error',
    title: 'pinned twice',
    explanation:
      'A group is recognised by exactly one of `objectId`, `externalId`, `groupId` or `unpinned: true`. With two of them, nobody could say which one wins when they disagree. Only `groupId` may stand beside `objectId` or `externalId`: then the group must have both.',
    message: ({ first, second }) => `a group cannot have both \`${first}\` and \`${second}\``,
    hint: ({ first, second }) =>
      second === 'unpinned' || first === 'unpinned'
        ? 'remove `unpinned`'
        : `keep one of the two, \`objectId\` with Entra`,
  }),
  'schema/policy-path': rule<{ path: string; why: 'not-json' | 'absolute' | 'backslash' | 'leaves' }>({
    severity: 'error',
    title: 'not a path of a policy file',
    explanation:
      'Text under `inlinePolicy` is the path of a `.json` file, relative to the YAML file and inside the config folder, so that a review of the folder sees every policy. The policy itself can stand there too, as YAML.',
    message: ({ path, why }) => {
      switch (why) {
        case 'not-json':
          return `\`${path}\` is not the path of a .json file`;
        case 'absolute':
          return `\`${path}\` is not a relative path`;
        case 'backslash':
          return `the path \`${path}\` has backslashes`;
        case 'leaves':
          return `the path \`${path}\` leaves the config folder`;
        default:
          return why satisfies never;
      }
    },
    hint: ({ why }) =>
      why === 'not-json'
        ? 'name a .json file relative to this one, or write the policy here as YAML'
        : 'write a path relative to this file, with `/`, that stays in the config folder',
  }),
  'schema/policy-missing': rule<{ path: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'no such policy file',
    explanation: 'No file of the config folder has this path. Paths are relative to the YAML file that names them.',
    message: ({ path }) => `there is no policy file \`${path}\``,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'add the file, or correct the path, which is relative to this file',
  }),
  'schema/boundary': rule<{ both: boolean }>({
    severity: 'error',
    title: 'unclear permissions boundary',
    explanation:
      'A permissions boundary is one policy: an AWS managed one under `managedPolicy`, or a customer managed one under `customerManagedPolicy` (PutPermissionsBoundaryToPermissionSet).',
    message: ({ both }) =>
      both ? 'a permissions boundary cannot name two policies' : 'this permissions boundary names no policy',
    hint: () => 'write either `managedPolicy` or `customerManagedPolicy`',
  }),
  'schema/external-with-fields': rule<{ key: string }>({
    severity: 'error',
    title: 'external set with fields',
    explanation:
      'An external permission set belongs to someone else and is never written, so anything declared about it would be a promise that is not kept.',
    message: ({ key }) => `\`${key}\` cannot stand beside \`external: true\``,
    hint: ({ key }) => `remove \`${key}\`, or remove \`external\` to manage the set here`,
  }),
  'schema/ignore-everything': rule<object>({
    severity: 'error',
    title: 'ignores everything',
    explanation:
      'An item of `ignore` without `permissionSets`, `groups`, `users` and `accounts` would match every assignment there is.',
    message: () => 'this item names neither permission sets, principals nor accounts',
    hint: () => 'give it `permissionSets`, `groups`, `users` or `accounts`, or several of them',
  }),
  'schema/ignore-fields': rule<object>({
    severity: 'error',
    title: 'fields of what',
    explanation:
      'With `fields`, an item of `ignore` is about the definitions of the permission sets that it names, which are the same for every principal and account.',
    message: () => '`fields` stands with `permissionSets` alone',
    hint: () => 'name the permission sets, and leave `groups`, `users` and `accounts` to an item of their own',
  }),
  'schema/ignore-nothing': rule<object>({
    severity: 'error',
    title: 'ignores nothing',
    explanation:
      'All globs of an item of `ignore` must match, and no assignment is both that of a group and that of a user.',
    message: () => '`groups` and `users` in one item match nothing',
    hint: () => 'write two items, one with `groups` and one with `users`',
  }),
  'schema/out-of-range': rule<{ field: string; text: string; expected: string }>({
    severity: 'error',
    title: 'out of range',
    explanation: 'The number lies outside of what its key can mean.',
    message: ({ field, text, expected }) => `${field} must be ${expected}, not \`${text}\``,
    hint: ({ field }) => (field === '`share`' ? 'write a percentage such as `5%`' : undefined),
  }),
  'schema/region': rule<{ text: string }>({
    severity: 'error',
    title: 'not a region',
    explanation: 'The region of the Identity Center instance, as AWS writes it: `eu-west-1`.',
    message: ({ text }) => `\`${text}\` is not an AWS region`,
    hint: () => 'write it like `eu-west-1`',
  }),
  'schema/start-url': rule<{ text: string }>({
    severity: 'error',
    title: 'not an address of the access portal',
    explanation:
      'The address of the AWS access portal, as Identity Center shows it under *Settings*: `https://example.awsapps.com/start`. Profiles that `access profiles` makes log in there.',
    message: ({ text }) => `\`${text}\` is not the address of an AWS access portal`,
    hint: () => 'copy it from the settings of Identity Center: https://….awsapps.com/start',
  }),
  'schema/instance-arn': rule<{ text: string }>({
    severity: 'error',
    title: 'not an instance ARN',
    explanation: 'The ARN of the Identity Center instance, as ListInstances returns it.',
    message: ({ text }) => `\`${text}\` is not the ARN of an Identity Center instance`,
    hint: () => 'copy it from the settings of Identity Center: arn:aws:sso:::instance/ssoins-…',
  }),
  'schema/owner': rule<{ text: string }>({
    severity: 'error',
    title: 'not an owner',
    explanation:
      'The owner is written as the value of a tag (TagResource): letters, digits, spaces and `_ . : / = + - @`, at most 256 of them.',
    message: ({ text }) => `\`${text}\` cannot be the value of a tag`,
    hint: () => 'use letters, digits and dashes',
  }),
} as const;

const idName = (field: 'groupId' | 'userId'): string => (field === 'groupId' ? 'group id' : 'user id');
