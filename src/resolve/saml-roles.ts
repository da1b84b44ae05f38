// Accounts that are federated by SAML: which grants are theirs, and what they need in IAM: a provider, and a role for each permission set that is granted.
//
// A grant in such an account asks nothing of Identity Center. Its role trusts the account's SAML provider, and the identity provider decides who takes it;
// so the role is there as long as anybody is granted it, in Identity Center or not.
import type { Declarations, GrantDeclaration, SamlRolesTarget, SelectorItem } from '../config/declarations.ts';
import { collector } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { MetadataProblem } from '../diagnostics/rules/saml-roles.ts';
import { dateOf, type Instant, later, NEVER } from '../instant.ts';
import { memoizeByIdentity } from '../memoize.ts';
import { optional } from '../optional.ts';
import { canonicalPolicy } from '../policy/language/index.ts';
import { isMetadata, type MetadataMistake, readMetadata } from '../saml/metadata.ts';
import type { PreflightRole } from '../state/account-policies.ts';
import type { Facts } from '../state/desired.ts';
import { definitionOf, type SamlAccount, type SamlRole, type SamlRolesQuery } from '../state/saml-roles.ts';
import {
  type AccountId,
  type Address,
  type PermissionSet,
  type PermissionSetName,
  type Policy,
  type PolicyDocument,
  type Resource,
  resourceAddress,
  targetOf,
} from '../state/state.ts';
import { accountResolver } from './accounts.ts';
import type { AccountGrant } from './grants.ts';
import type { Inventory } from './inventory.ts';

export interface SamlTargets {
  /** Accounts whose grants are roles. */
  readonly accounts: ReadonlyMap<AccountId, SamlRolesTarget>;
  /** Accounts that are given back to Identity Center: what is ours there goes. */
  readonly retired: ReadonlyMap<AccountId, SamlRolesTarget>;
  readonly findings: readonly Diagnostic[];
}

/** `asOf`: as of when certificates are judged. */
export function resolveSamlTargets(declarations: Declarations, inventory: Inventory, asOf: Instant): SamlTargets {
  const { targets = [] } = declarations.settings;
  const { report, findings } = collector();
  const resolver = accountResolver(declarations, inventory);
  const accounts = new Map<AccountId, SamlRolesTarget>();
  const retired = new Map<AccountId, SamlRolesTarget>();
  for (const target of targets) {
    const select = (include: readonly SelectorItem[]) => resolver.select({ include, except: [] }).accounts;
    const back = select(target.retired);
    for (const account of new Set([...select(target.accounts), ...back])) {
      if (accounts.has(account) || retired.has(account))
        report(diagnose('saml-roles/account-twice', { account }, { span: target.span }));
      // Also one that `accounts` still takes in, by a set for example: one account at a time can go.
      else (back.has(account) ? retired : accounts).set(account, target);
    }
    metadataFindings(target, asOf).forEach(report);
  }
  return { accounts, retired, findings: [...findings(), ...resolver.findingsOfSelections()] };
}

const read = memoizeByIdentity(({ content }: NonNullable<SamlRolesTarget['metadata']>) => readMetadata(content));

/** How long before a certificate ends it is told. */
const NOTICE_MS = 30 * 86_400_000;

function metadataFindings({ metadata }: SamlRolesTarget, asOf: Instant): readonly Diagnostic[] {
  if (metadata === undefined) return [];
  const { value: path, span } = metadata.path;
  const found = read(metadata);
  if (!isMetadata(found)) return [diagnose('saml-roles/metadata', { path, problem: PROBLEMS[found.kind] }, { span })];
  const { validUntil, issuer } = found;
  if (validUntil === NEVER || validUntil > later(asOf, NOTICE_MS)) return [];
  const facts = { path, issuer, on: dateOf(validUntil), isOver: validUntil <= asOf };
  return [diagnose('saml-roles/certificate-ends', facts, { span })];
}

const PROBLEMS: Readonly<Record<MetadataMistake['kind'], MetadataProblem>> = {
  doctype: 'a document type, by which XML defines entities',
  'too-deep': 'elements that are too deep in each other',
  malformed: 'XML that is not well formed',
  'private-key': 'a private key',
  'no-entity': 'no EntityDescriptor',
  'no-identity-provider': 'no identity provider with an entityID',
  'no-certificate': 'no certificate to verify assertions by',
  certificate: 'a certificate that cannot be read',
  'weak-key': 'a key that is shorter than 1,024 bits',
  size: 'less than 1,000 or more than 10,000,000 characters',
};

export interface DividedGrants {
  readonly identityCenter: readonly AccountGrant[];
  readonly saml: readonly AccountGrant[];
}

export function dividedGrants(accountGrants: readonly AccountGrant[], targets: SamlTargets): DividedGrants {
  if (targets.accounts.size === 0) return { identityCenter: accountGrants, saml: [] };
  const isSaml = (accountGrant: AccountGrant) => isOfSaml(accountGrant, targets);
  return {
    identityCenter: accountGrants.filter((accountGrant) => !isSaml(accountGrant)),
    saml: accountGrants.filter(isSaml),
  };
}

