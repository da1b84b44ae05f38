// What `access compare` is given on each side: documents, or permission sets of the files and of live, and all that groups and users have in an account.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Declared, type Offline, offline } from '../compile.ts';
import { findSubject, holdingsFor, SUBJECT_PREFIXES, type Subject, subjectOf, unionOf } from '../decisions/answer.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { type LoadedConfig, loadConfig } from '../gather.ts';
import { displayNamesIn } from '../judge-files.ts';
import type { Compared, Side } from '../meaning/comparison.ts';
import type { Meanings } from '../meaning/meanings.ts';
import type { PolicyKind } from '../meaning/policy-kinds.ts';
import { optional } from '../optional.ts';
import type { Document } from '../policy/compare/index.ts';
import { structureFindings } from '../policy/lint/index.ts';
import { holdingsOfFiles } from '../resolve/file-holdings.ts';
import { accountsSelected } from '../resolve/selected-accounts.ts';
import { groupBy } from '../state/group-by.ts';
import type { PermissionSet } from '../state/state.ts';
import { reading } from './connecting.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { isFile, type PolicyDocument, policyDocuments } from './policy-document.ts';

export interface ReadSide extends Side {
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

export interface SideWords {
  /** Policies with commas between them; or `set:`, `live:`, `group:` or `user:` and a name, several with commas as well. */
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

const LIVE = 'live:';
const PREFIX = `(?:${[...SUBJECT_PREFIXES.map((prefix) => `${prefix}:`), LIVE].join('|')})`;

/** Permission sets, or what somebody has: whatever is no document. */
export const isOfSets = (word: string): boolean => new RegExp(`^${PREFIX}`).test(word);

/** Names may have commas. */
export const setWords = (word: string): readonly string[] => word.split(new RegExp(`,(?=${PREFIX})`));

export const isLive = (word: string): boolean => word.startsWith(LIVE);

/** Both sides at once: standard input and live are read once, and a file that both name has its mistakes once. */
export async function readSides(words: readonly SideWords[], context: SideContext): Promise<readonly ReadSide[]> {
  const { host, kind } = context;
  const named = words.map(({ word }) => (isOfSets(word) ? [] : documentWords(host, word)));
  const all = [...named.flat(), ...words.flatMap(({ boundary }) => boundary ?? [])];
  const read = await policyDocuments(host, all, kind);
  const left = [...read];
  const documents = named.map(({ length }) => left.splice(0, length));
  const boundaries = words.map(({ boundary }) => (boundary === undefined ? undefined : left.shift()));
  const ofSets = words.flatMap(({ word }) => (isOfSets(word) ? setWords(word) : []));
  const needsFiles = ofSets.some((word) => !isLive(word));
  const config =
    needsFiles || (ofSets.length > 0 && existsSync(path.resolve(host.cwd, context.options.dir)))
      ? await loadConfig(context.options.dir, host.cwd)
      : undefined;
  const files = needsFiles ? configFrom(host, config!) : undefined;
  const live = await readLiveSets(ofSets.filter(isLive), { context, config });
  return Promise.all(
    words.map(async ({ word }, side) => {
      const limit = boundaries[side];
      if (!isOfSets(word)) return sideOfDocuments(documents[side]!, limit);
      if (limit !== undefined) throw usage(`\`${word}\` has its own boundary`);
      const meanings = await context.meanings();
      return joinedSides(
        setWords(word).map((each) => (isLive(each) ? live(each, meanings) : sideOfFiles(each, files!, meanings))),
      );
    }),
  );
}

/** All that several words give: each permission set is a role by itself. */
export function joinedSides(sides: readonly ReadSide[]): ReadSide {
  return {
    policies: sides.flatMap(({ policies }) => policies),
    access: { grants: [...new Set(sides.flatMap(({ access }) => access.grants))] },
    diagnostics: sides.flatMap(({ diagnostics }) => diagnostics),
    sources: new Map(sides.flatMap(({ sources }) => [...sources])),
  };
}

/** The definitions that Identity Center, or the snapshot, has under these names. */
async function readLiveSets(
  words: readonly string[],
  { context: { host, options }, config }: { readonly context: SideContext; readonly config: LoadedConfig | undefined },
): Promise<(word: string, meanings: Meanings) => ReadSide> {
  const names = [...new Set(words.map((word) => word.slice(LIVE.length)))];
  const definitions = new Map<string, PermissionSet>();
  let at: string | undefined;
  if (names.length > 0) {
    // The files say no more than which instance: they may have mistakes, or be nowhere.
    await reading(host, { declarations: config?.value.declarations, options }, async ({ reader, snapshot }) => {
      at = snapshot?.takenAt;
      for (const name of names) {
        const definition = await reader.readDefinition(name);
        if (definition === undefined) throw new AccessError(diagnose('cli/no-live-permission-set', { name }));
        definitions.set(name, definition);
      }
    });
  }
  return (word, meanings) => {
    const name = word.slice(LIVE.length);
    const compared: Compared = { name, source: 'live-permission-set', ...optional({ at }) };
    const access = meanings.accessOf([definitions.get(name)!]);
    return { policies: [compared], access, diagnostics: [], sources: new Map() };
  };
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

export function configFrom(host: Host, config: LoadedConfig, at?: string): ConfigFiles {
  const files = offline(config.value, host.now());
  const findings = [...config.diagnostics, ...files.grants.findings].filter(({ severity }) => severity === 'error');
  return { config, files, findings, ...optional({ at }) };
}

/** `set:Developer`, `set:Developer@payments-prod`, `group:developers@payments-prod`, `user:emergency-1`. */
export function sideOfFiles(word: string, { config, files, findings, at }: ConfigFiles, meanings: Meanings): ReadSide {
  const none: ReadSide = { policies: [], access: { grants: [] }, diagnostics: findings, sources: config.sources };
  // Of files with mistakes nobody can say what they grant.
  if (hasErrors(findings)) return none;
  const { declared, inventory, grants } = files;
  const { subject, account } = readWord(word, declared);
  const accounts = account === undefined ? undefined : accountsSelected(account, declared.declarations, inventory);
  const held = holdingsFor(subject, holdingsOfFiles(grants.current, declared)).filter(
    (holding) => accounts?.has(holding.account) ?? true,
  );
  const compared = (where: string | undefined): Compared => ({
    name: subject.name,
    source: subject.kind,
    ...optional({ account: where, at }),
  });
  if (subject.kind === 'permission-set') {
    const definition = declared.definitions.get(subject.name);
    if (accounts !== undefined && held.length === 0)
      throw usage(`nobody is granted \`${subject.name}\` in \`${account}\``);
    if (definition === undefined) throw usage(`\`${subject.name}\` is external: the files do not have its policies`);
    return { ...none, policies: [compared(account)], access: meanings.accessOf([definition]) };
  }
  const unions = [...groupBy(held, (holding) => holding.account).values()].map((each) => unionOf(each, meanings));
  const [first, ...others] = [...new Map(unions.map((union) => [union.key, union])).values()];
  if (others.length > 0)
    throw usage(
      `\`${word}\` has different permission sets in ${unions.length} accounts; name one: \`${word}@<account>\``,
    );
  const [only, ...more] = new Set(held.map((holding) => holding.account));
  const where = account ?? (only === undefined || more.length > 0 ? undefined : displayNamesIn(declared).account(only));
  return { ...none, policies: [compared(where)], access: first?.access ?? { grants: [] } };
}

/** User names and keys may have an `@` of their own: what is declared under the whole word is meant. */
function readWord(word: string, declared: Declared): { readonly subject: Subject; readonly account?: string } {
  const [, name = word, account] = /^(.*)@([^@]*)$/s.exec(word) ?? [];
  if (account === undefined) return { subject: subjectOf(word, declared) };
  const whole = findSubject(word, declared);
  return whole === undefined ? { subject: subjectOf(name, declared), account } : { subject: whole };
}

export const usage = (problem: string) => new AccessError(diagnose('cli/usage', { problem, verb: 'compare' }));
