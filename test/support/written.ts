// Results as people read them, for tests that look at the text.
import type { Plan } from '../../src/plan/plan.ts';
import { writeMarkdown } from '../../src/render/markdown.ts';
import { type CommentOptions, planComment } from '../../src/render/plan-comment.ts';
import { type Detail, planReport } from '../../src/render/plan-report.ts';
import { PLAIN, type Style } from '../../src/render/style.ts';
import { writeTerminal } from '../../src/render/terminal.ts';

export function planText(
  plan: Plan,
  { style = PLAIN, width = 100, ...detail }: { style?: Style; width?: number } & Detail = {},
): string {
  return writeTerminal(planReport(plan, detail), { style, width });
}

export function planMarkdown(plan: Plan, options: CommentOptions = {}): string {
  return writeMarkdown(planComment(plan, options));
}
