// The glossary as data: docs/glossary.md is made from it, and glossary.test.ts holds the sources to it.

export interface Term {
  readonly word: string;
  /** One sentence or two. Markdown. */
  readonly meaning: string;
  /** Words that readers may know it by, and that are not used for it here. */
  readonly not?: readonly string[];
}

export interface Section {
  readonly title: string;
  readonly terms: readonly Term[];
}

export const GLOSSARY: readonly Section[] = [
  {
    title: 'AWS',
    terms: [
      { word: 'IAM Identity Center', meaning: 'The service that gives people access to AWS accounts.', not: ['SSO'] },
      { word: 'instance', meaning: 'One Identity Center, in one region, with one directory.', not: ['tenant'] },
      {
        word: 'organization',
        meaning: 'The AWS Organizations organization whose accounts the instance reaches.',
        not: ['landing zone'],
      },
      {
        word: 'management account',
        meaning: 'The account that owns the organization. Selected by name or id only.',
        not: ['root', 'payer', 'master account'],
      },
      {
        word: 'delegated administrator',
        meaning: 'The one other account that may manage Identity Center, but not the management account.',
      },
      { word: 'account', meaning: 'An AWS account.', not: ['subscription'] },
      { word: 'organizational unit, OU', meaning: 'A folder of accounts.', not: ['folder'] },
      { word: 'permission set', meaning: 'A named definition of access, made of policies.', not: ['role', 'profile'] },
      {
        word: 'role',
        meaning: 'The IAM role that Identity Center makes in an account for a permission set.',
        not: ['permission set'],
      },
      {
        word: 'AWS managed policy',
        meaning:
          'A policy that AWS maintains, the same in every account. *Managed policy* alone means customer managed policies too.',
        not: ['managed policy'],
      },
      {
        word: 'customer managed policy',
        meaning: 'Your own IAM policy, referred to by name and path, present in each account.',
        not: ['custom policy'],
      },
      { word: 'inline policy', meaning: 'The one policy document inside a permission set.' },
      { word: 'permissions boundary', meaning: 'The most a permission set can allow.', not: ['limit', 'ceiling'] },
      { word: 'session duration', meaning: 'How long a session of a permission set lasts.', not: ['timeout'] },
      { word: 'relay state', meaning: 'Where the console opens after signing in.', not: ['landing page'] },
      { word: 'principal', meaning: 'A group or a user.', not: ['subject', 'identity'] },
      {
        word: 'group, user',
        meaning: "As they are in the Identity Store; Entra's groups come there by SCIM.",
        not: ['team', 'member'],
      },
      {
        word: 'account assignment, assignment',
        meaning: 'The fact that a principal may use a permission set in an account, or an application.',
        not: ['row', 'entitlement', 'binding', 'grant'],
      },
      {
        word: 'pair',
        meaning: 'A permission set in an account: one role, some assignments.',
        not: ['combination', 'copy'],
      },
      { word: 'provision', meaning: 'To bring a role up to date with its permission set.', not: ['sync', 'deploy'] },
      { word: 'Identity Store id', meaning: 'The id of a group or user in Identity Center.', not: ['object id'] },
      {
        word: 'object id',
        meaning: 'The id of a group in Entra. SCIM brings it as an external id.',
        not: ['group id'],
      },
    ],
  },
  {
    title: '`access`',
    terms: [
      {
        word: 'target',
        meaning:
          "A way into accounts that a plan writes: Identity Center's permission sets, or another one. A plan says of each change which it is.",
        not: ['backend', 'provider'],
      },
      {
        word: 'resource (of a target)',
        meaning:
          'Something that a target needs beside assignments, and that is written as a whole: an application, a SAML role, a SAML provider.',
      },
      {
        word: 'account access, entitlement',
        meaning:
          'AWS account access gives groups of Identity Center IAM roles that exist already. An entitlement is its fact that a group may take a role in an account; a plan has it as an assignment.',
        not: ['role assignment'],
      },
      {
        word: 'application (of account access)',
        meaning:
          'What all entitlements of an instance are in. Who deletes it takes them along. Not the enterprise application of Entra, by which SCIM brings groups.',
      },
      {
        word: 'SAML role',
        meaning:
          'An IAM role that a plan makes for a permission set in an account that is federated by SAML. It trusts the SAML provider of the account; who may take it the identity provider decides.',
        not: ['federated role'],
      },
      {
        word: 'trust policy',
        meaning: 'What an IAM role says of who may take it, and how. Not what it allows them then.',
        not: ['assume role policy'],
      },
      { word: 'config folder, files', meaning: 'What people wrote.', not: ['source', 'repo'] },
      {
        word: 'declaration',
        meaning: 'One group, account, account set or permission set of the files.',
        not: ['resource', 'block'],
      },
      {
        word: 'grant',
        meaning: 'An intention in the files: these groups, these permission sets, these accounts.',
        not: ['assignment'],
      },
      {
        word: 'selector',
        meaning: 'A way to name accounts: by name, id, glob, OU, tag or set.',
        not: ['query', 'filter'],
      },
      { word: 'pin', meaning: 'The id that recognises a group.', not: ['mapping'] },
      { word: 'desired', meaning: 'What the files ask for, resolved to ids.', not: ['expected', 'target state'] },
      { word: 'live', meaning: 'What Identity Center holds now.', not: ['existing', 'actual', 'current', 'remote'] },
      {
        word: 'directory',
        meaning: 'What live knows beside access: accounts, OUs, groups, the caller.',
        not: ['inventory'],
      },
      { word: 'inventory', meaning: 'The `accounts` sections of the files.', not: ['directory'] },
      { word: 'state', meaning: 'The one shape of desired and live. It is never stored.', not: ['state file'] },
      {
        word: 'address',
        meaning: 'What a change is about: `assignment/Developer/222222222222/group:…`.',
        not: ['key', 'path'],
      },
      { word: 'diff', meaning: 'The comparison of live with desired.' },
      {
        word: 'change',
        meaning: 'One difference that a plan makes disappear; a value, never code.',
        not: ['step', 'task'],
      },
      {
        word: 'action',
        meaning: 'What a change does: `create`, `adopt`, `update`, `delete`, `provision`.',
        not: ['operation', 'verb'],
      },
      {
        word: 'operation',
        meaning: 'The unit of work of an apply: a change, or one account of a provisioning.',
        not: ['call'],
      },
      { word: 'plan', meaning: 'All changes in order, what is held, and what a reader should know.', not: ['preview'] },
      { word: 'plan id', meaning: "The hash of a plan's instance and changes.", not: ['checksum'] },
      { word: 'apply', meaning: 'To plan afresh and carry out what was approved.', not: ['deploy', 'sync', 'push'] },
      {
        word: 'held',
        meaning: 'Would change, but may not yet; the plan says why.',
        not: ['skipped', 'blocked', 'pending'],
      },
      {
        word: 'hold reason',
        meaning: 'Why something may not change yet, and whether a person can allow it.',
        not: ['obstacle'],
      },
      {
        word: 'retained',
        meaning:
          'Of an assignment that no file asks for: it stays, because it is not ours to delete or may not be deleted.',
        not: ['fate', 'stay'],
      },
      { word: 'frozen', meaning: 'In an account where nothing can be written.', not: ['inactive'] },
      { word: 'stale', meaning: 'Approved, but no longer what a fresh plan says.', not: ['outdated'] },
      { word: 'outdated', meaning: 'Of a role: older than its permission set.', not: ['stale'] },
      { word: 'owner', meaning: 'Who manages a permission set: the tag `access:owner`.' },
      {
        word: 'ownership',
        meaning:
          'Whose a live permission set is, by its tag and the files: managed, abandoned, external, foreign or unmanaged.',
        not: ['standing'],
      },
      { word: 'adopt', meaning: 'To take over a live permission set that has no owner.', not: ['import'] },
      {
        word: 'external',
        meaning: "Somebody else's permission set, granted on and never written.",
        not: ['foreign', 'shared'],
      },
      { word: 'unmanaged', meaning: 'Held by live, declared by nobody.', not: ['unknown'] },
      { word: 'orphan', meaning: 'An assignment of a principal that is proven gone.', not: ['dangling', 'zombie'] },
      {
        word: 'renamed from',
        meaning: 'The old name of a permission set that goes once its assignments have moved.',
        not: ['leaving'],
      },
      { word: 'expired', meaning: 'Of a grant: past its end, and so an explicit absence.', not: ['revoked'] },
      { word: 'drift', meaning: 'Live differs from the files although the files did not change.' },
      {
        word: 'guard',
        meaning: 'A rule by which a plan refuses itself, or holds a part of itself.',
        not: ['check', 'gate'],
      },
      {
        word: 'allowance',
        meaning: 'What a guard lets pass, how far, until when and why; in the files, or for one run with `--allow`.',
        not: ['exception', 'override'],
      },
      {
        word: 'unattended',
        meaning: 'Of an apply: nobody reviewed what it does (`--auto-approve`).',
        not: ['automatic'],
      },
      {
        word: 'guardrail',
        meaning: 'A rule about what nobody may have, whatever grants say; judged by what policies allow.',
        not: ['policy', 'guard'],
      },
      { word: 'scope', meaning: 'The accounts and groups a guardrail is about.', not: ['target'] },
      {
        word: 'ceiling',
        meaning: "A policy that nobody in a guardrail's scope may exceed.",
        not: ['permissions boundary'],
      },
      { word: 'separation of duty', meaning: 'Two kinds of permission sets that one group may not have together.' },
      {
        word: 'waiver',
        meaning: 'What lets a guardrail pass, for some, until a date, for a reason.',
        not: ['exception', 'override'],
      },
      { word: 'pre-existing', meaning: 'Of a violation: it was there before the plan.', not: ['standing'] },
      { word: 'pack', meaning: 'A collection of escalation paths that a guardrail rules out together.' },
      { word: 'risk', meaning: 'Whether a change broadens or narrows what people can do.', not: ['severity'] },
      {
        word: 'meaning',
        meaning: 'What a change grants and takes away, whatever its text: actions, paths, doubts.',
        not: ['semantics', 'impact'],
      },
      {
        word: 'gained, lost',
        meaning: 'What the access after allows and the one before did not, and the other way round.',
        not: ['added', 'removed'],
      },
      {
        word: 'released',
        meaning: 'Denied before, and now neither denied nor allowed: resource policies may allow it.',
      },
      { word: 'doubt', meaning: 'What could not be ruled out, and why.', not: ['warning'] },
      {
        word: 'witness',
        meaning: 'A request that proves a gain: anyone can check it.',
        not: ['example', 'proof of concept'],
      },
      { word: 'escalation path', meaning: 'Actions that together lead to more than they say.', not: ['attack path'] },
      { word: 'takeover path', meaning: 'An escalation path that ends in control over Identity Center.' },
      {
        word: 'restriction',
        meaning: 'How limited an allowed action is: unrestricted, conditional, or resource-scoped.',
        not: ['manner'],
      },
      {
        word: 'silence',
        meaning: 'Accepts one finding about a permission set, with the reason.',
        not: ['ignore', 'suppress'],
      },
      {
        word: 'administrator',
        meaning: 'Who controls IAM without limits, and so can do everything.',
        not: ['admin', 'root'],
      },
      {
        word: 'control account',
        meaning:
          'The management account, and those that Identity Center is delegated to: accounts from which Identity Center itself can be changed.',
      },
      {
        word: 'holding',
        meaning:
          'An assignment with what is known beside it: the definition, the grants that ask for it, when it ends.',
        not: ['entitlement'],
      },
      { word: 'holder', meaning: 'A principal that has a permission set, and where.', not: ['grantee', 'member'] },
      { word: 'finding', meaning: 'A diagnostic about the files or the plan.', not: ['issue', 'violation'] },
      { word: 'failure', meaning: 'The job could not be done: no credentials, no network.', not: ['finding'] },
      {
        word: 'diagnostic',
        meaning: 'A code, a message that says what is wrong, a span that says where, a hint that says how to fix it.',
        not: ['error', 'log line'],
      },
      {
        word: 'notice, warning, error',
        meaning: 'The three severities of a diagnostic. Only errors stop.',
        not: ['info'],
      },
      { word: 'code', meaning: 'The name of a kind of diagnostic: `group/not-synced`.', not: ['number'] },
      { word: 'span', meaning: 'The range of a file that a value was written in.', not: ['location', 'range'] },
      {
        word: 'journal, run log',
        meaning: 'What an apply sent and what came of it, one line each.',
        not: ['audit log'],
      },
      { word: 'sandbox', meaning: "A local Identity Center that speaks AWS's protocols.", not: ['mock', 'emulator'] },
    ],
  },
];

