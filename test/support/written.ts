// Results as people read them, for tests that look at the text.
import type { Plan } from '../../src/plan/plan.ts';
import { writeMarkdown } from '../../src/render/markdown.ts';
import { planComment } from '../../src/render/plan-comment.ts';
import { planReport } from '../../src/render/plan-report.ts';
import { PLAIN, type Style } from '../../src/render/style.ts';
import { writeTerminal } from '../../src/render/terminal.ts';

export function planText(plan: Plan, { style = PLAIN, width = 100 }: { style?: Style; width?: number } = {}): string {
  return writeTerminal(planReport(plan), { style, width });
}

export function planMarkdown(plan: Plan, options: { limit?: number } = {}): string {
  return writeMarkdown(planComment(plan, options));
}
