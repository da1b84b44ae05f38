// Findings about whose a permission set is: ours, another owner's, external, renamed.
import { rule } from '../rule.ts';
import { counted, listed } from '../wording.ts';

export interface Named {
  readonly name: string;
}

export const PERMISSION_SET_OWNERSHIP_RULES = {
  'permission-set/declared-and-ignored': rule<{ name: string; pattern: string }>({
    severity: 'error',
    title: 'declared and ignored',
    explanation: 'A set cannot be managed by the files and set aside by `unmanaged.ignore` at once.',
    message: ({ name, pattern }) =>
      `\`${name}\` is declared here, and set aside by \`unmanaged.ignore\` (\`${pattern}\`)`,
    hint: () => 'narrow the pattern, or declare the set as `external: true`',
  }),
  'permission-set/renamed-declared': rule<{ name: string; old: string }>({
    severity: 'error',
    title: 'renamed from a set that is still declared',
    explanation:
      '`renamedFrom` moves assignments from a set that the files no longer declare. While both are declared there is nothing to move.',
    message: ({ name, old }) => `\`${name}\` is renamed from \`${old}\`, which is still declared`,
    hint: ({ old }) => `remove the declaration of \`${old}\`, or drop \`renamedFrom\``,
  }),
  'permission-set/renamed-twice': rule<{ name: string; other: string; old: string }>({
    severity: 'error',
    title: 'two sets renamed from one',
    explanation: 'A set can have one successor.',
    message: ({ name, other, old }) => `both \`${other}\` and \`${name}\` are renamed from \`${old}\``,
    hint: () => 'keep `renamedFrom` on one of them',
  }),
  'permission-set/rename-not-ours': rule<{ name: string; old: string; owner: string }>({
    severity: 'error',
    title: "renamed from somebody else's set",
    explanation:
      '`renamedFrom` deletes the old set once its assignments have moved, so it must bear our owner tag. A set without a tag is adopted first: declare it under its old name and apply.',
    message: ({ name, old, owner }) =>
      owner === ''
        ? `\`${name}\` is renamed from \`${old}\`, which these files do not own`
        : `\`${name}\` is renamed from \`${old}\`, which \`${owner}\` owns`,
    hint: ({ old, owner }) =>
      owner === '' ? `declare \`${old}\` and apply once to adopt it, then rename` : 'drop `renamedFrom`',
  }),
  'permission-set/rename-changes-roles': rule<{ name: string; old: string; names: readonly string[] }>({
    severity: 'warning',
    title: 'a rename gives roles other ARNs',
    explanation:
      'A permission set cannot be renamed in AWS: the new one has roles of its own, `AWSReservedSSO_<name>_<suffix>`, with a new suffix in each account, and the old roles go. Whatever names an old role by its ARN lets nobody in under the new one: EKS access entries and the `aws-auth` config map, KMS key policies and grants, bucket policies and other resource policies, trust policies, data lake administrators and permissions of Lake Formation, database users of Redshift. AWS documents how to name them so that they outlive a suffix (IAM Identity Center User Guide, "Referencing permission sets in resource policies, Amazon EKS Cluster config maps, and AWS KMS key policies").',
    message: ({ name, old, names }) =>
      `renaming \`${old}\` to \`${name}\` gives the roles in ${listed(names, 'account')} other ARNs`,
    hint: ({ name }) =>
      `where one is named (EKS access entries, \`aws-auth\`, KMS and bucket policies, Lake Formation), let in \`arn:aws:iam::<account>:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_${name}_*\` as well before this is applied`,
  }),
  'permission-set/rename-done': rule<{ name: string; old: string }>({
    severity: 'notice',
    title: 'rename done',
    explanation: 'The set that `renamedFrom` names is gone, so the line has done its work.',
    message: ({ name, old }) => `\`${name}\` is renamed from \`${old}\`, which is gone`,
    hint: () => 'remove `renamedFrom`',
  }),
  'permission-set/owned-elsewhere': rule<{ name: string; owner: string }>({
    severity: 'error',
    title: 'owned by others',
    explanation:
      "The live set bears another owner in its tag `access:owner`: another repository manages it. Two writers of one set undo each other's work.",
    message: ({ name, owner }) => `\`${name}\` belongs to \`${owner}\` (tag \`access:owner\`)`,
    hint: () => 'declare it as `external: true` to grant on it, or choose another name',
  }),
  'permission-set/owned-elsewhere-held': rule<Named>({
    severity: 'notice',
    title: 'held: owned by others',
    explanation: 'The assignment is on a set that another repository manages.',
    message: ({ name }) => `\`${name}\` belongs to another owner`,
    hint: () => 'declare the set as `external: true` to grant on it',
  }),
  'permission-set/external-missing': rule<Named>({
    severity: 'error',
    title: 'external set not found',
    explanation: "The files grant on somebody else's permission set, but live has no set of that name.",
    message: ({ name }) => `permission set \`${name}\` does not exist`,
    hint: () => 'correct the name, or wait until its owner has made it',
  }),
  'permission-set/external-missing-held': rule<Named>({
    severity: 'notice',
    title: 'held: external set not found',
    explanation: 'The assignment is on a permission set that does not exist.',
    message: ({ name }) => `permission set \`${name}\` does not exist`,
    hint: () => 'correct the name, or wait until its owner has made it',
  }),
  'permission-set/external-but-ours': rule<{ name: string; owner: string }>({
    severity: 'error',
    title: 'external, but ours',
    explanation: "The set is declared as somebody else's, but its tag `access:owner` says that these files own it.",
    message: ({ name, owner }) => `\`${name}\` is declared external, but its tag \`access:owner\` is \`${owner}\``,
    hint: () => 'declare it in full, or remove the tag',
  }),
  'permission-set/still-in-use': rule<{ name: string; assignments: number; rolesOnly: number }>({
    severity: 'notice',
    title: 'held: still in use',
    explanation:
      'DeletePermissionSet refuses a set that is provisioned anywhere. Assignments that the plan may not delete, or roles without assignments, keep it.',
    message: ({ name, assignments, rolesOnly }) =>
      `\`${name}\` stays: ${[assignments > 0 ? `${counted(assignments, 'assignment')} may not be deleted` : '', rolesOnly > 0 ? `${counted(rolesOnly, 'account')} has a role of it without assignments` : ''].filter((part) => part !== '').join(', ')}`,
    hint: ({ assignments }) =>
      assignments > 0
        ? 'it goes once they are gone; `delete` for `groupAssignments` and `userAssignments` under `unmanaged` deletes those that no file asks for'
        : 'make an assignment there by hand and delete it again: the role goes with it',
  }),
} as const;