export interface RetiredName {
  /** In camel case. An identifier that has these words in a row is refused, whatever stands around them. */
  readonly name: string;
  readonly now: string;
  /** The whole identifier only: the word alone says nothing, and is good as a part. */
  readonly alone?: true;
}

/** Private words that readers who know IAM, Terraform and AWS stopped at. */
export const RETIRED_NAMES: readonly RetiredName[] = [
  { name: 'standing', now: '`ownership` of a permission set; `preexisting` for a violation' },
  { name: 'standings', now: '`ownerships`' },
  { name: 'manner', now: '`restriction`' },
  { name: 'manners', now: '`restriction`' },
  { name: 'fate', now: '`RetentionDecision` of an assignment; `RoleTransition` of a role' },
  { name: 'fates', now: '`RetentionDecision` of an assignment; `RoleTransition` of a role' },
  { name: 'stayReason', now: '`RetentionReason`' },
  { name: 'shielded', now: '`deleteBlockedPairs`' },
  { name: 'obstacle', now: '`HoldReason`' },
  { name: 'obstacles', now: '`HoldReason`' },
  { name: 'suspects', now: '`nameCollisions`' },
  { name: 'callings', now: '`DisplayNames`' },
  { name: 'telling', now: '`ReportOptions`', alone: true },
  { name: 'controlAccounts', now: '`identityCenterAdminAccounts`' },
  { name: 'guardrailsSay', now: '`evaluateGuardrails`' },
  { name: 'knot', now: '`cycle`' },
  { name: 'knots', now: '`cycles`' },
  { name: 'joint', now: '`barrier`' },
  { name: 'joints', now: '`barriers`' },
  { name: 'brake', now: '`stopSignal`' },
  { name: 'bench', now: '`EvaluationContext`' },
  { name: 'inquiry', now: '`input` of guardrails; `query`' },
  { name: 'oncePer', now: '`memoizeByIdentity`' },
  { name: 'findHome', now: '`resolveInstance`' },
  { name: 'leaving', now: '`renamedFrom`', alone: true },
  { name: 'sound', now: '`isValid`', alone: true },
  { name: 'atBest', now: '`upperBound`' },
  { name: 'waysIn', now: '`PathMatches`' },
  { name: 'told', now: 'what it is: a value is not named by its place in a pipeline', alone: true },
  { name: 'judged', now: 'what it is', alone: true },
  { name: 'noted', now: 'what it is', alone: true },
  { name: 'ruled', now: 'what it is', alone: true },
  { name: 'said', now: 'what it is', alone: true },
  { name: 'guarded', now: 'what it is', alone: true },
];

