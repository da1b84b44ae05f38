// The form of a state file, checked before anything is made of it: a damaged file is told by the JSON path of what is wrong.
import {
  anything,
  boolean,
  choice,
  integer,
  isObject,
  list,
  map,
  type Shape,
  structure,
  text,
  violations,
} from './constraints.ts';
import { filedTenant } from './entra/filed-shape.ts';
import { SandboxError } from './errors.ts';
import { accountId, instanceArn, permissionSetArn, permissionSetName, principalId, principalType } from './shapes.ts';
import { FORMAT_VERSION, type StateFile } from './state-file.ts';
import { problem } from './violation-text.ts';

const anyText = text(0, Number.POSITIVE_INFINITY);
const word = text(1, 2048);
const time = integer(-8.64e15, 8.64e15);
const texts = map(anyText, anyText);
const persona = choice('management', 'delegated-administrator', 'member', 'read-only', 'none');
const externalId = structure({ issuer: word, id: word });
const stamps = { createdAt: time, updatedAt: time, 'revision?': integer(1, Number.MAX_SAFE_INTEGER) };
/** `null`: never. */
const servicesUse = map(word, anything);
/** As it was on the wire, where it was checked. */
const wire = map(word, anything);
const clientRequest = structure({ token: word, digest: word });
const customerManaged = structure({ name: word, path: word });

const definition = structure({
  revision: integer(0, Number.MAX_SAFE_INTEGER),
  sessionDuration: word,
  'relayState?': anyText,
  managedPolicies: list(word),
  customerManagedPolicies: list(customerManaged),
  'inlinePolicy?': anyText,
  'boundary?': structure({ kind: choice('managed', 'customer-managed'), 'arn?': word, 'policy?': customerManaged }),
});

const permissionSet = structure({
  arn: permissionSetArn,
  name: permissionSetName,
  createdAt: time,
  'description?': anyText,
  definition,
  tags: texts,
  'editedAt?': time,
  'releasedAt?': time,
  pairs: list(
    structure({
      account: accountId,
      roleSuffix: text(16, 16, '[0-9a-f]+'),
      'createdAt?': time,
      'provisioned?': definition,
      principals: list(text(1, 64, '(USER|GROUP)/[0-9A-Fa-f-]+')),
      'lastUsed?': structure({ at: time, region: word, 'services?': servicesUse }),
    }),
  ),
});

const operation = structure({
  id: word,
  work: structure({
    kind: choice('create-assignment', 'delete-assignment', 'provision'),
    'assignment?': structure({ permissionSetArn, accountId, principalType, principalId }),
    'permissionSetArn?': permissionSetArn,
    'accountId?': accountId,
  }),
  accounts: list(accountId),
  createdAt: time,
  settlesAt: time,
  status: choice('IN_PROGRESS', 'SUCCEEDED', 'FAILED'),
  'failureReason?': anyText,
});

const organization = structure({
  id: word,
  rootId: word,
  managementAccount: accountId,
  'delegatedAdministrator?': accountId,
  units: list(structure({ id: word, name: anyText, parentId: word })),
  accounts: list(structure({ id: accountId, name: anyText, email: anyText, parentId: word, state: word, tags: texts })),
  'serviceControlPolicies?': structure({
    enabled: boolean,
    policies: list(structure({ id: word, name: word, 'description?': anyText, content: anyText, targets: list(word) })),
    withoutFullAccess: list(word),
  }),
});

const application = structure({
  arn: word,
  name: word,
  provider: word,
  account: accountId,
  'description?': anyText,
  enabled: boolean,
  assignmentRequired: boolean,
  createdAt: time,
  tags: texts,
  assignments: list(structure({ type: principalType, id: principalId })),
  'portal?': wire,
  'userBackgroundSessions?': choice('ENABLED', 'DISABLED'),
  'request?': clientRequest,
  'scopes?': map(word, list(word)),
  'grants?': map(word, wire),
  'authenticationMethods?': map(word, wire),
});

const tokenIssuer = structure({ arn: word, name: word, configuration: wire, 'request?': clientRequest, tags: texts });

