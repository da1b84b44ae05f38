// What somebody approved, and whether a fresh plan is still that.
import type { Settings } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { displayNamesOf } from '../holdings/names.ts';
import { type Instant, NEVER } from '../instant.ts';
import type { Change } from '../plan/change.ts';
import { guardPart } from '../plan/guard-part.ts';
import type { Plan } from '../plan/plan.ts';
import { matchSaved } from '../plan/saved.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { readPlan } from './plan-file.ts';
import type { Planned } from './planning.ts';

export type Approval =
  | { readonly kind: 'file'; readonly plan: Plan }
  | { readonly kind: 'plan-id'; readonly planId: string }
  | { readonly kind: 'prompt'; readonly ask: (question: string) => Promise<string> }
  | { readonly kind: 'automatic' };

interface Request {
  readonly planFile: string | undefined;
  readonly options: Options;
  readonly settings: Settings;
}

/** Before anything is read: a file that is no plan, or nobody to ask, should not cost a minute of reading. */
export async function approvalOf(host: Host, { planFile, options, settings }: Request): Promise<Approval> {
  if (planFile !== undefined && options.expect !== undefined)
    throw new AccessError(
      diagnose('cli/usage', { problem: 'a saved plan and `--expect` exclude each other', verb: 'apply' }),
    );
  if (planFile !== undefined) {
    const plan = await readPlan(host, planFile, options.dir);
    if (plan.snapshot === undefined) return { kind: 'file', plan };
    const { takenAt } = plan.snapshot;
    throw new AccessError(diagnose('plan/from-snapshot', { path: planFile, takenAt }));
  }
  if (options.expect !== undefined) return { kind: 'plan-id', planId: options.expect };
  return approvalNow(host, options, settings);
}

/** By a person who sees the plan, or without anybody. */
export function approvalNow(
  host: Host,
  options: Options,
  settings: Settings,
): Extract<Approval, { kind: 'prompt' | 'automatic' }> {
  if (options.autoApprove === true) {
    if (options.sandbox !== true && settings.identityCenter.instanceArn === undefined)
      throw new AccessError(diagnose('cli/instance-not-configured', {}));
    return { kind: 'automatic' };
  }
  if (host.ask === undefined) throw new AccessError(diagnose('cli/approval-needed', {}));
  return { kind: 'prompt', ask: host.ask };
}

export interface Approved {
  /** Undefined when a person said no. */
  readonly changes: readonly Change[] | undefined;
  readonly findings: readonly Diagnostic[];
}

export async function approve(host: Host, approval: Approval, { plan, inputs }: Planned): Promise<Approved> {
  switch (approval.kind) {
    case 'automatic':
      return { changes: plan.changes, findings: [] };
    case 'plan-id':
      return byPlanId(approval.planId, plan);
    case 'file': {
      const { changes, findings, isPart } = matchSaved(approval.plan, plan, inputs.live, inputs.preflight);
      const ofPart = isPart ? guardPart(changes, inputs) : [];
      return { changes, findings: [...expiredSince(host.now(), { plan, inputs }), ...findings, ...ofPart] };
    }
    case 'prompt':
      return plan.changes.length === 0 ? { changes: [], findings: [] } : byPerson(host, approval.ask, plan);
    default:
      return approval satisfies never;
  }
}

function byPlanId(expected: string, plan: Plan): Approved {
  // There is one fresh plan, so whatever begins it is unique.
  if (plan.planId.startsWith(expected)) return { changes: plan.changes, findings: [] };
  const differences = [`plan ${expected} was approved, and this is plan ${plan.planId.slice(0, expected.length)}`];
  return { changes: undefined, findings: [diagnose('plan/stale', { differences })] };
}

/** Undefined changes: a person said no. */
export async function byPerson(host: Host, ask: (question: string) => Promise<string>, plan: Plan): Promise<Approved> {
  const answer = await ask('\nApply this plan? Only `yes` applies it: ');
  if (answer.trim() === 'yes') return { changes: plan.changes, findings: [] };
  host.stderr.write('Nothing was applied.\n');
  return { changes: undefined, findings: [] };
}

/** Grants that a file's `asOf` still counted, and that have ended by now. */
function expiredSince(now: Instant, { plan, inputs: { desired } }: Planned): readonly Diagnostic[] {
  const displayNames = displayNamesOf(plan.names);
  const ended = [...desired.state.assignments].filter(
    ([address]) => (desired.facts.get(address)?.expires ?? NEVER) <= now,
  );
  const names = ended.map(([, row]) => displayNames.assignment(row)).sort();
  return names.length === 0 ? [] : [diagnose('plan/expired-since', { count: names.length, names })];
}
