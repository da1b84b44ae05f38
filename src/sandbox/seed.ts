// From a seed to a state: ids are derived, names are looked up, and every name that leads nowhere is told with its JSON path.
import { optional } from '../optional.ts';
import { newAccountAccess } from './account-access-state.ts';
import { BEGINNING } from './beginning.ts';
import { tenantOf } from './entra/seed.ts';
import { SandboxError } from './errors.ts';
import { hex } from './ids.ts';
import { addAssignment, ensurePair, newDirectory, putPermissionSet } from './mutations.ts';
import { DEFAULT_SESSION, isSessionDuration } from './operations/permission-sets.ts';
import { addAccountAccess } from './seed-account-access.ts';
import { addApplications } from './seed-applications.ts';
import { addDirectory } from './seed-directory.ts';
import { addIam, seededIam, servicesUseOf } from './seed-iam.ts';
import { accountOf, awsPolicyArn, type Making, namesOf, principalOf } from './seed-names.ts';
import { partitionOf, seededOrganization } from './seed-organization.ts';
import { checkSeed, type SandboxSeed } from './seed-shape.ts';
import type { Boundary, CustomerManagedPolicy, Definition, SandboxState } from './state.ts';
import { newInstance } from './state-file-services.ts';

type SeedPermissionSet = NonNullable<SandboxSeed['permissionSets']>[number];
type SeedAssignment = NonNullable<SandboxSeed['assignments']>[number];

/** A new state. Throws a SandboxError when the seed contradicts itself. */
export function stateOf(given: SandboxSeed, fileName = 'seed'): SandboxState {
  const seed = checkSeed(given, fileName);
  const problems: string[] = [];
  const tell = (path: string, what: string): void => void problems.push(`${path} ${what}`);
  const state = emptyState(seed, tell);
  const accounts = [...state.organization.accounts.values()];
  const making: Making = { state, accountByName: namesOf(accounts), tell };
  addDirectory(state, seed, tell);
  for (const [index, set] of (seed.permissionSets ?? []).entries()) addSet(making, set, `permissionSets[${index}]`);
  for (const [index, row] of (seed.assignments ?? []).entries()) addRow(making, row, `assignments[${index}]`);
  addPairs(making, seed);
  addApplications(making, seed);
  addIam(making, seed);
  addAccountAccess(making, seed);
  if (seed.entra !== undefined) state.entra = tenantOf(state, seed.entra, tell);
  if (problems.length > 0) throw new SandboxError(`${fileName} is not a valid seed:`, problems);
  return state;
}

function emptyState(seed: SandboxSeed, tell: Making['tell']): SandboxState {
  const partition = seed.instanceArn?.split(':')[1] ?? partitionOf(seed.region);
  const organization = seededOrganization(seed.organization, tell);
  const instance = `ssoins-${hex(16, 'instance', organization.id, seed.region)}`;
  return {
    now: BEGINNING,
    sequence: 0,
    region: seed.region,
    partition,
    instanceArn: seed.instanceArn ?? `arn:${partition}:sso:::instance/${instance}`,
    identityStoreId: seed.identityStoreId ?? `d-${hex(10, 'identity-store', organization.id, seed.region)}`,
    createdAt: BEGINNING,
    instance: newInstance(),
    applications: new Map(),
    accountAccess: newAccountAccess(),
    trustedTokenIssuers: new Map(),
    iam: seededIam(seed),
    caller: { persona: 'management', ...seed.caller },
    organization,
    directory: newDirectory(),
    permissionSets: new Map(),
    permissionSetsByName: new Map(),
    pairsOfAccount: new Map(),
    assignmentsOf: new Map(),
    operations: new Map(),
    pending: new Set(),
    events: [],
  };
}

