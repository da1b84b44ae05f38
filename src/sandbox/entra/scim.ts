// What provisioning writes into the identity store, as Identity Center's SCIM endpoint takes or refuses it (SCIM developer guide).
import { optional } from '../../optional.ts';
import type { Group, User } from '../directory-state.ts';
import { uuid } from '../ids.ts';
import { putGroup, putMembership, putUser, removeGroup, removeMembership, removeUser } from '../mutations.ts';
import { nextNumber, type SandboxState } from '../state.ts';
import { mappedOf } from './scope.ts';
import type { Job, Link, ProvisioningRecord, TenantGroup, TenantUser } from './tenant.ts';

type Failure = NonNullable<ProvisioningRecord['failure']>;

export interface Writing {
  readonly state: SandboxState;
  readonly job: Job;
  readonly at: number;
  /** Whether an id of the identity store belongs to an object of the tenant already. */
  readonly isLinked: (id: string) => boolean;
  /** Puts it into the provisioning log. */
  readonly done: (
    action: ProvisioningRecord['action'],
    source: ProvisioningRecord['source'],
    failure?: Failure,
  ) => void;
}

/** The issuer of external ids that come by SCIM. */
const ISSUER = 'https://scim.aws.com/sandbox';
/** Tutorial "Configure AWS IAM Identity Center for automatic user provisioning": characters that Identity Center refuses. */
const REFUSED = /[<>;:%\t\n\r]/;

type Values = Readonly<Record<string, string>>;

const sourceOf = (kind: 'User' | 'Group', { id, displayName = '' }: TenantUser | TenantGroup) => ({
  id,
  displayName,
  kind,
});

const isAllowed = ({ mappings }: Job, kind: 'User' | 'Group', action: 'Add' | 'Update'): boolean =>
  mappings.find(({ source }) => source === kind)?.actions.includes(action) === true;

const same = (one: Values, other: Values): boolean =>
  Object.keys({ ...one, ...other }).every((name) => one[name] === other[name]);

const conflict = (what: string): Failure => ({
  errorCode: 'SystemForCrossDomainIdentityManagementServiceIncompatible',
  reason: `StatusCode: Conflict. Refused to create a new, duplicate resource: ${what} is in use`,
});

/** "Provisioning logs", error codes: two objects of the tenant have the matching attribute of one. */
const twoForOne = (what: string): Failure => ({
  errorCode: 'DuplicateSourceEntries',
  reason: `The operation couldn't be completed because more than one object was found with the configured matching attributes: ${what}`,
});

const invalid = (what: string): Failure => ({
  errorCode: 'SystemForCrossDomainIdentityManagementBadRequest',
  reason: `StatusCode: BadRequest. Request is unparsable, syntactically incorrect, or violates schema: ${what}`,
});

/** The link as it is then; undefined where there is none. */
export function writeUser(writing: Writing, user: TenantUser, link: Link | undefined): Link | undefined {
  const { state, job, at, done, isLinked } = writing;
  const { directory, identityStoreId } = state;
  const values = mappedOf(job, 'User', user);
  const source = sourceOf('User', user);
  const before = link && directory.users.get(link.id);
  const isDisabled = user.accountEnabled ? {} : ({ isDisabled: true } as const);
  const isAsBefore =
    link !== undefined &&
    before !== undefined &&
    same(link.written, values) &&
    (link.isDisabled ?? false) === !user.accountEnabled;
  if (isAsBefore) return link.deletedAt === undefined ? link : restored(link);
  const refusal = refusalOfUser(values);
  const matched = before ?? matchedUser(writing, values);
  const action = matched === undefined ? 'create' : 'update';
  if (!isAllowed(job, 'User', matched === undefined ? 'Add' : 'Update')) return link;
  const isTaken = before === undefined && matched !== undefined && isLinked(matched.id);
  const holder = directory.usersByName.get(values.userName ?? '');
  const failure =
    refusal ??
    (isTaken ? twoForOne(`userName ${values.userName}`) : undefined) ??
    (holder !== undefined && holder !== matched?.id ? conflict(`userName ${values.userName}`) : undefined);
  if (failure !== undefined) {
    done(action, source, failure);
    return link;
  }
  const { externalId, displayName, userName = '' } = values;
  const written: User = {
    id: matched?.id ?? uuid('user', identityStoreId, userName, nextNumber(state)),
    userName,
    ...optional({ displayName }),
    ...(externalId === undefined ? {} : { externalId: { issuer: ISSUER, id: externalId } }),
    attributes: {
      ...matched?.attributes,
      Name: { GivenName: values['name.givenName'], FamilyName: values['name.familyName'] },
    },
    ...isDisabled,
    ...revised(matched, at),
  };
  putUser(directory, written);
  done(action, source);
  return { kind: 'User', id: written.id, written: values, members: [], ...isDisabled };
}

function restored({ deletedAt: _deletedAt, ...link }: Link): Link {
  return link;
}

/** CreateUser, SCIM developer guide: what a user must have. */
function refusalOfUser(values: Values): Failure | undefined {
  const missing = ['userName', 'displayName', 'name.givenName', 'name.familyName'].find(
    (name) => (values[name] ?? '') === '',
  );
  return missing === undefined ? undefined : invalid(`${missing} is required`);
}

