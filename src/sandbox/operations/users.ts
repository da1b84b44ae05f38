// identitystore: users.
import { optional } from '../../optional.ts';
import { seconds } from '../clock.ts';
import { anything, list, structure } from '../constraints.ts';
import type { User } from '../directory-state.ts';
import { validation } from '../errors.ts';
import { uuid } from '../ids.ts';
import { putUser, removeUser } from '../mutations.ts';
import { type Call, type Operations, type Output, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import { attributeFilters, attributePath, directoryPages, identityStoreId, resourceId, revision } from '../shapes.ts';
import { extensionName } from '../shapes-user.ts';
import { nextNumber } from '../state.ts';
import { validate } from '../validation.ts';
import {
  alternateIdentifier,
  duplicate,
  externalIds,
  filteredName,
  identified,
  missing,
  refuseReserved,
  requireRevision,
  requireStore,
  requireUser,
  resourceArn,
  revisionOf,
} from './directory.ts';
import { dropAssignments } from './groups.ts';
import { changed, known, userMembers, type Wire, wireOf } from './user-attributes.ts';

const onUser = { IdentityStoreId: identityStoreId, UserId: resourceId };
const extensions = { 'Extensions?': list(extensionName, 1, 10) };

export const USERS: Operations = {
  ListUsers: reads(
    { IdentityStoreId: identityStoreId, 'Filters?': attributeFilters, ...extensions, ...directoryPages },
    (call, input) => {
      requireStore(call, input.IdentityStoreId);
      const name = filteredName(input.Filters, 'UserName');
      const { users, usersByName } = call.state.directory;
      const one = name === undefined ? undefined : users.get(usersByName.get(name) ?? '');
      const items = name === undefined ? users.values() : one === undefined ? [] : [one];
      return page(call, input, { key: 'Users', items, show: (user) => shown(call, user, input.Extensions) });
    },
  ),
  DescribeUser: reads({ ...onUser, ...extensions }, (call, input) =>
    shown(call, requireUser(call, input), input.Extensions),
  ),
  GetUserId: reads({ IdentityStoreId: identityStoreId, AlternateIdentifier: alternateIdentifier }, (call, input) => {
    requireStore(call, input.IdentityStoreId);
    const { users, usersByName } = call.state.directory;
    const id = identified(input.AlternateIdentifier, users.values(), {
      username: (name) => usersByName.get(name),
      'emails.value': (address) => [...users.values()].find((user) => emailOf(user) === address)?.id,
    });
    if (id === undefined) throw missing('USER');
    return identity(call, id);
  }),
  CreateUser: writes({ IdentityStoreId: identityStoreId, ...userMembers }, (call, input) => {
    requireStore(call, input.IdentityStoreId);
    const { state } = call;
    const { IdentityStoreId: _store, UserName: name, DisplayName: displayName, ...attributes } = input;
    if (name === undefined) throw validation('userName is a required attribute');
    refuseMissing(missingOf(input));
    refuseReserved(name);
    if (state.directory.usersByName.has(name)) throw duplicate('UserName');
    const user: User = {
      id: uuid('user', state.identityStoreId, name, nextNumber(state)),
      userName: name,
      ...optional({ displayName }),
      attributes: known(attributes),
      createdAt: state.now,
      updatedAt: state.now,
    };
    putUser(state.directory, user);
    return revised(call, user);
  }),
  UpdateUser: writes(
    {
      ...onUser,
      Operations: list(structure({ AttributePath: attributePath, 'AttributeValue?': anything }), 1, 100),
      'Revision?': revision,
    },
    (call, input) => {
      const user = requireUser(call, input);
      requireRevision(user, input.Revision);
      const { directory, now } = call.state;
      const wire = input.Operations.reduce(changed, wireOf(user));
      validate('identitystore', userMembers, wire);
      // INVARIANT: the members were checked against the shapes of CreateUser.
      const { UserName: name, DisplayName: displayName, ...attributes } = wire as Wire & { DisplayName?: string };
      if (typeof name !== 'string') throw validation('userName is a required attribute');
      // What SCIM or a seed left out stays out.
      const missingBefore = missingOf(wireOf(user));
      refuseMissing(missingOf(wire).filter((attribute) => !missingBefore.includes(attribute)));
      if (name !== user.userName) refuseReserved(name);
      if (name !== user.userName && directory.usersByName.has(name)) throw duplicate('UserName');
      const { displayName: _before, ...rest } = user;
      const named = displayName === undefined ? rest : { ...rest, displayName };
      const written = { ...named, userName: name, attributes, revision: revisionOf(user) + 1, updatedAt: now };
      putUser(directory, written);
      return revised(call, written);
    },
  ),
  DeleteUser: writes({ ...onUser, 'Revision?': revision }, (call, input) => {
    const user = requireUser(call, input);
    requireRevision(user, input.Revision);
    removeUser(call.state.directory, user);
    dropAssignments(call, 'USER', user.id);
    return {};
  }),
};

/** What Identity Center requires of a user beyond the name (CreateUser, API reference). */
function missingOf({ DisplayName: displayName, Name: name }: Wire): readonly string[] {
  const named = (name ?? {}) as Wire;
  if (Object.keys(named).length === 0) return [...(displayName === undefined ? ['displayname'] : []), 'name'];
  return [
    ...(displayName === undefined ? ['displayname'] : []),
    ...(named.GivenName === undefined ? ['givenname'] : []),
    ...(named.FamilyName === undefined ? ['familyname'] : []),
  ];
}

function refuseMissing(attributes: readonly string[]): void {
  if (attributes.length === 0) return;
  throw validation(attributes.map((attribute) => `${attribute}: The attribute ${attribute} is required`).join(', '));
}

function emailOf(user: User): unknown {
  const emails = user.attributes?.Emails;
  return Array.isArray(emails) ? emails[0]?.Value : undefined;
}

const identity = ({ state }: Call, id: string): Output => ({
  UserId: id,
  UserArn: resourceArn(state, 'user', id),
  IdentityStoreId: state.identityStoreId,
});

const revised = (call: Call, user: User): Output => ({
  ...identity(call, user.id),
  Revision: String(revisionOf(user)),
});

function shown(call: Call, user: User, extensionNames: readonly string[] = []): Output {
  const { Extensions: extended, ...attributes } = user.attributes ?? {};
  const wanted = Object.entries(extended ?? {}).filter(([name]) => extensionNames.includes(name));
  return {
    ...attributes,
    ...(wanted.length === 0 ? {} : { Extensions: Object.fromEntries(wanted) }),
    ...revised(call, user),
    UserName: user.userName,
    ...externalIds(user.externalId),
    ...optional({ DisplayName: user.displayName }),
    UserStatus: user.isDisabled ? 'DISABLED' : 'ENABLED',
    CreatedAt: seconds(user.createdAt),
    UpdatedAt: seconds(user.updatedAt),
  };
}
