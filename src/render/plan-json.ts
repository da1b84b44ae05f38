// A plan as JSON: the contract of schemas/plan.schema.json, for other tools and for `apply plan.json`.
import { targetOfChange } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import { targetOfHeld } from '../state/desired.ts';
import { forJson } from './escape.ts';
import { summarise } from './summary.ts';

export function renderPlanJson(plan: Plan): string {
  const changes = plan.changes.map((change) => ({ target: targetOfChange(change), ...change }));
  const held = plan.held.map((change) => ({ target: targetOfHeld(change), ...change }));
  const shown = { ...plan, changes, held, summary: summarise(plan) };
  return `${forJson(JSON.stringify(shown, null, 2))}\n`;
}
