// Phase `decode`: the parsed files of a folder → Declarations, merged over files, located, with defaults filled in.
import { collector } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { type Diagnostic, type Phase, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import type { ParsedFile, SourceFolder } from '../source/file.ts';
import type { TokenBudget } from '../source/tokens.ts';
import { decodeAccount, decodeAccountSet } from './accounts.ts';
import { decodeApplication } from './applications.ts';
import type { Declarations, Settings } from './declarations.ts';
import { entryIn, itemsOf, type Report } from './fields.ts';
import { decodeGroup } from './groups.ts';
import { decodeGuardrails, guardrailsPath } from './guardrails.ts';
import { bodyOf, grantsOf, merger, type ShapedFile, sectionOf } from './merge.ts';
import { nameTextFindings } from './name-text.ts';
import { decodePermissionSet } from './permission-sets.ts';
import { policyReader, type ReadPolicy } from './policy-files.ts';
import { partWork } from './policy-parts.ts';
import { checkShape, SETTINGS, type Shape, withoutBroken } from './schema.ts';
import { decodeSettings } from './settings.ts';
import { decodeTargets } from './targets.ts';

const SETTINGS_FILE = 'access.yaml';

export interface DecodeInput {
  readonly files: readonly ParsedFile[];
  /** The .json files that permission sets may name. */
  readonly policies: SourceFolder['policies'];
  /** Some files could not even be read. */
  readonly incomplete?: boolean;
  /** What `files` left of it is for the policies. */
  readonly budget?: TokenBudget;
}

export function decode({ files, policies, incomplete = false, budget }: DecodeInput): Phase<Declarations> {
  const { report, findings } = collector();
  const guardrailsFile = guardrailsPath(files.find(({ configPath }) => configPath === SETTINGS_FILE)?.value);
  const shaped = [...files]
    .sort((a, b) => (a.configPath < b.configPath ? -1 : 1))
    .map((file) => shapeOf(file, file.configPath === guardrailsFile, report));
  nameTextFindings(shaped.flatMap(({ file }) => file.value ?? [])).forEach(report);
  const merge = merger(shaped, report);
  const readPolicy = policyReader(policies, budget);
  const work = partWork();

  const groups = merge('groups', 'group', ({ name, body, report }) => decodeGroup('group', name, body, report));
  const users = merge('users', 'user', ({ name, body, report }) => decodeGroup('user', name, body, report));
  for (const [key, { key: name }] of users.valid) {
    const group = groups.valid.get(key);
    if (group === undefined) continue;
    const labels = [{ span: group.key.span, message: 'a group of this name' }];
    report(diagnose('name/duplicate', { kind: 'user', name: key }, { span: name.span, labels }));
  }
  const accounts = merge('accounts', 'account', ({ name, body, report }) => decodeAccount(name, body, report));
  const accountSets = merge('accountSets', 'account set', ({ name, body, report }) =>
    decodeAccountSet(name, body, report),
  );
  const permissionSets = merge('permissionSets', 'permission set', ({ name, body, report, file }) =>
    decodePermissionSet(name, body, {
      report,
      readPolicy: (named) => readPolicy(named, file, report),
      partWork: work,
    }),
  );
  const applications = merge('applications', 'application', ({ name, body, report }) =>
    decodeApplication(name, body, report),
  );
  const grants = grantsOf(shaped, report);
  const declarations: Declarations = {
    settings: settingsOf(shaped, { report, readPolicy, files: policies }),
    groups: new Map([...users.valid, ...groups.valid].sort(([a], [b]) => (a < b ? -1 : 1))),
    accounts: accounts.valid,
    accountSets: accountSets.valid,
    permissionSets: permissionSets.valid,
    applications: applications.valid,
    grants: grants.valid,
    invalid: {
      groups: groups.invalid,
      users: users.invalid,
      accounts: accounts.invalid,
      accountSets: accountSets.invalid,
      permissionSets: permissionSets.invalid,
      applications: applications.invalid,
    },
    rejected: {
      accountSets: accountSets.rejected,
      permissionSets: permissionSets.rejected,
      grants: grants.rejected,
    },
    unread: {
      files: incomplete,
      texts: shaped.flatMap(({ file, shape }) => [...file.unread, ...shape.unread]),
      accounts: accounts.words,
    },
  };
  return { value: declarations, diagnostics: unique(sortDiagnostics(findings())) };
}

const NOTHING: Shape = { findings: [], rejected: new Set(), broken: new Set(), unread: [] };

function shapeOf(file: ParsedFile, hasGuardrails: boolean, report: Report): ShapedFile {
  const { value, configPath } = file;
  if (value === undefined) return { file, shape: NOTHING };
  const elsewhere = SETTINGS.filter((key) => configPath !== SETTINGS_FILE && !(hasGuardrails && key === 'guardrails'));
  const misplaced = elsewhere.flatMap((key) => entryIn(bodyOf(value), key) ?? []);
  for (const { key, keySpan } of misplaced) report(diagnose('schema/settings-elsewhere', { key }, { span: keySpan }));
  const shape = checkShape(value, new Set(misplaced.map(({ key }) => key)));
  shape.findings.forEach(report);
  return { file, shape };
}

interface SettingsInputs {
  readonly report: Report;
  readonly readPolicy: ReadPolicy;
  /** Files that settings may name. */
  readonly files: SourceFolder['policies'];
}

function settingsOf(files: readonly ShapedFile[], { report, readPolicy, files: others }: SettingsInputs): Settings {
  const shaped = files.find(({ file }) => file.configPath === SETTINGS_FILE);
  const guardrails = decodeGuardrails(shaped, files, {
    report,
    readPolicy: (named, from) => readPolicy(named, from, report),
  });
  const listed = shaped && sectionOf(shaped, 'targets');
  const items = itemsOf(listed).filter((item) => shaped?.shape.broken.has(item) !== true);
  const targets = listed && decodeTargets(items, { files: others, report });
  const settings = decodeSettings(
    (name) => {
      const section = shaped && bodyOf(sectionOf(shaped, name));
      return section && withoutBroken(section, shaped.shape.broken);
    },
    report,
    targets,
  );
  return { ...settings, ...(guardrails && { guardrails }) };
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
