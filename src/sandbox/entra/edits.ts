// Changes of a tenant while the sandbox runs, as an administrator of Entra makes them: one at a time, by name. What comes of them in the identity store comes with
// the next cycle of provisioning.
import { optional } from '../../optional.ts';
import {
  boolean,
  choice,
  type InputOf,
  isObject,
  list,
  type Members,
  structure,
  text,
  violations,
} from '../constraints.ts';
import { SandboxError } from '../errors.ts';
import { nextNumber, type SandboxState } from '../state.ts';
import { problem } from '../violation-text.ts';
import { GraphError } from './errors.ts';
import { appRoleIn, assigned, bareGroup, jobWith, madeAppRoles, madeUser, timeOf, withPeople } from './making.ts';
import { provisionOnDemand } from './provisioning.ts';
import { finder } from './seed.ts';
import { appRoleReference, group, provisioning, reference, servicePrincipal, time, user } from './seed-shape.ts';
import { type AppRole, type Job, type ServicePrincipal, type Tenant, type TenantGroup, USER_ROLE } from './tenant.ts';

interface Edit<M extends Members = Members> {
  readonly members: M;
  readonly run: (on: Edited, input: never) => void;
}

interface Edited {
  readonly state: SandboxState;
  readonly tenant: Tenant;
}

const edit = <M extends Members>(members: M, run: (on: Edited, input: InputOf<M>) => void): Edit<M> => ({
  members,
  run,
});

/** The members of a seed's object, each of which may be left as it is. */
const some = <M extends Members, K extends keyof M & string>(members: M, ...names: readonly K[]) =>
  structure(
    Object.fromEntries(names.map((name) => [name.endsWith('?') ? name : `${name}?`, members[name]])) as {
      readonly [N in K as N extends `${string}?` ? N : `${N}?`]: M[N];
    },
  );

const onApplication = { 'application?': reference };
const onGroup = { group: reference };

