// What live has and the files do not say, or say otherwise. A reading of what a plan is made of: nothing is compared here that the plan has not compared.
//
// Guards are not asked: what they would hold back is drift all the same. Left out is what nobody can do anything about (accounts that are not active,
// of which a notice tells), and what somebody has set aside on purpose (`unmanaged.ignore`, settings that say `ignore`), which is counted.
import { differingFields } from '../definition/definition.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Code } from '../diagnostics/rules.ts';
import type { Names } from '../holdings/names.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import { isSameAccessControl } from '../plan/access-control.ts';
import { administrationIn } from '../plan/administrator.ts';
import type { DeleteCause } from '../plan/change.ts';
import { isControlTowers } from '../plan/control-tower.ts';
import { isIgnoredSet } from '../plan/ignoring.ts';
import { declaredDefinition } from '../plan/keep-sets.ts';
import { ownerships } from '../plan/ownership.ts';
import type { Plan, PlanInputs } from '../plan/plan.ts';
import { type Reconciled, reconcile } from '../plan/reconcile.ts';
import { accountsById, isFrozen, type RetentionReason } from '../plan/retention.ts';
import { type Desired, type Origin, originOf } from '../state/desired.ts';
import type { OtherSet } from '../state/live.ts';
import {
  type AccountId,
  type Address,
  type Assignment,
  ATTRIBUTES_ADDRESS,
  assignmentAddress,
  isAccountAccess,
  type PermissionSet,
  type PermissionSetName,
  pairOf,
  pairOfAssignment,
  permissionSetAddress,
} from '../state/state.ts';
import { DRIFT_KINDS, type DriftItem, type DriftKind, type FoundItem } from './item.ts';
import { waysOut } from './ways-out.ts';

export interface Drift {
  readonly asOf: Plan['asOf'];
  readonly toolVersion: string;
  readonly config: Plan['config'];
  readonly snapshot?: Plan['snapshot'];
  readonly instance: Plan['instance'];
  /** Where it was looked up who did it: nowhere when absent. */
  readonly who?: Trail;
  readonly items: readonly DriftItem[];
  /** Assignments that `unmanaged.ignore` sets aside. */
  readonly ignored: number;
  /** What a reader should know beside the items. */
  readonly notices: readonly Diagnostic[];
  readonly names: Names;
}

/** What CloudTrail was asked. */
export interface Trail {
  readonly account: AccountId;
  readonly region: string;
  /** Operations of which only the newest calls were looked at. */
  readonly cut: readonly string[];
}

export interface DriftInputs {
  readonly plan: Plan;
  readonly inputs: PlanInputs;
  /** What commands have behind their verb to be about the same files and the same Identity Center. */
  readonly options: readonly string[];
}

export function driftOf({ plan, inputs, options }: DriftInputs): Drift {
  const reconciled = reconcile(inputs);
  const context: Context = { inputs, reconciled, names: plan.names };
  const found = [
    ...otherSets(context),
    ...definitions(context),
    ...undeclaredAssignments(context),
    ...missingAssignments(context),
    ...outdatedRoles(context),
    ...attributes(context),
    ...resources(context),
  ];
  const { desired } = inputs;
  const asOf = inputs.now ?? inputs.asOf;
  return {
    asOf: plan.asOf,
    toolVersion: plan.toolVersion,
    config: plan.config,
    ...optional({ snapshot: plan.snapshot }),
    instance: plan.instance,
    items: found
      .map(
        (item): DriftItem => ({
          ...item,
          waysOut: waysOut(item, { options, asOf, rules: desired.rules, hasNames: plan.snapshot?.isBlurred !== true }),
        }),
      )
      .sort(byKindAndPlace),
    ignored: reconciled.kept.retained.filter(({ reason }) => reason === 'ignored').length,
    notices: [...plan.findings, ...plan.notices].filter(({ code }) => TOLD_BESIDE.has(code)),
    names: plan.names,
  };
}

