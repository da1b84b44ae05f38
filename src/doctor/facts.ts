// What the checks know, each fact read or not. What AWS leaves out of an answer, and what cannot be told of an empty list, is not read: it must not pass.
import type { GroupDeclaration, StandbySettings } from '../config/declarations.ts';
import type { Instant } from '../instant.ts';
import type { Span } from '../source/span.ts';
import type { Located } from '../source/value.ts';
import type { Unchecked } from '../state/account-policies.ts';
import type { Account, Group, User } from '../state/directory.ts';
import type { EntraState } from '../state/entra.ts';
import { optional } from '../optional.ts';
import type { CustomerManagedPolicy } from '../state/state.ts';
import { type Fact, type Health, type InstanceState, known, type Missing, type NotRead } from '../state/health.ts';
import { groupBy } from '../state/group-by.ts';
import { type EntraFacts, entraFactsOf } from './entra-facts.ts';
import type { Fences, FenceQuestion } from './fences.ts';
import { type Federation, type FederationFacts, federationFactsOf } from './federation-facts.ts';
import { type FoundSecret, secretsIn } from './secrets.ts';

/** `entra.scim.tokenCreated`. */
export interface TokenDate {
  readonly createdAt: Instant;
  readonly span: Span;
}

export interface Facts extends Omit<Health, 'instance'>, EntraFacts, FederationFacts {
  readonly status: Fact<string>;
  readonly permissionSetsEnabled: Fact<boolean>;
  readonly encryption: Fact<{ readonly status: string; readonly key?: string }>;
  readonly primaryRegion: Fact<string>;
  /** Of the instance that is meant. */
  readonly identityStore: Fact<string>;
  /** As `users` and `groups`, where there are any. */
  readonly someUsers: Fact<readonly User[]>;
  readonly someGroups: Fact<readonly Group[]>;
  /** Groups of the files, where they declare any. */
  readonly declared: Fact<readonly GroupDeclaration[]>;
  readonly token: Fact<TokenDate>;
  readonly secrets: Fact<readonly FoundSecret[]>;
  readonly fences: Fact<Fences>;
  readonly preflight: Fact<PreflightTried>;
  /** A stand-by instance is declared. */
  readonly hasStandby: boolean;
  readonly standbyToken: Fact<TokenDate>;
  readonly standbyAccounts: Fact<StandbyAccounts>;
  /** Why it is not known of every synced group whether Entra still has it. */
  readonly unasked?: Missing;
}

/** A stand-by instance, as its owners declare it. */
export interface Standby {
  readonly token?: TokenDate;
  readonly accounts: StandbySettings['accounts'];
}

/** Where its account map does not fit the organization. */
export interface StandbyAccounts {
  /** They have nobody's place there. */
  readonly without: readonly Account[];
  /** Names of no account here. */
  readonly unknown: readonly Located<string>[];
  /** They share one account there. */
  readonly shared: readonly (readonly Account[])[];
}

/** What came of taking the role of `preflight` in each account. */
export interface PreflightTried {
  /** Path and name. */
  readonly role: string;
  readonly accounts: readonly { readonly account: Account; readonly unchecked?: Unchecked }[];
}

export interface Fencing {
  readonly judge: (question: FenceQuestion) => Fences;
  /** Those that permission sets of the files name. */
  readonly policies: readonly CustomerManagedPolicy[];
  /** Path and name of the role of `preflight`. */
  readonly preflightRole?: string;
}

export interface Declared {
  readonly asOf: Instant;
  /** By the clock of Entra and AWS, where it is another. */
  readonly serviceTime?: Instant;
  readonly groups: readonly GroupDeclaration[];
  readonly token?: TokenDate;
  /** Their texts; absent: there are none yet. */
  readonly files?: readonly { readonly path: string; readonly text: string }[];
  /** What service control policies leave open. */
  readonly fencing: Fencing;
  /** Absent: none is declared. */
  readonly standby?: Standby;
  /** Absent: the files name no role for it. */
  readonly preflight?: Fact<PreflightTried>;
  readonly instanceArn?: string;
  readonly servicePrincipalId?: string;
  /** Absent: nobody asked Microsoft Graph. */
  readonly entra?: EntraState;
  /** Whether Entra still has groups of Identity Center could not be asked of all of them. */
  readonly unasked?: Missing;
  /** Absent: the files hand no accounts to SAML. */
  readonly federation?: Federation;
}

