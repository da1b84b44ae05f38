// Items of `unmanaged.ignore` at a moment: those that count, and those that have ended.
import type { Declarations, IgnoreItem } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { IgnoreRule } from '../state/desired.ts';
import type { ReleasableField } from '../state/state.ts';

/** `asOf`: milliseconds since the epoch. */
export function hasEnded({ until }: IgnoreItem, asOf: number): boolean {
  return until !== undefined && until.value.at <= asOf;
}

/** The item without its places. */
export function ignoreRuleOf(item: IgnoreItem): IgnoreRule {
  const { permissionSets, groups, users, accounts, fields, until, reason } = item;
  return {
    ...(permissionSets === undefined ? {} : { permissionSets: permissionSets.value }),
    ...(groups === undefined ? {} : { groups: groups.value }),
    ...(users === undefined ? {} : { users: users.value }),
    ...(accounts === undefined ? {} : { accounts: accounts.value }),
    // INVARIANT: the schema admits only the words of this type.
    ...(fields.length === 0 ? {} : { fields: fields.map(({ value }) => value as ReleasableField) }),
    ...(until === undefined ? {} : { until: until.value.text }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** `permissionSets: X, groups: Y`: what the item is about. */
export function ignoreItemText(item: IgnoreItem): string {
  const { permissionSets, groups, users, accounts, fields, controlTower } = item;
  const globs = Object.entries({ permissionSets, groups, users, accounts });
  return [
    ...(controlTower ? ['controlTower'] : []),
    ...globs.flatMap(([field, glob]) => (glob === undefined ? [] : `${field}: ${glob.value}`)),
    ...(fields.length === 0 ? [] : [`fields: [${fields.map(({ value }) => value).join(', ')}]`]),
  ].join(', ');
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
