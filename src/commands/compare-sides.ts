// What `access compare` is given on each side: documents, a permission set of the files, or all that a group has in an account.
import path from 'node:path';
import { type Offline, offline } from '../compile.ts';
import { subjectOf, unionOf } from '../decisions/answer.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { type LoadedConfig, loadConfig } from '../gather.ts';
import { displayNamesIn } from '../judge-files.ts';
import type { Compared, PolicyKind, Side } from '../meaning/comparison.ts';
import type { Meanings } from '../meaning/meanings.ts';
import type { Document } from '../policy/compare/index.ts';
import { structureFindings } from '../policy/lint/index.ts';
import { holdingsOfFiles } from '../resolve/file-holdings.ts';
import { accountsSelected } from '../resolve/selected-accounts.ts';
import { groupBy } from '../state/group-by.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { isFile, type PolicyDocument, policyDocuments } from './policy-document.ts';

export interface ReadSide extends Side {
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

export interface SideWords {
  /** Policies with commas between them, or `set:` or `group:` and a name. */
  readonly word: string;
  readonly boundary?: string | undefined;
}

export interface SideContext {
  readonly host: Host;
  readonly options: Options;
  readonly kind: PolicyKind;
  /** Opened for what the files have. */
  readonly meanings: () => Promise<Meanings>;
}

export const isOfFiles = (word: string): boolean => /^(?:set|group):/.test(word);

/** Both sides at once: standard input is read once, and a file that both name has its mistakes once. */
export async function readSides(words: readonly SideWords[], context: SideContext): Promise<readonly ReadSide[]> {
  const { host, kind } = context;
  const named = words.map(({ word }) => (isOfFiles(word) ? [] : documentWords(host, word)));
  const all = [...named.flat(), ...words.flatMap(({ boundary }) => boundary ?? [])];
  const read = await policyDocuments(host, all, kind);
  const left = [...read];
  const documents = named.map(({ length }) => left.splice(0, length));
  const boundaries = words.map(({ boundary }) => (boundary === undefined ? undefined : left.shift()));
  const files = words.some(({ word }) => isOfFiles(word)) ? await configOf(context) : undefined;
  return Promise.all(
    words.map(async ({ word }, side) => {
      const limit = boundaries[side];
      if (!isOfFiles(word)) return sideOfDocuments(documents[side]!, limit);
      if (limit !== undefined) throw usage(`\`${word}\` has its own boundary`);
      return sideOfFiles(word, files!, await context.meanings());
    }),
  );
}

/** What exists under the whole word is one file. */
function documentWords({ cwd }: Host, word: string): readonly string[] {
  return word.includes(',') && !isFile(path.resolve(cwd, word))
    ? word.split(',').filter((each) => each !== '')
    : [word];
}

function sideOfDocuments(documents: readonly PolicyDocument[], boundary: PolicyDocument | undefined): ReadSide {
  const all = [...documents, ...(boundary === undefined ? [] : [boundary])];
  return {
    policies: documents.map(comparedOf),
    ...(boundary === undefined ? {} : { boundary: comparedOf(boundary) }),
    access: {
      grants: [
        {
          documents: documents.map(documentOf),
          ...(boundary === undefined ? {} : { boundary: documentOf(boundary) }),
        },
      ],
    },
    diagnostics: all.flatMap(({ parse, diagnostics }) => [
      ...diagnostics,
      ...(parse === undefined ? [] : structureFindings(parse)),
    ]),
    sources: new Map(all.flatMap(({ sources }) => [...sources])),
  };
}

/** Of one that is broken, nothing: its errors are told, and nothing is compared. */
export function documentOf({ parse, name }: PolicyDocument): Document {
  return parse === undefined ? { kind: 'unknown', name } : { kind: 'known', name, policy: parse.policy };
}

export function comparedOf({ name, managed }: PolicyDocument): Compared {
  if (managed === undefined) return { name, source: 'file' };
  return { name, source: 'aws-managed', version: managed.versionId };
}

interface ConfigFiles {
  readonly config: LoadedConfig;
  readonly files: Offline;
  readonly findings: readonly Diagnostic[];
  readonly at?: string;
}

async function configOf({ host, options }: SideContext): Promise<ConfigFiles> {
  return configFrom(host, await loadConfig(options.dir, host.cwd));
}

export function configFrom(host: Host, config: LoadedConfig, at?: string): ConfigFiles {
  const files = offline(config.value, host.now());
  const findings = [...config.diagnostics, ...files.grants.findings].filter(({ severity }) => severity === 'error');
  return { config, files, findings, ...(at === undefined ? {} : { at }) };
}

/** `set:Developer`, `set:Developer@payments-prod`, `group:developers@payments-prod`. */
export function sideOfFiles(word: string, { config, files, findings, at }: ConfigFiles, meanings: Meanings): ReadSide {
  const none: ReadSide = { policies: [], access: { grants: [] }, diagnostics: findings, sources: config.sources };
  // Of files with mistakes nobody can say what they grant.
  if (hasErrors(findings)) return none;
  const { declared, inventory, grants } = files;
  const [, name = word, account] = /^(.*?)(?:@([^@]*))?$/s.exec(word) ?? [];
  const subject = subjectOf(name, declared);
  const accounts = account === undefined ? undefined : accountsSelected(account, declared.declarations, inventory);
  const all = holdingsOfFiles(grants.current, declared.definitions).all;
  const held = all.filter(
    (holding) =>
      (accounts?.has(holding.account) ?? true) &&
      (subject.kind === 'group' ? String(holding.principal.id) : holding.permissionSet) === subject.name,
  );
  const definition = declared.definitions.get(subject.name);
  if (subject.kind === 'permission-set') {
    if (accounts !== undefined && held.length === 0)
      throw usage(`nobody is granted \`${subject.name}\` in \`${account}\``);
    if (definition === undefined) throw usage(`\`${subject.name}\` is external: the files do not have its policies`);
    const compared: Compared = {
      name: subject.name,
      source: 'permission-set',
      ...(account === undefined ? {} : { account }),
      ...(at === undefined ? {} : { at }),
    };
    return { ...none, policies: [compared], access: meanings.accessOf([definition]) };
  }
  const unions = [...groupBy(held, (holding) => holding.account).values()].map((each) => unionOf(each, meanings));
  const [first, ...others] = [...new Map(unions.map((union) => [union.key, union])).values()];
  if (others.length > 0)
    throw usage(
      `\`${word}\` has different permission sets in ${unions.length} accounts; name one: \`${word}@<account>\``,
    );
  const [only, ...more] = new Set(held.map((holding) => holding.account));
  const where = account ?? (only === undefined || more.length > 0 ? undefined : displayNamesIn(declared).account(only));
  const compared: Compared = {
    name: subject.name,
    source: 'group',
    ...(where === undefined ? {} : { account: where }),
    ...(at === undefined ? {} : { at }),
  };
  return { ...none, policies: [compared], access: first?.access ?? { grants: [] } };
}

export const usage = (problem: string) => new AccessError(diagnose('cli/usage', { problem, verb: 'compare' }));