function matchedUser({ state: { directory }, job }: Writing, values: Values): User | undefined {
  return matched(job, 'User', (attribute) => {
    const value = values[attribute];
    if (value === undefined) return undefined;
    if (attribute === 'userName') return directory.users.get(directory.usersByName.get(value) ?? '');
    return attribute === 'externalId' ? withExternalId(directory.users.values(), value) : undefined;
  });
}

export function writeGroup(writing: Writing, group: TenantGroup, link: Link | undefined): Link | undefined {
  const { state, job, at, done, isLinked } = writing;
  const { directory, identityStoreId } = state;
  const values = mappedOf(job, 'Group', group);
  const source = sourceOf('Group', group);
  const before = link && directory.groups.get(link.id);
  if (link !== undefined && before !== undefined && same(link.written, values)) return link;
  const found = before ?? matchedGroup(writing, values);
  const action = found === undefined ? 'create' : 'update';
  if (!isAllowed(job, 'Group', found === undefined ? 'Add' : 'Update')) return link;
  const { displayName = '', externalId } = values;
  const holder = directory.groupsByName.get(displayName);
  const refusal =
    displayName === ''
      ? invalid('displayName is required')
      : REFUSED.test(displayName)
        ? invalid('displayName has characters that are not allowed')
        : before === undefined && found !== undefined && isLinked(found.id)
          ? twoForOne(`displayName ${displayName}`)
          : holder !== undefined && holder !== found?.id
            ? conflict(`displayName ${displayName}`)
            : undefined;
  if (refusal !== undefined) {
    done(action, source, refusal);
    return link;
  }
  const written: Group = {
    ...found,
    id: found?.id ?? uuid('group', identityStoreId, displayName, nextNumber(state)),
    displayName,
    ...(externalId === undefined ? {} : { externalId: { issuer: ISSUER, id: externalId } }),
    ...revised(found, at),
  };
  putGroup(directory, written);
  done(action, source);
  return { kind: 'Group', id: written.id, written: values, members: before === undefined ? [] : (link?.members ?? []) };
}

function matchedGroup({ state: { directory }, job }: Writing, values: Values): Group | undefined {
  return matched(job, 'Group', (attribute) => {
    const value = values[attribute];
    if (value === undefined) return undefined;
    if (attribute === 'displayName') return directory.groups.get(directory.groupsByName.get(value) ?? '');
    return attribute === 'externalId' ? withExternalId(directory.groups.values(), value) : undefined;
  });
}

function matched<T>(
  { mappings }: Job,
  kind: 'User' | 'Group',
  find: (attribute: string) => T | undefined,
): T | undefined {
  const attributes = mappings.find(({ source }) => source === kind)?.matching ?? [];
  return attributes.map(find).find((found) => found !== undefined);
}

const withExternalId = <T extends Group | User>(all: Iterable<T>, id: string): T | undefined =>
  [...all].find(({ externalId }) => externalId?.id === id);

const revised = (before: Group | User | undefined, at: number) => ({
  ...(before === undefined ? {} : { revision: (before.revision ?? 1) + 1 }),
  createdAt: before?.createdAt ?? at,
  updatedAt: at,
});

/** Members are added and removed by what was written before; whom others have put into the group is not known, and stays. */
export function writeMembers(
  { state, at, done, job }: Writing,
  link: Link,
  { group, members: wanted }: { readonly group: TenantGroup; readonly members: readonly string[] },
  links: Readonly<Record<string, Link>>,
): Link {
  const { directory } = state;
  if (!isAllowed(job, 'Group', 'Update') && link.members.length > 0) return link;
  if (job.mappings.find(({ source }) => source === 'Group')?.attributes.members === undefined) return link;
  const arrived = wanted.filter((id) => links[id] !== undefined);
  const added = arrived.filter((id) => !link.members.includes(id));
  const removed = link.members.filter((id) => !arrived.includes(id));
  if (added.length + removed.length === 0) return link;
  const present = directory.membersOfGroup.get(link.id);
  for (const id of added) {
    const userId = links[id]!.id;
    if (present?.has(userId)) continue;
    putMembership(directory, {
      id: uuid('membership', link.id, userId, nextNumber(state)),
      groupId: link.id,
      userId,
      createdAt: at,
    });
  }
  for (const id of removed) {
    const membership = present?.get(links[id]?.id ?? '');
    if (membership !== undefined) removeMembership(directory, membership);
  }
  done('update', sourceOf('Group', group));
  return { ...link, members: arrived };
}

/** The user becomes inactive, and keeps its memberships. */
export function disableUser({ state: { directory }, at, done }: Writing, objectId: string, link: Link): Link {
  const user = directory.users.get(link.id);
  if (user !== undefined) putUser(directory, { ...user, isDisabled: true, ...revised(user, at) });
  done('disable', { id: objectId, displayName: link.written.displayName ?? '', kind: 'User' });
  return { ...link, isDisabled: true };
}

/** Its assignments stay behind, as those of a group that is deleted otherwise. */
export function deleteObject({ state: { directory }, done }: Writing, objectId: string, link: Link): void {
  const group = directory.groups.get(link.id);
  const user = directory.users.get(link.id);
  if (link.kind === 'Group' && group !== undefined) removeGroup(directory, group);
  if (link.kind === 'User' && user !== undefined) removeUser(directory, user);
  done('delete', { id: objectId, displayName: link.written.displayName ?? '', kind: link.kind });
}
