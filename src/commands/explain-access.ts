// `access explain <group, user, account, permission set or assignment>`: who has what, why, and since when; from the files, live, or both.
import path from 'node:path';
import { type Compiled, check, compile, type Offline, offline } from '../compile.ts';
import type { Declarations, GroupDeclaration } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic, hasErrors, type Phase } from '../diagnostics/diagnostic.ts';
import { type LoadedConfig, loadConfig, loadVersion, preflightRole } from '../gather.ts';
import type { Guardrails } from '../guardrails/guardrail.ts';
import { type Instant, later, parseInstant } from '../instant.ts';
import { meaningsOf } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import { rolesQuery, withRoles } from '../plan/preflight.ts';
import { loadPolicyData } from '../policy-data.ts';
import type { IdentityCenterReader } from '../provider/identity-center.ts';
import { type Accesses, accessesOfFiles, accessesWithLive, type LiveSide, spansIn } from '../query/accesses.ts';
import { type Explanation, explain, type History, historyFrom, linesIn } from '../query/explanation.ts';
import { groupsThatMatter } from '../query/people.ts';
import type { Known, NamedSubject } from '../query/subjects.ts';
import { worthOf } from '../query/worth.ts';
import type { Results } from '../render/formats.ts';
import { needsOf, scopeOf } from '../resolve/needs.ts';
import type { Span } from '../source/span.ts';
import { groupBy } from '../state/group-by.ts';
import { type Live, withSamlRoles } from '../state/live.ts';
import { withoutMembers } from '../state/members.ts';
import { reading } from './connecting.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings } from './output.ts';

/** The files that questions are asked of. */
export interface Asked {
  /** Absolute: the folder that the files are of. */
  readonly dir: string;
  readonly config: LoadedConfig;
  /** When ends of grants are judged. */
  readonly asOf: Instant;
  /** Of which the files are; absent: they are those of the folder. */
  readonly commit?: string;
}

/** Those of the folder, or with `--ref` or `--at` as they were. Throws an AccessError where git cannot say. */
export async function askedFiles(host: Host, { dir, ref, at }: Options): Promise<Asked> {
  const folder = path.resolve(host.cwd, dir);
  if (ref === undefined && at === undefined)
    return { dir: folder, config: await loadConfig(dir, host.cwd), asOf: host.now() };
  if (ref !== undefined && at !== undefined)
    throw new AccessError(diagnose('cli/usage', { problem: 'give one of `--ref` and `--at`', verb: 'explain' }));
  const moment = at === undefined ? undefined : momentOf(at);
  const past = await host.folderAt(folder, moment ?? { ref: ref! });
  const shown = ref ?? at!;
  const nothing = () => new AccessError(diagnose('cli/no-files-then', { shown, folder: dir }));
  if (past === undefined) throw nothing();
  try {
    // Where the folder of now cannot be read, nothing is shared with it.
    const now = await loadConfig(dir, host.cwd).catch(() => undefined);
    const shownAs = `${past.commit.slice(0, 12)}:${path.relative(host.cwd, folder) || '.'}`;
    const version = { dir: past.dir, displayRoot: host.cwd, shownAs };
    const config = await loadVersion(version, now);
    return { dir: folder, config, asOf: moment?.at ?? past.committedAt, commit: past.commit };
  } catch (error) {
    throw error instanceof AccessError && error.diagnostic.code === 'yaml/no-files' ? nothing() : error;
  } finally {
    await past.dispose();
  }
}

function momentOf(text: string): { readonly at: Instant; readonly text: string } {
  const parsed = parseInstant(text);
  if ('problem' in parsed)
    throw new AccessError(
      diagnose('cli/usage', {
        problem: `\`--at ${text}\` is no date, such as 2026-03-31 or 2026-03-31T12:00:00Z`,
        verb: 'explain',
      }),
    );
  // What ends with that day is there on it.
  return { at: parsed.end > parsed.start ? later(parsed.end, -1) : parsed.end, text };
}

