// Findings of `access doctor` about the groups that give access: what they are in Entra, who may change their members, and who is in them.
import { rule } from '../rule.ts';
import { counted, type Named, namedWithIds as named } from '../wording.ts';

/** `entra.require` of access.yaml. */
export type GroupRequirement = 'roleAssignable' | 'noOwners' | 'noDynamicRule' | 'cloudOnly' | 'eligibleOnly';

const REQUIREMENT_TEXTS: Readonly<Record<GroupRequirement, string>> = {
  roleAssignable: 'it is not role-assignable',
  noOwners: 'it has owners',
  noDynamicRule: 'its members come by a dynamic rule',
  cloudOnly: 'it is synced from on-premises',
  eligibleOnly: 'it has standing members',
};
const REQUIREMENT_HINTS: Readonly<Record<GroupRequirement, string>> = {
  roleAssignable: 'make a new, role-assignable group, assign it, and change the pin: the property cannot be changed',
  noOwners: 'remove its owners (Groups, Owners)',
  noDynamicRule: 'make a new group with assigned members, and change the pin',
  cloudOnly: 'make a new group in Entra, and change the pin',
  eligibleOnly: 'make its members eligible (Privileged Identity Management, Groups), and remove them as members',
};

export const DOCTOR_GROUPS_RULES = {
  'doctor/group-gone': rule<{ groups: readonly Named[] }>({
    severity: 'error',
    title: 'deleted in Entra, and still in Identity Center',
    explanation:
      'A group of Identity Center has the object id of a group that Entra no longer has. Nobody manages its members any more, and they keep all that is assigned to it.',
    message: ({ groups }) =>
      `${counted(groups.length, 'group')} gone from Entra, whose members keep access: ${named(groups)}`,
    hint: () =>
      'look whether provisioning runs and deletes (Provisioning); then delete the group in Identity Center, or restore it in Entra within 30 days',
  }),
  'doctor/group-not-security-enabled': rule<{ key: string; group: Named }>({
    severity: 'error',
    title: 'group that Entra does not provision',
    explanation:
      'Entra provisions security-enabled groups only ("How application provisioning works"). The group is in Identity Center from earlier: nobody who leaves it in Entra leaves it there.',
    message: ({ key, group }) =>
      `group \`${key}\` (\`${group.name}\`) is not security-enabled: its members are not synced any more`,
    hint: () => 'make a security group of the same members, assign it, and change the pin',
  }),
  'doctor/group-nested': rule<{ key: string; group: Named; nested: readonly Named[] }>({
    severity: 'warning',
    title: 'nested groups get nothing',
    explanation:
      'Entra provisions direct members only ("How application provisioning works"). Who is in a group that is a member of this group gets no access, and nothing says so.',
    message: ({ key, group, nested }) =>
      `group \`${key}\` (\`${group.name}\`) has ${counted(nested.length, 'nested group')} whose members get nothing: ${named(nested)}`,
    hint: () => 'add the people themselves, or declare and assign the nested groups',
  }),
  'doctor/entra-namesakes': rule<{ key: string; groups: readonly Named[] }>({
    severity: 'warning',
    title: 'other groups of the same name in Entra',
    explanation:
      'Entra has other groups with the name of a declared group: names are not unique there. Assigned to the application by mistake, such a group cannot be provisioned, or takes the place of the declared one.',
    message: ({ key, groups }) =>
      `${counted(groups.length, 'other group')} of Entra with the name of group \`${key}\`: ${named(groups)}`,
    hint: () => 'find out in the audit log of Entra who made them, and rename or delete them',
  }),
  'doctor/name-adoption': rule<{ count: number }>({
    severity: 'error',
    title: 'anybody can take over the access of a group',
    explanation:
      'Every member of the tenant may make security groups, and groups are synced without being assigned. At its first sync a group is matched by its display name with a group of Identity Center, and takes over its members and its assignments. So whoever makes a group under the name of an administrators group of Identity Center that nobody syncs, such as those of Control Tower, has its access.',
    message: ({ count }) =>
      `everybody may make groups in Entra, and ${count === 1 ? '1 group is' : `${count} groups are`} synced without being assigned`,
    hint: () =>
      'set the scope to assigned users and groups (Provisioning, Settings), then restart provisioning; and forbid users to make security groups (Groups, General)',
  }),
  'doctor/self-service-groups': rule<Record<never, never>>({
    severity: 'notice',
    title: 'everybody may make security groups',
    explanation:
      'Every member of the tenant may make security groups (`allowedToCreateSecurityGroups` of the authorization policy). Look-alikes of groups that give access are made in a minute, and with the scope *Sync all users and groups* they take over access.',
    message: () => 'everybody in the tenant may make security groups',
    hint: () => 'set "Users can create security groups" to No (Groups, General)',
  }),
  'doctor/group-owners': rule<{ key: string; group: Named; who: readonly Named[] }>({
    severity: 'notice',
    title: 'group that gives access has owners',
    explanation:
      'Owners of a group change its members, and so who has access to AWS, without a review and without any directory role. `entra.require: { all: [noOwners] }` in access.yaml makes it an error.',
    message: ({ key, group, who }) =>
      `group \`${key}\` (\`${group.name}\`) has ${counted(who.length, 'owner')}: ${named(who)}`,
    hint: () => 'remove owners who do not review access (Groups, Owners)',
  }),
  'doctor/group-dynamic': rule<{ key: string; group: Named; rule: string }>({
    severity: 'notice',
    title: 'group that gives access has a dynamic rule',
    explanation:
      'Members come by a rule on attributes. Whoever may edit these attributes, people themselves for some of them, decides who has access to AWS.',
    message: ({ key, group, rule: text }) => `group \`${key}\` (\`${group.name}\`) has members by a rule: \`${text}\``,
    hint: () => 'check who may edit the attributes of the rule, or use a group with assigned members',
  }),
  'doctor/group-on-premises': rule<{ key: string; group: Named }>({
    severity: 'notice',
    title: 'group that gives access is synced from on-premises',
    explanation:
      'Members are managed in Active Directory on-premises: its administrators decide who has access to AWS, and Privileged Identity Management cannot be used for the group.',
    message: ({ key, group }) => `group \`${key}\` (\`${group.name}\`) is synced from on-premises`,
    hint: () => 'use a group of Entra itself for access that matters',
  }),
  'doctor/group-open': rule<{ key: string; group: Named }>({
    severity: 'error',
    title: 'anybody may join a group that gives access',
    explanation: 'A Microsoft 365 group with visibility Public lets everybody in the tenant join it.',
    message: ({ key, group }) => `group \`${key}\` (\`${group.name}\`) is public: everybody in the tenant may join it`,
    hint: () => 'set its privacy to private, or use a security group',
  }),
  'doctor/group-not-role-assignable': rule<{ key: string; group: Named }>({
    severity: 'notice',
    title: 'administrators group is not role-assignable',
    explanation:
      'The group gives administrator access in AWS. Members of a group that is not role-assignable can be changed, and their passwords reset, by many directory roles and by applications with `GroupMember.ReadWrite.All`. The property is set when a group is made. `entra.require: { administrator: [roleAssignable] }` in access.yaml makes it an error.',
    message: ({ key, group }) =>
      `group \`${key}\` (\`${group.name}\`) gives administrator access and is not role-assignable`,
    hint: () => 'make a new, role-assignable group, assign it, and change the pin',
  }),
  'doctor/group-standing': rule<{ key: string; group: Named; who: readonly Named[] }>({
    severity: 'notice',
    title: 'standing administrators',
    explanation:
      'The group gives administrator access in AWS, and has members who are not eligible for it, so all the time: Privileged Identity Management for groups gives membership for hours, with a reason and an approval.',
    message: ({ key, group, who }) =>
      `group \`${key}\` (\`${group.name}\`) gives administrator access to ${counted(who.length, 'standing member')}: ${named(who)}`,
    hint: () =>
      'make members eligible (Privileged Identity Management, Groups), with a second group for everyday access',
  }),
  'doctor/group-requirement': rule<{ key: string; group: Named; requirement: GroupRequirement; who: readonly Named[] }>(
    {
      severity: 'error',
      title: 'group does not meet a requirement',
      explanation:
        '`entra.require` in access.yaml demands something of groups that give access, by what they give: `all`, or `administrator`. The group of Entra is otherwise.',
      message: ({ key, group, requirement, who }) =>
        `group \`${key}\` (\`${group.name}\`) does not meet \`${requirement}\`: ${REQUIREMENT_TEXTS[requirement]}${
          who.length === 0 ? '' : ` (${named(who)})`
        }`,
      hint: ({ requirement }) => REQUIREMENT_HINTS[requirement],
    },
  ),
  'doctor/members-not-in-entra': rule<{ key: string; group: Named; who: readonly Named[] }>({
    severity: 'warning',
    title: 'members that Entra does not have',
    explanation:
      'The group has members in Identity Center that the group in Entra does not have. Somebody added them in AWS (CreateGroupMembership, or AddMemberToGroup of the console), which Entra neither sees nor reverts, or took them out of the group in Entra within the last cycle.',
    message: ({ key, group, who }) =>
      `group \`${key}\` (\`${group.name}\`) has ${counted(who.length, 'member')} that Entra does not have: ${named(who)}`,
    hint: () =>
      'look for CreateGroupMembership and AddMemberToGroup in CloudTrail; what stays after a cycle, remove in Identity Center',
  }),
  'doctor/members-not-synced': rule<{ key: string; group: Named; who: readonly Named[] }>({
    severity: 'notice',
    title: 'members that did not arrive',
    explanation:
      'The group in Entra has members that the group in Identity Center does not have: they wait for the next cycle, are out of scope, or lack a given name, family name or display name, which AWS demands.',
    message: ({ key, group, who }) =>
      `group \`${key}\` (\`${group.name}\`) has ${counted(who.length, 'member')} in Entra that did not arrive: ${named(who)}`,
    hint: () => 'wait for a cycle; then look for them in the provisioning logs',
  }),
};
