// `access import`: an estate → YAML that says precisely what it is. Pure.
//
//   estate ─▶ takeover (whose is what) ─▶ keys ─▶ grants (folded) ─▶ files (new ones, and additions to those that are there)
//                  ▲                                                    │
//                  └── what the files' own checks refuse is left out ◀──┘ declare, compile: the text itself, as any other command reads it
//
// Nothing is handed out that was not read back: the files are compiled against the organization that they were made of, and what they grant is
// held against what live has, assignment by assignment and field by field. Names from outside can be anything; what the language cannot say is found
// by its own checks, and left out with the reason that they give.
import {
  applicationEntry,
  applicationGrants,
  applicationKeys,
  declaredApplications,
  isOfApplication,
} from './applications.ts';
import { check, compile, declare, offline } from '../compile.ts';
import { comparableDefinition } from '../definition/definition.ts';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { lint } from '../lint-files.ts';
import { memoizeByText } from '../memoize.ts';
import { mapping } from '../source/edit.ts';
import type { SourceFile, SourceFolder } from '../source/file.ts';
import { parseAll } from '../source/parse.ts';
import type { Span } from '../source/span.ts';
import type { Entry, Value } from '../source/value.ts';
import type { Desired } from '../state/desired.ts';
import { canonicalJson } from '../state/digest.ts';
import {
  type Address,
  assignmentAddress,
  type PermissionSet,
  type PermissionSetName,
  type PrincipalId,
  permissionSetAddress,
} from '../state/state.ts';
import { accountEntry, accountNames } from './accounts.ts';
import { addition, writeAdditions } from './files.ts';
import { accountFolding } from './fold-accounts.ts';
import { foldGrants, type NamedAssignment } from './fold-grants.ts';
import { extendGrants, grantAddition, nameRepeatedLists } from './grants.ts';
import { declaresNothing, type ExistingFolder, type ImportInputs } from './inputs.ts';
import { policyFiles, setEntry } from './permission-sets.ts';
import { placement } from './placement.ts';
import { principalEntry, principalKeys } from './principals.ts';
import { settingsAdditions } from './settings.ts';
import { type LeftOut, NOTHING_LEFT_OUT, type Takeover, takeOver } from './takeover.ts';

export interface Imported {
  readonly files: readonly WrittenFile[];
  readonly counts: ImportCounts;
  readonly findings: readonly Diagnostic[];
}

export interface WrittenFile {
  readonly configPath: string;
  /** Undefined: there is none yet. */
  readonly before: string | undefined;
  readonly after: string;
}

export interface ImportCounts {
  readonly permissionSets: number;
  readonly assignments: number;
  readonly grants: number;
  readonly groups: number;
  readonly users: number;
  readonly accounts: number;
  readonly applications: number;
}

/** Each round leaves something out that could not be declared. */
const MOST_ROUNDS = 100;

/** Without files where the findings have an error. */
export function importEstate(inputs: ImportInputs): Imported {
  const existing = existingIn(inputs);
  if (existing !== undefined && 'findings' in existing) return nothing(existing.findings);
  let leftOut = NOTHING_LEFT_OUT;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const draft = draftOf(inputs, existing, leftOut);
    const { desired, errors } = readBack(draft, inputs);
    if (errors.length === 0) {
      verify(draft, desired!, { inputs, existing });
      return { files: draft.files, counts: draft.counts, findings: draft.takeover.findings };
    }
    const further = blame(errors, draft);
    if (further === undefined) return nothing(errors);
    leftOut = {
      permissionSets: new Map([...leftOut.permissionSets, ...further.permissionSets]),
      principals: new Map([...leftOut.principals, ...further.principals]),
    };
  }
  throw new Error(`import left something out in each of ${MOST_ROUNDS} rounds`);
}

const NO_COUNTS: ImportCounts = {
  permissionSets: 0,
  assignments: 0,
  grants: 0,
  groups: 0,
  users: 0,
  accounts: 0,
  applications: 0,
};
const nothing = (findings: readonly Diagnostic[]): Imported => ({ files: [], counts: NO_COUNTS, findings });

type Existing = ExistingFolder | { readonly findings: readonly Diagnostic[] };

function existingIn({ folder, directory, asOf }: ImportInputs): Existing | undefined {
  if (folder.documents.length === 0) return undefined;
  const { value: declared, diagnostics: found } = declare(folder);
  const { value: desired, diagnostics } = compile(declared, directory, { asOf, allowed: {} });
  if (desired === undefined) return { findings: [...found, ...diagnostics] };
  return { declarations: declared.declarations, desired, parsed: parseAll(folder.documents).value };
}

