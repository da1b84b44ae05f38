// What guardrails say of files and plans: who has what nobody should have, and what lets it pass.
import { allowableRule, rule } from '../rule.ts';
import { counted, listed, listedAssigned, type NearAdministratorFacts, nearAdministrator } from '../wording.ts';

export type Claim =
  | { readonly kind: 'access' | 'actions' | 'ceiling'; readonly actions: readonly string[] }
  | { readonly kind: 'managed'; readonly policy: string; readonly attached: boolean }
  | { readonly kind: 'administrator'; readonly near?: NearAdministratorFacts; readonly rewrites?: true }
  | { readonly kind: 'paths'; readonly paths: readonly { readonly id: string; readonly title: string }[] }
  | {
      readonly kind: 'lacking';
      readonly administrator: boolean;
      readonly managed: readonly string[];
      readonly conditional?: true;
    }
  | {
      readonly kind: 'separate';
      readonly a: readonly string[];
      readonly b: readonly string[];
      readonly people?: number;
    };

export interface ViolationFacts {
  readonly id: string;
  readonly title?: string | undefined;
  readonly who: readonly string[];
  /** What all of them are. */
  readonly noun: 'group' | 'user' | 'principal';
  readonly permissionSet: string;
  readonly accounts: readonly string[];
  readonly claims: readonly Claim[];
  /** Why it could not be ruled out; absent when it is proven. */
  readonly doubt?: string | undefined;
  /** A request that is allowed and should not be. */
  readonly witness?: string | undefined;
  /** It was so before this plan. */
  readonly preexisting: boolean;
  /** The guardrail is only about access that ends later than so many days from now, or never. */
  readonly expires?: 'never' | { readonly afterDays: number } | undefined;
}

export interface SoftViolationFacts extends ViolationFacts {
  /** Assignments that all violations of soft guardrails are about. */
  readonly count: number;
}

export interface ReachFacts
  extends Pick<ViolationFacts, 'id' | 'title' | 'who' | 'noun' | 'permissionSet' | 'claims' | 'expires'> {
  /** Those that may meet the accounts of the guardrail. */
  readonly selectors: readonly string[];
  readonly isDoubtful: boolean;
  /** Violations of all soft guardrails; absent: this one is not soft. */
  readonly count: number | undefined;
}

export interface WaivedFacts extends ViolationFacts {
  readonly until: string;
  readonly reason: string;
  readonly approvedBy?: string | undefined;
}

export interface WaiverFacts {
  readonly id: string;
  readonly until: string;
}

const MOST_NAMES = 3;

function statement({ id, title, ...facts }: ViolationFacts): string {
  return `guardrail ${named({ id, title })}: ${sentence(facts)}${facts.preexisting ? ' (pre-existing)' : ''}`;
}

const named = ({ id, title }: Pick<ViolationFacts, 'id' | 'title'>) =>
  title === undefined ? `\`${id}\`` : `\`${id}\` (${title})`;

function sentence({ who, noun, permissionSet, accounts, claims, doubt, expires }: Omit<ViolationFacts, 'id'>): string {
  const have = `${listed(who, noun)} ${who.length === 1 ? 'has' : 'have'}`;
  const [claim] = claims;
  if (claim?.kind === 'separate' && claim.people !== undefined)
    return `${counted(claim.people, 'person')} ${claim.people === 1 ? 'has' : 'have'} both ${names(claim.a)} and ${names(claim.b)} by ${listed(who, noun)}, in ${listed(accounts, 'account')}${lasting(expires)}`;
  if (claim?.kind === 'separate')
    return `${have} both ${names(claim.a)} and ${names(claim.b)}, in ${listed(accounts, 'account')}${lasting(expires)}`;
  if (claim?.kind === 'lacking')
    return `${listed(who, noun)} ${predicate(claim)} in ${listed(accounts, 'account')}${doubt === undefined ? '' : ' (could not be verified)'}`;
  const where = `${have} \`${permissionSet}\` in ${listed(accounts, 'account')}${lasting(expires)}`;
  const what = claims.map(predicate).join(', and ');
  return doubt === undefined ? `${where}, which ${what}` : `${where}, which may (could not be verified): ${what}`;
}

