// The checks of `access doctor`, one for each of its codes: what each has to know, and what it makes of that. A check whose facts are not all there is not
// run, so that nothing unknown can pass.
import type { GroupDeclaration } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Code } from '../diagnostics/rules.ts';
import type { Named } from '../diagnostics/wording.ts';
import { dateOf, type Instant } from '../instant.ts';
import { lookAlikes } from '../names/look-alike.ts';
import type { Group, User } from '../state/directory.ts';
import type { Fact } from '../state/health.ts';
import type { Facts, TokenDate } from './facts.ts';

export type DoctorCode = Extract<Code, `doctor/${string}`>;

/** What the files say, and when. */
export interface Expected {
  readonly asOf: Instant;
  readonly instanceArn?: string;
  /** None where the files declare none. */
  readonly groups: readonly GroupDeclaration[];
}

/** Those that somebody may not know. */
export type Need = { [Key in keyof Facts]: Facts[Key] extends Fact<unknown> ? Key : never }[keyof Facts];
type ValueOf<F> = F extends { readonly read: true; readonly value: infer Value } ? Value : never;
type Known<N extends Need> = { readonly [Key in N]: ValueOf<Facts[Key]> } & Pick<Facts, 'region' | 'caller'>;

export const AREAS = [
  'Identity Center',
  'Organization',
  'Users and groups',
  'Provisioning',
  'Groups of the files',
] as const;
export type Area = (typeof AREAS)[number];

export interface Check {
  readonly area: Area;
  /** What is so when it passes. */
  readonly passes: string;
  /** Where a person cures it. */
  readonly where: string;
  readonly needs: readonly Need[];
  /** INVARIANT: every need was read. */
  readonly find: (facts: Known<Need>, expected: Expected) => readonly Diagnostic[];
}

function check<const N extends Need>(
  area: Area,
  about: Pick<Check, 'passes' | 'where'>,
  needs: readonly N[],
  find: (facts: Known<N>, expected: Expected) => readonly (Diagnostic | false | undefined)[],
): Check {
  return {
    area,
    ...about,
    needs,
    find: (facts, expected) => find(facts, expected).filter((found) => found !== false && found !== undefined),
  };
}

const SETTINGS = 'AWS console, IAM Identity Center, Settings';
const MAPPING = 'Entra admin center, Enterprise applications, AWS IAM Identity Center, Provisioning, Attribute mapping';
const ASSIGNED = 'Entra admin center, Enterprise applications, AWS IAM Identity Center, Users and groups';
const DIRECTORY = 'AWS console, IAM Identity Center, Users and Groups';
const FILES = 'the config folder';

