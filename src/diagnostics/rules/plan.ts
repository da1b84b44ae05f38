// Findings about a plan: guards that refuse it, and what its reader should know.
import { allowableRule, rule } from '../rule.ts';
import {
  counted,
  idText,
  listed,
  listedAssigned,
  type Named,
  type NearAdministratorFacts,
  namedWithIds,
  namesakes,
  nearAdministrator,
} from '../wording.ts';

export interface Counted {
  readonly count: number;
  readonly names: readonly string[];
}

/** A permission set of live that the files do not declare. */
export interface OtherSetFacts {
  readonly name: string;
  readonly owner?: string;
  /** How many have it; absent where that was not read. */
  readonly accounts?: number;
}

const otherSet = ({ name, owner }: OtherSetFacts): string =>
  `\`${name}\`${owner === undefined ? '' : ` (owner \`${owner}\`)`}, which these files do not manage,`;
const inAccounts = ({ accounts }: OtherSetFacts): string =>
  accounts === undefined ? '' : ` in ${counted(accounts, 'account')}`;

/** What is counted, and how far a person may allow it. */
export interface GuardFacts extends Counted {
  /** Sets that these files do not manage, and by which access remains. */
  readonly others: readonly string[];
  /** Whose policies test attributes that change. */
  readonly sets?: readonly string[];
  /** Rows of users were looked for. */
  readonly usersRead: boolean;
  /** Of `guards.unattended`. */
  readonly limit: number;
  /** ISO 8601 date, as the end of an allowance. */
  readonly until: string;
}

/** A guard's message tells numbers and names; its hint the line that allows exactly so much. */
function guard<Facts extends { readonly count: number; readonly until: string }>(
  code: string,
  definition: {
    readonly title: string;
    readonly explanation: string;
    readonly message: (facts: Facts) => string;
    /** Other ways than to allow it. */
    readonly hint?: string;
  },
  effect: 'refuses' | 'holds' = 'holds',
) {
  const what =
    effect === 'refuses'
      ? 'The plan refuses itself'
      : 'What the guard names is held, the rest of the plan goes on, and the exit code is 1';
  return allowableRule<Facts>({
    severity: 'error',
    ...definition,
    explanation: `${definition.explanation}\n\n${what}. If a reviewer agrees, allow it only as far as it was reviewed: in \`access.yaml\` with \`guards.allowances: [{ code: ${code}, upTo: <number>, until: <date>, reason: <text> }]\`, or for one run with \`--allow ${code}=<number>\`.`,
    hint: ({ count, until }) =>
      `${definition.hint === undefined ? '' : `${definition.hint}; `}if this is meant, write \`{ code: ${code}, upTo: ${count}, until: ${until}, reason: "…" }\` under \`guards.allowances\`, or run with \`--allow ${code}=${count}\``,
  });
}

/** By what access remains, as far as it was read. */
function remainder({ others, usersRead }: GuardFacts): string {
  const sets = others.length === 0 ? '' : ` but by ${listedAssigned(others)}, which these files do not manage`;
  return `${sets}${usersRead ? '' : '; users were not looked for'}`;
}

const isOnApplication = (name: string): boolean => name.startsWith('application/');

