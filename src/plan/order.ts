// Turns changes into a plan's order: edges, not ranks, so that one failed create does not hold up every delete.
//
// Terms. A pair is a permission set in an account, with one IAM role. A create waits for what must be done before it; an
// edge is such a wait. A wait is met by success: what waits for a failed change is not sent.
//
// Promises. Safety: nobody has, even for a second, access that neither the old nor the new files give. Continuity: whoever keeps access to an account
// keeps it without a gap, unless safety forbids.
//
// Premise. The service does four things that nobody can ask it not to do: an assignment that makes its role gives it the definition of that moment; a
// role keeps its definition, whatever becomes of the set, until it is provisioned; the last assignment of a pair takes the role with it; and a
// definition reaches all assignments of a role at once. So who gets which definition is decided by the order of assignments, update and provisioning
// alone, pair by pair. A plan may count on a role being made anew only where every assignment of the pair is known (pairs-to-read.ts), and an
// assignment that counts on it says so (`needsLatestRole`), for somebody else may make that role before it.
//
// Hard edges, for safety and the service's own rules:
// - a set's creation before its assignments, its assignments' deletion before its own;
// - within a set that is updated, as sequence.ts says: no assignment meets the definition that is not its own. One side of the update is safe for
//   assignments that come, one for assignments that go, and where the effect is not known, assignments go before it and come after it;
// - between sets that test an attribute for access control and the writes of it, as access-control.ts says;
// - between what another target needs and the assignments on it, as resources.ts says;
// - an outdated role holds a definition nobody has read, so its set's effect is unknown, whatever the update is;
// - a create waits for the provisioning of its own account, and where that account is not provisioned because its role goes and comes back, for the
//   assignments with which it goes.
//
// Soft edges, for continuity: a delete waits for the creates that keep the same principal in the same account, and for those that keep the same pair,
// for a role that goes comes back under another name, and open sessions end with it. The first holds whatever target an assignment is of: who moves from
// one to another keeps access. The second is of Identity Center alone, which makes such roles and takes them away. An application leads into no account: who
// has it keeps it by the second, whatever becomes of accounts.
//
// Hard edges alone never form a cycle: within a set they go one way through its three steps, and between sets there are none but through the writes of
// attributes, each of which they reach from one side of a set and leave on the other, and what other targets need does not need itself. Soft ones go from
// deletes to creates, across sets, and can close one. There safety wins: the soft edges of that cycle (a strongly connected component) are dropped,
// and the plan names what each delete lost by it: its principal has a gap in access, or its pair's role goes and comes back.
//
// Rejected:
// - ranks (all creates, then all deletes): unsafe where a definition changes, and one failure stops everything behind it;
// - dropping only as many soft edges as break the cycle: which ones are dropped would depend on the order in which they are looked at, and a
//   reviewer could not tell why this principal has a gap and that one has none;
// - provisioning ahead of every assignment instead of relying on roles that are made anew: an operation of seconds for each pair, and where the
//   assignment then fails, a role that nobody may take and nothing removes.
import { groupBy } from '../state/group-by.ts';
import { type Address, isAccountAccess, pairAddress, pairOf, placeOfMove, principalKey } from '../state/state.ts';
import { otherTargetOf, type Targets } from '../targets/target.ts';
import { TARGETS } from '../targets/targets.ts';
import { attributeEdges, type ChangesOfSet, type TestedBy } from './access-control.ts';
import type { AssignmentChange, Change, PermissionSetChange, ProvisioningChange } from './change.ts';
import { permissionSetOf } from './change.ts';
import { components } from './components.ts';
import { resourceEdges } from './resources.ts';
import { type Sequence, sequenceOf } from './sequence.ts';

export interface Ordered {
  /** A topological order of `dependsOn`. */
  readonly changes: readonly Change[];
  /** Deletes that come before the create that keeps the same principal in the same account. */
  readonly gaps: readonly AssignmentChange[];
  /** Deletes that come before the create that would have kept the role of their set and account. */
  readonly roleGaps: readonly AssignmentChange[];
}

export interface OrderOptions {
  readonly tested?: TestedBy;
  readonly targets?: Targets;
}

