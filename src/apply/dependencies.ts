// From the plan's edges between changes to edges between operations: a provisioning change is one operation an account, and what concerns one
// account waits for that account only.
//
// Between an assignment and the provisioning of the same set the edge holds per account. All other edges hold for the whole change, so a provisioning
// change gets two barriers, a begin and an end, that keep the number of edges linear: everything it waits for → begin → accounts → end → everything
// that waits for it.
import { optional } from '../optional.ts';
import { accountOf, type Change, type Operation, operationsOf, permissionSetOf } from '../plan/change.ts';
import type { Outcome } from '../provider/identity-center.ts';
import type { AccountId, Address } from '../state/state.ts';

/** A node of the graph. */
export interface Step {
  /** Absent for the barriers of a provisioning change. */
  readonly operation?: Operation;
  /** How many steps must end before this one may start. */
  waitsFor: number;
  readonly dependants: Dependant[];
  /** The first operation whose failure keeps this step from being sent. */
  blockedBy?: Cause;
}

export interface Dependant {
  readonly step: Step;
  /** `end`: the order matters, the success does not. */
  readonly needs: 'success' | 'end';
}

export interface Cause {
  readonly operation: Operation;
  readonly status: Exclude<Outcome['status'], 'done' | 'already'>;
}

/** The steps of one change. */
interface Part {
  readonly change: Change;
  readonly begin: Step;
  readonly end: Step;
  /** Of a provisioning change. */
  readonly accounts: ReadonlyMap<AccountId, Step>;
}

/** Every step, in the order of the changes. An address that is not among the changes is satisfied: somebody did it before. */
export function stepsOf(changes: readonly Change[]): readonly Step[] {
  const parts = new Map(changes.map((change) => [change.address, partOf(change)]));
  const positions = new Map(changes.map(({ address }, position) => [address, position]));
  for (const [address, part] of parts) {
    for (const dependency of dependenciesOf(part.change, parts)) {
      const before = parts.get(dependency);
      if (before === undefined) continue;
      // INVARIANT: changes come in a topological order, so there is no cycle, in which nothing could ever start.
      if (positions.get(dependency)! >= positions.get(address)!) {
        throw new Error(`bug: ${address} stands before ${dependency}, on which it depends`);
      }
      connect(before, part);
    }
  }
  return [...parts.values()].flatMap(({ begin, end, accounts }) => [...new Set([begin, ...accounts.values(), end])]);
}

function partOf(change: Change): Part {
  if (change.kind !== 'provisioning') {
    const step = stepOf(operationsOf(change)[0]);
    return { change, begin: step, end: step, accounts: new Map() };
  }
  const [begin, end] = [stepOf(), stepOf()];
  const accounts = new Map<AccountId, Step>();
  link(begin, end);
  for (const operation of operationsOf(change)) {
    const step = stepOf(operation);
    accounts.set(accountOf(operation)!, step);
    link(begin, step);
    link(step, end);
  }
  return { change, begin, end, accounts };
}

function stepOf(operation?: Operation): Step {
  return { ...optional({ operation }), waitsFor: 0, dependants: [] };
}

/**
 * A definition that waits for creates goes ahead whatever becomes of them, but its provisioning must not: ProvisionPermissionSet in an account
 * without an assignment makes a role that nobody asked for (hashicorp/terraform-provider-aws#32006). So provisioning waits for those creates too.
 */
function dependenciesOf(change: Change, parts: ReadonlyMap<Address, Part>): Iterable<Address> {
  if (change.kind !== 'provisioning') return change.dependsOn;
  const addresses = new Set(change.dependsOn);
  for (const dependency of change.dependsOn) {
    const definition = parts.get(dependency)?.change;
    if (definition === undefined || !isDefinitionOf(definition, change)) continue;
    for (const address of definition.dependsOn) {
      const create = parts.get(address)?.change;
      if (create !== undefined && isCreate(create) && sameSet(create, change)) addresses.add(address);
    }
  }
  return addresses;
}

function connect(before: Part, after: Part): void {
  const aboutOneSet = sameSet(before.change, after.change);
  if (aboutOneSet && before.change.kind === 'assignment' && after.change.kind === 'provisioning') {
    const step = after.accounts.get(before.change.assignment.account);
    if (step !== undefined) link(before.end, step);
  } else if (aboutOneSet && before.change.kind === 'provisioning' && after.change.kind === 'assignment') {
    // An assignment that waits for a provisioning without a part in its account waits for all of it: never for nothing.
    link(before.accounts.get(after.change.assignment.account) ?? before.end, after.begin);
  } else {
    const goesAhead = isCreate(before.change) && isEdit(after.change) && !closesBehind(after.change);
    link(before.end, after.begin, goesAhead ? 'end' : 'success');
  }
}

function link(before: Step, after: Step, needs: Dependant['needs'] = 'success'): void {
  before.dependants.push({ step: after, needs });
  after.waitsFor += 1;
}

const sameSet = (a: Change, b: Change) => permissionSetOf(a) === permissionSetOf(b);
const isCreate = (change: Change) => change.kind === 'assignment' && change.action === 'create';
const isEdit = (change: Change) =>
  (change.kind === 'permission-set' || change.kind === 'resource') &&
  (change.action === 'update' || change.action === 'adopt');
/** From then on whoever could not be assigned would be without it. */
const closesBehind = ({ kind, risk }: Change) => kind === 'resource' && risk === 'narrows';
const isDefinitionOf = (change: Change, of: Change) => isEdit(change) && sameSet(change, of);
