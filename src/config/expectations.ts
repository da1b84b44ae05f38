// The files of `access test`: what groups, users and permission sets of a config folder are expected to be able to do. They change nothing of what is granted.
import { collector } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { hasErrors, type Phase, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import type { ParsedFile } from '../source/file.ts';
import type { Span } from '../source/span.ts';
import { type Entry, entryOf, type Located, type MappingValue } from '../source/value.ts';
import { validate } from './expectations-schema.generated.js';
import {
  entryIn,
  filledList,
  itemsOf,
  itemsUpTo,
  mappingOf,
  type Report,
  textField,
  textOf,
  textsField,
} from './fields.ts';
import { checkShape, withoutBroken } from './schema.ts';
import type { SelectorItem } from './scope-declarations.ts';
import { decodeSelectors } from './selectors.ts';

export interface Expectation {
  readonly subjects: {
    readonly kind: 'group' | 'user' | 'permission-set';
    /** Keys of groups or users, or names of permission sets. */
    readonly names: readonly Located<string>[];
  };
  /** `can`: every request that is described is allowed; `cannot`: none. */
  readonly verb: 'can' | 'cannot';
  /** Patterns. */
  readonly actions: readonly Located<string>[];
  /** ARNs or patterns; empty: any resource. */
  readonly resources: readonly Located<string>[];
  /** Of groups and users; absent: wherever they have something. */
  readonly accounts?: readonly SelectorItem[];
  readonly context: readonly { readonly key: string; readonly values: readonly string[] }[];
  /** See the schema. */
  readonly customerManagedPolicies: 'deny' | 'ignore';
  readonly span: Span;
}

/** In all files of a folder, and in one list of one expectation. */
const MOST_EXPECTATIONS = 5_000;
const MOST_NAMES = 100;

export function decodeExpectations(files: readonly ParsedFile[]): Phase<readonly Expectation[]> {
  const { report, findings } = collector();
  const expectations = files.flatMap((file) => expectationsIn(file, report));
  return { value: expectations, diagnostics: sortDiagnostics(findings()) };
}

function expectationsIn({ value }: ParsedFile, report: Report): readonly Expectation[] {
  if (value === undefined) return [];
  const shape = checkShape(value, new Set(), validate);
  shape.findings.forEach(report);
  const body = mappingOf(value);
  const ignored = textField(body, 'customerManagedPolicies', report)?.value === 'ignore';
  const items = itemsUpTo(MOST_EXPECTATIONS, entryIn(body, 'expectations'), report);
  return items.flatMap((item) => {
    // A mistake in its shape is one finding, and not also what it makes of the rest.
    if (shape.broken.has(item) || shape.rejected.has(item)) return [];
    const own = collector();
    const decoded = decodeExpectation(withoutBroken(mappingOf(item), shape.broken), own.report);
    const found = own.findings();
    found.forEach(report);
    if (decoded === undefined || hasErrors(found)) return [];
    return [{ ...decoded, customerManagedPolicies: ignored ? 'ignore' : 'deny' }];
  });
}

const SUBJECTS = { group: 'group', user: 'user', permissionSet: 'permission-set' } as const satisfies Record<
  string,
  Expectation['subjects']['kind']
>;
const SUBJECT_FIELDS = Object.keys(SUBJECTS) as readonly (keyof typeof SUBJECTS)[];

function decodeExpectation(
  body: MappingValue,
  report: Report,
): Omit<Expectation, 'customerManagedPolicies'> | undefined {
  const names = (key: string) => filledList(textsField(body, key, report, MOST_NAMES), entryOf(body, key), report);
  const [can, cannot, accounts] = ['can', 'cannot', 'in'].map((key) => entryOf(body, key));
  const refuse = (problem: 'verb' | 'subject' | 'accounts-of-set', entry?: Entry): undefined => {
    report(
      diagnose('expectation/form', { problem }, { span: entry?.keySpan ?? body.entries[0]?.keySpan ?? body.span }),
    );
  };
  const [field, ...otherFields] = SUBJECT_FIELDS.filter((each) => entryOf(body, each) !== undefined);
  if (field === undefined || otherFields.length > 0) return refuse('subject', entryOf(body, otherFields[0] ?? ''));
  if ((can === undefined) === (cannot === undefined)) return refuse('verb', cannot);
  if (field === 'permissionSet' && accounts !== undefined) return refuse('accounts-of-set', accounts);
  const resources = names('on');
  for (const { value: text, span } of resources)
    if (text !== '*' && !text.startsWith('arn:')) report(diagnose('expectation/resource', { text }, { span }));
  const actions = names(can === undefined ? 'cannot' : 'can');
  for (const { value: text, span } of actions)
    if (!/^(?:\*|[\w*?-]+:[\w*?-]+)$/.test(text)) report(diagnose('expectation/action', { text }, { span }));
  return {
    subjects: { kind: SUBJECTS[field], names: names(field) },
    verb: can === undefined ? 'cannot' : 'can',
    actions,
    resources: resources.some(({ value }) => value === '*') ? [] : resources,
    ...(accounts && { accounts: filledList(decodeSelectors(accounts, { except: false, report }), accounts, report) }),
    context: contextOf(entryOf(body, 'when'), report),
    span: body.span,
  };
}

function contextOf(when: Entry | undefined, report: Report): Expectation['context'] {
  if (when === undefined) return [];
  return mappingOf(when.value).entries.map((entry) => ({
    key: entry.key,
    values: itemsOf(entry.value).map((item) => textOf(item, report).value),
  }));
}