function addSet({ state, tell }: Making, seed: SeedPermissionSet, path: string): void {
  if (state.permissionSetsByName.has(seed.name)) tell(`${path}.name`, `\`${seed.name}\` is there twice`);
  const duration = seed.sessionDuration ?? DEFAULT_SESSION;
  if (!isSessionDuration(duration)) tell(`${path}.sessionDuration`, 'must be from PT1H to PT12H');
  const instance = state.instanceArn.slice(state.instanceArn.lastIndexOf('/') + 1);
  putPermissionSet(state, {
    arn: `arn:${state.partition}:sso:::permissionSet/${instance}/ps-${hex(16, 'permission-set', instance, seed.name)}`,
    name: seed.name,
    createdAt: state.now,
    ...optional({ description: seed.description }),
    definition: { ...definitionOf(state, seed), sessionDuration: duration },
    tags: new Map(Object.entries(seed.tags ?? {})),
    pairs: new Map(),
  });
  const { managedPolicy, customerManagedPolicy } = seed.permissionsBoundary ?? {};
  if (
    seed.permissionsBoundary !== undefined &&
    (managedPolicy === undefined) === (customerManagedPolicy === undefined)
  ) {
    tell(`${path}.permissionsBoundary`, 'must have exactly one of managedPolicy and customerManagedPolicy');
  }
}

function definitionOf(state: SandboxState, seed: SeedPermissionSet): Omit<Definition, 'sessionDuration'> {
  const { relayState, inlinePolicy: inline } = seed;
  const boundary = boundaryOf(state, seed.permissionsBoundary);
  return {
    revision: 1,
    ...optional({ relayState }),
    managedPolicies: (seed.managedPolicies ?? []).map((policy) => awsPolicyArn(state, policy)),
    customerManagedPolicies: (seed.customerManagedPolicies ?? []).map(customerPolicy),
    ...(inline === undefined ? {} : { inlinePolicy: typeof inline === 'string' ? inline : JSON.stringify(inline) }),
    ...optional({ boundary }),
  };
}

const customerPolicy = (policy: { readonly name: string; readonly path?: string }): CustomerManagedPolicy => ({
  name: policy.name,
  path: policy.path ?? '/',
});

function boundaryOf(state: SandboxState, seed: SeedPermissionSet['permissionsBoundary']): Boundary | undefined {
  if (seed?.managedPolicy !== undefined) return { kind: 'managed', arn: awsPolicyArn(state, seed.managedPolicy) };
  const { customerManagedPolicy: policy } = seed ?? {};
  return policy === undefined ? undefined : { kind: 'customer-managed', policy: customerPolicy(policy) };
}

function addRow(making: Making, row: SeedAssignment, path: string): void {
  const { state } = making;
  const pair = seededPair(making, row, path);
  const principal = principalOf(making, row, path);
  if (pair === undefined || principal === undefined) return;
  const { accountId, permissionSetArn } = pair;
  addAssignment(state, pair, { permissionSetArn, accountId, principalType: principal.type, principalId: principal.id });
}

function seededPair(making: Making, at: { readonly permissionSet: string; readonly account: string }, path: string) {
  const { state, tell } = making;
  const set = state.permissionSets.get(state.permissionSetsByName.get(at.permissionSet) ?? '');
  const accountId = accountOf(making, at.account);
  if (set === undefined) tell(`${path}.permissionSet`, `names no permission set: \`${at.permissionSet}\``);
  if (accountId === undefined) tell(`${path}.account`, `does not name one account: \`${at.account}\``);
  if (set === undefined || accountId === undefined) return undefined;
  return ensurePair(state, set, accountId, { suffix: hex(16, 'role', set.arn, accountId) });
}

function addPairs(making: Making, seed: SandboxSeed): void {
  for (const [index, at] of (seed.roleOnly ?? []).entries()) seededPair(making, at, `roleOnly[${index}]`);
  for (const [index, at] of (seed.outdated ?? []).entries()) {
    const pair = seededPair(making, at, `outdated[${index}]`);
    // The account holds an earlier revision, about which nothing else is known.
    if (pair !== undefined) pair.provisioned = { ...pair.provisioned, revision: 0 };
  }
  for (const [index, used] of (seed.rolesUsed ?? []).entries()) {
    const pair = seededPair(making, used, `rolesUsed[${index}]`);
    const at = Date.parse(used.at);
    if (Number.isNaN(at)) making.tell(`rolesUsed[${index}].at`, `is no date: \`${used.at}\``);
    else if (pair !== undefined) {
      const region = used.region ?? making.state.region;
      pair.lastUsed = { at, region, ...optional({ services: servicesUseOf(used.services) }) };
    }
  }
}
