// Who signs in to accounts that are federated by SAML, and how: the enterprise applications of Entra, with the roles that each offers and who is granted them.
// AWS knows nothing of it. What is made of it is written by whoever administers Entra.
import type { Declarations, SamlRolesTarget } from '../config/declarations.ts';
import { objectIdOf } from '../config/object-id.ts';
import { collector } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Instant } from '../instant.ts';
import { optional } from '../optional.ts';
import type { FederatedAccount, FederatedApplication, FederatedRole, Grantee } from '../saml/application.ts';
import { durationSeconds } from '../state/duration.ts';
import { groupBy } from '../state/group-by.ts';
import type { AccountId } from '../state/state.ts';
import {
  audiencesOf,
  providerArn,
  type RoleWanted,
  roleNameOf,
  roleString,
  rolesWanted,
  type SamlInputs,
} from './saml-roles.ts';

/** What one application is for: targets that share it. */
interface Shared {
  readonly key: string;
  readonly targets: readonly SamlRolesTarget[];
}

/** By the service principal where they name one, else by the metadata: those of one application have its certificate, and no other has it. */
function sharedTargets({ settings: { targets = [] } }: Declarations): readonly Shared[] {
  const named = targets.filter(({ metadata }) => metadata !== undefined);
  const keyOf = ({ servicePrincipalId, metadata }: SamlRolesTarget) =>
    servicePrincipalId?.value.toLowerCase() ?? metadata!.path.value;
  return [...groupBy(named, keyOf)].map(([key, shared]) => ({ key, targets: shared }));
}

/** INVARIANT: nothing was found that is an error. */
export function federatedApplications(inputs: SamlInputs): readonly FederatedApplication[] {
  const wanted = rolesWanted(inputs);
  return sharedTargets(inputs.declarations).map(({ targets }): FederatedApplication => {
    const [first] = targets;
    const { metadata, servicePrincipalId, roleSync } = first!;
    const roles = wanted.filter(({ target }) => targets.includes(target));
    const keys = targets.flatMap(({ importKeyCreated }) => importKeyCreated?.value.at ?? []);
    return {
      name: metadata!.path.value.replace(/\.xml$/i, ''),
      ...optional({ servicePrincipalId: servicePrincipalId?.value.toLowerCase() }),
      roleSync,
      sessionDuration: claimedDuration(targets, roles, inputs),
      audiences: [...new Set(targets.flatMap((target) => audiencesOf(target, inputs.partition)))],
      metadata: metadata!.content,
      ...optional({ importKeyCreated: keys[0] }),
      accounts: accountsOf(targets, inputs),
      roles: roles.map((each) => roleOf(each, inputs)),
    };
  });
}

/** Nothing is granted by SAML in an account that is given back, whatever a grant means. */
function accountsOf(shared: readonly SamlRolesTarget[], inputs: SamlInputs): readonly FederatedAccount[] {
  const { targets, partition } = inputs;
  return [...targets.accounts, ...targets.retired]
    .filter(([, target]) => shared.includes(target))
    .map(([account, target]) => ({
      account,
      provider: providerArn(target, account, partition),
      rolePrefix: target.rolePrefix,
      ...(targets.accounts.has(account) ? { mayHave: mayHaveOf(target, inputs) } : { isRetired: true as const }),
    }));
}

function mayHaveOf(target: SamlRolesTarget, { uncertain }: SamlInputs): ReadonlySet<string> {
  const sets = uncertain.flatMap(({ permissionSets }) => permissionSets.map(({ value }) => value));
  return new Set(sets.map((permissionSet) => roleNameOf({ target, permissionSet }).toLowerCase()));
}

function roleOf(wanted: RoleWanted, { declarations, definitions, partition }: SamlInputs): FederatedRole {
  const { account, permissionSet, accountGrants } = wanted;
  const keys = [...new Set(accountGrants.map(({ group }) => group))].sort();
  return {
    account,
    accountName: accountNameIn(declarations, account),
    name: roleNameOf(wanted),
    permissionSet,
    value: roleString(wanted, account, partition),
    ...optional({ description: definitions.get(permissionSet)?.description }),
    grantees: keys.flatMap((key): readonly Grantee[] => {
      const declared = declarations.groups.get(key);
      if (declared === undefined) return [];
      const objectId = objectIdOf(declared);
      return [{ kind: declared.kind, key, displayName: declared.displayName.value, ...optional({ objectId }) }];
    }),
  };
}

const accountNameIn = ({ accounts }: Declarations, account: AccountId): string =>
  [...accounts.values()].find(({ id }) => id.value === account)?.alias.value ?? account;

/** What a permission set that says nothing allows (CreatePermissionSet, CreateRole). */
const USUAL_SECONDS = 3_600;

function allowedSeconds({ permissionSet }: RoleWanted, { definitions }: SamlInputs): number {
  return durationSeconds(definitions.get(permissionSet)?.sessionDuration ?? '') ?? USUAL_SECONDS;
}

