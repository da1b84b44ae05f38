// Account selectors: the grammar of `accounts`, `except` and `include`. What they match is decided in resolve/.

import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { memoizeByKey } from '../memoize.ts';
import { optional } from '../optional.ts';
import type { Span } from '../source/span.ts';
import { type Entry, entryOf, type MappingValue, type Value } from '../source/value.ts';
import type { Selector, SelectorItem } from './declarations.ts';
import { flagField, itemsOf, type Report, textOf } from './fields.ts';

export interface SelectorContext {
  /** Under `except`, where a selector must always match something. */
  readonly except: boolean;
  readonly report: Report;
}

export function decodeSelectors(entry: Entry | undefined, context: SelectorContext): readonly SelectorItem[] {
  return itemsOf(entry?.value).flatMap((value) => decodeSelector(value, context) ?? []);
}

function decodeSelector(value: Value, context: SelectorContext): SelectorItem | undefined {
  if (value.kind === 'mapping') return decodeMapping(value, context);
  const { value: text, span } = textOf(value, context.report);
  const parsed = parsedSelector(text);
  if (parsed.ok) return { selector: parsed.selector, text, span, mayBeEmpty: false };
  context.report(selectorFinding(text, parsed, span));
  return undefined;
}

function selectorFinding(text: string, refused: RefusedSelector, span: Span): Diagnostic {
  switch (refused.problem) {
    case 'bare-unit':
      return diagnose('schema/selector-bare-ou', { text, unit: refused.unit }, { span });
    case 'account-id':
      return diagnose('schema/account-id', { text }, { span });
    case 'syntax':
      return diagnose('schema/selector-syntax', { text, reason: refused.reason, help: refused.help }, { span });
    default:
      return refused satisfies never;
  }
}

/** `{ intersect: [a, b] }` or `{ select: a, mayBeEmpty: true }`. */
function decodeMapping(value: MappingValue, context: SelectorContext): SelectorItem | undefined {
  const [intersect, select, mayBeEmpty] = ['intersect', 'select', 'mayBeEmpty'].map((key) => entryOf(value, key));
  if (mayBeEmpty !== undefined && context.except) {
    context.report(diagnose('schema/selector-may-be-empty', {}, { span: mayBeEmpty.keySpan }));
    return undefined;
  }
  const refuse = (reason: string, help: string): undefined => {
    const facts = { text: keysOf(value), reason, help };
    context.report(diagnose('schema/selector-syntax', facts, { span: value.span }));
  };

  if ((intersect === undefined) === (select === undefined)) {
    return refuse(
      'it takes either `intersect` or `select`',
      'write { intersect: [a, b] } or { select: a, mayBeEmpty: true }',
    );
  }
  if (select !== undefined) {
    const item = decodeSelector(select.value, context);
    if (item === undefined) return undefined;
    const empty = flagField(value, 'mayBeEmpty');
    const text = `{ select: ${item.text}${empty ? ', mayBeEmpty: true' : ''} }`;
    return { selector: item.selector, text, span: value.span, mayBeEmpty: empty || item.mayBeEmpty };
  }
  if (mayBeEmpty !== undefined) {
    return refuse('`mayBeEmpty` belongs to `select`', 'write { select: { intersect: [a, b] }, mayBeEmpty: true }');
  }
  return decodeIntersection(value, itemsOf(intersect!.value), { ...context, refuse });
}

function decodeIntersection(
  value: MappingValue,
  written: readonly Value[],
  { refuse, ...context }: SelectorContext & { readonly refuse: (reason: string, help: string) => undefined },
): SelectorItem | undefined {
  // An intersection of nothing would be every account.
  if (written.length < 2)
    return refuse('`intersect` needs at least two selectors', 'list two or more, or write the one by itself');
  const items = written.map((item) => decodeSelector(item, context));
  const of = items.filter((item) => item !== undefined);
  if (of.length < items.length) return undefined;
  const text = `{ intersect: [${of.map((item) => item.text).join(', ')}] }`;
  return { selector: { kind: 'intersect', of }, text, span: value.span, mayBeEmpty: false };
}

const keysOf = ({ entries }: MappingValue): string =>
  entries.length === 0 ? '{}' : `{ ${entries.map(({ key }) => `${key}: …`).join(', ')} }`;

export type ParsedSelector = { readonly ok: true; readonly selector: Selector } | RefusedSelector;

