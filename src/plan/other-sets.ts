// What a plan tells of permission sets that it does not manage: who claims them, and which give administrator access.
//
// A tag is a claim, not a proof. Whoever may tag a set can put any owner on it, and a pattern in `unmanaged.ignore` takes in names that somebody
// thought of later. So neither takes a set out of sight: owners that nobody listed are named, and so is administrator access, whatever is ignored.

import { compareText } from '../compare-text.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { DisplayNames } from '../holdings/names.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import type { NearAdministration } from '../policy/escalation/index.ts';
import type { Desired } from '../state/desired.ts';
import { groupBy } from '../state/group-by.ts';
import type { Live, OtherSet } from '../state/live.ts';
import { asRead } from '../state/read.ts';
import { type Assignment, pairOf } from '../state/state.ts';
import { administrationIn } from './administrator.ts';
import { isControlTowers } from './control-tower.ts';
import { ownerships } from './ownership.ts';

export interface OtherSetsContext {
  readonly desired: Desired;
  readonly live: Live;
  readonly displayNames: DisplayNames;
  readonly meanings: Meanings | undefined;
}

export function otherSets(context: OtherSetsContext): readonly Diagnostic[] {
  return [...unknownOwners(context), ...administrators(context), ...nearAdministrators(context), ...holders(context)];
}

function unknownOwners({ live, desired }: OtherSetsContext): readonly Diagnostic[] {
  const known = new Set([desired.rules.owner, ...desired.rules.owners]);
  const strange = live.others.flatMap(({ name, owner }) =>
    owner === undefined || known.has(owner) ? [] : [{ name, owner }],
  );
  return [...groupBy(strange, ({ owner }) => owner)]
    .sort(([a], [b]) => compareText(a, b))
    .map(([owner, sets]) =>
      diagnose('plan/unknown-owner', { owner, count: sets.length, names: sets.map(({ name }) => name).sort() }),
    );
}

/** By name. Those of other owners that are listed are theirs to answer for; Control Tower's own only where the settings say so. */
function watched(context: OtherSetsContext): readonly OtherSet[] {
  const { desired, live } = context;
  const listed = new Set(desired.rules.owners);
  return [...live.others, ...setAside(context)]
    .filter(
      (set) =>
        (set.owner === undefined || !listed.has(set.owner)) &&
        !(desired.rules.ignoresControlTower && isControlTowers(set)),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** One step from it is told lower. Of what was not read it is told that it may be all. */
function nearAdministrators(context: OtherSetsContext): readonly Diagnostic[] {
  return watched(context).flatMap((set) => {
    const { name, owner, accounts } = set;
    const near = nearAdministrationIn(set, context);
    if (near === undefined) return [];
    const held = accounts.read ? { accounts: accounts.value.length } : {};
    return [diagnose('plan/unmanaged-near-administrators', { ...near, name, ...optional({ owner }), ...held })];
  });
}

function administrators(context: OtherSetsContext): readonly Diagnostic[] {
  return watched(context)
    .filter((set) => mayAdministrate(set, context))
    .map(({ name, owner, definition, accounts }) =>
      diagnose('plan/unmanaged-administrators', {
        name,
        ...optional({ owner }),
        known: definition.read && administrationIn(definition.value, context.meanings) !== 'undetermined',
        ...(accounts.read ? { accounts: accounts.value.length } : {}),
      }),
    );
}

/** With `--audit` the assignments were read: who holds it where, of every set that gives administrator access or is one step from it. */
function holders(context: OtherSetsContext): readonly Diagnostic[] {
  return [...context.live.others, ...setAside(context)]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((set) => {
      const { name, assignments } = set;
      if (!assignments.read || assignments.value.length === 0) return [];
      const isAdministrator = mayAdministrate(set, context);
      if (!isAdministrator && nearAdministrationIn(set, context) === undefined) return [];
      const byPrincipal = groupBy(assignments.value, ({ principal }) => principal.id);
      const texts = [...byPrincipal].map(([, assignments]) => holderText(assignments, context)).sort();
      return [diagnose('plan/unmanaged-administrator-holders', { name, isNear: !isAdministrator, holders: texts })];
    });
}

function holderText(assignments: readonly Assignment[], { live, displayNames }: OtherSetsContext): string {
  const { type, id } = assignments[0]!.principal;
  return `${live.orphans.has(id) ? `deleted ${type} ${id}` : `${type} ${displayNames.principal(id)}`} in ${assignments
    .map(({ account }) => displayNames.account(account))
    .sort()
    .join(', ')}`;
}

/** What was not read may be anything. */
function mayAdministrate({ definition }: OtherSet, { meanings }: OtherSetsContext): boolean {
  return !definition.read || administrationIn(definition.value, meanings) !== undefined;
}

/** Undefined: an administrator, or far from one. Without the engine's data nobody knows. */
function nearAdministrationIn(set: OtherSet, context: OtherSetsContext): NearAdministration | undefined {
  if (!set.definition.read || mayAdministrate(set, context)) return undefined;
  return context.meanings?.nearAdministration(set.definition.value);
}

/** Sets under our tag that `unmanaged.ignore` sets aside: they were read with ours. */
function setAside({ desired, live }: OtherSetsContext): readonly OtherSet[] {
  const owned = ownerships(desired, live);
  return [...live.state.permissionSets.values()]
    .filter(({ name }) => owned.get(name) === 'unmanaged')
    .map((definition) => ({
      name: definition.name,
      ...optional({ owner: definition.owner }),
      definition: asRead(definition),
      accounts: asRead(
        [...live.state.provisioned.keys()]
          .map(pairOf)
          .filter(({ permissionSet }) => permissionSet === definition.name)
          .map(({ account }) => account),
      ),
      assignments: asRead(
        [...live.state.assignments.values()].filter(({ permissionSet }) => permissionSet === definition.name),
      ),
    }));
}
