// The definition of a permission set, or what changes in it, as aligned lines.
import type { PermissionSetChange } from '../plan/change.ts';
import { padTo } from './columns.ts';
import { type FieldView, fieldViews } from './definition.ts';
import { forTerminal, visible } from './escape.ts';
import type { DiffLine } from './policy-diff.ts';
import type { Style } from './style.ts';

const INDENT = '    ';

export function definitionLines(change: PermissionSetChange, style: Style): readonly string[] {
  const views = fieldViews(change);
  const column = Math.max(0, ...views.map(({ label }) => label.length)) + 2;
  const whole = change.action === 'create' || change.action === 'delete';
  return views.flatMap((view) => fieldLines(view, { style, column, whole }));
}

interface FieldLayout {
  readonly style: Style;
  readonly column: number;
  /** The set comes or goes: members need no mark of their own. */
  readonly whole: boolean;
}

function fieldLines(view: FieldView, { style, column, whole }: FieldLayout): readonly string[] {
  const label = `${INDENT}${padTo(`${view.label}:`, column)}`;
  switch (view.kind) {
    case 'value': {
      const { before, after } = view;
      if (whole) return [label + forTerminal(after ?? before ?? '')];
      const old = before === undefined ? '(none)' : style.red(forTerminal(before));
      return [`${label}${old} → ${after === undefined ? '(none)' : style.green(forTerminal(after))}`];
    }
    case 'list': {
      const [removed, added] = [view.removed.map(forTerminal), view.added.map(forTerminal)];
      if (whole) return [label + [...removed, ...added].join(', ')];
      const marked = [
        ...added.map((item) => style.green(`+ ${item}`)),
        ...removed.map((item) => style.red(`- ${item}`)),
      ];
      return marked.map((item, index) => (index === 0 ? label : INDENT + ' '.repeat(column)) + item);
    }
    case 'policy':
      return [label.trimEnd(), ...view.lines.map((line) => `${INDENT}  ${diffText(line, style)}`)];
    default:
      return view satisfies never;
  }
}

function diffText({ mark, text }: DiffLine, style: Style): string {
  switch (mark) {
    case '@':
      return style.cyan(text);
    case '+':
      return style.green(`+ ${visible(text)}`);
    case '-':
      return style.red(`- ${visible(text)}`);
    case ' ':
      return `  ${visible(text)}`;
    default:
      return mark satisfies never;
  }
}