/** What a plan has to say that is no item of its own here. */
const TOLD_BESIDE: ReadonlySet<string> = new Set<Code>([
  'plan/account-frozen',
  'plan/fields-ignored',
  'plan/groups-only',
  'plan/ignored',
  'plan/unmanaged-administrators',
  'plan/unmanaged-near-administrators',
  'plan/unmanaged-administrator-holders',
  'settings/ignore-ended',
  'settings/allowance-ended',
]);

interface Context {
  readonly inputs: PlanInputs;
  readonly reconciled: Reconciled;
  readonly names: Names;
}

function byKindAndPlace(a: DriftItem, b: DriftItem): number {
  const rank = ({ kind }: DriftItem) => DRIFT_KINDS.indexOf(kind);
  return rank(a) - rank(b) || (a.address < b.address ? -1 : 1);
}

function otherSets({ inputs: { desired, live, meanings } }: Context): readonly FoundItem[] {
  const listed = new Set([desired.rules.owner, ...desired.rules.owners]);
  const owned = ownerships(desired, live);
  const declaredByOthers = [...live.state.permissionSets.values()]
    .filter(({ name }) => owned.get(name) === 'foreign')
    .map((set) =>
      foundSet('foreign-permission-set', { name: set.name, ...ownerOf(set), live: set }, { desired, meanings }),
    );
  const others = live.others.flatMap((set) => {
    if (set.owner !== undefined && listed.has(set.owner)) return [];
    // A claim that nobody knows is told whatever is ignored: see plan/other-sets.ts.
    if (set.owner === undefined && isSetAside(set, desired)) return [];
    const kind = set.owner === undefined ? 'unmanaged-permission-set' : 'foreign-permission-set';
    const definition = set.definition.read ? { live: set.definition.value } : {};
    const held = set.assignments.read ? { assignments: set.assignments.value } : {};
    return [foundSet(kind, { name: set.name, ...ownerOf(set), ...definition, ...held }, { desired, meanings })];
  });
  return [...declaredByOthers, ...others];
}

function isSetAside(set: OtherSet, desired: Desired): boolean {
  const { rules } = desired;
  return (
    rules.unmanagedSets === 'ignore' ||
    isIgnoredSet(set.name, desired) ||
    (rules.ignoresControlTower && isControlTowers(set))
  );
}

const ownerOf = ({ owner }: { readonly owner?: string }) => (owner === undefined ? {} : { owner });

function foundSet(
  kind: DriftKind,
  { name, ...of }: Pick<FoundItem, 'owner' | 'live' | 'assignments'> & { readonly name: PermissionSetName },
  { desired, meanings }: { readonly desired: Desired; readonly meanings: Meanings | undefined },
): FoundItem {
  const address = permissionSetAddress(name);
  return {
    kind,
    address,
    permissionSet: name,
    ...of,
    ...administratorIn(of.live, meanings),
    origins: originsAt(desired, address),
    isApplied: false,
  };
}

function administratorIn(
  set: PermissionSet | undefined,
  meanings: Meanings | undefined,
): Pick<FoundItem, 'administrator'> {
  return set !== undefined && administrationIn(set, meanings) !== undefined ? { administrator: true } : {};
}

const originsAt = (desired: Desired, address: Address): readonly Origin[] =>
  (desired.facts.get(address)?.origins ?? []).map(originOf);

