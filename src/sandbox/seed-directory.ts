// The identity store of a seed: its users, its groups and who is in them.

import type { ExternalId } from './directory-state.ts';
import { uuid } from './ids.ts';
import { putGroup, putMembership, putUser } from './mutations.ts';
import type { SandboxSeed } from './seed-shape.ts';
import type { SandboxState } from './state.ts';

/** The issuer of the external ids of seeded groups and users. */
const ISSUER = 'https://scim.aws.com/sandbox';

type Tell = (path: string, what: string) => void;

export function addDirectory(state: SandboxState, seed: SandboxSeed, tell: Tell): void {
  addUsers(state, seed.users ?? [], tell);
  addGroups(state, seed.groups ?? [], tell);
}

function addUsers(state: SandboxState, users: NonNullable<SandboxSeed['users']>, tell: Tell): void {
  const { directory, identityStoreId, now } = state;
  for (const [index, user] of users.entries()) {
    const { userName } = user;
    if (directory.usersByName.has(userName)) tell(`users[${index}].userName`, `\`${userName}\` is there twice`);
    const id = user.id ?? uuid('user', identityStoreId, userName);
    if (directory.users.has(id)) tell(`users[${index}].id`, `\`${id}\` is there twice`);
    const displayName = user.displayName === undefined ? {} : { displayName: user.displayName };
    putUser(directory, {
      id,
      userName,
      ...displayName,
      ...external(user),
      ...(user.email === undefined ? {} : { attributes: { Emails: [{ Value: user.email, Primary: true }] } }),
      createdAt: now,
      updatedAt: now,
    });
  }
}

function addGroups(state: SandboxState, groups: NonNullable<SandboxSeed['groups']>, tell: Tell): void {
  const { directory, identityStoreId, now } = state;
  for (const [index, group] of groups.entries()) {
    const { displayName } = group;
    const path = `groups[${index}]`;
    if (directory.groupsByName.has(displayName)) tell(`${path}.displayName`, `\`${displayName}\` is there twice`);
    const id = group.id ?? uuid('group', identityStoreId, displayName);
    if (directory.groups.has(id)) tell(`${path}.id`, `\`${id}\` is there twice`);
    const description = group.description === undefined ? {} : { description: group.description };
    putGroup(directory, {
      id,
      displayName,
      ...description,
      ...external(group),

      createdAt: now,
      updatedAt: now,
    });
    for (const [position, name] of (group.members ?? []).entries()) {
      const userId = directory.usersByName.get(name);
      if (userId === undefined) tell(`${path}.members[${position}]`, `names no user: \`${name}\``);
      else putMembership(directory, { id: uuid('membership', id, userId), groupId: id, userId, createdAt: now });
    }
  }
}

const external = (of: { readonly externalId?: string }): { readonly externalId?: ExternalId } =>
  of.externalId === undefined ? {} : { externalId: { issuer: ISSUER, id: of.externalId } };
