// The table of verbs. Nothing here loads what a verb needs: each module is imported when it is called.
import type { ResultKind } from '../render/formats.ts';
import { COMMENT_HELP } from './comment-help.ts';
import { DRIFT_HELP } from './drift-help.ts';
import type { Host } from './host.ts';
import { IMPORT_DETAILS } from './import-help.ts';
import type { Options } from './options.ts';
import { SANDBOX_HELP } from './sandbox-help.ts';
import { SHELLS } from './shells.ts';
import { WAIT_HELP } from './wait-help.ts';

/** `words`: the arguments that were given. Resolves to the exit code. */
export type Run = (host: Host, words: readonly string[], options: Options) => Promise<number>;

export interface Verb {
  readonly name: string;
  readonly arguments?: readonly Argument[];
  readonly summary: string;
  /** A paragraph for `access help <verb>`. */
  readonly details: string;
  /** What the help says below the options. */
  readonly more?: string;
  readonly options: readonly (keyof typeof FLAGS)[];
  /** What --format is about. */
  readonly prints?: ResultKind;
  /** `ends`: false when it has an exit code of its own for an interrupt that finds it at work. `said`: when it ends without. */
  readonly whenInterrupted?: { readonly ends?: false; readonly message?: string };
  readonly load: () => Promise<Run>;
}

interface Argument {
  /** `[plan.json]`, `<code>`. */
  readonly syntax: string;
  readonly description: string;
  /** The words that it may be. */
  readonly choices?: readonly string[];
}

