// `access compare <old> <new>`: what one side allows that the other does not, and the other way round; or, with `--base`, what files allow now and did not at
// a git revision. Needs no network and no credentials.
import { statSync } from 'node:fs';
import path from 'node:path';
import { type Diagnostic, hasErrors, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { loadConfig, loadVersion } from '../gather.ts';
import { type Comparison, type ComparisonOptions, comparisonOf, type Limits } from '../meaning/comparison.ts';
import { meaningsOf } from '../meaning/meanings.ts';
import type { PolicyKind } from '../meaning/policy-kinds.ts';
import { memoize } from '../memoize.ts';
import { optional } from '../optional.ts';
import { mayBroaden } from '../policy/answers/index.ts';
import { dataAgeFindings } from '../policy/catalogue/index.ts';
import { structureFindings } from '../policy/lint/index.ts';
import { loadActionIndex, loadManagedPolicies, loadPolicyData } from '../policy-data.ts';
import { compareFolder } from './compare-folder.ts';
import {
  comparedOf,
  configFrom,
  documentOf,
  isLive,
  isOfSets,
  joinedSides,
  type ReadSide,
  readSides,
  type SideContext,
  setWords,
  sideOfFiles,
  usage,
} from './compare-sides.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings, printResult } from './output.ts';
import { type PolicyDocument, policyDocuments } from './policy-document.ts';

const ALLOWS_MORE = 2;

export async function compare(host: Host, words: readonly string[], options: Options): Promise<number> {
  const kind: PolicyKind = options.kind ?? 'identity';
  if (kind !== 'identity' && [...(options.scp ?? []), ...(options.rcp ?? []), ...boundariesIn(options)].length > 0)
    throw usage(
      `\`--scp\`, \`--rcp\` and boundaries limit what identity policies allow, and nothing of kind \`${kind}\``,
    );
  if (kind !== 'identity' && words.some(isOfSets)) throw usage('`--kind` is for policy documents');
  const context: SideContext = {
    host,
    options,
    kind,
    meanings: memoize(async () => meaningsOf(await loadPolicyData())),
  };
  const limiting = await limitsFor(host, options);
  const { base } = options;
  if (base !== undefined) return compareWithBase(words, { base, context, limiting });
  const [old, current] = words;
  if (old === undefined || current === undefined)
    throw usage('name what to compare it with, or a git revision by `--base`');
  const sides = await readSides(
    [
      { word: old, boundary: options.oldBoundary ?? options.boundary },
      { word: current, boundary: options.newBoundary ?? options.boundary },
    ],
    context,
  );
  return compareSides(sides, { context, limiting });
}

const boundariesIn = ({ boundary, oldBoundary, newBoundary }: Options): readonly string[] =>
  [boundary, oldBoundary, newBoundary].filter((word) => word !== undefined);

interface Comparing {
  readonly context: SideContext;
  readonly limiting: Limiting;
}

/** Compares two sides that were read, and prints the answer. */
async function compareSides(sides: readonly ReadSide[], { context, limiting }: Comparing): Promise<number> {
  const { host, options } = context;
  const settings = await settingsFor(sides, { context, limiting });
  const found = unique([...sides, limiting].flatMap(({ diagnostics }) => [...diagnostics]));
  const all = [...found, ...settings.aged];
  printFindings(host, all, new Map([...sides, limiting].flatMap(({ sources }) => [...sources])));
  // What IAM would refuse is not compared.
  if (hasErrors(all)) return 1;
  const [old, current] = sides;
  const comparison = comparisonOf(old!, current!, settings);
  await print(context, [comparison], []);
  return options.detailedExitcode === true && mayBroaden(comparison.effect) ? ALLOWS_MORE : 0;
}

async function compareWithBase(
  [word, ...others]: readonly string[],
  { base, context, limiting }: Comparing & { readonly base: string },
): Promise<number> {
  const { host, options } = context;
  if (word === undefined || others.length > 0) throw usage('with `--base`, name one folder, file or permission set');
  if (isOfSets(word)) return compareSides(await sidesOfFiles(word, base, context), { context, limiting });
  if (boundariesIn(options).length > 0) throw usage('boundaries are for two sides, and not for a folder');
  const place = path.resolve(host.cwd, word);
  const isFolder = statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
  const folder = isFolder ? word : path.relative(host.cwd, path.dirname(place)) || '.';
  const settings = await settingsFor([], { context, limiting });
  const compared = await compareFolder(
    host,
    { folder, ref: base, kind: context.kind, ...(isFolder ? {} : { only: path.basename(place) }) },
    settings,
  );
  const found = sortDiagnostics([...limiting.diagnostics, ...compared.findings, ...settings.aged]);
  // Annotations and SARIF are the findings.
  const isPrinted = options.format === 'github' || options.format === 'sarif';
  const aside = isPrinted ? found.filter(({ span }) => limiting.sources.has(span?.file ?? '')) : found;
  printFindings(host, aside, new Map([...compared.sources, ...limiting.sources]));
  if (hasErrors(limiting.diagnostics)) return 1;
  await print(context, compared.comparisons, found, { sources: compared.sources, subject: word, base });
  if (hasErrors(found)) return 1;
  return options.detailedExitcode === true && compared.mayBroaden ? ALLOWS_MORE : 0;
}

/** Permission sets, and what somebody has, at the base and now. */
async function sidesOfFiles(
  word: string,
  base: string,
  { host, options, meanings }: SideContext,
): Promise<readonly ReadSide[]> {
  if (setWords(word).some(isLive)) throw usage('live has no base: compare it with `set:` of the files');
  const folder = path.resolve(host.cwd, options.dir);
  const past = await host.folderAt(folder, base);
  if (past === undefined) throw usage(`there is no config folder at \`${base}\``);
  const shownAs = `${base}:${path.relative(host.cwd, folder) || '.'}`;
  const current = await loadConfig(options.dir, host.cwd);
  const version = { dir: past.dir, displayRoot: host.cwd, shownAs };
  const old = await loadVersion(version, current).finally(() => past.dispose());
  const known = await meanings();
  return [configFrom(host, old, base), configFrom(host, current)].map((files) =>
    joinedSides(setWords(word).map((each) => sideOfFiles(each, files, known))),
  );
}

interface Limiting {
  readonly limits?: Limits;
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

async function limitsFor(host: Host, { scp = [], rcp = [] }: Options): Promise<Limiting> {
  const [scps, rcps] = [await policyDocuments(host, scp, 'scp'), await policyDocuments(host, rcp, 'rcp')];
  const all: readonly PolicyDocument[] = [...scps, ...rcps];
  const limits: Limits = { by: all.map(comparedOf), scps: scps.map(documentOf), rcps: rcps.map(documentOf) };
  return {
    ...(all.length === 0 ? {} : { limits }),
    diagnostics: all.flatMap(({ diagnostics, parse }) => [
      ...diagnostics,
      ...(parse === undefined ? [] : structureFindings(parse)),
    ]),
    sources: new Map(all.flatMap(({ sources }) => [...sources])),
  };
}

async function settingsFor(
  sides: readonly ReadSide[],
  { context: { host, kind }, limiting: { limits } }: Comparing,
): Promise<ComparisonOptions & { readonly aged: readonly Diagnostic[] }> {
  const index = await loadActionIndex();
  const policies = [
    ...sides.flatMap((side) => [...side.policies, ...(side.boundary ? [side.boundary] : [])]),
    ...(limits?.by ?? []),
  ];
  const managed = policies.some(({ source }) => source !== 'file') ? await loadManagedPolicies() : undefined;
  const data = { index, ...optional({ managedPolicies: managed }) };
  return {
    kind,
    index,
    ...optional({ limits }),
    policyData: {
      actions: index.provenance,
      ...(managed === undefined ? {} : { managedPolicies: managed.provenance }),
    },
    aged: dataAgeFindings(data, host.now()),
  };
}

interface OfFolder {
  readonly sources: ReadonlyMap<string, string>;
  readonly subject: string;
  readonly base: string;
}

async function print(
  { host, options }: SideContext,
  comparisons: readonly Comparison[],
  found: readonly Diagnostic[],
  folder?: OfFolder,
): Promise<void> {
  const checkout = {
    command: 'compare',
    subject: folder?.subject ?? '',
    folder: await host.repositoryFolder(),
    ...(folder === undefined ? {} : { past: `${folder.base}:` }),
  } as const;
  const foundIn = { found, sources: folder?.sources ?? new Map(), checkout };
  const value = { comparisons, ...foundIn, ...(folder === undefined ? {} : { base: folder.base }) };
  await printResult(host, { kind: 'comparison', value }, options.format);
}

/** Of a file named twice, once. */
function unique(found: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(found.map((finding) => [JSON.stringify(finding), finding])).values()];
}
