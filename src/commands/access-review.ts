// `access report --review <folder>`: the files of an access review, for the code owners of what the config folder grants; and `--decisions <folder>`: what they
// have decided, as edits of the config folder.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  type Answer,
  contradictions,
  decidedBy,
  nameOf,
  type Revocation,
  readAnswers,
} from '../access-review/answers.ts';
import { type ReviewFile, reviewFiles } from '../access-review/files.ts';
import { type ReviewItem, reviewItems } from '../access-review/items.ts';
import { CODE_OWNERS_FILES, codeOwners, type OwnersOf } from '../access-review/reviewers.ts';
import { withoutRevoked } from '../access-review/revoke.ts';
import { compareText } from '../compare-text.ts';
import { declare, type Offline, offline } from '../compile.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { LoadedConfig } from '../gather.ts';
import { meaningsOf } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import { codeOf } from '../ordinary-file.ts';
import { loadPolicyData } from '../policy-data.ts';
import { type Accesses, accessesOfFiles } from '../query/accesses.ts';
import { chosenBy } from '../query/choices.ts';
import { worthOf } from '../query/worth.ts';
import { accessReviewText } from '../render/formats.ts';
import { accountId } from '../state/state.ts';
import { baseOf } from './base.ts';
import { declaredConfig } from './declared-config.ts';
import { outputFile, readText, writeText } from './files.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings, printResult } from './output.ts';
import { shownPath, writeFiles } from './written.ts';

/** For all questions about what permission sets come to, as in a report. */
const MOST_STEPS = 30_000_000;
/** In a folder. */
const MOST_FILES = 1_000;

export async function accessReview(host: Host, [word]: readonly string[], options: Options): Promise<number> {
  if (word !== undefined) throw usage(`\`${word}\` needs \`--runs\` or \`--evidence\`: run logs are read with them`);
  const { format = 'text' } = options;
  if (format !== 'text' && format !== 'markdown')
    throw usage(
      `\`--format ${format}\` is for who has what: what becomes of an access review is told as text or markdown`,
    );
  const config = await declaredConfig(host, options);
  const files = offline(config.value, host.now());
  const found = [...config.diagnostics, ...files.grants.findings];
  if (hasErrors(found)) {
    printFindings(host, found, config.sources);
    return 1;
  }
  return options.decisions === undefined
    ? writeReview(host, { config, files, options, folder: options.review! })
    : readDecisions(host, { config, files, options, folder: options.decisions });
}

interface Reviewing {
  readonly config: LoadedConfig;
  readonly files: Offline;
  readonly options: Options;
  readonly folder: string;
}

async function writeReview(host: Host, { config, files, options, folder }: Reviewing): Promise<number> {
  const base = await baseOf(host, config, options);
  const past = base.before && offline(base.before, files.asOf);
  const accesses = accessesOfFiles(files);
  const chosen = chosenBy(options, { accesses, declarations: config.value.declarations });
  const earlier = await answersIn(host, folder, 'written');
  const unusable = [...earlier.findings, ...contradictions(earlier.answers)];
  if (hasErrors(unusable)) {
    printFindings(host, unusable, earlier.sources);
    return 1;
  }
  // Decided rows stay, whatever is chosen now.
  const answers = new Map(
    earlier.answers.flatMap((answer) => (answer.decision === undefined ? [] : [[answer.id, answer]])),
  );
  const everything = reviewItems(files, past);
  const items = everything.filter((item) => isChosen(item, { accesses, chosen }) || answers.has(item.id));
  const owners = await ownersIn(host);
  const review = reviewFiles(items, { ownersOf: owners.ownersOf, pathOf: owners.pathOf });
  const all = [...review, ...emptied(earlier.names, review)];
  const names = all.map(({ name }) => shownPath(folder, name));
  for (const name of names) outputFile(host, name);
  const texts = await textsOf(all, { files, accesses, answers });
  names.forEach((name, at) => {
    writeText(host, name, texts[at]!);
  });
  printFindings(host, [
    ...base.findings.filter(({ code }) => code.startsWith('settings/base-')),
    ...notTakenOver(earlier.answers, items),
  ]);
  const lost =
    past &&
    accessesOfFiles(past).all.filter((each) => chosen.has(each) && accesses.at(each.address) === undefined).length;
  await printResult(
    host,
    {
      kind: 'access review',
      value: {
        files: review.map((file) => ({
          path: shownPath(folder, file.name),
          owners: file.owners,
          decisions: file.items.length,
          changed: file.items.filter(({ news }) => news.length > 0).length,
          decided: file.items.filter(({ id }) => answers.get(id)?.decision !== undefined).length,
        })),
        assignments: assignmentsIn(items),
        ...(lost === undefined ? {} : { since: { ref: options.base!, lost } }),
        ...optional({ codeOwners: owners.file }),
        next: [`access report --decisions ${folder} --dry-run${placeOf(options)}`],
      },
    },
    options.format,
  );
  return 0;
}

