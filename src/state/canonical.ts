// The one canonical order of definitions. Files and live list the same policies and tags in whatever order they like, and live's pages may even
// repeat one; both sides of a diff go through here, so that a definition differs only where it says something else.
import type { CustomerManagedPolicy, PermissionSet } from './state.ts';

/** Lists without order are sorted by code unit and unique; customer managed policies by path and then by name. Idempotent. */
export function canonicalPermissionSet(set: PermissionSet): PermissionSet {
  return {
    ...set,
    managedPolicies: [...new Set(set.managedPolicies)].sort(compareText),
    customerManagedPolicies: unique(set.customerManagedPolicies).sort(
      (a, b) => compareText(a.path, b.path) || compareText(a.name, b.name),
    ),
    ...(set.tags === undefined ? {} : { tags: sortedByKey(set.tags) }),
  };
}

/** By code unit: the same on every machine. */
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const unique = (policies: readonly CustomerManagedPolicy[]): CustomerManagedPolicy[] => [
  ...new Map(policies.map((policy) => [JSON.stringify([policy.path, policy.name]), policy])).values(),
];

const sortedByKey = (tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(tags).sort(([a], [b]) => compareText(a, b)));