/** Parts of messages that nobody searches for, or that have to be read twice. */
export const RETIRED_PHRASES: readonly { readonly phrase: RegExp; readonly now: string }[] = [
  { phrase: /could not be told/, now: 'could not be determined' },
  { phrase: /whoever has it/, now: 'all current assignees' },
  { phrase: /none of them worse/, now: 'of equal or lower risk' },
  { phrase: /nothing (?:new|lost) beside/, now: 'no new access (already granted by …)' },
  { phrase: /allowed by hand/, now: 'override: --allow …' },
  { phrase: /left in place, though/, now: 'were left unchanged' },
  { phrase: /as it was before/, now: 'pre-existing' },
  { phrase: /passed over: |were passed over/, now: 'skipped' },
  { phrase: /lets nothing pass/, now: 'matches no violation' },
  { phrase: /lacks (?:a right|`)/, now: 'is not authorized to perform' },
  { phrase: /\bis no (?:valid )?(?:ARN|action|region|element|effect|variable)\b/, now: 'is not a valid …' },
  { phrase: /\bthere is no action\b/, now: 'unknown action' },
  { phrase: /compares something else than/, now: 'does not match the type of' },
  { phrase: /\bis silenced by\b/, now: 'unused suppression of' },
  { phrase: /so long for\b/, now: 'how long to wait for' },
  { phrase: /\balready so\b/, now: 'no change needed' },
  { phrase: /\brows?\b(?<!in a row)/, now: 'assignment' },
  { phrase: /\bSSO\b/, now: 'IAM Identity Center' },
];
