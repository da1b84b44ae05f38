// Account grants and definitions → Desired: the last step on the files' side, in live's own terms.
import type { Declarations, Settings } from '../config/declarations.ts';
import { optional } from '../optional.ts';
import type { Span } from '../source/span.ts';
import { type AccessControl, inKeyOrder } from '../state/access-control.ts';
import { APPLICATION, APPLICATION_ADDRESS } from '../state/account-access.ts';
import {
  type Desired,
  type Facts,
  type Held,
  type HoldReason,
  type OwnershipRules,
  originOf,
  type SamlGrant,
} from '../state/desired.ts';
import {
  type Address,
  type Assignment,
  ATTRIBUTES_ADDRESS,
  assignmentAddress,
  type OtherTarget,
  type PermissionSet,
  type PermissionSetName,
  type PrincipalId,
  pairAddress,
  permissionSetAddress,
  type Resource,
} from '../state/state.ts';
import {
  applicationResources,
  applicationsDeclared,
  heldOnApplications,
  type ResolvedApplications,
} from './applications.ts';
import { absentPrincipal } from './file-holdings.ts';
import { type ApplicationGrant, type AccountGrant, factsOf } from './grants.ts';
import type { GroupResolution } from './groups.ts';
import type { SamlDesired } from './saml-roles.ts';
import { hasEnded, ignoreRuleOf } from './ignoring.ts';

/** What assertions send needs a configuration, and no line in it. */
function accessControlOf({ accessControlAttributes: declared }: Settings): AccessControl | undefined {
  if (declared === undefined || declared.length === 0) return declared && {};
  const attributes = declared.flatMap(({ key, source }) =>
    source === undefined ? [] : [{ key: key.value, source: source.value }],
  );
  return { attributes: inKeyOrder(attributes) };
}

export interface DesiredInputs {
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  readonly owner: string;
  readonly declarations: Declarations;
  readonly definitions: ReadonlyMap<PermissionSetName, PermissionSet>;
  readonly current: readonly AccountGrant[];
  readonly expired: readonly AccountGrant[];
  readonly applications: ResolvedApplications['applications'];
  /** Those of applications that were not found among them. */
  readonly onApplications: readonly ApplicationGrant[];
  /** Of accounts that are federated by SAML. */
  readonly saml?: SamlDesired;
  /** By key; keys that are absent had an error. */
  readonly groups: ReadonlyMap<string, GroupResolution>;
}

export function desiredOf(inputs: DesiredInputs): Desired {
  const { declarations, definitions, groups, saml } = inputs;
  const { assignments, facts } = assignmentsOf(inputs);
  return {
    state: {
      permissionSets: new Map([...definitions].map(([name, definition]) => [permissionSetAddress(name), definition])),
      assignments,
      provisioned: new Map(),
      ...optional({
        accessControl: accessControlOf(declarations.settings),
        resources: resourcesOf(inputs),
      }),
    },
    facts: saml === undefined ? facts : new Map([...facts, ...saml.facts]),
    ...optional({ samlRoles: saml?.query, samlGrants: samlGrantsOf(inputs), targets: targetsOf(inputs) }),
    ...(declarations.applications.size === 0
      ? {}
      : { applications: applicationsDeclared(declarations, inputs.applications) }),
    ...missingOf(inputs),
    external: placesOfExternal(declarations),
    groups: new Set(present(groups).map(({ id }) => id)),
    changedGroups: changedGroups(groups),
    nameCollisions: nameCollisionsIn(groups),
    expired: expiredAssignments(inputs),
    renames: renamesOf(declarations),
    rules: { owner: inputs.owner, ...rulesOf(declarations.settings, inputs.asOf) },
  };
}

/** With what is known of them, and of permission sets. There may be a million. */
function assignmentsOf(inputs: DesiredInputs) {
  const assignments = new Map<Address, Assignment>();
  const facts = new Map<Address, Facts>([
    ...definitionFacts(inputs.declarations),
    ...factsOfSetting(inputs.declarations.settings, 'accessControlAttributes', ATTRIBUTES_ADDRESS),
    ...factsOfSetting(inputs.declarations.settings, 'accountAccess', APPLICATION_ADDRESS),
    ...applicationResources(inputs.declarations, inputs.applications).facts,
  ]);
  for (const accountGrant of inputs.current) {
    const assignment = assignmentOf(accountGrant, inputs);
    if (assignment === undefined) continue;
    const address = assignmentAddress(assignment);
    assignments.set(address, assignment);
    facts.set(address, factsOf(accountGrant.grants));
  }
  return { assignments, facts };
}

function assignmentOf(
  { group, permissionSet, account }: AccountGrant,
  { groups, declarations }: DesiredInputs,
): Assignment | undefined {
  const resolution = groups.get(group);
  if (resolution === undefined || resolution.status === 'missing') return undefined;
  const type = declarations.groups.get(group)!.kind;
  return { permissionSet, account, principal: { type, id: resolution.group.id } };
}

/** Whom Identity Center does not know may sign in by SAML all the same, and guardrails are about them as well. */
const samlGrantsOf = (inputs: DesiredInputs): readonly SamlGrant[] | undefined =>
  inputs.saml?.granted.flatMap(({ accountGrant, role }) => {
    const { group, permissionSet, account, grants } = accountGrant;
    const declared = inputs.declarations.groups.get(group);
    if (declared === undefined) return [];
    const absent = { permissionSet, account, principal: { type: declared.kind, id: absentPrincipal(group) } };
    const name = declared.displayName.value;
    return [{ assignment: assignmentOf(accountGrant, inputs) ?? absent, role, name, facts: factsOf(grants) }];
  });

