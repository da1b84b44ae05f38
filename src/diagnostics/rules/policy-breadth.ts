// Findings about policies that allow much: everything, whatever is not listed, or what gives more than it says.
import { rule } from '../rule.ts';
import {
  type ConditionFacts,
  closingCondition,
  counted,
  listed,
  type NearAdministratorFacts,
  nearAdministrator,
  nearAdministratorHint,
} from '../wording.ts';

export interface PathFacts {
  /** `lambda-001: make a function with a role`, the widest first. */
  readonly paths: readonly string[];
  readonly count: number;
  /** Of the paths that are named: any of these, taken out, closes one. */
  readonly actions: readonly string[];
  /** Of those actions, what their requests must be about. */
  readonly conditions: readonly ConditionFacts[];
}

const MOST_ACTIONS = 4;

function closing(conditions: readonly ConditionFacts[]): string {
  const condition = closingCondition(conditions);
  return condition === undefined ? '' : `${condition}, `;
}

function listedActions(actions: readonly string[]): string {
  const named = actions.slice(0, MOST_ACTIONS).map((action) => `\`${action}\``);
  return actions.length > MOST_ACTIONS ? `${named.join(', ')} and the like` : named.join(', ');
}

export const POLICY_BREADTH_RULES = {
  'policy/full-administrator': rule<Record<string, never>>({
    severity: 'warning',
    title: 'every action on every resource',
    explanation:
      'The statement allows everything that there is and that AWS will yet add. Where administrators are meant, the AWS managed policy AdministratorAccess says so in a word that reviewers know.',
    message: () => 'the statement allows every action on every resource',
    hint: () => 'name the actions that are needed, or attach AdministratorAccess',
  }),
  'policy/near-administrator': rule<NearAdministratorFacts>({
    severity: 'warning',
    title: 'one step from administrator access',
    explanation:
      'The policy allows everything but something of a few services, or an escalation path by way of IAM on every resource: what is missing is a step away. Guardrails forbid both with `deny: { access: near-administrator }`.',
    message: (near) => `the policy ${nearAdministrator(near)}`,
    hint: nearAdministratorHint,
  }),
  'policy/allow-not-action': rule<Record<string, never>>({
    severity: 'warning',
    title: 'Allow with NotAction',
    explanation:
      'An Allow with `NotAction` allows every action that is not listed, of every service, and every action that AWS will yet add.',
    message: () => 'the statement allows every action but the listed ones, and all that AWS may yet add',
    hint: () => 'list what is allowed in `Action`, and what is not in a Deny',
  }),
  'policy/allow-not-resource': rule<Record<string, never>>({
    severity: 'warning',
    title: 'Allow with NotResource',
    explanation:
      'An Allow with `NotResource` allows its actions on every resource that is not listed, those of other accounts and those that will yet be made included.',
    message: () => 'the statement allows its actions on every resource but the listed ones',
    hint: () => 'list what is allowed in `Resource`, and what is not in a Deny',
  }),
  'policy/service-wildcard': rule<{ actions: readonly string[] }>({
    severity: 'warning',
    title: 'every action of a service on every resource',
    explanation:
      'The statement allows all that a service can do, on all its resources, and what AWS will yet add to it: deleting, sharing and changing policies included.',
    message: ({ actions }) =>
      `the statement allows ${listed(actions, 'service').replace(/^service /, '')} on every resource`,
    hint: () => 'name the actions, or the resources',
  }),
  'policy/pass-role-on-any': rule<{ text: string }>({
    severity: 'warning',
    title: 'any role can be passed',
    explanation:
      'Who may pass a role to a service, and run something there, has what the role has. Without a limit to roles or services, that is the strongest role in the account.',
    message: ({ text }) => `\`${text}\` allows to pass any role to any service`,
    hint: () => 'name the roles, and the service in a condition on `iam:PassedToService`',
  }),
  'policy/pass-role-to-any-service': rule<{ text: string }>({
    severity: 'notice',
    title: 'a role can be passed to any service',
    explanation:
      'The roles are limited, but not the services they can be passed to. What a role may be used for is better said in the policy as well.',
    message: ({ text }) => `\`${text}\` allows to pass the roles to any service that takes them`,
    hint: () => 'name the service in a condition on `iam:PassedToService`',
  }),
  'policy/service-linked-role-on-any': rule<{ text: string }>({
    severity: 'warning',
    title: 'any service-linked role can be made',
    explanation:
      'A service-linked role lets a service act in the account. Without a limit, every service can be given one, those that nobody uses included.',
    message: ({ text }) => `\`${text}\` allows to make service-linked roles for any service`,
    hint: () => 'name the service in a condition on `iam:AWSServiceName`, or in the ARN of the role',
  }),
  'policy/escalation-paths': rule<PathFacts>({
    severity: 'warning',
    title: 'escalation path open',
    explanation:
      'The policy allows, without limit to resources, a combination of actions that gives more than it says, such as passing a role to a function and running it. The role of a permission set cannot change itself; the way leads through another role or user.\n\nEach path is described at pathfinding.cloud under its id, or in `docs/policies.md`.',
    message: ({ paths, count }) =>
      `the policy opens ${counted(count, 'escalation path')}: ${paths.map((path) => `\`${path}\``).join(', ')}${count > paths.length ? ', …' : ''}`,
    hint: ({ actions, conditions }) =>
      actions.includes('iam:PassRole')
        ? `name the roles that \`iam:PassRole\` may pass, ${closing(conditions)}or limit another action of each path to resources`
        : `limit ${listedActions(actions)} to resources, or take one action of each path out`,
  }),
  'policy/identity-center-takeover': rule<PathFacts & { permissionSet: string; account: string }>({
    severity: 'warning',
    title: 'IAM Identity Center can be taken over',
    explanation:
      'The permission set is granted in the management account and allows actions with which one can give oneself any permission set in any account. Whoever has it is administrator of the organisation.',
    message: ({ paths, permissionSet, account }) =>
      `\`${permissionSet}\`, granted in \`${account}\`, can take over IAM Identity Center: ${paths.map((path) => `\`${path}\``).join(', ')}`,
    hint: ({ actions, conditions }) => {
      const isConditionOfAll = actions.every((action) => conditions.some((condition) => condition.action === action));
      const closed = isConditionOfAll ? closingCondition(conditions) : undefined;
      return `${closed ?? `take ${listedActions(actions)} out`}, or do not grant the set there`;
    },
  }),
  'policy/permissions-management-on-any': rule<{ actions: readonly string[] }>({
    severity: 'notice',
    title: 'permissions management without limit',
    explanation:
      'The policy allows actions that AWS lists under *Permissions management*, on every resource: they change who may do what, or share resources with others.',
    message: ({ actions }) => `the policy allows ${listed(actions, 'permissions management action')} on every resource`,
    hint: () => 'limit them to resources',
  }),
  'policy/credentials-on-any': rule<{ actions: readonly string[] }>({
    severity: 'warning',
    title: 'credentials without limit',
    explanation:
      'The policy allows, on every resource, actions that answer with credentials: keys, passwords, secrets or tokens. Who has those can act as somebody else.',
    message: ({ actions }) => `the policy allows ${listed(actions, 'action')} for credentials on every resource`,
    hint: () => 'limit them to resources',
  }),
  'policy/data-on-any': rule<{ actions: readonly string[] }>({
    severity: 'notice',
    title: 'reading data without limit',
    explanation:
      'The policy allows, on every resource, actions that answer with what is stored: objects, items, messages, logs. Whether that is wanted depends on what the accounts hold.',
    message: ({ actions }) => `the policy allows ${listed(actions, 'action')} to read data on every resource`,
    hint: () => 'limit them to resources',
  }),
} as const;