function lasting(expires: ViolationFacts['expires']): string {
  if (expires === undefined) return '';
  return expires === 'never' ? ' without an end' : ` for more than ${counted(expires.afterDays, 'day')}`;
}

function predicate(claim: Claim): string {
  switch (claim.kind) {
    case 'access':
    case 'actions':
      return `allows ${names(claim.actions)}`;
    case 'ceiling':
      return `allows more than the ceiling: ${names(claim.actions)}`;
    case 'managed':
      return claim.attached ? `has \`${claim.policy}\` attached` : `allows all that \`${claim.policy}\` does`;
    case 'administrator':
      return administratorWords(claim);
    case 'paths':
      return `opens ${paths(claim.paths)}`;
    case 'lacking':
      return `lacks ${lackingWords(claim)}`;
    case 'separate':
      return `is one of ${names([...claim.a, ...claim.b])}`;
    default:
      return claim satisfies never;
  }
}

export function administratorWords({
  near,
  rewrites,
}: Omit<Extract<Claim, { kind: 'administrator' }>, 'kind'>): string {
  if (near !== undefined) return nearAdministrator(near);
  return rewrites === true
    ? 'gives administrator access: it may rewrite a customer managed policy that is attached to it'
    : 'gives administrator access';
}

function lackingWords({ administrator, managed, conditional }: Extract<Claim, { kind: 'lacking' }>): string {
  const access = conditional === true ? 'administrator access without conditions' : 'administrator access';
  return [...(administrator ? [access] : []), ...managed.map((policy) => `what \`${policy}\` allows`)].join(' and ');
}

function names(all: readonly string[]): string {
  // Where the search was given up before it found one.
  if (all.length === 0) return 'an action that the guardrail denies';
  const shown = all.slice(0, MOST_NAMES).map((name) => `\`${name}\``);
  return `${shown.join(', ')}${all.length > MOST_NAMES ? ` and ${all.length - MOST_NAMES} more` : ''}`;
}

function paths(all: readonly { readonly id: string; readonly title: string }[]): string {
  const [first] = all;
  const worst = first === undefined ? '' : `\`${first.id}\` (${first.title})`;
  return `escalation path ${worst}${all.length > 1 ? ` and ${all.length - 1} more` : ''}`;
}

/** What shows it, then what to do about it. */
function help({ noun, doubt, witness, claims, expires }: ViolationFacts, lessAccess: string): string {
  const own = claims[0]?.kind === 'lacking' ? lessAccess.replace(NARROW, grantTo(noun)) : lessAccess;
  const remedy = expires === undefined ? own : `${endIt(expires)}, ${own}`;
  const shown = doubt ?? (witness === undefined ? undefined : `it allows ${witness}`);
  return shown === undefined ? remedy : `${shown}; ${remedy}`;
}

const endIt = (expires: NonNullable<ViolationFacts['expires']>) =>
  expires === 'never'
    ? 'let the grant end: `expires`'
    : `let the grant end within ${counted(expires.afterDays, 'day')}`;
const NARROW = 'narrow the permission set or the grant';
const grantTo = (noun: ViolationFacts['noun']) => `grant the ${noun} a permission set that gives it there`;
const WAIVE = 'or add a waiver with `until` and `reason`';

