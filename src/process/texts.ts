// Answers that are texts: the help of each command, the version, and what a code means, where nothing else is asked for. The build had the program print
// them (scripts/texts.mjs), and the process prints them without it: no thread is begun, and nothing else is loaded.
import { readFileSync } from 'node:fs';

/** What the program printed for a command line, its words joined by a blank; `colored` where it is something else for a terminal with colours. */
export type Texts = Readonly<Record<string, { readonly plain: string; readonly colored?: string }>>;

/** `answers`: the folder of what the build wrote. Undefined: that is a matter for the program. */
export function textFor(
  argv: readonly string[],
  { answers, hasColors }: { readonly answers: URL; readonly hasColors: boolean },
): string | undefined {
  const file = fileOf(argv);
  if (file === undefined) return undefined;
  const texts: Texts = JSON.parse(readFileSync(new URL(file, answers), 'utf8'));
  const line = argv.join(' ');
  if (!Object.hasOwn(texts, line)) return undefined;
  const { plain, colored = plain } = texts[line]!;
  return hasColors ? colored : plain;
}

/** Neither file is read for a command line that it cannot have. */
function fileOf(argv: readonly string[]): 'help.json' | 'codes.json' | undefined {
  const [first, second, ...more] = argv;
  if (first === undefined || more.length > 0 || argv.some((word) => word.includes(' '))) return undefined;
  if (first === 'explain' && second?.includes('/')) return 'codes.json';
  return [first, second].some((word) => word !== undefined && HELP_WORDS.has(word)) ? 'help.json' : undefined;
}

const HELP_WORDS: ReadonlySet<string> = new Set(['help', '-h', '--help', '-V', '--version']);
