// What a plan may not do yet, as text, under the reason that holds it.
import { flow, words } from './columns.ts';
import { forTerminal } from './escape.ts';
import { type HeldGroup, type HeldItem, heldLabel } from './plan-held.ts';
import { accountPieces, markOf, originPieces, principalText } from './plan-text-section.ts';
import type { Layout } from './style.ts';
import { heldVerb } from './wording.ts';

export function heldText(group: HeldGroup, layout: Layout): string {
  const { code, reason, hint, items } = group;
  const { style, width } = layout;
  const label = `${heldLabel(group)}[${forTerminal(code)}]`;
  const title = `  ${style.yellow(label)}: `;
  const column = `  ${label}: `.length;
  const lines = [title + flow(words(forTerminal(reason)), { column, width })];
  if (hint !== undefined) {
    lines.push(`    ${style.cyan('hint')}: ${flow(words(forTerminal(hint)), { column: 10, width })}`);
  }
  return [...lines, ...items.map((item) => itemText(item, layout))].join('\n');
}

function itemText(item: HeldItem, { style, width }: Layout): string {
  const { action, permissionSet, principal, accounts, origins } = item;
  const set = forTerminal(permissionSet);
  const verb = heldVerb(item);
  const what = principal === undefined ? `permission set ${set} ${verb}` : `${principalText(principal)} ${verb} ${set}`;
  const pieces = [...words(what), ...accountPieces(accounts), ...originPieces(origins, style)];
  return `    ${markOf(action, style)} ${flow(pieces, { column: 6, width })}`;
}
