// What commander says of a command line, as a diagnostic.
import type { CommanderError } from 'commander';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { optional } from '../optional.ts';
import { FLAGS, VERBS } from './index.ts';

/** Commander prints the help for it, and says nothing. */
export function unknownCommand(word: string): AccessError {
  const near = nearest(
    word,
    VERBS.map(({ name }) => name),
  );
  return new AccessError(diagnose('cli/usage', { problem: `unknown command \`${word}\``, nearest: near }));
}

/** `verb`: the command that was meant, as far as it is one. */
export function usageError({ message }: CommanderError, verb: string | undefined): AccessError {
  const [first = '', ...more] = message.replace(/^error: /, '').split('\n');
  const suggested = /Did you mean (?:one of )?(.*)\?\)/.exec(more.join(' '))?.[1]?.split(', ') ?? [];
  const retired = RETIRED[verb ?? '']?.[/^unknown option '(--[\w-]+)'/.exec(first)?.[1] ?? ''];
  const problem = first
    .replaceAll(/'([^']*)'/g, '`$1`')
    .replace(/\.$/, '')
    .replaceAll(/\. (\w)/g, (_, next: string) => `; ${next.toLowerCase()}`);
  return new AccessError(
    diagnose('cli/usage', { problem, nearest: retired === undefined ? suggested : [retired], ...optional({ verb }) }),
  );
}

/** Options by what they are called now. */
const RETIRED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // `plan --live` is another thing.
  init: { '--live': '--look-up' },
};

const HELP = ['-h, --help', '-V, --version'] as const;

/**
 * A word that begins with one dash and is no short option: Terraform writes its options so. Commander would take `-out=x` for `-o` with the value `ut=x`, and
 * write a file of that name; so the value of a short option is a word of its own, and `-vh` are short options that all take none, but the last.
 */
export function singleDash(words: readonly string[]): AccessError | undefined {
  const verb = VERBS.find(({ name }) => name === words[0]);
  // A command that there is not is told of first.
  if (verb === undefined && words[0]?.startsWith('-') !== true) return undefined;
  const options = verb?.options ?? [];
  const flags = [...options.map((name) => FLAGS[name].flags), ...HELP].map(parsedFlag);
  const end = words.indexOf('--');
  const isCluster = (letters: string) =>
    [...letters].every((letter, index) => {
      const flag = flags.find(({ short }) => short === letter);
      return flag !== undefined && (!flag.takesValue || index === letters.length - 1);
    });
  const wrong = words
    .slice(0, end === -1 ? words.length : end)
    .find((word) => /^-[^-\d]/.test(word) && !isCluster(word.slice(1)));
  if (wrong === undefined) return undefined;
  const [, written = ''] = /^-([^=]*)/.exec(wrong) ?? [];
  const long = flags.map((flag) => flag.long);
  const value = flags.find(({ short, takesValue }) => takesValue && short === written[0]);
  const near = long.includes(`--${written}`) ? [`--${written}`] : nearest(`--${written}`, long);
  const separate = value && `-${value.short} ${wrong.slice(2).replace(/^=/, '')}`;
  // `-o=x`: a single letter is near every short word.
  const isLong = written.length > 1 && near.length > 0;
  const suggested = isLong || separate === undefined ? near : [separate];
  return new AccessError(
    diagnose('cli/usage', {
      problem: `unknown option \`${wrong}\``,
      nearest: suggested,
      ...(verb === undefined ? {} : { verb: verb.name }),
    }),
  );
}

function parsedFlag(flags: string): { readonly short?: string; readonly long: string; readonly takesValue: boolean } {
  const [, short, long = '', value] = /^(?:-(\w), )?(--[\w-]+)( <.*>)?$/.exec(flags) ?? [];
  return { ...optional({ short }), long, takesValue: value !== undefined };
}
