// What a plan changes beside what live has under a name that looks the same. What looks like a declared group, and sets that the files
// declare both, were told with the files.

import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { lookAlikes } from '../names/look-alike.ts';
import type { Desired } from '../state/desired.ts';
import type { Directory } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import { type Change, permissionSetOf } from './change.ts';

export interface LookAlikeContext {
  readonly desired: Desired;
  readonly live: Live;
  readonly directory: Directory;
  readonly changes: readonly Change[];
}

export function lookAlikeNotices({ desired, live, directory, changes }: LookAlikeContext): readonly Diagnostic[] {
  const principals = changes.flatMap((change) => (change.kind === 'assignment' ? [change.assignment.principal] : []));
  const accounts = changes.flatMap((change) => {
    if (change.kind === 'provisioning') return change.accounts;
    return change.kind === 'assignment' ? [change.assignment.account] : [];
  });
  const declared = new Set([...desired.external.keys(), ...setNames(desired.state)]);
  const sets = new Set([...declared, ...setNames(live.state), ...live.others.map(({ name }) => name)]);
  const { groups } = desired;
  return [
    ...noticesOf('group', {
      all: directory.groups.map(({ id, displayName }) => ({ id, name: displayName })),
      changing: principals.filter(({ type }) => type === 'group').map(({ id }) => id),
      isTold: (id, other) => groups.has(id) || groups.has(other),
    }),
    ...noticesOf('user', {
      all: [...live.users].map(([id, name]) => ({ id, name })),
      changing: principals.filter(({ type }) => type === 'user').map(({ id }) => id),
    }),
    ...noticesOf('account', { all: directory.accounts, changing: accounts }),
    ...noticesOf('permission set', {
      all: [...sets].map((name) => ({ id: name, name })),
      changing: changes.flatMap((change) => permissionSetOf(change) ?? []),
      isTold: (name, other) => declared.has(name) && declared.has(other),
    }),
  ];
}

function setNames({ permissionSets }: Live['state']) {
  return [...permissionSets.values()].map(({ name }) => name);
}

interface Kind<Id extends string> {
  readonly all: readonly { readonly id: Id; readonly name: string }[];
  readonly changing: readonly Id[];
  /** Another finding names the two. */
  readonly isTold?: (id: Id, other: Id) => boolean;
}

/** Each pair once, by the first of the two that changes. */
function noticesOf<Id extends string>(
  kind: 'group' | 'user' | 'account' | 'permission set',
  { all, changing, isTold = () => false }: Kind<Id>,
): readonly Diagnostic[] {
  const wanted = new Set(changing);
  const items = all.filter(({ id }) => wanted.has(id));
  if (items.length === 0) return [];
  const like = lookAlikes(all, ({ name }) => name);
  const done = new Set<Id>();
  return items.flatMap((item) => {
    done.add(item.id);
    const others = like(item.name).filter(({ id }) => !done.has(id) && !isTold(item.id, id));
    return others.length === 0 ? [] : [diagnose('plan/look-alikes', { kind, item, others })];
  });
}
