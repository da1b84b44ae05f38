// Hints that are followed to the letter: the finding is gone, and what was written is no finding itself. Every golden case whose input is files is tried.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check, compile, offline } from '../../src/compile.ts';
import { lint } from '../../src/lint-files.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Rule } from '../../src/diagnostics/rule.ts';
import { type Code, RULES } from '../../src/diagnostics/rules.ts';
import { loadConfig } from '../../src/gather.ts';
import { parseLocatedPolicy } from '../../src/policy/language/parse.ts';
import { lintPolicy } from '../../src/policy/lint/lint.ts';
import { loadPolicyData, type PolicyData } from '../../src/policy-data.ts';
import { parse } from '../../src/source/parse.ts';
import { limitsOf } from '../../src/state/allowance.ts';
import { optionsOf, organisationOf } from '../support/case-organisation.ts';
import { editsOf } from '../support/follow-hint.ts';
import { HINTS } from './hints.ts';

const CASES = fileURLToPath(new URL('../cases', import.meta.url));

let data: PolicyData;
let work: string;
beforeAll(async () => {
  data = await loadPolicyData();
  work = mkdtempSync(path.join(tmpdir(), 'access-hints-'));
});
afterAll(() => rmSync(work, { recursive: true }));

/** What is found in a folder of files; `folder` is the case, with its organisation. */
type Find = (input: string, folder: string) => Promise<readonly Diagnostic[]>;

async function inFolder(input: string, folder: string): Promise<readonly Diagnostic[]> {
  const { asOf, allowed } = optionsOf(folder);
  const { value: declared, diagnostics } = await loadConfig(input, input);
  const files = offline(declared, asOf);
  const compiled = compile(declared, organisationOf(folder).directory, { asOf, allowed: limitsOf(allowed) });
  return distinct([...diagnostics, ...check(files), ...lint(files, data), ...compiled.diagnostics]);
}

async function inFiles(input: string): Promise<readonly Diagnostic[]> {
  return readdirSync(input).flatMap((name) => {
    const text = readFileSync(path.join(input, name), 'utf8');
    return parse({ path: name, configPath: name, text }).diagnostics;
  });
}

async function inPolicy(input: string): Promise<readonly Diagnostic[]> {
  const text = readFileSync(path.join(input, 'policy.yaml'), 'utf8');
  const { value, diagnostics } = parse({ path: 'policy.yaml', configPath: 'policy.yaml', text });
  return value === undefined
    ? diagnostics
    : [...diagnostics, ...lintPolicy(parseLocatedPolicy(value), { index: data.index })];
}

/** Offline and in the organisation the same is found. */
function distinct(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(found.map((finding) => [placed(finding), finding])).values()];
}

const said = ({ code, message, span }: Diagnostic): string => `${code} ${span?.file} ${message}`;
function overlap({ span: one }: Diagnostic, { span: other }: Diagnostic): boolean {
  if (one === undefined || other === undefined || one.file !== other.file) return false;
  return one.start.offset < other.end.offset && other.start.offset < one.end.offset;
}

const placed = (finding: Diagnostic): string => `${said(finding)} ${finding.span?.start.offset}`;

const STAGES: Readonly<Record<string, { readonly find: Find; readonly input: string }>> = {
  parse: { find: inFiles, input: 'input' },
  decode: { find: inFolder, input: 'input' },
  resolve: { find: inFolder, input: 'input' },
  guardrails: { find: inFolder, input: 'input' },
  'policy/sets': { find: inFolder, input: 'input' },
  'policy/lint': { find: inPolicy, input: '.' },
};

const followed = new Map<Code, number>();
const cases = Object.entries(STAGES).flatMap(([stage, { find, input }]) =>
  readdirSync(path.join(CASES, stage), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(CASES, stage, entry.name, input)))
    .map((entry) => ({ name: `${stage}/${entry.name}`, folder: path.join(CASES, stage, entry.name), input, find })),
);

describe('hints that are followed', () => {
  test.each(cases)('$name', async ({ folder, input, find }) => {
    const here = path.join(work, 'input');
    rmSync(here, { recursive: true, force: true });
    cpSync(path.join(folder, input), here, { recursive: true, verbatimSymlinks: true });
    const before = await find(here, folder).catch(() => []);
    const known = new Set(before.map(said));
    for (const finding of before.slice(0, MOST)) {
      const file = path.join(here, finding.span?.file ?? '');
      if (finding.span === undefined || finding.span.file === '' || !existsSync(file)) continue;
      const text = readFileSync(file, 'utf8');
      // What the file holds is not what was read: a byte order mark.
      if (text.startsWith('\ufeff')) continue;
      for (const { text: edited, isElsewhere } of editsOf(finding, text)) {
        // What was written, with the quotes and the prefix around it.
        const from = finding.span.start.offset;
        const to = isElsewhere === true ? from : finding.span.end.offset + edited.length - text.length;
        writeFileSync(file, edited);
        const after = await find(here, folder);
        writeFileSync(file, text);
        const same = after.filter((other) => said(other) === said(finding));
        const inPlace = (other: Diagnostic) =>
          isElsewhere === true || (other.span!.start.offset >= from && other.span!.end.offset <= to);
        const gone =
          same.length < before.filter((other) => said(other) === said(finding)).length || !same.some(inPlace);
        const touched = after.filter(
          (other) =>
            !known.has(said(other)) &&
            !before.some((old) => old.code === other.code && overlap(old, finding)) &&
            other.span?.file === finding.span?.file &&
            other.span !== undefined &&
            (isElsewhere === true ? other.severity === 'error' : inPlace(other)) &&
            !UNCOVERED.has(`${finding.code} → ${other.code}`),
        );
        const what = `${said(finding)}: ${finding.hint}`;
        expect([what, gone, touched.map(said)]).toEqual([what, true, []]);
        followed.set(finding.code, (followed.get(finding.code) ?? 0) + 1);
      }
    }
  });

  // Last: it looks at what the others have followed.
  test('are those of the codes that say so, and of no other', () => {
    const edits = (Object.keys(HINTS) as Code[]).filter((code) => HINTS[code] === 'edit');
    expect([...followed.keys()].sort()).toEqual(edits.sort());
  });
});

/** What a hint may lead to: the word is one that there is, and what it means here could not be judged before. */
const UNCOVERED: ReadonlySet<string> = new Set([
  'group/renamed → group/look-alike',
  'schema/selector-may-be-empty → account/unknown',
  'schema/account-id → account/unknown',
  'schema/selector-syntax → name/unknown',
  'schema/selector-syntax → account/unknown',
  'schema/type → name/unknown',
  'schema/selector-syntax → account/unknown-unit',
  'policy/misspelled-action → policy/data-on-any',
  'policy/misspelled-service → policy/unknown-action',
  'policy/misspelled-service → policy/data-on-any',
  'policy/unknown-operator → policy/for-all-values-without-guard',
  'schema/selector-bare-ou → account/selector-empty',
  'schema/selector-bare-ou → account/unknown-unit',
  'account/unknown-unit → account/selector-empty',
  'guardrail/file → guardrail/file',
  'schema/unknown-code → yaml/duplicate-key',
  'schema/type → permission-set/unknown-managed-policy',
]);

/** Of a case that holds thousands of one kind. */
const MOST = 60;

test('a code without a hint is listed as one', () => {
  const without = (Object.keys(RULES) as Code[]).filter((code) => (RULES[code] as Rule<never>).hint === undefined);
  const listed = (Object.keys(HINTS) as Code[]).filter((code) => HINTS[code] === 'none');
  expect(listed.sort()).toEqual(without.sort());
});