export const CHECKS: { readonly [C in DoctorCode]: Check } = {
  'doctor/no-instance': check(
    'Identity Center',
    { passes: 'there is an instance of the organization', where: SETTINGS },
    ['instances'],
    ({ instances, region }, { instanceArn }) => [
      instances.length === 0 && instanceArn === undefined && diagnose('doctor/no-instance', { region }),
    ],
  ),
  'doctor/several-instances': check(
    'Identity Center',
    { passes: 'it is clear which instance is meant', where: FILES },
    ['instances'],
    ({ instances }, { instanceArn }) => [
      instances.length > 1 &&
        instanceArn === undefined &&
        diagnose('doctor/several-instances', { arns: instances.map(({ arn }) => arn) }),
    ],
  ),
  'doctor/instance-not-found': check(
    'Identity Center',
    { passes: 'the files name no other instance', where: FILES },
    ['instances'],
    ({ instances }, { instanceArn: arn }) => [
      arn !== undefined &&
        instances.every((instance) => instance.arn !== arn) &&
        diagnose('doctor/instance-not-found', { arn, found: instances.map((instance) => instance.arn) }),
    ],
  ),
  'doctor/instance-not-active': check(
    'Identity Center',
    { passes: 'the instance is active', where: SETTINGS },
    ['status'],
    ({ status }) => [status !== 'ACTIVE' && diagnose('doctor/instance-not-active', { status })],
  ),
  'doctor/permission-sets-disabled': check(
    'Identity Center',
    { passes: 'permission sets are enabled', where: SETTINGS },
    ['permissionSetsEnabled'],
    ({ permissionSetsEnabled }) => [!permissionSetsEnabled && diagnose('doctor/permission-sets-disabled', {})],
  ),
  'doctor/wrong-region': check(
    'Identity Center',
    { passes: 'AWS is asked in the primary region', where: FILES },
    ['primaryRegion'],
    ({ primaryRegion: primary, region }) => [
      primary !== region && diagnose('doctor/wrong-region', { region, primary }),
    ],
  ),
  'doctor/region-not-active': check(
    'Identity Center',
    { passes: 'additional regions are active', where: SETTINGS },
    ['regions'],
    ({ regions }) =>
      regions
        .filter(({ isPrimary, status }) => !isPrimary && status !== 'ACTIVE')
        .map(({ name, status }) => diagnose('doctor/region-not-active', { region: name, status })),
  ),
  'doctor/encryption': check(
    'Identity Center',
    { passes: 'encryption is settled', where: `${SETTINGS}, Management` },
    ['encryption'],
    ({ encryption }) => [
      encryption.status !== 'ENABLED' &&
        diagnose('doctor/encryption', { status: encryption.status, key: encryption.key }),
    ],
  ),
  'doctor/not-administrator': check(
    'Organization',
    { passes: 'the caller administers Identity Center', where: `${SETTINGS}, Delegated administrator` },
    ['managementAccount', 'delegatedAdministrators'],
    ({ caller: { account }, managementAccount, delegatedAdministrators }) => [
      account !== managementAccount &&
        !delegatedAdministrators.includes(account) &&
        diagnose('doctor/not-administrator', { account }),
    ],
  ),
  'doctor/management-account': check(
    'Organization',
    { passes: 'the caller is outside the management account', where: `${SETTINGS}, Delegated administrator` },
    ['managementAccount', 'delegatedAdministrators'],
    ({ caller: { account }, managementAccount, delegatedAdministrators: delegated }) => [
      account === managementAccount && diagnose('doctor/management-account', { account, delegated }),
    ],
  ),
  'doctor/trusted-access': check(
    'Organization',
    { passes: 'Identity Center has trusted access', where: 'AWS console, AWS Organizations, Services' },
    ['trustedServices'],
    ({ trustedServices }) => [!trustedServices.includes('sso.amazonaws.com') && diagnose('doctor/trusted-access', {})],
  ),
  'doctor/no-users': check(
    'Users and groups',
    { passes: 'there are users', where: ASSIGNED },
    ['users'],
    ({ users }) => [users.length === 0 && diagnose('doctor/no-users', {})],
  ),
  'doctor/no-groups': check(
    'Users and groups',
    { passes: 'there are groups', where: ASSIGNED },
    ['groups'],
    ({ groups }) => [groups.length === 0 && diagnose('doctor/no-groups', {})],
  ),
  'doctor/unsynced-users': check(
    'Users and groups',
    { passes: 'every user is synced', where: DIRECTORY },
    ['someUsers'],
    ({ someUsers: users }, { groups: declared }) => {
      const left = unsynced(users, declared);
      return [left.length > 0 && diagnose('doctor/unsynced-users', { users: left.map(userNamed) })];
    },
  ),
  'doctor/unsynced-groups': check(
    'Users and groups',
    { passes: 'every group is synced, or pinned by `groupId`', where: DIRECTORY },
    ['someGroups'],
    ({ someGroups: groups }, { groups: declared }) => {
      const left = unsynced(groups, declared);
      return [left.length > 0 && diagnose('doctor/unsynced-groups', { groups: left.map(groupNamed) })];
    },
  ),
  'doctor/several-issuers': check(
    'Users and groups',
    { passes: 'one identity source issued all external ids', where: `${SETTINGS}, Identity source` },
    ['someUsers', 'someGroups'],
    ({ someUsers: users, someGroups: groups }) => {
      const all = [...users, ...groups].flatMap(({ externalIds }) => externalIds.map(({ issuer }) => issuer));
      const issuers = [...new Set(all)].sort();
      return [issuers.length > 1 && diagnose('doctor/several-issuers', { issuers })];
    },
  ),
  'doctor/user-name': check(
    'Users and groups',
    { passes: 'user names are in email format', where: MAPPING },
    ['someUsers'],
    ({ someUsers: users }) => {
      const others = users.filter(({ userName }) => !/^[^\s@]+@[^\s@]+$/.test(userName));
      return [others.length > 0 && diagnose('doctor/user-name', { users: others.map(userNamed) })];
    },
  ),
  'doctor/namesakes': check(
    'Users and groups',
    { passes: 'no two groups look alike', where: 'Entra admin center, Groups' },
    ['someGroups'],
    ({ someGroups: groups }) => namesakesAmong(groups).map((names) => diagnose('doctor/namesakes', { names })),
  ),
  'doctor/group-mapping': check(
    'Provisioning',
    { passes: 'external ids of groups are object ids', where: MAPPING },
    ['someGroups'],
    ({ someGroups: groups }, { groups: declared }) => {
      // Another identity provider has ids of its own form; where files pin them as such, they are what they should be.
      const pinned = new Set(declared.flatMap(({ pin }) => (pin?.kind === 'externalId' ? [pin.id.value] : [])));
      const others = groups.filter(({ externalIds }) =>
        externalIds.some(({ id }) => !GUID.test(id) && !pinned.has(id)),
      );
      return [others.length > 0 && diagnose('doctor/group-mapping', { groups: others.map(groupNamed) })];
    },
  ),
  'doctor/user-mapping': check(
    'Provisioning',
    { passes: 'external ids of users are object ids', where: MAPPING },
    ['someUsers'],
    ({ someUsers: users }) => {
      const others = users.filter(({ externalIds }) => externalIds.some(({ id }) => !GUID.test(id)));
      return [others.length > 0 && diagnose('doctor/user-mapping', { users: others.map(userNamed) })];
    },
  ),
  'doctor/token-ends': check(
    'Provisioning',
    { passes: 'the SCIM token is young enough', where: `${SETTINGS}, Identity source, Manage provisioning` },
    ['token'],
    ({ token }, { asOf }) => {
      const { created, days } = tokenAge(token, asOf);
      const isDue = days > LAST_DAYS && days <= WARNED_DAYS;
      return [isDue && diagnose('doctor/token-ends', { created, days }, { span: token.span })];
    },
  ),
  'doctor/token-ended': check(
    'Provisioning',
    { passes: 'the SCIM token is valid for another month', where: `${SETTINGS}, Identity source, Manage provisioning` },
    ['token'],
    ({ token }, { asOf }) => {
      const { created, days } = tokenAge(token, asOf);
      return [days <= LAST_DAYS && diagnose('doctor/token-ended', { created, days }, { span: token.span })];
    },
  ),
  'doctor/group-not-synced': check(
    'Groups of the files',
    { passes: 'every declared group is synced', where: ASSIGNED },
    ['groups', 'declared'],
    ({ groups, declared }) => {
      const found = liveBy(groups);
      return declaredGroups(declared).map(({ key, displayName, pin }) => {
        const id = idOf(pin);
        if (found.byPin(pin) !== undefined || found.byName.has(displayName.value)) return false;
        const facts = { key: key.value, name: displayName.value, id: id ?? 'without a pin' };
        return diagnose('doctor/group-not-synced', facts, { span: key.span });
      });
    },
  ),
  'doctor/group-identity': check(
    'Groups of the files',
    { passes: 'every declared group is the one that was reviewed', where: 'Entra admin center, Groups, Audit logs' },
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
    { passes: 'every declared group has its name', where: FILES },
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
    { passes: 'every synced group is declared', where: ASSIGNED },
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
    { passes: 'every declared group has members', where: 'Entra admin center, Groups' },
    ['groups', 'emptyGroups', 'declared'],
    ({ groups, emptyGroups, declared }) => {
      const empty = declaredLive(groups, declared).filter(({ id }) => emptyGroups.has(id));
      return [empty.length > 0 && diagnose('doctor/group-empty', { groups: empty.map(groupNamed) })];
    },
  ),
};

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DAY_MS = 86_400_000;
/** Of a SCIM token: a year. Warned of from its 275th day, of which AWS reminds as well; an error in its last month. */
const TOKEN_DAYS = 365;
const WARNED_DAYS = TOKEN_DAYS - 275;
const LAST_DAYS = TOKEN_DAYS - 335;

