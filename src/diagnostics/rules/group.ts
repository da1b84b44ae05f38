// Findings about groups: which live group a declaration means, and whether that can be trusted.

import { codePointName, unseenAt } from '../../names/characters.ts';
import { likeness } from '../../names/look-alike.ts';
import { type GroupStep, stepHint, stepText } from '../group-step.ts';
import { allowableRule, rule } from '../rule.ts';
import { counted, differenceText, listed, type Named, namesakes, someOf, yamlText } from '../wording.ts';

/** Users are recognised as groups are. */
export interface OfKind {
  readonly of?: 'user';
}

export const GROUP_RULES = {
  'group/no-pin': rule<OfKind & { key: string; found?: string | undefined }>({
    severity: 'error',
    title: 'group without a pin',
    explanation:
      'Display names can change hands: a group can be renamed, or deleted and made again by somebody else. `objectId` pins a declaration to one Entra group, by the object id that SCIM writes into Identity Center. `unpinned: true` says that the name is trusted.',
    message: ({ of = 'group', key }) => `${of} \`${key}\` has no pin`,
    hint: ({ of, found }) =>
      found === undefined
        ? `add \`objectId: …\` (Entra admin center, ${of === 'user' ? 'Users' : 'Groups'}, Object Id), or \`unpinned: true\` to trust the name`
        : `add \`${found}\`, or \`unpinned: true\` to trust the name`,
  }),
  'group/unpinned': rule<
    OfKind & {
      key: string;
      name: string;
      live?: { readonly id: string; readonly pin: string } | 'none' | undefined;
    }
  >({
    severity: 'notice',
    title: 'access by name alone',
    explanation:
      'A grant names a group that is trusted by its display name (`unpinned: true`). Whoever may create or rename groups in the directory can take that name, and with it the access: at the next apply, if no group has it today.\n\nEvery plan that grants by a name says so, with the id found. `diagnostics: { group/unpinned: error }` in `access.yaml` forbids it.',
    message: ({ of = 'group', key, name, live }) => {
      if (live === undefined) return `${of} \`${key}\` is granted access by the name \`${name}\` alone`;
      const now = live === 'none' ? 'which no group has now' : `which is ${live.id} now`;
      return `${of} \`${key}\` is granted access by the name \`${name}\` alone, ${now}`;
    },
    hint: ({ live }) =>
      live === undefined || live === 'none'
        ? 'pin it by `objectId`, `externalId` or `groupId`'
        : `pin it: write \`${live.pin}\` in place of \`unpinned: true\``,
  }),
  'group/duplicate-pin': rule<{ key: string; other: string; pin: string }>({
    severity: 'error',
    title: 'two declarations of one group',
    explanation:
      'Two declarations with one pin are one group under two names, and a reviewer of one does not see the grants of the other.',
    message: ({ key, other, pin }) => `groups \`${key}\` and \`${other}\` have the same pin \`${pin}\``,
    hint: () => 'keep one of them',
  }),
  'group/same-group': rule<OfKind & { key: string; other: string; live: string }>({
    severity: 'error',
    title: 'two declarations of one live group',
    explanation:
      'Two declarations lead to the same group in Identity Center, by pins of different kinds or by a pin and a name. A reviewer of one does not see the grants of the other.',
    message: ({ of = 'group', key, other, live }) =>
      `${of}s \`${key}\` and \`${other}\` are the same ${of} \`${live}\``,
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
  'group/not-synced': rule<OfKind & { name: string; step?: GroupStep | undefined }>({
    severity: 'notice',
    title: 'held: group not synced',
    explanation:
      'Identity Center has no such group yet. Everything granted to it is held, and so is what others would lose in the same accounts by being left out of the files: it may be what the group replaces. Check that the group is assigned to the enterprise application in Entra, that the 40-minute cycle has run, that the job is not in quarantine, and that its name has none of the characters SCIM rejects. `access plan --entra` says which of these it is.',
    message: ({ of = 'group', name, step }) =>
      `${of} \`${name}\` is not in Identity Center yet${step === undefined ? '' : `: ${stepText(step)}`}`,
    hint: ({ step }) =>
      step === undefined
        ? 'is it assigned to the enterprise application? Entra syncs every 40 minutes; names with `< > ; : %` are not synced'
        : stepHint(step),
  }),
  'group/gone-from-entra': rule<{ key: string; name: string; id: string }>({
    severity: 'warning',
    title: 'pinned group is gone from Entra',
    explanation:
      'Identity Center has the pinned group, and Entra no longer does: it was deleted, and the next cycle takes it out of Identity Center with all that its members have, unless provisioning is stopped or does not delete. Then its members keep their access, and nobody manages them any more.',
    message: ({ key, name, id }) =>
      `group \`${key}\` (\`${name}\`, ${id}) is in Identity Center, and no group of Entra has its object id`,
    hint: () =>
      'restore it in Entra within 30 days, or take its grants out of the files; `access doctor` says whether provisioning runs',
  }),
  'group/renamed-in-entra': rule<{ key: string; live: string; now: string }>({
    severity: 'notice',
    title: 'pinned group has another name in Entra',
    explanation:
      'The pinned group is called otherwise in Entra than in Identity Center: the next cycle brings the new name, and from then on new access of the group is held until the files say it too.',
    message: ({ key, live, now }) =>
      `group \`${key}\` is called \`${now}\` in Entra, and \`${live}\` in Identity Center`,
    hint: ({ now }) => `after a cycle, set its \`displayName\` to \`${now}\` after a review`,
  }),
  'group/identity-changed': rule<
    OfKind & {
      key: string;
      name: string;
      id: string;
      known: string | undefined;
      found: readonly string[];
    }
  >({
    severity: 'warning',
    title: 'group under another identity',
    explanation:
      "A group that is pinned by `groupId` has another external id than the files say, or one where the files know of none. Whoever gave it that id decides who is in it: an identity provider that meets a group of its own group's name for the first time takes it over, with all the access it has. What the group has stays; what it does not have yet is held until the files say its identity.\n\n`groupId` alone is for groups that nobody syncs, which have no external id. Where a group that is synced must be pinned by its Identity Store id too, write `groupId` beside `objectId` or `externalId`: then both must fit.",
    message: ({ of = 'group', key, name, id, known, found }) =>
      `${of} \`${key}\` (\`${name}\`, ${id}) ${known === undefined ? 'had no external id when it was pinned' : `was pinned with the external id \`${known}\``} and has ${found.length === 0 ? 'none' : listed(found, 'external id')} now`,
    hint: ({ known, found: [external] }) =>
      external === undefined
        ? 'find out why it is no longer synced; if that is meant, leave only `groupId` in its declaration'
        : `find out who took it over; if that is meant, write \`${externalPin(external)}\` ${known === undefined ? 'in place of `groupId`' : 'in its declaration'}`,
  }),
  'group/look-alike-in-directory': rule<
    OfKind & {
      key: string;
      declared: string;
      /** Absent while it is not known which live group is meant. */
      group?: Named | undefined;
      /** Others that look like the live group. */
      likeGroup: readonly Named[];
      /** Others that look only like the declared name. */
      likeDeclared: readonly Named[];
    }
  >({
    severity: 'warning',
    title: 'another group of the directory looks like this one',
    explanation:
      'Live has another group whose name a reader takes for that of a declared group: it differs in case, blanks, characters that draw nothing, or letters that look alike. Whoever may name groups can make one like that. The pin decides which group is meant; plans show the ids of such groups beside their names.',
    message: ({ of = 'group', key, declared, group, likeGroup, likeDeclared }) =>
      [
        ...(group === undefined
          ? []
          : [
              `${of} \`${key}\` is \`${group.name}\` (${group.id})${likeGroup.length === 0 ? '' : `, but looks like ${namesakes(likeGroup, group.name)}`}`,
            ]),
        ...(likeDeclared.length === 0
          ? []
          : [
              `${group === undefined ? `${of} \`${key}\`` : 'in the files it'} is called \`${declared}\`, which looks like ${namesakes(likeDeclared, declared)}`,
            ]),
      ].join('; '),
    hint: ({ group }) =>
      group === undefined
        ? 'find out who made it; if it is meant, have it renamed, or write its name as it is'
        : 'have what looks like it renamed or removed in the directory',
  }),
  'group/renamed': rule<OfKind & { key: string; declared: string; live: string }>({
    severity: 'warning',
    title: 'group renamed',
    explanation:
      'The pinned group has another display name than the files say. What it has stays; what it does not have yet is held until the files say its present name, so that nobody can repoint a familiar name unseen.',
    message: ({ of = 'group', key, declared, live }) =>
      `${of} \`${key}\` is called \`${live}\` now, not \`${declared}\`${closely(live, declared)}`,
    hint: ({ of, live }) => rename(live, `write \`${nameField(of)}: ${yamlText(live)}\``),
  }),
  'group/renamed-held': rule<OfKind & { declared: string; live: string }>({
    severity: 'notice',
    title: 'held: group renamed',
    explanation: 'New access of a group that was renamed is held until the files say its present name.',
    message: ({ of = 'group', declared, live }) =>
      `${of} \`${declared}\` is called \`${live}\` now${closely(live, declared)}`,
    hint: ({ of, live }) => rename(live, `write \`${nameField(of)}: ${yamlText(live)}\` in its declaration`),
  }),
  'group/identity-mismatch': allowableRule<OfKind & { key: string; pin: string; found: readonly string[] }>({
    severity: 'error',
    title: 'another group under this name',
    explanation:
      'No group bears the pin, but another group has the display name: the group was deleted and made again, or another took its name. Granting to it could let strangers in. If the new group is the right one, pin its id, and have that reviewed. `--allow group/identity-mismatch=<number>` holds the grants of such groups and goes on with the rest.',
    message: ({ of = 'group', key, pin, found }) =>
      `${of} \`${key}\` is pinned to \`${pin}\`, but the ${of} called ${someOf(found).join('; that called ')}`,
    hint: () =>
      'find out who made the new group, then pin it or remove the declaration; `--allow group/identity-mismatch=<number>` holds its grants and goes on',
  }),
  'group/ambiguous': rule<
    OfKind & {
      key: string;
      name: string;
      groups: readonly Named[];
      shared: 'name' | 'external id';
    }
  >({
    severity: 'error',
    title: 'several groups fit',
    explanation:
      'More than one live group answers to the declaration: they share an external id, or a display name but for its case, Unicode form, blanks and what draws nothing. A group that is trusted by its name must also be one that no other looks like.',
    message: ({ of = 'group', key, name, groups }) =>
      `${of} \`${key}\` could be any of ${counted(groups.length, of)}: ${namesakes(groups, name)}`,
    hint: ({ shared }) =>
      shared === 'name'
        ? 'rename or remove the others in the directory'
        : 'give each its own external id in the directory, or write `groupId` beside the pin',
  }),
} as const;

const nameField = (of: 'user' | undefined): string => (of === 'user' ? 'userName' : 'displayName');

/** The pin of a group that is synced. An Entra object id is a GUID. */
function externalPin(id: string): string {
  return pinLine(externalPinOf(id));
}

/** What pins a declaration to one group: a field, and its value. */
export interface PinField {
  readonly field: 'objectId' | 'externalId' | 'groupId' | 'userId';
  readonly id: string;
}

/** An id that an identity provider gave. Entra's are GUIDs. */
export function externalPinOf(id: string): PinField {
  const isGuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
  return { field: isGuid ? 'objectId' : 'externalId', id };
}

export function pinLine({ field, id }: PinField): string {
  return `${field}: ${field === 'externalId' ? yamlText(id) : id}`;
}

/** For a reader who sees no difference. */
const closely = (name: string, other: string) =>
  likeness(name, other) === undefined ? '' : ` (${differenceText(name, other)})`;

/** A name that files may not hold cannot be written into them. */
function rename(name: string, otherwise: string): string {
  const place = unseenAt(name);
  return place < 0 ? otherwise : `have it renamed in the directory: its name holds ${codePointName(name.slice(place))}`;
}
