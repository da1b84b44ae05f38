// Phase `decode`: the parsed files of a folder → Declarations, merged over files, located, with defaults filled in.
import { type Diagnostic, hasErrors, type Phase, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';
import type { ParsedFile, SourceFolder } from '../source/file.ts';
import type { Span } from '../source/span.ts';
import type { Located, MappingValue, Value } from '../source/value.ts';
import { decodeAccount, decodeAccountSet } from './accounts.ts';
import type { Declarations, GrantDeclaration, Section, Settings } from './declarations.ts';
import { type Body, entryIn, itemsOf, mappingOf, type Report } from './fields.ts';
import { decodeGrant } from './grants.ts';
import { decodeGroup } from './groups.ts';
import { decodePermissionSet } from './permission-sets.ts';
import { policyReader } from './policy-files.ts';
import { checkShape, SETTINGS, type Shape } from './schema.ts';
import { decodeSettings } from './settings.ts';

const SETTINGS_FILE = 'access.yaml';

export interface DecodeInput {
  readonly files: readonly ParsedFile[];
  /** The .json files that permission sets may name. */
  readonly policies: SourceFolder['policies'];
  /** Some files could not even be read. */
  readonly incomplete?: boolean;
}

export function decode({ files, policies, incomplete = false }: DecodeInput): Phase<Declarations> {
  const findings: Diagnostic[] = [];
  const report: Report = (finding) => findings.push(finding);
  const shaped = [...files].sort((a, b) => (a.configPath < b.configPath ? -1 : 1)).map((file) => shapeOf(file, report));
  const merge = merger(shaped, report);
  const readPolicy = policyReader(policies);

  const groups = merge('groups', 'group', ({ name, body, report }) => decodeGroup(name, body, report));
  const accounts = merge('accounts', 'account', ({ name, body, report }) => decodeAccount(name, body, report));
  const accountSets = merge('accountSets', 'account set', ({ name, body, report }) =>
    decodeAccountSet(name, body, report),
  );
  const permissionSets = merge('permissionSets', 'permission set', ({ name, body, report, file }) =>
    decodePermissionSet(name, body, { report, readPolicy: (named) => readPolicy(named, file, report) }),
  );
  const declarations: Declarations = {
    settings: settingsOf(shaped, report),
    groups: groups.valid,
    accounts: accounts.valid,
    accountSets: accountSets.valid,
    permissionSets: permissionSets.valid,
    grants: grantsOf(shaped, report),
    invalid: {
      groups: groups.invalid,
      accounts: accounts.invalid,
      accountSets: accountSets.invalid,
      permissionSets: permissionSets.invalid,
    },
    incomplete: incomplete || shaped.some(({ file, shape }) => file.incomplete || shape.incomplete),
  };
  return { value: declarations, diagnostics: unique(sortDiagnostics(findings)) };
}

interface ShapedFile {
  readonly file: ParsedFile;
  readonly shape: Shape;
}

const NOTHING: Shape = { findings: [], rejected: new Set(), incomplete: false };

function shapeOf(file: ParsedFile, report: Report): ShapedFile {
  const { value, configPath } = file;
  if (value === undefined) return { file, shape: NOTHING };
  const misplaced = configPath === SETTINGS_FILE ? [] : SETTINGS.flatMap((key) => entryIn(bodyOf(value), key) ?? []);
  for (const { key, keySpan } of misplaced) report(diagnose('schema/settings-elsewhere', { key }, { span: keySpan }));
  const shape = checkShape(value, new Set(misplaced.map(({ key }) => key)));
  shape.findings.forEach(report);
  return { file, shape };
}

const bodyOf = (value: Value | undefined): Body => (value?.kind === 'mapping' ? value : undefined);

/** Undefined when it is not there, or not in shape. */
function sectionOf({ file, shape }: ShapedFile, section: string): Value | undefined {
  const value = entryIn(bodyOf(file.value), section)?.value;
  return value === undefined || shape.rejected.has(value) ? undefined : value;
}

interface Declared {
  readonly name: Located<string>;
  readonly body: MappingValue;
  /** Config path of the file. */
  readonly file: string;
  readonly report: Report;
}

interface Merged<T> {
  /** In order of their names. */
  readonly valid: ReadonlyMap<string, T>;
  readonly invalid: ReadonlySet<string>;
}

/** Merges one section over all files: the first declaration of a name stands, and one with an error is invalid. */
function merger(files: readonly ShapedFile[], report: Report) {
  return <T>(section: Section, kind: string, decodeOne: (declared: Declared) => T): Merged<T> => {
    const first = new Map<string, Span>();
    const valid = new Map<string, T>();
    const invalid = new Set<string>();
    for (const shaped of files) {
      for (const { key, keySpan, value } of bodyOf(sectionOf(shaped, section))?.entries ?? []) {
        const before = first.get(key);
        if (before !== undefined) {
          const labels = [{ span: before, message: 'first declared here' }];
          report(diagnose('name/duplicate', { kind, name: key }, { span: keySpan, labels }));
          continue;
        }
        first.set(key, keySpan);
        const declared = { name: { value: key, span: keySpan }, body: mappingOf(value), file: shaped.file.configPath };
        const decoded = shaped.shape.rejected.has(value)
          ? undefined
          : decodeIfSound((own) => decodeOne({ ...declared, report: own }), report);
        if (decoded === undefined) invalid.add(key);
        else valid.set(key, decoded);
      }
    }
    return { valid: new Map([...valid].sort(([a], [b]) => (a < b ? -1 : 1))), invalid };
  };
}

/** Passes on what a decoder finds, and its result unless an error is among that. */
function decodeIfSound<T>(decodeOne: (report: Report) => T, report: Report): T | undefined {
  const findings: Diagnostic[] = [];
  const decoded = decodeOne((finding) => findings.push(finding));
  findings.forEach(report);
  return hasErrors(findings) ? undefined : decoded;
}

function grantsOf(files: readonly ShapedFile[], report: Report): readonly GrantDeclaration[] {
  return files
    .flatMap((shaped) => itemsOf(sectionOf(shaped, 'grants')).filter((item) => !shaped.shape.rejected.has(item)))
    .flatMap((item) => decodeIfSound((own) => decodeGrant(mappingOf(item), own), report) ?? []);
}

function settingsOf(files: readonly ShapedFile[], report: Report): Settings {
  const shaped = files.find(({ file }) => file.configPath === SETTINGS_FILE);
  return decodeSettings((name) => shaped && bodyOf(sectionOf(shaped, name)), report);
}

/** What stands under an anchor is decoded once for each alias, but is one mistake. INVARIANT: sorted, so equal ones are neighbours. */
function unique(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  return findings.filter((finding, index) => {
    const before = findings[index - 1];
    return (
      before === undefined ||
      before.code !== finding.code ||
      before.message !== finding.message ||
      before.span?.file !== finding.span?.file ||
      before.span?.start.offset !== finding.span?.start.offset
    );
  });
}
