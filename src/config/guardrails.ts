// The section `guardrails`: of access.yaml, or of the file that access.yaml names in its place. Here are its sets and waivers.
import { diagnose } from '../diagnostics/diagnose.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { type Entry, entryOf, type Located, type MappingValue, type Value } from '../source/value.ts';
import { decodeExpiry } from './expiry.ts';
import {
  byKey,
  entryIn,
  filledField,
  filledList,
  itemsOf,
  itemsUpTo,
  mappingOf,
  type Report,
  textField,
  textsField,
} from './fields.ts';
import type {
  GuardrailDeclaration,
  GuardrailDeclarations,
  MemberSet,
  WaiverDeclaration,
} from './guardrail-declarations.ts';
import { decodeGuardrail, type GuardrailContext } from './guardrail-rules.ts';
import { bodyOf, type ShapedFile, sectionOf } from './merge.ts';
import { decodeSelectors } from './selectors.ts';

/** Where the section stands, and what of it must be passed over. */
interface Placed {
  readonly section: Value | undefined;
  readonly broken: ReadonlySet<Value>;
}

/** Undefined: there is no such section. `settings`: access.yaml. */
export function decodeGuardrails(
  settings: ShapedFile | undefined,
  files: readonly ShapedFile[],
  {
    report,
    readPolicy,
  }: Pick<GuardrailContext, 'report'> & {
    readonly readPolicy: (named: Located<string>, from: string) => Value | undefined;
  },
): GuardrailDeclarations | undefined {
  const written = settings && sectionOf(settings, 'guardrails');
  if (settings === undefined || written === undefined) return undefined;
  const holder = typeof textIn(written) === 'string' ? namedFile(written, files, report) : settings;
  const section = holder && sectionOf(holder, 'guardrails');
  if (holder === undefined || section === undefined || section.kind === 'scalar') return decodeSection(NOTHING, report);
  const { configPath } = holder.file;
  return decodeSection({ section, broken: holder.shape.broken }, report, (named) => readPolicy(named, configPath));
}

const NOTHING: Placed = { section: undefined, broken: new Set() };

const textIn = (value: Value | undefined): string | undefined =>
  value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;

/** The config path of the file that access.yaml names in place of the section. */
export function guardrailsPath(settings: Value | undefined): string | undefined {
  return textIn(entryIn(bodyOf(settings), 'guardrails')?.value)?.replace(/^(?:\.\/)+/, '');
}

function namedFile(written: Value, files: readonly ShapedFile[], report: Report): ShapedFile | undefined {
  const path = textIn(written) ?? '';
  const wanted = path.replace(/^(?:\.\/)+/, '');
  const holder = files.find(({ file }) => file.configPath === wanted);
  const { span } = written;
  if (holder === undefined) {
    const paths = files.map(({ file }) => file.configPath);
    report(diagnose('guardrail/file', { path, why: 'absent', nearest: nearest(wanted, paths) }, { span }));
    return undefined;
  }
  // A file whose syntax is broken was a finding already.
  const entry = entryIn(bodyOf(holder.file.value), 'guardrails');
  const isSection = entry !== undefined && textIn(entry.value) === undefined;
  if (!isSection && holder.file.unread.length === 0)
    report(diagnose('guardrail/file', { path, why: 'no-section', nearest: [] }, { span }));
  return holder;
}

function decodeSection(
  { section, broken }: Placed,
  report: Report,
  readPolicy: GuardrailContext['readPolicy'] = () => undefined,
): GuardrailDeclarations {
  const body = bodyOf(section);
  const list = (key: string): Entry | undefined => {
    const entry = entryIn(body, key);
    return entry === undefined || broken.has(entry.value) ? undefined : entry;
  };
  const sets = decodeSets(list('sets'), broken, report);
  const rules = decodeRules(list('rules'), broken, { report, readPolicy });
  const waivers = itemsUpTo(MOST_ITEMS, list('waivers'), report).filter((item) => !broken.has(item));
  return {
    sets: sets.valid,
    rules: rules.valid,
    waivers: waivers.flatMap((item) => decodeWaiver(mappingOf(item), report) ?? []),
    invalid: { sets: sets.invalid, rules: rules.invalid },
  };
}

