// One permission set of a plan, as text: its definition, where it is provisioned, and who gains and loses it.
import type { Change, Origin } from '../plan/change.ts';
import { displayWidth, flow, flowWidth, type Piece, padTo, words } from './columns.ts';
import { forTerminal } from './escape.ts';
import type { NamedAccount, NamedPrincipal } from './names.ts';
import { joined, phraseText } from './phrase.ts';
import type { Section } from './plan-model.ts';
import type { RowGroup } from './plan-rows.ts';
import { definitionLines } from './plan-text-definition.ts';
import { meaningText } from './plan-text-meaning.ts';
import type { Layout, Paint, Style } from './style.ts';
import { plural } from './summary.ts';
import { principalPhrase } from './who.ts';
import { ALARMS, definitionWords, MARKS, originText, provisionWords, rowWords } from './wording.ts';

/** A longer name than this does not push the others' accounts to the right. */
const NAME_WIDTH = 36;

export function sectionText(section: Section, layout: Layout): string {
  const { permissionSet, definitions, provisioned, rows } = section;
  const { style, width } = layout;
  const name = style.bold(`permission set ${forTerminal(permissionSet)}`);
  const lines = definitions.flatMap((view) => {
    const { change } = view;
    const mark = markOf(change.action, style);
    const what = definitionWords(view, section.renamedTo).map((each) =>
      ALARMS.has(each) ? style.red(each) : forTerminal(each),
    );
    const title = `${mark} ${name}: ${what.join(', ')}`;
    return [withOrigins(title, change.origins, style), ...definitionLines(change, style), ...meaningText(view, layout)];
  });
  if (lines.length === 0) lines.push(`  ${name}: definition unchanged`);
  if (provisioned.length > 0) {
    const pieces = [...words(provisionWords(section)), ...accountPieces(provisioned)];
    lines.push(`    ${markOf('provision', style)} ${flow(pieces, { column: 6, width })}`);
  }
  const widths = rows.map(({ principal }) => displayWidth(principalText(principal)));
  const column = Math.max(0, ...widths.filter((each) => each <= NAME_WIDTH));
  for (const row of rows) lines.push(rowText(row, section, { ...layout, column }));
  return lines.join('\n');
}

function rowText(row: RowGroup, section: Section, { style, width, column }: Layout & { column: number }): string {
  const { action, principal, accounts, origins } = row;
  const name = principalText(principal);
  const start = 4 + column + 2;
  const verb = action === 'create' ? 'gains' : 'loses';
  const why = rowWords(row, section);
  const where = [
    ...words(`${verb} ${forTerminal(section.permissionSet)}`),
    ...accountPieces(accounts, why.length > 0 ? ';' : ''),
  ];
  const [first, ...rest] = [
    ...(why.length === 0 ? [] : words(phraseText(joined(why, '; ')))),
    ...originPieces(origins, style),
  ];
  const breaks = start + flowWidth([...where, ...(first === undefined ? [] : [first]), ...rest]) > width;
  const pieces = [...where, ...(first === undefined ? [] : [{ ...first, breaks }]), ...rest];
  const gap = displayWidth(name) > column ? `\n${' '.repeat(start)}` : '  ';
  return `  ${markOf(action, style)} ${padTo(name, column)}${gap}${flow(pieces, { column: start, width })}`;
}

/** `in payments-prod (222222222222)`, `in 7 accounts: …`: every one of them. */
export function accountPieces(accounts: readonly NamedAccount[], after = ''): readonly Piece[] {
  if (accounts.length === 0) return [];
  const lead = accounts.length === 1 ? 'in' : `in ${plural(accounts.length, 'account')}:`;
  return [
    ...words(lead),
    ...accounts.map((account, index) => ({
      text: accountText(account) + (index < accounts.length - 1 ? ',' : after),
    })),
  ];
}

export function accountText({ id, name }: NamedAccount): string {
  return name === undefined ? `account ${forTerminal(id)}` : `${forTerminal(name)} (${forTerminal(id)})`;
}

export function principalText(principal: NamedPrincipal): string {
  return phraseText(principalPhrase(principal));
}

export function originPieces(origins: readonly Origin[], style: Style): readonly Piece[] {
  return origins.map((origin) => ({ text: forTerminal(originText(origin)), paint: style.dim, gap: 2 }));
}

function withOrigins(line: string, origins: readonly Origin[], style: Style): string {
  return [line, ...originPieces(origins, style).map(({ text }) => style.dim(text))].join('  ');
}

export function markOf(action: Change['action'], style: Style): string {
  return style.bold(markPaint(action, style)(MARKS[action]));
}

function markPaint(action: Change['action'], style: Style): Paint {
  switch (action) {
    case 'create':
      return style.green;
    case 'delete':
      return style.red;
    case 'update':
    case 'adopt':
      return style.yellow;
    case 'provision':
      return style.cyan;
    default:
      return action satisfies never;
  }
}
