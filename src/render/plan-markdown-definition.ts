// The definition of a permission set, or what changes in it and what that comes to, as a list item of Markdown.
import { isUnchanged } from '../meaning/meaning.ts';
import type { PermissionSetChange } from '../plan/change.ts';
import { type FieldView, fieldViews } from './definition.ts';
import type { DefinitionView } from './definition-view.ts';
import { type DifferenceLine, differenceLines, differenceTitle, releasedTitle } from './difference.ts';
import { forMarkdownCode, forMarkdownFence } from './escape.ts';
import type { Item } from './markdown-fit.ts';
import { mark, originsMarkdown } from './markdown-names.ts';
import { phraseMarkdown } from './phrase.ts';
import { wherePhrase, whoPhrase } from './who.ts';

export function definitionItem(view: DefinitionView): Item {
  const { change } = view;
  const views = fieldViews(change);
  const title = `- ${mark(change.action)} definition${originsMarkdown(change.origins)}`;
  const fields = views.map((field) => fieldMarkdown(field, change)).join('');
  const full = `${title}\n${fields}${meaningMarkdown(view)}`;
  const brief = `${title}: ${views.map(({ label }) => label).join(', ')} (details left out)\n`;
  return { full, brief, size: 1 };
}

function fieldMarkdown(view: FieldView, { action }: PermissionSetChange): string {
  const title = `  - ${view.label}`;
  const whole = action === 'create' || action === 'delete';
  switch (view.kind) {
    case 'value': {
      const [before, after] = [view.before, view.after].map((value) =>
        value === undefined ? '_none_' : forMarkdownCode(value),
      );
      return `${title}: ${whole ? (view.after === undefined ? before : after) : `${before} → ${after}`}\n`;
    }
    case 'list': {
      const signed = (sign: string) => (item: string) => `${whole ? '' : sign}${forMarkdownCode(item)}`;
      return `${title}: ${[...view.added.map(signed('**+** ')), ...view.removed.map(signed('**-** '))].join(', ')}\n`;
    }
    case 'policy': {
      const lines = view.lines.map(({ mark: sign, text }) => (sign === '@' ? text : `${sign} ${text}`));
      const fence = forMarkdownFence(lines, 'diff').replace(/^/gm, '    ');
      return `${title}\n\n${fence}\n`;
    }
    default:
      return view satisfies never;
  }
}

function meaningMarkdown({ change, meaning, holders }: DefinitionView): string {
  if (meaning === undefined || change.action === 'delete' || isUnchanged(meaning)) return '';
  const { gained, lost, released } = meaning;
  if (change.action === 'create') return differenceMarkdown('allows', differenceLines(gained, { brief: true }));
  return [
    differenceMarkdown(differenceTitle('gain', gained), differenceLines(gained), bold),
    released === undefined ? '' : differenceMarkdown(releasedTitle(released), differenceLines(released), bold),
    differenceMarkdown(differenceTitle('lose', lost), differenceLines(lost)),
    holders === undefined ? '' : reachMarkdown(holders),
  ].join('');
}

const bold = (label: string) => `**${label}**`;

function differenceMarkdown(
  title: string,
  lines: readonly DifferenceLine[],
  alarm: (label: string) => string = (label) => label,
): string {
  if (lines.length === 0) return '';
  const shown = lines.map(({ label, phrase, alarming }) => {
    const lead = label === '' ? '' : `${alarming ? alarm(label) : label}: `;
    return `    - ${lead}${phraseMarkdown(phrase)}\n`;
  });
  return `  - **${title}**\n${shown.join('')}`;
}

function reachMarkdown(holders: NonNullable<DefinitionView['holders']>): string {
  if (holders.length === 0) return '  - reaches nobody\n';
  const lines = holders.map(({ principals, accounts }) => {
    const who = phraseMarkdown(whoPhrase(principals, Number.POSITIVE_INFINITY));
    return `  - reaches ${who} ${phraseMarkdown(wherePhrase(accounts))}\n`;
  });
  return lines.join('');
}
