// A plan as JSON: the contract of schemas/plan.schema.json, for other tools and for `apply plan.json`.
import type { Plan } from '../plan/plan.ts';
import { forJson } from './escape.ts';
import { summarise } from './summary.ts';

export function renderPlanJson(plan: Plan): string {
  return `${forJson(JSON.stringify({ ...plan, summary: summarise(plan) }, null, 2))}\n`;
}
