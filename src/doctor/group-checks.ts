// The checks of groups that give access, as Entra has them: what they are, who may change their members, and who is in them.
import { objectIdOf } from '../config/object-id.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { GroupRequirement } from '../diagnostics/rules/doctor-groups.ts';
import type { Named } from '../diagnostics/wording.ts';
import { lookAlikes } from '../names/look-alike.ts';
import type { User } from '../state/directory.ts';
import type { EntraPrincipal } from '../state/entra.ts';
import { oneLine } from '../state/group-step.ts';
import type { Fact } from '../state/health.ts';
import { unassigned } from './application-checks.ts';
import { type Check, check, type Expected, type Missing, PLACES } from './check.ts';
import {
  type AccessGroup,
  accessGroups,
  declaredGroups,
  groupNamed,
  liveBy,
  principalNamed,
  userNamed,
} from './declared.ts';
import type { EntraFacts } from './entra-facts.ts';

const named = ({ group: { displayName: name, id } }: AccessGroup): Named => ({ name, id });
const about = (each: AccessGroup) => ({ key: each.declaration.key.value, group: named(each) });
const at = ({ declaration }: AccessGroup) => ({ span: declaration.key.span });

export const ENTRA_GROUP_CHECKS = {
  'doctor/group-gone': check(
    'Groups of the files',
    {
      passes: 'every synced group is still in Entra',
      where: PLACES.provisioning,
      doubts: (_, __, { unasked }) => (unasked === undefined ? [] : [unasked]),
    },
    ['someGroups', 'tenantGroups'],
    ({ someGroups, tenantGroups: { absent } }) => {
      const gone = someGroups.filter(({ externalIds }) => externalIds.some(({ id }) => absent.has(id.toLowerCase())));
      return [gone.length > 0 && diagnose('doctor/group-gone', { groups: gone.map(groupNamed) })];
    },
  ),
  'doctor/group-not-security-enabled': check(
    'Groups of the files',
    { passes: 'every declared group is security-enabled', where: PLACES.groupProperties },
    ['groups', 'tenantGroups', 'declared'],
    ({ groups, tenantGroups, declared }) => {
      const found = liveBy(groups);
      // Of one that is not there yet it is the step at which it waits.
      return accessGroups(declared, tenantGroups).map(
        (each) =>
          !each.group.securityEnabled &&
          found.byPin(each.declaration.pin) !== undefined &&
          diagnose('doctor/group-not-security-enabled', about(each), at(each)),
      );
    },
  ),
  'doctor/group-nested': check(
    'Groups of the files',
    { passes: 'no declared group has nested groups', where: PLACES.groupMembers },
    ['tenantGroups', 'groupMembers', 'declared'],
    ({ tenantGroups, groupMembers, declared }) =>
      accessGroups(declared, tenantGroups).map((each) => {
        const nested = (groupMembers.get(each.group.id) ?? []).filter(({ kind }) => kind === 'group');
        return (
          nested.length > 0 &&
          diagnose('doctor/group-nested', { ...about(each), nested: nested.map(principalNamed) }, at(each))
        );
      }),
  ),
  'doctor/entra-namesakes': check(
    'Groups of the files',
    { passes: 'no other group of Entra has the name of a declared one', where: PLACES.groupAudit },
    ['tenantGroups', 'declared'],
    ({ tenantGroups: { groups }, declared }) => {
      const like = lookAlikes([...groups.values()], ({ displayName }) => displayName);
      const own = new Set(declaredGroups(declared).flatMap((declaration) => objectIdOf(declaration) ?? []));
      return declaredGroups(declared).map((declaration) => {
        const { key, displayName } = declaration;
        const all = like(displayName.value).filter(({ id }) => !own.has(id));
        // Without a pin, the first of the name is the one that may be meant.
        const others = objectIdOf(declaration) === undefined ? all.slice(1) : all;
        const facts = { key: key.value, groups: others.map(({ displayName: name, id }) => ({ name, id })) };
        return others.length > 0 && diagnose('doctor/entra-namesakes', facts, { span: key.span });
      });
    },
  ),
  'doctor/self-service-groups': check(
    'Groups that give access',
    { passes: 'not everybody may make security groups', where: PLACES.groupSettings },
    ['groupCreation'],
    ({ groupCreation: { everybody } }) => [everybody && diagnose('doctor/self-service-groups', {})],
  ),
  'doctor/name-adoption': check(
    'Groups that give access',
    { passes: 'nobody can take over a group by its name', where: PLACES.provisioningSettings },
    ['groupCreation', 'someGroups', 'assignments', 'tenantGroups'],
    ({ groupCreation: { everybody }, someGroups, assignments, tenantGroups }) => {
      const { length: count } = unassigned(someGroups, assignments, tenantGroups.absent);
      return [everybody && count > 0 && diagnose('doctor/name-adoption', { count })];
    },
  ),
  'doctor/group-owners': check(
    'Groups that give access',
    {
      passes: 'they have no owners',
      where: PLACES.groupOwners,
      doubts: (_, __, { eligibility }) => doubtOf(eligibility),
    },
    ['tenantGroups', 'groupOwners', 'declared'],
    ({ tenantGroups, groupOwners, declared }, expected, { eligibility }) =>
      accessGroups(declared, tenantGroups).map((each) => {
        const who = [...(groupOwners.get(each.group.id) ?? []), ...eligibleOwners(each.group.id, eligibility)];
        return (
          who.length > 0 &&
          !isRequired('noOwners', each, expected) &&
          diagnose('doctor/group-owners', { ...about(each), who: who.map(principalNamed) }, at(each))
        );
      }),
  ),
  'doctor/group-dynamic': check(
    'Groups that give access',
    { passes: 'their members are assigned', where: PLACES.groups },
    ['tenantGroups', 'declared'],
    ({ tenantGroups, declared }, expected) =>
      accessGroups(declared, tenantGroups).map((each) => {
        const { dynamic } = each.group;
        if (dynamic === undefined || isRequired('noDynamicRule', each, expected)) return false;
        return diagnose('doctor/group-dynamic', { ...about(each), rule: oneLine(dynamic.rule) }, at(each));
      }),
  ),
  'doctor/group-on-premises': check(
    'Groups that give access',
    { passes: 'they are groups of Entra itself', where: PLACES.groups },
    ['tenantGroups', 'declared'],
    ({ tenantGroups, declared }, expected) =>
      accessGroups(declared, tenantGroups).map(
        (each) =>
          each.group.onPremisesSynced &&
          !isRequired('cloudOnly', each, expected) &&
          diagnose('doctor/group-on-premises', about(each), at(each)),
      ),
  ),
  'doctor/group-open': check(
    'Groups that give access',
    { passes: 'nobody may join them by themselves', where: PLACES.groups },
    ['tenantGroups', 'declared'],
    ({ tenantGroups, declared }) =>
      accessGroups(declared, tenantGroups).map(
        (each) =>
          each.group.unified &&
          each.group.visibility === 'Public' &&
          diagnose('doctor/group-open', about(each), at(each)),
      ),
  ),
  'doctor/group-not-role-assignable': check(
    'Groups that give access',
    { passes: 'those of administrators are role-assignable', where: PLACES.groups, doubts: unknownAccess },
    ['tenantGroups', 'declared'],
    ({ tenantGroups, declared }, expected) =>
      administrators(accessGroups(declared, tenantGroups), expected).map(
        (each) =>
          !each.group.roleAssignable &&
          !isRequired('roleAssignable', each, expected) &&
          diagnose('doctor/group-not-role-assignable', about(each), at(each)),
      ),
  ),
  'doctor/group-standing': check(
    'Groups that give access',
    { passes: 'administrators are eligible, not standing', where: PLACES.eligibility, doubts: unknownAccess },
    ['tenantGroups', 'groupMembers', 'eligibility', 'declared'],
    ({ tenantGroups, groupMembers, eligibility, declared }, expected) =>
      administrators(accessGroups(declared, tenantGroups), expected).map((each) => {
        // Somebody eligible is a member while they have activated it.
        const eligible = new Set(
          (eligibility.get(each.group.id) ?? []).flatMap(({ access, principalId }) =>
            access === 'member' ? [principalId] : [],
          ),
        );
        const who = (groupMembers.get(each.group.id) ?? []).filter(({ id }) => !eligible.has(id));
        return (
          who.length > 0 &&
          !isRequired('eligibleOnly', each, expected) &&
          diagnose('doctor/group-standing', { ...about(each), who: who.map(principalNamed) }, at(each))
        );
      }),
  ),
  'doctor/group-requirement': check(
    'Groups that give access',
    { passes: 'they meet what `entra.require` demands', where: PLACES.groups, doubts: requirementDoubts },
    ['tenantGroups', 'declared'],
    ({ tenantGroups, declared }, expected, all) =>
      accessGroups(declared, tenantGroups).flatMap((each) =>
        requirementsOf(each, expected).map((requirement) => {
          const who = breaking(requirement, each, all);
          if (who === undefined || who === 'not-known') return false;
          const facts = { ...about(each), requirement, who: who.map(principalNamed) };
          return { ...diagnose('doctor/group-requirement', facts, at(each)), where: REQUIREMENT_PLACES[requirement] };
        }),
      ),
  ),
  'doctor/members-not-in-entra': check(
    'Groups that give access',
    { passes: 'nobody is in them but by Entra', where: PLACES.directory },
    ['groups', 'users', 'memberships', 'tenantGroups', 'groupMembers', 'declared'],
    (facts) =>
      comparedMembers(facts).map(
        ({ each, extra }) =>
          extra.length > 0 &&
          diagnose('doctor/members-not-in-entra', { ...about(each), who: extra.map(userNamed) }, at(each)),
      ),
  ),
  'doctor/members-not-synced': check(
    'Groups that give access',
    { passes: 'everybody who is in them has arrived', where: PLACES.logs },
    ['groups', 'users', 'memberships', 'tenantGroups', 'groupMembers', 'declared'],
    (facts) =>
      comparedMembers(facts).map(
        ({ each, missing }) =>
          missing.length > 0 &&
          diagnose('doctor/members-not-synced', { ...about(each), who: missing.map(principalNamed) }, at(each)),
      ),
  ),
};

