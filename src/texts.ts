// What process/texts.ts prints, by the program itself. The build runs this; it is no part of what ships.
import type { Host, Output } from './commands/host.ts';
import { VERBS } from './commands/index.ts';
import { run } from './commands/program.ts';
import { RULES } from './diagnostics/rules.ts';
import { instantAt } from './instant.ts';
import type { Texts } from './process/texts.ts';

declare const ACCESS_VERSION: string;

const HELP_LINES: readonly (readonly string[])[] = [
  ['help'],
  ['--help'],
  ['-h'],
  ['--version'],
  ['-V'],
  ...VERBS.flatMap(({ name }) => [
    ['help', name],
    [name, '--help'],
    [name, '-h'],
  ]),
];

export const helpTexts = (): Promise<Texts> => textsOf(HELP_LINES);

export const codeTexts = (): Promise<Texts> => textsOf(Object.keys(RULES).map((code) => ['explain', code]));

async function textsOf(lines: readonly (readonly string[])[]): Promise<Texts> {
  const texts: Record<string, Texts[string]> = {};
  for (const line of lines) {
    const [plain, colored] = [await printed(line, false), await printed(line, true)];
    texts[line.join(' ')] = { plain, ...(colored === plain ? {} : { colored }) };
  }
  return texts;
}

/** Whatever needs more of a host than an output is no text. */
async function printed(argv: readonly string[], hasColors: boolean): Promise<string> {
  const texts: string[] = [];
  const stdout = { write: (text: string) => void texts.push(text), isTerminal: hasColors, hasColors, columns: 100 };
  const stderr: Output = { ...stdout, write: (more) => void refuse(argv, more) };
  const host: Pick<Host, 'stdout' | 'stderr' | 'flush' | 'signal' | 'now' | 'toolVersion'> = {
    stdout,
    stderr,
    flush: async () => {},
    signal: new AbortController().signal,
    now: () => instantAt(0),
    toolVersion: ACCESS_VERSION,
  };
  const exitCode = await run(host as Host, argv);
  if (exitCode !== 0) refuse(argv, `exit code ${exitCode}`);
  return texts.join('');
}

function refuse(argv: readonly string[], why: string): never {
  throw new Error(`access ${argv.join(' ')} is no text: ${why}`);
}
