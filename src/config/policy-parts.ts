// Parts of inline policies: files of statements that permission sets join, with parameters for what differs between them (an application, an environment).
//
// `{{app}}` in a text of Action, Resource, Condition or Sid stands for the value that the permission set gives. It stands for whole words only, and a value is
// one word: neither can make another action or another kind of resource of what a reviewer of the part has read. A wildcard in a value would widen every
// statement that uses it, so a part has to say in `parameters` that it takes one. Values replace text of the parsed tree, never of the file: no value can end a
// string. What comes of it is an ordinary policy, whose texts keep their places in the parts.
import { diagnose } from '../diagnostics/diagnose.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { memoizeByIdentity } from '../memoize.ts';
import type { Span } from '../source/span.ts';
import { type Entry, entryOf, type Located, type MappingValue, type ScalarValue, type Value } from '../source/value.ts';
import { flagField, itemsUpTo, mappingOf, type Report, textField, textOf } from './fields.ts';

/** Of one inline policy. */
const MOST_PARTS = 20;
/**
 * Values (texts, lists, mappings) of one joined policy. A policy of more cannot be as small as Identity Center demands, whatever they are, so that what is left
 * out behind them is never missed: the policy is refused for its size.
 */
const MOST_VALUES = 6_000;
/** Of all joined policies together: some five hundred of the largest size. */
const MOST_VALUES_IN_ALL = 1_000_000;
/** Of a text in which something is put: longer than any policy. */
const MOST_CHARACTERS = 11_000;

export interface PartContext {
  readonly report: Report;
  readonly readPolicy: (named: Located<string>) => Value | undefined;
  /** Shared by all permission sets. */
  readonly work: PartWork;
}

export interface PartWork {
  values: number;
}

export const partWork = (): PartWork => ({ values: MOST_VALUES_IN_ALL });

/** The statements of all parts, in their order, as one policy. Undefined after a finding. */
export function joinedPolicy(entry: Entry, context: PartContext): Value | undefined {
  const { report, work } = context;
  const items = itemsUpTo(MOST_PARTS, entry, report);
  const parts = items.map((item) => partOf(item, context));
  if (parts.length === 0 || !parts.every((part) => part !== undefined)) return undefined;
  const [first, ...others] = parts;
  const version = first!.version;
  const other = others.find((part) => textIn(part.version?.value) !== textIn(version?.value));
  if (other !== undefined) {
    const labels = version === undefined ? [] : [{ span: version.value.span, message: 'another version' }];
    report(diagnose('permission-set/part-versions', {}, { span: other.version?.value.span ?? other.span, labels }));
    return undefined;
  }
  const statements = parts.flatMap((part) => part.statements).slice(0, MOST_VALUES);
  const wasSpent = work.values < 0;
  work.values -= parts.reduce((sum, { values }) => sum + values, 0);
  if (work.values < 0) {
    if (!wasSpent)
      report(diagnose('permission-set/parts-without-end', { most: MOST_VALUES_IN_ALL }, { span: entry.value.span }));
    return undefined;
  }
  const { span } = entry.value;
  const list: Value = { kind: 'sequence', items: statements, span };
  const statement: Entry = { key: 'Statement', keySpan: entry.keySpan, value: list };
  // What no policy has is told of like in any other policy.
  const odd = [...new Map(parts.flatMap((part) => part.odd.map((each) => [each.key, each] as const))).values()];
  return { kind: 'mapping', entries: [...(version === undefined ? [] : [version]), ...odd, statement], span };
}

interface Part {
  readonly version?: Entry;
  readonly statements: readonly Value[];
  /** Elements that parts do not have. */
  readonly odd: readonly Entry[];
  /** How many values that is. */
  readonly values: number;
  readonly span: Span;
}

