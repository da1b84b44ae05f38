// What accounts say before anything is written in them.
//
// Terms. A permission set names customer managed policies, and perhaps one as its boundary, by name and path; Identity Center looks for them in each account
// that the set is provisioned to. A pair is a set in an account. A pair is unfit when its account has said that the role cannot be made as the set is
// defined: a policy is missing, or the role may not have so many.
//
// Premise. Whatever an account did not say is not known. It is neither missing nor fine: nothing is held for it, and what its documents say is judged as it
// is where nobody asks, unknown.
//
// Rules.
// 1. Asked is every active account that a set with such policies goes to, by the files, by those of the base or in live: each account once, about each
//    policy once. Where roles have more policies than every account allows, it is asked how many it allows.
// 2. A create or a provisioning on an unfit pair is held, with what is missing (keep.ts draws the consequences). A pair whose role has the definition
//    already stays: IAM lets nobody delete a policy that is attached.
// 3. The same name can be another document in another account. So a set is judged with the documents of the account at hand (`inAccount`), and sets that have
//    the same documents are one object, so that what is judged is each set with each of its documents, not each account.
// 4. Roles that exist already, and that account access gives, are asked for in the same way: whether they are there, whom they trust, and all that they
//    allow. A create on one that is missing, or that does not let account access in, is held. Of one that could not be read nothing is known.
// 5. What the changes rest on is part of the plan and of its id: a policy that says something else by the time of the apply makes the plan stale.
//
// Rejected: reading only what changes. Guardrails judge all that a plan leaves behind, and a policy that was edited in an account changes what that is.
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { memoize, memoizeByIdentity, memoizeByText } from '../memoize.ts';
import { optional } from '../optional.ts';
import {
  type AccountPolicies,
  type AccountPoliciesQuery,
  type AccountsRead,
  type AccountToRead,
  customerManagedPoliciesOf,
  type PermissionSetInAccount,
  type PolicyInAccount,
  type PolicyKey,
  type PreflightRole,
  policyKeyOf,
  type RoleInAccount,
  type Unchecked,
} from '../state/account-policies.ts';
import type { Desired, HoldReason } from '../state/desired.ts';
import { holdReasonFrom } from '../state/desired.ts';
import { digest } from '../state/digest.ts';
import type { Directory } from '../state/directory.ts';
import { groupBy } from '../state/group-by.ts';
import type { Live } from '../state/live.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  type CustomerManagedPolicy,
  type PermissionSet,
  type PermissionSetName,
  type Policy,
  pairAddress,
  pairOf,
  pairOfAssignment,
  permissionSetAddress,
  type State,
  targetOf,
} from '../state/state.ts';
import { missingTrust } from '../targets/account-access.ts';
import type { Change } from './change.ts';

export interface Preflight {
  readonly query: AccountPoliciesQuery;
  /** An entry for each account that was to be asked. */
  readonly accounts: AccountsRead;
}

/** The least quota of managed policies on a role: it can only be raised (IAM and STS quotas). */
const POLICIES_PER_ROLE = 10;

interface PreflightInputs {
  readonly desired: Desired;
  /** What the base's files ask for. */
  readonly before?: Desired | undefined;
  readonly live: Live;
  readonly directory: Directory;
}

/** Rule 1. Sorted. */
export function preflightQuery(
  role: PreflightRole,
  { desired, before, live, directory }: PreflightInputs,
): AccountPoliciesQuery {
  const states = [desired.state, live.state, ...(before === undefined ? [] : [before.state])];
  const policiesOf = memoizeByText((name) => {
    const definitions = states.flatMap(({ permissionSets }) => permissionSets.get(permissionSetAddress(name)) ?? []);
    return {
      policies: definitions.flatMap(customerManagedPoliciesOf),
      isMany: definitions.some((set) => numberOfPolicies(set) > POLICIES_PER_ROLE),
    };
  });
  const active = new Set(directory.accounts.filter(({ state }) => state === 'ACTIVE').map(({ id }) => id));
  const wanted = new Map<AccountId, Wanted>();
  for (const pair of pairsOf(states)) {
    const { permissionSet, account } = pairOf(pair);
    const { policies, isMany } = policiesOf(permissionSet);
    const isRole = targetOf(permissionSet) === 'account-access';
    if (!active.has(account) || (policies.length === 0 && !isMany && !isRole)) continue;
    const known = wanted.get(account) ?? { policies: new Map(), quota: false, roles: new Set() };
    if (isRole) known.roles.add(permissionSet);
    for (const policy of policies) known.policies.set(policyKeyOf(policy), policy);
    wanted.set(account, { ...known, quota: known.quota || isMany });
  }
  const accounts = [...wanted].map(
    ([account, { policies, quota, roles }]): AccountToRead => ({
      account,
      policies: sortedValues(policies),
      quota,
      ...(roles.size === 0 ? {} : { roles: [...roles].sort() }),
    }),
  );
  return { role, accounts: accounts.sort((a, b) => (a.account < b.account ? -1 : 1)) };
}

