// One permission set of a plan, or one reason that holds changes back, as a collapsible block of Markdown.
import type { Origin, PermissionSetChange } from '../plan/change.ts';
import { type FieldView, fieldViews } from './definition.ts';
import { forHtml, forMarkdownCode, forMarkdownFence } from './escape.ts';
import type { Block, Item } from './markdown-fit.ts';
import type { HeldGroup, HeldItem, NamedAccount, NamedPrincipal, RowGroup, Section } from './plan-model.ts';
import { proseToMarkdown } from './prose.ts';
import { counted, plural } from './summary.ts';
import {
  ALARMS,
  definitionWords,
  heldVerb,
  MARKS,
  originText,
  principalKind,
  principalName,
  provisionWords,
  rowWords,
} from './wording.ts';

export function sectionBlock(section: Section): Block {
  const { permissionSet, concern, definitions, provisioned, rows } = section;
  const number = (action: RowGroup['action']) =>
    rows.reduce((sum, row) => sum + (row.action === action ? row.accounts.length : 0), 0);
  const words = [
    ...definitions.map((change) => {
      const what = definitionWords(change, section.renamedTo);
      return what.map((each) => (ALARMS.has(each) ? `<b>${each}</b>` : forHtml(each))).join(', ');
    }),
    ...(definitions.length === 0 ? ['definition unchanged'] : []),
    counted('assignment', { create: number('create'), delete: number('delete') }),
    provisioned.length === 0 ? '' : `${plural(provisioned.length, 'account')} to provision`,
  ].filter((part) => part !== '');
  // What should worry a reviewer is not behind a click.
  const open = concern === 'administrator' || concern === 'broadens' ? '<details open>' : '<details>';
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

function definitionItem(change: PermissionSetChange): Item {
  const views = fieldViews(change);
  const title = `- ${mark(change.action)} definition${originsMarkdown(change.origins)}`;
  const full = `${title}\n${views.map((view) => fieldMarkdown(view, change)).join('')}`;
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
  const why = rowWords(row, section).map((part) => `; ${proseToMarkdown(part)}`);
  return {
    full: `${who} ${accountsMarkdown(accounts)}${why.join('')}${originsMarkdown(origins)}\n`,
    brief: `${who} in ${plural(accounts.length, 'account')} (names left out)\n`,
    size: accounts.length,
  };
}

export function heldBlock({ code, reason, hint, items, size }: HeldGroup): Block {
  const help = hint === undefined ? '' : `\n\nhint: ${proseToMarkdown(hint)}`;
  const title = `<summary>${plural(size, 'change')} held by <code>${forHtml(code)}</code></summary>`;
  return {
    open: `\n<details open>\n${title}\n\n${proseToMarkdown(reason)}${help}\n\n`,
    items: items.map(heldItem),
    close: '\n</details>\n',
  };
}

function heldItem(item: HeldItem): Item {
  const { action, permissionSet, principal, accounts, origins } = item;
  const set = forMarkdownCode(permissionSet);
  const verb = heldVerb(item);
  const what =
    principal === undefined ? `permission set ${set} ${verb}` : `${principalMarkdown(principal)} ${verb} ${set}`;
  const where = accounts.length === 0 ? '' : ` ${accountsMarkdown(accounts)}`;
  const size = Math.max(1, accounts.length);
  return {
    full: `- ${mark(action)} ${what}${where}${originsMarkdown(origins)}\n`,
    brief: `- ${mark(action)} ${what}: ${plural(size, 'change')} (names left out)\n`,
    size,
  };
}

function mark(action: keyof typeof MARKS): string {
  return forMarkdownCode(MARKS[action]);
}

function principalMarkdown(principal: NamedPrincipal): string {
  return `${principalKind(principal)} ${forMarkdownCode(principalName(principal))}`;
}

function accountsMarkdown(accounts: readonly NamedAccount[]): string {
  const lead = accounts.length === 1 ? 'in' : `in ${plural(accounts.length, 'account')}:`;
  return `${lead} ${accounts.map(({ id, name }) => (name === undefined ? forMarkdownCode(id) : `${forMarkdownCode(name)} (${forMarkdownCode(id)})`)).join(', ')}`;
}

function originsMarkdown(origins: readonly Origin[]): string {
  return origins.map((origin) => ` · ${forMarkdownCode(originText(origin))}`).join('');
}
