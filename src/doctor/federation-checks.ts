// The checks of the enterprise applications by which people sign in to accounts one by one: whether they sign in at all, and whether app roles and assignments are
// what the files grant. AWS knows nothing of it.
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Named } from '../diagnostics/wording.ts';
import type { FederatedApplication } from '../saml/application.ts';
import { type AppRole, DEFAULT_ROLE_IDS, isOurs, mayBeGranted, valueKey } from '../saml/app-roles.ts';
import { isSessionName, ROLE_CLAIM, SESSION_DURATION_CLAIM, SESSION_NAME_CLAIM } from '../saml/claims.ts';
import { isImport } from '../saml/entra-side.ts';
import { entraWork } from '../saml/entra-work.ts';
import { isMetadata, readMetadata } from '../saml/metadata.ts';
import type { AppRoleAssignment, EntraClaim } from '../state/entra.ts';
import { isOfAws } from './application-checks.ts';
import { type Check, check, type Missing, PLACES, untold } from './check.ts';
import { accessGroups, principalNamed } from './declared.ts';
import type { FederationSide, WithDetail } from './federation-facts.ts';

/** Of the gallery application AWS Single-Account Access. */
const TEMPLATE = '8b1025e4-1dd2-430b-a150-2ef79cd700f5';
const DAY_MS = 86_400_000;
/** As `access validate` has it. */
const KEY_DAYS = 90;

const AREA = 'Accounts by SAML';
const nameOf = ({ wanted: { name } }: Pick<FederationSide, 'wanted'>): string => name;

