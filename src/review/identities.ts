// Who and what is behind a name, before and after a change of the files: every grant that uses the name follows it, and no line of a grant changes.
import type { Declarations, GroupDeclaration, PermissionSetDeclaration } from '../config/declarations.ts';
import { memoizeByText } from '../memoize.ts';
import type { Span } from '../source/span.ts';
import type { PermissionSetName } from '../state/state.ts';

export interface IdentityChange {
  readonly kind: 'group' | 'account' | 'permission-set';
  /** As the files call it. */
  readonly name: string;
  /**
   * `unpinned`: the group is now whoever has the name in Identity Center. `pinned`: it is now recognised by an id. `replaced`: the name now means
   * another group, account or set.
   */
  readonly change: 'unpinned' | 'pinned' | 'replaced';
  /** What it was: `objectId 8aa1a0c0-…`. */
  readonly before: string;
  readonly after: string;
  /** Of a group: the sets that are granted to it, sorted. */
  readonly permissionSets: readonly PermissionSetName[];
  readonly span: Span;
}

/** Those that let somebody else in before those that do not; in each, groups, accounts, sets, by name. */
export function identityChanges(before: Declarations, after: Declarations): readonly IdentityChange[] {
  const granted = setsByGroup(after);
  const found = [
    ...changed(before.groups, after.groups, (was, is) => groupChange(was, is, granted)),
    ...changed(before.accounts, after.accounts, (was, is): IdentityChange | undefined =>
      was.id.value === is.id.value
        ? undefined
        : { ...replaced('account', is.alias, [was.id.value, is.id.value]), span: is.id.span },
    ),
    ...changed(before.permissionSets, after.permissionSets, setChange),
  ];
  return [...found.filter(({ change }) => change !== 'pinned'), ...found.filter(({ change }) => change === 'pinned')];
}

function changed<Declaration>(
  before: ReadonlyMap<string, Declaration>,
  after: ReadonlyMap<string, Declaration>,
  compare: (was: Declaration, is: Declaration) => IdentityChange | undefined,
): readonly IdentityChange[] {
  return [...after.keys()].sort().flatMap((name) => {
    const was = before.get(name);
    return was === undefined ? [] : (compare(was, after.get(name)!) ?? []);
  });
}

function replaced(
  kind: IdentityChange['kind'],
  { value: name, span }: { readonly value: string; readonly span: Span },
  [before, after]: readonly [string, string],
): IdentityChange {
  return { kind, name, change: 'replaced', before, after, permissionSets: [], span };
}

function groupChange(
  was: GroupDeclaration,
  is: GroupDeclaration,
  granted: (group: string) => readonly PermissionSetName[],
): IdentityChange | undefined {
  const [before, after] = [identityOf(was), identityOf(is)];
  if (before === after) return undefined;
  const name = is.key.value;
  return {
    ...replaced('group', is.key, [before, after]),
    change: isPinned(is) ? (isPinned(was) ? 'replaced' : 'pinned') : isPinned(was) ? 'unpinned' : 'replaced',
    permissionSets: granted(name),
    span: is.pin === undefined ? is.key.span : 'span' in is.pin ? is.pin.span : is.pin.id.span,
  };
}

/** By key of the group, sorted. Groups of the same grants share their sets: there may be thousands of each. */
function setsByGroup({ grants }: Declarations): (group: string) => readonly PermissionSetName[] {
  const numbers = new Map<string, number[]>();
  for (const [number, { groups }] of grants.entries())
    for (const group of new Set(groups.map(({ value }) => value))) {
      const ofGroup = numbers.get(group) ?? [];
      ofGroup.push(number);
      numbers.set(group, ofGroup);
    }
  const setsOf = memoizeByText((key: string) => {
    const named = key.split(' ').flatMap((number) => grants[Number(number)]!.permissionSets.map(({ value }) => value));
    return [...new Set(named)].sort();
  });
  return (group) => {
    const ofGroup = numbers.get(group);
    return ofGroup === undefined ? [] : setsOf(ofGroup.join(' '));
  };
}

const isPinned = ({ pin }: GroupDeclaration): boolean => pin !== undefined && pin.kind !== 'unpinned';

/** A pinned group is its id, whatever it is called; any other is its name. */
function identityOf({ pin, displayName }: GroupDeclaration): string {
  if (pin === undefined || pin.kind === 'unpinned') return `the display name ${JSON.stringify(displayName.value)}`;
  const also = 'groupId' in pin && pin.groupId !== undefined ? ` and groupId ${pin.groupId.value}` : '';
  return `${pin.kind} ${pin.id.value}${also}`;
}

const MANAGERS = { managed: 'managed by these files', external: 'managed elsewhere' } as const;

function setChange(was: PermissionSetDeclaration, is: PermissionSetDeclaration): IdentityChange | undefined {
  return was.kind === is.kind
    ? undefined
    : replaced('permission-set', is.name, [MANAGERS[was.kind], MANAGERS[is.kind]]);
}