interface Wanted {
  readonly policies: Map<PolicyKey, CustomerManagedPolicy>;
  readonly quota: boolean;
  readonly roles: Set<PermissionSetName>;
}

const sortedValues = <Value>(map: ReadonlyMap<string, Value>): readonly Value[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);

const numberOfPolicies = ({ managedPolicies, customerManagedPolicies }: PermissionSet): number =>
  managedPolicies.length + customerManagedPolicies.length;

function pairsOf(states: readonly State[]): ReadonlySet<Address> {
  return new Set(
    states.flatMap(({ assignments, provisioned }) => [
      ...[...assignments.values()].map(pairOfAssignment),
      ...provisioned.keys(),
    ]),
  );
}

/** Where nobody can be asked. */
export function unableToAsk(query: AccountPoliciesQuery): AccountsRead {
  const unchecked: Unchecked = { why: 'unable', detail: 'a snapshot' };
  return new Map(query.accounts.map(({ account }) => [account, { policies: new Map(), unchecked }]));
}

/** Why nothing can be made or provisioned on a pair; undefined: it can, or nobody knows. */
export type Unfit = (pair: Address) => HoldReason | undefined;

/** Rule 2. `definitionOf`: what the set would be there. */
export function unfitPairs(
  preflight: Preflight | undefined,
  definitionOf: (name: PermissionSetName) => PermissionSet | undefined,
): Unfit {
  if (preflight === undefined) return () => undefined;
  return (pair) => {
    const { permissionSet, account } = pairOf(pair);
    const [read, set] = [preflight.accounts.get(account), definitionOf(permissionSet)];
    const role = read?.roles?.get(permissionSet);
    if (role !== undefined) return reasonToHoldRole(permissionSet, role);
    return read === undefined || set === undefined ? undefined : reasonToHold(set, read);
  };
}

function reasonToHold(set: PermissionSet, { policies, policiesPerRole }: AccountPolicies): HoldReason | undefined {
  const isMissing = (policy: CustomerManagedPolicy) => policies.get(policyKeyOf(policy))?.exists === false;
  const { customerManagedPolicies, permissionsBoundary: boundary } = set;
  const missing = customerManagedPolicies.filter(isMissing).map(policyKeyOf);
  const missingBoundary =
    boundary?.kind === 'customer-managed' && isMissing(boundary.policy) ? policyKeyOf(boundary.policy) : undefined;
  if (missing.length > 0 || missingBoundary !== undefined)
    return holdReasonFrom(
      diagnose('preflight/policy-missing', { policies: missing, ...optional({ boundary: missingBoundary }) }),
    );
  const count = numberOfPolicies(set);
  return policiesPerRole !== undefined && count > policiesPerRole
    ? holdReasonFrom(diagnose('preflight/too-many-policies', { count, most: policiesPerRole }))
    : undefined;
}

function reasonToHoldRole(name: PermissionSetName, role: RoleInAccount): HoldReason | undefined {
  if (!role.exists) return holdReasonFrom(diagnose('account-access/role-missing', { role: roleText(name) }));
  const missing = missingTrust(role.trust);
  return missing.length === 0
    ? undefined
    : holdReasonFrom(diagnose('account-access/role-trust', { role: roleText(name), missing }));
}

/** `/ops/legacy-admin` */
const roleText = (name: PermissionSetName): string => name.slice(name.indexOf('/'));

/** The roles alone that account access gives: what a question asks of accounts. */
export function rolesQuery(role: PreflightRole, assignments: Iterable<Assignment>): AccountPoliciesQuery {
  const roles = [...assignments].filter(({ permissionSet }) => targetOf(permissionSet) === 'account-access');
  const accounts = [...groupBy(roles, ({ account }) => account)].map(
    ([account, here]): AccountToRead => ({
      account,
      policies: [],
      quota: false,
      roles: [...new Set(here.map(({ permissionSet }) => permissionSet))].sort(),
    }),
  );
  return { role, accounts: accounts.sort((a, b) => (a.account < b.account ? -1 : 1)) };
}

