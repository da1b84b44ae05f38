// Who has, in Entra, the groups from which a plan takes access: for people, after the plan is made.
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Group } from '../state/directory.ts';
import type { EntraState, EntraWanted } from '../state/entra.ts';
import type { Plan } from './plan.ts';

interface LosingGroup {
  readonly group: Group;
  /** As Entra has it; undefined: nobody syncs it. */
  readonly objectId: string | undefined;
  /** Of assignments. */
  readonly count: number;
}

function losingGroups({ changes }: Pick<Plan, 'changes'>, groups: readonly Group[]): readonly LosingGroup[] {
  const counts = new Map<string, number>();
  for (const change of changes) {
    if (change.kind !== 'assignment' || change.action !== 'delete') continue;
    const { type, id } = change.assignment.principal;
    if (type === 'group') counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return groups.flatMap((group): readonly LosingGroup[] => {
    const count = counts.get(group.id);
    return count === undefined ? [] : [{ group, objectId: group.externalIds[0]?.id.toLowerCase(), count }];
  });
}

/** Undefined: no group loses anything that Entra could know of. */
export function losersQuestion(plan: Pick<Plan, 'changes'>, groups: readonly Group[]): EntraWanted | undefined {
  const ids = losingGroups(plan, groups).flatMap(({ objectId }) => objectId ?? []);
  return ids.length === 0
    ? undefined
    : { applications: [], details: new Set(['members'] as const), groups: ids, names: [] };
}

interface Asked {
  readonly tenant: EntraState;
  /** User names of people may be told. */
  readonly areNamed: boolean;
}

/** Nothing of groups that could not be read. */
export function loserNotices(
  plan: Pick<Plan, 'changes'>,
  groups: readonly Group[],
  { tenant: { groups: read, absent }, areNamed }: Asked,
): readonly Diagnostic[] {
  if (!read.read) return [];
  return losingGroups(plan, groups).flatMap(({ group: { id, displayName: name }, objectId = '', count }) => {
    const facts = { group: { name, id }, count };
    if (absent.has(objectId)) return [diagnose('plan/removed-from-group', { ...facts, members: 'gone' })];
    const members = read.value.get(objectId)?.members;
    if (members?.read !== true) return [];
    const named = members.value.map((each) => ({ name: each.userPrincipalName ?? each.displayName, id: each.id }));
    return [diagnose('plan/removed-from-group', { ...facts, members: areNamed ? named : named.length })];
  });
}
