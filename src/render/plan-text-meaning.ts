// What a definition comes to, and whom it reaches, as text below it.
import { isUnchanged } from '../meaning/meaning.ts';
import { flow, words } from './columns.ts';
import type { DefinitionView } from './definition-view.ts';
import { type DifferenceLine, differenceLines, differenceTitle, releasedTitle } from './difference.ts';
import { phraseText } from './phrase.ts';
import type { Layout, Paint } from './style.ts';
import { wherePhrase, whoPhrase } from './who.ts';

const INDENT = 4;

export function meaningText({ change, meaning, holders }: DefinitionView, layout: Layout): readonly string[] {
  if (meaning === undefined || change.action === 'delete' || isUnchanged(meaning)) return [];
  const { gained, lost, released } = meaning;
  if (change.action === 'create')
    return differenceText('allows', differenceLines(gained, { brief: true }), { ...layout, indent: INDENT });
  const more = { ...layout, indent: INDENT, alarm: layout.style.red };
  return [
    ...differenceText(differenceTitle('gain', gained), differenceLines(gained), more),
    ...(released === undefined ? [] : differenceText(releasedTitle(released), differenceLines(released), more)),
    ...differenceText(differenceTitle('lose', lost), differenceLines(lost), { ...layout, indent: INDENT }),
    ...(holders === undefined ? [] : reachText(holders, layout)),
  ];
}

export interface DifferenceLayout extends Layout {
  readonly indent: number;
  /** For lines that must not be read past. */
  readonly alarm?: Paint;
}

/** Nothing for no lines. */
export function differenceText(
  title: string,
  lines: readonly DifferenceLine[],
  { indent, width, alarm }: DifferenceLayout,
): readonly string[] {
  if (lines.length === 0) return [];
  const labels = Math.max(...lines.map(({ label }) => label.length));
  const column = indent + 2 + labels + 2;
  const shown = lines.map(({ label, phrase, alarming }) => {
    const painted = alarming && alarm !== undefined ? alarm(label) : label;
    const gap = ' '.repeat(labels - label.length + 2);
    return `${' '.repeat(indent + 2)}${painted}${gap}${flow(words(phraseText(phrase)), { column, width })}`;
  });
  return [`${' '.repeat(indent)}${title}:`, ...shown];
}

function reachText(holders: NonNullable<DefinitionView['holders']>, { width }: Layout): readonly string[] {
  const indent = ' '.repeat(INDENT);
  if (holders.length === 0) return [`${indent}reaches nobody`];
  return holders.map(({ principals, accounts }) => {
    const who = phraseText(whoPhrase(principals, Number.POSITIVE_INFINITY));
    const pieces = words(`reaches ${who} ${phraseText(wherePhrase(accounts))}`);
    return indent + flow(pieces, { column: INDENT + 2, width });
  });
}
