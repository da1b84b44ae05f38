// identitystore: the checks and the wire forms that groups, users and memberships share.
import { optional } from '../../optional.ts';
import { anything, structure } from '../constraints.ts';
import type { ExternalId, Group, User } from '../directory-state.ts';
import { conflict, notFound, validation } from '../errors.ts';
import type { Call, Output } from '../operation.ts';
import { attributePath, externalId as externalIdShape } from '../shapes.ts';
import { identityStoreArn, type SandboxState } from '../state.ts';

type ResourceType = 'GROUP' | 'USER' | 'GROUP_MEMBERSHIP' | 'IDENTITY_STORE';

export const missing = (type: ResourceType, id?: string): Error =>
  notFound(`${type} not found.`, { ResourceType: type, ...optional({ ResourceId: id }) });

export const duplicate = (what: string): Error =>
  conflict(`Duplicate ${what}`, { Reason: 'UNIQUENESS_CONSTRAINT_VIOLATION' });

type Kind = 'group' | 'user' | 'membership';

const arnPrefix = ({ partition }: SandboxState, kind: Kind): string => `arn:${partition}:identitystore:::${kind}/`;

/** The ARN of a group, a user or a membership; it names neither account nor store (Group, API reference). */
export const resourceArn = (state: SandboxState, kind: Kind, id: string): string => arnPrefix(state, kind) + id;

/** The id in an ARN of the kind. Anything else, the ARN of another kind too, is taken as it is and then names nothing. */
export function plainId(state: SandboxState, kind: Kind, given: string): string {
  const prefix = arnPrefix(state, kind);
  return given.startsWith(prefix) ? given.slice(prefix.length) : given;
}

/** Names that neither users nor groups can have (CreateUser, CreateGroup, API reference). */
export function refuseReserved(name: string): void {
  if (name === 'Administrator' || name === 'AWSAdministrators') throw validation(`${name} is a reserved name.`);
}

export function requireStore({ state }: Call, id: string): void {
  if (id !== state.identityStoreId && id !== identityStoreArn(state)) throw missing('IDENTITY_STORE', id);
}

/** Changes with every change of the resource. On the wire it is a text whose form means nothing (Group, API reference). */
export const revisionOf = ({ revision = 1 }: { readonly revision?: number }): number => revision;

/** Refuses a write that expects another revision (UpdateGroup, DeleteUser, API reference). */
export function requireRevision(resource: { readonly revision?: number }, expected: string | undefined): void {
  if (expected === undefined || expected === String(revisionOf(resource))) return;
  throw conflict('The revision of the resource is not the expected one.', { Reason: 'CONCURRENT_MODIFICATION' });
}

export function requireGroup(call: Call, input: { readonly IdentityStoreId: string; readonly GroupId: string }): Group {
  requireStore(call, input.IdentityStoreId);
  const group = call.state.directory.groups.get(plainId(call.state, 'group', input.GroupId));
  if (group === undefined) throw missing('GROUP', input.GroupId);
  return group;
}

export function requireUser(call: Call, input: { readonly IdentityStoreId: string; readonly UserId: string }): User {
  requireStore(call, input.IdentityStoreId);
  const user = call.state.directory.users.get(plainId(call.state, 'user', input.UserId));
  if (user === undefined) throw missing('USER', input.UserId);
  return user;
}

/** AlternateIdentifier. AttributeValue is a document: on the wire a bare string. */
export const alternateIdentifier = structure({
  'ExternalId?': externalIdShape,
  'UniqueAttribute?': structure({ AttributePath: attributePath, AttributeValue: anything }),
});

export interface Alternate {
  readonly ExternalId?: { readonly Issuer: string; readonly Id: string };
  readonly UniqueAttribute?: { readonly AttributePath: string; readonly AttributeValue: unknown };
}

/** The id behind an alternate identifier. `finders` answer for the attributes that identify the resource, in lower case. */
export function identified(
  given: Alternate,
  resources: Iterable<{ readonly id: string; readonly externalId?: ExternalId }>,
  finders: Readonly<Record<string, (value: string) => string | undefined>>,
): string | undefined {
  const { ExternalId: external, UniqueAttribute: unique } = given;
  if ((external === undefined) === (unique === undefined)) {
    throw validation('AlternateIdentifier must have exactly one of ExternalId and UniqueAttribute');
  }
  if (external !== undefined) return byExternalId(resources, external);
  // Both `displayName` and `DisplayName` are in use (hashicorp/terraform-provider-aws#49166).
  const { AttributePath: path = '', AttributeValue: value } = unique ?? {};
  const attribute = path.toLowerCase();
  const find = Object.hasOwn(finders, attribute) ? finders[attribute] : undefined;
  if (find === undefined) throw validation(`The attribute ${path} is not a unique attribute`);
  if (value === '' || value === null) throw validation('attribute value cannot be empty or null for attribute path');
  return typeof value === 'string' ? find(value) : undefined;
}

function byExternalId(
  resources: Iterable<{ readonly id: string; readonly externalId?: ExternalId }>,
  wanted: { readonly Issuer: string; readonly Id: string },
): string | undefined {
  for (const { id, externalId } of resources) {
    if (externalId?.issuer === wanted.Issuer && externalId.id === wanted.Id) return id;
  }
  return undefined;
}

/** The name that a filter asks for, when there is one. */
export function filteredName(
  filters: readonly { readonly AttributePath: string; readonly AttributeValue: string }[] | undefined,
  attribute: string,
): string | undefined {
  const filter = filters?.[0];
  if (filter === undefined) return undefined;
  if (filter.AttributePath.toLowerCase() === attribute.toLowerCase()) return filter.AttributeValue;
  throw validation(`Unsupported AttributePath: ${filter.AttributePath}`);
}

export const externalIds = (id: ExternalId | undefined): Output =>
  id === undefined ? {} : { ExternalIds: [{ Issuer: id.issuer, Id: id.id }] };
