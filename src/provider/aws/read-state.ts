// Live: the definitions, rows and roles that a plan needs to see, and a list of what was left unread.

import { optional } from '../../optional.ts';
import { groupBy } from '../../state/group-by.ts';
import { type Live, namedIn, type OtherSet, type PairsRead, type Scope } from '../../state/live.ts';
import { asRead, UNREAD } from '../../state/read.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  assignmentAddress,
  type OtherTarget,
  type PermissionSet,
  type PermissionSetName,
  type ProvisioningStatus,
  pairAddress,
  pairOf,
  pairOfAssignment,
  permissionSetAddress,
  type Resource,
} from '../../state/state.ts';
import { protocolError } from '../errors.ts';
import type { AssignmentsReading } from '../identity-center.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { type Aws, abortable } from './client.ts';
import { concurrently } from './concurrently.ts';
import { collect } from './pages.ts';
import type { Progress } from './progress.ts';
import { readAccessControl } from './read-access-control.ts';
import { readAccountAccess } from './read-account-access.ts';
import { type ApplicationsRead, readApplicationStates } from './read-applications.ts';
import { type Pair, readAssignments, rowsOfPairs } from './read-assignments.ts';
import { permissionSetOf, readDefinition, readPolicies, readTags, type SetReference } from './read-definition.ts';
import type { Session } from './session.ts';

interface SetRead {
  /** `other`: neither named by the files nor ours; read for what it gives, in 5 calls a set. */
  readonly kind: 'scope' | 'other';
  readonly arn: string;
  readonly set: PermissionSet;
  readonly roles: readonly Role[];
}

interface Role {
  readonly account: AccountId;
  readonly status: ProvisioningStatus;
}

export interface StateOptions {
  readonly onProgress?: OnProgress;
  /** Told how the assignments were read. */
  readonly onAssignments?: (how: AssignmentsReading) => void;
  /** See `IdentityCenterReader.readState`. */
  readonly signal?: AbortSignal;
}

export async function readState(
  session: Session,
  scope: Scope,
  { onProgress, onAssignments, signal }: StateOptions = {},
): Promise<Live> {
  const aws = signal === undefined ? session.aws : abortable(session.aws, signal);
  // Anew, and before anything is waited for: the directory of the same plan has these.
  const applications =
    scope.applications === undefined ? undefined : readApplicationsIn(session, aws, scope, onProgress);
  applications?.catch(() => undefined);
  const listed = session.catalogue.read(aws);
  // An instance that is unfit is told before what it answers.
  listed.catch(() => undefined);
  const { instance } = await session.callerContext.get();
  const accessControl = scope.accessControl === true ? readAccessControl(aws, instance.arn) : undefined;
  accessControl?.catch(() => undefined);
  const accountAccess = scope.targets?.includes('account-access')
    ? accountsOf(aws).then((accounts) => readAccountAccess(aws, { instanceArn: instance.arn, accounts, onProgress }))
    : undefined;
  accountAccess?.catch(() => undefined);
  const entries = await listed;
  const sets = await readSets(aws, { entries, scope, instanceArn: instance.arn, onProgress });
  const read = sets.filter(({ kind }) => kind === 'scope');
  const others = sets.filter(({ kind }) => kind === 'other');

  const pairs = (scope.audit ? sets : read).flatMap(({ arn, set, roles }) =>
    roles.map(({ account }): Pair => ({ permissionSet: set.name, permissionSetArn: arn, account })),
  );
  const { rows, partlyRead, how } = await readAssignments(aws, {
    instanceArn: instance.arn,
    pairs,
    complete: setsToReadCompletely(sets, scope),
    groups: await session.groups.get(),
    ...reporting(onProgress),
  });
  onAssignments?.(how);
  const principals = await session.principals.renew();
  const rowsBySet = groupBy(rows, ({ permissionSet }) => permissionSet);
  const rowsOf = ({ set }: SetRead) => rowsBySet.get(set.name) ?? [];
  const ours = read.flatMap(rowsOf);
  const ofRoles = await accountAccess;
  const ofApplications = await applications;
  const ofOthers = [...(ofRoles?.assignments ?? []), ...(ofApplications?.assignments ?? [])];
  return {
    state: {
      permissionSets: new Map(read.map(({ set }) => [permissionSetAddress(set.name), set])),
      assignments: rowsByAddress([...ours, ...ofOthers]),
      provisioned: withRolesOfRows(new Map(read.flatMap(rolesByAddress)), ours),
      ...optional({
        accessControl: (await accessControl)?.accessControl,
        resources: resourcesOf(ofRoles, ofApplications),
      }),
    },
    partlyRead,
    others: others.map((other): OtherSet => {
      const { set, roles } = other;
      return {
        name: set.name,
        ...optional({ owner: set.owner }),
        definition: asRead(set),
        accounts: asRead(roles.map(({ account }) => account)),
        assignments: scope.audit ? asRead(rowsOf(other)) : UNREAD,
      };
    }),
    ...(await principals.lookUp([...rows, ...ofOthers])),
    ...optional({ targets: targetsRead({ 'account-access': ofRoles, applications: ofApplications }) }),
  };
}

