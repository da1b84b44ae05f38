// The first lines of a plan, as text.
import type { Plan } from '../plan/plan.ts';
import { flow, words } from './columns.ts';
import { phraseText } from './phrase.ts';
import type { Layout } from './style.ts';
import { worstFirst } from './worst-first.ts';

/** `Worst first`, with a line for each gain; undefined when nobody gains anything. */
export function worstFirstText(plan: Plan, { style, width }: Layout): string | undefined {
  const { lines, more } = worstFirst(plan);
  if (lines.length === 0) return undefined;
  const label = Math.max(...lines.map((line) => line.label.length));
  const column = 2 + label + 2;
  const shown = lines.map((line) => {
    const paint = line.alarming ? style.red : style.bold;
    const gap = ' '.repeat(column - 2 - line.label.length);
    return `  ${paint(line.label)}${gap}${flow(words(phraseText(line.phrase)), { column, width })}`;
  });
  const rest = more === 0 ? [] : [`  and ${more} more, none of them worse`];
  return [style.bold('Worst first'), ...shown, ...rest].join('\n');
}