const administrators = (all: readonly AccessGroup[], { access }: Expected): readonly AccessGroup[] =>
  all.filter(({ declaration }) => access.administrators.has(declaration.key.value));

/** A group of which nobody knows what it is granted may be a group of administrators. */
function unknownAccess(_: unknown, { access, groups }: Expected): readonly Missing[] {
  const phrases = declaredGroups(groups).flatMap(({ key }) =>
    access.administrators.has(key.value) ? [] : (access.unknown.get(key.value) ?? []),
  );
  return [...new Set(phrases)].sort().map((subject) => ({ reason: 'depends', subject }));
}

function requirementsOf({ declaration }: AccessGroup, { access, require }: Expected): readonly GroupRequirement[] {
  const isAdministrator = access.administrators.has(declaration.key.value);
  return [...new Set([...require.all, ...(isAdministrator ? require.administrator : [])])];
}

const isRequired = (requirement: GroupRequirement, each: AccessGroup, expected: Expected): boolean =>
  requirementsOf(each, expected).includes(requirement);

const REQUIREMENT_PLACES: Readonly<Record<GroupRequirement, string>> = {
  roleAssignable: PLACES.groups,
  noOwners: PLACES.groupOwners,
  noDynamicRule: PLACES.groups,
  cloudOnly: PLACES.groups,
  eligibleOnly: PLACES.eligibility,
};

