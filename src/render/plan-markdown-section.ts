// One permission set of a plan as a collapsible block of Markdown.

import type { Concern } from './concern.ts';
import { forHtml, forMarkdownCode } from './escape.ts';
import type { Block, Item } from './markdown-fit.ts';
import { accountsMarkdown, mark, originsMarkdown, principalMarkdown } from './markdown-names.ts';
import { phraseMarkdown } from './phrase.ts';
import { definitionItem } from './plan-markdown-definition.ts';
import type { Section } from './plan-model.ts';
import type { RowGroup } from './plan-rows.ts';
import { counted, plural } from './summary.ts';
import { ALARMS, definitionWords, provisionWords, rowWords } from './wording.ts';

/** What should worry a reviewer is not behind a click. */
const WORRYING: readonly Concern[] = [
  'takeover',
  'administrator',
  'escalation',
  'permissions-management',
  'unknown',
  'broadens',
];

export function sectionBlock(section: Section): Block {
  const { permissionSet, concern, definitions, provisioned, rows } = section;
  const number = (action: RowGroup['action']) =>
    rows.reduce((sum, row) => sum + (row.action === action ? row.accounts.length : 0), 0);
  const words = [
    ...definitions.map((view) => {
      const what = definitionWords(view, section.renamedTo);
      return what.map((each) => (ALARMS.has(each) ? `<b>${each}</b>` : forHtml(each))).join(', ');
    }),
    ...(definitions.length === 0 ? ['definition unchanged'] : []),
    counted('assignment', { create: number('create'), delete: number('delete') }),
    provisioned.length === 0 ? '' : `${plural(provisioned.length, 'account')} to provision`,
  ].filter((part) => part !== '');
  const open = WORRYING.includes(concern) ? '<details open>' : '<details>';
  return {
    open: `\n${open}\n<summary><b>${forHtml(permissionSet)}</b>: ${words.join('; ')}</summary>\n\n`,
    items: [
      ...definitions.map(definitionItem),
      ...(provisioned.length === 0 ? [] : [provisionItem(section)]),
      ...rows.map((row) => rowItem(row, section)),
    ],
    close: '\n</details>\n',
  };
}

function provisionItem(section: Section): Item {
  const accounts = section.provisioned;
  const title = `- ${mark('provision')} ${provisionWords(section)}`;
  return {
    full: `${title} ${accountsMarkdown(accounts)}\n`,
    brief: `${title} in ${plural(accounts.length, 'account')} (names left out)\n`,
    size: accounts.length,
  };
}

function rowItem(row: RowGroup, section: Section): Item {
  const { action, principal, accounts, origins } = row;
  const verb = action === 'create' ? 'gains' : 'loses';
  const who = `- ${mark(action)} ${principalMarkdown(principal)} **${verb}** ${forMarkdownCode(section.permissionSet)}`;
  const why = rowWords(row, section).map((part) => `; ${phraseMarkdown(part)}`);
  return {
    full: `${who} ${accountsMarkdown(accounts)}${why.join('')}${originsMarkdown(origins)}\n`,
    brief: `${who} in ${plural(accounts.length, 'account')} (names left out)\n`,
    size: accounts.length,
  };
}