export const EDITS = {
  'create-user': edit(user, ({ state, tenant }, input) => {
    const made = madeUser(input, { tenantId: tenant.id, now: state.now, ...partOf(state, input) });
    if (tenant.users.has(made.id)) throw new SandboxError(`the user ${made.id} is there already`);
    tenant.users.set(made.id, made);
  }),
  'update-user': edit(
    {
      user: reference,
      set: some(
        user,
        'userPrincipalName',
        'displayName?',
        'mailNickname?',
        'givenName?',
        'surname?',
        'accountEnabled?',
      ),
    },
    ({ tenant }, { user: named, set }) => {
      const id = found(tenant, named);
      const before = tenant.users.get(id);
      if (before === undefined) throw new SandboxError(`\`${named}\` is no user`);
      tenant.users.set(id, { ...before, ...set });
    },
  ),
  'delete-user': edit({ user: reference }, ({ tenant }, { user: named }) => {
    const id = found(tenant, named);
    if (!tenant.users.delete(id)) throw new SandboxError(`\`${named}\` is no user`);
    forget(tenant, id);
  }),
  'create-group': edit(group, ({ state, tenant }, input) => {
    const bare = bareGroup(input, { tenantId: tenant.id, now: state.now, ...partOf(state, input) });
    if (tenant.groups.has(bare.id)) throw new SandboxError(`the group ${bare.id} is there already`);
    tenant.groups.set(
      bare.id,
      withPeople(bare, input, (named) => found(tenant, named), ''),
    );
  }),
  'update-group': edit(
    {
      ...onGroup,
      set: some(
        group,
        'displayName',
        'securityEnabled?',
        'mailEnabled?',
        'visibility?',
        'membershipRule?',
        'membershipRuleProcessingState?',
        'onPremisesSyncEnabled?',
      ),
    },
    ({ tenant }, { group: named, set }) => {
      const before = groupIn(tenant, named);
      tenant.groups.set(before.id, { ...before, ...set });
    },
  ),
  'delete-group': edit(onGroup, ({ tenant }, { group: named }) => {
    const { id } = groupIn(tenant, named);
    tenant.groups.delete(id);
    forget(tenant, id);
  }),
  'add-member': edit({ ...onGroup, member: reference }, ({ tenant }, { group: named, member }) =>
    withIds(tenant, named, 'members', (ids) => [...ids, found(tenant, member)]),
  ),
  'remove-member': edit({ ...onGroup, member: reference }, ({ tenant }, { group: named, member }) =>
    withIds(tenant, named, 'members', (ids) => without(ids, found(tenant, member))),
  ),
  'add-owner': edit({ ...onGroup, owner: reference }, ({ tenant }, { group: named, owner }) =>
    withIds(tenant, named, 'owners', (ids) => [...ids, found(tenant, owner)]),
  ),
  'remove-owner': edit({ ...onGroup, owner: reference }, ({ tenant }, { group: named, owner }) =>
    withIds(tenant, named, 'owners', (ids) => without(ids, found(tenant, owner))),
  ),
  assign: edit(
    { ...onApplication, principal: reference, 'appRole?': appRoleReference },
    ({ state, tenant }, { application: named, principal, appRole }) => {
      const application = applicationIn(tenant, named);
      const principalId = found(tenant, principal);
      const appRoleId = appRole === undefined ? USER_ROLE.id : appRoleOf(application, appRole).id;
      const others = application.assignments.filter(
        (each) => each.principalId !== principalId || each.appRoleId !== appRoleId,
      );
      const made = assigned(application.id, { principalId, appRoleId }, state.now);
      put(tenant, { ...application, assignments: [...others, made] });
    },
  ),
  unassign: edit(
    { ...onApplication, principal: reference, 'appRole?': appRoleReference },
    ({ tenant }, { application: named, principal, appRole }) => {
      const application = applicationIn(tenant, named);
      const principalId = found(tenant, principal);
      const appRoleId = appRole === undefined ? undefined : appRoleOf(application, appRole).id;
      const assignments = application.assignments.filter(
        (each) => each.principalId !== principalId || (appRoleId !== undefined && each.appRoleId !== appRoleId),
      );
      put(tenant, { ...application, assignments });
    },
  ),
  /** "Update servicePrincipal": the collection as a whole. */
  'update-app-roles': edit(
    { ...onApplication, appRoles: servicePrincipal['appRoles?'] },
    ({ tenant }, { application: named, appRoles }) => {
      const application = applicationIn(tenant, named);
      const made = madeAppRoles(appRoles, application.id);
      const ids = new Set(made.map(({ id }) => id));
      const enabled = application.appRoles.find(({ id, isEnabled }) => isEnabled && !ids.has(id));
      // "appRole resource type": one is disabled before it is taken away.
      if (enabled !== undefined) throw new SandboxError(`the app role \`${enabled.displayName}\` is enabled`);
      put(tenant, {
        ...application,
        appRoles: made,
        assignments: application.assignments.filter(({ appRoleId }) => ids.has(appRoleId)),
      });
    },
  ),
  'update-application': edit(
    {
      ...onApplication,
      set: some(
        servicePrincipal,
        'displayName',
        'accountEnabled?',
        'appRoleAssignmentRequired?',
        'preferredSingleSignOnMode?',
        'replyUrls?',
        'loginUrl?',
        'relayState?',
        'notificationEmailAddresses?',
        'preferredTokenSigningKeyThumbprint?',
      ),
    },
    ({ tenant }, { application: named, set }) => put(tenant, { ...applicationIn(tenant, named), ...set }),
  ),
  'update-provisioning': edit(
    {
      ...onApplication,
      set: some(
        provisioning,
        'scope?',
        'userMapping?',
        'groupMapping?',
        'userMatching?',
        'groupMatching?',
        'userActions?',
        'groupActions?',
        'deletionThreshold?',
        'tokenExpires?',
      ),
    },
    ({ tenant }, { application, set }) => withJob(tenant, application, (job) => jobWith(job, set)),
  ),
  'start-provisioning': edit(onApplication, ({ state, tenant }, { application }) =>
    withJob(tenant, application, (job) => ({ ...job, isConfigured: true, isStarted: true, nextCycleAt: state.now })),
  ),
  'pause-provisioning': edit(onApplication, ({ tenant }, { application }) =>
    withJob(tenant, application, (job) => ({ ...job, isStarted: false })),
  ),
  /** "synchronizationJob: restart": out of quarantine, and every object is looked at anew. */
  'restart-provisioning': edit(onApplication, ({ state, tenant }, { application }) =>
    withJob(tenant, application, ({ quarantine: _quarantine, ...job }) => ({
      ...job,
      isStarted: true,
      nextCycleAt: state.now,
      links: Object.fromEntries(Object.entries(job.links).map(([id, link]) => [id, { ...link, written: {} }])),
    })),
  ),
  /** "Prevent accidental deletions": an administrator allows those that wait. */
  'allow-deletions': edit(onApplication, ({ state, tenant }, { application }) =>
    withJob(tenant, application, (job) => ({ ...job, areDeletesAllowed: true, nextCycleAt: state.now })),
  ),
  'provision-on-demand': edit(
    { ...onApplication, ...onGroup, 'members?': list(reference, 0, 5) },
    ({ state, tenant }, { application, group: named, members = [] }) =>
      void provisionOnDemand(state, applicationIn(tenant, application), {
        groupId: groupIn(tenant, named).id,
        memberIds: members.map((member) => found(tenant, member)),
      }),
  ),
  'update-tenant': edit(
    {
      'allowedToCreateSecurityGroups?': boolean,
      'licence?': choice('free', 'p1', 'p2'),
      'permissions?': list(text(1, 128)),
    },
    ({ state, tenant }, set) => {
      state.entra = { ...tenant, ...optional(set) };
    },
  ),
  'add-certificate': edit(
    { ...onApplication, thumbprint: text(40, 40, '[0-9A-Fa-f]+'), endDateTime: time },
    ({ state, tenant }, { application: named, thumbprint, endDateTime }) => {
      const application = applicationIn(tenant, named);
      const endsAt = timeOf(endDateTime);
      const certificate = { thumbprint: thumbprint.toUpperCase(), startsAt: state.now, endsAt };
      put(tenant, { ...application, certificates: [...application.certificates, certificate] });
    },
  ),
} as const;

