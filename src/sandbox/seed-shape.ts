// The seed file: its type, and the check of its form. What names refer to is checked when the state is made.
import {
  anything,
  boolean,
  choice,
  type InputOf,
  isObject,
  list,
  map,
  structure,
  text,
  violations,
} from './constraints.ts';
import { entraSeed } from './entra/seed-shape.ts';
import { SandboxError } from './errors.ts';
import {
  accountId,
  instanceArn,
  organizationalUnitId,
  permissionSetDescription,
  permissionSetName,
  policyId,
  principalId,
  relayState,
  sessionDuration,
} from './shapes.ts';
import { applicationProvider } from './shapes-applications.ts';
import {
  maxSession,
  policyPath as path,
  policyName,
  policyVersionId,
  roleDescription,
  roleName,
  rolePath,
  samlMetadataDocument,
  samlProviderName,
} from './shapes-iam.ts';
import { problem } from './violation-text.ts';

const word = text(1, 128);
const tags = map(text(1, 128), text(0, 256));
const customerManaged = structure({ name: policyName, 'path?': path });
/** An ARN, or the path and name of an AWS managed policy. */
const managed = text(1, 2048, '(arn:[^ ]+:iam::aws:policy/|/?)[A-Za-z0-9.,+@=_/-]+');
const principals = {
  'group?': text(1, 1024),
  'user?': word,
  'principal?': structure({ type: choice('GROUP', 'USER'), id: principalId }),
};
/** By namespace: when a service was last called; empty: never, though the role's policies allow it. */
const servicesUsed = map(text(1, 64, '[\\w-]+'), text(0, 20, '(\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}Z)?)?'));
const pair = structure({ permissionSet: word, account: word });

/** schemas/sandbox-seed.schema.json is made from it. */
export const seed = {
  /** For editors. */
  '$schema?': text(1, 2048),
  formatVersion: anything,
  region: text(1, 32, '([a-z]+-){2,3}\\d'),
  'instanceArn?': instanceArn,
  'identityStoreId?': text(1, 36, 'd-[0-9a-f]{10}'),
  'caller?': structure({
    'account?': accountId,
    'arn?': text(20, 2048, 'arn:[^ ]+'),
    'persona?': choice('management', 'delegated-administrator', 'member', 'read-only', 'none'),
  }),
  organization: structure({
    'id?': text(12, 34, 'o-[a-z0-9]{10,32}'),
    'rootId?': text(6, 34, 'r-[0-9a-z]{4,32}'),
    managementAccount: accountId,
    'delegatedAdministrator?': accountId,
    'organizationalUnits?': list(structure({ path: text(1, 1024, '[^/]+(/[^/]+)*'), 'id?': organizationalUnitId })),
    accounts: list(
      structure({
        id: accountId,
        name: word,
        'email?': text(6, 64, '[^\\s@]+@[^\\s@]+'),
        'ou?': text(1, 1024, '[^/]+(/[^/]+)*'),
        'state?': choice('ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED', 'PENDING_ACTIVATION'),
        'tags?': tags,
      }),
      1,
    ),
    'serviceControlPolicies?': structure({
      'enabled?': boolean,
      'policies?': list(
        structure({
          name: text(1, 128),
          'id?': policyId,
          'description?': text(0, 512),
          content: anything,
          targets: list(text(1, 1024)),
        }),
      ),
      'withoutFullAccess?': list(text(1, 1024)),
    }),
  }),
  'groups?': list(
    structure({
      displayName: text(1, 1024),
      'id?': principalId,
      'externalId?': text(1, 256),
      'description?': text(1, 1024),
      'members?': list(word),
    }),
  ),
  'users?': list(
    structure({
      userName: word,
      'displayName?': text(1, 1024),
      'id?': principalId,
      'externalId?': text(1, 256),
      'email?': text(3, 1024, '[^\\s@]+@[^\\s@]+'),
    }),
  ),
  'permissionSets?': list(
    structure({
      name: permissionSetName,
      'description?': permissionSetDescription,
      'sessionDuration?': sessionDuration,
      'relayState?': relayState,
      'managedPolicies?': list(managed),
      'customerManagedPolicies?': list(customerManaged),
      'inlinePolicy?': anything,
      'permissionsBoundary?': structure({ 'managedPolicy?': managed, 'customerManagedPolicy?': customerManaged }),
      'tags?': tags,
    }),
  ),
  'assignments?': list(
    structure({
      permissionSet: word,
      account: word,
      ...principals,
    }),
  ),
  'outdated?': list(pair),
  'roleOnly?': list(pair),
  'rolesUsed?': list(
    structure({
      permissionSet: word,
      account: word,
      at: text(10, 20, '\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}:\\d{2}Z)?'),
      'region?': text(1, 32, '([a-z]+-){2,3}\\d'),
      'services?': servicesUsed,
    }),
  ),
  'customerManagedPolicies?': list(
    structure({ account: word, name: policyName, 'path?': path, 'document?': anything }),
  ),
  'awsManagedPolicies?': list(
    structure({ name: policyName, 'path?': path, 'version?': policyVersionId, 'document?': anything }),
  ),
  'roles?': list(
    structure({
      account: word,
      name: roleName,
      'path?': rolePath,
      'trust?': anything,
      'allows?': list(word),
      'maxSession?': maxSession,
      'description?': roleDescription,
      'managedPolicies?': list(managed),
      'customerManagedPolicies?': list(customerManaged),
      'inlinePolicies?': map(policyName, anything),
      'lastUsed?': text(10, 30, '\\d{4}-\\d\\d-\\d\\d(T[\\d:.]+Z)?'),
      'services?': servicesUsed,
      'tags?': tags,
    }),
  ),
  'samlProviders?': list(
    structure({ account: word, name: samlProviderName, 'metadata?': samlMetadataDocument, 'tags?': tags }),
  ),
  'applications?': list(
    structure({
      name: text(1, 100),
      'account?': word,
      'provider?': applicationProvider,
      'description?': text(1, 128),
      'enabled?': boolean,
      'assignmentRequired?': boolean,
      'tags?': tags,
      'assignments?': list(structure(principals)),
    }),
  ),
  'accountAccess?': structure({
    'tags?': tags,
    'entitlements?': list(structure({ account: word, role: roleName, ...principals })),
  }),
  'entra?': entraSeed,
} as const;

/** What a sandbox begins with. Names refer to each other; ids that are absent are derived from the names. */
export type SandboxSeed = Omit<InputOf<typeof seed>, '$schema' | 'formatVersion'> & { readonly formatVersion: 1 };

/** Reads a seed file. Throws a SandboxError that names the file and the JSON path of everything that is wrong. */
export function parseSeed(json: string, fileName: string): SandboxSeed {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new SandboxError(`${fileName} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return checkSeed(value, fileName);
}

export function checkSeed(value: unknown, fileName: string): SandboxSeed {
  if (!isObject(value)) throw new SandboxError(`${fileName}: a seed must be a JSON object`);
  if (value.formatVersion !== 1) {
    const found = JSON.stringify(value.formatVersion) ?? 'absent';
    throw new SandboxError(`${fileName}: formatVersion must be 1, and is ${found}`);
  }
  const problems = violations({ kind: 'structure', members: seed }, value, true).map(problem);
  if (problems.length > 0) throw new SandboxError(`${fileName} is not a valid seed:`, problems);
  // INVARIANT: the check covers every member of the type.
  return value as unknown as SandboxSeed;
}
