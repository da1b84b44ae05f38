// The script of a case: command lines, and what happens to the files between them, one a line.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type Instant, later } from '../../src/instant.ts';
import { commitAll } from '../support/git.ts';
import { access, type Surroundings } from '../support/host.ts';

export interface Stage {
  /** The working folder. */
  readonly cwd: string;
  /** Where `put` takes files from. */
  readonly later: string;
  readonly surroundings: (now: Instant) => Surroundings;
  /** Milliseconds since the epoch at the first line. */
  readonly begin: Instant;
}

/** What a reader would have seen: each line, and what came of it. */
export async function play(script: string, stage: Stage): Promise<string> {
  const shown: string[] = [];
  let now = stage.begin;
  for (const line of script.split('\n').filter((text) => text.trim() !== '')) {
    const [word = '', ...rest] = wordsOf(line);
    if (word === 'later') now = later(now, Number(rest[0]) * 60_000);
    shown.push(`$ ${line}\n${await perform(word, rest, { stage, now })}`);
  }
  return shown.join('\n');
}

/**
 * `access …` is shown whole, `brief access …` from the summary of its plan on, of `end access …` the last lines, and so of `settled access …`, of what ran side
 * by side in no order of its own.
 */
function perform(
  word: string,
  args: readonly string[],
  { stage, now }: { readonly stage: Stage; readonly now: Instant },
) {
  if (word === 'access') return commandLine(args, stage.surroundings(now));
  const shorten = SHORTENED[word];
  return shorten === undefined ? act(word, args, stage) : commandLine(args.slice(1), stage.surroundings(now), shorten);
}

const SHORTENED: Readonly<Record<string, (text: string) => string>> = {
  brief: fromSummary,
  end: lastLines,
  settled: (text) => lastLines(withoutTurns(text)),
};

/** Lines of progress, without whose turn it was. */
function withoutTurns(text: string): string {
  const lines = text.split('\n');
  const turns = lines.filter((line) => /^\[\d+\/\d+\] /.test(line)).map((line) => line.replace(/^\[\d+\//, '[·/'));
  return [...lines.filter((line) => !/^\[\d+\/\d+\] /.test(line)), ...turns.sort()].join('\n').replace(/^\n/, '');
}

function lastLines(text: string): string {
  return text.split('\n').slice(-12).join('\n');
}

function fromSummary(stdout: string): string {
  const summary = stdout.search(/^(?:Plan [0-9a-f]{8} |Plan [0-9a-f]{8}:|Nothing to do)/m);
  return summary <= 0 ? stdout : `…\n${stdout.slice(summary)}`;
}

const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);

async function commandLine(
  argv: readonly string[],
  surroundings: Surroundings,
  shorten: (text: string) => string = (text) => text,
): Promise<string> {
  const { exitCode, stdout, stderr } = await access(argv, surroundings);
  const part = (name: string, text: string) => (text === '' ? '' : `--- ${name}\n${text.replace(/\n?$/, '\n')}`);
  return `exit ${exitCode}\n${part('stdout', shorten(stdout))}${part('stderr', shorten(stderr))}`;
}

/** `put`, `edit`, `copy`, `link` and `remove` change files, `show` prints one, `list` a folder, `later` waits so many minutes, `commit` tags all as it is. */
function act(word: string, args: readonly string[], { cwd, later }: Stage): string {
  const [name = '', from = '', to = ''] = args;
  const file = path.join(cwd, name);
  switch (word) {
    case 'put':
      mkdirSync(path.dirname(file), { recursive: true });
      copyFileSync(path.join(later, from), file);
      return '';
    case 'edit': {
      const text = readFileSync(file, 'utf8');
      if (!text.includes(from)) throw new Error(`${name} does not hold ${from}`);
      writeFileSync(file, text.replaceAll(from, to));
      return '';
    }
    case 'copy':
      copyFileSync(path.join(cwd, from), file);
      return '';
    case 'link':
      symlinkSync(from, file);
      return '';
    case 'remove':
      rmSync(file, { recursive: true });
      return '';
    case 'show':
      return readFileSync(file, 'utf8');
    case 'list':
      return existsSync(file) ? `${readdirSync(file).sort().join('\n')}\n` : 'there is no such folder\n';
    case 'later':
      return '';
    case 'commit':
      commitAll(cwd, name);
      return '';
    default:
      throw new Error(`a script cannot ${word}`);
  }
}
