// Who has what in which account, and why: every access that the files grant, that live has, or both, as one list that questions and reports ask.
//
// Terms. An access is a holding with each grant that asks for it, and where live is known, with how the two agree. What it comes to is worked out when
// somebody asks (worth.ts): a hundred thousand accesses have a few definitions.
//
// Of the files alone a principal goes by its key. Where live is known it goes by its id, and only what live does not have goes by its key.
import type { Offline } from '../compile.ts';
import type { GrantDeclaration, GroupDeclaration } from '../config/declarations.ts';
import { differingFields } from '../definition/definition.ts';
import { type Field, isOfAccess } from '../definition/fields.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Holding, type Holdings, holdingsFrom } from '../holdings/holdings.ts';
import { type Names, namesOf } from '../holdings/names.ts';
import type { Instant } from '../instant.ts';
import { memoizeByText } from '../memoize.ts';
import { optional } from '../optional.ts';
import { absentPrincipal, principalOfFiles } from '../resolve/file-holdings.ts';
import { type AccountGrant, factsOf, resolveGrants } from '../resolve/grants.ts';
import { type GroupResolution, resolveGroups } from '../resolve/groups.ts';
import { inventoryOfOrganization } from '../resolve/inventory.ts';
import { dividedGrants, resolveSamlTargets, samlRoleAddress } from '../resolve/saml-roles.ts';
import type { Span } from '../source/span.ts';
import { type HoldReason, holdReasonFrom } from '../state/desired.ts';
import { type Directory, identityCenterAdminAccounts } from '../state/directory.ts';
import { type Live, unreadIn } from '../state/live.ts';
import { permissionSetOfRole, roleIn } from '../state/saml-roles.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  accountId,
  assignmentAddress,
  isAccountAccess,
  type PermissionSet,
  type PermissionSetInAccount,
  type PermissionSetName,
  type Principal,
  pairAddress,
  pairOfAssignment,
  permissionSetAddress,
  principalId,
  principalKey,
  targetOf,
} from '../state/state.ts';

export interface Access extends Holding {
  /** Why: each grant that asks for it, in file order. None: no grant of the files does. */
  readonly grants: readonly GrantDeclaration[];
  /** How live agrees; absent where nobody has looked. */
  readonly live?: Agreement;
  /** What it comes to until the next apply: `definition` is that of the files, and the policies of live's are others. */
  readonly liveDefinition?: PermissionSetInAccount;
}

/** What live has of an access that the files grant, or the files of one that live has. */
export type Agreement =
  /** It is there, by the definition of the files. */
  | { readonly kind: 'in-place' }
  /** It is there, but by another definition than that of the files, or its role has an older one. */
  | {
      readonly kind: 'drifted';
      readonly fields: readonly Field[];
      /** The name that the permission set still has there: the next apply renames it. */
      readonly stillCalled?: PermissionSetName;
    }
  /** It is not there. */
  | { readonly kind: 'missing' }
  /** It is not there, and cannot be yet. */
  | { readonly kind: 'held'; readonly reason: HoldReason }
  /** The account is federated by SAML: who takes the role of the grant is the identity provider's to say, and nothing in AWS tells. */
  | { readonly kind: 'federated'; readonly role: FederatedRole }
  /** It is there, and no grant asks for it. */
  | { readonly kind: 'unmanaged' }
  /** It is there, and the grants that asked for it have ended. */
  | { readonly kind: 'ended'; readonly grants: readonly GrantDeclaration[] }
  /** Live was read in part, and not there. */
  | { readonly kind: 'unread' };

/** How the role that a permission set is in a federated account agrees with the files. `unread`: nobody has looked. */
export type FederatedRole = 'in-place' | 'differs' | 'missing' | 'unread';

export interface Accesses extends Holdings<Access> {
  /** Those of live where it is known; else aliases of accounts and display names of the files. */
  readonly names: Names;
  /** What the files say of a group or user; undefined: nothing. */
  readonly declarationOf: (principal: Principal) => GroupDeclaration | undefined;
  /** Who bears a key of the files. */
  readonly principalOf: (key: string) => Principal;
  /** In these, takeover paths count. */
  readonly identityCenterAdminAccounts: ReadonlySet<AccountId>;
  /** When ends of grants were judged. */
  readonly asOf: Instant;
  /** No account is missing: selectors choose among all there are. */
  readonly isWhole: boolean;
  /** Grants that may mean accounts which are not known here. */
  readonly uncertain: readonly GrantDeclaration[];
}

