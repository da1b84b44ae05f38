// The files as a sandbox's seed: the organisation they list, the groups they declare, and no access yet.
import type { Declarations, GroupDeclaration } from '../config/declarations.ts';
import type { SandboxSeed } from '../sandbox/index.ts';

const REGION = 'eu-west-1';
/** When the files list no accounts there must still be one. */
const MANAGEMENT = { id: '111111111111', name: 'management' };

export function seedOf({ settings, accounts, groups }: Declarations): SandboxSeed {
  const listed = [...accounts.values()].map(({ alias, id, organizationalUnit, tags }) => ({
    id: id.value,
    name: alias.value,
    tags,
    ...(organizationalUnit === undefined || organizationalUnit.value === '' ? {} : { ou: organizationalUnit.value }),
  }));
  const management = [...accounts.values()].find((account) => account.management)?.id.value;
  const all = management === undefined ? [MANAGEMENT, ...listed.filter(({ id }) => id !== MANAGEMENT.id)] : listed;
  return {
    formatVersion: 1,
    region: settings.identityCenter.region?.value ?? REGION,
    organization: { managementAccount: management ?? MANAGEMENT.id, accounts: all },
    groups: [...groups.values()].map(groupOf),
  };
}

/** A pin by external id is what SCIM would have written; a pin by Identity Store id is the id itself. */
function groupOf({ displayName, pin }: GroupDeclaration) {
  if (pin === undefined || pin.kind === 'unpinned') return { displayName: displayName.value };
  if (pin.kind === 'groupId') return { displayName: displayName.value, id: pin.id.value };
  const { id, groupId } = pin;
  return { displayName: displayName.value, externalId: id.value, ...(groupId && { id: groupId.value }) };
}
