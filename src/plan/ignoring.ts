// What `unmanaged.ignore` leaves alone: one reading of its items, for whoever asks what becomes of a set or an assignment.
import type { Desired, IgnoreRule } from '../state/desired.ts';
import { matchesGlob } from '../state/glob.ts';
import type { Assignment, PermissionSetName, ReleasableField } from '../state/state.ts';

/** What people call those that an assignment is about, as far as they are known by a name. */
export interface IgnoreNames {
  readonly groups: ReadonlyMap<string, string>;
  readonly users: ReadonlyMap<string, string>;
  readonly accounts: ReadonlyMap<string, string>;
}

/** All globs of the rule match. A principal that is gone has no name, and is matched by its id alone. */
export function ignoresAssignment(
  { permissionSets, groups, users, accounts, fields }: IgnoreRule,
  { permissionSet, account, principal }: Assignment,
  names: IgnoreNames,
): boolean {
  if (fields !== undefined) return false;
  const matches = (glob: string | undefined, texts: readonly (string | undefined)[]) =>
    glob === undefined || texts.some((text) => text !== undefined && matchesGlob(glob, text));
  const isOf = (type: 'group' | 'user', glob: string | undefined, known: ReadonlyMap<string, string>) =>
    glob === undefined || (principal.type === type && matches(glob, [principal.id, known.get(principal.id)]));
  return (
    matches(permissionSets, [permissionSet]) &&
    matches(accounts, [account, names.accounts.get(account)]) &&
    isOf('group', groups, names.groups) &&
    isOf('user', users, names.users)
  );
}

/** The item is about permission sets as a whole, and so about all their assignments. */
function isAboutSets({ permissionSets, groups, users, accounts, fields }: IgnoreRule): boolean {
  return permissionSets !== undefined && [groups, users, accounts, fields].every((other) => other === undefined);
}

/** What of its definition is left as live has it. */
export function releasedFields(name: PermissionSetName, { rules }: Desired): readonly ReleasableField[] {
  return rules.ignore.flatMap(({ permissionSets, fields = [] }) =>
    permissionSets !== undefined && matchesGlob(permissionSets, name) ? fields : [],
  );
}

/** Set aside with all its assignments. */
export function isIgnoredSet(name: PermissionSetName, { rules }: Desired): boolean {
  return rules.ignore.some((rule) => isAboutSets(rule) && matchesGlob(rule.permissionSets!, name));
}

/** `{ permissionSets: "X", groups: "Y" }`, as it may be written. */
export function ignoreText({ permissionSets, groups, users, accounts, fields: released }: IgnoreRule): string {
  const globs = { permissionSets, groups, users, accounts };
  const fields = Object.entries(globs).flatMap(([field, glob]) =>
    glob === undefined ? [] : [`${field}: ${JSON.stringify(glob)}`],
  );
  const left = released === undefined ? [] : [`fields: [${released.join(', ')}]`];
  return `{ ${[...fields, ...left].join(', ')} }`;
}