export type RefusedSelector =
  | { readonly ok: false; readonly problem: 'syntax'; readonly reason: string; readonly help?: string }
  | { readonly ok: false; readonly problem: 'bare-unit'; readonly unit: string }
  | { readonly ok: false; readonly problem: 'account-id' };

const KINDS = ['ou', 'tag', 'set'];

/** A thousand grants name the same accounts: those that read the same share one selector. */
const parsedSelector = memoizeByKey((text: string) => text, parseSelector, 20_000);

export function parseSelector(text: string): ParsedSelector {
  if (text.trim() === '') return bad('it is empty');
  if (text !== text.trim()) return bad('it begins or ends with a space', `write "${text.trim()}"`);
  if (text === '*') return good({ kind: 'all' });
  if (/^\d{12}$/.test(text)) return good({ kind: 'id', id: text });
  if (/^\d+$|^\d{4}-\d{4}-\d{4}$/.test(text)) return { ok: false, problem: 'account-id' };
  const [id = '', below] = text.split(/(?=\/)/);
  if (UNIT_ID.test(id))
    return below === undefined
      ? { ok: false, problem: 'bare-unit', unit: id }
      : bad('the id of a unit stands behind `ou:`', `write \`ou:${text}\``);
  const [, kind, rest = ''] = /^([A-Za-z]+):(.*)$/s.exec(text) ?? [];
  switch (kind) {
    case undefined:
      return good(/[*?]/.test(text) ? { kind: 'glob', pattern: text } : { kind: 'name', name: text });
    case 'ou':
      return parseUnit(rest);
    case 'tag':
      return parseTag(rest);
    case 'set':
      return /[*?]/.test(rest) || rest === '' || rest !== rest.trim()
        ? bad('`set:` takes the name of one account set', 'write it like `set:production`')
        : good({ kind: 'set', name: rest });
    default: {
      const near = nearest(kind, KINDS)[0];
      const help =
        near === undefined ? 'choose an account whose name has a `:` by its id' : `did you mean \`${near}:${rest}\`?`;
      return bad(`there are no selectors that begin with \`${kind}:\``, help);
    }
  }
}

// The ids of organizational units and of the root, as CreateOrganizationalUnit and ListRoots give them.
const UNIT_ID = /^(?:ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32})$/;

function parseUnit(text: string): ParsedSelector {
  const reach = /^(?:(.*)\/)?(\*\*?)$/s.exec(text);
  const unit = reach?.[1] ?? (reach === null ? text.replace(/\/+$/, '') : '');
  const problem = unit === '' ? undefined : unitProblem(unit);
  if (problem !== undefined) return problem;
  if (reach === null)
    return unit === ''
      ? bad('`ou:` names no unit', 'write `ou:/**` for the root')
      : { ok: false, problem: 'bare-unit', unit };
  const by = UNIT_ID.test(unit) ? ({ by: 'id', id: unit } as const) : ({ by: 'path', path: unit } as const);
  return good({ kind: 'organizational-unit', unit: by, recursive: reach[2] === '**' });
}

function unitProblem(unit: string): RefusedSelector | undefined {
  if (unit.startsWith('/'))
    return bad('paths of units begin below the root', `write \`ou:${unit.replace(/^\/+/, '')}/**\``);
  if (/[*?]/.test(unit))
    return bad('stars may stand at the end only', 'end it in `/**` or `/*`, and write every unit above in full');
  if (unit.split('/').some((name) => name.trim() === '')) return bad('a name between two `/` is missing');
  return undefined;
}

function parseTag(text: string): ParsedSelector {
  const [, key = '', value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (key.trim() === '' || value === undefined)
    return bad('`tag:` takes a key and a value', 'write it like `tag:env=prod`');
  if (/[*?]/.test(text)) return bad('tags are compared exactly, without `*` and `?`', 'list the values one by one');
  return good({ kind: 'tag', key, value });
}

const good = (selector: Selector): ParsedSelector => ({ ok: true, selector });
const bad = (reason: string, help?: string): RefusedSelector => ({
  ok: false,
  problem: 'syntax',
  reason,
  ...optional({ help }),
});

/** Whether a selector can mean an account, or an account set after `set:`, by this name. */
export function isSelectableName(name: string): boolean {
  const parsed = parseSelector(name);
  return parsed.ok && parsed.selector.kind === 'name';
}