function factsOfSetting(
  { places }: Settings,
  setting: string,
  address: Address,
): readonly (readonly [Address, Facts])[] {
  const span = places.get(setting);
  return span === undefined ? [] : [[address, { origins: [span] }]];
}

/** Undefined: Identity Center alone. */
function targetsOf({
  declarations: { settings, applications },
  saml,
}: DesiredInputs): ReadonlySet<OtherTarget> | undefined {
  const targets: readonly OtherTarget[] = [
    ...(settings.accountAccess === undefined ? [] : (['account-access'] as const)),
    ...(saml === undefined ? [] : (['saml-roles'] as const)),
    ...(applications.size === 0 ? [] : (['applications'] as const)),
  ];
  return targets.length === 0 ? undefined : new Set(targets);
}

function resourcesOf({
  declarations,
  owner,
  saml,
  applications,
}: DesiredInputs): ReadonlyMap<Address, Resource> | undefined {
  const isApplicationOurs = declarations.settings.accountAccess?.application === 'managed';
  if (saml === undefined && !isApplicationOurs && declarations.applications.size === 0) return undefined;
  const application: Resource = { ...APPLICATION, definition: {}, owner };
  return new Map<Address, Resource>([
    ...(isApplicationOurs ? ([[APPLICATION_ADDRESS, application]] as const) : []),
    ...(saml?.resources ?? []),
    ...applicationResources(declarations, applications).resources,
  ]);
}

function definitionFacts({ permissionSets }: Declarations): readonly (readonly [Address, Facts])[] {
  return [...permissionSets.values()].map(({ name }) => [permissionSetAddress(name.value), { origins: [name.span] }]);
}

function missingOf(inputs: DesiredInputs): Pick<Desired, 'held' | 'deleteBlockedPairs'> {
  const { held, deleteBlockedPairs } = missingGroups(inputs);
  const { declarations, onApplications, applications } = inputs;
  return { held: [...held, ...heldOnApplications(declarations, onApplications, applications)], deleteBlockedPairs };
}

/** What is granted to groups that live does not have: held; and nothing is deleted from the pairs it would fill. */
function missingGroups({ declarations, current, groups }: DesiredInputs): Pick<Desired, 'held' | 'deleteBlockedPairs'> {
  const held: Held[] = [];
  const deleteBlockedPairs = new Map<Address, HoldReason>();
  const renames = renamesOf(declarations);
  for (const { group, permissionSet, account, grants } of current) {
    const resolution = groups.get(group);
    if (resolution?.status !== 'missing') continue;
    const { holdReason } = resolution;
    const { kind: type, displayName } = declarations.groups.get(group)!;
    const principal = { type, name: displayName.value };
    held.push({
      kind: 'assignment',
      action: 'create',
      permissionSet,
      account,
      principal,
      origins: grants.map(({ span }) => originOf(span)),
      ...holdReason,
    });
    deleteBlockedPairs.set(pairAddress(permissionSet, account), holdReason);
    const old = renames.get(permissionSet);
    if (old !== undefined) deleteBlockedPairs.set(pairAddress(old, account), holdReason);
  }
  return { held, deleteBlockedPairs };
}

function placesOfExternal({ permissionSets }: Declarations): ReadonlyMap<PermissionSetName, Span> {
  const external = [...permissionSets.values()].filter(({ kind }) => kind === 'external');
  return new Map(external.map(({ name }) => [name.value, name.span]));
}

function present(groups: DesiredInputs['groups']) {
  return [...groups.values()].flatMap((resolution) => (resolution.status === 'missing' ? [] : [resolution.group]));
}

function changedGroups(groups: DesiredInputs['groups']): ReadonlyMap<PrincipalId, HoldReason> {
  return new Map(
    [...groups.values()].flatMap((resolution) =>
      resolution.status === 'changed' ? [[resolution.group.id, resolution.holdReason]] : [],
    ),
  );
}

function nameCollisionsIn(groups: DesiredInputs['groups']): ReadonlyMap<PrincipalId, HoldReason> {
  return new Map(
    [...groups.values()].flatMap((resolution) =>
      resolution.status === 'missing'
        ? resolution.nameCollisions.map(({ id }) => [id, resolution.holdReason] as const)
        : [],
    ),
  );
}

function expiredAssignments(inputs: DesiredInputs): ReadonlyMap<Address, readonly Span[]> {
  const assignments = inputs.expired.map((accountGrant) => ({
    assignment: assignmentOf(accountGrant, inputs),
    spans: accountGrant.grants.map(({ span }) => span),
  }));
  return new Map(
    assignments.flatMap(({ assignment, spans }) =>
      assignment === undefined ? [] : [[assignmentAddress(assignment), spans]],
    ),
  );
}

export function renamesOf({ permissionSets }: Declarations): ReadonlyMap<PermissionSetName, PermissionSetName> {
  return new Map(
    [...permissionSets.values()].flatMap((declaration) =>
      declaration.kind === 'managed' && declaration.renamedFrom !== undefined
        ? [[declaration.name.value, declaration.renamedFrom.value]]
        : [],
    ),
  );
}

function rulesOf({ identityCenter, unmanaged, guards }: Settings, asOf: number): Omit<OwnershipRules, 'owner'> {
  const ignoring = unmanaged.ignore.filter((item) => !hasEnded(item, asOf));
  return {
    unmanagedSets: unmanaged.permissionSets,
    groupAssignments: unmanaged.groupAssignments,
    userAssignments: unmanaged.userAssignments,
    orphans: unmanaged.orphans,
    ignore: ignoring.filter(({ controlTower }) => !controlTower).map(ignoreRuleOf),
    ignoresControlTower: ignoring.some(({ controlTower }) => controlTower),
    deletes: guards.deletes,
    unattended: guards.unattended,
    owners: identityCenter.owners.map(({ value }) => value),
  };
}
