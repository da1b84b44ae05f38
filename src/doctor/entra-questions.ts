// What is asked of a tenant: one question of all that the files name, and a second one of what only Identity Center has.
import { isGuid, objectIdOf } from '../config/object-id.ts';
import { instantAt } from '../instant.ts';
import { optional } from '../optional.ts';
import type { Group } from '../state/directory.ts';
import { ENTRA_DETAILS, type EntraState, type EntraWanted } from '../state/entra.ts';
import { LOG_DAYS } from './application-checks.ts';
import type { Expected } from './check.ts';
import { declaredGroups } from './declared.ts';

const DAY_MS = 86_400_000;

export function entraQuestion({ asOf, groups, servicePrincipalId }: Expected): EntraWanted {
  const declared = declaredGroups(groups);
  return {
    ...optional({ applications: servicePrincipalId === undefined ? undefined : [servicePrincipalId.toLowerCase()] }),
    details: new Set(ENTRA_DETAILS),
    groups: [...new Set(declared.flatMap((group) => objectIdOf(group) ?? []))],
    names: [...new Set(declared.map(({ displayName }) => displayName.value))],
    since: instantAt(asOf - LOG_DAYS * DAY_MS),
  };
}

/** Twenty to a call. With the scope *sync all* there may be thousands, of which a few hundred tell as much. */
const MOST_FURTHER = 400;

/** Undefined: nothing is left to ask. */
export function furtherGroups({ groups, absent }: EntraState, live: readonly Group[]): EntraWanted | undefined {
  if (!groups.read) return undefined;
  const ids = live.flatMap(({ externalIds }) => externalIds.map(({ id }) => id.toLowerCase()));
  const further = [...new Set(ids)].filter((id) => isGuid(id) && !groups.value.has(id) && !absent.has(id));
  if (further.length === 0) return undefined;
  return { applications: [], details: new Set(), groups: further.slice(0, MOST_FURTHER), names: [] };
}

/** Only who is gone is taken from it: whoever is still there was neither declared nor assigned. */
export function withFurtherGroups(tenant: EntraState, further: EntraState): EntraState {
  if (!tenant.groups.read || !further.groups.read) return tenant;
  return { ...tenant, absent: new Set([...tenant.absent, ...further.absent]) };
}
