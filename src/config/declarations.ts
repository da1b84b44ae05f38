// What people wrote, decoded and located: names and selectors still unresolved, defaults filled in.
import type { AllowableCode } from '../diagnostics/allowable.ts';
import type { Level } from '../diagnostics/levels.ts';
import type { GroupRequirement } from '../diagnostics/rules/doctor-groups.ts';
import type { Span } from '../source/span.ts';
import type { Located, Value } from '../source/value.ts';
import type { GuardrailDeclarations } from './guardrail-declarations.ts';
import type { Expiry, SelectorItem } from './scope-declarations.ts';

export type { Expiry, OrganizationalUnitRef, Selector, SelectorItem } from './scope-declarations.ts';

export type Section = 'groups' | 'users' | 'accounts' | 'accountSets' | 'permissionSets' | 'applications';

export interface Declarations {
  readonly settings: Settings;
  /** Groups and users: no key is both. */
  readonly groups: ReadonlyMap<string, GroupDeclaration>;
  readonly accounts: ReadonlyMap<string, AccountDeclaration>;
  readonly accountSets: ReadonlyMap<string, AccountSetDeclaration>;
  readonly permissionSets: ReadonlyMap<string, PermissionSetDeclaration>;
  /** Applications of the Identity Center that exist already. */
  readonly applications: ReadonlyMap<string, ApplicationDeclaration>;
  /** In file order; nothing may depend on it. */
  readonly grants: readonly GrantDeclaration[];
  /** Names whose declaration was rejected: references to them resolve silently, so that one mistake is one finding. */
  readonly invalid: Readonly<Record<Section, ReadonlySet<string>>>;
  readonly rejected: Rejected;
  readonly unread: Unread;
}

/** Declarations with a mistake, as far as they could be read: for finding their other mistakes, never for planning. */
export interface Rejected {
  readonly accountSets: readonly AccountSetDeclaration[];
  readonly permissionSets: readonly PermissionSetDeclaration[];
  readonly grants: readonly GrantDeclaration[];
}

/** What nobody could make sense of. Names that it may declare are not called unknown. */
export interface Unread {
  /** A file could not be opened or is no text: it may declare anything. */
  readonly files: boolean;
  /** Files whose syntax is broken, and the words of sections that are no mappings or have no meaning. */
  readonly texts: readonly string[];
  /** The words of each rejected account: what selectors may have meant. */
  readonly accounts: readonly string[];
}

export interface Settings {
  readonly identityCenter: IdentityCenterSettings;
  /** Attributes for access control of the instance, in order of their keys. Absent: they are not managed, and nobody reads them; empty: there shall be none. */
  readonly accessControlAttributes?: readonly AttributeDeclaration[];
  /** Absent: no grant has roles, and nobody reads who has some. */
  readonly accountAccess?: AccountAccessSettings;
  readonly unmanaged: UnmanagedSettings;
  readonly guards: GuardSettings;
  /** Absent: there is no section. */
  readonly guardrails?: GuardrailDeclarations;
  readonly entra: EntraSettings;
  /** Absent: nobody asks the accounts. */
  readonly preflight?: PreflightSettings;
  /** Accounts that are reached by another way than Identity Center. Absent: there is no section. */
  readonly targets?: readonly SamlRolesTarget[];
  /** Levels of warnings and notices by code. */
  readonly diagnostics: ReadonlyMap<string, Level>;
  /** Where each is written, by its path: `guards.deletes.more`. Defaults have no place. */
  readonly places: ReadonlyMap<string, Span>;
}

export interface AccountAccessSettings {
  /** `managed`: made where there is none, and ours with all that is in it. */
  readonly application: 'managed' | 'external';
}

export interface IdentityCenterSettings {
  readonly region?: Located<string>;
  readonly instanceArn?: Located<string>;
  /** Of the AWS access portal: where profiles of the AWS CLI log in. */
  readonly startUrl?: Located<string>;
  /** Written as tag `access:owner` on every set we manage. No default: two folders of one owner would delete each other's sets. */
  readonly owner?: Located<string>;
  /** Values of `access:owner` that other folders write: known, so that nobody is surprised by them. */
  readonly owners: readonly Located<string>[];
  /** Account ids. Absent: nothing is said of them. */
  readonly delegatedAdministrators?: readonly Located<string>[];
  /** Whether the files may declare users: not at all, with an end of every grant to one, or as groups. */
  readonly users: 'never' | 'expiring' | 'always';
  /** The `accounts` section lists the whole organisation, so selectors can be judged offline. */
  readonly inventoryComplete: boolean;
}

