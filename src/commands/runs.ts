// `access report --runs [file...]`: what was applied, when and by whom, from run logs; with --evidence for each account, and when old access has ended.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { evidenceOf } from '../apply/evidence.ts';
import { type LoggedRun, latestFirst, readRunLog } from '../apply/run-log.ts';
import { compareText } from '../compare-text.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { codeOf } from '../ordinary-file.ts';
import { matchesGlob } from '../state/glob.ts';
import { readText } from './files.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings, printResult } from './output.ts';

/** Where an apply puts them. */
const USUAL_FOLDER = path.join('.access', 'runs');
/** Of a folder: an apply every hour for a year. */
const MOST_LOGS = 10_000;

export async function runs(host: Host, words: readonly string[], options: Options): Promise<number> {
  const files = await logsIn(host, words);
  const read: LoggedRun[] = [];
  const findings: Diagnostic[] = [];
  for (const file of files) {
    // One log that cannot be read hides none of the others.
    const text = await readText(host, file, 'runLog').catch((error: unknown) => {
      if (!(error instanceof AccessError)) throw error;
      if (words.includes(file)) throw error;
      findings.push(diagnose('cli/run-log', { path: file, problem: error.diagnostic.message }));
      return '';
    });
    const log = readRunLog(text, file);
    read.push(...log.runs);
    const [first, ...others] = log.unread;
    if (first !== undefined)
      findings.push(
        diagnose('cli/run-log', { path: file, line: first.line, problem: first.problem, more: others.length }),
      );
  }
  printFindings(host, findings);
  const value = latestFirst(read).flatMap((run) => partOf(run, options));
  if (options.evidence === true)
    await printResult(host, { kind: 'evidence', value: evidenceOf(value) }, options.format);
  else await printResult(host, { kind: 'runs', value }, options.format);
  return 0;
}

async function logsIn({ cwd }: Host, words: readonly string[]): Promise<readonly string[]> {
  const named = words.length === 0 ? [USUAL_FOLDER] : words;
  const files = await Promise.all(
    named.map(async (word) => {
      const place = path.resolve(cwd, word);
      try {
        if (!(await stat(place)).isDirectory()) return [word];
        const names = (await readdir(place)).filter((name) => name.endsWith('.jsonl')).sort(compareText);
        if (names.length > MOST_LOGS) throw tooMany(word, names.length);
        return names.map((name) => path.join(word, name));
      } catch (error) {
        if (error instanceof AccessError) throw error;
        // Nothing was applied yet from here.
        if (codeOf(error) === 'ENOENT' && words.length === 0) return [];
        return [word];
      }
    }),
  );
  return [...new Set(files.flat())];
}

const tooMany = (folder: string, count: number) =>
  new AccessError(
    diagnose('cli/usage', {
      problem: `\`${folder}\` has ${count} run logs, more than ${MOST_LOGS}: name those that you mean`,
      verb: 'report',
    }),
  );

/** Of a run, the operations that were asked for; none: nothing of it. */
function partOf(run: LoggedRun, { permissionSet, group, account }: Options): readonly LoggedRun[] {
  if (permissionSet === undefined && group === undefined && account === undefined) return [run];
  const fits = (globs: readonly string[] | undefined, ...texts: readonly (string | undefined)[]) =>
    globs === undefined || globs.some((glob) => texts.some((text) => text !== undefined && matchesGlob(glob, text)));
  const outcomes = run.outcomes.filter(
    (outcome) =>
      fits(permissionSet, outcome.permissionSet) &&
      fits(group, outcome.principal?.id, outcome.principal?.name) &&
      fits(account, outcome.account, outcome.accountName),
  );
  // What nobody knows the outcome of may be about any of them.
  return outcomes.length + run.open.length === 0 ? [] : [{ ...run, outcomes }];
}
