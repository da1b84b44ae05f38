// What a plan may not do yet, under the reason that holds it, as a collapsible block of Markdown.
import { forHtml, forMarkdownCode } from './escape.ts';
import type { Block, Item } from './markdown-fit.ts';
import { accountsMarkdown, mark, originsMarkdown, principalMarkdown } from './markdown-names.ts';
import type { HeldGroup, HeldItem } from './plan-held.ts';
import { proseToMarkdown } from './prose.ts';
import { plural } from './summary.ts';
import { heldVerb } from './wording.ts';

export function heldBlock({ code, reason, hint, items, size, awaitsApproval }: HeldGroup): Block {
  const help = hint === undefined ? '' : `\n\nhint: ${proseToMarkdown(hint)}`;
  const waiting = `<b>${plural(size, 'change')} ${size === 1 ? 'awaits' : 'await'} approval</b>:`;
  const what = awaitsApproval ? waiting : `${plural(size, 'change')} held by`;
  const title = `<summary>${what} <code>${forHtml(code)}</code></summary>`;
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