/** What the files grant by themselves. */
export function accessesOfFiles({ declared, inventory, grants, asOf }: Offline): Accesses {
  const { declarations, definitions } = declared;
  const principalOf = memoizeByText((key) => principalOfFiles(key, declarations));
  const all = grants.current.map((accountGrant) =>
    accessFrom(accountGrant, principalOf(accountGrant.group), definitions.get(accountGrant.permissionSet)),
  );
  const management = inventory.accounts.filter((account) => account.management).map(({ id }) => id);
  return {
    ...holdingsFrom(all),
    names: namesOfFiles(declared.declarations),
    declarationOf: ({ id }) => declarations.groups.get(id),
    principalOf,
    identityCenterAdminAccounts: new Set(management),
    asOf,
    isWhole: inventory.complete,
    uncertain: grants.uncertain,
  };
}

export interface LiveSide {
  readonly directory: Directory;
  /** With the roles that account access gives, as far as they were read. */
  readonly live: Live;
  /** A definition with the documents of an account, as far as these were read. */
  readonly inAccount?: (set: PermissionSet, account: AccountId) => PermissionSetInAccount;
}

/** What the files grant and what live has, each once. Groups that the files mistake are as if live did not have them: findings of compile say why. */
export function accessesWithLive({ declared, asOf }: Pick<Offline, 'declared' | 'asOf'>, side: LiveSide): Accesses {
  const { declarations, definitions } = declared;
  const { directory, live, inAccount = (set) => set } = side;
  const { groups, findings } = resolveGroups(declarations, directory, Number.POSITIVE_INFINITY);
  const mistakes = new Map(
    findings.filter(({ severity }) => severity === 'error').map((each) => [placeKey(each.span), each]),
  );
  const mistakeOf = memoizeByText((key) => {
    const declaration = declarations.groups.get(key);
    return declaration && spansIn(declaration).flatMap((span) => mistakes.get(placeKey(span)) ?? [])[0];
  });
  const inventory = inventoryOfOrganization(declarations, directory);
  const { current, expired, uncertain } = resolveGrants(declarations, inventory, asOf);
  const samlTargets = resolveSamlTargets(declarations, inventory, asOf);
  const federated = new Set(dividedGrants(current, samlTargets).saml);
  const there = assignmentsOf(live);
  const idsInLive = new Set<string>([
    ...directory.groups.map(({ id }) => id),
    ...(directory.users.read ? directory.users.value : []).map(({ id }) => id),
    ...[...there.values()].map(({ principal }) => principal.id),
  ]);
  const principalOf = memoizeByText((key): Principal => {
    const [ofFiles, resolution] = [principalOfFiles(key, declarations), groups.get(key)];
    if (hasPrincipal(resolution)) return { ...ofFiles, id: resolution.group.id };
    // A key can be written to be the id of somebody else.
    return idsInLive.has(key) ? { ...ofFiles, id: absentPrincipal(key) } : ofFiles;
  });
  const byPrincipal = new Map(
    [...declarations.groups].map(([key, declaration]) => [principalKey(principalOf(key)), declaration]),
  );
  const endedAt = new Map(
    expired.map((accountGrant) => [addressOf(accountGrant, principalOf(accountGrant.group)), accountGrant.grants]),
  );
  const definedInLive = definedIn(live);
  const oldNames = pendingRenames(declarations, definedInLive);
  const drift = driftIn(side, definitions);
  const definitionIn = (name: PermissionSetName, account: AccountId): PermissionSetInAccount | undefined => {
    if (targetOf(name) === 'account-access') return live.state.roles?.get(pairAddress(name, account));
    const set = definitions.get(name) ?? definedInLive(name);
    return set && inAccount(set, account);
  };
  const inTheAccount = (set: PermissionSet | undefined, account: AccountId) => ({
    ...optional({ liveDefinition: set && inAccount(set, account) }),
  });
  const underOldName = (access: Assignment): Address | undefined => {
    const permissionSet = oldNames.get(access.permissionSet);
    return permissionSet === undefined ? undefined : assignmentAddress({ ...access, permissionSet });
  };
  const granted = current.map((accountGrant): Access => {
    const { permissionSet, group, account } = accountGrant;
    const access = accessFrom(accountGrant, principalOf(group), definitionIn(permissionSet, account));
    const resolution = groups.get(group);
    const before = underOldName(access);
    if (before !== undefined && there.has(before)) {
      const stillCalled = oldNames.get(permissionSet)!;
      const { fields, liveDefinition } = drift.between(permissionSet, stillCalled);
      return {
        ...access,
        ...inTheAccount(liveDefinition, account),
        live: { kind: 'drifted', fields, stillCalled },
      };
    }
    if (federated.has(accountGrant) && !there.has(access.address))
      return federatedAccess(access, { address: samlRoleAddress(accountGrant, samlTargets), live });
    return there.has(access.address)
      ? { ...access, ...inTheAccount(drift.liveDefinition(permissionSet), account), live: drift.of(access) }
      : { ...access, live: absence(access, { resolution, mistake: mistakeOf(group), live }) };
  });
  const asked = new Set(granted.flatMap((access) => [access.address, underOldName(access) ?? access.address]));
  const others = [...there].flatMap(([address, assignment]): readonly Access[] => {
    if (asked.has(address)) return [];
    const ended = endedAt.get(address);
    return [
      {
        ...holding(assignment, address, definitionIn(assignment.permissionSet, assignment.account)),
        ...inTheAccount(drift.liveDefinition(assignment.permissionSet), assignment.account),
        grants: [],
        live: ended === undefined ? { kind: 'unmanaged' } : { kind: 'ended', grants: ended },
      },
    ];
  });
  const names = namesOf(directory, live);
  const waiting = [...declarations.groups.values()].filter(({ key }) => !hasPrincipal(groups.get(key.value)));
  const ofFiles = Object.fromEntries(
    waiting.map(({ key, displayName }) => [principalOf(key.value).id, displayName.value]),
  );
  return {
    ...holdingsFrom([...granted, ...others]),
    names: { ...names, principals: { ...ofFiles, ...names.principals } },
    declarationOf: (principal) => byPrincipal.get(principalKey(principal)),
    principalOf,
    identityCenterAdminAccounts: identityCenterAdminAccounts(directory),
    asOf,
    isWhole: true,
    uncertain,
  };
}

