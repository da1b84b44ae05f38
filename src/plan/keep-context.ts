// What `keep` looks at, indexed.
import type { Desired, HoldReason } from '../state/desired.ts';
import type { Directory } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import { type Address, type PermissionSetName, permissionSetAddress } from '../state/state.ts';
import type { Targets } from '../targets/target.ts';
import { TARGETS } from '../targets/targets.ts';
import { type KeptAttributes, keptAttributes } from './access-control.ts';
import { type CallerLimits, callerLimitsOf } from './caller-limits.ts';
import { type Ownership, ownerships } from './ownership.ts';
import { type Preflight, type Unfit, unfitPairs, variantsBy } from './preflight.ts';
import { type ResourceHolds, resourceHolds } from './resource-holds.ts';
import { accountsById, ignoreNamesOf, type RetentionInputs } from './retention.ts';

export interface KeepInputs {
  readonly desired: Desired;
  readonly live: Live;
  readonly directory: Directory;
  /** What guards hold, by the address of a set, a pair or an assignment. */
  readonly blocked?: ReadonlyMap<Address, HoldReason>;
  /** What the base's files ask for. Absent: all that live has may be what files granted. */
  readonly before?: Desired | undefined;
  /** What accounts said. Absent: nobody asked. */
  readonly preflight?: Preflight | undefined;
  /** The program's own when absent. */
  readonly targets?: Targets;
}

/** The inputs of `keep`, indexed. */
export interface KeepContext extends RetentionInputs {
  readonly directory: Directory;
  readonly ownerships: ReadonlyMap<PermissionSetName, Ownership>;
  /** Of those with assignments, and of all where the files declare some. */
  readonly userNames: ReadonlyMap<string, string>;
  readonly callerLimits: CallerLimits;
  /** What is held by guards, and the sets that wait for attributes that they hold. */
  readonly blocked: ReadonlyMap<Address, HoldReason>;
  readonly unfit: Unfit;
  readonly attributes: KeptAttributes;
  readonly targets: Targets;
  /** Resources of which nothing may be written, and why. */
  readonly heldResources: ResourceHolds;
  /** Old name → new name. */
  readonly successors: ReadonlyMap<PermissionSetName, PermissionSetName>;
}

export function contextOf({
  desired,
  live,
  directory,
  blocked: byGuards = new Map(),
  before,
  preflight,
  targets = TARGETS,
}: KeepInputs): KeepContext {
  const variants = variantsBy(preflight, [desired.state, live.state]);
  const attributes = keptAttributes({ desired, live, variants }, byGuards);
  const blocked = new Map([...attributes.waiting, ...byGuards]);
  const definitionOf = (name: PermissionSetName) =>
    [desired, live].map(({ state }) => state.permissionSets.get(permissionSetAddress(name))).find(Boolean);
  const names = ignoreNamesOf(directory, live);
  return {
    before,
    blocked,
    attributes,
    desired,
    live,
    directory,
    accounts: accountsById(directory),
    groupNames: names.groups,
    userNames: names.users,
    names,
    ownerships: ownerships(desired, live, targets),
    targets,
    heldResources: resourceHolds({ desired, live, directory, targets }, blocked),
    callerLimits: callerLimitsOf(directory, live),
    unfit: unfitPairs(preflight, definitionOf),
    successors: new Map([...desired.renames].map(([name, old]) => [old, name])),
  };
}