/** Whether who has it signs in by SAML, not by Identity Center. A role that exists already is given by account access wherever it is. */
export function isOfSaml(
  { account, permissionSet }: { readonly account: AccountId; readonly permissionSet: PermissionSetName },
  { accounts }: SamlTargets,
): boolean {
  return accounts.has(account) && targetOf(permissionSet) === 'identity-center';
}

export interface SamlInputs {
  readonly declarations: Declarations;
  readonly definitions: ReadonlyMap<PermissionSetName, PermissionSet>;
  readonly targets: SamlTargets;
  /** Those of `dividedGrants`. */
  readonly accountGrants: readonly AccountGrant[];
  /** Grants of which the files cannot tell all accounts. */
  readonly uncertain: readonly GrantDeclaration[];
  /** `aws` offline, where nothing says another one. */
  readonly partition: string;
}

/** One permission set in one account, with everyone who is granted it there. */
export interface RoleWanted {
  readonly account: AccountId;
  readonly target: SamlRolesTarget;
  readonly permissionSet: PermissionSetName;
  readonly accountGrants: readonly AccountGrant[];
}

/** INVARIANT: account grants are sorted by permission set and account. */
export function rolesWanted({ accountGrants, targets }: SamlInputs): readonly RoleWanted[] {
  const wanted = new Map<string, Omit<RoleWanted, 'accountGrants'> & { readonly accountGrants: AccountGrant[] }>();
  for (const accountGrant of accountGrants) {
    const { account, permissionSet } = accountGrant;
    const key = `${account}/${permissionSet}`;
    const known = wanted.get(key);
    if (known === undefined) {
      wanted.set(key, {
        account,
        permissionSet,
        target: targets.accounts.get(account)!,
        accountGrants: [accountGrant],
      });
    } else known.accountGrants.push(accountGrant);
  }
  return [...wanted.values()];
}

export const roleNameOf = ({ target, permissionSet }: Pick<RoleWanted, 'target' | 'permissionSet'>): string =>
  target.rolePrefix + permissionSet;

/** Of the role that a permission set is in a federated account; undefined: the account is none. */
export function samlRoleAddress(
  { account, permissionSet }: Pick<AccountGrant, 'account' | 'permissionSet'>,
  { accounts }: Pick<SamlTargets, 'accounts'>,
): Address | undefined {
  const target = accounts.get(account);
  return (
    target &&
    resourceAddress({ target: 'saml-roles', kind: 'role', name: roleNameOf({ target, permissionSet }), account })
  );
}

/** RoleName (CreateRole). */
const LONGEST_NAME = 64;
/** Of the ARNs of role and provider, with a comma between (Microsoft Entra, "Configure AWS Single-Account Access"). */
const LONGEST_ROLE_STRING = 239;
/** The default quota of managed policies on a role (IAM quotas, User Guide). */
const MOST_POLICIES = 10;

/** What IAM or Entra would not take. */
export function samlRoleFindings(inputs: SamlInputs): readonly Diagnostic[] {
  const { report, findings } = collector();
  const reported = new Set<string>();
  for (const wanted of rolesWanted(inputs)) {
    const { permissionSet: set, account, accountGrants } = wanted;
    const { span } = accountGrants[0]!.grants[0]!;
    const once = (finding: Diagnostic) => {
      const key = `${finding.code} ${set}`;
      if (!reported.has(key)) report(finding);
      reported.add(key);
    };
    if (inputs.declarations.permissionSets.get(set)?.kind === 'external') {
      once(diagnose('saml-roles/external-set', { set }, { span }));
      continue;
    }
    const name = roleNameOf(wanted);
    if (name.length > LONGEST_NAME) once(diagnose('saml-roles/role-name', { name, most: LONGEST_NAME }, { span }));
    const { length } = roleString(wanted, account, inputs.partition);
    if (length > LONGEST_ROLE_STRING)
      once(diagnose('saml-roles/role-string', { role: name, length, most: LONGEST_ROLE_STRING }, { span }));
    const { managedPolicies = [], customerManagedPolicies = [] } = inputs.definitions.get(set) ?? {};
    const count = managedPolicies.length + customerManagedPolicies.length;
    if (count > MOST_POLICIES)
      once(diagnose('saml-roles/too-many-policies', { set, count, most: MOST_POLICIES }, { span }));
  }
  return findings();
}

export const providerArn = (target: SamlRolesTarget, account: AccountId, partition: string): string =>
  `arn:${partition}:iam::${account}:saml-provider/${target.provider?.value ?? ''}`;

/** What an app role of Entra has as its value. */
export const roleString = (wanted: RoleWanted, account: AccountId, partition: string): string =>
  `arn:${partition}:iam::${account}:role${wanted.target.rolePath}${roleNameOf(wanted)},${providerArn(wanted.target, account, partition)}`;