/** Files that might be written, and what stands where in them. */
interface Draft {
  readonly files: readonly WrittenFile[];
  /** With these files. */
  readonly folder: SourceFolder;
  readonly takeover: Takeover;
  readonly counts: ImportCounts;
  /** Of the groups and users that this import declares: `groups platform-engineers`. */
  readonly keys: ReadonlyMap<string, PrincipalId>;
  /** The policy files that this import makes. */
  readonly policyFiles: ReadonlyMap<string, PermissionSetName>;
}

function draftOf(inputs: ImportInputs, existing: ExistingFolder | undefined, leftOut: LeftOut): Draft {
  const { estate, directory, folder, options } = inputs;
  const owner = existing?.desired.rules.owner ?? options.owner;
  const users = options.users && mayDeclareUsers(existing);
  const takeover = takeOver({ ...options, estate, directory, existing, owner, users, leftOut });
  const accounts = accountNames(inputs, existing);
  const principals = principalKeys(inputs, existing, takeover);
  const texts = new Map(folder.documents.map(({ configPath, text }) => [configPath, text]));
  const rows = takeover.assignments.map(
    ({ principal: { id }, ...row }): NamedAssignment => ({ ...row, principal: principals.all.get(id)! }),
  );
  const declared = declaredApplications(existing, directory);
  const applications = applicationKeys(
    takeover.applications,
    declared,
    existing?.declarations.applications.keys() ?? [],
  );
  const inAccounts = rows.filter(({ permissionSet }) => !isOfApplication(permissionSet));
  const onApplications = rows.filter(({ permissionSet }) => isOfApplication(permissionSet));
  const extended = extendGrants(inAccounts, { existing, texts, nameOf: accounts.nameOf, directory });
  const isExplicit = memoizeByText((name) => {
    const set = estate.permissionSets.get(name);
    return options.explicit || set === undefined || inputs.isAdministrator(set);
  });
  const folded = foldGrants(extended.rest, {
    layout: options.layout,
    accounts: accountFolding({ ...accounts, managementAccount: directory.managementAccount }),
    isExplicit,
    unitOf: accounts.topUnitOf,
  });
  const { grants: ofAccounts, sets } = nameRepeatedLists(folded, existing, isExplicit);
  const grants = [...ofAccounts, ...applicationGrants(onApplications, options.layout)];
  const places = placement({
    layout: options.layout,
    existing: existing?.parsed ?? [],
    principals: grants.flatMap((grant) => grant.principals.map(({ key }) => key)),
    permissionSets: [...estate.permissionSets.keys()],
    units: ofAccounts.map(({ subject }) => subject),
  });
  const policies = policyFiles(takeover, places, folder);
  writeAdditions(texts, [
    ...settingsAdditions(inputs, existing, takeover),
    ...accounts.fresh.map((account) => addition(places.accounts, 'accounts', accountEntry(account, grants))),
    ...sets.map((set) => addition(places.accounts, 'accountSets', set)),
    ...principals.fresh.map((principal) => {
      const { section, key } = principal;
      return addition(places.principal(section, key), section, principalEntry(principal));
    }),
    ...takeover.external.map((key) => {
      const value = mapping({ external: true }, true);
      return addition(places.permissionSet(key), 'permissionSets', { key, value });
    }),
    ...takeover.permissionSets.map((set) => {
      const file = places.permissionSet(set.name);
      return addition(file, 'permissionSets', setEntry(set, file, policies));
    }),
    ...takeover.applications.map((application) =>
      addition(
        places.applications,
        'applications',
        applicationEntry(application, applications.get(application.assigned)!),
      ),
    ),
    ...grants.map((grant) => grantAddition(places.grant(grant), grant, (name) => applications.get(name)!)),
  ]);
  const made = [...policies.values()].map(({ file, text }) => ({ configPath: file, path: file, text }));
  const inSection = (wanted: string) => principals.fresh.filter(({ section }) => section === wanted).length;
  return {
    files: [
      ...changed(folder, texts),
      ...made.map(({ configPath, text }) => ({ configPath, before: undefined, after: text })),
    ].sort(byPath),
    folder: {
      documents: [...texts].map(([configPath, text]) => fileOf(folder, configPath, text)).sort(byPath),
      policies: [...folder.policies, ...made].sort(byPath),
      incomplete: false,
    },
    takeover,
    counts: {
      permissionSets: takeover.permissionSets.length + takeover.external.length,
      assignments: takeover.assignments.length,
      grants: grants.length + extended.count,
      groups: inSection('groups'),
      users: inSection('users'),
      accounts: accounts.fresh.length,
      applications: takeover.applications.length,
    },
    keys: new Map(principals.fresh.map(({ section, key, id }) => [`${section} ${key}`, id])),
    policyFiles: new Map([...policies].map(([name, { file }]) => [file, name])),
  };
}

