// A made-up organisation of any size: as files, as the organisation they are about, and as the seed of a sandbox.

import type { SandboxSeed } from '../src/sandbox/index.ts';
import type { SourceFolder } from '../src/source/file.ts';
import type { Directory } from '../src/state/directory.ts';
import { asRead, UNREAD } from '../src/state/read.ts';
import { accountId, principalId } from '../src/state/state.ts';

export interface Size {
  readonly accounts: number;
  readonly permissionSets: number;
  /** Each team has a group, a file, and one grant of one set on its share of the accounts. */
  readonly teams: number;
  readonly accountsPerTeam: number;
}

const MANAGEMENT = accountId('999999999999');
const REGION = 'eu-west-1';

const accountOf = (number: number) => ({ id: String(100_000_000_000 + number), name: `press-${number}` });
const accountsIn = ({ accounts }: Size) => Array.from({ length: accounts }, (_, number) => accountOf(number));
const teamsIn = ({ teams }: Size) => Array.from({ length: teams }, (_, number) => number);
const setOf = (team: number, { permissionSets }: Size) => `Operator-${team % permissionSets}`;
const groupOf = (team: number) => `AWS Pickers ${team}`;
const pinOf = (team: number) => `00000000-0000-4000-8000-${String(team).padStart(12, '0')}`;

/** Teams follow each other round the accounts, so that every account has its share. */
function accountsOf(team: number, { accounts, accountsPerTeam }: Size) {
  return Array.from({ length: accountsPerTeam }, (_, place) => accountOf((team * accountsPerTeam + place) % accounts));
}

/** One file for the inventory and the permission sets, and one for each team. */
export function folderOf(size: Size): SourceFolder {
  const inventory = accountsIn(size).map(({ id, name }) => `  ${name}: { id: "${id}", ou: Presses }`);
  const sets = Array.from(
    { length: size.permissionSets },
    (_, set) => `  Operator-${set}:\n    sessionDuration: 4h\n    managedPolicies: [ReadOnlyAccess]`,
  );
  const settings = `identityCenter: { region: ${REGION}, inventoryComplete: true, owner: orchard }`;
  const common = [settings, 'accounts:', ...inventory, 'permissionSets:', ...sets].join('\n');
  const files = teamsIn(size).map((team) => {
    const names = accountsOf(team, size).map(({ name }) => name);
    const group = `groups:\n  pickers-${team}: { displayName: ${groupOf(team)}, objectId: ${pinOf(team)} }`;
    const grant = `grants:\n  - groups: pickers-${team}\n    permissionSets: ${setOf(team, size)}\n    accounts: [${names.join(', ')}]`;
    return { name: `teams/${String(team).padStart(5, '0')}.yaml`, text: `${group}\n${grant}\n` };
  });
  const documents = [{ name: 'access.yaml', text: common }, ...files].map(({ name, text }) => ({
    path: `access/${name}`,
    configPath: name,
    text,
  }));
  return { documents, policies: [], incomplete: false };
}

export function directoryOf(size: Size): Directory {
  return {
    instance: {
      arn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
      identityStoreId: 'd-1234567890',
      partition: 'aws',
      region: REGION,
    },
    caller: { account: MANAGEMENT, arn: `arn:aws:sts::${MANAGEMENT}:assumed-role/bench/bench`, kind: 'management' },
    managementAccount: MANAGEMENT,
    accounts: accountsIn(size).map(({ id, name }) => ({
      id: accountId(id),
      name,
      state: 'ACTIVE',
      organizationalUnits: [],
      tags: UNREAD,
    })),
    organizationalUnits: UNREAD,
    delegatedAdministrators: asRead([]),
    users: UNREAD,
    groups: teamsIn(size).map((team) => ({
      id: principalId(pinOf(team)),
      displayName: groupOf(team),
      externalIds: [{ issuer: 'bench', id: pinOf(team) }],
    })),
  };
}

export function seedOf(size: Size): SandboxSeed {
  return {
    formatVersion: 1,
    region: REGION,
    organization: {
      managementAccount: MANAGEMENT,
      accounts: [{ id: MANAGEMENT, name: 'management' }, ...accountsIn(size)],
    },
    groups: teamsIn(size).map((team) => ({ displayName: groupOf(team), externalId: pinOf(team) })),
    permissionSets: Array.from({ length: size.permissionSets }, (_, set) => ({
      name: `Operator-${set}`,
      sessionDuration: 'PT4H',
      managedPolicies: ['ReadOnlyAccess'],
      tags: { 'access:owner': 'orchard' },
    })),
    assignments: teamsIn(size).flatMap((team) =>
      accountsOf(team, size).map(({ id }) => ({ permissionSet: setOf(team, size), account: id, group: groupOf(team) })),
    ),
  };
}
