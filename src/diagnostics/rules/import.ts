// Findings of `access import`: what it could not take over, and why.
import { rule } from '../rule.ts';
import { counted, listed } from '../wording.ts';

export const IMPORT_RULES = {
  'import/permission-set-left': rule<{ name: string; reason: string }>({
    severity: 'notice',
    title: 'permission set not imported',
    explanation:
      'A permission set stays as it is, and the files do not manage it: another folder or tool does, or something in it cannot be written in a file. Plans name it as unmanaged.',
    message: ({ name, reason }) => `permission set \`${name}\` is not imported: ${reason}`,
  }),
  'import/assignments-left': rule<{ count: number; why: 'orphans' | 'users' | 'accounts' | 'groups' }>({
    severity: 'notice',
    title: 'assignments not imported',
    explanation:
      'Assignments of these principals or accounts cannot be declared: principals that were deleted in the directory have no name, accounts that left the organization take no assignments, and users are declared only where `identityCenter.users` allows it. What becomes of them is said by `unmanaged` in `access.yaml`: a new folder leaves them in place.',
    message: ({ count, why }) => `${counted(count, 'assignment')} not imported: ${LEFT[why].reason(count)}`,
    hint: ({ why }) => LEFT[why].hint,
  }),
  'import/group-left': rule<{ kind: 'group' | 'user'; name: string; id: string; count: number; reason: string }>({
    severity: 'warning',
    title: 'group or user not imported',
    explanation:
      'A group or user of the directory cannot be declared: its name is that of another one, or holds what no file may say. Its assignments stay in place, those of a group by an item of `unmanaged.ignore` that import proposes.',
    message: ({ kind, name, id, count, reason }) =>
      `${kind} \`${name}\` (${id}) and its ${counted(count, 'assignment')} are not imported: ${reason}`,
    hint: ({ kind }) =>
      kind === 'user'
        ? 'rename it in the directory, and run `access import` again'
        : 'rename it in the directory, take its item out of `unmanaged.ignore`, and run `access import` again',
  }),
  'import/definition-differs': rule<{ name: string; fields: readonly string[] }>({
    severity: 'warning',
    title: 'declared otherwise',
    explanation:
      'A permission set that the files declare is another one live. Import changes nothing that is declared: `access plan` shows the difference, and the next apply makes live what the files say.',
    message: ({ name, fields }) =>
      `permission set \`${name}\` is declared otherwise than it is live: ${listed(fields, 'field')}`,
    hint: () => 'run `access plan` to see the difference; write what is live into the files where that is meant',
  }),
  'import/unreadable': rule<{ path: string; source: string; reason: string }>({
    severity: 'error',
    title: 'not what it was said to be',
    explanation:
      '`--from` reads what `terraform show -json` prints, IAMbic templates, the `iam-config.yaml` of the Landing Zone Accelerator, or a CloudFormation template. A file that is none of these is refused whole.',
    message: ({ path, source, reason }) => `cannot import \`${path}\` as ${source}: ${reason}`,
    hint: () => 'check the path, and what `--from` says it is',
  }),
  'import/not-expressed': rule<{ what: string; reason: string }>({
    severity: 'warning',
    title: 'not imported from the other tool',
    explanation:
      "Something in the other tool's files has no counterpart here, or depends on what only that tool knows. It is left out of the files and listed, so that nothing goes unseen.",
    message: ({ what, reason }) => `${what} is not imported: ${reason}`,
  }),
} as const;

const LEFT = {
  orphans: {
    reason: (count: number) => `${count === 1 ? 'its principal is' : 'their principals are'} deleted`,
    hint: '`unmanaged.orphans: delete` and `access apply --audit` take them away',
  },
  users: {
    reason: (count: number) => `${count === 1 ? 'it is of a user' : 'they are of users'}`,
    hint: 'move the people into a group, or give `--users`, which needs `identityCenter: { users: always }` in a folder that is there',
  },
  accounts: {
    reason: (count: number) => `${count === 1 ? 'its account has' : 'their accounts have'} left the organization`,
    hint: undefined,
  },
  groups: {
    reason: (count: number) => `${count === 1 ? 'its group is' : 'their groups are'} not in the list of groups`,
    hint: 'run `access import` again: groups may have come since they were listed',
  },
} as const;