export function factsOf({ instance, ...health }: Health, declarations: Declared): Facts {
  const {
    asOf,
    groups,
    token,
    files,
    instanceArn,
    entra,
    servicePrincipalId,
    unasked,
    federation,
    fencing,
    preflight,
    standby,
  } = declarations;
  const { regions, users, groups: live } = health;
  const ofEntra = entraFactsOf(entra, { servicePrincipalId, now: declarations.serviceTime ?? asOf });
  return {
    ...health,
    status: memberOf(instance, 'status', (state) => state.status),
    permissionSetsEnabled: memberOf(instance, 'permissionSetsEnabled', (state) => state.permissionSetsEnabled),
    encryption: memberOf(instance, 'EncryptionStatus', encryptionIn),
    identityStore: storeFact(health.instances, instanceArn),
    primaryRegion: memberOf(regions, 'IsPrimaryRegion', (all) => all.find(({ isPrimary }) => isPrimary)?.name),
    someUsers: some(users, 'users in the directory'),
    someGroups: some(live, 'groups in the directory'),
    declared: groups.length === 0 ? notRead('not-declared', '`groups` in the files') : known(groups),
    token: tokenFact(token, 'entra.scim.tokenCreated', asOf),
    secrets: files === undefined ? notRead('depends', 'a config folder') : known(secretsIn(files)),
    fences: fencesFact(health, fencing),
    hasStandby: standby !== undefined,
    standbyToken: tokenFact(standby?.token, 'entra.standby.tokenCreated', asOf),
    standbyAccounts: standby === undefined ? notRead('not-declared', 'entra.standby') : standbyFact(health, standby),
    preflight: preflight ?? notRead('not-declared', 'preflight.assumeRole'),
    ...ofEntra,
    ...federationFactsOf(federation ?? { wanted: [] }),
    ...optional({ unasked }),
    // They are listed only where there is somebody to compare them with.
    memberships: ofEntra.tenantGroups.read ? health.memberships : ofEntra.tenantGroups,
  };
}

/** The management account has no part in it: it is another one there. */
function standbyFact(
  { accounts, managementAccount }: Pick<Health, 'accounts' | 'managementAccount'>,
  { accounts: pairs }: Standby,
): Fact<StandbyAccounts> {
  if (!accounts.read) return accounts;
  if (!managementAccount.read) return managementAccount;
  const members = accounts.value.filter(({ id, state }) => id !== managementAccount.value && state === 'ACTIVE');
  const found = pairs.map(({ account, standby }) => ({
    account,
    standby: standby.value,
    own: accounts.value.find(({ id, name }) => id === account.value || name === account.value),
  }));
  const mapped = new Set(found.map(({ own }) => own?.id));
  const sharing = [...groupBy(found, ({ standby }) => standby).values()].map((those) =>
    those.flatMap(({ own }) => own ?? []),
  );
  return known({
    without: members.filter(({ id }) => !mapped.has(id)),
    unknown: found.flatMap(({ account, own }) => (own === undefined ? account : [])),
    shared: sharing.filter(({ length }) => length > 1),
  });
}

function fencesFact(health: Omit<Health, 'instance'>, { judge, ...files }: Fencing): Fact<Fences> {
  const { controlPolicies, accounts, managementAccount, delegatedAdministrators, caller, region } = health;
  if (!controlPolicies.read) return controlPolicies;
  if (!accounts.read) return accounts;
  if (!managementAccount.read) return managementAccount;
  if (!delegatedAdministrators.read) return delegatedAdministrators;
  if (caller === undefined || region === undefined) return notRead('depends', 'AWS');
  const fences = judge({
    controlPolicies: controlPolicies.value,
    accounts: accounts.value,
    managementAccount: managementAccount.value,
    delegatedAdministrators: delegatedAdministrators.value,
    caller: caller.account,
    partition: caller.arn.split(':')[1] ?? 'aws',
    region,
    ...files,
  });
  return known(fences);
}

const DAY_MS = 86_400_000;

/** A day that has not begun anywhere would keep every warning away. */
function tokenFact(token: TokenDate | undefined, setting: string, asOf: Instant): Fact<TokenDate> {
  if (token === undefined) return notRead('not-declared', setting);
  return token.createdAt > asOf + DAY_MS ? notRead('failed', `\`${setting}\` is in the future`) : known(token);
}

function encryptionIn({ encryption }: InstanceState): { readonly status: string; readonly key?: string } | undefined {
  return encryption?.status === undefined ? undefined : { ...encryption, status: encryption.status };
}

function storeFact(instances: Health['instances'], instanceArn: string | undefined): Fact<string> {
  if (!instances.read) return instances;
  const [instance, second] = instances.value.filter(({ arn }) => instanceArn === undefined || arn === instanceArn);
  return instance === undefined || second !== undefined
    ? notRead('depends', 'an instance of Identity Center')
    : known(instance.identityStoreId);
}

const notRead = (reason: NotRead['reason'], subject: string): NotRead => ({ read: false, reason, subject });

function memberOf<Whole, Part>(fact: Fact<Whole>, name: string, part: (whole: Whole) => Part | undefined): Fact<Part> {
  if (!fact.read) return fact;
  const value = part(fact.value);
  return value === undefined ? notRead('failed', `AWS does not say \`${name}\``) : known(value);
}

function some<Item>(fact: Fact<readonly Item[]>, what: string): Fact<readonly Item[]> {
  return fact.read && fact.value.length === 0 ? notRead('depends', what) : fact;
}