/** An attribute of users that Identity Center sends along to accounts, as a session tag. */
export interface AttributeDeclaration {
  /** As policies name it, after `aws:PrincipalTag/`. Case does not tell two apart. */
  readonly key: Located<string>;
  /** `${path:…}` of the identity store, or a text. Absent: the SAML assertion has it, and Identity Center passes it on without a line in its configuration. */
  readonly source?: Located<string>;
}

/** An Identity Center of another organization, for when this one is lost. */
export interface StandbySettings {
  /** When its SCIM token was generated. */
  readonly tokenCreated?: Located<Expiry>;
  /** Which of its accounts takes the place of each, by name or id. */
  readonly accounts: readonly { readonly account: Located<string>; readonly standby: Located<string> }[];
}

/** What nobody can read of the set-up in Entra, and its owners declare. For `access doctor`. */
export interface EntraSettings {
  /** When the SCIM token was generated that the enterprise application uses. */
  readonly tokenCreated?: Located<Expiry>;
  readonly standby?: StandbySettings;
  /** Of the tenant: credentials of another one say nothing about this. */
  readonly tenantId?: Located<string>;
  /** Object id of the enterprise application, where the template does not tell which it is. */
  readonly servicePrincipalId?: Located<string>;
  readonly require?: EntraRequirements;
}

/** What groups have to be in Entra. */
export interface EntraRequirements {
  /** Every group that the files declare. */
  readonly all: readonly GroupRequirement[];
  /** Those that give administrator access in some account. */
  readonly administrator: readonly GroupRequirement[];
}

/** By which role a plan looks into accounts before anything is written there. */
export interface PreflightSettings {
  /** RoleName, without its path. */
  readonly assumeRole: Located<string>;
  /** Begins and ends with `/`. */
  readonly path: string;
  readonly externalId?: string;
  readonly sessionName?: string;
}

/** Accounts that are federated one by one, by SAML: a permission set is an IAM role there. */
export interface SamlRolesTarget {
  readonly span: Span;
  readonly accounts: readonly SelectorItem[];
  /** Accounts that are given back to Identity Center: what is ours there goes. */
  readonly retired: readonly SelectorItem[];
  /** Name of the SAML provider in each account. Absent after a finding, and so are the next two. */
  readonly provider?: Located<string>;
  readonly metadata?: MetadataFile;
  /** RoleName of the role by which accounts are read and written, without its path. */
  readonly assumeRole?: Located<string>;
  /** Begins and ends with `/`. */
  readonly assumeRolePath: string;
  readonly externalId?: string;
  /** What the names of roles begin with, before that of the permission set. */
  readonly rolePrefix: string;
  /** Begins and ends with `/`. */
  readonly rolePath: string;
  /** What `SAML:aud` may be. Empty: the sign-in endpoint of the partition. */
  readonly audiences: readonly string[];
  /** The identity provider sends session tags along. */
  readonly sessionTags: boolean;
  /** How roles come into Entra as app roles: written by Microsoft Graph, or imported by the provisioning of the application. Never both. */
  readonly roleSync: 'graph' | 'import';
  /** Object id of the enterprise application by which people sign in. Targets that share one share its app roles. */
  readonly servicePrincipalId?: Located<string>;
  /** What the claim SessionDuration says. Absent: as long as every role of the application allows. */
  readonly sessionDuration?: Located<string>;
  /** With `import`: when the access key was made that the application reads roles by. */
  readonly importKeyCreated?: Located<Expiry>;
}

export interface MetadataFile {
  readonly path: Located<string>;
  readonly content: string;
}

/** What live holds and nobody declared. */
export interface UnmanagedSettings {
  readonly permissionSets: 'report' | 'ignore';
  readonly groupAssignments: 'delete' | 'report' | 'ignore';
  readonly userAssignments: 'report' | 'ignore' | 'delete';
  readonly orphans: 'delete' | 'report';
  readonly ignore: readonly IgnoreItem[];
}

/** All globs that are given must match; `controlTower` stands without them. */
export interface IgnoreItem {
  /** The permission sets that Control Tower itself makes, known by name and description. */
  readonly controlTower: boolean;
  readonly permissionSets?: Located<string>;
  /** Display names, or Identity Store ids. */
  readonly groups?: Located<string>;
  /** User names, or Identity Store ids. */
  readonly users?: Located<string>;
  /** Account names, or ids. */
  readonly accounts?: Located<string>;
  /** What of the definitions of managed sets is left as live has it: stands with `permissionSets` alone. */
  readonly fields: readonly Located<string>[];
  /** It is over by then. */
  readonly until?: Located<Expiry>;
  readonly reason?: string;
  readonly span: Span;
}

