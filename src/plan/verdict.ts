// What a plan comes to, for exit codes and for apply.
import { hasErrors } from '../diagnostics/diagnostic.ts';
import type { Plan } from './plan.ts';

/** A plan with an error among its findings must not be applied. */
export function isRefused(plan: Plan): boolean {
  return hasErrors(plan.findings);
}

/** Something waits for a person: a plan that does the rest is not all that the files ask for. */
export function awaitsApproval({ held }: Pick<Plan, 'held'>): boolean {
  return held.some((change) => change.awaitsApproval === true);
}
