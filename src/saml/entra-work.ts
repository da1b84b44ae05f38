// What there is to do in Entra so that people can take the roles that files grant: app roles, assignments, the claims of assertions; as data, and as files for
// whoever may write there. The order is for continuity: what is new is there and assigned before anything is taken away.
import { optional } from '../optional.ts';
import type { ObjectId } from '../state/entra.ts';
import type { FederatedApplication, FederatedRole, Grantee } from './application.ts';
import { type AppRole, isOurs, mayBeGranted, type MergedAppRoles, mergedAppRoles, valueKey } from './app-roles.ts';
import { claimsMappingPolicy } from './claims.ts';

/** What an application has. Absent members were not read. */
export interface EntraSide {
  readonly appRoles?: readonly AppRole[];
  readonly assignments?: readonly LiveAssignment[];
  /** Provisioning imports roles into it. */
  readonly isImporting?: boolean;
}

export interface LiveAssignment {
  readonly id: string;
  readonly principalId: ObjectId;
  readonly appRoleId: string;
  readonly displayName: string;
}

export interface AppRoleGrant {
  readonly role: FederatedRole;
  readonly grantee: Grantee;
  /** Absent: it was imported, and is not known here. */
  readonly appRoleId?: string;
}

export interface EntraWork {
  readonly application: FederatedApplication;
  /** Absent: what stands is not known, or provisioning imports the roles. */
  readonly merged?: MergedAppRoles;
  readonly assignments: {
    readonly add: readonly AppRoleGrant[];
    /** How many are there already. Absent: not read. */
    readonly kept?: number;
    /** `appRole`: what it is called. */
    readonly remove: readonly (LiveAssignment & { readonly appRole?: string })[];
  };
  /** Display names of app roles that stay with all their assignments: a grant of which the files cannot tell all accounts may give them. */
  readonly unsure: readonly string[];
}

export function entraWork(application: FederatedApplication, side: EntraSide): EntraWork {
  const { appRoles, assignments: there } = side;
  const merged =
    appRoles === undefined || application.roleSync === 'import' ? undefined : mergedAppRoles(application, appRoles);
  const grants = application.roles.flatMap((role) =>
    role.grantees.map((grantee): AppRoleGrant => {
      const appRoleId = merged?.ids.get(role.value) ?? liveId(role, appRoles);
      return { role, grantee, ...optional({ appRoleId }) };
    }),
  );
  const wanted = new Set(grants.map(({ grantee, appRoleId }) => assignmentKey(grantee.objectId, appRoleId)));
  const has = new Set(there?.map(({ principalId, appRoleId }) => assignmentKey(principalId, appRoleId)));
  const add = grants.filter(({ grantee, appRoleId }) => !has.has(assignmentKey(grantee.objectId, appRoleId)));
  const ours = new Map(
    appRoles?.flatMap((role) => (isOurs(role, application) ? [[role.id.toLowerCase(), role] as const] : [])),
  );
  const over = (there ?? []).flatMap((each) => {
    const role = ours.get(each.appRoleId.toLowerCase());
    if (role === undefined || mayBeGranted(role, application)) return [];
    if (wanted.has(assignmentKey(each.principalId, each.appRoleId))) return [];
    return [{ ...each, ...optional({ appRole: role.displayName ?? undefined }) }];
  });
  return {
    application,
    ...optional({ merged }),
    assignments: {
      add,
      ...(there === undefined ? {} : { kept: grants.length - add.length }),
      remove: over,
    },
    unsure: [...ours.values()].flatMap((role) =>
      mayBeGranted(role, application) ? [role.displayName ?? role.id] : [],
    ),
  };
}

const assignmentKey = (principal: string | undefined, appRole: string | undefined): string =>
  `${principal?.toLowerCase() ?? ''} ${appRole?.toLowerCase() ?? ''}`;

function liveId({ value }: FederatedRole, appRoles: readonly AppRole[] | undefined): string | undefined {
  const key = valueKey(value);
  return appRoles?.find((each) => valueKey(each.value) === key)?.id;
}

export interface EntraFile {
  readonly name: string;
  readonly text: string;
}

const hasDisabled = ({ steps }: MergedAppRoles): boolean => steps.some(({ action }) => action === 'disable');

