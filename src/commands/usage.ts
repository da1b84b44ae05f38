// What commander says of a command line, as a diagnostic.
import type { CommanderError } from 'commander';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { VERBS } from './index.ts';

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
  const problem = first
    .replaceAll(/'([^']*)'/g, '`$1`')
    .replace(/\.$/, '')
    .replaceAll(/\. (\w)/g, (_, next: string) => `; ${next.toLowerCase()}`);
  return new AccessError(
    diagnose('cli/usage', { problem, nearest: suggested, ...(verb === undefined ? {} : { verb }) }),
  );
}
