// Condition keys against the index: what type has `aws:RequestTag/crop`?

import { memoizeByIdentity } from '../../memoize.ts';
import type { ActionIndex, ConditionKey, ConditionKeyType } from './action-index.ts';

/** By prefix, then by name. */
const typesIn = memoizeByIdentity((_: ActionIndex) => new Map<string, ReadonlyMap<string, ConditionKeyType>>());

/** Undefined for a key that the index does not list. Case does not matter. */
export function conditionKeyType(key: string, index: ActionIndex): ConditionKeyType | undefined {
  const lower = key.toLowerCase();
  const prefix = lower.slice(0, Math.max(0, lower.indexOf(':')));
  const types = typesOf(prefix, index);
  return types.get(lower) ?? types.get(family(lower));
}

function typesOf(prefix: string, index: ActionIndex): ReadonlyMap<string, ConditionKeyType> {
  const known = typesIn(index);
  const keys = prefix === 'aws' ? index.globalConditionKeys : (index.service(prefix)?.conditionKeys ?? []);
  const types = known.get(prefix) ?? new Map(keys.map(named));
  known.set(prefix, types);
  return types;
}

function named({ key, type }: ConditionKey): readonly [string, ConditionKeyType] {
  const lower = key.toLowerCase();
  // A key whose last part people choose: `aws:RequestTag/${TagKey}`, `s3:ExistingObjectTag/<key>`, `aws:PrincipalTag/tag-key`.
  return [/\/(?:\$\{[^}]*\}|<[^>]*>|tag-key)$/.test(lower) ? family(lower) : lower, type];
}

const family = (key: string) => `${key.slice(0, key.indexOf('/') + 1)}…`;