/** Sets of ours: what the plan writes of them, or would write, were it not on hold. */
function definitions({ inputs, reconciled: { changes, kept } }: Context): readonly FoundItem[] {
  const { desired, live, meanings } = inputs;
  const planned = changes.flatMap((change) =>
    change.kind === 'permission-set' ? [{ name: change.permissionSet, waits: {} }] : [],
  );
  const held = kept.held.flatMap(({ kind, permissionSet, code, reason }) =>
    kind === 'permission-set' ? [{ name: permissionSet, waits: { waits: { code, reason } } }] : [],
  );
  return [...planned, ...held].map(({ name, waits }): FoundItem => {
    const address = permissionSetAddress(name);
    const declared = desired.state.permissionSets.get(address);
    const now = live.state.permissionSets.get(address);
    const files = declared && declaredDefinition(declared, now, desired);
    const fields = files !== undefined && now !== undefined ? { fields: differingFields(now, files) } : {};
    return {
      kind:
        now === undefined ? 'missing-permission-set' : files === undefined ? 'undeclared-permission-set' : 'definition',
      address,
      permissionSet: name,
      ...optional({ files, live: now }),
      ...fields,
      ...administratorIn(now, meanings),
      origins: originsAt(desired, address),
      ...waits,
      isApplied: true,
    };
  });
}

/** What live's assignments are that stay for now, by why they do; the others are nobody's concern here. */
const REPORTED = {
  'unmanaged-group': 'group-assignment',
  'unmanaged-user': 'user-assignment',
  'unmanaged-orphan': 'orphan-assignment',
  'not-ours': undefined,
  ignored: undefined,
  frozen: undefined,
  // Somebody else's application has what somebody else gave: the plan tells of it.
  'unnamed-role': undefined,
  external: undefined,
} as const satisfies Readonly<Record<RetentionReason, DriftKind | undefined>>;

const DELETED = {
  expired: 'ended-assignment',
  orphan: 'orphan-assignment',
  'not-declared': undefined,
  'set-not-declared': undefined,
  renamed: undefined,
} as const satisfies Readonly<Record<DeleteCause, DriftKind | undefined>>;

function undeclaredAssignments({ inputs, reconciled, names }: Context): readonly FoundItem[] {
  const { desired, live, meanings } = inputs;
  const { changes, kept } = reconciled;
  const found = (assignment: Assignment, kind: DriftKind, more: Pick<FoundItem, 'isApplied' | 'waits'>): FoundItem => {
    const address = assignmentAddress(assignment);
    const { permissionSet, account, principal } = assignment;
    return {
      kind,
      address,
      permissionSet,
      account,
      principal: { ...principal, ...nameOf(principal.id, names) },
      ...administratorIn(
        live.state.permissionSets.get(permissionSetAddress(permissionSet)) ??
          live.state.roles?.get(pairOfAssignment(assignment)),
        meanings,
      ),
      origins: (desired.expired.get(address) ?? []).map(originOf),
      ...more,
    };
  };
  const kindOf = ({ principal }: Assignment, reason: DeleteCause | undefined): DriftKind =>
    (reason && DELETED[reason]) ??
    (live.orphans.has(principal.id) ? 'orphan-assignment' : `${principal.type}-assignment`);
  const deleted = changes.flatMap((change) =>
    change.kind === 'assignment' && change.action === 'delete'
      ? [found(change.assignment, kindOf(change.assignment, change.deleteReason), { isApplied: true })]
      : [],
  );
  const held = kept.held.flatMap(({ kind, action, permissionSet, account, principal, code, reason }) => {
    if (kind !== 'assignment' || action !== 'delete' || account === undefined || principal?.id === undefined) return [];
    const assignment = { permissionSet, account, principal: { type: principal.type, id: principal.id } };
    return [found(assignment, kindOf(assignment, undefined), { isApplied: true, waits: { code, reason } })];
  });
  const retained = kept.retained.flatMap(({ assignment, reason }) => {
    const kind = REPORTED[reason];
    return kind === undefined ? [] : [found(assignment, kind, { isApplied: false })];
  });
  return [...deleted, ...held, ...retained];
}

function nameOf(id: string, { principals }: Names): { readonly name?: string } {
  return Object.hasOwn(principals, id) ? { name: (principals as Readonly<Record<string, string>>)[id]! } : {};
}