async function readApplicationsIn(
  session: Session,
  aws: Aws,
  { applications: asked = [] }: Scope,
  onProgress: OnProgress | undefined,
): Promise<ApplicationsRead> {
  return readApplicationStates(aws, { all: await session.applications.renew(), asked, onProgress });
}

interface OtherRead {
  readonly resources?: ReadonlyMap<Address, Resource>;
}

/** Undefined: nothing of other targets was read. */
function resourcesOf(...read: readonly (OtherRead | undefined)[]): ReadonlyMap<Address, Resource> | undefined {
  const those = read.filter((each) => each !== undefined);
  return those.length === 0 ? undefined : new Map(those.flatMap(({ resources = new Map() }) => [...resources]));
}

function targetsRead(read: Readonly<Partial<Record<OtherTarget, OtherRead | undefined>>>): Live['targets'] {
  const those = (Object.keys(read) as readonly OtherTarget[]).filter((target) => read[target] !== undefined);
  return those.length === 0 ? undefined : new Map(those.map((target) => [target, { unread: new Map() }]));
}

/** Of the organisation, in whatever state: an entitlement may be anywhere. */
async function accountsOf(aws: Aws): Promise<readonly AccountId[]> {
  const listed = await collect(aws, {
    service: 'organizations',
    operation: 'ListAccounts',
    input: {},
    list: 'Accounts',
  });
  return listed.map(({ Id }) => Id).sort();
}

/** See `IdentityCenterReader.readPairs`. */
export async function readPairs(
  session: Session,
  addresses: readonly Address[],
  onProgress?: OnProgress,
): Promise<PairsRead> {
  const { aws, catalogue } = session;
  const pairs: Pair[] = [];
  for (const { permissionSet, account } of addresses.map(pairOf)) {
    const permissionSetArn = await catalogue.arnOf(permissionSet);
    if (permissionSetArn === undefined)
      throw protocolError('sso-admin:ListPermissionSets', `\`${permissionSet}\` went while it was read`);
    pairs.push({ permissionSet, permissionSetArn, account });
  }
  const request = { instanceArn: await session.instanceArn(), ...reporting(onProgress) };
  const rows = await rowsOfPairs(aws, request, pairs);
  const principals = await session.principals.get();
  return { assignments: rowsByAddress(rows), ...(await principals.lookUp(rows)) };
}

/** See `IdentityCenterReader.readDefinition`. The service finds sets by ARN only: one call for each set there is to learn the names, and six for this one. */
export async function readDefinitionNamed(
  { aws, catalogue, instanceArn }: Session,
  name: PermissionSetName,
): Promise<PermissionSet | undefined> {
  const arn = await catalogue.arnOf(name);
  return arn === undefined
    ? undefined
    : readDefinition(aws, { InstanceArn: await instanceArn(), PermissionSetArn: arn });
}

