// App roles of an enterprise application: what stands, and what the files want, made into what is written.
//
// Microsoft Graph takes the app roles of a service principal as a whole ("Update servicePrincipal"): what is left out is taken away. So what stands is an
// input, and all that is not ours stays in it, member by member. Ours is an app role for a role in one of the application's accounts and for its provider,
// whose id we made, or whose role has the prefix of the target. An app role can go only once it is disabled ("appRole resource type"), so one that nobody is
// granted any more is disabled first, and left out when it is found disabled.
//
// The id is made of the value, so that every run and every machine writes the same one, and a role that comes back is the app role that it was. A value
// that stands under another id keeps that: assignments are made to ids.
import { compareText } from '../compare-text.ts';
import { nameUuid } from '../state/digest.ts';
import type { FederatedApplication, FederatedRole } from './application.ts';

/** As Graph has it. Members that are not named here are kept. */
export interface AppRole {
  readonly id: string;
  readonly displayName?: string | null;
  readonly description?: string | null;
  /** What assertions say. */
  readonly value?: string | null;
  readonly isEnabled: boolean;
  readonly allowedMemberTypes?: readonly string[];
}

/** RFC 4122, appendix C: of URLs. */
const URL_NAMESPACE = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';
const NAMESPACE = nameUuid(URL_NAMESPACE, 'https://aws.amazon.com/SAML/Attributes/Role');

export const appRoleId = (value: string): string => nameUuid(NAMESPACE, value);

/** What an application of the gallery begins with, and assignments without a role are made to ("Configure SAML-based single sign-on for your application using the Microsoft Graph API"). */
const DEFAULT_ROLES: readonly AppRole[] = [
  {
    id: '18d14569-c3bd-439b-9a66-3a2aee01d14f',
    displayName: 'User',
    description: 'User',
    value: null,
    isEnabled: true,
    allowedMemberTypes: ['User'],
  },
  {
    id: 'b9632174-c057-4f7e-951b-be3adc52bfe6',
    displayName: 'msiam_access',
    description: 'msiam_access',
    value: null,
    isEnabled: true,
    allowedMemberTypes: ['User'],
  },
];

export const DEFAULT_ROLE_IDS: ReadonlySet<string> = new Set(DEFAULT_ROLES.map(({ id }) => id));

export interface MergedAppRoles {
  /** The whole collection, to be written. */
  readonly appRoles: readonly AppRole[];
  /** What becomes of those that are ours, in the order of the collection. */
  readonly steps: readonly AppRoleStep[];
  /** How many are somebody else's, and stay as they are. */
  readonly others: number;
  /** By what is said of roles: the app role that each of them has then. */
  readonly ids: ReadonlyMap<string, string>;
}

export interface AppRoleStep {
  readonly action: 'add' | 'update' | 'disable' | 'remove' | 'keep';
  readonly appRole: AppRole;
}

/** The most characters of a display name that Entra admin center takes. */
const LONGEST_DISPLAY_NAME = 100;

/** Unique in the application: no account has two roles of one name. */
function displayNameOf({ name, account, accountName }: FederatedRole): string {
  const full = accountName === account ? `${name} in ${account}` : `${name} in ${accountName} (${account})`;
  return full.length <= LONGEST_DISPLAY_NAME ? full : `${name} in ${account}`;
}

function wantedAppRole(role: FederatedRole): AppRole {
  const { value, description, permissionSet } = role;
  return {
    id: appRoleId(value),
    displayName: displayNameOf(role),
    description: description ?? permissionSet,
    value,
    isEnabled: true,
    allowedMemberTypes: ['User'],
  };
}

/** Two values that mean one role: AWS takes the ARNs in either order, and role names without case. Undefined: it is of no role. */
export function valueKey(value: string | null | undefined): string | undefined {
  const arns = roleAndProvider(value);
  return arns && `${arns.role},${arns.provider}`.toLowerCase();
}

