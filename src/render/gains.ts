// What people will be able to do once a plan is applied, and could not before: the worst of each change, for the first lines of a plan.
import { compareText } from '../compare-text.ts';
import { type Difference, isNothingEver, type Meaning } from '../meaning/meaning.ts';
import { optional } from '../optional.ts';
import type { AssignmentChange, Change, Origin, PermissionSetChange } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import { groupBy } from '../state/group-by.ts';
import { type AccountId, isAccountAccess, type PermissionSetName, type Principal } from '../state/state.ts';
import { compareWorst, NOT_JUDGED, type Worst, worstOf } from './worst.ts';

export interface Gain {
  readonly worst: Worst;
  readonly permissionSet: PermissionSetName;
  /** Empty: not known from the plan. */
  readonly principals: readonly Principal[];
  /** Sorted. */
  readonly accounts: readonly AccountId[];
  /** All that is gained, or denied no longer, under its key in the plan; absent when nobody has judged it. */
  readonly gained?: Difference;
  readonly meaning?: string;
  /** By a new definition, and not by an assignment. */
  readonly byDefinition: boolean;
  readonly origins: readonly Origin[];
}

/** What the plan says of a change, as far as it says anything. */
export function meaningOf({ meaning: key }: { readonly meaning?: string }, { meanings }: Plan): Meaning | undefined {
  return key !== undefined && meanings !== undefined && Object.hasOwn(meanings, key) ? meanings[key] : undefined;
}

/** Whether somebody can do less without this row. Nobody has what a principal that is gone has. */
export function losesAccess(change: Change, plan: Plan): change is AssignmentChange {
  if (change.kind !== 'assignment' || change.action !== 'delete' || change.deleteReason === 'orphan') return false;
  const lost = meaningOf(change, plan)?.lost;
  return lost === undefined || !isNothingEver(lost);
}

/** Worst first. The accounts of one principal are one gain, and principals with the same accounts are: nobody is told to gain it elsewhere. */
export function gainsOf(plan: Plan): readonly Gain[] {
  const whatOf = ({ permissionSet, worst, meaning, byDefinition }: Gain) => [
    permissionSet,
    worst.kind,
    worst.path?.id,
    meaning,
    byDefinition,
  ];
  const byWho = groupBy(
    plan.changes.flatMap((change) => gainsBy(change, plan)),
    (gain) => JSON.stringify([whatOf(gain), gain.principals.map(({ id }) => id)]),
  );
  const byWhere = groupBy([...byWho.values()].map(merged), (gain) => JSON.stringify([whatOf(gain), gain.accounts]));
  return [...byWhere.values()]
    .map(merged)
    .sort(
      (a, b) =>
        compareWorst(a.worst, b.worst) ||
        b.accounts.length * b.principals.length - a.accounts.length * a.principals.length ||
        compareText(a.permissionSet, b.permissionSet),
    );
}

function merged(gains: readonly Gain[]): Gain {
  const principals = new Map(gains.flatMap((gain) => gain.principals.map((each) => [each.id, each] as const)));
  const accounts = new Set(gains.flatMap((gain) => gain.accounts));
  const origins = new Map(
    gains.flatMap((gain) => gain.origins.map((each) => [`${each.file}:${each.line}`, each] as const)),
  );
  return {
    ...gains[0]!,
    principals: [...principals.values()],
    accounts: [...accounts].sort(),
    origins: [...origins.values()],
  };
}

/** One for each of those that a definition reaches: what it means depends on where. */
function gainsBy(change: Change, plan: Plan): readonly Gain[] {
  if (change.kind !== 'permission-set' || change.holders === undefined)
    return [gainOf(change, plan)].filter((gain) => gain !== undefined);
  return change.holders.flatMap(({ principal, accounts, meaning, administrator }) => {
    const { administrator: isAdministrator, ...others } = change;
    const here = administrator === false ? others : { ...others, ...optional({ administrator: isAdministrator }) };
    const gain = gainOf({ ...here, ...optional({ meaning }) }, plan);
    return gain === undefined ? [] : [{ ...gain, principals: [principal], accounts }];
  });
}

/** Undefined: it gives nothing to anybody, or nothing in the plan was judged. */
export function gainOf(change: Change, plan: Plan): Gain | undefined {
  switch (change.kind) {
    case 'permission-set':
      return gainByDefinition(change, plan);
    case 'assignment': {
      if (change.action === 'delete') return undefined;
      const { principal, account, permissionSet } = change.assignment;
      return gain(
        { permissionSet, principals: [principal], accounts: [account], byDefinition: false, origins: change.origins },
        change,
        plan,
      );
    }
    case 'provisioning': {
      // Some of the accounts hold an older definition, and nobody has read which; where the new one is of unknown effect, that is said of it.
      const hasDefinitionChange = plan.changes.some(
        (other) => other.kind === 'permission-set' && isUnknown(other) && other.permissionSet === change.permissionSet,
      );
      if (!isUnknown(change) || hasDefinitionChange) return undefined;
      return {
        worst: NOT_JUDGED,
        permissionSet: change.permissionSet,
        principals: [],
        accounts: change.accounts,
        byDefinition: true,
        origins: change.origins,
      };
    }
    case 'access-control-attributes':
      // It has a line of its own (plan-attributes.ts): who gains or loses by it, nobody can tell.
      return undefined;
    case 'resource':
      // Who gains by it does so by an assignment.
      return undefined;
    default:
      return change satisfies never;
  }
}

const isUnknown = ({ risk }: Change) => risk === 'unknown';

/** A set that is new reaches people by its assignments, each of which says what it gives. */
function gainByDefinition(change: PermissionSetChange, plan: Plan): Gain | undefined {
  const { action, risk, holders, permissionSet } = change;
  if (action === 'create' || action === 'delete' || holders?.length === 0) return undefined;
  const hasMeaning = meaningOf(change, plan) !== undefined;
  if (!hasMeaning && risk !== 'broadens' && risk !== 'unknown') return undefined;
  const principals = (holders ?? []).map(({ principal }) => principal);
  const accounts = [...new Set((holders ?? []).flatMap((holder) => holder.accounts))].sort();
  return gain({ permissionSet, principals, accounts, byDefinition: true, origins: change.origins }, change, plan);
}

const RELEASED: Worst = { kind: 'released' };

type Effect = { readonly meaning?: string; readonly administrator?: true };

type Whose = Pick<Gain, 'permissionSet' | 'principals' | 'accounts' | 'byDefinition' | 'origins'>;

function gain(whose: Whose, change: Effect, plan: Plan): Gain | undefined {
  if (!isAccountAccess(whose.permissionSet)) return { ...whose, worst: { kind: 'application' } };
  const { gained, released } = meaningOf(change, plan) ?? {};
  const worst = worstOf(gained, change);
  if (released !== undefined && (worst === undefined || compareWorst(RELEASED, worst) < 0))
    return { ...whose, worst: RELEASED, gained: released, meaning: change.meaning! };
  if (worst === undefined) return undefined;
  return { ...whose, worst, ...(gained === undefined ? {} : { gained, meaning: change.meaning! }) };
}