/** `{ "edit": "update-group", "group": "growers", "set": { "displayName": "pickers" } }`, checked. Throws a SandboxError. */
export function editOf(value: unknown): (state: SandboxState) => void {
  const { edit: name, ...input } = isObject(value) ? value : {};
  const names = Object.keys(EDITS);
  if (typeof name !== 'string' || !Object.hasOwn(EDITS, name))
    throw new SandboxError(`edit must be one of ${names.join(', ')}`);
  const { members, run } = EDITS[name as keyof typeof EDITS] as Edit;
  const problems = violations(structure(members), input, true).map(problem);
  if (problems.length > 0) throw new SandboxError(`not an edit \`${name}\`:`, problems);
  return (state) => {
    if (state.entra === undefined)
      throw new SandboxError('the sandbox has no tenant of Entra: its seed has no `entra`');
    try {
      run({ state, tenant: state.entra }, input as never);
    } catch (error) {
      throw error instanceof GraphError ? new SandboxError(error.message) : error;
    }
  };
}

/** What comes later under a name that was there before has another id. */
const partOf = (state: SandboxState, { id }: { readonly id?: string }) =>
  id === undefined ? { part: nextNumber(state) } : {};

const found = (tenant: Tenant, named: string): string =>
  finder(tenant, (_, what) => {
    throw new SandboxError(what);
  })(named, '')!;

function groupIn(tenant: Tenant, named: string): TenantGroup {
  const id = found(tenant, named);
  const group = tenant.groups.get(id);
  if (group === undefined) throw new SandboxError(`\`${named}\` is no group`);
  return group;
}

/** The one that is named, or the only one that is provisioned. */
function applicationIn(tenant: Tenant, named: string | undefined): ServicePrincipal {
  const provisioned = [...tenant.servicePrincipals.values()].filter(({ job }) => job !== undefined);
  const application =
    named === undefined
      ? provisioned.length === 1
        ? provisioned[0]
        : undefined
      : tenant.servicePrincipals.get(found(tenant, named));
  if (application === undefined) throw new SandboxError('application must name a service principal of the tenant');
  return application;
}

function appRoleOf({ appRoles, displayName }: ServicePrincipal, named: string): AppRole {
  const role = appRoleIn(appRoles, named);
  if (role === undefined) throw new SandboxError(`\`${displayName}\` has no app role \`${named}\``);
  return role;
}

const put = (tenant: Tenant, application: ServicePrincipal): void =>
  void tenant.servicePrincipals.set(application.id, application);

function withJob(tenant: Tenant, named: string | undefined, change: (job: Job) => Job): void {
  const application = applicationIn(tenant, named);
  if (application.job === undefined) throw new SandboxError(`\`${application.displayName}\` has no provisioning`);
  put(tenant, { ...application, job: change(application.job) });
}

function withIds(
  tenant: Tenant,
  named: string,
  member: 'members' | 'owners',
  change: (ids: readonly string[]) => readonly string[],
): void {
  const group = groupIn(tenant, named);
  tenant.groups.set(group.id, { ...group, [member]: [...new Set(change(group[member]))] });
}

const without = (ids: readonly string[], id: string): readonly string[] => ids.filter((each) => each !== id);

/** What is deleted is in no group, and neither owns nor is assigned to anything. */
function forget(tenant: Tenant, id: string): void {
  for (const group of tenant.groups.values()) {
    const isIn = [...group.members, ...group.owners, ...group.eligible.map((each) => each.principalId)].includes(id);
    if (!isIn) continue;
    tenant.groups.set(group.id, {
      ...group,
      members: without(group.members, id),
      owners: without(group.owners, id),
      eligible: group.eligible.filter((each) => each.principalId !== id),
    });
  }
  for (const application of tenant.servicePrincipals.values())
    put(tenant, {
      ...application,
      owners: without(application.owners, id),
      assignments: application.assignments.filter((each) => each.principalId !== id),
    });
}