function isChosen(
  { grants: [grant], principal, permissionSet, accounts, isUncertain }: ReviewItem,
  { accesses, chosen }: { readonly accesses: Accesses; readonly chosen: ReturnType<typeof chosenBy> },
): boolean {
  const of = { principal: accesses.principalOf(principal.key.value), permissionSet };
  return (
    accounts.some((account) => chosen.has({ ...of, account })) ||
    (chosen.mayHave(of) && chosen.mayHaveBy(grant, !isUncertain))
  );
}

/** What two grants give is one assignment. */
function assignmentsIn(items: readonly ReviewItem[]): number {
  return new Set(
    items.flatMap(({ principal, permissionSet, accounts }) =>
      accounts.map((account) => `${permissionSet} ${account} ${principal.key.value}`),
    ),
  ).size;
}

/** Files of an earlier writing whose rows are in others now: they keep their titles alone, so that nothing is decided in two places. */
function emptied(names: readonly string[], review: readonly ReviewFile[]): readonly ReviewFile[] {
  const written = new Set(review.map(({ name }) => name));
  return names.filter((name) => !written.has(name)).map((name) => ({ name, owners: [], items: [] }));
}

async function textsOf(
  all: readonly ReviewFile[],
  {
    files,
    accesses,
    answers,
  }: { readonly files: Offline; readonly accesses: Accesses; readonly answers: ReadonlyMap<string, Answer> },
): Promise<readonly string[]> {
  const worth = worthOf(meaningsOf(await loadPolicyData(), MOST_STEPS), accesses);
  const [anywhere] = files.inventory.accounts.filter(({ management }) => !management);
  const names = new Map(
    [...files.declared.declarations.accounts.values()].map(({ id, alias }) => [accountId(id.value), alias.value]),
  );
  return accessReviewText(
    all.map(({ items }) => ({
      items,
      answerOf: ({ id }) => answers.get(id),
      accountName: (id) => names.get(id) ?? id,
      // In accounts that administer Identity Center it comes to more.
      worthOf: ({ definition, accounts }) =>
        worth({
          definition,
          account:
            accounts.find((account) => accesses.identityCenterAdminAccounts.has(account)) ??
            accounts[0] ??
            anywhere?.id ??
            accountId(''),
        }),
    })),
  );
}

function notTakenOver(answers: readonly Answer[], items: readonly ReviewItem[]): readonly Diagnostic[] {
  const ids = new Set(items.map(({ id }) => id));
  const count = answers.filter(({ id, decision }) => decision !== undefined && !ids.has(id)).length;
  return count === 0 ? [] : [diagnose('access-review/not-taken-over', { count })];
}

async function readDecisions(host: Host, { config, files, options, folder }: Reviewing): Promise<number> {
  const read = await answersIn(host, folder, 'read');
  const decided = decidedBy(read.answers, reviewItems(files));
  const sources = new Map([...config.sources, ...read.sources]);
  const taken = withoutRevoked(decided.revoked, config.folder, config.value.declarations.grants);
  const errors = [...read.findings, ...decided.findings, ...taken.findings];
  if (hasErrors(errors)) {
    printFindings(host, errors, sources);
    return 1;
  }
  const changes = taken.files.map(({ configPath, ...file }) => ({ path: shownPath(options.dir, configPath), ...file }));
  const isDry = options.dryRun === true;
  if (!isDry) writeFiles(host, changes);
  const after = offline(declare(taken.folder).value, files.asOf);
  printFindings(
    host,
    [...errors, ...openIn(decided), ...goneIn(decided.gone), ...stillGranted(decided.revoked, after, files)],
    sources,
  );
  const next =
    changes.length === 0
      ? []
      : isDry
        ? [`access report --decisions ${folder}${placeOf(options)}`]
        : [`access plan${placeOf(options)}`];
  await printResult(
    host,
    { kind: 'access review decisions', value: { ...decided, files: changes, isDry, next } },
    options.format,
  );
  return 0;
}

