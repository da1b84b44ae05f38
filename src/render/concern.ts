// How much a permission set's part of the plan should worry a reviewer. It orders sections and nothing else.
import { optional } from '../optional.ts';
import type { Change } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import { gainOf } from './gains.ts';
import { compareWorst, type Worst } from './worst.ts';

/** Worst first: what somebody gains, as `WORST` ranks it, with a loss of access above a gain of what only shows. */
const CONCERNS = [
  'takeover',
  'administrator',
  'escalation',
  'permissions-management',
  'unknown',
  'broadens',
  'removes',
  'grants',
  'narrows',
  'neutral',
] as const;

export type Concern = (typeof CONCERNS)[number];

export interface Concerned {
  readonly concern: Concern;
  /** The worst that anybody gains. */
  readonly worst?: Worst;
}

/** Worst first. */
export function compareConcern(a: Concerned, b: Concerned): number {
  const byConcern = CONCERNS.indexOf(a.concern) - CONCERNS.indexOf(b.concern);
  if (byConcern !== 0) return byConcern;
  if (a.worst === undefined || b.worst === undefined)
    return Number(a.worst === undefined) - Number(b.worst === undefined);
  return compareWorst(a.worst, b.worst);
}

/** Of all changes to one permission set. */
export function concernOf(changes: readonly Change[], plan: Plan): Concerned {
  // Where nothing was judged, what changes do by themselves orders them.
  const changesWithMeaning = plan.meanings === undefined ? [] : changes;
  const gains = changesWithMeaning.flatMap((change) => gainOf(change, plan) ?? []).map(({ worst }) => worst);
  const [worst] = gains.sort(compareWorst);
  const concerns = [...changes.map((change) => concernOfChange(change, changes)), ...gains.map(concernOfGain)];
  const concern = CONCERNS.find((each) => concerns.includes(each)) ?? 'neutral';
  return { concern, ...optional({ worst }) };
}

function concernOfGain({ kind }: Worst): Concern {
  if (kind === 'released' || kind === 'write' || kind === 'tagging') return 'broadens';
  if (kind === 'application') return 'grants';
  return kind === 'read' || kind === 'list' || kind === 'future' ? 'grants' : kind;
}

/** As far as it can be told without what the change means. */
function concernOfChange(change: Change, changes: readonly Change[]): Concern {
  const { kind, action, risk } = change;
  if (makesAdministrators(change, changes)) return 'administrator';
  if (action === 'delete') return 'removes';
  if (action === 'create') return 'grants';
  // An unknown effect is to be read as the worst.
  if (kind !== 'assignment' && (risk === 'broadens' || risk === 'unknown')) return 'broadens';
  return risk === 'narrows' ? 'narrows' : 'neutral';
}

function makesAdministrators(change: Change, changes: readonly Change[]): boolean {
  if (change.kind !== 'permission-set' && change.kind !== 'assignment') return false;
  if (change.administrator !== true) return false;
  if (change.kind === 'assignment') return change.meaning === undefined;
  return change.action === 'create' || change.risk !== 'neutral' || changes.some(isGain);
}

function isGain({ kind, action }: Change): boolean {
  return kind === 'assignment' && action === 'create';
}
