// The checks of `access doctor`, one for each of its codes: what each has to know, and what it makes of that. A check whose facts are not all there is not
// run, so that nothing unknown can pass. Here are those of what AWS knows.
import { isGuid, objectIdOf } from '../config/object-id.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { GroupStep } from '../diagnostics/group-step.ts';
import type { Code } from '../diagnostics/rules.ts';
import { dateOf, type Instant } from '../instant.ts';
import { lookAlikes } from '../names/look-alike.ts';
import type { Account, Group, User } from '../state/directory.ts';
import type { EntraState } from '../state/entra.ts';
import { stepOf } from '../state/group-step.ts';
import { APPLICATION_CHECKS } from './application-checks.ts';
import { type Check, check, type Expected, type Finding, PLACES, undeclared } from './check.ts';
import { declaredGroups, declaredLive, groupNamed, idOf, liveBy, userNamed } from './declared.ts';
import type { TokenDate } from './facts.ts';
import { FENCE_CHECKS } from './fence-checks.ts';
import { FEDERATION_CHECKS } from './federation-checks.ts';
import { ENTRA_GROUP_CHECKS } from './group-checks.ts';

export type DoctorCode = Extract<Code, `doctor/${string}`>;

const AWS_CHECKS = {
  'doctor/no-instance': check(
    'Identity Center',
    { passes: 'there is an instance of the organization', where: PLACES.settings },
    ['instances'],
    ({ instances, region }, { instanceArn }) => [
      instances.length === 0 && instanceArn === undefined && diagnose('doctor/no-instance', { region }),
    ],
  ),
  'doctor/several-instances': check(
    'Identity Center',
    { passes: 'it is clear which instance is meant', where: PLACES.files },
    ['instances'],
    ({ instances }, { instanceArn }) => [
      instances.length > 1 &&
        instanceArn === undefined &&
        diagnose('doctor/several-instances', { arns: instances.map(({ arn }) => arn) }),
    ],
  ),
  'doctor/instance-not-found': check(
    'Identity Center',
    { passes: 'the files name no other instance', where: PLACES.files },
    ['instances'],
    ({ instances }, { instanceArn: arn }) => [
      arn !== undefined &&
        instances.every((instance) => instance.arn !== arn) &&
        diagnose('doctor/instance-not-found', { arn, found: instances.map((instance) => instance.arn) }),
    ],
  ),
  'doctor/instance-not-active': check(
    'Identity Center',
    { passes: 'the instance is active', where: PLACES.settings },
    ['status'],
    ({ status }) => [status !== 'ACTIVE' && diagnose('doctor/instance-not-active', { status })],
  ),
  'doctor/permission-sets-disabled': check(
    'Identity Center',
    { passes: 'permission sets are enabled', where: PLACES.settings },
    ['permissionSetsEnabled'],
    ({ permissionSetsEnabled }) => [!permissionSetsEnabled && diagnose('doctor/permission-sets-disabled', {})],
  ),
  'doctor/wrong-region': check(
    'Identity Center',
    { passes: 'AWS is asked in the primary region', where: PLACES.files },
    ['primaryRegion'],
    ({ primaryRegion: primary, region }) => [
      primary !== region && diagnose('doctor/wrong-region', { region, primary }),
    ],
  ),
  'doctor/region-not-active': check(
    'Identity Center',
    { passes: 'additional regions are active', where: PLACES.settings },
    ['regions'],
    ({ regions }) =>
      regions
        .filter(({ isPrimary, status }) => !isPrimary && status !== 'ACTIVE')
        .map(({ name, status }) => diagnose('doctor/region-not-active', { region: name, status })),
  ),
  'doctor/encryption': check(
    'Identity Center',
    { passes: 'encryption is settled', where: PLACES.management },
    ['encryption'],
    ({ encryption }) => [
      encryption.status !== 'ENABLED' &&
        diagnose('doctor/encryption', { status: encryption.status, key: encryption.key }),
    ],
  ),
  'doctor/not-administrator': check(
    'Organization',
    { passes: 'the caller administers Identity Center', where: PLACES.delegation },
    ['managementAccount', 'delegatedAdministrators'],
    ({ caller: { account }, managementAccount, delegatedAdministrators }) => [
      account !== managementAccount &&
        !delegatedAdministrators.includes(account) &&
        diagnose('doctor/not-administrator', { account }),
    ],
  ),
  'doctor/management-account': check(
    'Organization',
    { passes: 'the caller is outside the management account', where: PLACES.delegation },
    ['managementAccount', 'delegatedAdministrators'],
    ({ caller: { account }, managementAccount, delegatedAdministrators: delegated }) => [
      account === managementAccount && diagnose('doctor/management-account', { account, delegated }),
    ],
  ),
  'doctor/delegated-administrators': check(
    'Organization',
    {
      passes: 'delegated administrators are those that are declared',
      where: PLACES.delegation,
      doubts: undeclared('delegatedAdministrators', 'identityCenter.delegatedAdministrators'),
    },
    ['delegatedAdministrators'],
    ({ delegatedAdministrators: found }, { delegatedAdministrators: expected }) => [
      expected !== undefined &&
        (found.length !== expected.length || found.some((account) => !expected.includes(account))) &&
        diagnose('doctor/delegated-administrators', { found, expected }),
    ],
  ),
  'doctor/trusted-access': check(
    'Organization',
    { passes: 'Identity Center has trusted access', where: PLACES.services },
    ['trustedServices'],
    ({ trustedServices }) => [!trustedServices.includes('sso.amazonaws.com') && diagnose('doctor/trusted-access', {})],
  ),
  'doctor/no-users': check(
    'Users and groups',
    { passes: 'there are users', where: PLACES.assigned },
    ['users'],
    ({ users }) => [users.length === 0 && diagnose('doctor/no-users', {})],
  ),
  'doctor/no-groups': check(
    'Users and groups',
    { passes: 'there are groups', where: PLACES.assigned },
    ['groups'],
    ({ groups }) => [groups.length === 0 && diagnose('doctor/no-groups', {})],
  ),
  'doctor/unsynced-users': check(
    'Users and groups',
    { passes: 'every user is synced', where: PLACES.directory },
    ['someUsers'],
    ({ someUsers: users }, { groups: declared }) => {
      const left = unsynced(users, declared);
      return [left.length > 0 && diagnose('doctor/unsynced-users', { users: left.map(userNamed) })];
    },
  ),
  'doctor/unsynced-groups': check(
    'Users and groups',
    { passes: 'every group is synced, or pinned by `groupId`', where: PLACES.directory },
    ['someGroups'],
    ({ someGroups: groups }, { groups: declared }) => {
      const left = unsynced(groups, declared);
      return [left.length > 0 && diagnose('doctor/unsynced-groups', { groups: left.map(groupNamed) })];
    },
  ),
  'doctor/several-issuers': check(
    'Users and groups',
    { passes: 'one identity source issued all external ids', where: PLACES.source },
    ['someUsers', 'someGroups'],
    ({ someUsers: users, someGroups: groups }) => {
      const all = [...users, ...groups].flatMap(({ externalIds }) => externalIds.map(({ issuer }) => issuer));
      const issuers = [...new Set(all)].sort();
      return [issuers.length > 1 && diagnose('doctor/several-issuers', { issuers })];
    },
  ),
  'doctor/user-name': check(
    'Users and groups',
    { passes: 'user names are in email format', where: PLACES.mapping },
    ['someUsers'],
    ({ someUsers: users }) => {
      const others = users.filter(({ userName }) => !/^[^\s@]+@[^\s@]+$/.test(userName));
      return [others.length > 0 && diagnose('doctor/user-name', { users: others.map(userNamed) })];
    },
  ),
  'doctor/namesakes': check(
    'Users and groups',
    { passes: 'no two groups look alike', where: PLACES.groups },
    ['someGroups'],
    ({ someGroups: groups }) => namesakesAmong(groups).map((names) => diagnose('doctor/namesakes', { names })),
  ),
  'doctor/group-mapping': check(
    'Provisioning',
    { passes: 'external ids of groups are object ids', where: PLACES.mapping },
    ['someGroups'],
    ({ someGroups: groups }, { groups: declared }) => {
      // Another identity provider has ids of its own form; where files pin them as such, they are what they should be.
      const pinned = new Set(declared.flatMap(({ pin }) => (pin?.kind === 'externalId' ? [pin.id.value] : [])));
      const others = groups.filter(({ externalIds }) => externalIds.some(({ id }) => !isGuid(id) && !pinned.has(id)));
      return [others.length > 0 && diagnose('doctor/group-mapping', { groups: others.map(groupNamed) })];
    },
  ),
  'doctor/user-mapping': check(
    'Provisioning',
    { passes: 'external ids of users are object ids', where: PLACES.mapping },
    ['someUsers'],
    ({ someUsers: users }) => {
      const others = users.filter(({ externalIds }) => externalIds.some(({ id }) => !isGuid(id)));
      return [others.length > 0 && diagnose('doctor/user-mapping', { users: others.map(userNamed) })];
    },
  ),
  'doctor/token-ends': check(
    'Provisioning',
    { passes: 'the SCIM token is young enough', where: PLACES.token },
    ['token'],
    ({ token }, { asOf }) => {
      const { created, days } = tokenAge(token, asOf);
      const isDue = days > LAST_DAYS && days <= WARNED_DAYS;
      return [isDue && diagnose('doctor/token-ends', { created, days }, { span: token.span })];
    },
  ),
  'doctor/token-ended': check(
    'Provisioning',
    { passes: 'the SCIM token is valid for another month', where: PLACES.token },
    ['token'],
    ({ token }, { asOf }) => {
      const { created, days } = tokenAge(token, asOf);
      return [days <= LAST_DAYS && diagnose('doctor/token-ended', { created, days }, { span: token.span })];
    },
  ),
  'doctor/standby-token-ends': check(
    'Stand-by instance',
    { passes: 'the SCIM token of the stand-by instance is young enough', where: PLACES.token },
    ['standbyToken'],
    ({ standbyToken: token }, { asOf }) => {
      const { created, days } = tokenAge(token, asOf);
      const isDue = days > LAST_DAYS && days <= WARNED_DAYS;
      return [isDue && diagnose('doctor/standby-token-ends', { created, days }, { span: token.span })];
    },
  ),
  'doctor/standby-token-ended': check(
    'Stand-by instance',
    { passes: 'the SCIM token of the stand-by instance is valid for another month', where: PLACES.token },
    ['standbyToken'],
    ({ standbyToken: token }, { asOf }) => {
      const { created, days } = tokenAge(token, asOf);
      return [days <= LAST_DAYS && diagnose('doctor/standby-token-ended', { created, days }, { span: token.span })];
    },
  ),
  'doctor/standby-accounts': check(
    'Stand-by instance',
    { passes: 'every account has its place in the stand-by organization', where: PLACES.files },
    ['standbyAccounts'],
    ({ standbyAccounts: { without, unknown, shared } }) => {
      const accountNamed = ({ name, id }: Account) => ({ name, id });
      return [
        without.length > 0 &&
          diagnose('doctor/standby-accounts', { problem: 'without', accounts: without.map(accountNamed) }),
        ...unknown.map(({ value: name, span }) =>
          diagnose('doctor/standby-accounts', { problem: 'unknown', accounts: [{ name, id: name }] }, { span }),
        ),
        ...shared.map((those) =>
          diagnose('doctor/standby-accounts', { problem: 'shared', accounts: those.map(accountNamed) }),
        ),
      ];
    },
  ),
  'doctor/secret-in-files': check(
    'Provisioning',
    { passes: 'no secret is in the files', where: PLACES.files },
    ['secrets'],
    ({ secrets }) => secrets.map(({ what, span }) => diagnose('doctor/secret-in-files', { what }, { span })),
  ),
  'doctor/group-not-synced': check(
    'Groups of the files',
    { passes: 'every declared group is synced', where: PLACES.assigned },
    ['groups', 'declared'],
    ({ groups, declared }, { onlyBySaml }, { entra }) => {
      const found = liveBy(groups);
      return declaredGroups(declared).map((declaration): Finding | false => {
        const { key, displayName, pin } = declaration;
        if (onlyBySaml.has(key.value)) return false;
        if (found.byPin(pin) !== undefined || found.byName.has(displayName.value)) return false;
        const objectId = objectIdOf(declaration);
        const step = entra === undefined || objectId === undefined ? undefined : stepOf(objectId, entra);
        const facts = { key: key.value, name: displayName.value, id: idOf(pin) ?? 'without a pin', step };
        const finding = diagnose('doctor/group-not-synced', facts, { span: key.span });
        return step === undefined ? finding : { ...finding, where: STEP_PLACES[step.kind] };
      });
    },
  ),
  'doctor/group-identity': check(
    'Groups of the files',
    { passes: 'every declared group is the one that was reviewed', where: PLACES.groupAudit },
    ['groups', 'declared'],
    ({ groups, declared }) => {
      const found = liveBy(groups);
      return declaredGroups(declared).map(({ key, displayName, pin }) => {
        const id = idOf(pin);
        const others = found.byName.get(displayName.value);
        if (id === undefined || others === undefined || found.byPin(pin) !== undefined) return false;
        const ids = others.map((group) => group.externalIds[0]?.id ?? `${group.id} (without external id)`);
        const facts = { key: key.value, name: displayName.value, id, found: ids };
        return diagnose('doctor/group-identity', facts, { span: key.span });
      });
    },
  ),
  'doctor/group-renamed': check(
    'Groups of the files',
    { passes: 'every declared group has its name', where: PLACES.files },
    ['groups', 'declared'],
    ({ groups, declared }) => {
      const found = liveBy(groups);
      return declaredGroups(declared).map(({ key, displayName, pin }) => {
        const now = found.byPin(pin)?.displayName;
        if (now === undefined || now === displayName.value) return false;
        const facts = { key: key.value, name: displayName.value, now };
        return diagnose('doctor/group-renamed', facts, { span: displayName.span });
      });
    },
  ),
  'doctor/group-not-declared': check(
    'Groups of the files',
    { passes: 'every synced group is declared', where: PLACES.assigned },
    ['groups', 'declared'],
    ({ groups, declared }) => {
      const known = new Set(declaredLive(groups, declared));
      // A group of a declared name is told as the other group that it is.
      const names = new Set(declaredGroups(declared).map(({ displayName }) => displayName.value));
      const others = groups.filter(
        (group) => group.externalIds.length > 0 && !known.has(group) && !names.has(group.displayName),
      );
      return [others.length > 0 && diagnose('doctor/group-not-declared', { groups: others.map(groupNamed) })];
    },
  ),
  'doctor/group-empty': check(
    'Groups of the files',
    { passes: 'every declared group has members', where: PLACES.groups },
    ['groups', 'emptyGroups', 'declared'],
    ({ groups, emptyGroups, declared }, _, { entra }) => {
      const empty = declaredLive(groups, declared).filter(
        (group) => emptyGroups.has(group.id) && !hasEligibleMembers(group, entra),
      );
      return [empty.length > 0 && diagnose('doctor/group-empty', { groups: empty.map(groupNamed) })];
    },
  ),
} satisfies { readonly [C in DoctorCode]?: Check };