export const FEDERATION_CHECKS = {
  'doctor/federation-no-application': check(
    AREA,
    {
      passes: 'the enterprise applications that targets name exist',
      where: PLACES.applications,
      doubts: ({ federated }) => unnamed(federated),
    },
    ['federatedGone', 'federated'],
    ({ federatedGone }) =>
      federatedGone.map(({ name, servicePrincipalId: id = '' }) =>
        diagnose('doctor/federation-no-application', { application: name, id }),
      ),
  ),
  'doctor/federation-template': check(
    AREA,
    { passes: 'they are AWS Single-Account Access of the gallery', where: PLACES.applications },
    ['federation'],
    ({ federation }) =>
      federation.map(
        (side) =>
          side.found.templateId?.toLowerCase() !== TEMPLATE &&
          diagnose('doctor/federation-template', { application: nameOf(side), template: side.found.templateId }),
      ),
  ),
  'doctor/federation-disabled': check(
    AREA,
    {
      passes: 'users may sign in to them',
      where: PLACES.federatedProperties,
      doubts: ({ federation }) => federation.flatMap(({ found }) => untold('accountEnabled', found.enabled)),
    },
    ['federation'],
    ({ federation }) =>
      federation.map(
        (side) => side.found.enabled === false && diagnose('doctor/federation-disabled', { application: nameOf(side) }),
      ),
  ),
  'doctor/federation-mode': check(
    AREA,
    { passes: 'their single sign-on is SAML', where: PLACES.federatedSignOn },
    ['federation'],
    ({ federation }) =>
      federation.map(
        (side) =>
          side.found.saml.mode !== 'saml' &&
          diagnose('doctor/federation-mode', { application: nameOf(side), mode: side.found.saml.mode ?? 'none' }),
      ),
  ),
  'doctor/federation-identifier': check(
    AREA,
    { passes: 'they have an identifier of AWS', where: PLACES.federatedSignOn },
    ['federation'],
    ({ federation }) =>
      federation.map(
        (side) =>
          !side.found.saml.identifiers.some(isIdentifier) &&
          diagnose('doctor/federation-identifier', { application: nameOf(side), found: side.found.saml.identifiers }),
      ),
  ),
  'doctor/federation-reply-url': check(
    AREA,
    { passes: 'roles accept what they send, and they send it to AWS alone', where: PLACES.federatedSignOn },
    ['federation'],
    ({ federation }) =>
      federation.map((side) => {
        const { replyUrls } = side.found.saml;
        const { audiences } = side.wanted;
        const isAccepted = replyUrls.some((url) => audiences.includes(url));
        const foreign = replyUrls.filter((url) => !isOfAws(url));
        if (isAccepted && foreign.length === 0) return false;
        return diagnose('doctor/federation-reply-url', {
          application: nameOf(side),
          found: replyUrls,
          audiences,
          foreign,
        });
      }),
  ),
  'doctor/federation-certificate': check(
    AREA,
    {
      passes: 'they sign with a certificate that is in the metadata of the files',
      where: PLACES.federatedSignOn,
      doubts: ({ federation }) =>
        federation.flatMap(({ found: { saml } }) =>
          saml.certificates.flatMap(({ active, thumbprint }) =>
            active ? untold('keyCredentials.customKeyIdentifier', thumbprint) : [],
          ),
        ),
    },
    ['federation'],
    ({ federation }) =>
      federation.map((side) => {
        const active = side.found.saml.certificates.filter((each) => each.active);
        const trusted = thumbprintsIn(side.wanted);
        const others = active.flatMap(({ thumbprint }) =>
          thumbprint === undefined || trusted.has(thumbprint) ? [] : [thumbprint],
        );
        const application = nameOf(side);
        if (active.length === 0)
          return diagnose('doctor/federation-certificate', { application, thumbprint: undefined });
        return others.length > 0 && diagnose('doctor/federation-certificate', { application, thumbprint: others[0] });
      }),
  ),
  'doctor/federation-claims': check(
    AREA,
    {
      passes: 'assertions have the claims that AWS needs',
      where: PLACES.federatedClaims,
      // What the portal's own page of claims holds, Graph does not tell.
      doubts: ({ federationClaims }) =>
        federationClaims.flatMap(({ detail }) =>
          untold('a claims mapping policy', detail.kind === 'policy' || undefined),
        ),
    },
    ['federationClaims'],
    ({ federationClaims }) =>
      federationClaims.map((side) => {
        const problems = side.detail.kind === 'policy' ? claimProblems(side.detail.claims, side.wanted) : [];
        return problems.length > 0 && diagnose('doctor/federation-claims', { application: nameOf(side), problems });
      }),
  ),
  'doctor/federation-role-sync': check(
    AREA,
    { passes: 'roles are imported where the files say so, and nowhere else', where: PLACES.federatedProvisioning },
    ['federationJobs'],
    ({ federationJobs }) =>
      federationJobs.map((side) => {
        const isImporting = side.detail.some(isImport);
        const { roleSync } = side.wanted;
        return (
          isImporting !== (roleSync === 'import') &&
          diagnose('doctor/federation-role-sync', { application: nameOf(side), roleSync })
        );
      }),
  ),
  'doctor/federation-import-key': check(
    AREA,
    {
      passes: 'access keys of imports are less than 90 days old',
      where: PLACES.federatedProvisioning,
      doubts: ({ federated }) =>
        federated.flatMap(({ roleSync, importKeyCreated, name }) =>
          roleSync === 'import' && importKeyCreated === undefined
            ? [{ reason: 'not-declared' as const, subject: `\`importKeyCreated\` of ${name}` }]
            : [],
        ),
    },
    ['federated'],
    ({ federated }, { serviceTime: now }) =>
      federated.map(({ name, importKeyCreated: created }) => {
        const days = created === undefined ? 0 : Math.floor((now - created) / DAY_MS) + 1;
        return days > KEY_DAYS && diagnose('doctor/federation-import-key', { application: name, days, most: KEY_DAYS });
      }),
  ),
  'doctor/app-role-missing': check(
    AREA,
    { passes: 'every role that is granted has an app role', where: PLACES.federatedRoles, doubts: appRoleDoubts },
    ['federation'],
    ({ federation }) =>
      federation.map((side) => {
        const there = new Set(
          appRolesIn(side).flatMap(({ value, isEnabled }) => (isEnabled ? (valueKey(value) ?? []) : [])),
        );
        const missing = side.wanted.roles.filter(({ value }) => !there.has(valueKey(value)!));
        const roles = missing.map(({ name, accountName }) => `${name} in ${accountName}`);
        return (
          isKnown(side) && roles.length > 0 && diagnose('doctor/app-role-missing', { application: nameOf(side), roles })
        );
      }),
  ),
  'doctor/app-role-left': check(
    AREA,
    {
      passes: 'no app role is left of a role that nobody is granted',
      where: PLACES.federatedRoles,
      doubts: (known) => [...appRoleDoubts(known), ...unsureDoubts(known.federation)],
    },
    ['federation'],
    ({ federation }) =>
      federation.map((side) => {
        const wanted = new Set(side.wanted.roles.map(({ value }) => valueKey(value)));
        const left = appRolesIn(side).filter(
          (role) =>
            role.isEnabled &&
            isOurs(role, side.wanted) &&
            !mayBeGranted(role, side.wanted) &&
            !wanted.has(valueKey(role.value)),
        );
        const roles = left.map(({ displayName, id }) => displayName ?? id);
        return roles.length > 0 && diagnose('doctor/app-role-left', { application: nameOf(side), roles });
      }),
  ),
  'doctor/app-role-unassigned': check(
    AREA,
    {
      passes: 'whoever is granted a role is assigned to its app role',
      where: PLACES.federatedAssigned,
      doubts: granteeDoubts,
    },
    ['federationAssignments'],
    ({ federationAssignments }) =>
      federationAssignments.map((side) => {
        const missing = workOf(side).add.filter(
          ({ grantee, appRoleId }) => appRoleId !== undefined && grantee.objectId !== undefined,
        );
        const who = missing.map(({ grantee, role }) => `${grantee.displayName} to ${role.name} in ${role.accountName}`);
        return who.length > 0 && diagnose('doctor/app-role-unassigned', { application: nameOf(side), who });
      }),
  ),
  'doctor/app-role-not-granted': check(
    AREA,
    {
      passes: 'nobody is assigned to a role that the files do not grant them',
      where: PLACES.federatedAssigned,
      doubts: ({ federationAssignments }) => unsureDoubts(federationAssignments),
    },
    ['federationAssignments'],
    ({ federationAssignments }) =>
      federationAssignments.map((side) => {
        const who = workOf(side).remove.map(
          ({ displayName, principalId, appRole }) => `${displayName} (${principalId}) to ${appRole ?? ''}`,
        );
        return who.length > 0 && diagnose('doctor/app-role-not-granted', { application: nameOf(side), who });
      }),
  ),
  'doctor/app-role-default': check(
    AREA,
    { passes: 'whoever is assigned is assigned to a role', where: PLACES.federatedAssigned },
    ['federationAssignments'],
    ({ federationAssignments }) =>
      federationAssignments.map((side) => {
        const who = withoutRole(side.detail);
        return who.length > 0 && diagnose('doctor/app-role-default', { application: nameOf(side), who });
      }),
  ),
  'doctor/session-name': check(
    AREA,
    { passes: 'user names may be names of sessions', where: PLACES.groupMembers },
    ['federated', 'tenantGroups', 'groupMembers'],
    ({ federated, tenantGroups, groupMembers }, { groups }) => {
      const keys = new Set(
        federated.flatMap(({ roles }) => roles.flatMap(({ grantees }) => grantees.map(({ key }) => key))),
      );
      const granted = accessGroups(groups, tenantGroups).filter(({ declaration }) => keys.has(declaration.key.value));
      const members = granted.flatMap(({ group }) => groupMembers.get(group.id) ?? []);
      const wrong = new Map(
        members
          .filter(({ kind, userPrincipalName: name }) => kind === 'user' && name !== undefined && !isSessionName(name))
          .map((each) => [each.id, each]),
      );
      return [wrong.size > 0 && diagnose('doctor/session-name', { users: [...wrong.values()].map(principalNamed) })];
    },
  ),
} satisfies Record<string, Check>;