/** Sign-in is refused where it is above what the role allows ("Requested DurationSeconds exceeds the MaxSessionDuration"). */
function claimedDuration(
  targets: readonly SamlRolesTarget[],
  roles: readonly RoleWanted[],
  inputs: SamlInputs,
): number {
  const [written] = targets.flatMap(({ sessionDuration }) => durationSeconds(sessionDuration?.value ?? '') ?? []);
  if (written !== undefined) return written;
  return roles.length === 0 ? USUAL_SECONDS : Math.min(...roles.map((role) => allowedSeconds(role, inputs)));
}

/** SessionDuration (IAM User Guide, "Configure SAML assertions for the authentication response"). */
const CLAIMED = { least: 900, most: 43_200 } as const;
/** More are taken for the limit of an application (Microsoft Entra service limits and restrictions: entries of a manifest). */
const MOST_APP_ROLES = 1_200;
const DAY_MS = 86_400_000;
/** Age of an access key that is told (CIS AWS Foundations Benchmark, "access keys are rotated every 90 days or less"). */
const KEY_DAYS = 90;

/** What Entra would not take, or nobody could sign in by. */
export function federationFindings(inputs: SamlInputs, asOf: Instant): readonly Diagnostic[] {
  const { report, findings } = collector();
  const wanted = rolesWanted(inputs);
  for (const { targets } of sharedTargets(inputs.declarations)) {
    const roles = wanted.filter(({ target }) => targets.includes(target));
    for (const target of targets) targetFindings(target, { targets, roles, inputs, asOf }).forEach(report);
    const { span } = targets[0]!;
    if (roles.length > MOST_APP_ROLES)
      report(diagnose('saml-roles/too-many-app-roles', { count: roles.length, most: MOST_APP_ROLES }, { span }));
  }
  applicationMixes(inputs.declarations).forEach(report);
  return findings();
}

interface Around {
  /** Of the same application. */
  readonly targets: readonly SamlRolesTarget[];
  readonly roles: readonly RoleWanted[];
  readonly inputs: SamlInputs;
  readonly asOf: Instant;
}

function targetFindings(target: SamlRolesTarget, around: Around): readonly Diagnostic[] {
  return [
    ...durationFindings(target, around),
    ...(target.roleSync === 'import' ? importFindings(target, around) : []),
    ...(around.targets[0]!.roleSync === target.roleSync
      ? []
      : [diagnose('saml-roles/two-role-syncs', {}, { span: target.span })]),
  ];
}

function durationFindings({ sessionDuration }: SamlRolesTarget, { roles, inputs }: Around): readonly Diagnostic[] {
  if (sessionDuration === undefined) return [];
  const { value: text, span } = sessionDuration;
  const seconds = durationSeconds(text);
  if (seconds === undefined || seconds < CLAIMED.least || seconds > CLAIMED.most)
    return [diagnose('saml-roles/setting', { field: 'sessionDuration', text }, { span })];
  const shorter = roles.find((role) => allowedSeconds(role, inputs) < seconds);
  if (shorter === undefined) return [];
  const { permissionSet: set } = shorter;
  const allows = inputs.definitions.get(set)?.sessionDuration ?? 'PT1H';
  return [diagnose('saml-roles/session-duration', { text, set, allows }, { span })];
}

/** Provisioning imports with one set of credentials, which is of one account. */
function importFindings(target: SamlRolesTarget, { targets, inputs, asOf }: Around): readonly Diagnostic[] {
  const { span, importKeyCreated: created } = target;
  const accounts = [...inputs.targets.accounts].filter(([, each]) => targets.includes(each)).length;
  const days = created === undefined ? undefined : Math.floor((asOf - created.value.at) / DAY_MS) + 1;
  return [
    ...(accounts > 1 && target === targets[0]
      ? [diagnose('saml-roles/import-accounts', { count: accounts }, { span })]
      : []),
    ...(inputs.partition === 'aws'
      ? []
      : [diagnose('saml-roles/import-partition', { partition: inputs.partition }, { span })]),
    ...(days !== undefined && days <= KEY_DAYS
      ? []
      : [diagnose('saml-roles/import-key', { days, most: KEY_DAYS }, { span: created?.span ?? span })]),
  ];
}

/** One metadata document for two applications: one of them signs with a key that is not in it. */
function applicationMixes({ settings: { targets = [] } }: Declarations): readonly Diagnostic[] {
  const byPath = groupBy(
    targets.filter(({ metadata, servicePrincipalId }) => metadata !== undefined && servicePrincipalId !== undefined),
    ({ metadata }) => metadata!.path.value,
  );
  return [...byPath].flatMap(([path, same]) => {
    const other = same.find(
      ({ servicePrincipalId: id }) => id!.value.toLowerCase() !== same[0]!.servicePrincipalId!.value.toLowerCase(),
    );
    return other === undefined
      ? []
      : [diagnose('saml-roles/metadata-shared', { path }, { span: other.servicePrincipalId!.span })];
  });
}
