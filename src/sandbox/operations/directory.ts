// identitystore: the checks and the wire forms that groups, users and memberships share.
import { anything, structure } from '../constraints.ts';
import type { ExternalId, Group, User } from '../directory-state.ts';
import { conflict, notFound, validation } from '../errors.ts';
import type { Call, Output } from '../operation.ts';
import { attributePath, externalId as externalIdShape } from '../shapes.ts';

type ResourceType = 'GROUP' | 'USER' | 'GROUP_MEMBERSHIP' | 'IDENTITY_STORE';

export const missing = (type: ResourceType, id?: string): Error =>
  notFound(`${type} not found.`, { ResourceType: type, ...(id === undefined ? {} : { ResourceId: id }) });

export const duplicate = (what: string): Error =>
  conflict(`Duplicate ${what}`, { Reason: 'UNIQUENESS_CONSTRAINT_VIOLATION' });

export function requireStore(call: Call, id: string): void {
  if (id !== call.state.identityStoreId) throw missing('IDENTITY_STORE', id);
}

export function requireGroup(call: Call, input: { readonly IdentityStoreId: string; readonly GroupId: string }): Group {
  requireStore(call, input.IdentityStoreId);
  const group = call.state.directory.groups.get(input.GroupId);
  if (group === undefined) throw missing('GROUP', input.GroupId);
  return group;
}

export function requireUser(call: Call, input: { readonly IdentityStoreId: string; readonly UserId: string }): User {
  requireStore(call, input.IdentityStoreId);
  const user = call.state.directory.users.get(input.UserId);
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
  if (find === undefined) throw validation(`Unsupported AttributePath: ${path}`);
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