/** What it takes to tell, besides the group itself. Somebody eligible to be an owner is as good as one. */
const REQUIREMENT_NEEDS: Readonly<
  Record<GroupRequirement, readonly ('groupOwners' | 'groupMembers' | 'eligibility')[]>
> = {
  roleAssignable: [],
  noOwners: ['groupOwners', 'eligibility'],
  noDynamicRule: [],
  cloudOnly: [],
  eligibleOnly: ['groupMembers'],
};

/** Who breaks it; nobody by name where it is the group itself. Undefined: it is met. */
function breaking(
  requirement: GroupRequirement,
  { group }: AccessGroup,
  { groupOwners, groupMembers, eligibility }: EntraFacts,
): readonly EntraPrincipal[] | 'not-known' | undefined {
  const some = (fact: Fact<ReadonlyMap<string, readonly EntraPrincipal[]>>) => {
    if (!fact.read) return 'not-known';
    const who = fact.value.get(group.id) ?? [];
    return who.length === 0 ? undefined : who;
  };
  const itself = (isBroken: boolean) => (isBroken ? [] : undefined);
  switch (requirement) {
    case 'roleAssignable':
      return itself(!group.roleAssignable);
    case 'noDynamicRule':
      return itself(group.dynamic !== undefined);
    case 'cloudOnly':
      return itself(group.onPremisesSynced);
    case 'noOwners': {
      const owners = some(groupOwners);
      const later = eligibleOwners(group.id, eligibility);
      if (later.length === 0) return owners;
      return [...(Array.isArray(owners) ? owners : []), ...later];
    }
    case 'eligibleOnly':
      return some(groupMembers);
    default:
      return requirement satisfies never;
  }
}

