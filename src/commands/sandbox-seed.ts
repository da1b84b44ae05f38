// The files as a sandbox's seed: an organization in which their selectors mean something, the groups they declare, the sets of others that they
// grant on, and no access yet.
import type { Declarations, GroupDeclaration } from '../config/declarations.ts';
import type { SandboxSeed } from '../sandbox/index.ts';
import { organizationOf } from './sandbox-organization.ts';

const REGION = 'eu-west-1';

export function seedOf(declarations: Declarations): SandboxSeed {
  const those = (wanted: GroupDeclaration['kind']) =>
    [...declarations.groups.values()].filter(({ kind }) => kind === wanted);
  return {
    formatVersion: 1,
    region: declarations.settings.identityCenter.region?.value ?? REGION,
    organization: organizationOf(declarations),
    groups: those('group').map(groupOf),
    users: those('user').map((user) => {
      const { displayName: userName, ...ids } = groupOf(user);
      return { userName, ...ids };
    }),
    permissionSets: [...declarations.permissionSets.values()]
      .filter(({ kind }) => kind === 'external')
      .map(({ name }) => ({ name: name.value })),
  };
}

/** A pin by external id is what SCIM would have written; a pin by Identity Store id is the id itself. */
function groupOf({ displayName, pin }: GroupDeclaration) {
  if (pin === undefined || pin.kind === 'unpinned') return { displayName: displayName.value };
  if (pin.kind === 'groupId') return { displayName: displayName.value, id: pin.id.value };
  const { id, groupId } = pin;
  return { displayName: displayName.value, externalId: id.value, ...(groupId && { id: groupId.value }) };
}