function roleAndProvider(value: string | null | undefined) {
  const parts = (value ?? '').split(',').map((part) => part.trim());
  const [role, provider] = [/:role\//, /:saml-provider\//].map((form) => parts.find((part) => form.test(part)));
  return role === undefined || provider === undefined || parts.length !== 2 ? undefined : { role, provider };
}

/** Whether an app role is of a role that these files make, or have made. */
export function isOurs({ id, value }: Pick<AppRole, 'id' | 'value'>, application: FederatedApplication): boolean {
  const role = roleIn(value, application);
  if (role === undefined) return false;
  const { name, account } = role;
  const isPrefixed = account.rolePrefix !== '' && name.startsWith(account.rolePrefix.toLowerCase());
  return isPrefixed || id.toLowerCase() === appRoleId(value ?? '');
}

/** A grant of which the files cannot tell all accounts may give it: it must not be taken for left over. */
export function mayBeGranted({ value }: Pick<AppRole, 'value'>, application: FederatedApplication): boolean {
  const role = roleIn(value, application);
  return role?.account.mayHave?.has(role.name) === true;
}

/** The name in lower case, for IAM tells no names apart by case. */
function roleIn(value: AppRole['value'], { accounts }: FederatedApplication) {
  const arns = roleAndProvider(value);
  if (arns === undefined) return undefined;
  const account = accounts.find(({ provider }) => provider.toLowerCase() === arns.provider.toLowerCase());
  if (account === undefined || !arns.role.includes(`:${account.account}:`)) return undefined;
  return { account, name: arns.role.slice(arns.role.lastIndexOf('/') + 1).toLowerCase() };
}

export function mergedAppRoles(application: FederatedApplication, current: readonly AppRole[]): MergedAppRoles {
  const wanted = new Map(application.roles.map((role) => [valueKey(role.value)!, wantedAppRole(role)]));
  const ids = new Map<string, string>();
  const steps: AppRoleStep[] = [];
  const kept: AppRole[] = [];
  for (const role of [...current, ...missingDefaults(current)]) {
    const key = valueKey(role.value);
    const asked = key === undefined ? undefined : wanted.get(key);
    if (asked !== undefined && !ids.has(asked.value!)) {
      const merged = { ...written(role), ...asked, id: role.id, value: role.value ?? asked.value! };
      ids.set(asked.value!, role.id);
      kept.push(merged);
      steps.push({ action: isSame(written(role), merged) ? 'keep' : 'update', appRole: merged });
    } else if (!isOurs(role, application) || mayBeGranted(role, application)) kept.push(written(role));
    else if (role.isEnabled) {
      const disabled = { ...written(role), isEnabled: false };
      kept.push(disabled);
      steps.push({ action: 'disable', appRole: disabled });
    } else steps.push({ action: 'remove', appRole: role });
  }
  const added = [...wanted.values()].filter(({ value }) => !ids.has(value!));
  for (const role of added) {
    ids.set(role.value!, role.id);
    steps.push({ action: 'add', appRole: role });
  }
  const ours = new Set(steps.map(({ appRole }) => appRole.id));
  return {
    appRoles: [...kept, ...added],
    steps: [...steps].sort((a, b) => compareText(a.appRole.value ?? '', b.appRole.value ?? '')),
    others: kept.filter(({ id }) => !ours.has(id)).length,
    ids,
  };
}

/** A new application has none of them before its first sign-in page is opened. One that stands under another id is theirs all the same. */
function missingDefaults(current: readonly AppRole[]): readonly AppRole[] {
  return current.length > 0 ? [] : DEFAULT_ROLES;
}

/** `origin` may be in no request ("appRole resource type"). */
function written(role: AppRole): AppRole {
  const { origin: _, ...rest } = role as AppRole & { readonly origin?: unknown };
  return rest;
}

const MEMBERS = ['id', 'displayName', 'description', 'value', 'isEnabled'] as const;
const isSame = (a: AppRole, b: AppRole): boolean => MEMBERS.every((member) => a[member] === b[member]);

/** Display names that more than one app role would have: duplicates put provisioning in quarantine, and nobody can tell them apart. */
export function sharedDisplayNames({ appRoles }: MergedAppRoles): readonly string[] {
  const counts = new Map<string, number>();
  for (const { displayName, isEnabled } of appRoles)
    if (isEnabled && displayName) counts.set(displayName, (counts.get(displayName) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 1).map(([name]) => name);
}