export interface SamlDesired {
  readonly resources: ReadonlyMap<Address, Resource>;
  readonly facts: ReadonlyMap<Address, Facts>;
  readonly query: SamlRolesQuery;
  readonly granted: readonly { readonly accountGrant: AccountGrant; readonly role: Address }[];
}

/** INVARIANT: nothing was found. */
export function samlDesired(inputs: SamlInputs, owner: string): SamlDesired {
  const { targets, partition, definitions } = inputs;
  const wanted = rolesWanted(inputs);
  const resources = new Map<Address, Resource>();
  const facts = new Map<Address, Facts>();
  const granted: { readonly accountGrant: AccountGrant; readonly role: Address }[] = [];
  for (const [account, target] of targets.accounts) {
    const provider = providerOf(account, target, owner);
    resources.set(resourceAddress(provider), provider);
    facts.set(resourceAddress(provider), { origins: [target.span] });
  }
  for (const each of wanted) {
    const role = roleResource(each, { set: definitions.get(each.permissionSet)!, partition, owner });
    const address = resourceAddress(role);
    resources.set(address, role);
    granted.push(...each.accountGrants.map((accountGrant) => ({ accountGrant, role: address })));
    const grants = each.accountGrants.flatMap((accountGrant) => accountGrant.grants);
    facts.set(address, { origins: [...new Set(grants)].map(({ span }) => span) });
  }
  const accounts = [...targets.accounts, ...targets.retired].map(
    ([account, target]): SamlAccount => ({
      account,
      by: roleOf(target),
      provider: target.provider!.value,
      roles: wanted.filter((each) => each.account === account).map(roleNameOf),
    }),
  );
  return { resources, facts, query: { owner, accounts }, granted };
}

const roleOf = ({ assumeRole, assumeRolePath: path, externalId }: SamlRolesTarget): PreflightRole => ({
  name: assumeRole!.value,
  path,
  ...optional({ externalId }),
  sessionName: 'access',
});

const providerOf = (account: AccountId, { provider, metadata }: SamlRolesTarget, owner: string): Resource => ({
  target: 'saml-roles',
  kind: 'provider',
  name: provider!.value,
  account,
  definition: definitionOf({ metadata: metadata!.content }),
  owner,
});

function roleResource(
  wanted: RoleWanted,
  { set, partition, owner }: { readonly set: PermissionSet; readonly partition: string; readonly owner: string },
): Resource {
  const { account, target } = wanted;
  const provider = resourceAddress(providerOf(account, target, owner));
  const { description, sessionDuration, managedPolicies, customerManagedPolicies, inlinePolicy, permissionsBoundary } =
    set;
  const role: SamlRole = {
    path: target.rolePath,
    trust: canonical({ kind: 'document', document: trustPolicy(target, { account, partition }) }),
    sessionDuration,
    managedPolicies,
    customerManagedPolicies,
    ...optional({ description, permissionsBoundary, inlinePolicy: inlinePolicy && canonical(inlinePolicy) }),
  };
  const name = roleNameOf(wanted);
  return {
    target: 'saml-roles',
    kind: 'role',
    name,
    account,
    definition: definitionOf(role),
    owner,
    needs: [provider],
  };
}

const canonical = (policy: Policy): Policy =>
  policy.kind === 'document' ? { kind: 'document', document: canonicalPolicy(policy.document) } : policy;

/** What `SAML:aud` is compared with: the sign-in endpoint of the partition (IAM User Guide, "Configure SAML assertions"; AWS CDK, SamlConsolePrincipal). */
const AUDIENCES: Readonly<Record<string, string>> = {
  aws: 'https://signin.aws.amazon.com/saml',
  'aws-us-gov': 'https://signin.amazonaws-us-gov.com/saml',
  'aws-cn': 'https://signin.amazonaws.cn/saml',
  'aws-iso': 'https://signin.c2shome.ic.gov/saml',
  'aws-iso-b': 'https://signin.sc2shome.sgov.gov/saml',
};

export const audiencesOf = ({ audiences }: SamlRolesTarget, partition: string): readonly string[] =>
  audiences.length === 0 ? [AUDIENCES[partition] ?? AUDIENCES.aws!] : audiences;

/** `sts:TagSession` is needed where the identity provider sends tags, and refuses nobody where it does not (IAM User Guide, "Pass session tags"). */
function trustPolicy(
  target: SamlRolesTarget,
  { account, partition }: { readonly account: AccountId; readonly partition: string },
): PolicyDocument {
  const audiences = audiencesOf(target, partition);
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: providerArn(target, account, partition) },
        Action: target.sessionTags ? ['sts:AssumeRoleWithSAML', 'sts:TagSession'] : 'sts:AssumeRoleWithSAML',
        Condition: { StringEquals: { 'SAML:aud': audiences.length === 1 ? audiences[0] : audiences } },
      },
    ],
  };
}
