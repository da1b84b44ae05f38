// What is asked of a tenant: one question of all that the files name, and a second one of what only Identity Center has.
import { isGuid, objectIdOf } from '../config/object-id.ts';
import { instantAt } from '../instant.ts';
import { optional } from '../optional.ts';
import type { Group } from '../state/directory.ts';
import { ENTRA_DETAILS, type EntraState, type EntraWanted, type ObjectId } from '../state/entra.ts';
import type { Missing } from '../state/health.ts';
import { LOG_DAYS } from './application-checks.ts';
import type { Expected } from './check.ts';
import { declaredGroups } from './declared.ts';
import { factOf } from './entra-facts.ts';

const DAY_MS = 86_400_000;

export function entraQuestion({ serviceTime, groups, servicePrincipalId }: Expected): EntraWanted {
  const declared = declaredGroups(groups);
  return {
    ...optional({ applications: servicePrincipalId === undefined ? undefined : [servicePrincipalId.toLowerCase()] }),
    details: new Set(ENTRA_DETAILS),
    groups: [...new Set(declared.flatMap((group) => objectIdOf(group) ?? []))],
    names: [...new Set(declared.map(({ displayName }) => displayName.value))],
    since: instantAt(serviceTime - LOG_DAYS * DAY_MS),
  };
}

/** Twenty to a call. With the scope *sync all* there may be thousands, of which a few hundred tell as much. */
const MOST_FURTHER = 400;

/** Ids of groups that Identity Center has and the first question did not have. */
export function furtherGroups({ groups, absent }: EntraState, live: readonly Group[]): readonly ObjectId[] {
  if (!groups.read) return [];
  const ids = live.flatMap(({ externalIds }) => externalIds.map(({ id }) => id.toLowerCase()));
  return [...new Set(ids)].filter((id) => isGuid(id) && !groups.value.has(id) && !absent.has(id));
}

export const furtherQuestion = (ids: readonly ObjectId[]): EntraWanted => ({
  applications: [],
  details: new Set(),
  groups: ids.slice(0, MOST_FURTHER),
  names: [],
});

/** Only who is gone is taken from it: whoever is still there was neither declared nor assigned. */
export const withFurtherGroups = (tenant: EntraState, further: EntraState): EntraState => ({
  ...tenant,
  absent: new Set([...tenant.absent, ...further.absent]),
});

/** What the second question leaves open. */
export function leftUnasked({ groups }: EntraState, ids: readonly ObjectId[]): Missing | undefined {
  const fact = factOf(groups);
  if (!fact.read) return { reason: fact.reason, subject: fact.subject };
  if (ids.length <= MOST_FURTHER) return undefined;
  return {
    reason: 'failed',
    subject: `Entra is asked about ${MOST_FURTHER} of ${ids.length} groups that are synced and neither declared nor assigned`,
  };
}
