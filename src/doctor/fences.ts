// What the service control policies of the organization leave to administrators of its accounts: ways in past Identity Center, and what `access` itself has to do.
//
// Asked is about every role of an account but those that the policies name: exceptions are made by `aws:PrincipalArn`, so that a name which no exception can have been made for stands for all the
// others. The management account is bound by no such policy, and so is never asked about.
import { type AskedRequest, type ControlLevel, type Permitted, permittedAt } from '../meaning/control-policies.ts';
import { memoizeByKey } from '../memoize.ts';
import type { ActionIndex } from '../policy/catalogue/index.ts';
import { type Budget, portionOf } from '../policy/patterns/index.ts';
import type { ControlPolicies, ControlPolicy } from '../state/control-policies.ts';
import type { Account } from '../state/directory.ts';
import type { AccountId, CustomerManagedPolicy } from '../state/state.ts';

/** Ways past the files. */
export type Fence = 'account-instances' | 'identity-providers' | 'policies-of-sets' | 'administration';

/** What somebody in an account may do. */
export interface Opening extends Permitted {
  readonly account: Account;
}

/** What nobody in an account may do, or not with this role, and `access` has to. */
export interface Blocked {
  readonly account: Account;
  readonly role?: string;
  readonly actions: readonly string[];
}

export interface Fences {
  readonly openings: Readonly<Record<Fence, readonly Opening[]>>;
  readonly blocked: readonly Blocked[];
}

export interface FenceQuestion {
  readonly controlPolicies: ControlPolicies;
  readonly accounts: readonly Account[];
  readonly managementAccount: AccountId;
  readonly delegatedAdministrators: readonly AccountId[];
  readonly caller: AccountId;
  readonly partition: string;
  /** Of the instance. */
  readonly region: string;
  /** Those that permission sets of the files name. */
  readonly policies: readonly CustomerManagedPolicy[];
  /** Path and name of the role of `preflight`. */
  readonly preflightRole?: string;
}

/** As a member of Identity Center's own accounts would do it: what the apply role is for (docs/security.md). */
const ADMINISTRATION = [
  'sso:AttachManagedPolicyToPermissionSet',
  'sso:CreateAccountAssignment',
  'sso:CreatePermissionSet',
  'sso:ProvisionPermissionSet',
  'sso:PutInlinePolicyToPermissionSet',
  'identitystore:CreateGroup',
  'identitystore:CreateGroupMembership',
  'identitystore:CreateUser',
  'identitystore:UpdateGroup',
  'account-access:CreateEntitlement',
];
/** What a plan reads and an apply writes, whatever the files (docs/ci.md). */
const OWN_ACTIONS = [
  'identitystore:ListGroups',
  'organizations:ListAccounts',
  'sso:AttachManagedPolicyToPermissionSet',
  'sso:CreateAccountAssignment',
  'sso:CreatePermissionSet',
  'sso:DeleteAccountAssignment',
  'sso:DescribePermissionSet',
  'sso:ListAccountAssignments',
  'sso:ListInstances',
  'sso:ListPermissionSets',
  'sso:ProvisionPermissionSet',
  'sso:PutInlinePolicyToPermissionSet',
  'sso:TagResource',
];
const PREFLIGHT_ACTIONS = ['iam:GetAccountSummary', 'iam:GetPolicy', 'iam:GetPolicyVersion'];
const PROVIDER_ACTIONS = [
  'iam:AddClientIDToOpenIDConnectProvider',
  'iam:CreateOpenIDConnectProvider',
  'iam:CreateSAMLProvider',
  'iam:UpdateSAMLProvider',
];
const POLICY_ACTIONS = ['iam:CreatePolicyVersion', 'iam:DeletePolicy', 'iam:SetDefaultPolicyVersion'];

/** Where requests to IAM and to Organizations are made, whatever their account (global services, AWS General Reference). */
const GLOBAL_REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-eusc': 'eusc-de-east-1',
};

/** For all questions together. */
const MOST_STEPS = 40_000_000;
const MOST_STEPS_OF_ONE = 2_000_000;