export const GUARDRAIL_JUDGEMENT_RULES = {
  'guardrail/violated': rule<ViolationFacts>({
    severity: 'error',
    title: 'a hard guardrail is violated',
    explanation:
      'Somebody would have what a guardrail with `enforcement: hard` rules out. It is decided by what policies allow, not by their words; what could not be ruled out counts too. `access explain <id>` shows who, where, and which statement allows it.\n\nNarrow the permission set or the grant. If there is a reason to let it pass for a while, a waiver in the files says so, with an end.',
    message: statement,
    hint: (facts) => help(facts, `${NARROW}, ${WAIVE}`),
  }),
  'guardrail/needs-approval': allowableRule<SoftViolationFacts>({
    severity: 'error',
    title: 'a soft guardrail is violated',
    explanation:
      'Somebody would have what a guardrail with `enforcement: soft` rules out. A reviewer may allow it for one run, and only as far as it was reviewed: `--allow guardrail/needs-approval=<number>`, the number of assignments that all violations of soft guardrails are about. Or a waiver in the files lets it pass until a date.',
    message: statement,
    hint: (facts) =>
      help(
        facts,
        `if this is meant, allow it for this run: \`--allow guardrail/needs-approval=${facts.count}\`, ${WAIVE}`,
      ),
  }),
  'guardrail/too-many-checks': rule<{ id: string; most: number }>({
    severity: 'error',
    title: 'too much to judge',
    explanation:
      'Every guardrail is held against every assignment. All of them together may make 20,000,000 checks (a separation counts ten times): that is 100,000 assignments under 200 guardrails. Nothing is judged beyond that, and what is not judged is not let pass.',
    message: ({ id, most }) => `guardrail \`${id}\` and those before it take more than ${most} checks`,
    hint: () => 'join guardrails that deny different things to the same groups and accounts',
  }),
  'guardrail/too-many-violations': rule<{ id: string; most: number }>({
    severity: 'error',
    title: 'too many violations',
    explanation:
      'At most 100,000 violations are gone through, each an assignment that breaks a guardrail. The guardrails after this one were not judged, and what is not judged is not let pass.',
    message: ({ id, most }) =>
      `with guardrail \`${id}\` there are more than ${most} violations; the rest was not judged`,
    hint: () => 'correct or waive those that are listed, then run it again',
  }),
  'guardrail/too-many-questions': rule<{ id: string; most: number }>({
    severity: 'error',
    title: 'too much to ask about guardrails',
    explanation:
      'Whether a permission set breaks a guardrail is worked out from all its policies, in steps. All permission sets and guardrails together may take 6,000,000 of them in `validate`, which only warns and leaves the rest to `plan`, and 100,000,000 in `plan`. This guardrail and those after it were not judged, and what is not judged is not let pass.',
    message: ({ id, most }) =>
      `with guardrail \`${id}\` the policies take more than ${most} steps; the rest was not judged`,
    hint: () =>
      'deny less by patterns of actions, join guardrails that deny different things, or attach fewer policies',
  }),
  'guardrail/within-reach': allowableRule<ReachFacts>({
    severity: 'error',
    title: 'a grant may come to give what a guardrail rules out',
    explanation:
      'A guardrail with `on: reach` is also about accounts that a grant may come to select: those that join a unit, get a tag, or a name that a glob matches. Nobody has the access today, and the day somebody has, no pull request shows it. Grants of accounts by name or id reach what they name and no more; selectors that cannot be told apart from the accounts of the guardrail count as meeting them. A violation of a soft guardrail may be allowed for one run.',
    message: ({ who, noun, permissionSet, selectors, claims, isDoubtful, ...rule }) =>
      `guardrail ${named(rule)}: ${listed(who, noun)} may come to have \`${permissionSet}\`${lasting(rule.expires)} by ${listed(selectors, 'selector')}, which ${isDoubtful ? 'may (could not be verified): ' : ''}${claims.map(predicate).join(', and ')}`,
    hint: ({ count, expires }) =>
      `${expires === undefined ? '' : `${endIt(expires)}, `}leave the accounts of the guardrail out with \`except\`, or name the accounts that are meant${count === undefined ? '' : `; if this is meant, allow it for this run: \`--allow guardrail/within-reach=${count}\``}, or add a waiver without \`accounts\``,
  }),
  'guardrail/advice': rule<ViolationFacts>({
    severity: 'warning',
    title: 'an advisory guardrail is violated',
    explanation:
      'Somebody would have what a guardrail with `enforcement: advisory` advises against. Nothing is refused.',
    message: statement,
    hint: (facts) => help(facts, `${NARROW}, ${WAIVE}`),
  }),
  'guardrail/waived': rule<WaivedFacts>({
    severity: 'notice',
    title: 'let pass by a waiver',
    explanation:
      'Somebody has what a guardrail rules out, and a waiver in the files lets it pass until its date. Then the guardrail refuses again.',
    message: ({ until, reason, approvedBy, ...facts }) =>
      `until ${until} a waiver (${reason}${approvedBy === undefined ? '' : `, approved by ${approvedBy}`}) lets pass guardrail ${named(facts)}: ${sentence(facts)}`,
  }),
  'guardrail/waiver-expired': rule<WaiverFacts>({
    severity: 'warning',
    title: 'a waiver has ended',
    explanation: 'The waiver has ended: what it was for is refused again, if it is still there.',
    message: ({ id, until }) => `this waiver of \`${id}\` ended on ${until}`,
    hint: () => 'remove it, or agree on a new date',
  }),
  'guardrail/unused-waiver': rule<WaiverFacts>({
    severity: 'warning',
    title: 'a waiver that nobody needs',
    explanation:
      'Nothing that the files grant needs this waiver. Left in place, it would let pass what nobody has asked for yet.',
    message: ({ id }) => `this waiver of \`${id}\` matches no violation`,
    hint: () => 'remove it, or correct its group, account and permission set',
  }),
  'guardrail/change-not-judged': rule<{ ids: readonly string[] }>({
    severity: 'notice',
    title: 'nothing to compare with',
    explanation:
      'Guardrails with `on: change` judge only what is added, so they need to know what was there before: live, in a plan, or the files of another commit, with `--base`.',
    message: ({ ids }) => `skipped ${listed(ids, 'guardrail')} with \`on: change\`: no baseline to compare with`,
    hint: () => 'give the commit to compare with: `--base origin/main`; a plan compares with live',
  }),
  'guardrail/judged-by-group': rule<{ ids: readonly string[] }>({
    severity: 'notice',
    title: 'separation of duty by group',
    explanation:
      'A guardrail with `separate` looks at what each group has. Somebody who is in two groups may have both sides, and that is not seen here.',
    message: ({ ids }) => `${listed(ids, 'guardrail')} cannot see people who are in several groups`,
    hint: () => 'keep the groups of both sides apart in the directory',
  }),
  'guardrail/people-not-judged': rule<{ ids: readonly string[] }>({
    severity: 'notice',
    title: 'separation of duty of people that only a plan can judge',
    explanation:
      'A guardrail with `within: person` is about what somebody has by all the groups they are in, and the files do not say who that is. Here it looks at what each group has. `access plan` and `access apply` ask Identity Center.',
    message: ({ ids }) => `${listed(ids, 'guardrail')} cannot see here who is in the groups`,
    hint: () => '`access plan` asks Identity Center',
  }),
  'guardrail/members-not-read': rule<{ id: string; groups: readonly string[] }>({
    severity: 'warning',
    title: 'separation of duty of people who are not known',
    explanation:
      'A guardrail with `within: person` is about what somebody has by all the groups they are in, and Identity Center was not asked who is in some of them, or did not say. People who have both sides by one of these groups are not seen.',
    message: ({ id, groups }) => `guardrail \`${id}\` cannot see who is in ${listed(groups, 'group')}`,
    hint: () =>
      'give the caller `identitystore:ListGroupMemberships`, or make the snapshot with `access snapshot --members`',
  }),
  'guardrail/external-not-judged': rule<{ names: readonly string[] }>({
    severity: 'notice',
    title: 'grants that only a plan can judge',
    explanation:
      'The files grant permission sets with `external: true`, or roles that exist already, where guardrails apply. What these allow is in live, which `access validate` does not read, so it says nothing about who would have them. A plan reads roles by the role of `preflight`.',
    message: ({ names }) => `guardrails were not asked about grants of ${listedAssigned(names, 'external')}`,
    hint: () => 'run `access plan`, which judges them as they are in live',
  }),
  'guardrail/not-judged': rule<{ names: readonly string[] }>({
    severity: 'notice',
    title: 'permission sets that guardrails do not see',
    explanation:
      'Live has permission sets that no file declares and that bear no tag of ours. Their definitions and assignments were not read, so no guardrail says anything about who has them.',
    message: ({ names: sets }) => `guardrails do not see who has ${listedAssigned(sets)}`,
    hint: () => 'declare them, with `external: true` where somebody else manages them',
  }),
} as const;