/** Before what takes their place is assigned, nothing is disabled. */
function stillEnabled({ appRoles, steps }: MergedAppRoles): readonly AppRole[] {
  const disabled = new Set(steps.flatMap(({ action, appRole }) => (action === 'disable' ? [appRole.id] : [])));
  return appRoles.map((role) => (disabled.has(role.id) ? { ...role, isEnabled: true } : role));
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** In the order in which they are used. */
export function entraFiles(work: EntraWork): readonly EntraFile[] {
  const { application, merged } = work;
  const { name, sessionDuration, roleSync } = application;
  return [
    ...(merged === undefined || !hasDisabled(merged)
      ? []
      : [{ name: 'appRoles.first.json', text: json({ appRoles: stillEnabled(merged) }) }]),
    ...(merged === undefined ? [] : [{ name: 'appRoles.json', text: json({ appRoles: merged.appRoles }) }]),
    { name: 'assignments.json', text: json(application.roles.flatMap((role) => role.grantees.map(rowOf(role, work)))) },
    { name: 'claimsMappingPolicy.json', text: json(claimsMappingPolicy(name, sessionDuration)) },
    ...(roleSync === 'import' ? [{ name: 'importPolicy.json', text: json(IMPORT_POLICY) }] : []),
    ...(hasCommands(work) ? [{ name: 'entra.sh', text: commandsText(work) }] : []),
  ];
}

/** Whoever reads it finds the role and the group by name and by id. */
function rowOf({ account, accountName, name, permissionSet, value }: FederatedRole, { merged }: EntraWork) {
  return ({ kind, displayName, objectId }: Grantee) => ({
    principalType: kind === 'group' ? 'Group' : 'User',
    principalId: objectId ?? null,
    principalDisplayName: displayName,
    appRoleId: merged?.ids.get(value) ?? null,
    appRoleValue: value,
    role: name,
    permissionSet,
    account,
    accountName,
  });
}

/** What the IAM user of the import needs, and no more (Microsoft Entra, "Configure AWS Single-Account Access", `AzureAD_SSOUserRole_Policy`). */
const IMPORT_POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iam:ListRoles', Resource: '*' }],
};

const isAddressed = ({ appRoleId, grantee }: AppRoleGrant): boolean =>
  appRoleId !== undefined && grantee.objectId !== undefined;

const hasCommands = ({ merged, assignments: { add, remove } }: EntraWork): boolean =>
  merged !== undefined || add.some(isAddressed) || remove.length > 0;

/** Names of groups are written by others: none of them is in it, and ids have no character that a shell reads anything into. */
function commandsText(work: EntraWork): string {
  const { application, merged, assignments } = work;
  const { servicePrincipalId: id } = application;
  const principal = id === undefined ? `"\${SERVICE_PRINCIPAL:?object id of the enterprise application}"` : `'${id}'`;
  const { add, remove } = assignments;
  const addressed = add.filter(isAddressed);
  const left = add.length - addressed.length;
  const isInSteps = merged !== undefined && hasDisabled(merged);
  return [
    '#!/bin/sh',
    '# For a person who administers the application in Entra: Application.ReadWrite.All (or an owner of it) and AppRoleAssignment.ReadWrite.All.',
    '# Run it after `access apply`, when the roles are there. access itself writes nothing in Entra.',
    'set -eu',
    'cd "$(dirname "$0")"',
    `SERVICE_PRINCIPAL=${principal}`,
    `GRAPH="\${GRAPH:-https://graph.microsoft.com/v1.0}"`,
    'AT="$GRAPH/servicePrincipals/$SERVICE_PRINCIPAL"',
    'rest() { az rest --method "$1" --url "$2" --headers Content-Type=application/json --body "$3"; }',
    'assign() { echo "$1"; rest POST "$AT/appRoleAssignedTo" "$2"; }',
    ...(merged === undefined
      ? []
      : section('App roles: the whole collection', [
          `rest PATCH "$AT" @${isInSteps ? 'appRoles.first' : 'appRoles'}.json`,
        ])),
    ...section(
      assignments.kept === undefined
        ? 'Assignments: those that are there already are refused'
        : 'Assignments that are new',
      addressed.map((each) => `${assignCommand(each)}${assignments.kept === undefined ? UNLESS_THERE : ''}`),
    ),
    ...(left === 0
      ? []
      : [`# ${left} more in assignments.json: without an id of the group or of the app role, to be made by hand.`]),
    ...givenBackLines(work),
    ...section(
      'Assignments that nobody is granted any more',
      remove.map((each) => `az rest --method DELETE --url "$AT/appRoleAssignedTo/${pathPart(each.id)}"`),
    ),
    ...(isInSteps ? section('App roles that nobody is granted any more', ['rest PATCH "$AT" @appRoles.json']) : []),
    '',
  ].join('\n');
}

/**
 * Until a plan has nothing left to do in an account that is given back, its roles are what somebody gets in by: one whose assignment waits would lose access before
 * having the other.
 */
function givenBackLines({ application: { accounts }, merged, assignments: { remove } }: EntraWork): readonly string[] {
  const givenBack = accounts.filter(({ isRetired }) => isRetired === true).map(({ account }) => account);
  const isTaken = remove.length > 0 || merged?.steps.some(({ action }) => action === 'disable') === true;
  if (givenBack.length === 0 || !isTaken) return [];
  return [
    '',
    `# Accounts that are given back to Identity Center: ${[...givenBack].sort().join(' ')}`,
    `: "\${GIVEN_BACK:?say GIVEN_BACK=done once access plan has nothing left to do in accounts that are given back}"`,
  ];
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `# ${title}`, ...lines];

function assignCommand({ role, grantee, appRoleId }: AppRoleGrant): string {
  const body = `"{\\"principalId\\":\\"${grantee.objectId}\\",\\"resourceId\\":\\"$SERVICE_PRINCIPAL\\",\\"appRoleId\\":\\"${appRoleId}\\"}"`;
  return `assign '${role.name} in ${role.account}' ${body}`;
}

/** Graph takes no assignment twice; where nobody read which there are, one that fails must not keep the rest from being made. */
const UNLESS_THERE = ' || echo "not assigned" >&2';

/** Ids of assignments are letters, digits, `-` and `_`. */
const pathPart = (id: string): string => encodeURIComponent(id);
