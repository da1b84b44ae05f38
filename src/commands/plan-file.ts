// A saved plan, read again: input like any other, whoever wrote the file.
import path from 'node:path';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { validate as isFindings } from '../diagnostics/schema.generated.js';
import { isInstantText } from '../instant.ts';
import type { Plan } from '../plan/plan.ts';
import { PLAN_FORMAT, planIdOf } from '../plan/plan-id.ts';
import { validate } from '../plan/schema.generated.js';
import { outsideConfig, readText } from './files.ts';
import type { Host } from './host.ts';

export type PlanOutcome =
  | { readonly kind: 'plan'; readonly plan: Plan }
  /** There is no plan: what `access plan --out` saved in its place. */
  | { readonly kind: 'failure'; readonly found: readonly Diagnostic[] };

/** As `readOutcome`; a file that holds what stopped a plan is none. */
export async function readPlan(host: Host, shown: string, dir: string): Promise<Plan> {
  const outcome = await readOutcome(host, shown, dir);
  if (outcome.kind === 'plan') return outcome.plan;
  throw new AccessError(diagnose('plan/file-failed', { path: shown }));
}

/**
 * What a file of `access plan --out` holds: a plan whose changes are those of its plan id, or what stopped it. `shown`: its path as the user gave it; `dir`: the config folder,
 * in which it must not lie. Throws an AccessError for a file that cannot be read or is none.
 */
export async function readOutcome(host: Host, shown: string, dir: string): Promise<PlanOutcome> {
  await outsideConfig(path.resolve(host.cwd, shown), { shown, config: path.resolve(host.cwd, dir), dir });
  const text = await readText(host, shown, 'plan');
  const refuse = (problem: string, cause?: unknown) =>
    new AccessError(diagnose('plan/file-invalid', { path: shown, problem }), { cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse('it is not JSON', cause);
  }
  if (isFindings(value)) {
    // INVARIANT: schemas/diagnostic.schema.json describes all of a finding; of codes it has the form.
    return { kind: 'failure', found: (value as { readonly findings: readonly Diagnostic[] }).findings };
  }
  const format = formatOf(value);
  if (format !== undefined && format !== PLAN_FORMAT)
    throw refuse(`it has format ${format}, and this version of access reads format ${PLAN_FORMAT}`);
  if (!validate(value)) {
    const [error] = validate.errors ?? [];
    throw refuse(
      `${error?.instancePath === '' ? 'it' : error?.instancePath} ${error?.message ?? 'does not fit the schema'}`,
    );
  }
  // INVARIANT: schemas/plan.schema.json describes all of Plan.
  const plan = value as Plan;
  for (const [place, text] of instantsIn(plan)) if (!isInstantText(text)) throw refuse(`${place} is no date: ${text}`);
  // A report tells the id that was reviewed, so that its changes must be those.
  if (planIdOf(plan.instance, plan.changes, plan.preflight) !== plan.planId)
    throw refuse('its changes are not those of its plan id');
  return { kind: 'plan', plan };
}

/** Of which the schema says only that they are text. */
function instantsIn({ asOf, snapshot, changes, allowed }: Plan): readonly (readonly [place: string, text: string])[] {
  return [
    ['/asOf', asOf],
    ...(snapshot === undefined ? [] : [['/snapshot/takenAt', snapshot.takenAt] as const]),
    ...changes.flatMap((change, index) =>
      change.kind === 'assignment' && change.expires !== undefined
        ? [[`/changes/${index}/expires`, change.expires] as const]
        : [],
    ),
    ...allowed.flatMap(({ until }, index) =>
      until === undefined ? [] : [[`/allowed/${index}/until`, until] as const],
    ),
  ];
}

/** Undefined: it has none, and is no plan of any version. */
function formatOf(value: unknown): number | undefined {
  const { formatVersion } = (value ?? {}) as { readonly formatVersion?: unknown };
  return Number.isSafeInteger(formatVersion) ? (formatVersion as number) : undefined;
}