/** Live with what the roles say that account access gives. */
export function withRoles(live: Live, preflight: Pick<Preflight, 'accounts'> | undefined): Live {
  const read = [...(preflight?.accounts ?? [])].flatMap(([account, { roles = new Map() }]) =>
    [...roles].flatMap(([name, role]) =>
      role.exists && role.definition !== undefined ? [[pairAddress(name, account), role.definition] as const] : [],
    ),
  );
  return read.length === 0 ? live : { ...live, state: { ...live.state, roles: new Map(read) } };
}

/** A set with the documents of an account. */
export type InAccount = (set: PermissionSet, account: AccountId) => PermissionSetInAccount;

/** Rule 3. */
export const inAccountBy = (preflight: Preflight | undefined): InAccount =>
  preflight === undefined ? asItIs : inAccountsOf(preflight);

const asItIs: InAccount = (set) => set;

/** One for all who ask, so that equal sets are one object to all of them. */
const inAccountsOf = memoizeByIdentity(({ accounts }: Preflight): InAccount => {
  const variantsOf = memoizeByIdentity((_: PermissionSet) => new Map<string, PermissionSetInAccount>());
  return (set, account) => {
    const policies = customerManagedPoliciesOf(set);
    const read = policies.length === 0 ? undefined : accounts.get(account);
    if (read === undefined) return set;
    const documents = new Map(
      policies.flatMap((policy): readonly (readonly [PolicyKey, Policy])[] => {
        const document = documentIn(read.policies.get(policyKeyOf(policy)));
        return document === undefined ? [] : [[policyKeyOf(policy), document]];
      }),
    );
    if (documents.size === 0) return set;
    const key = [...documents].map(([policy, document]) => `${policy} ${digestOf(document)}`).join('\n');
    const variants = variantsOf(set);
    const variant = variants.get(key) ?? { ...set, documents };
    variants.set(key, variant);
    return variant;
  };
});

const documentIn = (policy: PolicyInAccount | undefined): Policy | undefined =>
  policy?.exists === true ? policy.document : undefined;

const digestOf = memoizeByIdentity((policy: Policy): string => digest(policy));

/** Definitions of one set as the accounts have them that it goes to: each difference between accounts once. Where it goes nowhere, as they are. */
export type Variants = (
  name: PermissionSetName,
  definitions: readonly PermissionSet[],
) => readonly (readonly PermissionSetInAccount[])[];

/** Of sets that go where one of the states has them. */
export function variantsBy(preflight: Preflight | undefined, states: readonly State[]): Variants {
  if (preflight === undefined) return (_, definitions) => [definitions];
  const inAccount = inAccountBy(preflight);
  const accounts = memoize(() => groupBy([...pairsOf(states)].map(pairOf), ({ permissionSet }) => permissionSet));
  return (name, definitions) => {
    const variants = (accounts().get(name) ?? []).map(({ account }) =>
      definitions.map((set) => inAccount(set, account)),
    );
    const isNew = (variant: readonly PermissionSetInAccount[], index: number) =>
      variants.findIndex((other) => other.every((set, at) => set === variant[at])) === index;
    const different = variants.filter(isNew);
    return different.length === 0 ? [definitions] : different;
  };
}

/** What was asked of accounts, and what the changes rest on. For people and for apply, which compares it. */
export interface PlanPreflight {
  /** Path and name: `/audit/access-preflight`. */
  readonly role: string;
  /** Accounts of which all that was asked is known. */
  readonly checked: number;
  readonly unchecked: readonly UncheckedAccount[];
  /** What accounts that the changes touch have. By policy; each account once for each policy. */
  readonly policies: readonly PolicyReliedOn[];
}

export interface UncheckedAccount extends Unchecked {
  readonly account: AccountId;
}

interface PolicyReliedOn {
  /** A customer managed policy, or a role by the name that assignments have for it. */
  readonly policy: PolicyKey;
  /** Of its document, SHA-256 over canonical JSON. Absent: there is none of the name. */
  readonly digest?: string;
  /** Sorted. */
  readonly accounts: readonly AccountId[];
}

export function planPreflight(
  { query: { role }, accounts }: Preflight,
  changes: readonly Change[],
  states: readonly State[],
): PlanPreflight {
  const unchecked = uncheckedIn(accounts);
  return {
    role: role.path + role.name,
    checked: accounts.size - unchecked.length,
    unchecked,
    policies: policiesIn(accounts, accountsTouched(changes, states)),
  };
}

