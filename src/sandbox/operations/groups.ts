// identitystore: groups.
import { optional } from '../../optional.ts';
import { seconds } from '../clock.ts';
import { anything, list, structure } from '../constraints.ts';
import type { Group } from '../directory-state.ts';
import { validation } from '../errors.ts';
import { uuid } from '../ids.ts';
import { putGroup, removeAssignment, removeGroup } from '../mutations.ts';
import { type Call, type Operations, type Output, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import {
  attributeFilters,
  attributePath,
  directoryPages,
  identityStoreId,
  line,
  resourceId,
  revision,
} from '../shapes.ts';
import { nextNumber, type PrincipalType, principalKey } from '../state.ts';
import {
  alternateIdentifier,
  duplicate,
  filteredName,
  identified,
  missing,
  refuseReserved,
  requireGroup,
  requireRevision,
  requireStore,
  resourceArn,
  revisionOf,
} from './directory.ts';

const onGroup = { IdentityStoreId: identityStoreId, GroupId: resourceId };

export const GROUPS: Operations = {
  ListGroups: reads(
    { IdentityStoreId: identityStoreId, 'Filters?': attributeFilters, ...directoryPages },
    (call, input) => {
      requireStore(call, input.IdentityStoreId);
      const name = filteredName(input.Filters, 'DisplayName');
      const { groups, groupsByName } = call.state.directory;
      const one = name === undefined ? undefined : groups.get(groupsByName.get(name) ?? '');
      const items = name === undefined ? groups.values() : one === undefined ? [] : [one];
      return page(call, input, { key: 'Groups', items, show: (group) => shown(call, group) });
    },
  ),
  DescribeGroup: reads(onGroup, (call, input) => shown(call, requireGroup(call, input))),
  GetGroupId: reads({ IdentityStoreId: identityStoreId, AlternateIdentifier: alternateIdentifier }, (call, input) => {
    requireStore(call, input.IdentityStoreId);
    const { groups, groupsByName } = call.state.directory;
    const id = identified(input.AlternateIdentifier, groups.values(), {
      displayname: (name) => groupsByName.get(name),
    });
    if (id === undefined) throw missing('GROUP');
    return identity(call, id);
  }),
  CreateGroup: writes(
    { IdentityStoreId: identityStoreId, 'DisplayName?': line, 'Description?': line },
    (call, input) => {
      requireStore(call, input.IdentityStoreId);
      const { state } = call;
      refuseName(call, input.DisplayName);
      const group: Group = {
        id: uuid('group', state.identityStoreId, input.DisplayName ?? '', nextNumber(state)),
        ...optional({ displayName: input.DisplayName, description: input.Description }),
        createdAt: state.now,
        updatedAt: state.now,
      };
      putGroup(state.directory, group);
      return revised(call, group);
    },
  ),
  UpdateGroup: writes(
    {
      ...onGroup,
      Operations: list(structure({ AttributePath: attributePath, 'AttributeValue?': anything }), 1, 100),
      'Revision?': revision,
    },
    (call, input) => {
      const group = requireGroup(call, input);
      requireRevision(group, input.Revision);
      const updated = input.Operations.reduce((before, change) => changed(call, before, change), group);
      const written = { ...updated, revision: revisionOf(group) + 1, updatedAt: call.state.now };
      putGroup(call.state.directory, written);
      return revised(call, written);
    },
  ),
  DeleteGroup: writes({ ...onGroup, 'Revision?': revision }, (call, input) => {
    const group = requireGroup(call, input);
    requireRevision(group, input.Revision);
    removeGroup(call.state.directory, group);
    dropAssignments(call, 'GROUP', group.id);
    return {};
  }),
};

function changed(
  call: Call,
  group: Group,
  change: { readonly AttributePath: string; readonly AttributeValue?: unknown },
): Group {
  const { AttributePath: path, AttributeValue: value } = change;
  const { description: _description, ...undescribed } = group;
  if (path.toLowerCase() === 'description' && (value === undefined || value === null)) return undescribed;
  if (typeof value !== 'string') throw validation(`Unsupported AttributeValue for ${path}`);
  if (path.toLowerCase() === 'description') return { ...group, description: value };
  if (path.toLowerCase() !== 'displayname') throw validation(`Unsupported AttributePath: ${path}`);
  if (value !== group.displayName) refuseName(call, value);
  return { ...group, displayName: value };
}

function refuseName(call: Call, name: string | undefined): void {
  if (name === undefined) return;
  refuseReserved(name);
  if (call.state.directory.groupsByName.has(name)) throw duplicate('GroupDisplayName');
}

/** By default the assignments of a deleted principal stay behind as orphans (slashdevops/idp-scim-sync#70). */
export function dropAssignments(call: Pick<Call, 'settings' | 'state'>, type: PrincipalType, id: string): void {
  if (call.settings.deletedPrincipal === 'keeps-assignments') return;
  const rows = call.state.assignmentsOf.get(principalKey(type, id)) ?? [];
  for (const assignment of [...rows]) removeAssignment(call.state, assignment);
}

const identity = ({ state }: Call, id: string): Output => ({
  GroupId: id,
  GroupArn: resourceArn(state, 'group', id),
  IdentityStoreId: state.identityStoreId,
});

const revised = (call: Call, group: Group): Output => ({
  ...identity(call, group.id),
  Revision: String(revisionOf(group)),
});

/** Written flat, and absent members as undefined, which JSON leaves out: stores of 10,000 groups are listed a lot. */
const shown = ({ state }: Call, group: Group): Output => ({
  GroupId: group.id,
  GroupArn: resourceArn(state, 'group', group.id),
  IdentityStoreId: state.identityStoreId,
  Revision: String(revisionOf(group)),
  DisplayName: group.displayName,
  ExternalIds: group.externalId && [{ Issuer: group.externalId.issuer, Id: group.externalId.id }],
  Description: group.description,
  CreatedAt: seconds(group.createdAt),
  UpdatedAt: seconds(group.updatedAt),
});
