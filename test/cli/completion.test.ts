// The scripts of `access completion`: bash completes with its own as it would at a prompt; of other shells, where they are installed, the syntax is checked.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completionScript } from '../../src/commands/completion.ts';
import { FLAGS, VERBS } from '../../src/commands/index.ts';
import { SHELLS } from '../../src/commands/shells.ts';
import { formatNames } from '../../src/render/formats.ts';

const has = (shell: string) => spawnSync(shell, ['--version']).status === 0;

const COMMAND_LINE = { verbs: VERBS, flags: FLAGS };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'access-completion-'));
  mkdirSync(path.join(folder, 'access'));
  for (const shell of SHELLS) writeFileSync(path.join(folder, shell), completionScript(shell, COMMAND_LINE));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(SHELLS)('%s', (shell) => {
  test('knows every command and option', () => {
    const script = completionScript(shell, COMMAND_LINE);
    for (const { name, options } of VERBS) {
      expect(script).toContain(name);
      for (const option of options) {
        const long = /--([\w-]+)/.exec(FLAGS[option].flags)![1]!;
        expect(script).toContain(shell === 'fish' ? `-l ${long} ` : `--${long}`);
      }
    }
  });

  test.skipIf(!has(shell))('reads it', () => {
    expect(() => execFileSync(shell, ['-n', path.join(folder, shell)])).not.toThrow();
  });
});

describe.skipIf(!has('bash'))('bash completes', () => {
  /** What it offers for the last word; `compopt` works in a completion only. */
  function offered(...words: readonly string[]): readonly string[] {
    const script = `
      source ./bash; compopt() { echo "compopt $*" >&2; }
      COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); _access
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const text = execFileSync('bash', ['--norc', '-c', script, 'bash', 'access', ...words], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return text.split('\n').filter((word) => word !== '');
  }

  test.each([
    ['commands', [''], [...VERBS.map(({ name }) => name), 'help']],
    ['a command that is begun', ['va'], ['validate']],
    ['options', ['plan', '--det'], ['--detailed-exitcode']],
    ['formats of the command', ['plan', '--format', ''], formatNames('plan')],
    ['formats of another', ['validate', '-f', ''], formatNames('findings')],
    ['a value behind `=`', ['validate', '--format', '=', 'sa'], ['sarif']],
    ['an empty value behind `=`', ['validate', '--format', '='], formatNames('findings')],
    ['codes', ['explain', 'group/not-s'], ['group/not-synced']],
    ['commands of the help', ['help', 'ap'], ['apply']],
    ['shells', ['completion', ''], [...SHELLS]],
    ['names of files by itself', ['apply', ''], []],
    ['folders by itself', ['plan', '--dir', ''], []],
    ['no option of another command', ['validate', '--detailed'], []],
  ])('%s', (_, words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });
});
