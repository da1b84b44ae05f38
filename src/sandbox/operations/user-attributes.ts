// identitystore: the members of a user on the wire, and the changes that UpdateUser makes to them.
import { optional } from '../../optional.ts';
import { isObject, membersOf } from '../constraints.ts';
import type { User } from '../directory-state.ts';
import { validation } from '../errors.ts';
import { line, userName } from '../shapes.ts';
import { userAttributes } from '../shapes-user.ts';

export const userMembers = { 'UserName?': userName, 'DisplayName?': line, ...userAttributes };

export type Wire = Readonly<Record<string, unknown>>;

export const wireOf = (user: User): Wire => ({
  ...user.attributes,
  UserName: user.userName,
  ...optional({ DisplayName: user.displayName }),
});

const ATTRIBUTES = new Map(membersOf(userMembers).map(({ name }) => [name.toLowerCase(), name]));

/** The members that a user has; input members that AWS does not know are passed over. */
export const known = (attributes: Wire): Wire =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => ATTRIBUTES.has(name.toLowerCase())));

/** A path is a member (`title`), or a member of the name (`name.familyName`). No value takes it away. */
export function changed(
  wire: Wire,
  change: { readonly AttributePath: string; readonly AttributeValue?: unknown },
): Wire {
  const { AttributePath: path, AttributeValue: value } = change;
  const [first = '', second] = path.split('.');
  const member = path.startsWith('aws:') ? undefined : ATTRIBUTES.get(first.toLowerCase());
  if (member === undefined || member === 'Extensions' || (second !== undefined && member !== 'Name')) {
    throw validation(`Unsupported AttributePath: ${path}`);
  }
  if (second === undefined) return replaced(wire, member, inWireCase(value));
  return { ...wire, Name: replaced((wire.Name ?? {}) as Wire, capitalized(second), value) };
}

function replaced(wire: Wire, member: string, value: unknown): Wire {
  const { [member]: _before, ...rest } = wire;
  return value === undefined || value === null ? rest : { ...rest, [member]: value };
}

/** Inside the documents of UpdateUser members begin with a small letter. */
function inWireCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inWireCase);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [capitalized(name), inWireCase(item)]));
}

const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