export const CHECKS: { readonly [C in DoctorCode]: Check } = {
  ...AWS_CHECKS,
  ...FENCE_CHECKS,
  ...APPLICATION_CHECKS,
  ...ENTRA_GROUP_CHECKS,
  ...FEDERATION_CHECKS,
};

const STEP_PLACES: Readonly<Record<GroupStep['kind'], string>> = {
  absent: PLACES.groups,
  'not-security-enabled': PLACES.groups,
  'not-assigned': PLACES.assigned,
  failing: PLACES.logs,
  stopped: PLACES.provisioning,
  waiting: PLACES.provisioning,
  unknown: PLACES.assigned,
};

/** Then it is empty whenever nobody has activated their membership. */
function hasEligibleMembers({ externalIds }: Group, entra: EntraState | undefined): boolean {
  if (entra === undefined || !entra.groups.read) return false;
  const { value } = entra.groups;
  return externalIds.some(({ id }) => {
    const eligibility = value.get(id.toLowerCase())?.eligibility;
    return eligibility?.read === true && eligibility.value.some(({ access }) => access === 'member');
  });
}

const DAY_MS = 86_400_000;
/** Of a SCIM token: a year. Warned of from its 275th day, of which AWS reminds as well; an error in its last month. */
const TOKEN_DAYS = 365;
const WARNED_DAYS = TOKEN_DAYS - 275;
const LAST_DAYS = TOKEN_DAYS - 335;

function tokenAge({ createdAt }: TokenDate, asOf: Instant) {
  return { created: dateOf(createdAt), days: TOKEN_DAYS - Math.floor((asOf - createdAt) / DAY_MS) };
}

/** Where somebody syncs at all: those without external id that no declaration pins by the id of the store. */
function unsynced<Item extends Group | User>(all: readonly Item[], declared: Expected['groups']): readonly Item[] {
  if (all.every(({ externalIds }) => externalIds.length === 0)) return [];
  const pinned = new Set(declared.flatMap(({ pin }) => (pin?.kind === 'groupId' ? [pin.id.value] : [])));
  return all.filter(({ id, externalIds }) => externalIds.length === 0 && !pinned.has(id));
}

/** Names of groups that look alike, each set of them once. */
function namesakesAmong(groups: readonly Group[]): readonly (readonly string[])[] {
  const like = lookAlikes(groups, ({ displayName }) => displayName);
  const seen = new Set<Group>();
  return groups.flatMap((group) => {
    const alike = like(group.displayName);
    if (alike.length < 2 || alike.some((each) => seen.has(each))) return [];
    for (const each of alike) seen.add(each);
    return [alike.map(({ displayName }) => displayName)];
  });
}
