// The program, with the git of this machine, in a checkout whose pull request was written by somebody who means harm.
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commitAll, git, gitEnvironment } from '../support/git.ts';
import { plantOrchard } from '../support/orchard.ts';
import { MISSING_PROGRAM, runProgram } from '../support/program.ts';

const GUARDRAILS = `guardrails:
  rules:
    - { id: no-keys, deny: { actions: ["iam:CreateAccessKey"] }, enforcement: hard }
`;

describe.skipIf(MISSING_PROGRAM.length > 0)(
  ['a hostile checkout', ...MISSING_PROGRAM.map((command) => `(skipped: ${command} is missing)`)].join(' '),
  () => {
    let clone: string;
    let marker: string;
    const put = (name: string, text: string) => {
      const file = path.join(clone, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    };

    beforeEach(() => {
      clone = mkdtempSync(path.join(tmpdir(), 'access-checkout-'));
      marker = path.join(clone, 'PWNED');
      plantOrchard(path.join(clone, 'conf'));
      mkdirSync(path.join(clone, '.access'));
      renameSync(path.join(clone, 'conf/live.json'), path.join(clone, '.access/live.json'));
      appendFileSync(path.join(clone, 'conf/access/access.yaml'), GUARDRAILS);
      cpSync(path.join(clone, 'conf/access'), path.join(clone, 'access'), { recursive: true });
      commitAll(clone, 'base');
      git(clone, ['update-ref', 'refs/remotes/origin/main', 'HEAD']);
      // The pull request takes the guardrail away.
      for (const folder of ['access', 'conf/access']) {
        const file = path.join(clone, folder, 'access.yaml');
        writeFileSync(file, readFileSync(file, 'utf8').replace(GUARDRAILS, ''));
      }
    });
    afterEach(() => rmSync(clone, { recursive: true }));

    /** A bare repository, as files: its origin/main has the files of the pull request. */
    function embed(folder: string): void {
      const forge = mkdtempSync(path.join(clone, 'forge-'));
      for (const name of ['access', 'conf'])
        cpSync(path.join(clone, name), path.join(forge, name), { recursive: true });
      commitAll(forge, 'forged');
      git(forge, ['update-ref', 'refs/remotes/origin/main', 'HEAD']);
      for (const name of ['HEAD', 'objects', 'refs'])
        cpSync(path.join(forge, '.git', name), path.join(clone, folder, name), { recursive: true });
      rmSync(forge, { recursive: true });
      put(
        `${folder}/config`,
        `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = "touch '${marker}'; false"\n`,
      );
      commitAll(clone, 'pull-request');
      git(path.join(clone, folder), ['status']);
      expect(existsSync(marker)).toBe(true);
      rmSync(marker);
    }

    async function run(...args: readonly string[]) {
      const sandbox = [
        '--sandbox',
        '--sandbox-state',
        path.join(clone, '.access/state.json'),
        '--seed',
        path.join(clone, '.access/live.json'),
      ];
      const words = args[0] === 'validate' ? args : [...args, ...sandbox];
      const ended = await runProgram(words, { cwd: clone, env: gitEnvironment() });
      expect(existsSync(marker)).toBe(false);
      return ended;
    }

    test.each([
      ['plan', ['plan']],
      ['plan with a base', ['plan', '--base', 'origin/main']],
      ['apply', ['apply', '--auto-approve']],
      ['validate with a base', ['validate', '--base', 'origin/main']],
    ])('%s refuses a repository in the config folder, and runs nothing of it', async (_, args) => {
      embed('access');
      const { status, stderr } = await run(...args);
      expect([status, stderr]).toEqual([
        1,
        expect.stringContaining(
          'error[yaml/embedded-repository]: `access` holds a git repository of its own: `HEAD`\n --> access/HEAD:1:1',
        ),
      ]);
    });

    test.each([
      ['beside the config folder', 'conf'],
      ['in a folder that is not read', 'conf/access/.hidden'],
    ])('a repository %s neither runs anything nor answers for the base', async (_, folder) => {
      const honest = await run('validate', '--dir', 'conf/access', '--base', 'origin/main');
      expect(honest.stderr).toContain('warning[settings/loosened]: `guardrails.rules.no-keys` is gone');
      embed(folder);
      expect(await run('validate', '--dir', 'conf/access', '--base', 'origin/main')).toEqual(honest);
      const plan = await run(
        'plan',
        '--dir',
        'conf/access',
        '--base',
        'origin/main',
        '--format',
        'json',
        '--out',
        'plan.json',
      );
      expect(plan.status).toBe(0);
      const { config, findings } = JSON.parse(plan.stdout);
      expect(config).toMatchObject({
        commit: git(clone, ['rev-parse', 'HEAD']),
        base: git(clone, ['rev-parse', 'origin/main']),
      });
      expect(findings).toContainEqual(expect.objectContaining({ code: 'settings/loosened' }));
      expect(await run('apply', 'plan.json', '--dir', 'conf/access', '--base', 'origin/main')).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('Applied plan'),
      });
    });
  },
);