/** Of a grant in a federated account. What the role there gives counts until the next apply, as of a permission set. */
function federatedAccess(
  access: Access,
  { address, live }: { readonly address: Address | undefined; readonly live: Live },
): Access {
  const { account, definition } = access;
  if (address === undefined || unreadIn(live, 'saml-roles', account) !== undefined)
    return { ...access, live: { kind: 'federated', role: 'unread' } };
  const resource = live.state.resources?.get(address);
  const there = permissionSetOfRole(resource);
  if (resource === undefined || there === undefined) return { ...access, live: { kind: 'federated', role: 'missing' } };
  const isSame = definition !== undefined && differingFields(definition, there).every((field) => !isOfAccess(field));
  const { otherInlinePolicies: unread = [] } = roleIn(resource);
  if (isSame && unread.length === 0) return { ...access, live: { kind: 'federated', role: 'in-place' } };
  // Of inline policies that no file has, nothing is read but their names.
  const text = `the inline policies of role ${resource.name}`;
  const inline = unread.length === 0 ? {} : { inlinePolicy: { kind: 'opaque', text, isUnread: true } as const };
  return { ...access, liveDefinition: { ...there, ...inline }, live: { kind: 'federated', role: 'differs' } };
}

function namesOfFiles({ accounts, groups }: Offline['declared']['declarations']): Names {
  return {
    accounts: Object.fromEntries([...accounts.values()].map(({ id, alias }) => [accountId(id.value), alias.value])),
    principals: Object.fromEntries([...groups].map(([key, { displayName }]) => [principalId(key), displayName.value])),
    organizationalUnits: Object.fromEntries(
      [...accounts.values()].map(({ id, organizationalUnit }) => [
        accountId(id.value),
        organizationalUnit?.value ?? '',
      ]),
    ),
  };
}

const addressOf = ({ permissionSet, account }: AccountGrant, principal: Principal): Address =>
  assignmentAddress({ permissionSet, account, principal });

function accessFrom(
  { permissionSet, account, grants }: AccountGrant,
  principal: Principal,
  definition: PermissionSetInAccount | undefined,
): Access {
  const assignment = { permissionSet, account, principal };
  return { ...assignment, address: assignmentAddress(assignment), definition, facts: factsOf(grants), grants };
}

const holding = (
  { permissionSet, account, principal }: Assignment,
  address: Address,
  definition: PermissionSetInAccount | undefined,
): Holding => ({ permissionSet, account, principal, address, definition, facts: NO_FACTS });

const NO_FACTS = { origins: [] } as const;