function uncheckedIn(accounts: AccountsRead): readonly UncheckedAccount[] {
  return [...accounts].flatMap(([account, { unchecked }]) =>
    unchecked === undefined ? [] : [{ account, ...unchecked }],
  );
}

/** A definition touches every account that has, or will have, its role. */
function accountsTouched(changes: readonly Change[], states: readonly State[]): ReadonlySet<AccountId> {
  const edited = new Set(changes.flatMap((change) => (change.kind === 'permission-set' ? change.permissionSet : [])));
  const ofEdited = [...pairsOf(states)].map(pairOf).filter(({ permissionSet }) => edited.has(permissionSet));
  return new Set([
    ...ofEdited.map(({ account }) => account),
    ...changes.flatMap((change) => {
      if (change.kind === 'assignment') return [change.assignment.account];
      return change.kind === 'provisioning' ? change.accounts : [];
    }),
  ]);
}

function policiesIn(accounts: AccountsRead, touched: ReadonlySet<AccountId>): readonly PolicyReliedOn[] {
  const found = new Map<
    string,
    { readonly policy: PolicyKey; readonly digest?: string; readonly accounts: AccountId[] }
  >();
  for (const [account, read] of accounts) {
    if (!touched.has(account)) continue;
    for (const [policy, text] of statesIn(read)) {
      if (text === UNREAD) continue;
      const key = `${policy}\n${text}`;
      const entry = found.get(key) ?? { policy, ...(text === MISSING ? {} : { digest: text }), accounts: [] };
      entry.accounts.push(account);
      found.set(key, entry);
    }
  }
  return sortedValues(found).map((entry) => ({ ...entry, accounts: [...entry.accounts].sort() }));
}

/** Policies by path and name, roles by the names that assignments have for them. */
function statesIn({ policies, roles = new Map() }: AccountPolicies): readonly (readonly [string, string])[] {
  return [
    ...[...policies].map(([key, policy]) => [key, stateOf(policy)] as const),
    ...[...roles].map(([name, role]) => [name, stateOfRole(role)] as const),
  ];
}

const MISSING = 'missing';
const UNREAD = 'unread';

/** A digest, or a word that is none. */
function stateOf(policy: PolicyInAccount | undefined): string {
  if (policy?.exists === false) return MISSING;
  const document = documentIn(policy);
  return document === undefined ? UNREAD : digestOf(document);
}

function stateOfRole(role: RoleInAccount | undefined): string {
  if (role?.exists === false) return MISSING;
  return role === undefined ? UNREAD : digest({ trust: role.trust, definition: role.definition ?? null });
}

/** What a saved plan rested on and is not so now. Rule 5. */
export function preflightDifferences(
  saved: PlanPreflight | undefined,
  fresh: Preflight | undefined,
  accountName: (account: AccountId) => string,
): readonly string[] {
  if (saved === undefined || saved.policies.length === 0) return [];
  if (fresh === undefined) return ['the policies of accounts are not read any more'];
  const asked = new Map(
    fresh.query.accounts.map(({ account, policies, roles = [] }) => [
      account,
      new Set([...policies.map(policyKeyOf), ...roles]),
    ]),
  );
  return saved.policies.flatMap(({ policy, digest: was = MISSING, accounts }) =>
    accounts.flatMap((account) => {
      // An interrupted apply may have taken away what named it.
      if (asked.get(account)?.has(policy) !== true) return [];
      const read = fresh.accounts.get(account);
      const isRole = !policy.startsWith('/');
      const now = isRole ? stateOfRole(read?.roles?.get(policy)) : stateOf(read?.policies.get(policy));
      if (now === was) return [];
      const what = `${isRole ? '' : 'customer managed policy '}${policy} of ${accountName(account)}`;
      if (now === UNREAD) return [`${what} could not be read again`];
      if (now === MISSING) return [`${what} is not there any more`];
      return [was === MISSING ? `${what} is there now` : `${what} says something else now`];
    }),
  );
}

/** One finding for all of them. */
export function uncheckedFindings({ query, accounts }: Preflight): readonly Diagnostic[] {
  const unchecked = uncheckedIn(accounts);
  if (unchecked.length === 0) return [];
  const count = (why: Unchecked['why']) => unchecked.filter((each) => each.why === why).length;
  return [
    diagnose('preflight/unchecked', {
      total: accounts.size,
      role: count('role'),
      denied: count('denied'),
      failed: count('failed'),
      unable: count('unable'),
      ...(query.accounts.some(({ roles }) => roles !== undefined) ? { roles: true } : {}),
    }),
  ];
}