function tokenAge({ createdAt }: TokenDate, asOf: Instant) {
  return { created: dateOf(createdAt), days: TOKEN_DAYS - Math.floor((asOf - createdAt) / DAY_MS) };
}

const groupNamed = ({ displayName, id }: Group): Named => ({ name: displayName, id });
const userNamed = ({ userName, id }: User): Named => ({ name: userName, id });

const declaredGroups = (declared: Expected['groups']): Expected['groups'] =>
  declared.filter(({ kind }) => kind === 'group');

function idOf(pin: GroupDeclaration['pin']): string | undefined {
  return pin === undefined || pin.kind === 'unpinned' ? undefined : pin.id.value;
}

/** Where somebody syncs at all: those without external id that no declaration pins by the id of the store. */
function unsynced<Item extends Group | User>(all: readonly Item[], declared: Expected['groups']): readonly Item[] {
  if (all.every(({ externalIds }) => externalIds.length === 0)) return [];
  const pinned = new Set(declared.flatMap(({ pin }) => (pin?.kind === 'groupId' ? [pin.id.value] : [])));
  return all.filter(({ id, externalIds }) => externalIds.length === 0 && !pinned.has(id));
}

function liveBy(groups: readonly Group[]) {
  const byId = new Map(groups.map((group) => [group.id as string, group]));
  const byExternalId = new Map(
    groups.flatMap((group) => group.externalIds.map(({ id }) => [id.toLowerCase(), group] as const)),
  );
  const byName = new Map<string, Group[]>();
  for (const group of groups) byName.set(group.displayName, [...(byName.get(group.displayName) ?? []), group]);
  const byPin = (pin: GroupDeclaration['pin']): Group | undefined => {
    const id = idOf(pin);
    if (id === undefined) return undefined;
    return pin?.kind === 'groupId' ? byId.get(id) : byExternalId.get(id.toLowerCase());
  };
  return { byPin, byName };
}

/** The groups that the files declare, as far as Identity Center has them: by their pins, or by their names where nothing pins them. */
export function declaredLive(groups: readonly Group[], declared: Expected['groups']): readonly Group[] {
  const found = liveBy(groups);
  const live = declaredGroups(declared).flatMap(({ displayName, pin }) => {
    if (idOf(pin) === undefined) return found.byName.get(displayName.value) ?? [];
    return found.byPin(pin) ?? [];
  });
  return [...new Set(live)];
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