function hasPrincipal(
  resolution: GroupResolution | undefined,
): resolution is Exclude<GroupResolution, { readonly status: 'missing' }> {
  return resolution !== undefined && resolution.status !== 'missing';
}

/** Those of sets that nobody declared are known after an audit only. */
function assignmentsOf({ state, others }: Live): ReadonlyMap<Address, Assignment> {
  const ofOthers = others.flatMap(({ assignments }) => (assignments.read ? assignments.value : []));
  // An application is no access to an account: see applications.ts.
  return new Map([
    ...[...state.assignments].filter(([, { permissionSet }]) => isAccountAccess(permissionSet)),
    ...ofOthers.map((assignment) => [assignmentAddress(assignment), assignment] as const),
  ]);
}

function definedIn({ state, others }: Live): (name: PermissionSetName) => PermissionSet | undefined {
  const ofOthers = new Map(
    others.map(({ name, definition }) => [name, definition.read ? definition.value : undefined]),
  );
  return (name) => state.permissionSets.get(permissionSetAddress(name)) ?? ofOthers.get(name);
}

/** By the name that the files have: what live has under the old one, and not under the new one. */
function pendingRenames(
  { permissionSets }: Offline['declared']['declarations'],
  inLive: (name: PermissionSetName) => PermissionSet | undefined,
): ReadonlyMap<PermissionSetName, PermissionSetName> {
  return new Map(
    [...permissionSets].flatMap(([name, declaration]) => {
      const before = declaration.kind === 'managed' ? declaration.renamedFrom?.value : undefined;
      const isPending = before !== undefined && !permissionSets.has(before) && inLive(before) !== undefined;
      return isPending && inLive(name) === undefined ? [[name, before] as const] : [];
    }),
  );
}

/** Where findings about a declaration of a group or user stand. */
export function spansIn({ key, displayName, pin }: GroupDeclaration): readonly Span[] {
  if (pin === undefined) return [key.span, displayName.span];
  if (pin.kind === 'unpinned') return [key.span, displayName.span, pin.span];
  const ofStore = 'groupId' in pin && pin.groupId !== undefined ? [pin.groupId.span] : [];
  return [key.span, displayName.span, pin.id.span, ...ofStore];
}

const placeKey = (span: Span | undefined): string => `${span?.file}:${span?.start.offset}`;

interface Absent {
  readonly resolution: GroupResolution | undefined;
  /** Why the group or user is not known in live. */
  readonly mistake: Diagnostic | undefined;
  readonly live: Live;
}

function absence(access: Access, { resolution, mistake, live: { partlyRead } }: Absent): Agreement {
  if (resolution === undefined && mistake !== undefined) return { kind: 'held', reason: holdReasonFrom(mistake) };
  if (resolution !== undefined && resolution.status !== 'found') return { kind: 'held', reason: resolution.holdReason };
  return partlyRead.has(pairOfAssignment(access)) ? { kind: 'unread' } : { kind: 'missing' };
}

function driftIn({ live }: LiveSide, definitions: ReadonlyMap<PermissionSetName, PermissionSet>) {
  const inLive = (name: PermissionSetName) => live.state.permissionSets.get(permissionSetAddress(name));
  const differing = (declared: PermissionSet | undefined, there: PermissionSet | undefined): readonly Field[] => {
    if (declared === undefined || there === undefined) return [];
    // Absent tags are not ours, and the owner is a tag of ours.
    const fields = differingFields(declared, there);
    return fields.filter((field) => field !== 'owner' && (field !== 'tags' || declared.tags !== undefined));
  };
  const fieldsOf = memoizeByText((name) => differing(definitions.get(name), inLive(name)));
  return {
    /** Of a set that live has under another name. */
    between: (name: PermissionSetName, inLiveAs: PermissionSetName) => {
      const there = inLive(inLiveAs);
      const fields = differing(definitions.get(name), there);
      return { fields, liveDefinition: fields.some(isOfAccess) ? there : undefined };
    },
    /** Undefined: it allows what that of the files does, or the files have none. */
    liveDefinition: (name: PermissionSetName) => (fieldsOf(name).some(isOfAccess) ? inLive(name) : undefined),
    of: (access: Access): Agreement => {
      const fields = fieldsOf(access.permissionSet);
      const isOutdated = live.state.provisioned.get(pairOfAssignment(access)) === 'outdated';
      return fields.length > 0 || isOutdated ? { kind: 'drifted', fields } : { kind: 'in-place' };
    },
  };
}
