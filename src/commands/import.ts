// `access import`: read everything live, make files of it, write them. Live is only read.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type Declared, declare } from '../compile.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic, hasErrors, type Phase } from '../diagnostics/diagnostic.ts';
import { counted } from '../diagnostics/wording.ts';
import { type Estate, estateOf } from '../import/estate.ts';
import { estateFrom, type ForeignEstate, notExpressed } from '../import/foreign.ts';
import { type Imported, importEstate } from '../import/import.ts';
import { type ChosenSets, chosenSets } from '../import/only.ts';
import { READERS } from '../import/read-foreign.ts';
import { load } from '../load.ts';
import { meaningsOf } from '../meaning/meanings.ts';
import { codeOf } from '../ordinary-file.ts';
import { administrationIn } from '../plan/administrator.ts';
import { loadPolicyData } from '../policy-data.ts';
import type { IdentityCenterReader } from '../provider/identity-center.ts';
import { scopeOf } from '../resolve/needs.ts';
import type { SourceFolder } from '../source/file.ts';
import type { Directory } from '../state/directory.ts';
import type { Scope } from '../state/live.ts';
import type { OtherTarget } from '../state/state.ts';
import { connected } from './connecting.ts';
import { foreignFiles } from './foreign-files.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings, printResult } from './output.ts';
import { shownPath, writeFiles } from './written.ts';

export async function importLive(host: Host, words: readonly string[], options: Options): Promise<number> {
  const foreign = await foreignEstate(host, words, options);
  if (foreign !== undefined && hasErrors(foreign.findings)) return refused(host, foreign.findings, new Map());
  const { folder, declared, found } = await folderAsItIs(host, options.dir);
  const sources = new Map(folder.documents.map((file) => [file.path, file.text]));
  if (hasErrors(found)) return refused(host, found, sources);
  const target = { declarations: folder.documents.length === 0 ? undefined : declared.declarations, options };
  const owner =
    declared.declarations.settings.identityCenter.owner?.value ?? options.owner ?? (await ownerFor(host, options));
  const {
    directory,
    estate,
    found: unknown,
  } = await connected(host, target, async ({ identityCenter: reader }) => {
    const areDeclared = declared.declarations.applications.size > 0;
    const read = await readWholeDirectory(reader, options, areDeclared);
    if (foreign !== undefined) {
      const { value, diagnostics } = estateFrom(foreign, read);
      return {
        directory: read,
        estate: withAttributes(value, options),
        found: [...diagnostics, ...attributesLeft(value, options)],
      };
    }
    const scope = scopeOf(declared.declarations, { audit: true, owner });
    const live = await reader.readState({
      ...scope,
      ...(options.attributes === true ? { accessControl: true } : {}),
      ...targetsAsked(scope, options),
    });
    const everything = estateOf(live, options.applications === true ? read : undefined);
    return { directory: read, estate: withAttributes(everything, options), found: attributesLeft(everything, options) };
  });
  const only = chosenSets(options.only ?? [], estate, directory);
  if (hasErrors(only.diagnostics)) return refused(host, only.diagnostics, sources);
  const imported = await importedFrom(host, { folder, directory, estate, owner, only: only.value, options });
  if (hasErrors(imported.findings)) return refused(host, imported.findings, sources);
  const files = imported.files.map(({ configPath, ...file }) => ({
    path: shownPath(options.dir, configPath),
    ...file,
  }));
  const isDry = options.dryRun === true;
  if (!isDry) writeFiles(host, files);
  printFindings(host, [...unknown, ...imported.findings]);
  const next = files.length === 0 ? [] : nextCommands(options);
  await printResult(host, {
    kind: 'written files',
    value: { files, isDry, summary: summaryOf(imported, isDry), next },
  });
  return 0;
}

/** What is asked for of other targets, beside what the files declare. */
function targetsAsked(
  { targets = [] }: Pick<Scope, 'targets'>,
  { roles, applications }: Options,
): Pick<Scope, 'targets' | 'applications'> {
  const asked: readonly OtherTarget[] = [
    ...targets,
    ...(roles === true ? (['account-access'] as const) : []),
    ...(applications === true ? (['applications'] as const) : []),
  ];
  return {
    ...(asked.length === 0 ? {} : { targets: [...new Set(asked)] }),
    ...(applications === true ? { applications: 'all' } : {}),
  };
}

/** Declaring them takes them over for the whole instance, and so somebody says that they are meant. */
function withAttributes({ accessControl, ...estate }: Estate, { attributes }: Options): Estate {
  return attributes === true && accessControl !== undefined ? { ...estate, accessControl } : estate;
}

function attributesLeft({ accessControl }: Estate, { attributes }: Options): readonly Diagnostic[] {
  if (accessControl?.attributes === undefined) return [];
  if (attributes === true)
    return accessControl.attributes.length > 0
      ? []
      : [
          notExpressed(
            'the configuration of attributes for access control',
            'it lists none: SAML assertions have them',
          ),
        ];
  const what = counted(accessControl.attributes.length, 'attribute');
  return [notExpressed(`${what} for access control`, 'they are of the whole instance: `--attributes` imports them')];
}