/** What words name, with the live side where the options ask for it. */
export interface Questioned extends Known {
  readonly asked: Asked;
  /** Absent: nobody has looked. */
  readonly live?: Live;
  /** As the organization has their accounts and principals. Absent: the files have none, or live was not asked. */
  readonly guardrails?: Guardrails;
  readonly snapshot?: Results['explained']['snapshot'];
}

/** Undefined: something is wrong with the files, and was told. Of files with mistakes nobody can say what they grant. */
export async function questioned(
  host: Host,
  asked: Asked,
  { words, options }: { readonly words: readonly string[]; readonly options: Options },
): Promise<Questioned | undefined> {
  const { config, asOf } = asked;
  const files = offline(config.value, asOf);
  const findings = [...config.diagnostics, ...check(files)];
  if (hasErrors(findings)) {
    printFindings(host, findings, config.sources);
    return undefined;
  }
  const { declarations } = config.value;
  if (options.live === undefined && options.sandbox !== true)
    return { asked, accesses: accessesOfFiles(files), declarations };
  return withLive(host, { asked, files, words, options });
}

interface Asking {
  readonly asked: Asked;
  readonly files: Offline;
  readonly words: readonly string[];
  readonly options: Options;
}

async function withLive(host: Host, { asked, files, words, options }: Asking): Promise<Questioned | undefined> {
  const { declarations } = files.declared;
  // Whoever asks about somebody knows their name.
  const names = words.map((word) => word.replace(/^[a-z]+:/, ''));
  return reading(host, { declarations, options, names }, async ({ reader, snapshot }) => {
    const { value, diagnostics } = await liveSide(files, reader, asked.asOf);
    const { others, mistaken } = mistakenGroups(diagnostics, declarations);
    const isAskedAbout = [...mistaken].some((key) =>
      names.some((name) => isCalled(declarations.groups.get(key)!, name)),
    );
    if (value === undefined || others || isAskedAbout) {
      printFindings(host, diagnostics, asked.config.sources);
      return undefined;
    }
    // What is wrong with groups that nobody asked about is told, and hides no answer.
    printFindings(host, diagnostics.filter(isError).map(asWarning), asked.config.sources);
    const { directory } = value;
    const { live, accesses } = await withRolesOfAccounts(reader, value, files);
    // A snapshot has them at hand, or has not; others are asked only where it is about people.
    const isAsked = snapshot !== undefined || options.members === true || words.some(isPerson);
    const members = isAsked
      ? withoutMembers(await reader.readMembers(groupsThatMatter(accesses, directory)), live.orphans)
      : undefined;
    return {
      asked,
      accesses,
      declarations,
      directory,
      live,
      ...optional({ members, guardrails: value.guardrails }),
      ...(snapshot === undefined ? {} : { snapshot: { takenAt: snapshot.takenAt } }),
    };
  });
}

/** Every pair is read: questions ask for what nobody granted. Undefined: nothing can be read for files like these. */
async function liveSide(
  { declared }: Offline,
  reader: IdentityCenterReader,
  asOf: Instant,
): Promise<Phase<(LiveSide & Pick<Compiled, 'guardrails'>) | undefined>> {
  const { declarations } = declared;
  const owner = declarations.settings.identityCenter.owner?.value;
  const [directory, live] = await Promise.all([
    reader.readDirectory(needsOf(declarations)),
    owner === undefined ? undefined : reader.readState(scopeOf(declarations, { audit: true, owner })),
  ]);
  const { value: desired, guardrails, diagnostics } = compile(declared, directory, { asOf, allowed: {} });
  if (live === undefined) return { value: undefined, diagnostics };
  const known =
    desired?.samlRoles === undefined ? live : withSamlRoles(live, await reader.readSamlRoles?.(desired.samlRoles));
  return { value: { directory, live: known, ...optional({ guardrails }) }, diagnostics };
}

