// What people call the targets, and what these need beside assignments.
import {
  type AccountId,
  type PermissionSetName,
  type ResourceKind,
  type ResourceReference,
  type Target,
  targetOf,
} from '../state/state.ts';

const TARGETS = {
  'identity-center': 'IAM Identity Center',
  'account-access': 'account access',
  'saml-roles': 'SAML',
  applications: 'Identity Center',
} as const satisfies Readonly<Record<Target, string>>;

const KINDS = { application: 'application', role: 'role', provider: 'provider' } as const satisfies Readonly<
  Record<ResourceKind, string>
>;

interface AssignedWords {
  /** What stands before its name. */
  readonly what: string;
  /** That no change of the plan is about what it says. */
  readonly unchanged: string;
}

const ASSIGNED = {
  'identity-center': { what: 'permission set', unchanged: 'definition unchanged' },
  // The names of these begin with `role/`.
  'account-access': { what: 'account access by', unchanged: 'the role itself stays as it is' },
  'saml-roles': { what: 'SAML sign-on by', unchanged: 'the role itself stays as it is' },
  // The names of these begin with `application/`.
  applications: { what: 'sign-in to', unchanged: 'the application itself stays as it is' },
} as const satisfies Readonly<Record<Target, AssignedWords>>;

/** Of what assignments name. */
export const assignedWords = (name: PermissionSetName): AssignedWords => ASSIGNED[targetOf(name)];

/** `account access application`. `isNamed`: there may be several, and its name tells which. */
export function resourceWords({ target, kind, name }: ResourceReference): {
  readonly what: string;
  readonly isNamed: boolean;
} {
  return { what: `${TARGETS[target]} ${KINDS[kind]}`, isNamed: name !== kind };
}

/** The same in a sentence, with its account. */
export function resourceText(resource: ResourceReference, accountName: (account: AccountId) => string): string {
  const { what, isNamed } = resourceWords(resource);
  const { name, account } = resource;
  const named = isNamed ? `${what} ${name}` : what;
  return account === undefined ? named : `${named} in ${accountName(account)}`;
}
