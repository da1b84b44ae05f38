// Object ids of Entra: their form, and which one a declaration is pinned to.
import type { GroupDeclaration } from './declarations.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isGuid = (text: string): boolean => GUID.test(text);

/** In Entra, lower case. Undefined: not pinned, or by an id of something else. */
export function objectIdOf({ pin }: Pick<GroupDeclaration, 'pin'>): string | undefined {
  if (pin === undefined || pin.kind === 'unpinned' || pin.kind === 'groupId' || !isGuid(pin.id.value)) return undefined;
  return pin.id.value.toLowerCase();
}