function partOf(item: Value, { report, readPolicy }: PartContext): Part | undefined {
  const body = item.kind === 'mapping' ? item : undefined;
  const odd = body?.entries.find(({ key }) => key !== 'file' && key !== 'with');
  const named = body === undefined ? textOf(item, report) : textField(body, 'file', report);
  if (odd !== undefined || named === undefined) {
    const isStatement = body !== undefined && entryOf(body, 'Effect') !== undefined;
    const facts = { key: odd?.key, isStatement, nearest: odd === undefined ? [] : nearest(odd.key, ['file', 'with']) };
    report(diagnose('permission-set/part', facts, { span: odd?.keySpan ?? item.span }));
    return undefined;
  }
  const given = body && entryOf(body, 'with');
  const read = readPolicy(named);
  if (read === undefined) return undefined;
  const statement = read.kind === 'mapping' ? entryOf(read, 'Statement') : undefined;
  if (read.kind !== 'mapping' || statement === undefined) {
    report(diagnose('permission-set/part-form', { file: named.value }, { span: named.span }));
    return undefined;
  }
  const version = entryOf(read, 'Version');
  const { value } = statement;
  const written = value.kind === 'sequence' ? value.items : [value];
  const { values: size, placeholders } = factsOf(value);
  const unknown = read.entries.filter(({ key }) => !ELEMENTS.has(key));
  const whole = { ...(version && { version }), odd: unknown, values: size, span: named.span };
  const filling = fillingOf(read, { named, given, placeholders, report });
  if (filling === undefined) return undefined;
  // It is refused for its size in any case.
  if (filling.size === 0 || size > MOST_VALUES) return { ...whole, statements: written };
  return { ...whole, statements: written.map((each) => filledStatement(each, filling)) };
}

const ELEMENTS: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement', 'parameters']);

/** Whether a file is written to be used with values. */
export function takesValues(policy: Value): boolean {
  if (policy.kind !== 'mapping') return false;
  const statement = entryOf(policy, 'Statement');
  const isParametrized = statement !== undefined && factsOf(statement.value).placeholders.length > 0;
  return isParametrized || entryOf(policy, 'parameters') !== undefined;
}

type Filling = ReadonlyMap<string, string>;

interface Asked {
  readonly named: Located<string>;
  /** `with`. */
  readonly given: Entry | undefined;
  readonly placeholders: readonly Placeholder[];
  readonly report: Report;
}

/** What each name stands for; undefined after a finding. */
function fillingOf(part: MappingValue, { named, given, placeholders, report }: Asked): Filling | undefined {
  let isSound = true;
  const refuse = (finding: ReturnType<typeof diagnose>) => {
    isSound = false;
    report(finding);
  };
  for (const { text, span } of placeholders.filter(({ name }) => name === undefined))
    refuse(
      diagnose('permission-set/part-placeholder', { text }, { span: named.span, labels: [{ span, message: 'here' }] }),
    );
  if (!isSound) return undefined;
  const used = new Map(
    placeholders.flatMap((each) => (each.name === undefined ? [] : [[each.name, each.span] as const])),
  );
  const declared = entryOf(part, 'parameters');
  const parameters = declared === undefined ? undefined : mappingOf(declared.value);
  const known = parameters === undefined ? [...used.keys()] : parameters.entries.map(({ key }) => key);
  const values = new Map<string, string>();
  for (const { key: name, keySpan, value } of given === undefined ? [] : mappingOf(given.value).entries) {
    if (!known.includes(name)) {
      const facts = { name, file: named.value, nearest: nearest(name, known) };
      refuse(diagnose('permission-set/part-parameter', facts, { span: keySpan }));
      continue;
    }
    const text = textOf(value, report).value;
    const takesWildcards =
      parameters !== undefined && flagField(mappingOf(entryOf(parameters, name)!.value), 'wildcard');
    if ((takesWildcards ? PATTERN : WORD).test(text)) values.set(name, text);
    else refuse(diagnose('permission-set/part-value', { name, text, takesWildcards }, { span: value.span }));
  }
  const missing = [...new Set([...known, ...used.keys()])].filter(
    (name) => !values.has(name) && !(given !== undefined && entryOf(mappingOf(given.value), name)),
  );
  if (missing.length > 0) {
    const place = used.get(missing[0]!);
    const labels = place === undefined ? [] : [{ span: place, message: 'used here' }];
    refuse(
      diagnose(
        'permission-set/part-without-value',
        { names: missing, file: named.value },
        { span: named.span, labels },
      ),
    );
  }
  return isSound ? values : undefined;
}