function missingAssignments({
  inputs: { desired },
  reconciled: { changes, kept },
  names,
}: Context): readonly FoundItem[] {
  const planned = changes.flatMap((change): readonly FoundItem[] => {
    if (change.kind !== 'assignment' || change.action !== 'create') return [];
    const { permissionSet, account, principal } = change.assignment;
    return [
      {
        kind: 'missing-assignment',
        address: change.address,
        permissionSet,
        account,
        principal: { ...principal, ...nameOf(principal.id, names) },
        origins: originsAt(desired, change.address),
        isApplied: true,
      },
    ];
  });
  const held = kept.held.flatMap((each): readonly FoundItem[] => {
    const { kind, action, permissionSet, account, principal, origins, code, reason } = each;
    if (kind !== 'assignment' || action !== 'create' || principal === undefined) return [];
    // Where an application is, nobody knows that has not found it.
    if (account === undefined && isAccountAccess(permissionSet)) return [];
    const key = `${principal.type}:${principal.id ?? principal.name}`;
    return [
      {
        kind: 'missing-assignment',
        address: `assignment/${permissionSet}/${account ?? 'unknown'}/${key}` as Address,
        permissionSet,
        ...optional({ account }),
        principal,
        origins,
        waits: { code, reason },
        isApplied: true,
      },
    ];
  });
  return [...planned, ...held];
}

/** Of roles that the plan would make outdated itself nothing is said: they hold what live's definition says. */
function outdatedRoles({ inputs, reconciled: { changes } }: Context): readonly FoundItem[] {
  const { desired, live, directory } = inputs;
  const owned = ownerships(desired, live);
  const accounts = accountsById(directory);
  const provisioned = new Map(
    changes.flatMap((change) =>
      change.kind === 'provisioning' ? [[change.permissionSet, change.accounts] as const] : [],
    ),
  );
  return [...live.state.provisioned].flatMap(([address, status]): readonly FoundItem[] => {
    const { permissionSet, account } = pairOf(address);
    const ownership = owned.get(permissionSet) ?? 'unmanaged';
    const isOurs = ownership === 'managed' || ownership === 'abandoned';
    if (status !== 'outdated' || !isOurs || isFrozen(account, accounts)) return [];
    const isApplied = provisioned.get(permissionSet)?.includes(account) === true;
    const origins = originsAt(desired, permissionSetAddress(permissionSet));
    return [{ kind: 'outdated-role', address, permissionSet, account, origins, isApplied }];
  });
}

/** What the plan writes of them, or would write, were it not on hold. */
function resources({ inputs: { desired, live }, reconciled: { changes, kept } }: Context): readonly FoundItem[] {
  const planned = changes.flatMap((change) => (change.kind === 'resource' ? [{ ...change, waits: {} }] : []));
  const held = kept.held.flatMap((each) =>
    each.kind === 'resource' ? [{ ...each, waits: { waits: { code: each.code, reason: each.reason } } }] : [],
  );
  return [...planned, ...held].map(({ address, resource, action, waits }): FoundItem => {
    const owner = live.state.resources?.get(address)?.owner;
    return {
      kind: 'resource',
      address,
      resource,
      action,
      ...optional({ owner, account: resource.account }),
      origins: originsAt(desired, address),
      ...waits,
      isApplied: true,
    };
  });
}

/** Whole: a configuration has one owner, and is written as one. */
function attributes({ inputs: { desired, live }, reconciled: { kept } }: Context): readonly FoundItem[] {
  const { accessControl: files } = desired.state;
  const { accessControl: now } = live.state;
  if (files === undefined || now === undefined || isSameAccessControl(files, now)) return [];
  const held = kept.held.find(({ kind }) => kind === 'access-control-attributes');
  return [
    {
      kind: 'access-control-attributes',
      address: ATTRIBUTES_ADDRESS,
      attributes: { files, live: now },
      origins: originsAt(desired, ATTRIBUTES_ADDRESS),
      ...(held === undefined ? {} : { waits: { code: held.code, reason: held.reason } }),
      isApplied: true,
    },
  ];
}
