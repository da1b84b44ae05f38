// Items of `unmanaged.ignore` at a moment: those that count, and those that have ended.
import type { Declarations, IgnoreItem } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { IgnoreRule } from '../state/desired.ts';

/** `asOf`: milliseconds since the epoch. */
export function hasEnded({ until }: IgnoreItem, asOf: number): boolean {
  return until !== undefined && until.value.at <= asOf;
}

/** The item without its places. */
export function ignoreRuleOf({ permissionSets, groups, users, accounts, until, reason }: IgnoreItem): IgnoreRule {
  return {
    ...(permissionSets === undefined ? {} : { permissionSets: permissionSets.value }),
    ...(groups === undefined ? {} : { groups: groups.value }),
    ...(users === undefined ? {} : { users: users.value }),
    ...(accounts === undefined ? {} : { accounts: accounts.value }),
    ...(until === undefined ? {} : { until: until.value.text }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** `permissionSets: X, groups: Y`: what the item is about. */
export function ignoreItemText({ permissionSets, groups, users, accounts, controlTower }: IgnoreItem): string {
  const globs = { permissionSets, groups, users, accounts };
  const fields = Object.entries(globs).flatMap(([field, glob]) =>
    glob === undefined ? [] : `${field}: ${glob.value}`,
  );
  return [...(controlTower ? ['controlTower'] : []), ...fields].join(', ');
}

export function endedIgnoring({ settings }: Declarations, asOf: number): readonly Diagnostic[] {
  return settings.unmanaged.ignore.flatMap((item) => {
    const { until, reason, span } = item;
    if (until === undefined || !hasEnded(item, asOf)) return [];
    const why = reason === undefined ? {} : { reason };
    const facts = { item: `{ ${ignoreItemText(item)} }`, text: until.value.text, ...why };
    return [diagnose('settings/ignore-ended', facts, { span })];
  });
}