/** As good as owners. */
function eligibleOwners(group: string, eligibility: EntraFacts['eligibility']): readonly EntraPrincipal[] {
  const eligible = eligibility.read ? (eligibility.value.get(group) ?? []) : [];
  return eligible.flatMap(({ access, principalId: id }): readonly EntraPrincipal[] =>
    access === 'owner' ? [{ id, kind: 'other', displayName: 'eligible as an owner' }] : [],
  );
}

/** Without Privileged Identity Management nobody is eligible. */
const doubtOf = (fact: Fact<unknown>): readonly Missing[] =>
  fact.read || fact.reason === 'unsupported' ? [] : [{ reason: fact.reason, subject: fact.subject }];

function requirementDoubts(...[, expected, all]: Parameters<NonNullable<Check['doubts']>>): readonly Missing[] {
  const { require } = expected;
  const needs = [...require.all, ...require.administrator].flatMap((each) => REQUIREMENT_NEEDS[each]);
  const missing = [...new Set(needs)].flatMap((need): readonly Missing[] => {
    const fact = all[need];
    if (need === 'eligibility') return doubtOf(fact);
    return fact.read ? [] : [{ reason: fact.reason, subject: fact.subject }];
  });
  return [...missing, ...(require.administrator.length === 0 ? [] : unknownAccess(undefined, expected))];
}

interface Compared {
  readonly each: AccessGroup;
  /** In Identity Center, and not in Entra. */
  readonly extra: readonly User[];
  /** In Entra, and not in Identity Center. */
  readonly missing: readonly EntraPrincipal[];
}

interface MemberFacts {
  readonly groups: Parameters<typeof liveBy>[0];
  readonly users: readonly User[];
  readonly memberships: ReadonlyMap<string, readonly string[]>;
  readonly tenantGroups: Parameters<typeof accessGroups>[1];
  readonly groupMembers: ReadonlyMap<string, readonly EntraPrincipal[]>;
  readonly declared: Expected['groups'];
}

/** By external id, which is the object id; where it is mapped from something else, by user name. Only of groups whose members were read on both sides. */
function comparedMembers(facts: MemberFacts): readonly Compared[] {
  const { groups, users, memberships, tenantGroups, groupMembers, declared } = facts;
  const byId = new Map(users.map((user) => [user.id as string, user]));
  const found = liveBy(groups);
  return accessGroups(declared, tenantGroups).flatMap((each): readonly Compared[] => {
    const live = found.byPin(each.declaration.pin);
    const liveMembers = live && memberships.get(live.id);
    const members = groupMembers.get(each.group.id)?.filter(({ kind }) => kind === 'user');
    if (liveMembers === undefined || members === undefined) return [];
    // A member whose user was not listed is somebody all the same.
    const inStore = liveMembers.map((id) => byId.get(id) ?? ({ id, userName: id, externalIds: [] } as unknown as User));
    const keysInEntra = new Set(members.flatMap(keysOfPrincipal));
    const keysInStore = new Set(inStore.flatMap(keysOfUser));
    return [
      {
        each,
        extra: inStore.filter((user) => !keysOfUser(user).some((key) => keysInEntra.has(key))),
        missing: members.filter((member) => !keysOfPrincipal(member).some((key) => keysInStore.has(key))),
      },
    ];
  });
}

const keysOfUser = ({ userName, externalIds }: User): readonly string[] => [
  ...externalIds.map(({ id }) => `id ${id.toLowerCase()}`),
  `name ${userName.toLowerCase()}`,
];

const keysOfPrincipal = ({ id, userPrincipalName: name }: EntraPrincipal): readonly string[] => [
  `id ${id}`,
  ...(name === undefined ? [] : [`name ${signInName(name)}`]),
];

/** As Entra writes the user name of a guest: `ann_corp.example#EXT#@orchard.example` is provisioned as `ann@corp.example` ("How application provisioning works"). */
function signInName(name: string): string {
  const lower = name.toLowerCase();
  const guest = /^(.+)_([^_@]+)#ext#@/.exec(lower);
  return guest === null ? lower : `${guest[1]}@${guest[2]}`;
}