/** Identifiers (entity ids) that AWS knows itself by; with several applications of one tenant each has a fragment of its own (`#2`). */
const IDENTIFIER =
  /^(?:https:\/\/signin\.(?:aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)\/saml(?:#.*)?|urn:amazon:webservices(?::[a-z-]+)?)$/i;
const isIdentifier = (text: string): boolean => IDENTIFIER.test(text);

function unnamed(federated: readonly FederatedApplication[]): readonly Missing[] {
  return federated.flatMap(({ servicePrincipalId, name }) =>
    servicePrincipalId === undefined ? [{ reason: 'not-declared', subject: `\`servicePrincipalId\` of ${name}` }] : [],
  );
}

function thumbprintsIn({ metadata }: FederatedApplication): ReadonlySet<string> {
  const read = readMetadata(metadata);
  // INVARIANT: metadata that cannot be read is an error of the files.
  return new Set(isMetadata(read) ? read.certificates.map(({ thumbprint }) => thumbprint) : []);
}

function claimProblems(claims: readonly EntraClaim[], { sessionDuration }: FederatedApplication): readonly string[] {
  const byType = new Map(claims.map((claim) => [claim.type.toLowerCase(), claim]));
  const of = (type: string) => byType.get(type.toLowerCase());
  const seconds = Number(of(SESSION_DURATION_CLAIM)?.value ?? Number.NaN);
  return [
    ...(of(ROLE_CLAIM)?.attribute?.toLowerCase() === 'assignedroles' ? [] : ['`Role` is not `user.assignedroles`']),
    ...(of(SESSION_NAME_CLAIM) === undefined ? ['`RoleSessionName` is missing'] : []),
    ...(seconds > sessionDuration
      ? [`\`SessionDuration\` is ${seconds}, and the files allow ${sessionDuration} seconds`]
      : []),
  ];
}

const isKnown = ({ found }: FederationSide): boolean => found.appRoles !== undefined;
const appRolesIn = ({ found }: FederationSide): readonly AppRole[] => found.appRoles ?? [];

function appRoleDoubts({ federation }: { readonly federation: readonly FederationSide[] }): readonly Missing[] {
  return federation.flatMap(({ found }) => untold('appRoles', found.appRoles));
}

/** A grant of which the files cannot tell all accounts may give the role. */
function unsureDoubts(sides: readonly FederationSide[]): readonly Missing[] {
  return sides.flatMap((side) =>
    appRolesIn(side)
      .filter((role) => isOurs(role, side.wanted) && mayBeGranted(role, side.wanted))
      .map(({ displayName, id }) => ({
        reason: 'depends',
        subject: `the accounts of grants that the files cannot tell, for \`${displayName ?? id}\``,
      })),
  );
}

/** By a name alone nobody is told from somebody else of that name. */
function granteeDoubts({
  federationAssignments,
}: {
  readonly federationAssignments: readonly FederationSide[];
}): readonly Missing[] {
  const keys = federationAssignments.flatMap(({ wanted: { roles } }) =>
    roles.flatMap(({ grantees }) => grantees.flatMap(({ key, objectId }) => (objectId === undefined ? [key] : []))),
  );
  return [...new Set(keys)].map((key) => ({ reason: 'not-declared', subject: `\`objectId\` of ${key}` }));
}

function workOf({ wanted, found, detail }: WithDetail<readonly AppRoleAssignment[]>) {
  const assignments = detail.flatMap(({ id, appRoleId, principalId, displayName }) =>
    appRoleId === undefined ? [] : [{ id: id ?? '', appRoleId, principalId, displayName }],
  );
  return entraWork(wanted, { appRoles: found.appRoles ?? [], assignments }).assignments;
}

function withoutRole(assignments: readonly AppRoleAssignment[]): readonly Named[] {
  const isDefault = ({ appRoleId }: AppRoleAssignment) => appRoleId !== undefined && DEFAULT_ROLE_IDS.has(appRoleId);
  const withRole = new Set(assignments.filter((each) => !isDefault(each)).map(({ principalId }) => principalId));
  return assignments
    .filter((each) => isDefault(each) && !withRole.has(each.principalId))
    .map(({ displayName: name, principalId: id }) => ({ name, id }));
}
