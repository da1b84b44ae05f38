// Findings of `access doctor`: what is wrong with the chain from the identity provider to a role in an account, whatever the files ask for.
import { type GroupStep, stepHint, stepText } from '../group-step.ts';
import { rule } from '../rule.ts';
import { counted, listed, type Named, namedWithIds as named } from '../wording.ts';

export const DOCTOR_RULES = {
  'doctor/no-instance': rule<{ region: string }>({
    severity: 'error',
    title: 'no instance',
    explanation:
      'There is no organization instance of IAM Identity Center in the region that was asked. Identity Center is enabled once for an organization, in one primary region; asked anywhere else, AWS answers that there is none.',
    message: ({ region }) => `there is no Identity Center of the organization in ${region}`,
    hint: () =>
      'name its region as `identityCenter.region` in `access.yaml`, or enable Identity Center in the management account',
  }),
  'doctor/several-instances': rule<{ arns: readonly string[] }>({
    severity: 'error',
    title: 'several instances',
    explanation:
      'More than one instance answers, and the files do not say which is meant. Whatever reads or writes next could be about the wrong one.',
    message: ({ arns }) => `there are ${listed(arns, 'instance')}, and the files name none`,
    hint: () => 'add `instanceArn` under `identityCenter` in `access.yaml`',
  }),
  'doctor/instance-not-found': rule<{ arn: string; found: readonly string[] }>({
    severity: 'error',
    title: 'another instance than the files name',
    explanation:
      'The instance that `identityCenter.instanceArn` names does not answer: the credentials are of another organization, the region is another one, or Identity Center was deleted and enabled again, which makes a new instance without any permission set.',
    message: ({ arn, found }) =>
      `instance \`${arn}\` does not answer${found.length === 0 ? '' : `, but ${listed(found, 'instance')}`}`,
    hint: () => 'check region and credentials; after a new start, change `identityCenter.instanceArn`',
  }),
  'doctor/instance-not-active': rule<{ status: string }>({
    severity: 'error',
    title: 'instance is not active',
    explanation:
      'AWS is making or deleting the instance, or could not make it (DescribeInstance). Nothing can be planned until its status is ACTIVE.',
    message: ({ status }) => `the instance has status \`${status}\`, not \`ACTIVE\``,
    hint: () => 'wait until AWS is done, or read the reason in the Identity Center console',
  }),
  'doctor/permission-sets-disabled': rule<Record<never, never>>({
    severity: 'error',
    title: 'permission sets are not enabled',
    explanation:
      'An instance may serve applications only. Without multi-account permissions there are no permission sets and no assignments.',
    message: () => 'the instance has no permission sets: multi-account permissions are not enabled',
    hint: () => 'enable multi-account permissions in the Identity Center console of the management account',
  }),
  'doctor/wrong-region': rule<{ region: string; primary: string }>({
    severity: 'error',
    title: 'not the primary region',
    explanation:
      'An instance is administered in its primary region; additional regions serve sign-in when the primary one does not answer.',
    message: ({ region, primary }) => `AWS was asked in ${region}, and the primary region is ${primary}`,
    hint: ({ primary }) => `set \`identityCenter.region\` to \`${primary}\` in \`access.yaml\``,
  }),
  'doctor/region-not-active': rule<{ region: string; status: string }>({
    severity: 'warning',
    title: 'additional region is not active',
    explanation:
      'An additional region of the instance is being added or removed (ListRegions). Sign-in through it does not work meanwhile, and a region that stays so often lacks a replica of the KMS key.',
    message: ({ region, status }) => `additional region ${region} has status \`${status}\`, not \`ACTIVE\``,
    hint: () => 'wait until AWS is done, or look at the regions in the settings of Identity Center',
  }),
  'doctor/encryption': rule<{ status: string; key?: string | undefined }>({
    severity: 'warning',
    title: 'encryption is not settled',
    explanation:
      'The KMS key of the instance is being changed, or AWS could not change it (DescribeInstance, `EncryptionStatus`). When Identity Center cannot use its key, nobody signs in.',
    message: ({ status, key }) =>
      `encryption has status \`${status}\`, not \`ENABLED\`${key === undefined ? '' : `, with key \`${key}\``}`,
    hint: () => 'check that the key exists, is enabled, and that its key policy allows Identity Center to use it',
  }),
  'doctor/not-administrator': rule<{ account: string }>({
    severity: 'error',
    title: 'account may not administer Identity Center',
    explanation:
      'Identity Center is administered from the management account or from its delegated administrator. From any other account AWS refuses every change.',
    message: ({ account }) => `account \`${account}\` is neither the management account nor a delegated administrator`,
    hint: () => 'use credentials of the delegated administrator, or register this account as one',
  }),
  'doctor/management-account': rule<{ account: string; delegated: readonly string[] }>({
    severity: 'notice',
    title: 'administered from the management account',
    explanation:
      'AWS recommends to administer Identity Center from a delegated administrator account, so that pipelines and people need no access to the management account. Permission sets that are provisioned in the management account itself can be changed from there only.',
    message: ({ account, delegated }) =>
      delegated.length === 0
        ? `the caller is in the management account \`${account}\`, and there is no delegated administrator`
        : `the caller is in the management account \`${account}\`, not in the delegated administrator \`${delegated.join('`, `')}\``,
    hint: ({ delegated }) =>
      delegated.length === 0
        ? 'register a delegated administrator in the settings of Identity Center, and use credentials of that account'
        : 'use credentials of the delegated administrator, where the files grant nothing in the management account',
  }),
  'doctor/delegated-administrators': rule<{ found: readonly string[]; expected: readonly string[] }>({
    severity: 'error',
    title: 'other delegated administrators than declared',
    explanation:
      'Whoever administers a delegated administrator account of Identity Center can give access to every account but the management account. `identityCenter.delegatedAdministrators` says which accounts these are, and AWS has others (ListDelegatedAdministrators).',
    message: ({ found, expected }) =>
      `${found.length === 0 ? 'there is no delegated administrator' : `delegated administrators are ${listed(found, 'account')}`}, and the files declare ${
        expected.length === 0 ? 'none' : listed(expected, 'account')
      }`,
    hint: () =>
      'find out in CloudTrail who registered it (RegisterDelegatedAdministrator), and deregister it or declare it',
  }),
  'doctor/secret-in-files': rule<{ what: string }>({
    severity: 'error',
    title: 'secret in the files',
    explanation:
      'A file of the config folder has what looks like a secret: a SCIM token, a bearer token, a key. Whoever can read the repository has it, and git keeps it when it is taken out. The finding never shows it. Of the SCIM token, `entra.scim.tokenCreated` takes the day.',
    message: ({ what }) => `the files have ${what}`,
    hint: () => 'revoke it where it was made, then take it out of the files',
  }),
  'doctor/trusted-access': rule<Record<never, never>>({
    severity: 'error',
    title: 'no trusted access',
    explanation:
      'Without trusted access of `sso.amazonaws.com` to the organization, Identity Center can neither see accounts nor make roles in them (ListAWSServiceAccessForOrganization).',
    message: () => '`sso.amazonaws.com` has no trusted access to the organization',
    hint: () => 'enable trusted access for IAM Identity Center in AWS Organizations, under Services',
  }),
  'doctor/no-users': rule<Record<never, never>>({
    severity: 'error',
    title: 'no users',
    explanation:
      'The directory of Identity Center has no users. SAML signs in only users that exist there already: Identity Center makes none at sign-in, so provisioning has to come first.',
    message: () => 'the directory has no users: nobody can sign in',
    hint: () => 'start provisioning in the enterprise application (Provisioning), and assign a group to it first',
  }),
  'doctor/no-groups': rule<Record<never, never>>({
    severity: 'error',
    title: 'no groups',
    explanation:
      'The directory of Identity Center has no groups, so no grant of the files can be assigned. Entra provisions groups that are assigned to the enterprise application themselves, and only those that are security-enabled.',
    message: () => 'the directory has no groups: no grant can be assigned',
    hint: () => 'assign the groups to the enterprise application (Users and groups), and start provisioning',
  }),
  'doctor/unsynced-users': rule<{ users: readonly Named[] }>({
    severity: 'warning',
    title: 'users that nobody syncs',
    explanation:
      'Other users come from the identity provider, these have no external id: they were made by hand, or are left from an earlier identity source. Their access does not end when somebody leaves the company, and a SCIM user of the same user name takes them over.',
    message: ({ users }) => `${counted(users.length, 'user')} without external id: ${named(users)}`,
    hint: () => 'delete them in Identity Center, unless they are break-glass users on purpose',
  }),
  'doctor/unsynced-groups': rule<{ groups: readonly Named[] }>({
    severity: 'warning',
    title: 'groups that nobody syncs',
    explanation:
      'Other groups come from the identity provider, these have no external id, and the files do not pin them by `groupId`: they were made by hand or by Control Tower, or are left from an earlier identity source. A new group of the identity provider with the same name is matched to them at its first sync, and takes over their assignments.',
    message: ({ groups }) => `${counted(groups.length, 'group')} without external id: ${named(groups)}`,
    hint: () =>
      'delete those that nobody needs; declare the others with `groupId`, and let nobody make groups of these names',
  }),
  'doctor/several-issuers': rule<{ issuers: readonly string[] }>({
    severity: 'warning',
    title: 'several issuers of external ids',
    explanation:
      'External ids come from more than one identity source: the identity source was changed, and what the earlier one had synced is still there. Nobody updates or removes it.',
    message: ({ issuers }) => `external ids have ${listed(issuers, 'issuer')}`,
    hint: () => 'delete users and groups of the earlier identity source once the new one has synced them again',
  }),
  'doctor/user-name': rule<{ users: readonly Named[] }>({
    severity: 'warning',
    title: 'user names that are no email addresses',
    explanation:
      'SAML identifies users by a name in email format that equals the user name exactly (Identity Center User Guide, troubleshooting). A user whose user name is of another form cannot sign in through the identity provider.',
    message: ({ users }) => `${counted(users.length, 'user name')} not in email format: ${named(users)}`,
    hint: () => 'map `userPrincipalName` to `userName` in the enterprise application (Provisioning, Attribute mapping)',
  }),
  'doctor/group-mapping': rule<{ groups: readonly Named[] }>({
    severity: 'error',
    title: 'groups without object ids',
    explanation:
      'The external ids of groups are no GUIDs, so the enterprise application does not map `objectId` to `externalId`. A pin (`objectId`) then recognises nothing, or something that can change hands.',
    message: ({ groups }) => `${counted(groups.length, 'group')} whose external id is no object id: ${named(groups)}`,
    hint: () => 'map `objectId` to `externalId` for groups (Provisioning, Attribute mapping), and restart provisioning',
  }),
  'doctor/user-mapping': rule<{ users: readonly Named[] }>({
    severity: 'warning',
    title: 'users without object ids',
    explanation:
      'The external ids of users are no GUIDs: by default Entra maps `mailNickname` to `externalId`, which changes with a name and can be given to somebody else. AWS recommends an attribute that is unique and never changes, such as `objectId`.',
    message: ({ users }) => `${counted(users.length, 'user')} whose external id is no object id: ${named(users)}`,
    hint: () => 'map `objectId` to `externalId` for users (Provisioning, Attribute mapping), and restart provisioning',
  }),
  'doctor/namesakes': rule<{ names: readonly string[] }>({
    severity: 'warning',
    title: 'groups that look alike',
    explanation:
      'Two groups have names that nobody can tell apart in a list or a pull request. Access that is meant for one is easily given to the other.',
    message: ({ names }) => `${listed(names, 'group')} look alike`,
    hint: () => 'rename one of them in the identity provider',
  }),
  'doctor/group-not-synced': rule<{ key: string; name: string; id: string; step?: GroupStep | undefined }>({
    severity: 'error',
    title: 'declared group is not synced',
    explanation:
      'A group of the files is not in Identity Center, so its grants wait. On the way there it has to exist in Entra, be security-enabled, and be assigned to the enterprise application; then the next provisioning cycle (every 40 minutes) brings it. Where Microsoft Graph may be asked, the first step that is not done is named.',
    message: ({ key, name, id, step }) =>
      `group \`${key}\` (\`${name}\`, ${id}) is not in Identity Center${step === undefined ? '' : `: ${stepText(step)}`}`,
    hint: ({ step }) => stepHint(step ?? { kind: 'unknown', missing: '' }),
  }),
  'doctor/group-identity': rule<{ key: string; name: string; id: string; found: readonly string[] }>({
    severity: 'error',
    title: 'name of a declared group on another group',
    explanation:
      'The group of this name has another external id than the files pin: it was deleted and made again, or somebody else took the name. Its members were never reviewed.',
    message: ({ key, name, id, found }) =>
      `group \`${key}\` is pinned to ${id}, and \`${name}\` in Identity Center is ${found.join(', ')}`,
    hint: () => 'find out in the audit log of Entra who made the group, and change the pin only after a review',
  }),
  'doctor/group-renamed': rule<{ key: string; name: string; now: string }>({
    severity: 'warning',
    title: 'declared group has another name',
    explanation:
      'The pinned group is called otherwise in Identity Center than in the files. Its grants stay, but a reader of the files takes it for another group.',
    message: ({ key, name, now }) =>
      `group \`${key}\` is called \`${now}\` in Identity Center, and \`${name}\` in the files`,
    hint: ({ now }) => `set its \`displayName\` to \`${now}\` after a review`,
  }),
  'doctor/group-not-declared': rule<{ groups: readonly Named[] }>({
    severity: 'notice',
    title: 'synced groups that are not declared',
    explanation:
      'The identity provider syncs groups that the files do not declare. With the scope *Sync all users and groups* every group of the tenant comes, also those that any user may make; with *Sync only assigned* it is one that somebody assigned to the application.',
    message: ({ groups }) => `${counted(groups.length, 'synced group')} not declared in the files: ${named(groups)}`,
    hint: () =>
      'set the scope to assigned users and groups (Provisioning, Settings), and unassign what needs no access',
  }),
  'doctor/group-empty': rule<{ groups: readonly Named[] }>({
    severity: 'warning',
    title: 'declared groups without members',
    explanation:
      'A group of the files has no members in Identity Center. Members of nested groups are not provisioned: only direct members of a group that is assigned to the enterprise application are. Eligible members of PIM for Groups appear when they activate.',
    message: ({ groups }) => `${counted(groups.length, 'declared group')} without members: ${named(groups)}`,
    hint: () => 'add people to the group themselves, not groups; for PIM for Groups, silence this under `diagnostics`',
  }),
  'doctor/token-ends': rule<{ created: string; days: number }>({
    severity: 'warning',
    title: 'SCIM token ends soon',
    explanation:
      'A SCIM token is valid for one year (Identity Center User Guide, automatic provisioning). After that nothing is synced: new people get no access, and leavers keep their groups.',
    message: ({ created, days }) => `the SCIM token of ${created} ends in ${counted(days, 'day')}`,
    hint: () =>
      'generate a new token in Identity Center, enter it in the enterprise application, and change `entra.scim.tokenCreated`',
  }),
  'doctor/token-ended': rule<{ created: string; days: number }>({
    severity: 'error',
    title: 'SCIM token has ended or ends within a month',
    explanation:
      'A SCIM token is valid for one year. Once it has ended nothing is synced any more: leavers keep their groups, and the job in Entra is quarantined and disabled after four weeks. In its last 30 days the warning becomes an error.',
    message: ({ created, days }) =>
      days <= 0
        ? `the SCIM token of ${created} has ended`
        : `the SCIM token of ${created} ends in ${counted(days, 'day')}`,
    hint: () =>
      'generate a new token in Identity Center, enter it in the enterprise application, and change `entra.scim.tokenCreated`',
  }),
};