/** A folder that is made, or that declares nothing yet, gets the setting. */
function mayDeclareUsers(existing: ExistingFolder | undefined): boolean {
  if (existing === undefined || declaresNothing(existing)) return true;
  return existing.declarations.settings.identityCenter.users === 'always';
}

const byPath = (a: { readonly configPath: string }, b: { readonly configPath: string }): number =>
  a.configPath < b.configPath ? -1 : 1;

function fileOf({ documents }: SourceFolder, configPath: string, text: string): SourceFile {
  const before = documents.find((file) => file.configPath === configPath);
  return before === undefined ? { path: configPath, configPath, text } : { ...before, text };
}

function changed({ documents }: SourceFolder, texts: ReadonlyMap<string, string>): readonly WrittenFile[] {
  const before = new Map(documents.map(({ configPath, text }) => [configPath, text]));
  return [...texts].flatMap(([configPath, after]) =>
    before.get(configPath) === after ? [] : [{ configPath, before: before.get(configPath), after }],
  );
}

interface ReadBack {
  /** Undefined with an error. */
  readonly desired: Desired | undefined;
  readonly errors: readonly Diagnostic[];
}

/** All that `validate` and `plan` would find in the files. */
function readBack({ folder }: Draft, { directory, asOf, policies }: ImportInputs): ReadBack {
  const { value: declared, diagnostics } = declare(folder);
  const compiled = compile(declared, directory, { asOf, allowed: {} });
  const files = offline(declared, asOf);
  const linted = hasErrors(diagnostics) ? [] : lint(files, policies);
  const found = [...diagnostics, ...compiled.diagnostics, ...check(files), ...linted];
  return { desired: compiled.value, errors: found.filter(({ severity }) => severity === 'error') };
}

/** What the errors are about, as far as this import declared it; undefined where one is about something else. */
function blame(errors: readonly Diagnostic[], draft: Draft): LeftOut | undefined {
  const permissionSets = new Map<PermissionSetName, string>();
  const principals = new Map<PrincipalId, string>();
  const imported = new Set([...draft.takeover.permissionSets.map(({ name }) => name), ...draft.takeover.external]);
  const roots = new Map(parseAll(draft.folder.documents).value.map(({ path, value }) => [path, value]));
  for (const { span, message } of errors) {
    if (span === undefined) return undefined;
    const around = declarationAround(roots.get(span.file), span);
    const name = draft.policyFiles.get(span.file) ?? (around?.section === 'permissionSets' ? around.key : undefined);
    const id = around && draft.keys.get(`${around.section} ${around.key}`);
    if (id !== undefined) principals.set(id, message);
    else if (name !== undefined && imported.has(name)) permissionSets.set(name, message);
    else return undefined;
  }
  return { permissionSets, principals };
}

function declarationAround(root: Value | undefined, { start, end }: Span) {
  const sections = root?.kind === 'mapping' ? root.entries : [];
  const isAround = ({ keySpan, value }: Entry) =>
    keySpan.start.offset <= start.offset && end.offset <= Math.max(keySpan.end.offset, value.span.end.offset);
  for (const { key: section, value } of sections) {
    const entry = value.kind === 'mapping' ? value.entries.find(isAround) : undefined;
    if (entry !== undefined) return { section, key: entry.key };
  }
  return undefined;
}

interface MadeOf {
  readonly inputs: ImportInputs;
  readonly existing: ExistingFolder | undefined;
}

/** The files grant what they granted before and what was taken over, and nothing else; the sets that they declare are what live has. Otherwise this is a bug. */
function verify({ takeover }: Draft, desired: Desired, { inputs: { estate }, existing }: MadeOf): void {
  const granted = desired.state.assignments;
  const wanted = new Set<Address>([
    ...(existing?.desired.state.assignments.keys() ?? []),
    ...takeover.assignments.map(assignmentAddress),
  ]);
  const wrong = [
    ...[...granted.keys()].filter((address) => !wanted.has(address)),
    ...[...wanted].filter((address) => !granted.has(address)),
    ...takeover.permissionSets.flatMap(({ name }) => {
      const declared = desired.state.permissionSets.get(permissionSetAddress(name));
      return declared !== undefined && isSame(estate.permissionSets.get(name)!, declared) ? [] : [name];
    }),
  ];
  if (wrong.length > 0) throw new Error(`what import would write is not what is live: ${wrong.slice(0, 5).join(', ')}`);
}

/** But for the owner, who is the files'; tags that are not declared are as they are. */
function isSame(live: PermissionSet, declared: PermissionSet): boolean {
  const { owner: _of, tags = {}, ...fields } = comparableDefinition(live);
  const { owner: _ours, tags: declaredTags = tags, ...declaredFields } = comparableDefinition(declared);
  return canonicalJson({ ...fields, tags }) === canonicalJson({ ...declaredFields, tags: declaredTags });
}
