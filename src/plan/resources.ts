// What other targets need beside assignments: what a plan writes of it, and in which order.
//
// Order. A resource and the assignments on it follow each other as the definition of a permission set and its assignments do (sequence.ts): it is there
// before they are, it goes after them, and its update comes on the side on which nobody meets what is not theirs. What it needs itself is there before it.
import { canonicalJson } from '../state/digest.ts';
import { groupBy } from '../state/group-by.ts';
import type { Address, Resource, State } from '../state/state.ts';
import { otherTargetOf, resourceOf, type Targets } from '../targets/target.ts';
import type { AssignmentChange, Change, ResourceChange } from './change.ts';
import { type Sequence, sequenceOf } from './sequence.ts';

export const isSameResource = (some: Resource, other: Resource): boolean =>
  canonicalJson(comparedOf(some)) === canonicalJson(comparedOf(other));

/** What it needs decides when it is written, and never whether. */
const comparedOf = ({ definition, owner }: Resource): unknown => ({ definition, owner: owner ?? null });

export const updateOf = (before: Resource, after: Resource): 'adopt' | 'update' =>
  before.owner === undefined && after.owner !== undefined ? 'adopt' : 'update';

/** The changes of a diff, without order. */
export function diffResources(desired: State, live: State, targets: Targets): readonly ResourceChange[] {
  const wanted: ReadonlyMap<Address, Resource> = desired.resources ?? new Map();
  const now: ReadonlyMap<Address, Resource> = live.resources ?? new Map();
  const base = { kind: 'resource', dependsOn: [], origins: [] } as const;
  const changes: ResourceChange[] = [];
  for (const [address, after] of wanted) {
    const before = now.get(address);
    const resource = referenceTo(after);
    if (before === undefined) changes.push({ ...base, action: 'create', address, resource, after, risk: 'neutral' });
    else if (!isSameResource(before, after)) {
      const risk = targets[after.target].riskOf(before, after);
      changes.push({ ...base, action: updateOf(before, after), address, resource, before, after, risk });
    }
  }
  for (const [address, before] of now) {
    if (wanted.has(address)) continue;
    const resource = referenceTo(before);
    changes.push({ ...base, action: 'delete', address, resource, before, risk: 'narrows' });
  }
  return changes;
}

const referenceTo = ({ target, kind, name, account }: Resource): ResourceChange['resource'] =>
  account === undefined ? { target, kind, name } : { target, kind, name, account };

/** `from` waits for `to`. */
export interface Edge {
  readonly from: Address;
  readonly to: Address;
}

export function resourceEdges(changes: readonly Change[], targets: Targets): readonly Edge[] {
  const resources = changes.filter((change) => change.kind === 'resource');
  if (resources.length === 0) return [];
  const assignments = changes.filter((change) => change.kind === 'assignment');
  const creates = groupBy(
    assignments.filter(({ action }) => action === 'create'),
    ({ assignment }) => assignment.account,
  );
  const onResource = groupBy(assignments, ({ assignment }) => resourceOf(assignment, targets));
  return resources.flatMap((change) => [
    ...edgesOfAssignments(change, onResource.get(change.address) ?? []),
    ...edgesOfNeeds(change, resources),
    ...edgesOfReplacements(change, creates, targets),
    ...edgesOfNarrowing(change, assignments, targets),
  ]);
}

function edgesOfAssignments(change: ResourceChange, assignments: readonly AssignmentChange[]): readonly Edge[] {
  const { address, action, risk } = change;
  const addressesOf = (wanted: AssignmentChange['action']): readonly Address[] =>
    assignments.filter((each) => each.action === wanted).map((each) => each.address);
  const [creates, deletes] = [addressesOf('create'), addressesOf('delete')];
  const after = (addresses: readonly Address[]): readonly Edge[] => addresses.map((to) => ({ from: address, to }));
  const before = (addresses: readonly Address[]): readonly Edge[] => addresses.map((from) => ({ from, to: address }));
  if (action === 'create') return before(creates);
  if (action === 'delete') return after(deletes);
  const edges: Readonly<Record<Sequence, readonly Edge[]>> = {
    'definition-then-assignments': before(creates),
    'assignments-then-definition': after([...creates, ...deletes]),
    'deletes-definition-creates': [...after(deletes), ...before(creates)],
  };
  return edges[sequenceOf(risk)];
}

/** Whoever used what goes may be among those who gain access to the account. */
function edgesOfReplacements(
  { action, address, resource: { target, account } }: ResourceChange,
  creates: ReadonlyMap<string, readonly AssignmentChange[]>,
  targets: Targets,
): readonly Edge[] {
  if (action !== 'delete' || account === undefined || targets[target].hasUnseenUsers !== true) return [];
  return (creates.get(account) ?? []).map((to) => ({ from: address, to: to.address }));
}

/** Who is to have an assignment has it before only those with one are let in. */
function edgesOfNarrowing(
  { address, risk, resource: { target } }: ResourceChange,
  assignments: readonly AssignmentChange[],
  targets: Targets,
): readonly Edge[] {
  const { narrowedAfter } = targets[target];
  if (narrowedAfter === undefined || risk !== 'narrows') return [];
  return assignments.flatMap(({ action, assignment, address: to }) =>
    action === 'create' && otherTargetOf(assignment) === target && narrowedAfter(assignment) === address
      ? [{ from: address, to }]
      : [],
  );
}

/** What is needed comes before, and goes after. */
function edgesOfNeeds(change: ResourceChange, resources: readonly ResourceChange[]): readonly Edge[] {
  const changed = new Map(resources.map((each) => [each.address, each]));
  const needed = (change.after ?? change.before)?.needs ?? [];
  return needed.flatMap((address): readonly Edge[] => {
    const other = changed.get(address);
    if (other === undefined) return [];
    const waits =
      other.action === 'delete' ? { from: address, to: change.address } : { from: change.address, to: address };
    return [waits];
  });
}
