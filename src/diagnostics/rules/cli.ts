// Findings about the command line and the surroundings of a run.

import { rule } from '../rule.ts';
import type { Severity } from '../severity.ts';
import { didYouMean } from '../suggest.ts';
import { counted } from '../wording.ts';

export const CLI_RULES = {
  'cli/usage': rule<{ problem: string; nearest?: readonly string[]; verb?: string }>({
    severity: 'error',
    title: 'wrong usage',
    explanation: 'The command line has an unknown command or option, or a value that an option does not take.',
    message: ({ problem }) => problem,
    hint: ({ nearest = [], verb }) =>
      didYouMean(nearest) ?? `see \`access ${verb === undefined ? '--help' : `help ${verb}`}\``,
  }),
  'cli/ambiguous-subject': rule<{ name: string; words: readonly string[] }>({
    severity: 'error',
    title: 'name of several things',
    explanation:
      'More than one group, user, person, account, permission set or guardrail has this name. `group:`, `user:`, `person:`, `account:`, `set:` or `guardrail:` before it says which kind is meant, and with an id in place of the name which of that kind.',
    message: ({ name, words }) => `\`${name}\` could mean ${words.map((word) => `\`${word}\``).join(' or ')}`,
    hint: ({ words }) => `write ${words.map((word) => `\`${word}\``).join(' or ')}`,
  }),
  'cli/allow': rule<{ text: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'nothing to allow',
    explanation:
      '`--allow` takes the code of a guard and how much of it was reviewed: `--allow plan/deletes=40`. There is no way to allow everything.',
    message: ({ text }) => `\`--allow ${text}\` names no guard and number`,
    hint: ({ nearest }) =>
      didYouMean(nearest) ?? 'write `--allow <code>=<number>`, with the code and number that the refusal shows',
  }),
  'cli/approval-needed': rule<Record<string, never>>({
    severity: 'error',
    title: 'nobody approved',
    explanation:
      'An apply carries out what somebody approved: a saved plan, a plan id (`--expect`), a `yes` at the prompt, or `--auto-approve`. Without a terminal there is nobody to ask.',
    message: () => 'there is no terminal to ask for approval',
    hint: () => 'give a saved plan, `--expect <planId>`, or `--auto-approve`',
  }),
  'cli/only': rule<{ text: string; problem: 'form' | 'nothing'; nearest: readonly string[] }>({
    severity: 'error',
    title: 'nothing chosen',
    explanation:
      '`--only` names permission sets (`set:Developer`), or chooses those that are assigned in accounts (`account:payments-*`), to groups (`group:AWS Payments*`) or in organizational units (`ou:Workloads/**`). A permission set is imported whole, with all its assignments: a plan takes away what nobody declares on sets that the files manage. `access release` chooses among the sets that bear the owner tag of the folder.',
    message: ({ text, problem }) =>
      problem === 'form'
        ? `\`--only ${text}\` is no choice of permission sets`
        : `\`--only ${text}\` chooses no permission set`,
    hint: ({ problem, nearest }) =>
      problem === 'form'
        ? 'write `set:NAME`, `account:NAME`, `group:NAME` or `ou:PATH/**`'
        : (didYouMean(nearest) ?? 'names are case-sensitive; `*` stands for any characters'),
  }),
  'cli/instance-not-configured': rule<Record<string, never>>({
    severity: 'error',
    title: 'no instance named for an unattended apply',
    explanation:
      '`--auto-approve` writes with whatever credentials it finds. `identityCenter.instanceArn` names the one Identity Center that these files are for, so that wrong credentials find nothing to write to.',
    message: () => '`--auto-approve` needs `identityCenter.instanceArn` in access.yaml',
    hint: () => 'add it; `access plan` prints the ARN of the instance it read',
  }),
  'cli/wait-timed-out': rule<{ count: number; minutes: number }>({
    severity: 'error',
    title: 'waited too long',
    explanation:
      '`access wait` ended with exit code 2: some groups could not be assigned within the time of `--timeout`. Each is told with the step of its way from Entra at which it waits, as far as Entra could be asked. A cycle of provisioning takes 40 minutes, and the first one longer.',
    message: ({ count, minutes }) =>
      `${counted(count, 'group')} ${count === 1 ? 'is' : 'are'} not assignable after ${counted(minutes, 'minute')}`,
    hint: () => 'do what each group asks for, and wait again; `--timeout` says how long',
  }),
  'cli/file-exists': rule<{ path: string }>({
    severity: 'error',
    title: 'file exists',
    explanation:
      'A command that makes files (`access import`, `access init`) never writes over one that is there. Nothing was written.',
    message: ({ path }) => `\`${path}\` is there already`,
    hint: () => 'move it away, or give another folder with `--dir`',
  }),
  'cli/file': rule<{
    path: string;
    doing: 'read' | 'write';
    reason: string;
    why?: 'folder' | 'link' | 'not-ordinary' | 'too-large';
  }>({
    severity: 'error',
    title: 'file not usable',
    explanation:
      'A file that was named on the command line could not be read or written. Only ordinary files are: a named pipe would be waited for for ever, and a device never ends.\n\nFiles are written under a temporary name and renamed, so none is left half written. No symbolic link is followed to a file that is written, nor any on the way to it from the working folder.',
    message: ({ path, doing, reason }) => `cannot ${doing} \`${path}\`: ${reason}`,
    hint: ({ doing, why }) => {
      if (why === 'link') return 'give the path that the link leads to, or remove the link';
      if (why === 'too-large') return 'check that it is the file you mean';
      if (why === undefined) return 'check the path and its permissions';
      return doing === 'read' && why === 'not-ordinary'
        ? 'save what is in it to a file, and give that'
        : 'give the path of a file';
    },
  }),
  'cli/output': rule<{ stream: 'standard output' | 'standard error'; reason: string }>({
    severity: 'error',
    title: 'output lost',
    explanation:
      'What the command had to say could not be written, for instance to a full disk. It exits with 1 even where it did its work: what was to be read is not there. An apply that cannot print its plan sends nothing; one that is under way goes on to its end, and its run log tells what it did.\n\nA reader that goes away, as in `access plan | head`, is no error.',
    message: ({ stream, reason }) => `${stream} cannot be written: ${reason}`,
  }),
  'cli/plan-in-config': rule<{ path: string; dir: string }>({
    severity: 'error',
    title: 'plan file inside the config folder',
    explanation:
      'A saved plan says what was approved, and must not come from those whose files it approves: a plan in the config folder could be part of the pull request itself. It would also be read as a file of the folder, whose files would then not be those of the commit. Symbolic links are followed before the place is judged.',
    message: ({ path, dir }) => `the plan file \`${path}\` is inside the config folder \`${dir}\``,
    hint: () => 'save plans outside of the config folder, in CI outside of the checkout, and apply them from there',
  }),
  'cli/sandbox': rule<{ problem: string }>({
    severity: 'error',
    title: 'sandbox not usable',
    explanation:
      'The local Identity Center could not start: its state file or its seed is damaged or was made by a newer version, another process uses the state file, the port is taken, or a `--fault` or `--set` means nothing. The files are left as they are.',
    message: ({ problem }) => `the sandbox cannot be used: ${problem}`,
    hint: () =>
      'correct or remove the file that is named, or choose another with `--sandbox-state`, `--seed` or `--port`',
  }),
  'cli/more-findings': rule<{ severity: Severity; count: number }>({
    severity: 'notice',
    title: 'findings left out',
    explanation:
      'At most 1,000 findings are listed, errors before warnings and warnings before notices. The others are counted, here and in the summary, and decide the exit code as if they were listed. This line has the severity of the findings that it stands for.',
    message: ({ severity, count }) => `${counted(count, `more ${severity}`)} not listed`,
    hint: () => 'correct the findings that are listed, then run it again',
  }),
  'cli/unknown-policy': rule<{ word: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'unknown policy',
    explanation:
      'A policy on the command line is a file, `reader.json` or `reader.yaml`, or an AWS managed policy by its name (`ReadOnlyAccess`), its path and name (`job-function/ViewOnlyAccess`) or its ARN. Customer managed policies live in accounts and cannot be read: save the document as a file.',
    message: ({ word }) => `\`${word}\` is neither a file nor an AWS managed policy`,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'give the path of a file, or the name of an AWS managed policy',
  }),
  'cli/not-a-config-file': rule<{ path: string; dir: string; why: 'missing' | 'outside'; nearest: readonly string[] }>({
    severity: 'error',
    title: 'no file of the config folder',
    explanation:
      '`access validate <file>` checks the whole config folder, because names of one file mean what another declares, and reports what is about the file. So it must be one of the YAML or JSON files of the folder, or a folder of them; names that begin with a dot are not read.',
    message: ({ path, dir, why }) =>
      why === 'outside'
        ? `\`${path}\` is outside of the config folder \`${dir}\``
        : `the config folder \`${dir}\` has no file \`${path}\``,
    hint: ({ why, nearest }) =>
      why === 'outside'
        ? 'give its config folder with `--dir`'
        : (didYouMean(nearest) ?? 'give the path of a .yaml, .yml or .json file of the folder'),
  }),
  'cli/no-live-permission-set': rule<{ name: string }>({
    severity: 'error',
    title: 'no such permission set in Identity Center',
    explanation:
      '`live:` before a name reads the definition that Identity Center, or the snapshot of `--live`, has under this name. Names are case-sensitive.',
    message: ({ name }) => `there is no permission set \`${name}\` in Identity Center`,
    hint: ({ name }) => `correct the name, or compare what the files have: \`set:${name}\``,
  }),
  'cli/snapshot': rule<{ path: string; problem: string }>({
    severity: 'error',
    title: 'unusable snapshot',
    explanation:
      '`access plan --live` reads a file of `access snapshot`, of the format that this version writes. Nothing of a file that does not fit its schema is used.',
    message: ({ path, problem }) => `\`${path}\` is not a snapshot: ${problem}`,
    hint: () => 'take one with `access snapshot`',
  }),
  'cli/snapshot-without-entra': rule<{ path: string }>({
    severity: 'error',
    title: 'snapshot without Entra',
    explanation:
      'With `--entra` a plan is held against Entra: at which step groups wait, and whether pinned groups are still there. A snapshot has that only where it was taken with `--entra`; that it has none says nothing of Entra.',
    message: ({ path }) => `snapshot \`${path}\` has nothing of Entra`,
    hint: () => 'take one with `access snapshot --entra`, or leave `--entra` out',
  }),
  'cli/snapshot-too-old': rule<{ path: string; hours: number; most: number }>({
    severity: 'error',
    title: 'snapshot too old',
    explanation:
      'A plan against a snapshot says what an apply would have done when it was taken. The older it is, the less that says: 24 hours at most, unless `--max-age` says otherwise.',
    message: ({ path, hours, most }) => `\`${path}\` is ${counted(hours, 'hour')} old, and ${most} are allowed`,
    hint: () => 'take another with `access snapshot`, or allow more with `--max-age`',
  }),
  'cli/no-files-then': rule<{ shown: string; folder: string }>({
    severity: 'error',
    title: 'no files at that time',
    explanation:
      '`--ref` and `--at` ask of the config folder as git has it of then. The commit is there, but it has no such folder, or no YAML files in it: nothing was granted by files.',
    message: ({ shown, folder }) => `\`${folder}\` has no YAML files as of \`${shown}\``,
    hint: () => 'name a later commit or date, or the folder of then with `--dir`',
  }),
  'cli/run-log': rule<{ path: string; line?: number; problem: string; more?: number }>({
    severity: 'warning',
    title: 'unreadable part of a run log',
    explanation:
      'A run log has a JSON object in each line, as schemas/run.schema.json describes it. A run that is killed may leave half a line, and whoever keeps the file can change it: lines that are none of a run log are left out, and what the others say is shown. What was lost is in CloudTrail.',
    message: ({ path, line, problem, more = 0 }) =>
      `\`${path}\`${line === undefined ? '' : `, line ${line}`}: ${problem}${more === 0 ? '' : `, and ${counted(more, 'more line')}`}`,
    hint: () => 'look for the calls of that time in CloudTrail: docs/security.md says how',
  }),
  'cli/no-such-name': rule<{
    option: '--account' | '--group' | '--permission-set';
    word: string;
    nearest: readonly string[];
  }>({
    severity: 'error',
    title: 'option that names nothing',
    explanation:
      '`--account`, `--group` and `--permission-set` choose among what there is, by names, ids and globs of them. A word that names nothing is most likely mistyped, and an answer about nobody would read as if nobody had access. Names are those of the files, with `--live` or `--sandbox` also those of the organization. What exists and has no access is named, and the answer is empty.',
    message: ({ option, word }) => `\`${option} ${word}\` names no ${CHOSEN[option]} that is known here`,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'names are case-sensitive; `*` stands for any characters',
  }),
  'cli/people-not-read': rule<{ word: string }>({
    severity: 'error',
    title: 'people are not known here',
    explanation:
      'Files grant access to groups; who is in a group is known to Identity Center alone. `access explain person:NAME` asks it, or a snapshot that was made with `access snapshot --members`. A user that the files declare is known without, but not their groups.',
    message: ({ word }) =>
      `the files name no user \`${word.replace(/^person:/, '')}\`, and nobody has asked Identity Center`,
    hint: () => 'add `--live <snapshot>`, made by `access snapshot --members`, or `--sandbox`',
  }),
  'cli/unknown-code': rule<{ code: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'nothing of this name',
    explanation:
      '`access explain` says who has access and why: of a group or user, by key or name; of an account, by alias, name or id; of a permission set; of an assignment, by its address in a plan. Where no file declares it, `--live` or `--sandbox` is needed to know of it. It also explains a diagnostic code, such as `group/not-synced`, a guardrail of the config folder, by its id, an attribute for access control, as `attribute:KEY`, an application that the files declare, as `application:KEY`, and a role of Identity Center.',
    message: ({ code }) => `nothing to explain is called \`${code}\``,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'see what there is with `access explain`',
  }),
} as const;

const CHOSEN = {
  '--account': 'account',
  '--group': 'group or user',
  '--permission-set': 'permission set',
} as const;
