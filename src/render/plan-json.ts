// A plan as JSON: the contract of schemas/plan.schema.json, for other tools and for `apply plan.json`.
import type { Plan } from '../plan/plan.ts';
import { forJson } from './escape.ts';
import { summarise } from './summary.ts';

/** What a change is written to. Everything that a plan changes is in an IAM Identity Center, so that the type of a change does not say it. */
const TARGET = 'identity-center';

export function renderPlanJson(plan: Plan): string {
  const aimed = <Change>(changes: readonly Change[]) => changes.map((change) => ({ target: TARGET, ...change }));
  const shown = { ...plan, changes: aimed(plan.changes), held: aimed(plan.held), summary: summarise(plan) };
  return `${forJson(JSON.stringify(shown, null, 2))}\n`;
}
