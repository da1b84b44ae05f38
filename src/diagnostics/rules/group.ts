// Findings about groups: which live group a declaration means, and whether that can be trusted.
import { allowableRule, rule } from '../rule.ts';
import { differenceText, listed } from '../wording.ts';

export const GROUP_RULES = {
  'group/no-pin': rule<{ key: string; found?: string | undefined }>({
    severity: 'error',
    title: 'group without a pin',
    explanation:
      'Display names can change hands: a group can be renamed, or deleted and made again by somebody else. `objectId` pins a declaration to one Entra group, by the object id that SCIM writes into Identity Center. `unpinned: true` says that the name is trusted.',
    message: ({ key }) => `group \`${key}\` has no pin`,
    hint: ({ found }) =>
      found === undefined
        ? 'add `objectId: …` (Entra admin center, Groups, Object Id), or `unpinned: true` to trust the name'
        : `add \`${found}\`, or \`unpinned: true\` to trust the name`,
  }),
  'group/duplicate-pin': rule<{ key: string; other: string; pin: string }>({
    severity: 'error',
    title: 'two declarations of one group',
    explanation:
      'Two declarations with one pin are one group under two names, and a reviewer of one does not see the grants of the other.',
    message: ({ key, other, pin }) => `groups \`${key}\` and \`${other}\` have the same pin \`${pin}\``,
    hint: () => 'keep one of them',
  }),
  'group/same-group': rule<{ key: string; other: string; live: string }>({
    severity: 'error',
    title: 'two declarations of one live group',
    explanation:
      'Two declarations lead to the same group in Identity Center, by pins of different kinds or by a pin and a name. A reviewer of one does not see the grants of the other.',
    message: ({ key, other, live }) => `groups \`${key}\` and \`${other}\` are the same group \`${live}\``,
    hint: () => 'keep one of them',
  }),
  'group/look-alike': rule<{ key: string; other: string; name: string; otherName: string }>({
    severity: 'error',
    title: 'display names that look the same',
    explanation:
      'Two groups whose display names look the same read the same in a review: they differ in nothing but case, compatibility forms of Unicode (NFKC), blanks, characters that draw nothing, or letters with one shape (the confusables of UTS #39). Directories take names that differ in case for one.',
    message: ({ key, other, name, otherName }) =>
      `the display name \`${name}\` of group \`${key}\` looks like that of \`${other}\`: ${differenceText(name, otherName)}`,
    hint: () => 'rename one of the groups',
  }),
  'group/display-name': rule<{ name: string; problem: string }>({
    severity: 'error',
    title: 'invalid display name',
    explanation:
      "Identity Center takes display names of 1 to 1024 printable characters, and reserves `Administrator` and `AWSAdministrators` (CreateGroup). Entra's SCIM does not deliver names with a leading or trailing space, or with any of `< > ; : %`.",
    message: ({ name, problem }) => `\`${name}\` cannot be the name of a synced group: ${problem}`,
    hint: () => 'rename the group in Entra',
  }),
  'group/not-synced': rule<{ name: string }>({
    severity: 'notice',
    title: 'held: group not synced',
    explanation:
      'Identity Center has no such group yet. Everything granted to it is held, and nothing is deleted in the accounts and permission sets it is granted. Check that the group is assigned to the enterprise application in Entra, that the 40-minute cycle has run, that the job is not in quarantine, and that its name has none of the characters SCIM rejects.',
    message: ({ name }) => `group \`${name}\` is not in Identity Center yet`,
    hint: () =>
      'is it assigned to the enterprise application? Entra syncs every 40 minutes; names with `< > ; : %` are not synced',
  }),
  'group/renamed': rule<{ key: string; declared: string; live: string }>({
    severity: 'warning',
    title: 'group renamed',
    explanation:
      'The pinned group has another display name than the files say. What it has stays; what it does not have yet is held until the files say its present name, so that nobody can repoint a familiar name unseen.',
    message: ({ key, declared, live }) => `group \`${key}\` is called \`${live}\` now, not \`${declared}\``,
    hint: ({ live }) => `write \`displayName: ${live}\``,
  }),
  'group/renamed-held': rule<{ declared: string; live: string }>({
    severity: 'notice',
    title: 'held: group renamed',
    explanation: 'New access of a group that was renamed is held until the files say its present name.',
    message: ({ declared, live }) => `group \`${declared}\` is called \`${live}\` now`,
    hint: ({ live }) => `write \`displayName: ${live}\` in its declaration`,
  }),
  'group/identity-mismatch': allowableRule<{ key: string; name: string; pin: string; found: string }>({
    severity: 'error',
    title: 'another group under this name',
    explanation:
      'No group bears the pin, but another group has the display name: the group was deleted and made again, or another took its name. Granting to it could let strangers in. If the new group is the right one, pin its id, and have that reviewed. `--allow group/identity-mismatch=<number>` holds the grants of such groups and goes on with the rest.',
    message: ({ key, name, pin, found }) =>
      `group \`${key}\` is pinned to \`${pin}\`, but the group called \`${name}\` is ${found}`,
    hint: () =>
      'find out who made the new group, then pin it or remove the declaration; `--allow group/identity-mismatch=<number>` holds its grants and goes on',
  }),
  'group/ambiguous': rule<{ key: string; names: readonly string[]; shared: 'name' | 'external id' }>({
    severity: 'error',
    title: 'several groups fit',
    explanation:
      'More than one live group answers to the declaration: they share an external id, or a display name after Unicode normalisation and case folding.',
    message: ({ key, names }) => `group \`${key}\` could be any of ${listed(names, 'group')}`,
    hint: ({ shared }) =>
      shared === 'name'
        ? 'rename or remove the others in the directory'
        : 'give each its own external id in the directory, or pin by `groupId`',
  }),
} as const;