/** `outdated`: what `outdatedPairs` says of the same two states. */
export function order(
  changes: readonly Change[],
  outdated: ReadonlySet<Address>,
  { tested = () => ({ before: [], after: [] }), targets = TARGETS }: OrderOptions = {},
): Ordered {
  const hard = hardEdges(changes, outdated, { tested, targets });
  const soft = softEdges(changes);
  const isInCycle = sameCycle(changes, [hard, soft.samePrincipal, soft.samePair]);
  const keptOf = (edges: Edges, { address }: Change) =>
    (edges.get(address) ?? []).filter((target) => !isInCycle(address, target));
  const losesOneOf = (edges: Edges) => (change: Change) =>
    (edges.get(change.address) ?? []).length > keptOf(edges, change).length;
  const linked = changes.map((change) => {
    const softly = [...keptOf(soft.samePrincipal, change), ...keptOf(soft.samePair, change)];
    return { ...change, dependsOn: [...new Set([...(hard.get(change.address) ?? []), ...softly])].sort() };
  });
  const assignmentChanges = changes.filter((change) => change.kind === 'assignment');
  return {
    changes: topological(linked),
    gaps: assignmentChanges.filter(losesOneOf(soft.samePrincipal)),
    roleGaps: assignmentChanges.filter(losesOneOf(soft.samePair)),
  };
}

/** For each address, the addresses that must be done first. */
type Edges = Map<Address, Address[]>;

interface SetChanges {
  definition?: PermissionSetChange;
  provisioning?: ProvisioningChange;
  readonly creates: AssignmentChange[];
  readonly deletes: AssignmentChange[];
}

function hardEdges(
  changes: readonly Change[],
  outdated: ReadonlySet<Address>,
  { tested, targets }: Required<OrderOptions>,
): Edges {
  const edges: Edges = new Map();
  const outdatedSets = new Set([...outdated].map((pair) => pairOf(pair).permissionSet));
  const sets = bySet(changes);
  for (const [name, set] of sets) {
    const { definition } = set;
    if (definition?.action === 'create') link(edges, addresses(set.creates), [definition.address]);
    else if (definition?.action === 'delete') link(edges, [definition.address], addresses(set.deletes));
    else {
      // The same choice as in the diff: what provisioning covers follows from it.
      const risk = outdatedSets.has(name) ? 'unknown' : (definition?.risk ?? 'neutral');
      linkSequence(edges, { ...set, outdated }, sequenceOf(risk));
    }
  }
  const writes = changes.filter((change) => change.kind === 'access-control-attributes');
  const ofSets = writes.length === 0 ? [] : [...sets].map(([name, set]) => changesOfSet(name, set));
  for (const { from, to } of [...attributeEdges(writes, ofSets, tested), ...resourceEdges(changes, targets)])
    link(edges, [from], [to]);
  return edges;
}

function changesOfSet(name: string, { definition, provisioning, creates, deletes }: SetChanges): ChangesOfSet {
  return {
    name,
    definition: addresses([definition, provisioning].filter((change) => change !== undefined)),
    isEdited: definition !== undefined,
    creates: addresses(creates),
    deletes: addresses(deletes),
  };
}

function linkSequence(edges: Edges, set: SetChanges & OutdatedPairs, sequence: Sequence): void {
  const { definition, provisioning, creates, deletes } = set;
  const steps = [definition?.address, provisioning?.address].filter((address) => address !== undefined);
  if (definition !== undefined && provisioning !== undefined) link(edges, [provisioning.address], [definition.address]);
  const first = steps.slice(0, 1);
  switch (sequence) {
    case 'assignments-then-definition':
      link(edges, first, addresses([...creates, ...deletes]));
      return;
    case 'deletes-definition-creates':
      link(edges, first, addresses(deletes));
      linkCreates(edges, set);
      return;
    case 'definition-then-assignments':
      linkCreates(edges, { ...set, deletes: [] });
  }
}

/** A create waits until its account has the new definition; where that account is not provisioned, until the set has it. */
function linkCreates(edges: Edges, set: SetChanges & OutdatedPairs): void {
  const provisioned = new Set(set.provisioning?.accounts);
  const deletesByAccount = groupBy(set.deletes, ({ assignment }) => assignment.account);
  for (const { address, assignment } of set.creates) {
    if (set.provisioning !== undefined && provisioned.has(assignment.account))
      link(edges, [address], [set.provisioning.address]);
    else if (set.definition !== undefined) link(edges, [address], [set.definition.address]);
    // An outdated role that is not provisioned goes with its last assignment: only after that does a new assignment get the latest definition.
    else if (set.outdated.has(pairAddress(assignment.permissionSet, assignment.account)))
      link(edges, [address], addresses(deletesByAccount.get(assignment.account) ?? []));
  }
}

interface OutdatedPairs {
  readonly outdated: ReadonlySet<Address>;
}