export interface GuardSettings {
  /** Refused when a plan deletes more than `more` rows and more than `share` (0..1) of the rows on managed sets. */
  readonly deletes: { readonly more: number; readonly share: number };
  /** What an apply that nobody reviewed may add: assignments, and changes that give administrator access. */
  readonly unattended: { readonly creates: number; readonly administrators: number };
  readonly allowances: readonly AllowanceDeclaration[];
}

/** What a guard lets pass for a while, approved in the pull request that writes it. */
export interface AllowanceDeclaration {
  readonly code: Located<AllowableCode>;
  readonly upTo: number;
  readonly until: Located<Expiry>;
  readonly reason: string;
  readonly span: Span;
}

/** A group, or a user: what is said of one is said of the other, of the user name in place of the display name. */
export interface GroupDeclaration {
  readonly kind: 'group' | 'user';
  readonly key: Located<string>;
  /** The user name of a user. The key itself when absent. */
  readonly displayName: Located<string>;
  /** How the live group is recognised; absent is an error once live is known. */
  readonly pin?: GroupPin;
}

export type GroupPin =
  | {
      readonly kind: 'objectId' | 'externalId';
      readonly id: Located<string>;
      /** The Identity Store id as well: then the group must have both. */
      readonly groupId?: Located<string>;
    }
  /** Alone, the Identity Store id stands for a group that has no external id: nobody syncs it. */
  | { readonly kind: 'groupId'; readonly id: Located<string> }
  | { readonly kind: 'unpinned'; readonly span: Span };

export interface AccountDeclaration {
  readonly alias: Located<string>;
  /** Twelve digits. */
  readonly id: Located<string>;
  /** Path of OU names: `Workloads/Prod`; absent or empty: directly below the root. */
  readonly organizationalUnit?: Located<string>;
  readonly tags: Readonly<Record<string, string>>;
  readonly management: boolean;
}

export interface AccountSetDeclaration {
  readonly name: Located<string>;
  readonly include: readonly SelectorItem[];
  readonly except: readonly SelectorItem[];
}

/** An application whose assignments the files say. */
export interface ApplicationDeclaration {
  readonly key: Located<string>;
  /** Its name with case, or its ARN. */
  readonly reference: Located<string> & { readonly by: 'name' | 'arn' };
  /** Others assign to it as well: what they assign is theirs. */
  readonly external: boolean;
  /** Whether only who is assigned may use it. Absent: as live has it. */
  readonly assignmentRequired?: Located<boolean>;
}

export type PermissionSetDeclaration = ManagedPermissionSet | ExternalPermissionSet;

/** Somebody else's set: granted on, never written. */
export interface ExternalPermissionSet {
  readonly kind: 'external';
  readonly name: Located<string>;
}

export interface ManagedPermissionSet {
  readonly kind: 'managed';
  readonly name: Located<string>;
  readonly description?: Located<string>;
  /** As written: ISO 8601 or `8h`, `90m`, `1h30m`. */
  readonly sessionDuration?: Located<string>;
  readonly relayState?: Located<string>;
  /** Name, path/name, or full ARN. */
  readonly managedPolicies: readonly Located<string>[];
  readonly customerManagedPolicies: readonly Located<PolicyReference>[];
  readonly permissionsBoundary?: Located<BoundaryReference>;
  /** The policy itself, wherever it was written: in this YAML file or in a .json file of its own. */
  readonly inlinePolicy?: Value;
  /** Absent: tags are not ours. */
  readonly tags?: Located<Readonly<Record<string, string>>>;
  readonly renamedFrom?: Located<string>;
  /** Findings about this set that are meant. They change nothing that is applied. */
  readonly silence: readonly Silence[];
}

export interface Silence {
  readonly code: Located<string>;
  readonly reason: string;
  /** Sid of the statement that it is about; the whole set when absent. */
  readonly statement?: Located<string>;
}

export interface PolicyReference {
  readonly name: string;
  readonly path: string;
}

export type BoundaryReference =
  | { readonly kind: 'aws-managed'; readonly policy: string }
  | { readonly kind: 'customer-managed'; readonly policy: PolicyReference };

export interface GrantDeclaration {
  readonly span: Span;
  /** Keys of groups, and then those of `users`. */
  readonly groups: readonly Located<string>[];
  /** Those of `groups` that stand under `users`. */
  readonly users: readonly Located<string>[];
  /** Names of permission sets, and then those of `roles`. */
  readonly permissionSets: readonly Located<string>[];
  /** Those of `permissionSets` that are IAM roles: `role/ops/legacy-admin`. */
  readonly roles: readonly Located<string>[];
  /** Keys of applications. They are in no account that the grant names. */
  readonly applications: readonly Located<string>[];
  readonly accounts: readonly SelectorItem[];
  readonly except: readonly SelectorItem[];
  readonly expires?: Located<Expiry>;
  readonly reason?: string;
}
