import type { Declarations } from '../config/declarations.ts';

/** Whether there is anything for the linter to look at: the data need not be opened otherwise. */
export function isWorthLinting({ permissionSets }: Declarations): boolean {
  return [...permissionSets.values()].some(
    (set) =>
      set.kind === 'managed' &&
      (set.inlinePolicy !== undefined || set.managedPolicies.length > 0 || set.silence.length > 0),
  );
}