/** One word: what a name may be made of, and nothing that means something to IAM. */
const WORD = /^[A-Za-z0-9](?:[\w+=.@-]{0,126}[A-Za-z0-9_])?$/;
const PATTERN = /^[\w+=.@*?-]{1,128}$/;

interface Placeholder {
  /** Absent: it is no whole word, or no name. */
  readonly name?: string;
  readonly text: string;
  readonly span: Span;
}

interface PartFacts {
  readonly values: number;
  readonly placeholders: readonly Placeholder[];
}

/** Of the statements of a part, however many permission sets use it. */
const factsOf = memoizeByIdentity((statements: Value): PartFacts => {
  let values = 0;
  const placeholders: Placeholder[] = [];
  const visit = (value: Value): void => {
    values += 1;
    if (value.kind === 'scalar') placeholders.push(...placeholdersIn(value));
    else if (value.kind === 'sequence') value.items.forEach(visit);
    else
      for (const { key, keySpan, value: member } of value.entries) {
        // A key is no value: which condition is asked about is for the part to say.
        if (key.includes('{{')) placeholders.push({ text: key, span: keySpan });
        visit(member);
      }
  };
  visit(statements);
  return { values, placeholders };
});

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

function placeholdersIn({ value, span }: ScalarValue): readonly Placeholder[] {
  if (typeof value !== 'string' || !value.includes('{{')) return [];
  if (value.length > MOST_CHARACTERS) return [{ text: `${value.slice(0, 40)}…`, span }];
  const found = [...value.matchAll(PLACEHOLDER)];
  const rest = value.replaceAll(PLACEHOLDER, '');
  const broken: readonly Placeholder[] = /\{\{|\}\}/.test(rest) ? [{ text: value, span }] : [];
  return [
    ...broken,
    ...found.map(({ 0: text, 1: name = '', index }) => {
      const isWhole = !JOINS.test(value.slice(0, index).slice(-1)) && !JOINS.test(value.charAt(index + text.length));
      return isWhole && NAME.test(name) ? { name, text, span } : { text: wordAround(value, index, text), span };
    }),
  ];
}

/** What would make one word with it, or a policy variable of it. */
const JOINS = /[\p{L}\p{N}_{}$]/u;

function wordAround(value: string, index: number, text: string): string {
  const [before = ''] = /[\w{}]*$/.exec(value.slice(0, index)) ?? [];
  const [after = ''] = /^[\w{}]*/.exec(value.slice(index + text.length)) ?? [];
  return `${before}${text}${after}`;
}

/** Where values may stand: not in `Effect`, which decides what everything else means. */
const FILLED: ReadonlySet<string> = new Set(['Sid', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);

function filledStatement(statement: Value, filling: Filling): Value {
  if (statement.kind !== 'mapping') return statement;
  const entries = statement.entries.map((entry) =>
    FILLED.has(entry.key) ? { ...entry, value: filled(entry.value, filling) } : entry,
  );
  return { ...statement, entries };
}

/** What holds no placeholder stays the value that it is. */
function filled(value: Value, filling: Filling): Value {
  if (value.kind === 'scalar') {
    if (typeof value.value !== 'string' || !value.value.includes('{{')) return value;
    const text = value.value.replaceAll(PLACEHOLDER, (whole, name: string) => filling.get(name) ?? whole);
    return { ...value, value: text, source: text };
  }
  if (value.kind === 'sequence') return { ...value, items: value.items.map((item) => filled(item, filling)) };
  return { ...value, entries: value.entries.map((entry) => ({ ...entry, value: filled(entry.value, filling) })) };
}

const textIn = (value: Value | undefined): string | undefined =>
  value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