/** What a delete waits for, so that the same principal, or the same pair of set and account, is never without an assignment. */
function softEdges(changes: readonly Change[]): { readonly samePrincipal: Edges; readonly samePair: Edges } {
  const [samePrincipal, samePair]: [Edges, Edges] = [new Map(), new Map()];
  const assignmentChanges = changes.filter((change) => change.kind === 'assignment');
  const creates = assignmentChanges.filter(({ action }) => action === 'create');
  const bySamePrincipal = groupBy(creates, principalInPlace);
  const bySamePair = groupBy(creates.filter(keepsItsPair), pairKey);
  for (const change of assignmentChanges) {
    if (change.action !== 'delete') continue;
    link(samePrincipal, [change.address], addresses(bySamePrincipal.get(principalInPlace(change)) ?? []));
    link(samePair, [change.address], addresses(bySamePair.get(pairKey(change)) ?? []));
  }
  return { samePrincipal, samePair };
}

/** The role of a permission set goes with its last assignment; and of an application nobody is to be without it who gets it by another group. */
const keepsItsPair = ({ assignment }: AssignmentChange) =>
  otherTargetOf(assignment) === undefined || !isAccountAccess(assignment.permissionSet);
const principalInPlace = ({ assignment }: AssignmentChange) =>
  `${placeOfMove(assignment)}/${principalKey(assignment.principal)}`;
const pairKey = ({ assignment: { account, permissionSet } }: AssignmentChange) => `${account}/${permissionSet}`;

/** Whether two changes are in one strongly connected component. Every cycle lies in one, and none is of hard edges alone. */
function sameCycle(changes: readonly Change[], edges: readonly Edges[]): (a: Address, b: Address) => boolean {
  const componentOf = components(
    changes.map(({ address }) => address),
    (address) => edges.flatMap((each) => each.get(address) ?? []),
  );
  return (a, b) => componentOf.get(a) === componentOf.get(b);
}

/**
 * Kahn's algorithm; among the changes that are ready, definitions come first, then provisioning, creates, deletes, attributes, and what other targets need,
 * each in address order.
 */
function topological(changes: readonly Change[]): readonly Change[] {
  const sorted = [...changes].sort((a, b) => rankOf(a) - rankOf(b) || (a.address < b.address ? -1 : 1));
  const waiting = new Map(sorted.map(({ address, dependsOn }) => [address, dependsOn.length]));
  const dependants: Edges = new Map();
  for (const { address, dependsOn } of sorted)
    for (const dependency of dependsOn) link(dependants, [dependency], [address]);
  const done: Change[] = [];
  let ready = sorted.filter(({ dependsOn }) => dependsOn.length === 0);
  while (ready.length > 0) {
    done.push(...ready);
    const freed = new Set<Address>();
    for (const { address } of ready) {
      for (const dependant of dependants.get(address) ?? []) {
        const left = waiting.get(dependant)! - 1;
        waiting.set(dependant, left);
        if (left === 0) freed.add(dependant);
      }
    }
    ready = freed.size === 0 ? [] : sorted.filter(({ address }) => freed.has(address));
  }
  return done;
}

function rankOf(change: Change): number {
  switch (change.kind) {
    case 'permission-set':
      return change.action === 'delete' ? 4 : 0;
    case 'provisioning':
      return 1;
    case 'assignment':
      return change.action === 'create' ? 2 : 3;
    case 'access-control-attributes':
      return 5;
    case 'resource':
      return 6;
    default:
      return change satisfies never;
  }
}

function bySet(changes: readonly Change[]): ReadonlyMap<string, SetChanges> {
  const sets = new Map<string, SetChanges>();
  for (const change of changes) {
    const name = permissionSetOf(change);
    if (name === undefined || change.kind === 'access-control-attributes' || change.kind === 'resource') continue;
    const set = sets.get(name) ?? { creates: [], deletes: [] };
    sets.set(name, set);
    if (change.kind === 'permission-set') set.definition = change;
    else if (change.kind === 'provisioning') set.provisioning = change;
    else (change.action === 'create' ? set.creates : set.deletes).push(change);
  }
  return sets;
}

function link(edges: Edges, from: readonly Address[], to: readonly Address[]): void {
  for (const address of from) {
    const targets = edges.get(address);
    if (targets === undefined) edges.set(address, [...to]);
    else targets.push(...to);
  }
}

const addresses = (changes: readonly Change[]): readonly Address[] => changes.map(({ address }) => address);
