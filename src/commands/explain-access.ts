// `access explain <group, user, account, permission set or assignment>`: who has what, why, and since when; from the files, live, or both.
import path from 'node:path';
import { check, type Offline, offline } from '../compile.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, hasErrors } from '../diagnostics/diagnostic.ts';
import { type LoadedConfig, loadConfig, loadVersion } from '../gather.ts';
import type { Guardrails } from '../guardrails/guardrail.ts';
import { type Instant, later, parseInstant } from '../instant.ts';
import { meaningsOf } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import { loadPolicyData } from '../policy-data.ts';
import { accessesOfFiles } from '../query/accesses.ts';
import { type Explanation, explain, type History, historyFrom, linesIn } from '../query/explanation.ts';
import { groupsThatMatter } from '../query/people.ts';
import type { Known, NamedSubject } from '../query/subjects.ts';
import { worthOf } from '../query/worth.ts';
import type { Results } from '../render/formats.ts';
import { groupBy } from '../state/group-by.ts';
import type { Live } from '../state/live.ts';
import { withoutMembers } from '../state/members.ts';
import { reading } from './connecting.ts';
import type { Host } from './host.ts';
import { liveAnswers } from './live-answers.ts';
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
    const found = await liveAnswers(files, reader, { asOf: asked.asOf, names });
    printFindings(host, found.findings, asked.config.sources);
    if (found.value === undefined) return undefined;
    const { directory, live, accesses, guardrails } = found.value;
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
      ...optional({ members, guardrails }),
      ...(snapshot === undefined ? {} : { snapshot: { takenAt: snapshot.takenAt } }),
    };
  });
}

const isPerson = (word: string): boolean => word.startsWith('person:');

export async function explainAccess(
  host: Host,
  subjects: readonly NamedSubject[],
  { known, withPeople }: { readonly known: Questioned; readonly withPeople: boolean },
): Promise<Omit<Results['explained'], 'applications'>> {
  const { accesses, asked } = known;
  // Judged with all that a question may take: few sets are asked about.
  const worth = worthOf(meaningsOf(await loadPolicyData(), MOST_STEPS), accesses);
  const explanations = subjects.map((subject) => explain(subject, { ...known, worth, withPeople }));
  const history = await historyOf(host, explanations, asked);
  return {
    explanations,
    asOf: asked.asOf,
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