function openIn({ undecided, unasked }: ReturnType<typeof decidedBy>): readonly Diagnostic[] {
  return undecided.length + unasked.length === 0
    ? []
    : [diagnose('access-review/undecided', { count: undecided.length, unasked: unasked.length })];
}

function goneIn(gone: readonly Answer[]): readonly Diagnostic[] {
  const [first] = gone;
  return first === undefined ? [] : [diagnose('access-review/gone', { count: gone.length }, { span: first.span })];
}

/** Where another grant gives the same. */
function stillGranted(revoked: readonly Revocation[], after: Offline, before: Offline): readonly Diagnostic[] {
  const left = accessesOfFiles(after);
  const aliases = accessesOfFiles(before).names.accounts;
  return revoked.flatMap(({ item, answer }) => {
    if (item.alsoBy.length === 0) return [];
    const principal = left.principalOf(item.principal.key.value);
    const held = new Set(
      left.byPrincipal
        .of(principal)
        .filter(({ permissionSet }) => permissionSet === item.permissionSet)
        .map(({ account }) => account),
    );
    const accounts = item.accounts.filter((account) => held.has(account)).map((account) => aliases[account] ?? account);
    return accounts.length === 0
      ? []
      : [
          diagnose(
            'access-review/still-granted',
            { ...nameOf(item), accounts },
            { span: answer.span, labels: item.alsoBy.map(({ span }) => ({ span, message: 'also granted here' })) },
          ),
        ];
  });
}

interface ReadFiles {
  readonly answers: readonly Answer[];
  readonly findings: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
  /** Of the files, without the folder. */
  readonly names: readonly string[];
}

/** All CSV files of a folder, or one file. A folder that is to be written need not be there. */
async function answersIn(host: Host, word: string, purpose: 'read' | 'written'): Promise<ReadFiles> {
  const names = await namesIn(host, word, purpose);
  const sources = new Map<string, string>();
  const answers: Answer[] = [];
  const findings: Diagnostic[] = [];
  for (const name of names) {
    const shown = name === '' ? word : shownPath(word, name);
    const text = await readText(host, shown, 'review');
    const read = readAnswers(shown, text);
    sources.set(shown, text);
    answers.push(...read.answers);
    findings.push(...read.findings);
  }
  return { answers, findings, sources, names };
}

async function namesIn({ cwd }: Host, word: string, purpose: 'read' | 'written'): Promise<readonly string[]> {
  const place = path.resolve(cwd, word);
  try {
    if (purpose === 'read' && !(await stat(place)).isDirectory()) return [''];
    const names = (await readdir(place)).filter((name) => name.toLowerCase().endsWith('.csv')).sort(compareText);
    if (names.length > MOST_FILES) throw usage(`\`${word}\` has ${names.length} CSV files, more than ${MOST_FILES}`);
    if (purpose === 'read' && names.length === 0)
      throw usage(`\`${word}\` has no CSV file: \`access report --review ${word}\` writes them`);
    return names;
  } catch (error) {
    if (error instanceof AccessError) throw error;
    if (codeOf(error) === 'ENOENT' && purpose === 'written') return [];
    if (codeOf(error) === 'ENOTDIR') throw usage(`\`${word}\` is a file: an access review is a folder of files`);
    // Whatever is wrong with it is told as of a file that cannot be read.
    return [''];
  }
}

interface Owners {
  readonly ownersOf: OwnersOf;
  /** Where a file of a span is, from the top of the repository. */
  readonly pathOf: (file: string) => string;
  /** The file that says it. */
  readonly file?: string;
}

/** Spans are relative to the working folder, patterns of owners to the top of the repository. */
async function ownersIn(host: Host): Promise<Owners> {
  const below = await host.repositoryFolder();
  const up = below === '' ? '' : below.replace(/[^/]+/g, '..') + '/';
  const pathOf = (file: string) => path.posix.normalize(path.posix.join(below, file));
  for (const name of CODE_OWNERS_FILES) {
    const text = await readText(host, `${up}${name}`, 'codeOwners').catch((error: unknown) => {
      if (error instanceof AccessError && codeOf(error.cause) === 'ENOENT') return undefined;
      throw error;
    });
    if (text !== undefined) return { ownersOf: codeOwners(text), pathOf, file: `${up}${name}` };
  }
  return { ownersOf: () => [], pathOf };
}

const placeOf = ({ dir }: Options): string => (dir === 'access' ? '' : ` --dir ${dir}`);
const usage = (problem: string) => new AccessError(diagnose('cli/usage', { problem, verb: 'report' }));
