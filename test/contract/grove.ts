// The organisations of the properties in a sandbox, so that whole applies of the real adapter can be held against the same promises.
import { awsIdentityCenter } from '../../src/provider/aws/identity-center.ts';
import type { IdentityCenter } from '../../src/provider/identity-center.ts';
import type { SandboxSeed, SandboxState } from '../../src/sandbox/index.ts';
import type { Definition, PermissionSet as SandboxSet } from '../../src/sandbox/state.ts';
import {
  accountId,
  type PermissionSet,
  pairAddress,
  pairOf,
  permissionSetAddress,
  principalId,
  type State,
} from '../../src/state/state.ts';
import { FALLOW, type Organisation, USERS } from '../support/organisations.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import type { Hop } from './front.ts';
import { type InProcessOptions, inProcess } from './in-process.ts';

export interface Grove {
  readonly state: SandboxState;
  /** A new adapter, as a new run would have; over `hop`, when there is one. */
  connect(hop?: Hop): IdentityCenter;
}

export function groveOf(organisation: Organisation, options: InProcessOptions = {}): Grove {
  const { state, senders } = inProcess(seedOf(organisation), options);
  for (const [pair, definition] of organisation.outdatedRoles) setRole(state, pair, definition);
  const key = organisation.directory.caller.kind === 'management' ? 'AKIDEXAMPLE' : 'SANDBOXDELEGATED';
  return {
    state,
    connect: (hop = {}) => awsIdentityCenter({ senderOf: senders(key, hop), clock: virtualClock(), random: () => 0.5 }),
  };
}

function seedOf({ live, directory }: Organisation): SandboxSeed {
  const { managementAccount, caller } = directory;
  const accounts = directory.accounts.map(({ id, name }) => ({
    id,
    name,
    ...(id === FALLOW ? { state: 'SUSPENDED' as const } : {}),
  }));
  const known = accounts.some(({ id }) => id === managementAccount);
  return {
    formatVersion: 1,
    region: 'eu-west-1',
    organization: {
      managementAccount,
      accounts: [
        ...(known ? [] : [{ id: managementAccount, name: 'management' }]),
        ...(caller.account === managementAccount ? [] : [{ id: caller.account, name: 'delegated' }]),
        ...accounts,
      ],
      ...(caller.kind === 'delegated-administrator' ? { delegatedAdministrator: caller.account } : {}),
    },
    groups: directory.groups.map(({ id, displayName }) => ({ id, displayName })),
    users: Object.entries(USERS).map(([userName, id]) => ({ userName, id })),
    permissionSets: [...live.permissionSets.values()].map(seedSet),
    assignments: [...live.assignments.values()].map(({ permissionSet, account, principal: { type, id } }) => ({
      permissionSet,
      account,
      principal: { type: type === 'user' ? ('USER' as const) : ('GROUP' as const), id },
    })),
    roleOnly: [...live.provisioned.keys()].map(pairOf),
    outdated: [...live.provisioned].flatMap(([pair, status]) => (status === 'outdated' ? [pairOf(pair)] : [])),
  };
}

function seedSet({ name, description, sessionDuration, managedPolicies, permissionsBoundary, owner }: PermissionSet) {
  return {
    name,
    sessionDuration,
    managedPolicies,
    ...(description === undefined ? {} : { description }),
    ...(permissionsBoundary?.kind === 'aws-managed'
      ? { permissionsBoundary: { managedPolicy: permissionsBoundary.policy } }
      : {}),
    ...(owner === undefined ? {} : { tags: { 'access:owner': owner } }),
  };
}

function setRole(state: SandboxState, address: Parameters<typeof pairOf>[0], definition: PermissionSet): void {
  const { permissionSet, account } = pairOf(address);
  const pair = state.permissionSets.get(state.permissionSetsByName.get(permissionSet)!)!.pairs.get(account)!;
  const { permissionsBoundary: boundary } = definition;
  pair.provisioned = {
    revision: 0,
    sessionDuration: definition.sessionDuration,
    managedPolicies: definition.managedPolicies.map(arnOf),
    customerManagedPolicies: [],
    ...(boundary?.kind === 'aws-managed' ? { boundary: { kind: 'managed', arn: arnOf(boundary.policy) } } : {}),
  };
}

const arnOf = (policy: string) => `arn:aws:iam::aws:policy/${policy}`;
const policyOf = (arn: string) => arn.replace(/^.*:policy\//, '');

/** What the sandbox holds, in the terms in which promises are asked. */
export function holdingsOf(state: SandboxState): {
  readonly state: State;
  readonly roles: ReadonlyMap<string, PermissionSet>;
} {
  const permissionSets: [string, unknown][] = [];
  const assignments: [string, unknown][] = [];
  const provisioned: [string, unknown][] = [];
  const roles = new Map<string, PermissionSet>();
  for (const set of state.permissionSets.values()) {
    permissionSets.push([permissionSetAddress(set.name), definitionOf(set)]);
    for (const pair of set.pairs.values()) {
      const account = accountId(pair.accountId);
      const address = pairAddress(set.name, account);
      provisioned.push([address, pair.provisioned.revision === set.definition.revision ? 'latest' : 'outdated']);
      roles.set(address, roleOf(set.name, pair.provisioned));
      for (const row of pair.assignments.values()) {
        const type = row.principalType === 'USER' ? 'user' : 'group';
        const principal = { type, id: principalId(row.principalId) };
        assignments.push([
          `assignment/${set.name}/${account}/${type}:${row.principalId}`,
          { permissionSet: set.name, account, principal },
        ]);
      }
    }
  }
  const held = {
    permissionSets: new Map(permissionSets),
    assignments: new Map(assignments),
    provisioned: new Map(provisioned),
  };
  return { state: held as never, roles };
}

function definitionOf({ name, definition, description, tags }: SandboxSet): PermissionSet {
  const owner = tags.get('access:owner');
  return {
    ...roleOf(name, definition),
    tags: {},
    ...(description === undefined ? {} : { description }),
    ...(owner === undefined ? {} : { owner }),
  };
}

function roleOf(name: string, { sessionDuration, managedPolicies, boundary }: Definition): PermissionSet {
  return {
    name,
    sessionDuration,
    managedPolicies: managedPolicies.map(policyOf),
    customerManagedPolicies: [],
    ...(boundary?.kind === 'managed'
      ? { permissionsBoundary: { kind: 'aws-managed', policy: policyOf(boundary.arn) } }
      : {}),
  };
}