/** What roles allow that account access gives is in their accounts. Asked where there are any, and the files say by which role. */
async function withRolesOfAccounts(
  reader: IdentityCenterReader,
  { directory, live }: LiveSide,
  files: Offline,
): Promise<Pick<LiveSide, 'live'> & { readonly accesses: Accesses }> {
  const accesses = accessesWithLive(files, { directory, live });
  const { preflight } = files.declared.declarations.settings;
  const query = preflight && rolesQuery(preflightRole(preflight), accesses.all);
  if (query === undefined || query.accounts.length === 0) return { live, accesses };
  const accounts = await reader.readAccountPolicies?.(query);
  if (accounts === undefined) return { live, accesses };
  const known = withRoles(live, { accounts });
  return { live: known, accesses: accessesWithLive(files, { directory, live: known }) };
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';
const asWarning = (finding: Diagnostic): Diagnostic => ({ ...finding, severity: 'warning' });

/** Keys of groups and users with an error, and whether there are errors about anything else. */
function mistakenGroups(
  diagnostics: readonly Diagnostic[],
  { groups }: Declarations,
): { readonly mistaken: ReadonlySet<string>; readonly others: boolean } {
  const mistaken = new Set<string>();
  let others = false;
  for (const { code, span } of diagnostics.filter(isError)) {
    const declaration = code.startsWith('group/') ? declarationAt(span, groups) : undefined;
    if (declaration === undefined) others = true;
    else mistaken.add(declaration.key.value);
  }
  return { mistaken, others };
}

function declarationAt(span: Span | undefined, groups: Declarations['groups']): GroupDeclaration | undefined {
  if (span === undefined) return undefined;
  return [...groups.values()].find((declaration) =>
    spansIn(declaration).some(({ file, start }) => file === span.file && start.offset === span.start.offset),
  );
}

const isCalled = ({ key, displayName }: GroupDeclaration, name: string): boolean =>
  key.value === name || displayName.value === name;

const isPerson = (word: string): boolean => word.startsWith('person:');

export async function explainAccess(
  host: Host,
  subjects: readonly NamedSubject[],
  { known, withPeople }: { readonly known: Questioned; readonly withPeople: boolean },
): Promise<Results['explained']> {
  const { accesses, asked } = known;
  // Judged with all that a question may take: few sets are asked about.
  const worth = worthOf(meaningsOf(await loadPolicyData(), MOST_STEPS), accesses);
  const explanations = subjects.map((subject) => explain(subject, { ...known, worth, withPeople }));
  const history = await historyOf(host, explanations, asked);
  return {
    explanations,
    ...history,
    ...(asked.commit === undefined ? {} : { commit: asked.commit }),
    ...(known.snapshot === undefined ? {} : { snapshot: known.snapshot }),
  };
}

const MOST_STEPS = 20_000_000;

/** Lines of which git is asked: for more, an answer would wait. */
const MOST_FILES = 50;

/** Of one grant. */
const MOST_LINES = 100;

async function historyOf(
  host: Host,
  explanations: readonly Explanation[],
  { dir, config, commit }: Asked,
): Promise<Pick<Results['explained'], 'histories' | 'unknownHistory' | 'filesNotAsked'>> {
  const grants = explanations.flatMap(({ paths, uncertain }) => [
    ...paths.flatMap((each) => each.grants),
    ...uncertain,
  ]);
  const byFile = groupBy(grants, ({ place }) => place.file);
  const all = config.files.filter((file) => byFile.has(file.path) && file.again === undefined);
  const files = all.slice(0, MOST_FILES).map(({ path: shown, configPath, text }) => {
    const lines = new Set(byFile.get(shown)!.flatMap(({ place }) => linesIn(place, MOST_LINES)));
    return { shown, name: configPath, text, lines: [...lines] };
  });
  if (files.length === 0) return { histories: new Map() };
  const found = await host.introduced(dir, { files, ...(commit === undefined ? {} : { commit }) });
  const names = new Map(files.map(({ shown, name }) => [shown, name]));
  const histories = new Map<string, History>();
  for (const { place } of grants) {
    const lines = linesIn(place, MOST_LINES).map((line) => found.lines.get(`${names.get(place.file)}:${line}`));
    const history = historyFrom(lines);
    if (history !== undefined) histories.set(`${place.file}:${place.start.line}`, history);
  }
  if (found.why !== undefined) return { histories, unknownHistory: found.why };
  return { histories, ...(all.length > files.length ? { filesNotAsked: all.length - files.length } : {}) };
}
