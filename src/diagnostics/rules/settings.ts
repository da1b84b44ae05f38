// What differs between the settings of two versions of the files: for the reviewer of a pull request.
import { rule } from '../rule.ts';

export interface SettingFacts {
  /** `guards.deletes.more`. */
  readonly setting: string;
  /** As written, or in words; absent when it was not there, empty when its name says all. */
  readonly before?: string;
  /** Absent when it is no longer there. */
  readonly after?: string;
}

export const SETTINGS_RULES = {
  'settings/no-owner': rule<{ proposal?: string }>({
    severity: 'error',
    title: 'no owner',
    explanation:
      "The owner is written as tag `access:owner` on every permission set that these files manage, and a set that bears it and is declared nowhere is deleted. So it has no default: two folders that both left it out would take each other's sets for leftovers of their own. Give each config folder that shares an Identity Center a name of its own, and never change it without a plan that shows what follows.",
    message: () => '`identityCenter.owner` is not set in `access.yaml`',
    hint: ({ proposal = 'platform' }) =>
      `add \`owner: ${proposal}\` under \`identityCenter\`, or another name that no other repository uses`,
  }),
  'settings/users': rule<{ key: string }>({
    severity: 'error',
    title: 'users are not allowed',
    explanation:
      'Access is granted to groups: who is in one is decided where people join and leave, and ends with them. A user is declared only where `identityCenter.users` in `access.yaml` says so: `expiring` asks every grant to a user for an end, `always` takes them as groups are taken. Without the setting, what users hold themselves is reported and left alone (`unmanaged.userAssignments`).',
    message: ({ key }) => `user \`${key}\` is declared, and \`identityCenter.users\` allows none`,
    hint: () => 'grant to a group, or write `users: expiring` under `identityCenter` in `access.yaml`',
  }),
  'settings/allowance-ended': rule<{ code: string; text: string }>({
    severity: 'notice',
    title: 'an allowance has ended',
    explanation: 'What `guards.allowances` lets pass is over by itself at its end; the line has done its work.',
    message: ({ code, text }) => `the allowance of \`${code}\` ended with ${text}`,
    hint: () => 'remove it',
  }),
  'settings/ignore-ended': rule<{ item: string; text: string; reason?: string }>({
    severity: 'warning',
    title: 'an ignore rule has ended',
    explanation:
      'An item of `unmanaged.ignore` with `until` sets nothing aside after its end: what it was about is deleted, held or reported again, as the settings say. So what was accepted for a while does not stay for ever.',
    message: ({ item, text, reason }) =>
      `\`unmanaged.ignore\` ${item} ended with ${text}${reason === undefined ? '' : ` (${reason})`}`,
    hint: () => 'remove it, or have a later end reviewed',
  }),
  'settings/loosened': rule<SettingFacts>({
    severity: 'warning',
    title: 'a setting is loosened',
    explanation:
      'Compared with `--base`, the files ask less of themselves: a guard lets more pass, less is deleted or reported of what nobody declared, a guardrail is gone or weaker or is about other people or accounts, a waiver is new or longer, a finding is lowered or silenced, an attribute for access control has another source or goes, or the files speak of another instance or owner. A change of access that such a setting would have stopped may stand in the same pull request.\n\nThe levels of `diagnostics` are those of the base here, so that a change cannot silence the report of itself. What cannot be told to be as strict as before counts as loosened.',
    message: (facts) => messageOf(facts),
    hint: () => 'have it reviewed by those who answer for the settings',
  }),
  'settings/changed': rule<SettingFacts>({
    severity: 'notice',
    title: 'a setting is changed',
    explanation:
      'Compared with `--base`, a setting is new, gone or different, and nothing that was refused or reported before now passes because of it.',
    message: (facts) => messageOf(facts),
  }),
  'settings/base-incomplete': rule<{ ref: string; errors: number }>({
    severity: 'notice',
    title: 'the base has errors',
    explanation:
      'The files at `--base` have errors, so what they set may not be known whole. What could be read is compared; a setting that could not be read is taken for its default.',
    message: ({ ref, errors }) =>
      `the files at \`${ref}\` have ${errors === 1 ? 'an error' : `${errors} errors`}: the comparison of settings is incomplete`,
    hint: () => 'run `access validate` there to see what is wrong',
  }),
  'settings/base-unavailable': rule<{ commit: string }>({
    severity: 'notice',
    title: 'the base of a saved plan is not here',
    explanation:
      'A saved plan names the commit that it was compared with, and `access apply` judges by the same one. This clone does not have it, so guards take all that live has for access that files granted: more may be held than the reviewer saw.',
    message: ({ commit }) => `commit \`${commit.slice(0, 12)}\`, the base of the saved plan, is not in this clone`,
    hint: () => 'fetch it, or name another one with `--base`',
  }),
  'settings/base-empty': rule<{ ref: string; folder: string }>({
    severity: 'warning',
    title: 'nothing to compare with',
    explanation: 'At `--base` there is no config folder of this name, or it has no YAML files. Everything is new.',
    message: ({ ref, folder }) => `there are no files at \`${ref}\` in \`${folder}\`: every setting is new`,
  }),
} as const;

function messageOf({ setting, before, after }: SettingFacts): string {
  if (before === undefined) return `\`${setting}\` is new${after === '' ? '' : `: \`${after}\``}`;
  if (after === undefined) return `\`${setting}\` is gone${before === '' ? '' : `: it was \`${before}\``}`;
  return `\`${setting}\` goes from \`${before}\` to \`${after}\``;
}
