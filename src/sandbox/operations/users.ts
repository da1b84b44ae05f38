// identitystore: users.
import { seconds } from '../clock.ts';
import { anything, list, text } from '../constraints.ts';
import { uuid } from '../ids.ts';
import { putUser, removeUser } from '../mutations.ts';
import { type Call, type Operations, type Output, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import { attributeFilters, directoryPages, identityStoreId, line, resourceId, userName } from '../shapes.ts';
import { nextNumber, type User } from '../state.ts';
import {
  alternateIdentifier,
  duplicate,
  externalIds,
  filteredName,
  identified,
  missing,
  requireStore,
  requireUser,
} from './directory.ts';
import { dropAssignments } from './groups.ts';

const onUser = { IdentityStoreId: identityStoreId, UserId: resourceId };
const extensions = { 'Extensions?': list(text(1, 50, 'aws:identitystore:[a-z]{1,20}'), 1, 10) };

export const USERS: Operations = {
  ListUsers: reads(
    { IdentityStoreId: identityStoreId, 'Filters?': attributeFilters, ...extensions, ...directoryPages },
    (call, input) => {
      requireStore(call, input.IdentityStoreId);
      const name = filteredName(input.Filters, 'UserName');
      const { users, usersByName } = call.state.directory;
      const one = name === undefined ? undefined : users.get(usersByName.get(name) ?? '');
      const items = name === undefined ? [...users.values()] : one === undefined ? [] : [one];
      return page(call, input, { key: 'Users', items, show: (user) => shown(call, user) });
    },
  ),
  DescribeUser: reads({ ...onUser, ...extensions }, (call, input) => shown(call, requireUser(call, input))),
  GetUserId: reads({ IdentityStoreId: identityStoreId, AlternateIdentifier: alternateIdentifier }, (call, input) => {
    requireStore(call, input.IdentityStoreId);
    const { users, usersByName } = call.state.directory;
    const byName = { attribute: 'userName', find: (name: string) => usersByName.get(name) };
    const id = identified(input.AlternateIdentifier, users.values(), byName);
    if (id === undefined) throw missing('USER');
    return { UserId: id, IdentityStoreId: input.IdentityStoreId };
  }),
  CreateUser: writes(
    {
      IdentityStoreId: identityStoreId,
      'UserName?': userName,
      'DisplayName?': line,
      'Name?': anything,
      'Emails?': anything,
    },
    (call, input) => {
      requireStore(call, input.IdentityStoreId);
      const { state } = call;
      const name = input.UserName ?? '';
      if (state.directory.usersByName.has(name)) throw duplicate('UserName');
      const user: User = {
        id: uuid('user', state.identityStoreId, name, nextNumber(state)),
        userName: name,
        ...(input.DisplayName === undefined ? {} : { displayName: input.DisplayName }),
        createdAt: state.now,
        updatedAt: state.now,
      };
      putUser(state.directory, user);
      return { UserId: user.id, IdentityStoreId: input.IdentityStoreId };
    },
  ),
  DeleteUser: writes(onUser, (call, input) => {
    removeUser(call.state.directory, requireUser(call, input));
    dropAssignments(call, 'USER', input.UserId);
    return {};
  }),
};

const shown = (call: Call, user: User): Output => ({
  UserId: user.id,
  UserName: user.userName,
  ...externalIds(user.externalId),
  ...(user.displayName === undefined ? {} : { DisplayName: user.displayName }),
  UserStatus: 'ENABLED',
  CreatedAt: seconds(user.createdAt),
  UpdatedAt: seconds(user.updatedAt),
  IdentityStoreId: call.state.identityStoreId,
});