/** Of rules, of waivers and of sets: each rule is held against every assignment. */
const MOST_ITEMS = 1_000;

function decodeSets(section: Entry | undefined, broken: ReadonlySet<Value>, report: Report) {
  const valid = new Map<string, MemberSet>();
  const invalid = new Set<string>();
  const entries = bodyOf(section?.value)?.entries ?? [];
  const isTooMany = section !== undefined && entries.length > MOST_ITEMS;
  if (isTooMany) {
    const facts = { field: '`sets`', count: entries.length, most: MOST_ITEMS };
    report(diagnose('schema/too-many-items', facts, { span: section.keySpan }));
  }
  for (const entry of [...entries].sort(byKey)) {
    const set = isTooMany || broken.has(entry.value) ? undefined : decodeSet(entry, report);
    if (set === undefined) invalid.add(entry.key);
    else valid.set(entry.key, set);
  }
  return { valid, invalid };
}

function decodeSet({ key, keySpan, value }: Entry, report: Report): MemberSet | undefined {
  const name = { value: key, span: keySpan };
  const [groups, accounts] = ['groups', 'accounts'].map((kind) => entryIn(bodyOf(value), kind));
  if ((groups === undefined) === (accounts === undefined)) {
    report(diagnose('guardrail/set-members', { name: key, both: groups !== undefined }, { span: keySpan }));
    return undefined;
  }
  if (groups !== undefined) {
    const members = filledList(textsField(mappingOf(value), 'groups', report), groups, report);
    return { kind: 'groups', name, members };
  }
  return {
    kind: 'accounts',
    name,
    members: filledList(decodeSelectors(accounts, { except: false, report }), accounts, report),
  };
}

/** By id. The first rule of an id stands. */
function decodeRules(list: Entry | undefined, broken: ReadonlySet<Value>, context: GuardrailContext) {
  const found = new Map<string, GuardrailDeclaration>();
  const invalid = new Set<string>();
  const read = new Set(itemsUpTo(MOST_ITEMS, list, context.report));
  for (const item of itemsOf(list?.value)) {
    const rule = broken.has(item) || !read.has(item) ? undefined : decodeGuardrail(mappingOf(item), context);
    if (rule === undefined) {
      const id = textIn(entryIn(bodyOf(item), 'id')?.value);
      if (id !== undefined) invalid.add(id);
      continue;
    }
    const { value: id, span } = rule.id;
    const first = found.get(id);
    if (first === undefined) found.set(id, rule);
    else {
      const labels = [{ span: first.id.span, message: 'first declared here' }];
      context.report(diagnose('name/duplicate', { kind: 'guardrail', name: id }, { span, labels }));
    }
  }
  return { valid: new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1))), invalid };
}

function decodeWaiver(body: MappingValue, report: Report): WaiverDeclaration | undefined {
  const until = decodeExpiry(textField(body, 'until', report), report);
  const reason = filledField(body, 'reason', report);
  const rule = textField(body, 'rule', report);
  const accounts = entryOf(body, 'account');
  const [group, permissionSet, approvedBy] = ['group', 'permissionSet', 'approvedBy'].map((key) =>
    textField(body, key, report),
  );
  if (until === undefined || rule === undefined || reason === undefined) return undefined;
  return {
    rule,
    ...(group && { group }),
    ...(accounts && { accounts: filledList(decodeSelectors(accounts, { except: false, report }), accounts, report) }),
    ...(permissionSet && { permissionSet }),
    until,
    reason: reason.value,
    ...(approvedBy && { approvedBy: approvedBy.value }),
    span: body.span,
  };
}
