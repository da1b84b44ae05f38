// What must not change is desired: everything of live that a plan may not touch is copied into desired before the diff, so that the diff needs no
// exceptions. What would change but may not yet is held; both are said aloud.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';
import { type Desired, type Held, type Obstacle, obstacleFrom, originOf } from '../state/desired.ts';
import type { Directory } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import {
  type Address,
  type Assignment,
  assignmentAddress,
  type PermissionSetName,
  pairAddress,
  permissionSetAddress,
  type State,
} from '../state/state.ts';
import type { DeleteCause } from './change.ts';
import { pairsToProvision } from './keep-pairs.ts';
import { keepPermissionSets } from './keep-sets.ts';
import { type Obstacles, obstaclesOf } from './obstacles.ts';
import { accountsById, type FateInputs, fateOf, isFrozen, type RowFate, type StayReason } from './row-fate.ts';
import { type Standing, standings } from './standing.ts';

export interface KeepInputs {
  readonly desired: Desired;
  readonly live: Live;
  readonly directory: Directory;
  /** What guards hold, by the address of a set, a pair or a row. */
  readonly blocked?: ReadonlyMap<Address, Obstacle>;
}

export interface Kept {
  /** Desired, with all of live that stays. `provisioned` has the pairs that are to be up to date, and no others. */
  readonly state: State;
  readonly held: readonly Held[];
  /** Why each row that goes does so. */
  readonly causes: ReadonlyMap<Address, DeleteCause>;
  /** Rows that stay although no file asks for them. */
  readonly stays: readonly Stay[];
  /** Rows of the files that cannot be made because their account is not active. */
  readonly frozenCreates: readonly Assignment[];
  readonly findings: readonly Diagnostic[];
}

export interface Stay {
  readonly row: Assignment;
  readonly because: StayReason;
}

/** The inputs of `keep`, indexed. */
export interface KeepContext extends FateInputs {
  readonly directory: Directory;
  readonly standings: ReadonlyMap<PermissionSetName, Standing>;
  readonly obstacles: Obstacles;
  readonly blocked: ReadonlyMap<Address, Obstacle>;
}

export function keep(inputs: KeepInputs): Kept {
  const context = contextOf(inputs);
  const wanted = wantedRows(context);
  const unwanted = unwantedRows(context, wanted.obstacles);
  const assignments = new Map([...wanted.rows, ...unwanted.rows]);
  const sets = keepPermissionSets(context, assignments);
  const pairs = pairsToProvision(context, { blockedSets: sets.blockedSets, assignments });
  return {
    state: {
      permissionSets: sets.permissionSets,
      assignments,
      provisioned: pairs.latest,
    },
    held: [...inputs.desired.held, ...wanted.held, ...unwanted.held, ...sets.held, ...pairs.held],
    causes: unwanted.causes,
    stays: unwanted.stays,
    frozenCreates: wanted.frozen,
    findings: sets.findings,
  };
}

function contextOf({ desired, live, directory, blocked = new Map() }: KeepInputs): KeepContext {
  return {
    blocked,
    desired,
    live,
    directory,
    accounts: accountsById(directory),
    groupNames: new Map(directory.groups.map(({ id, displayName }) => [id, displayName])),
    standings: standings(desired, live),
    obstacles: obstaclesOf(directory, live),
  };
}

type Rows = Map<Address, Assignment>;

/** Rows of the files: those live has stay, the others are created unless something is in the way. */
function wantedRows(context: KeepContext) {
  const rows: Rows = new Map();
  const held: Held[] = [];
  const obstacles = new Map<string, Obstacle>();
  const frozen: Assignment[] = [];
  for (const [address, row] of context.desired.state.assignments) {
    if (context.live.state.assignments.has(address)) rows.set(address, row);
    else if (isFrozen(row.account, context.accounts)) frozen.push(row);
    else {
      const obstacle = obstacleToCreate(row, context);
      if (obstacle === undefined) rows.set(address, row);
      else {
        held.push(heldRow(row, { action: 'create', obstacle, context }));
        obstacles.set(principalInAccount(row), obstacle);
      }
    }
  }
  return { rows, held, frozen, obstacles };
}

function obstacleToCreate(
  row: Assignment,
  { desired, standings: standing, obstacles, blocked }: KeepContext,
): Obstacle | undefined {
  // On a set that keeps its old definition for now a new row would get what neither side grants; so would one in a role that is not renewed.
  const place = [permissionSetAddress(row.permissionSet), pairAddress(row.permissionSet, row.account)];
  const guarded = [assignmentAddress(row), ...place].map((address) => blocked.get(address)).find((held) => held);
  if (guarded !== undefined) return guarded;
  if (standing.get(row.permissionSet) === 'foreign') {
    return obstacleFrom(diagnose('permission-set/owned-elsewhere-held', { name: row.permissionSet }));
  }
  if (desired.external.has(row.permissionSet) && !standing.has(row.permissionSet)) {
    return obstacleFrom(diagnose('permission-set/external-missing-held', { name: row.permissionSet }));
  }
  return obstacles.ofRow(row) ?? desired.changedGroups.get(row.principal.id);
}

/** `obstacles`: why a principal cannot get what it should have in an account; until it can, it keeps what it has there. */
function unwantedRows(context: KeepContext, obstacles: ReadonlyMap<string, Obstacle>) {
  const rows: Rows = new Map();
  const held: Held[] = [];
  const stays: Stay[] = [];
  const causes = new Map<Address, DeleteCause>();
  for (const [address, row] of context.live.state.assignments) {
    if (context.desired.state.assignments.has(address)) continue;
    const verdict = fateOf(row, context.standings.get(row.permissionSet) ?? 'unmanaged', context);
    const fate = heldByGuard(
      heldWithItsReplacement(verdict, obstacles.get(principalInAccount(row))),
      context.blocked.get(address),
    );
    if (fate.kind === 'delete') {
      causes.set(address, fate.cause);
      continue;
    }
    rows.set(address, row);
    if (fate.kind === 'stay') stays.push({ row, because: fate.because });
    else held.push(heldRow(row, { action: 'delete', obstacle: fate.obstacle, context }));
  }
  return { rows, held, stays, causes };
}

/** A row that ended by its own date, or whose principal is gone, has no replacement to wait for. */
function heldWithItsReplacement(fate: RowFate, obstacle: Obstacle | undefined): RowFate {
  if (fate.kind !== 'delete' || obstacle === undefined || fate.cause === 'expired' || fate.cause === 'orphan')
    return fate;
  return { kind: 'held', obstacle, cause: fate.cause };
}

function heldByGuard(fate: RowFate, obstacle: Obstacle | undefined): RowFate {
  return fate.kind === 'delete' && obstacle !== undefined ? { kind: 'held', obstacle, cause: fate.cause } : fate;
}

const principalInAccount = ({ account, principal }: Assignment) => `${account}/${principal.type}:${principal.id}`;

function heldRow(
  row: Assignment,
  why: { action: 'create' | 'delete'; obstacle: Obstacle; context: KeepContext },
): Held {
  const { principal, account, permissionSet } = row;
  const name =
    (principal.type === 'group' ? why.context.groupNames : why.context.live.users).get(principal.id) ?? principal.id;
  const origins = why.context.desired.facts.get(assignmentAddress(row))?.origins.map(originOf) ?? [];
  return {
    kind: 'assignment',
    action: why.action,
    permissionSet,
    account,
    principal: { ...principal, name },
    origins,
    ...why.obstacle,
  };
}