const named = { name: word, createdAt: time, tags: texts };
const iam = structure({
  roles: list(
    structure({
      ...named,
      accountId,
      path: word,
      trust: anyText,
      maxSession: integer(0, 1e6),
      'maxSigninSession?': integer(0, 1e7),
      'boundary?': word,
      'managedPolicies?': list(word),
      'inlinePolicies?': map(word, anyText),
      'trustedAt?': time,
      'lastUsedAt?': time,
      'services?': servicesUse,
      'allows?': list(word),
    }),
  ),
  samlProviders: list(structure({ ...named, accountId, metadata: anyText, hasPrivateKey: boolean, 'context?': wire })),
  policies: list(
    structure({
      ...named,
      owner: word,
      path: word,
      'description?': anyText,
      'versions?': list(structure({ id: word, document: anyText, createdAt: time })),
      'defaultVersion?': word,
      'lastVersion?': integer(0, Number.MAX_SAFE_INTEGER),
      // Of an earlier version.
      'document?': anyText,
      'version?': word,
    }),
  ),
  'listed?': structure({ aws: boolean, customer: boolean }),
  sessions: list(
    structure({
      accessKeyId: word,
      account: accountId,
      arn: word,
      roleId: word,
      readOnly: boolean,
      'allows?': list(list(word)),
      expiresAt: time,
    }),
  ),
  'awsManagedPolicies?': list(word),
});

const stateFile: Shape = structure({
  kind: choice('access-sandbox'),
  formatVersion: anything,
  now: time,
  sequence: integer(0, Number.MAX_SAFE_INTEGER),
  region: word,
  partition: word,
  instanceArn,
  identityStoreId: word,
  createdAt: time,
  caller: structure({ persona, 'account?': accountId, 'arn?': word }),
  organization,
  groups: list(
    structure({
      id: principalId,
      'displayName?': anyText,
      'description?': anyText,
      'externalId?': externalId,
      ...stamps,
    }),
  ),
  users: list(
    structure({
      id: principalId,
      userName: anyText,
      'displayName?': anyText,
      'externalId?': externalId,
      'attributes?': map(word, anything),
      'isDisabled?': boolean,
      ...stamps,
    }),
  ),
  memberships: list(structure({ id: word, groupId: principalId, userId: principalId, createdAt: time })),
  permissionSets: list(permissionSet),
  operations: list(operation),
  'customerManagedPolicies?': map(word, list(word)),
  'accessControl?': list(structure({ key: anyText, source: anyText })),
  'accountAccess?': structure({
    'application?': structure({
      arn: word,
      tenantId: word,
      identityCenterApplication: word,
      createdAt: time,
      readyAt: time,
      updatedAt: time,
      'deletedAt?': time,
      tags: texts,
    }),
    entitlements: list(
      structure({
        id: word,
        principal: structure({ type: principalType, id: principalId }),
        roleArn: word,
        createdAt: time,
      }),
    ),
    writes: list(time),
  }),
  'instance?': structure({
    'name?': anyText,
    permissionSetsEnabled: boolean,
    'kmsKeyArn?': word,
    tags: texts,
    regions: map(word, structure({ addedAt: time, 'removedAt?': time })),
    'network?': wire,
    'storeNetwork?': wire,
  }),
  'applications?': list(application),
  'trustedTokenIssuers?': list(tokenIssuer),
  'iam?': iam,
  'events?': list(
    structure({
      id: word,
      name: word,
      time,
      account: accountId,
      arn: word,
      request: map(word, anything),
      response: map(word, anything),
    }),
  ),
  'entra?': filedTenant,
});

/** The value as a state file. Throws a SandboxError that names the file and says that it was left alone. */
export function checkStateFile(value: unknown, path: string): StateFile {
  const file = isObject(value) ? value : {};
  if (file.kind !== 'access-sandbox') throw new SandboxError(`${path} is not a sandbox state file`);
  if (file.formatVersion !== FORMAT_VERSION) {
    const found = JSON.stringify(file.formatVersion) ?? 'absent';
    throw new SandboxError(
      `${path} has formatVersion ${found}, and this version reads ${FORMAT_VERSION}; it was not changed`,
    );
  }
  const problems = violations(stateFile, file).map(problem);
  if (problems.length === 0) return file as unknown as StateFile;
  throw new SandboxError(`the sandbox state file ${path} is damaged and was not changed:`, problems.slice(0, 10));
}