type OnProgress = (progress: Progress) => void;

function reporting(onProgress: OnProgress | undefined) {
  if (onProgress === undefined) return {};
  return { onRead: (done: number, total: number) => onProgress({ step: 'assignments', done, total }) };
}

const rowsByAddress = (rows: readonly Assignment[]): ReadonlyMap<Address, Assignment> =>
  new Map(rows.map((row) => [assignmentAddress(row), row]));

const rolesByAddress = ({
  set,
  roles,
}: {
  set: PermissionSet;
  roles: readonly Role[];
}): readonly (readonly [Address, ProvisioningStatus])[] =>
  roles.map(({ account, status }) => [pairAddress(set.name, account), status]);

/**
 * A row has a role. One that was not in the list when it was read has been made since, by a definition that may have been another one
 * when that was read: it counts as outdated, for nobody knows.
 */
function withRolesOfRows(
  roles: ReadonlyMap<Address, ProvisioningStatus>,
  rows: readonly Assignment[],
): ReadonlyMap<Address, ProvisioningStatus> {
  const unlisted = rows.map(pairOfAssignment).filter((pair) => !roles.has(pair));
  return new Map([...roles, ...unlisted.map((pair) => [pair, 'outdated'] as const)]);
}

/** Sets that may have to be deleted lose all their rows, so every one must be seen; so must users' rows, when those may go. */
function setsToReadCompletely(read: readonly { readonly set: PermissionSet }[], scope: Scope): ReadonlySet<string> {
  const declared = new Set<PermissionSetName>(scope.permissionSets === 'all' ? [] : scope.permissionSets);
  const all = scope.audit || scope.users || scope.permissionSets === 'all';
  return new Set(read.map(({ set }) => set.name).filter((name) => all || !declared.has(name)));
}

interface SetsRequest {
  readonly entries: readonly CatalogueEntry[];
  readonly scope: Scope;
  readonly instanceArn: string;
  readonly onProgress: OnProgress | undefined;
}

async function readSets(aws: Aws, request: SetsRequest): Promise<readonly SetRead[]> {
  const { entries, scope, instanceArn: InstanceArn, onProgress } = request;
  const isNamed = namedIn(scope);
  let done = 0;
  return concurrently(entries, async ({ arn, attributes }) => {
    const reference = { InstanceArn, PermissionSetArn: arn };
    const tags = await readTags(aws, reference);
    const isInScope = isNamed(attributes.name) || tags.owner === scope.owner;
    const set = permissionSetOf(attributes, tags, await readPolicies(aws, reference));
    const roles = isInScope ? await readRoles(aws, reference) : await readPlaces(aws, reference);
    onProgress?.({ step: 'permission sets', done: ++done, total: entries.length });
    return { kind: isInScope ? 'scope' : 'other', arn, set, roles };
  });
}

const OPERATION = 'ListAccountsForProvisionedPermissionSet';

/** The accounts that have a role of the set; of one that nobody provisions it is enough to know where. */
async function readPlaces(aws: Aws, input: SetReference): Promise<readonly Role[]> {
  const all = await collect(aws, { service: 'sso-admin', operation: OPERATION, input, list: 'AccountIds' });
  return [...new Set(all)].map((account) => ({ account, status: 'latest' }));
}

/** And whether each is up to date. */
async function readRoles(aws: Aws, reference: SetReference): Promise<readonly Role[]> {
  const operation = OPERATION;
  const all = await readPlaces(aws, reference);
  if (all.length === 0) return [];
  const input = { ...reference, ProvisioningStatus: 'LATEST_PERMISSION_SET_NOT_PROVISIONED' } as const;
  const outdated = new Set(await collect(aws, { service: 'sso-admin', operation, input, list: 'AccountIds' }));
  // The two lists are two readings: what is in either has a role, and what the second has is behind.
  return [...new Set([...all.map(({ account }) => account), ...outdated])].map((account) => ({
    account,
    status: outdated.has(account) ? 'outdated' : 'latest',
  }));
}
