// A plan for a reviewer at a terminal who has never seen the tool.
//
// First, in a few lines, the worst that anybody gains. Then permission sets, by how much they should worry (concern.ts), then by
// name. In a set: its definition, what that comes to and whom it reaches, where it is provisioned, then each group with what it
// gains before what it loses. What may not happen yet and what refuses the plan stand last, right above the one line that sums it
// up, because that is where the eye lands in a log. No change is ever left out.
import type { Plan } from '../plan/plan.ts';
import { diagnosticText } from './diagnostics-text.ts';
import { forTerminal } from './escape.ts';
import { viewOf } from './plan-model.ts';
import { heldText } from './plan-text-held.ts';
import { sectionText } from './plan-text-section.ts';
import { worstFirstText } from './plan-text-worst.ts';
import type { Layout, Style } from './style.ts';
import { headline, plural, summarise } from './summary.ts';
import { allowedWords, judgedWith, LOOSENED, planPlace, remarksOf } from './wording.ts';

export function renderPlanText(plan: Plan, style: Style, width = 100): string {
  const layout: Layout = { style, width };
  const { sections, held } = viewOf(plan);
  const findings = (title: string, diagnostics: Plan['findings']) =>
    diagnostics.length === 0
      ? []
      : [style.bold(title), ...diagnostics.map((diagnostic) => diagnosticText(diagnostic, new Map(), style))];
  const { errors, loosened, remarks } = remarksOf(plan);
  const worst = worstFirstText(plan, layout);
  const blocks = [
    headText(plan, layout),
    ...(worst === undefined ? [] : [worst]),
    ...findings(LOOSENED, loosened),
    ...sections.map((section) => sectionText(section, layout)),
    ...findings('Notices', remarks),
    ...(held.length === 0 ? [] : [style.bold(`Held: ${plural(plan.held.length, 'change')} that may not happen yet`)]),
    ...held.map((group) => heldText(group, layout)),
    ...findings('Refused', errors),
    summaryText(plan, style),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function headText(plan: Plan, { style }: Layout): string {
  const lines = [
    `Plan for Identity Center ${forTerminal(planPlace(plan))}`,
    style.dim(`plan id ${forTerminal(plan.planId)}`),
    ...(plan.policyData === undefined ? [] : [style.dim(forTerminal(judgedWith(plan.policyData)))]),
    ...plan.allowed.map((allowance) => forTerminal(allowedWords(allowance))),
  ];
  if (plan.changes.length > 0) {
    lines.push(
      style.dim('+ create   - delete   ~ update or adopt   ! provision: bring the copies in accounts up to date'),
    );
  }
  return lines.join('\n');
}

function summaryText(plan: Plan, style: Style): string {
  const { errors } = summarise(plan);
  const line = headline(plan);
  return style.bold(errors > 0 ? style.red(line) : line);
}