export const PLAN_RULES = {
  'plan/attributes-unread': rule<Record<string, never>>({
    severity: 'notice',
    title: 'attributes for access control were not read',
    explanation:
      'The files declare `accessControlAttributes`, and the snapshot does not say which attributes the instance has: it was taken by files without the setting, or by an earlier version. What was not read is not taken for none, so nothing is planned for it.',
    message: () => 'the attributes for access control of the instance were not read',
    hint: () => 'take another snapshot with these files: `access snapshot`',
  }),
  'plan/entra-unread': rule<{ missing: string }>({
    severity: 'warning',
    title: 'Entra could not be asked',
    explanation:
      'The plan was to be held against Entra (`--entra`), and part of that could not be read. What hangs on it is left out: at which step groups wait, whether Entra still has pinned groups, and who has groups that lose access. The plan itself is the same.',
    message: ({ missing }) => `part of Entra was not read: ${missing}`,
    hint: () => 'docs/entra.md, "Permissions in Entra", has the permissions and where the token comes from',
  }),
  'plan/removed-from-group': rule<{ group: Named; count: number; members: readonly Named[] | number | 'gone' }>({
    severity: 'notice',
    title: 'who has a group that loses access',
    explanation:
      'Assignments of the group are deleted. The message says how many are members of the group in Entra today, and so lose that access, and with `--names` who they are; or that Entra no longer has the group.',
    message: ({ group, count, members }) =>
      `group \`${group.name}\`${idText(group)} loses ${counted(count, 'assignment')}: ${
        members === 'gone'
          ? 'Entra no longer has it'
          : typeof members === 'number'
            ? `${counted(members, 'member')} in Entra`
            : `${counted(members.length, 'member')} in Entra${members.length === 0 ? '' : `, ${namedWithIds(members)}`}`
      }`,
  }),
  'plan/deletes': guard<{ count: number; total: number; more: number; share: number; until: string }>(
    'plan/deletes',
    {
      title: 'many deletes',
      explanation:
        'The plan deletes more assignments than `guards.deletes` lets pass: more than `more` of them, and more than `share` of all assignments on the sets that the files manage. Moves from a renamed set, grants that have ended and principals that are gone are not counted; with `--base`, only what the base granted. A wrong file name or a lost team folder looks like this.',
      message: ({ count, total, more, share }) =>
        `the plan deletes ${count} of ${counted(total, 'assignment')} (${percent(count / total)}); the limit is ${more} and ${percent(share)}`,
    },
    'refuses',
  ),
  'plan/empties-account': guard<GuardFacts>('plan/empties-account', {
    title: 'an account is emptied',
    explanation:
      'An account that somebody can enter now would be left without any assignment on the sets that these files manage. Grants that expired are not counted; with `--base`, only what the base granted counts as lost.',
    message: (facts) => `nobody would be left with access to ${listed(facts.names, 'account')}${remainder(facts)}`,
  }),
  'plan/empties-group': guard<GuardFacts>('plan/empties-group', {
    title: 'a group is emptied',
    explanation:
      'A group that has access now would lose its last assignment on the sets that these files manage. Grants that expired are not counted; with `--base`, only what the base granted counts as lost.',
    message: ({ names }) => `${listed(names, 'group')} would lose all access by the sets of these files`,
  }),
  'plan/removes-own-access': guard<GuardFacts>('plan/removes-own-access', {
    title: "the caller's own access goes",
    explanation:
      'Whoever runs this came through Identity Center, and the plan takes away the very assignment, or changes its permission set so that something of what operates Identity Center is no longer allowed or may no longer be: one of the actions that this program itself calls. The apply could lock out the one who would repair it. Access that the caller keeps by another permission set in the same account counts, as far as the groups of the caller could be read.',
    message: ({ names }) => `the plan removes your own access: ${listed(names, 'assignment')}`,
  }),
  'plan/removes-last-administrator': guard<GuardFacts>('plan/removes-last-administrator', {
    title: 'the last administrator of an account goes',
    explanation:
      "An account that has somebody with administrator access would be left without, by an assignment that goes or by a definition that changes. Administrator means control of IAM, from which everything follows: the permission set allows `iam:CreateRole` or `iam:UpdateAssumeRolePolicy`, and `iam:AttachRolePolicy` or `iam:PutRolePolicy`, on roles of any name, after all that its policies deny and its permissions boundary leaves out. Customer managed policies, which nobody has read, are left out of the question; an unread permissions boundary counts as one that bounds. Who may do it under a condition only, whether an Allow or a Deny has it, still is an administrator, but a plan that puts the last other one under a condition is stopped too. A group without members counts as nobody, where members could be read; with `--base`, a set that was made an administrator's by hand does not count.",
    message: ({ names, others, usersRead }) =>
      `the plan removes the last administrator of ${listed(names, 'account')}${others.length === 0 ? '' : `; ${listedAssigned(others)}, which these files do not manage, may still let one in`}${usersRead ? '' : '; users were not looked for'}`,
  }),
  'plan/touches-management-account': guard<GuardFacts>('plan/touches-management-account', {
    title: 'the management account is touched',
    explanation:
      'Whoever can enter the management account of an organisation can reach everything. Assignments and provisioning there are never routine. With `--base`, taking back there what was given by hand passes.',
    message: ({ names }) => `the plan touches the management account with ${listed(names, 'change')}`,
  }),
  'plan/adoption-deletes': guard<GuardFacts>('plan/adoption-deletes', {
    title: 'adoption deletes',
    explanation:
      'Declaring a permission set that was made by hand adopts it, and from then on the files decide who has it. The plan would delete assignments that somebody made before the files knew of the set. Three ways keep them: declare them in grants, which `access import --only set:NAME` does, declare the set as `external: true`, or leave the assignments of others alone with `unmanaged.groupAssignments: report` until they are declared. The same is said of an application that the files at `--base` do not declare. The set is adopted as a whole, so all of its changes wait. A set of these files that has lost its owner tag is adopted again, and looks like this too. Assignments of principals that are gone do not count.',
    message: ({ names }) =>
      `${names.every(isOnApplication) ? 'taking over an application' : 'adopting a permission set'} deletes ${listed(names, 'assignment')}`,
    hint: 'to keep them, declare them with `access import --only set:NAME`, declare the set as `external: true`, or set `unmanaged.groupAssignments: report`',
  }),
  'plan/removes-boundary': guard<GuardFacts>('plan/removes-boundary', {
    title: 'a permissions boundary goes',
    explanation:
      'A permissions boundary caps what a set can grant. Without it, the policies alone decide. With `--base`, one that was attached by hand, and that the base does not declare, does not count.',
    message: ({ names }) => `the plan removes the permissions boundary of ${listedAssigned(names)}`,
  }),
  'plan/opens-application': guard<GuardFacts>('plan/opens-application', {
    title: 'an application opens to everybody',
    explanation:
      'The files set `assignmentRequired: false` on an application that requires assignments today. Then everybody in the directory may use it, whoever is assigned (PutApplicationAssignmentConfiguration). With `--base`, an application that the base already left open to everybody passes.',
    message: ({ names }) => `the plan opens ${listed(names, 'application')} to everybody in the directory`,
  }),
  'plan/closes-application': guard<GuardFacts>('plan/closes-application', {
    title: 'an application closes to who is not assigned',
    explanation:
      'The files set `assignmentRequired: true` on an application that everybody in the directory may use today. Then only who is assigned may (PutApplicationAssignmentConfiguration), and everybody else loses it. Nobody reads who used it, so that no number says how many that are, and `plan/deletes` does not count them. With `--base`, an application of which the base already required assignments, and that was opened by hand, passes.',
    message: ({ names }) => `the plan takes ${listed(names, 'application')} from everybody who is not assigned`,
  }),
  'plan/changes-attributes': guard<GuardFacts>('plan/changes-attributes', {
    title: 'an attribute that policies test changes',
    explanation:
      'An attribute for access control of the instance has another source or goes, and policies test it as `aws:PrincipalTag/KEY`: who passes those tests is then decided by other values, or by none. That can give access as well as take it, by what each policy makes of the attribute and by the values of each person, which nobody reads. Permission sets of others count as far as their policies were read. Making the configuration of the instance, and deleting it, begins and ends what SAML assertions send, so that every tested attribute counts. Customer managed policies count where `preflight` read them; those of resources and organizations are not read: so an apply that nobody reviewed, with `--auto-approve`, neither changes nor removes any attribute, and adds none that policies already test. An attribute that comes and that nobody tests passes. With `--base`, making the configuration again what the base already declared passes.',
    message: ({ names, sets = [] }) =>
      `the plan changes ${listed(names, 'attribute')} for access control${sets.length === 0 ? '' : `, which ${listedAssigned(sets)} ${sets.length === 1 ? 'tests' : 'test'}`}`,
  }),
  'plan/replaced-roles': guard<GuardFacts>('plan/replaced-roles', {
    title: 'roles that others take the place of',
    explanation:
      'A role that is taken by SAML goes, and another one in the account takes its place: `rolePrefix` or the name of the permission set is another, or, with `--base`, whoever was granted it is granted another role there. The new one is made, and nobody has it before a person assigns it in Entra; until then the old one is all that people have. It stays until somebody says that the new one is assigned. A role that nothing replaces goes at once.',
    message: ({ names }) => `the plan deletes ${listed(names, 'role')} that others take the place of`,
    hint: 'assign the new roles in Entra first, by what `access saml-roles` makes',
  }),
  'plan/undeclared-sets': guard<GuardFacts>('plan/undeclared-sets', {
    title: 'a set that nobody declared',
    explanation:
      'The permission set bears the owner tag of these files, but neither they nor the files at `--base` declare it. Another folder may use the same owner, somebody may have set the tag by hand, or an earlier apply did not get to its end.',
    message: ({ names }) =>
      `${listedAssigned(names)} ${names.length === 1 ? 'bears' : 'bear'} the owner tag of these files, and neither they nor the base declare ${names.length === 1 ? 'it' : 'them'}`,
    hint: 'find out who made it: look for another folder with the same `identityCenter.owner`, and declare what is to stay',
  }),
  'plan/unattended-administrators': guard<GuardFacts>('plan/unattended-administrators', {
    title: 'administrator access that nobody reviewed',
    explanation:
      'An apply that nobody reviewed, with `--auto-approve`, gives administrator access to no more than `guards.unattended.administrators` (default 0). A selector that takes in one more account today, or a group that came back, would otherwise make administrators unseen.',
    message: ({ names, limit }) =>
      `${counted(names.length, 'change')} ${names.length === 1 ? 'gives' : 'give'} administrator access without a review (${sample(names)}); the limit is ${limit}`,
    hint: 'apply a plan that somebody has read: `access plan --out plan.json`, then `access apply plan.json`',
  }),
  'plan/unattended-creates': guard<GuardFacts>('plan/unattended-creates', {
    title: 'many assignments that nobody reviewed',
    explanation:
      'An apply that nobody reviewed, with `--auto-approve`, adds at most `guards.unattended.creates` assignments (default 50). With more, all of them are held: nobody knows which of them were meant.',
    message: ({ names, limit }) =>
      `${counted(names.length, 'assignment')} would be created without a review; the limit is ${limit}`,
    hint: 'apply a plan that somebody has read: `access plan --out plan.json`, then `access apply plan.json`',
  }),

  'plan/delegated-administrator': rule<{ what: string }>({
    severity: 'notice',
    title: 'out of reach for a delegated administrator',
    explanation:
      'IAM Identity Center lets a delegated administrator touch neither the management account nor any permission set that is provisioned there. Such changes are held. Run the plan from the management account, or keep sets for the management account apart from the others.',
    message: ({ what }) => `a delegated administrator cannot write ${what}`,
    hint: () => 'apply this part with credentials of the management account',
  }),
  'plan/released-declared': rule<{ count: number }>({
    severity: 'notice',
    title: 'released, and still declared',
    explanation:
      '`access release` takes the owner tag off permission sets that the files still declare. A plan of these files adopts them again, so that a workflow which still runs undoes the release. The other way round is worse: a set that still bears the tag and is not declared any more is deleted. So stop the workflows, release, and only then change the files.',
    message: ({ count }) =>
      `${counted(count, 'permission set')} ${count === 1 ? 'is' : 'are'} still declared: the next apply adopts ${count === 1 ? 'it' : 'them'} again`,
    hint: () => 'disable the workflows first, and take the declarations out once the tags are off',
  }),
  'plan/replacement-held': rule<{ before: string; reason: string; others: number; awaitsApproval: boolean }>({
    severity: 'notice',
    title: 'held: a revocation waits for its replacement',
    explanation:
      'Somebody gains access to this account by the same files, and may not have it yet: the group is not synced, or was renamed, or a guard wants somebody to allow it. Until then nobody loses access to that account by being left out of the files, for the one may be the replacement of the other: people who move from one group to another would be without access in between. What waits, and for what, is in every plan.\n\nWhat the files end by a date does not wait. To revoke at once, keep the grant and give it an `expires` that has passed, or take out of the files what is held.',
    message: ({ before, reason, others }) =>
      `revoked only after ${before}, which is held: ${reason}${others > 0 ? `; ${counted(others, 'other change')} there ${others === 1 ? 'is' : 'are'} held as well` : ''}`,
    hint: ({ awaitsApproval }) =>
      `${awaitsApproval ? 'it goes once that is allowed; ' : ''}to revoke it at once, keep its grant with an \`expires\` that has passed`,
  }),
  'plan/definition-held': rule<{ principal: string }>({
    severity: 'notice',
    title: 'held: a role keeps its definition',
    explanation:
      'An assignment in this account may not be deleted yet, and the new definition of its permission set may allow more than the role there does. Whoever is about to lose the assignment must not be given more by it. So the permission set is not provisioned in this account, and nobody else is assigned to it there, until that assignment may go.',
    message: ({ principal }) =>
      `the role in the account keeps its definition while the assignment of \`${principal}\` is held`,
    hint: () => 'it follows once that assignment may go',
  }),
  'plan/attributes-held': rule<{ principal: string; permissionSet: string; others: number }>({
    severity: 'notice',
    title: 'held: attributes stay as they are',
    explanation:
      'An assignment may not be deleted yet, and a policy of its permission set tests an attribute for access control that the files change. Whoever is about to lose the assignment would have it with another attribute for a while, which neither the old files give nor the new ones. So the attributes stay until the assignment may go.',
    message: ({ principal, permissionSet, others }) =>
      `attributes that \`${permissionSet}\` tests stay while the assignment of \`${principal}\` is held${others > 0 ? `, and ${counted(others, 'other assignment')}` : ''}`,
    hint: () => 'they follow once that assignment may go',
  }),
  'plan/target-unread': rule<{ why: string }>({
    severity: 'notice',
    title: 'held: an account was not read',
    explanation:
      'What is to be written lies in an account, or belongs to a way into accounts, that could not be read. What was not read may be there already or hold more than is known, so nothing of it is created or deleted. Everything else goes on.',
    message: ({ why }) => `nobody knows what is there: ${why}`,
    hint: () => 'it follows once that can be read',
  }),
  'plan/resource-owned-elsewhere': rule<{ owner: string }>({
    severity: 'notice',
    title: 'held: owned by others',
    explanation:
      'What the files want to write bears the tag of another owner (`access:owner`), so another repository manages it. It is left as it is, and what rests on it waits.',
    message: ({ owner }) => `it belongs to another owner, \`${owner}\``,
    hint: () => 'let one of the two repositories manage it',
  }),
  'plan/account-frozen': rule<{ account: string; state: string; changes: number }>({
    severity: 'notice',
    title: 'frozen account',
    explanation:
      'Identity Center cannot write in accounts that are suspended, closing or gone from the organisation. Their assignments stay as they are until the account is active or removed from Identity Center.',
    message: ({ account, state, changes }) =>
      `account \`${account}\` is ${state}: ${counted(changes, 'change')} left alone`,
  }),
  'plan/unmanaged-sets': rule<Counted>({
    severity: 'notice',
    title: 'unmanaged permission sets',
    explanation:
      'These permission sets exist, but no file declares them and no owner tag claims them. They are left alone. Declare them to adopt them, or set them aside with `unmanaged.ignore`.',
    message: ({ names }) => `not managed by these files: ${listedAssigned(names)}`,
  }),
  'plan/unknown-owner': rule<Counted & { owner: string }>({
    severity: 'warning',
    title: 'an owner that nobody listed',
    explanation:
      "Permission sets bear an owner in their tag `access:owner` that is neither these files' nor listed in `identityCenter.owners`. Anybody who may tag a permission set can write any owner, so a tag is a claim and no proof. They are left alone.",
    message: ({ owner, names }) =>
      `owner \`${owner}\`, which \`identityCenter.owners\` does not list, claims ${listedAssigned(names)}`,
    hint: () => 'list the owner if it is another folder of yours; else find out who tagged the permission set',
  }),
  'plan/unmanaged-administrators': rule<OtherSetFacts & { known: boolean }>({
    severity: 'warning',
    title: 'administrator access outside of these files',
    explanation:
      'A permission set that these files do not manage gives administrator access, or may give it where its definition could not be read or what it allows was too much work to find out, whatever its name and whatever `unmanaged.ignore` sets aside. To know, every plan reads the definitions of all permission sets: five calls for each that is not managed. Sets of owners in `identityCenter.owners` are not told, nor those of AWS Control Tower where `unmanaged.ignore` has `{ controlTower: true }`. `access plan --audit` tells who holds it where.',
    message: ({ known, ...set }) =>
      `${otherSet(set)} ${known ? 'gives administrator access' : 'may give administrator access, which could not be determined'}${inAccounts(set)}`,
    hint: () => 'declare it, or find out who uses it with `access plan --audit`',
  }),
  'plan/unmanaged-near-administrators': rule<OtherSetFacts & NearAdministratorFacts>({
    severity: 'notice',
    title: 'nearly administrator access outside of these files',
    explanation:
      'A permission set that these files do not manage gives everything but something of a few services, or opens an escalation path by way of IAM on every resource: administrator access is a step away. It is told of the permission sets of which administrator access is told, and lower.',
    message: (set) =>
      `${otherSet(set)} ${nearAdministrator(set)}${set.accounts === undefined ? '' : `;${inAccounts(set)}`}`,
    hint: () => 'declare it, or find out who uses it with `access plan --audit`',
  }),
  'plan/unmanaged-administrator-holders': rule<{ name: string; isNear: boolean; holders: readonly string[] }>({
    severity: 'notice',
    title: 'who holds administrator access outside of these files',
    explanation: 'With `--audit` every assignment is read, also on permission sets that these files do not manage.',
    message: ({ name, isNear, holders }) =>
      `\`${name}\` gives ${isNear ? 'near-administrator' : 'administrator'} access to ${holders.join('; ')}`,
  }),
  'plan/unmanaged-assignments': rule<Counted & { principals: 'group' | 'user' | 'orphan' }>({
    severity: 'notice',
    title: 'unmanaged assignments',
    explanation:
      'Assignments on managed sets that no grant asks for, and that the settings under `unmanaged` leave in place.',
    message: ({ names, principals }) =>
      `${listed(names, `${principals === 'orphan' ? 'orphaned' : principals} assignment`)} not in the files: left unchanged`,
  }),
  'plan/not-revoked': rule<Counted>({
    severity: 'warning',
    title: 'assignments that a grant may have been about',
    explanation:
      'Groups that the files declare have assignments on managed permission sets that no grant asks for, and `unmanaged.groupAssignments` leaves them in place; or they have roles by an account access application of others (`accountAccess: { application: external }`) that no grant names. If a grant was taken out of the files, it is not revoked: without a base nobody can tell an assignment that files granted from one that was made by hand. With `--base`, what the files granted there and no longer do is deleted.',
    message: ({ names }) =>
      `not revoked: ${listed(names, 'assignment')} of declared groups ${names.length === 1 ? 'is' : 'are'} in no grant`,
    hint: () => 'name the version before with `--base`: what the files granted there and no longer do is then deleted',
  }),
  'plan/external-assignments': rule<Counted>({
    severity: 'notice',
    title: "undeclared groups on somebody else's set",
    explanation:
      'On an external permission set, and on roles of an `external` account access application, only the assignments of groups that the files declare are ours. A group whose declaration was removed together with its grants keeps its assignments: remove the grants first, apply, and then the declaration.',
    message: ({ names }) =>
      `left in place on external permission sets and roles, of principals that no file declares: ${listed(names, 'assignment')}`,
    hint: () => 'declare the group, or set it aside with `unmanaged.ignore`',
  }),
  'plan/outdated-elsewhere': rule<Counted>({
    severity: 'notice',
    title: "an older definition of somebody else's set",
    explanation:
      'The account has an older definition of a permission set that these files do not manage, so it cannot be provisioned here. The new assignment gives what the role has now, until the owner of the set provisions it.',
    message: ({ names }) =>
      `gives an older definition of a set, until its owner provisions it: ${listed(names, 'assignment')}`,
  }),
  'plan/look-alikes': rule<{ kind: string; item: Named; others: readonly Named[] }>({
    severity: 'notice',
    title: 'names that look alike in live',
    explanation:
      'The plan changes something whose name looks like that of another in live: it differs in case, blanks, characters that draw nothing, or letters that look alike. Plans show the ids of such groups, users and accounts beside their names.',
    message: ({ kind, item, others }) =>
      `${kind} \`${item.name}\`${idText(item)} looks like ${namesakes(others, item.name)}`,
    hint: () => 'make sure which of them is meant, and have the other renamed',
  }),
  'plan/outdated-undeclared': rule<Counted>({
    severity: 'notice',
    title: 'roles behind a set that nobody declares',
    explanation:
      'The role of a permission set in an account has an older definition than the set, and no file declares the set any more, so nothing says what it should be. The set stays because something keeps it: assignments that are not to be deleted, or roles without assignments. Whoever may use the role has what it had when it was last provisioned.',
    message: ({ names }) =>
      `left with an older definition, for no file declares the set any more: ${listed(names, 'role')}`,
    hint: () => 'declare the set again to bring its roles up to date, or delete what keeps it',
  }),
  'plan/ignored': rule<{ item: string; sets?: number; assignments: number; until?: string; reason?: string }>({
    severity: 'notice',
    title: 'ignored on purpose',
    explanation:
      'How much of what live holds an item of `unmanaged.ignore` sets aside. A number that jumps deserves a look.',
    message: ({ item, sets, assignments, until, reason }) => {
      const ofSets = sets === undefined ? [] : [counted(sets, 'permission set')];
      const onManaged = assignments === 0 && sets !== undefined ? [] : [counted(assignments, 'assignment')];
      const what = [...ofSets, ...onManaged].join(' and ');
      const where = onManaged.length === 0 ? '' : ' on managed sets';
      const end = until === undefined ? '' : `, until ${until}`;
      return `\`unmanaged.ignore\` ${item} sets aside ${what}${where}${end}${reason === undefined ? '' : ` (${reason})`}`;
    },
  }),
  'plan/fields-ignored': rule<{ item: string; sets: number; until?: string; reason?: string }>({
    severity: 'notice',
    title: 'fields left to live',
    explanation:
      'An item of `unmanaged.ignore` with `fields` leaves these fields of permission sets that the files declare as live has them: a hand edit that somebody accepted. What the set allows is judged as live has it. Without the item, the next apply writes what the files say.',
    message: ({ item, sets, until, reason }) =>
      `\`unmanaged.ignore\` ${item} leaves ${counted(sets, 'definition')} otherwise than declared${until === undefined ? '' : `, until ${until}`}${reason === undefined ? '' : ` (${reason})`}`,
  }),
  'plan/reaches-further': rule<{ name: string; count: number; names: readonly string[] }>({
    severity: 'notice',
    title: 'reaches accounts outside the files',
    explanation:
      'The definition of a permission set changes in every account it is provisioned to, and some of those come from assignments that no file asks for.',
    message: ({ name, names }) =>
      `changing \`${name}\` also reaches ${listed(names, 'account')} that no grant of these files covers`,
  }),
  'plan/expires-soon': rule<{ when: string; count: number; names: readonly string[] }>({
    severity: 'notice',
    title: 'grants end soon',
    explanation:
      'The first plan after the end of a grant deletes its assignments. A scheduled apply makes that happen on time.',
    message: ({ when, names }) => `access ends ${when}: ${listed(names, 'assignment')}`,
  }),
  'plan/groups-only': rule<{ count: number; total: number }>({
    severity: 'notice',
    title: 'read by group',
    explanation:
      'Reading assignments group by group costs far fewer calls than reading every pair of permission set and account, but cannot see a user or a deleted principal that shares a pair with a group. Nothing rests on what was not seen: a pair whose every known assignment goes, or whose role has an older definition, is read completely before the plan is made. `--audit` reads every pair.',
    message: ({ count, total }) =>
      `assignments were read group by group: in ${count} of ${counted(total, 'pair')} of permission set and account, users and deleted principals beside a group were not looked for`,
    hint: () => 'use `--audit` to read every pair',
  }),
  'plan/access-gap': rule<{ principal: string; permissionSet: string; account: string }>({
    severity: 'notice',
    title: 'a gap in access',
    explanation:
      'Safety asks for this assignment to go before its replacement is there: the definition of a set changes in between, and the assignment that goes must not see the new one, nor the assignment that comes the old one. For a few seconds to minutes the principal may be without access.',
    message: ({ principal, permissionSet, account }) =>
      `\`${principal}\` loses \`${permissionSet}\` in \`${account}\` before its replacement is there`,
  }),
  'plan/role-replaced': rule<{ permissionSet: string; account: string }>({
    severity: 'notice',
    title: 'a role is made anew',
    explanation:
      'With the last assignment of a permission set in an account its IAM role goes, and the next assignment makes another one: open sessions end, and the new role has another name, which policies of other accounts do not know. Safety asks for that order here.',
    message: ({ permissionSet, account }) =>
      `the role of \`${permissionSet}\` in \`${account}\` may be deleted and made anew, under another name`,
  }),
} as const;

function sample(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `\`${name}\``);
  return `${shown.join(', ')}${names.length > 3 ? `, and ${names.length - 3} more` : ''}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