/** `index`: absent where no policy is in force. */
export function fencesOf(question: FenceQuestion, index: ActionIndex | undefined): Fences {
  const { accounts, managementAccount, delegatedAdministrators, caller, partition, region } = question;
  const members = accounts.filter(({ id, state }) => id !== managementAccount && state === 'ACTIVE');
  const judge = judgeOf(question.controlPolicies, index);
  const global = GLOBAL_REGIONS[partition];
  const inIam = global === undefined ? {} : { 'aws:RequestedRegion': global };
  const by = (id: AccountId, role: string) => ({
    'aws:PrincipalArn': `arn:${partition}:iam::${id}:role/${role}`,
    'aws:PrincipalAccount': id,
  });
  const open = (those: readonly Account[], asked: (id: AccountId) => AskedRequest): readonly Opening[] =>
    those
      .map((account): Opening => ({ account, ...judge(account, asked(account.id)) }))
      .filter(({ actions, undetermined }) => actions.length + undetermined.length > 0);
  const iam = (actions: readonly string[], resources: readonly string[]) => (id: AccountId) => ({
    actions,
    resources: resources.map((resource) => `arn:${partition}:iam::${id}:${resource}`),
    context: { ...by(id, SOMEBODY), ...inIam },
  });
  const named = [...new Set(question.policies.map(({ path, name }) => `policy${path}${name}`))];
  const openings: Fences['openings'] = {
    'account-instances': open(members, (id) => ({
      actions: ['sso:CreateInstance'],
      resources: ['*'],
      context: by(id, SOMEBODY),
    })),
    'identity-providers': open(members, iam(PROVIDER_ACTIONS, ['saml-provider/*', 'oidc-provider/*'])),
    'policies-of-sets': named.length === 0 ? [] : open(members, iam(POLICY_ACTIONS, named)),
    administration: open(
      members.filter(({ id }) => delegatedAdministrators.includes(id)),
      (id) => ({
        actions: ADMINISTRATION,
        resources: ['*'],
        context: { ...by(id, SOMEBODY), 'aws:RequestedRegion': region },
      }),
    ),
  };
  const lacked = (account: Account, asked: AskedRequest): readonly string[] => {
    const { actions, undetermined } = judge(account, asked);
    return asked.actions.filter((action) => !actions.includes(action) && !undetermined.includes(action));
  };
  const { preflightRole: role } = question;
  const anybody = (actions: readonly string[], context: AskedRequest['context'], resource = '*'): AskedRequest => ({
    actions,
    resources: [resource],
    context: { 'aws:PrincipalAccount': caller, ...context },
  });
  const isGlobal = (action: string) => action.startsWith('organizations:');
  const own = (account: Account): Blocked => ({
    account,
    actions: [
      ...lacked(account, anybody(OWN_ACTIONS.filter(isGlobal), inIam)),
      ...lacked(
        account,
        anybody(
          OWN_ACTIONS.filter((action) => !isGlobal(action)),
          { 'aws:RequestedRegion': region },
        ),
      ),
      ...(role === undefined
        ? []
        : lacked(account, anybody(['sts:AssumeRole'], {}, `arn:${partition}:iam::*:role${role}`))),
    ],
  });
  const ofPreflight = (account: Account, name: string): Blocked => {
    const context = { ...by(account.id, name.slice(1)), ...inIam };
    return { account, role: name, actions: lacked(account, { actions: PREFLIGHT_ACTIONS, resources: ['*'], context }) };
  };
  const blocked = [
    ...members.filter(({ id }) => id === caller).map(own),
    ...(role === undefined ? [] : members.map((account) => ofPreflight(account, role))),
  ];
  return { openings, blocked: blocked.filter(({ actions }) => actions.length > 0) };
}

/** A role that no exception can have been made for. */
const SOMEBODY = 'whoever-administers-this-account';

/** Accounts below the same policies are one question, unless a policy names one of them. */
function judgeOf({ enabled, rootId, policies, withoutFullAccess }: ControlPolicies, index: ActionIndex | undefined) {
  const whole: Budget = { steps: MOST_STEPS };
  const texts = new Map(policies.map((policy) => [policy.id, JSON.stringify(policy.document)]));
  const attachedTo = (id: string): readonly ControlPolicy[] => policies.filter(({ targets }) => targets.has(id));
  const levelsOf = ({ id, organizationalUnits }: Account): readonly ControlLevel[] =>
    [rootId, ...organizationalUnits, id].map((place) => ({
      policies: attachedTo(place),
      hasFullAccess: !withoutFullAccess.has(place),
    }));
  const placeKey = (account: Account): string => {
    const places = [rootId, ...account.organizationalUnits, account.id];
    const bound = places.map((place) => attachedTo(place).map(({ id }) => id));
    const bare = places.map((place) => withoutFullAccess.has(place));
    // A policy that has the account's number in it, or may have, says something else of it than of others.
    const isNamed = bound.flat().some((id) => {
      const text = texts.get(id) ?? '';
      return text.includes(account.id) || /\$\{|\d[*?]|[*?]\d/.test(text);
    });
    return JSON.stringify([bound, bare, isNamed ? account.id : '']);
  };
  const permitted = memoizeByKey(
    (account: Account, asked: AskedRequest) =>
      `${placeKey(account)} ${JSON.stringify(asked).replaceAll(account.id, '')}`,
    (account: Account, asked: AskedRequest): Permitted =>
      index === undefined
        ? { actions: [], undetermined: asked.actions }
        : permittedAt(levelsOf(account), asked, { index, budget: portionOf(whole, MOST_STEPS_OF_ONE) }),
  );
  return (account: Account, asked: AskedRequest): Permitted =>
    enabled ? permitted(account, asked) : { actions: asked.actions, undetermined: [] };
}