function summaryOf({ counts, files }: Imported, isDry: boolean): string {
  if (files.length === 0) return 'Nothing to import: the files have all of it.';
  const declared = [
    [counts.permissionSets, 'permission set'],
    [counts.groups, 'group'],
    [counts.users, 'user'],
    [counts.accounts, 'account'],
    [counts.applications, 'application'],
  ] as const;
  const things = declared.filter(([count]) => count > 0).map(([count, noun]) => counted(count, noun));
  const granted = `${counted(counts.assignments, 'assignment')} in ${counted(counts.grants, 'grant')}`;
  return `${isDry ? 'Would import' : 'Imported'} ${[...things, granted].join(', ')}.`;
}

function refused(host: Host, found: readonly Diagnostic[], sources: ReadonlyMap<string, string>): number {
  printFindings(host, found, sources);
  return 1;
}

interface FolderAsItIs {
  /** Empty where there is none. */
  readonly folder: SourceFolder;
  readonly declared: Declared;
  readonly found: readonly Diagnostic[];
}

/** A folder without YAML files is as good as none: nothing is declared, and no file that is in it is written over. */
async function folderAsItIs(host: Pick<Host, 'cwd'>, dir: string): Promise<FolderAsItIs> {
  const { value: folder, diagnostics } = await loadIfThere(host, dir);
  if (folder.documents.length === 0) return { folder, declared: declare(folder).value, found: diagnostics };
  const declared = declare(folder);
  return { folder, declared: declared.value, found: [...diagnostics, ...declared.diagnostics] };
}

const EMPTY: Phase<SourceFolder> = { value: { documents: [], policies: [], incomplete: false }, diagnostics: [] };

async function loadIfThere({ cwd }: Pick<Host, 'cwd'>, dir: string): Promise<Phase<SourceFolder>> {
  const isThere = await stat(path.resolve(cwd, dir)).then(
    () => true,
    (error: unknown) => codeOf(error) !== 'ENOENT',
  );
  if (!isThere) return EMPTY;
  try {
    return await load(dir, { displayRoot: cwd });
  } catch (error) {
    if (error instanceof AccessError && error.diagnostic.code === 'yaml/no-files') return EMPTY;
    throw error;
  }
}

export async function ownerFor(host: Pick<Host, 'cwd' | 'projectName'>, { dir }: Options): Promise<string> {
  return (await host.projectName(path.resolve(host.cwd, dir))) ?? 'access';
}

/** Undefined: what is live is imported. */
async function foreignEstate(
  host: Host,
  words: readonly string[],
  { from }: Options,
): Promise<ForeignEstate | undefined> {
  if (from === undefined) {
    if (words.length === 0) return undefined;
    const problem = 'files are given with `--from` only, which says what they are';
    throw new AccessError(diagnose('cli/usage', { problem, verb: 'import' }));
  }
  if (words.length === 0) {
    const problem = '`--from` needs the files or folders to read';
    throw new AccessError(diagnose('cli/usage', { problem, verb: 'import' }));
  }
  return READERS[from](await foreignFiles(host, words, from));
}

/** Tags are read where the caller may. */
async function readWholeDirectory(
  reader: IdentityCenterReader,
  { users = false, applications: areAsked = false }: Options,
  areDeclared: boolean,
): Promise<Directory> {
  const needs = { organizationalUnits: true, users, applications: areAsked || areDeclared };
  try {
    return await reader.readDirectory({ ...needs, accountTags: true });
  } catch (error) {
    if (!(error instanceof AccessError) || error.diagnostic.code !== 'provider/access-denied') throw error;
    return reader.readDirectory({ ...needs, accountTags: false });
  }
}

interface ImportFrom {
  readonly folder: SourceFolder;
  readonly directory: Directory;
  readonly estate: Estate;
  readonly owner: string;
  readonly only: ChosenSets | undefined;
  readonly options: Options;
}

async function importedFrom(host: Host, from: ImportFrom): Promise<Imported> {
  const { folder, directory, estate, owner, only, options } = from;
  const policies = await loadPolicyData();
  const meanings = meaningsOf(policies);
  return importEstate({
    folder,
    directory,
    estate,
    asOf: host.now(),
    policies,
    isAdministrator: (set) => administrationIn(set, meanings) !== undefined,
    options: {
      layout: options.layout ?? 'team',
      inventory: options.inventory !== false,
      explicit: options.explicit === true,
      users: options.users === true,
      owner,
      only,
    },
  });
}

/** What to do with the files, with the options that this run had. */
function nextCommands({ dir, sandbox, sandboxState }: Options): readonly string[] {
  const where = [
    ...(dir === 'access' ? [] : ['--dir', dir]),
    ...(sandbox === true ? ['--sandbox'] : []),
    ...(sandboxState === undefined ? [] : ['--sandbox-state', sandboxState]),
  ].join(' ');
  const place = dir === 'access' ? '' : ` --dir ${dir}`;
  return [`access validate${place}`, `access plan${where === '' ? '' : ` ${where}`}`];
}