/** Every flag once, so that it means the same in each verb. */
export const FLAGS = {
  dir: { flags: '-d, --dir <folder>', description: 'the config folder', default: 'access' },
  format: { flags: '-f, --format <format>', description: 'how to print the result' },
  base: {
    flags: '--base <git-ref>',
    description:
      'compare with the files at this git revision: settings that loosen, grants that reach further, whose doing each change is',
  },
  ref: { flags: '--ref <git-ref>', description: 'the files as of this git revision; grants had ended by its date' },
  at: {
    flags: '--at <date>',
    description: 'the files as of the last commit at this date or moment: 2026-03-31, 2026-03-31T12:00:00Z',
  },
  sandbox: {
    flags: '--sandbox',
    description: 'use a local Identity Center instead of AWS; nothing leaves this machine',
  },
  sandboxState: { flags: '--sandbox-state <file>', description: "the sandbox's state (default: .access/sandbox.json)" },
  seed: {
    flags: '--seed <file>',
    description: 'what a new sandbox begins with (default: what the files declare and select)',
  },
  allow: {
    flags: '--allow <code=number>',
    description: 'let a guard pass, as far as it was reviewed: plan/deletes=40 (repeatable)',
  },
  livePolicies: {
    flags: '--live-policies',
    description: 'judge by the versions of AWS managed policies that AWS has now; needs iam:GetPolicy',
  },
  audit: { flags: '--audit', description: 'read every pair of permission set and account, whatever it costs' },
  entra: {
    flags: '--entra',
    description:
      'also ask Entra: at which step groups wait, whether it has pinned groups, who has groups that lose access',
  },
  inFlight: {
    flags: '--in-flight <number>',
    description: 'asynchronous operations at once, 1 to 15 (default: 15, and 10 once AWS refuses one)',
  },
  out: {
    flags: '-o, --out <file>',
    description: 'also save the plan, or what stopped it: for `access apply` and `access comment`',
  },
  detailedExitcode: {
    flags: '--detailed-exitcode',
    description: 'exit 2 when there are changes, new access, or requests that are not allowed',
  },
  expect: {
    flags: '--expect <planId>',
    description: 'apply only if a fresh plan has this id, of which 8 characters are enough',
  },
  autoApprove: { flags: '--auto-approve', description: 'apply without asking; needs identityCenter.instanceArn' },
  journal: { flags: '--journal <file>', description: 'the run log (default: .access/runs/<time>-<planId>.jsonl)' },
  waitForGroups: {
    flags: '--wait-for-groups <duration>',
    description: 'how long to wait for pinned groups that are not synced yet: 45m',
  },
  timeout: { flags: '--timeout <duration>', description: 'how long to wait at most: 45m (default: 1h)' },
  port: { flags: '--port <number>', description: 'port on 127.0.0.1 (default: 4566)' },
  entraPort: {
    flags: '--entra-port <number>',
    description: "port of the tenant's Microsoft Graph (default: the next free one after --port)",
  },
  fault: { flags: '--fault <rule>', description: 'inject faults, see below (repeatable)' },
  faultSeed: { flags: '--fault-seed <number>', description: 'random seed for faults (default: 1)' },
  set: { flags: '--set <name=value>', description: 'another behaviour, as listed below (repeatable)' },
  ignore: { flags: '--ignore <code>', description: 'leave a warning or notice out (repeatable)' },
  kind: { flags: '--kind <kind>', description: 'what the policies are (default: identity)' },
  boundary: { flags: '--boundary <policy>', description: 'a permissions boundary of both sides' },
  oldBoundary: { flags: '--old-boundary <policy>', description: 'a permissions boundary of the old side' },
  newBoundary: { flags: '--new-boundary <policy>', description: 'a permissions boundary of the new side' },
  scp: { flags: '--scp <policy>', description: 'say beside the answer what is left of it under this SCP (repeatable)' },
  rcp: { flags: '--rcp <policy>', description: 'the same for an RCP (repeatable)' },
  when: { flags: '--when <key=value>', description: 'a condition key of the request, and its value (repeatable)' },
  absent: { flags: '--absent <key>', description: 'a condition key that the request does not have (repeatable)' },
  all: {
    flags: '--all',
    description: 'with --base, also show in full what was there before this change of the files',
  },
  verbose: {
    flags: '--verbose',
    description: 'name every account, however many they are; where AWS is read, also say how, and the calls',
  },
  permissionSet: { flags: '--permission-set <name>', description: 'only this permission set, or glob (repeatable)' },
  group: { flags: '--group <name>', description: 'only this group, by display name, id or glob (repeatable)' },
  account: { flags: '--account <name>', description: 'only this account, by name, id or glob (repeatable)' },
  snapshotFile: {
    flags: '--live <file>',
    description: 'read a snapshot in place of AWS, without credentials',
  },
  maxAge: { flags: '--max-age <duration>', description: 'how old the snapshot may be (default: 24h)' },
  blur: {
    flags: '--blur',
    description: 'replace names of groups, users and accounts by pseudonyms; files that name them still match',
  },
  members: {
    flags: '--members',
    description:
      'also read who is in the groups; needs identitystore:ListGroupMemberships and identitystore:ListUsers, unless a snapshot has it',
  },
  names: {
    flags: '--names',
    description: 'with what --members reads, also the user names of people, not only how many they are',
  },
  lastUsed: {
    flags: '--last-used',
    description:
      'also ask the accounts when the roles of what is taken away were last used; needs preflight in access.yaml, iam:ListRoles and iam:GetRole',
  },
  who: {
    flags: '--who',
    description: 'ask CloudTrail who did it and when; needs cloudtrail:LookupEvents',
  },
  issue: {
    flags: '--issue',
    description:
      'keep one issue (GitHub, GitLab) or work item (Azure DevOps) open while there is drift, and close it when there is none',
  },
  forge: { flags: '--forge <forge>', description: 'where the pull request is (default: what the CI job says)' },
  repository: {
    flags: '--repository <name>',
    description: 'owner/name; on GitLab group/project or an id, on Azure DevOps project/repository',
  },
  pullRequest: { flags: '--pull-request <number>', description: 'its number' },
  apiUrl: { flags: '--api-url <url>', description: "base of the forge's API, such as https://github.example/api/v3" },
  marker: {
    flags: '--marker <name>',
    description: 'tells this comment apart from others (default: the config folder)',
  },
  dryRun: { flags: '--dry-run', description: 'print what would be sent or written, and do nothing' },
  layout: { flags: '--layout <layout>', description: 'what a file of grants is about', default: 'team' },
  inventory: { flags: '--no-inventory', description: 'declare no accounts: name them as the organization does' },
  only: {
    flags: '--only <choice>',
    description:
      'only the permission sets of set:NAME, or that are assigned in account:NAME, group:NAME or ou:PATH/** (repeatable)',
  },
  from: { flags: '--from <tool>', description: "read this tool's files instead of what is live" },
  attributes: {
    flags: '--attributes',
    description: 'also the attributes for access control, which one folder of an instance declares as a whole',
  },
  applications: {
    flags: '--applications',
    description: 'also applications of the Identity Center, and who is assigned to them',
  },
  roles: {
    flags: '--roles',
    description: 'also roles that exist already, as AWS account access gives them',
  },
  explicit: { flags: '--explicit', description: 'list accounts by name only, never by unit, tag or pattern' },
  ci: { flags: '--ci <system>', description: 'whose workflow to write (asked for on a terminal; default: github)' },
  codeowners: { flags: '--codeowners <names>', description: 'who reviews, for CODEOWNERS: @orchard/identity' },
  region: { flags: '--region <region>', description: 'the region of the Identity Center' },
  lookUp: { flags: '--look-up', description: 'look up region and instance with your AWS credentials' },
  owner: {
    flags: '--owner <name>',
    description: 'value of the tag `access:owner` for a new folder (default: the name of the repository)',
  },
  users: { flags: '--users', description: 'also declare users, and what they are assigned themselves' },
  check: { flags: '--check', description: 'ask npm whether there is newer data, and exit 2 when there is' },
  write: {
    flags: '--write',
    description: "write them into the AWS CLI's config file: AWS_CONFIG_FILE, or ~/.aws/config",
  },
  diff: { flags: '--diff', description: 'show what --write would change' },
  print: { flags: '--print', description: 'print them (default)' },
  name: {
    flags: '--name <template>',
    description: 'names of profiles, of {account}, {accountId}, {permissionSet} and {region}',
    default: '{account}/{permissionSet}',
  },
  workRegion: {
    flags: '--work-region <region>',
    description: 'the region that profiles work in; more than one makes a profile for each (repeatable)',
  },
  startUrl: {
    flags: '--start-url <url>',
    description: 'the AWS access portal (default: identityCenter.startUrl)',
  },
  session: {
    flags: '--session <name>',
    description: 'name of the sso-session (default: identityCenter.owner)',
  },
  production: {
    flags: '--production <selector>',
    description:
      'which accounts are production: an account selector, as in grants (default: set:production or set:prod)',
  },
  runs: { flags: '--runs', description: 'report what was applied, when and by whom, from run logs' },
  evidence: {
    flags: '--evidence',
    description:
      'report from run logs of each account when it was applied, by whom, and when the last session of old access ends',
  },
  review: {
    flags: '--review <folder>',
    description:
      'write the files of an access review into this folder, one for each group of code owners, to be filled in with keep or revoke',
  },
  decisions: {
    flags: '--decisions <folder>',
    description:
      'read the filled-in files of an access review (a folder, or one of them), and take what is revoked out of the config folder',
  },
  setup: {
    flags: '--setup',
    description: 'show the whole set-up as an ordered checklist, with what is done and what is next',
  },
  current: {
    flags: '--current <file>',
    description: 'the app roles that stand: what Microsoft Graph answers for the service principal, as JSON',
  },
  fromEntra: {
    flags: '--entra',
    description: 'read what the applications have, app roles and assignments, by Microsoft Graph',
  },
  application: {
    flags: '--application <name>',
    description: 'only this application: path of its metadata without .xml, or id of its service principal',
  },
  to: { flags: '--to <folder>', description: 'write the files for whoever administers Entra into this folder' },
  log: { flags: '--log <file>', description: 'append every call to a file' },
} as const;

