// The app roles that an application has, out of a file: what Microsoft Graph answers for the service principal, its appRoles alone, or a list of them.
import type { AppRole } from './app-roles.ts';
import type { EntraSide } from './entra-work.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function readAppRoles(text: string): EntraSide | { readonly problem: string } {
  const value = parsed(text);
  if (value === undefined) return { problem: 'it is not JSON' };
  const list = Array.isArray(value) ? value : isObject(value) ? value.appRoles : undefined;
  if (!Array.isArray(list)) return { problem: 'it has no `appRoles`' };
  const wrong = list.findIndex((each) => !isAppRole(each));
  if (wrong >= 0)
    return { problem: `app role ${wrong + 1} of it lacks an id, or has members that Graph does not give` };
  return { appRoles: list.map((role: AppRole) => ({ ...role, id: role.id.toLowerCase(), isEnabled: role.isEnabled })) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): boolean => value === undefined || value === null || typeof value === 'string';

function isAppRole(value: unknown): value is AppRole {
  if (!isObject(value)) return false;
  const { id, displayName, description, value: claimed, isEnabled } = value;
  return (
    typeof id === 'string' &&
    GUID.test(id) &&
    typeof isEnabled === 'boolean' &&
    [displayName, description, claimed].every(isText)
  );
}