const LIVE = ['members', 'names', 'sandbox', 'sandboxState', 'seed', 'allow', 'audit', 'livePolicies'] as const;

export const VERBS: readonly Verb[] = [
  {
    name: 'validate',
    arguments: [
      { syntax: '[file...]', description: 'report only what is about these files or folders of the config folder' },
    ],
    summary: 'check the files; needs no network and no credentials',
    details:
      'Reads every YAML file below the config folder and reports all that is wrong with them: syntax, unknown keys and names, selectors that match nothing, and what AWS would refuse in names, durations, sizes and quotas. Policies are checked statement by statement, as `access lint` does. Exits 1 when there are errors.',
    options: ['dir', 'format', 'base', 'allow'],
    prints: 'findings',
    load: async () => (await import('./validate.ts')).validate,
  },
  {
    name: 'plan',
    summary: 'show what an apply would do',
    details:
      'Compares the files with the live Identity Center and prints what would change, what is held and why. Writes nothing. Exits 1 when the files have errors or a guard refuses the plan; with --detailed-exitcode, 2 when there are changes.',
    options: [
      'dir',
      'format',
      'base',
      'all',
      'verbose',
      'out',
      'detailedExitcode',
      'snapshotFile',
      'maxAge',
      'entra',
      'lastUsed',
      ...LIVE,
    ],
    prints: 'plan',
    load: async () => (await import('./plan.ts')).plan,
  },
  {
    name: 'show',
    arguments: [{ syntax: '<plan.json>', description: 'a plan saved by `access plan --out`' }],
    summary: 'print a saved plan again',
    details:
      'Prints a saved plan in any format, whole or the part of it that is about some permission sets, groups or accounts. Refuses a file whose changes are not those of its plan id. Needs no network and no credentials.',
    options: ['dir', 'format', 'permissionSet', 'group', 'account', 'all', 'verbose'],
    prints: 'plan',
    load: async () => (await import('./show.ts')).show,
  },
  {
    name: 'apply',
    arguments: [{ syntax: '[plan.json]', description: 'a plan saved by `access plan --out`' }],
    summary: 'apply an approved plan',
    details:
      'Plans afresh and carries out what was approved: the saved plan, the plan id given with --expect, a `yes` at the prompt, or anything with --auto-approve. A plan that has moved on since is refused. Every operation is logged before it is sent.',
    options: [
      'dir',
      'base',
      'all',
      'verbose',
      'expect',
      'autoApprove',
      'journal',
      'waitForGroups',
      'entra',
      'inFlight',
      ...LIVE,
    ],
    whenInterrupted: { ends: false, message: 'interrupted: nothing was applied' },
    load: async () => (await import('./apply.ts')).apply,
  },
  {
    name: 'release',
    summary: 'stop managing permission sets: take the owner tag off',
    details:
      "For those who leave, or hand a permission set to another tool: takes the tag `access:owner` of this folder off its permission sets, all of them or those of --only, and changes nothing else. Permission sets, policies and assignments stay as they are, and are nobody's then. Shows what it would do and asks, as `access apply` does. Run it before the files stop declaring the sets: what bears the tag and is not declared, an apply deletes.",
    options: ['dir', 'only', 'dryRun', 'autoApprove', 'journal', 'inFlight', 'sandbox', 'sandboxState', 'seed'],
    whenInterrupted: { ends: false, message: 'interrupted: nothing was applied' },
    load: async () => (await import('./release.ts')).release,
  },
  {
    name: 'init',
    summary: 'make a first config folder, a CI workflow and code owners',
    details:
      'Writes access.yaml, the workflow of docs/ci.md for your CI, and CODEOWNERS, by the options or, on a terminal, by a few questions. Writes over nothing: what is there is left as it is. Needs no network, unless --look-up asks it to look up the instance. Ends with the commands to go on with.',
    options: ['dir', 'owner', 'region', 'ci', 'codeowners', 'lookUp', 'dryRun', 'sandbox', 'sandboxState', 'seed'],
    load: async () => (await import('./init.ts')).init,
  },
  {
    name: 'import',
    arguments: [{ syntax: '[file...]', description: 'with --from: what to read, files or folders' }],
    summary: 'write files for what is live',
    details: IMPORT_DETAILS,
    options: [
      'dir',
      'layout',
      'inventory',
      'only',
      'explicit',
      'users',
      'attributes',
      'roles',
      'applications',
      'owner',
      'from',
      'dryRun',
      'sandbox',
      'sandboxState',
      'seed',
    ],
    load: async () => (await import('./import.ts')).importLive,
  },
  {
    name: 'pin',
    arguments: [
      {
        syntax: '[group...]',
        description:
          'keys of these groups only; of these, names that are trusted so far (`unpinned`) are pinned as well',
      },
    ],
    summary: 'write the ids of groups that have no pin',
    details:
      'Looks up the groups that the files declare without a pin, and adds the id of each to its declaration: `objectId` where an identity provider syncs it, `groupId` where nobody does. Nothing else in the files changes. A group is pinned only where one group has exactly its name and no other looks like it; the others are shown side by side, and the exit code is 1.',
    options: ['dir', 'dryRun', 'sandbox', 'sandboxState', 'seed'],
    load: async () => (await import('./pin.ts')).pin,
  },
  {
    name: 'comment',
    arguments: [{ syntax: '<plan.json>', description: 'what `access plan --out` saved: a plan, or what stopped it' }],
    summary: 'show a plan on its pull request',
    details:
      'Writes one comment for each config folder on the pull request of a GitHub, GitLab or Azure Pipelines job, and writes over it at every later run. Says what stopped the plan when there is none, and exits 1 when there is not even that. In GitHub Actions the job summary has the plan as well, as far as a megabyte goes. Needs the right to comment, and no AWS credentials. Prints the address of the comment.',
    more: COMMENT_HELP,
    options: ['dir', 'marker', 'forge', 'repository', 'pullRequest', 'apiUrl', 'dryRun'],
    load: async () => (await import('./comment.ts')).comment,
  },
  {
    name: 'drift',
    summary: 'show what live has otherwise than the files say',
    details:
      'Reads the whole Identity Center, as `access plan --audit` does, and prints everything that it has and the files do not say, or say otherwise: permission sets and assignments that nobody declared, users, deleted principals, other owners, definitions that were edited by hand, outdated roles, and what is missing. Of each it tells three ways out: take it back, take it over into the files, or accept it until a day. Writes nothing. Exits 2 when there is any drift.',
    options: [
      'dir',
      'format',
      'snapshotFile',
      'maxAge',
      'who',
      'issue',
      'forge',
      'repository',
      'apiUrl',
      'marker',
      'sandbox',
      'sandboxState',
      'seed',
    ],
    more: DRIFT_HELP,
    prints: 'drift',
    load: async () => (await import('./drift.ts')).drift,
  },
  {
    name: 'doctor',
    summary: 'check the set-up: is the chain from Entra ID to a role in an account whole?',
    details:
      'Asks AWS about the set-up itself: the instance, its region and encryption, the organization, users and groups and where they come from, the SCIM token by its declared date, and the groups of the files. Where it has credentials for Microsoft Graph it also asks Entra: the enterprise application, single sign-on and its certificate, provisioning and its mappings, at which step each group of the files waits, who may change groups that give access, and members that Entra does not have. Each check passed, failed, or is not known: where a permission is missing it is named, and nothing unknown passes. Writes nothing. Exits 1 when a check finds an error.',
    options: ['dir', 'format', 'setup', 'verbose', 'sandbox', 'sandboxState', 'seed'],
    prints: 'examination',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'wait',
    arguments: [{ syntax: '[group...]', description: 'keys of these groups only' }],
    summary: 'wait until the groups of the files can be assigned',
    details:
      'Looks until every pinned group that the files declare is in Identity Center, and is the one that was reviewed: for pipelines that apply once Entra has synced. Says of each group at which step it waits, where Microsoft Graph may be asked, and prints the command that provisions one on demand, for a person: it never runs it, and writes nothing. Groups that are trusted by name are not waited for.',
    more: WAIT_HELP,
    options: ['dir', 'timeout', 'sandbox', 'sandboxState', 'seed'],
    load: async () => (await import('./wait.ts')).wait,
  },
  {
    name: 'snapshot',
    arguments: [{ syntax: '<file>', description: 'where to write it' }],
    summary: 'save all that is live, for plans without credentials',
    details:
      'Reads accounts, organizational units, groups, permission sets, assignments and roles, all of them, and writes them to a file for `access plan --live`: full plans for pull requests from forks and for laptops. A plan that was made from a snapshot is never applied. With --members also who is in which group, and the mail addresses of users: what `access explain person:NAME` and --members of `plan` and `report` ask for. With --entra also what Entra says of the groups, for `access plan --live FILE --entra`; together with --members, who is in them there. The file tells who has access to what: keep it as you keep that.',
    options: ['dir', 'members', 'entra', 'blur', 'sandbox', 'sandboxState', 'seed'],
    load: async () => (await import('./snapshot.ts')).snapshot,
  },
  {
    name: 'compare',
    arguments: [
      {
        syntax: '<old>',
        description:
          'policies, with commas between several: .json or .yaml files, `-` for standard input, names of AWS managed policies; or set:Developer, group:developers@payments-prod, user:emergency-1 of the config folder, live:Developer of Identity Center',
      },
      { syntax: '[new]', description: 'what to compare it with; none with --base, where <old> may be a folder' },
    ],
    summary: 'show what one policy allows that another does not',
    details:
      'Compares IAM policies by what they allow, not by their text, and prints what is gained and lost, the worst first, with a request that proves it: several documents a side as one role, permission sets and all that groups and users have in an account of the config folder, a permission set as Identity Center or a snapshot (--live) has it, or with --base every policy of a folder with what it was at a git revision. --kind compares SCPs, RCPs and boundaries by what they permit. Needs no network and no credentials, but for `live:`. With --detailed-exitcode, exits 2 when the new side allows something that the old one did not, or when that could not be ruled out.',
    options: [
      'dir',
      'format',
      'base',
      'kind',
      'boundary',
      'oldBoundary',
      'newBoundary',
      'scp',
      'rcp',
      'detailedExitcode',
      'snapshotFile',
      'maxAge',
      'sandbox',
      'sandboxState',
      'seed',
    ],
    prints: 'comparison',
    load: async () => (await import('./compare.ts')).compare,
  },
  {
    name: 'lint',
    arguments: [
      {
        syntax: '<policy...>',
        description: 'a policy: a .json or .yaml file, `-` for standard input, or the name of an AWS managed policy',
      },
    ],
    summary: 'show what is wrong with an IAM policy',
    details:
      'Checks identity policies by themselves: what IAM would refuse, what can never work, what changes nothing, and what allows more than it says. `access validate` does the same for the policies of a config folder. Needs no network and no credentials. Exits 1 when there are errors.',
    options: ['format', 'ignore'],
    prints: 'findings',
    load: async () => (await import('./lint.ts')).lint,
  },
  {
    name: 'can',
    arguments: [
      {
        syntax: '<who>',
        description:
          'a group, user or permission set of the files; `group:`, `user:` or `set:` before it where several have the name; `person:` and a user name, mail address or id for all that somebody has by groups',
      },
      { syntax: '<action>', description: 'an action, or a pattern: s3:GetObject, iam:*' },
      { syntax: '[resource]', description: 'an ARN, or a pattern for ARNs (default: any resource)' },
      { syntax: '[in...]', description: '`in` and an account selector: in payments-prod' },
    ],
    summary: 'show whether a group, user or permission set allows an action, and by which statement',
    details:
      'Says of a group or user in each account where they have something, or of a permission set, whether the action is allowed on the resource: always, in part, or not at all, with a request that shows it, the statements that speak of it and where they stand, and their conditions. Whatever --when and --absent do not say of the request is open. Judges identity policies and boundaries; other policies of AWS may deny more. Where the files do not list every account, a grant that may mean more leaves the answer open: --live or --sandbox knows the accounts, who is in which group, and what is assigned beside the files. Needs no network and no credentials, but for --sandbox. With --detailed-exitcode, exits 2 when not every such request is allowed.',
    options: [
      'dir',
      'format',
      'when',
      'absent',
      'detailedExitcode',
      'snapshotFile',
      'maxAge',
      'sandbox',
      'sandboxState',
      'seed',
    ],
    prints: 'answer',
    load: async () => (await import('./can.ts')).can,
  },
  {
    name: 'profiles',
    arguments: [
      {
        syntax: '[who...]',
        description:
          'groups, users or permission sets of the files; `group:`, `user:` or `set:` before one where several have the name (default: everybody)',
      },
    ],
    summary: 'make profiles of the AWS CLI for what is granted',
    details:
      'Makes an sso-session and a profile for each account and permission set that the files grant to these, before anybody logs in. Prints them; with --write they go into the config file of the AWS CLI, between two marker lines of this folder: what stands between them is written over, so that profiles whose grants are gone go too, and nothing else is touched. Two profiles of one name, names that are not safe and sections of others with the same name are errors. Needs no network and no credentials.',
    options: [
      'dir',
      'print',
      'diff',
      'write',
      'name',
      'account',
      'permissionSet',
      'workRegion',
      'startUrl',
      'region',
      'session',
    ],
    load: async () => (await import('./profiles.ts')).profiles,
  },
  {
    name: 'saml-roles',
    summary: 'make what Entra needs for accounts that are federated by SAML',
    details:
      'Says which app roles the enterprise applications need for the roles that the files grant, which groups are to be assigned to them, and which claims assertions must have; with --to as files: appRoles.json, assignments.json, claimsMappingPolicy.json, and entra.sh with the commands for a person who may run them. Writes nothing in Entra. App roles are written as a whole, so --to needs what stands: --entra reads it, --current has it from a file. Those of others stay as they are; one of ours that nobody is granted any more is disabled first, and taken away by a later run. With `roleSync: import` there are no app roles to write, only what the import needs. Needs no network and no credentials, but for --entra.',
    options: [
      'dir',
      'format',
      'application',
      'current',
      'fromEntra',
      'to',
      'sandbox',
      'sandboxState',
      'seed',
      'verbose',
    ],
    prints: 'entra work',
    load: async () => (await import('./saml-roles.ts')).samlRoles,
  },
  {
    name: 'report',
    arguments: [
      {
        syntax: '[run...]',
        description: 'with --runs or --evidence: run logs, files or folders of them (default: .access/runs)',
      },
    ],
    summary: 'show who has what, or what was applied; have it reviewed',
    details:
      'Shows who is granted what in which account, and why: by principal, account, permission set and organizational unit, with administrators, escalation paths, what ends soon, what never ends in production, grants that give nobody anything, and with --base what changed since a git revision. By the files alone, without a network; with --live or --sandbox by the organization as it is, with what it has otherwise, and with --members by the people in the groups. --format html is one file that needs nothing else, to be searched, filtered and sorted. With --runs reads the run logs of applies and shows each run, the latest first: when it was, by which caller, plan and commit, each operation with its outcome and the request ids that CloudTrail knows it by. --permission-set, --group and --account choose among the operations. With --evidence the same by account. Lines that cannot be read are told and left out. With --review writes the files of an access review, a line for each decision, with --base (the last review) what changed since then first; written again, decisions that still hold are taken over. With --decisions reads them back: what is revoked is taken out of the files of the config folder, for a pull request, and nothing else is changed in them; decisions about what has changed since are refused.',
    options: [
      'dir',
      'format',
      'base',
      'production',
      'members',
      'snapshotFile',
      'maxAge',
      'runs',
      'evidence',
      'review',
      'decisions',
      'dryRun',
      'permissionSet',
      'group',
      'account',
      'sandbox',
      'sandboxState',
      'seed',
    ],
    prints: 'report',
    load: async () => (await import('./report.ts')).report,
  },
  {
    name: 'test',
    arguments: [
      { syntax: '[folder]', description: 'the folder whose YAML files have the expectations (default: expectations)' },
    ],
    summary: 'check expectations: what groups, users and permission sets can and cannot do',
    details:
      'Unit tests for access: reads expectations such as "developers cannot iam:PassRole in production" from the YAML files of a folder, and says which of them the files of the config folder do not meet, with a request that shows it and the statement that decides it. An expectation that cannot be verified is not met. Needs no network and no credentials. Exits 1 when an expectation is not met.',
    options: ['dir', 'format'],
    prints: 'findings',
    load: async () => (await import('./test.ts')).test,
  },
  {
    name: 'explain',
    arguments: [
      {
        syntax: '[what...]',
        description:
          'groups and users by key or name, accounts by alias, name or id, permission sets, addresses of assignments, globs of them, guardrails, diagnostic codes, roles by name or ARN; `group:`, `user:`, `account:`, `set:` or `guardrail:` before a name that several have; `person:` and a user name, mail address or id for all that somebody has by groups; `attribute:` and the key of an attribute for access control; `application:` and the key or name of an application; lists what there is when absent',
      },
    ],
    summary: 'who has access to what, and why; what a guardrail, an attribute or a diagnostic code means',
    details:
      'Of a group, user, account, permission set or assignment: every path to access, with the grant that gives it (file, line, reason, end), the commit, author and date that brought the line, what the permission set comes to (administrator, escalation paths, levels, limits), and where to change it. With --live or --sandbox also whether live agrees: in place, held, drifted, unmanaged. Of a person, `person:NAME`: what they have in each account and by which groups; with --members of all others, who the people are that have it. With --ref or --at as the files were. For a guardrail: what it demands, and everything that breaks it. For an attribute for access control, `attribute:Department`: where its value comes from, and the permission sets whose policies test it. For a role, `AWSReservedSSO_Developer_0123456789abcdef` or its ARN: its permission set, and who is granted it. For a diagnostic code: its long form. Needs no network and no credentials, but for --sandbox.',
    options: ['dir', 'format', 'ref', 'at', 'members', 'snapshotFile', 'maxAge', 'sandbox', 'sandboxState', 'seed'],
    prints: 'explained',
    load: async () => (await import('./explain.ts')).explain,
  },
  {
    name: 'data',
    summary: 'show version and age of the bundled AWS data',
    details:
      'The meaning of policies is told from data that ships with the program: the actions that AWS has, and the documents of its managed policies. Prints what is in, where it came from, its licence, and its age today. With --check also the newest versions of the packages that the data is made from, by `npm view`: a newer version of access brings them.',
    options: ['format', 'check'],
    prints: 'data',
    load: async () => (await import('./data.ts')).data,
  },
  {
    name: 'completion',
    arguments: [{ syntax: '<shell>', description: 'the shell', choices: SHELLS }],
    summary: 'print a script that completes command lines',
    details:
      'Prints a script for bash, zsh or fish that completes commands, options, formats and codes. For bash, add `eval "$(access completion bash)"` to ~/.bashrc; for zsh `eval "$(access completion zsh)"` to ~/.zshrc, below compinit; for fish `access completion fish | source` to ~/.config/fish/config.fish.',
    options: [],
    load: async () => (await import('./completion.ts')).completion({ verbs: VERBS, flags: FLAGS }),
  },
  {
    name: 'sandbox',
    summary: 'serve a local Identity Center for any AWS tool',
    details:
      'Serves sso-admin, identitystore, organizations, sts and the parts of iam that go with them on 127.0.0.1, for the AWS SDKs and the AWS CLI (--endpoint-url), and beside it, on a port of its own, the Microsoft Graph of a tenant of Entra that is provisioned into it in virtual time. It checks no signatures and takes any credentials. Its state is kept in a file. Stop it with an interrupt.',
    more: SANDBOX_HELP,
    options: ['dir', 'seed', 'sandboxState', 'port', 'entraPort', 'fault', 'faultSeed', 'set', 'log'],
    whenInterrupted: { ends: false },
    load: async () => (await import('./sandbox.ts')).sandbox,
  },
];
