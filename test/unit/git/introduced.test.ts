// Which commit brought a line, from real repositories.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LinesAsked } from '../../../src/commands/host.ts';
import { introduced } from '../../../src/git/introduced.ts';
import { folderAt } from '../../../src/git/revisions.ts';
import { commitAll, git, gitEnvironment } from '../../support/git.ts';
import { instant } from '../../support/instant.ts';

let home: string;
let orchard: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'access-introduced-'));
  orchard = path.join(home, 'orchard');
  put('a\nb\nc\n');
});
afterEach(() => rmSync(home, { recursive: true }));

function put(text: string, name = 'access/grants.yaml'): void {
  const file = path.join(orchard, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

let commits = 0;

/** Its id. */
function commit(message: string): string {
  commits += 1;
  commitAll(orchard, `t${commits}`);
  git(orchard, ['commit', '--quiet', '--amend', '--allow-empty', '--message', message]);
  return git(orchard, ['rev-parse', 'HEAD']);
}

const ask = (files: LinesAsked['files'], more: Partial<LinesAsked> = {}) =>
  introduced({ dir: path.join(orchard, 'access'), env: gitEnvironment() }, { files, ...more });
const lines = (text: string, ...numbers: number[]) => [{ name: 'grants.yaml', text, lines: numbers }];

it('names the commit of each line, its author, date and pull request', async () => {
  const first = commit('Pick apples (#12)');
  put('a\nb2\nc\n');
  const second = commit('Merge pull request #7 from orchard/pears');
  const { lines: found, why } = await ask(lines('a\nb2\nc\n', 1, 2));
  expect(why).toBeUndefined();
  expect([...found]).toEqual([
    [
      'grants.yaml:1',
      {
        commit: first,
        author: 'Granny Smith',
        at: instant('2026-11-20T08:00:00.000Z'),
        summary: 'Pick apples (#12)',
        pullRequest: 12,
      },
    ],
    ['grants.yaml:2', expect.objectContaining({ commit: second, pullRequest: 7 })],
  ]);
});

it('takes the pull request of the merge that brought a commit', async () => {
  commit('first');
  git(orchard, ['checkout', '--quiet', '-b', 'pears']);
  put('a\nb\nc\npears\n');
  const pears = commit('pears');
  git(orchard, ['checkout', '--quiet', '-']);
  git(orchard, ['merge', '--quiet', '--no-ff', '--message', 'Merge pull request #31 from orchard/pears', 'pears']);
  const { lines: found } = await ask(lines('a\nb\nc\npears\n', 4));
  expect(found.get('grants.yaml:4')).toMatchObject({ commit: pears, pullRequest: 31 });
});

it('takes no pull request of a merge that came after a commit of its own', async () => {
  commit('first');
  put('a\nb\nc\nd\n');
  const direct = commit('pushed without a review');
  git(orchard, ['checkout', '--quiet', '-b', 'pears']);
  put('a\nb\nc\nd\ne\n');
  const pears = commit('pears');
  git(orchard, ['checkout', '--quiet', '-']);
  put('', 'access/other.yaml');
  commit('meanwhile');
  git(orchard, ['merge', '--quiet', '--no-ff', '--message', 'Merge pull request #31 from orchard/pears', 'pears']);
  const { lines: found } = await ask(lines('a\nb\nc\nd\ne\n', 1, 4, 5));
  expect(found.get('grants.yaml:1')).not.toHaveProperty('pullRequest');
  expect(found.get('grants.yaml:4')).toMatchObject({ commit: direct });
  expect(found.get('grants.yaml:4')).not.toHaveProperty('pullRequest');
  expect(found.get('grants.yaml:5')).toMatchObject({ commit: pears, pullRequest: 31 });
});

it('says what is not committed, and finds lines that moved', async () => {
  const first = commit('first');
  const { lines: found } = await ask([
    ...lines('new\na\nb\nc\n', 1, 3),
    { name: 'other.yaml', text: 'x\n', lines: [1] },
  ]);
  expect(found.get('grants.yaml:1')).toBe('uncommitted');
  expect(found.get('grants.yaml:3')).toMatchObject({ commit: first });
  expect(found.get('other.yaml:1')).toBe('uncommitted');
});

it('says why it cannot be known', async () => {
  expect((await ask(lines('a\nb\nc\n', 1))).why).toBe('no-work-tree');
  git(home, ['init', '--quiet', '--template=', 'orchard']);
  expect((await ask(lines('a\nb\nc\n', 1))).why).toBe('unknown');
  const options = { dir: path.join(orchard, 'access'), env: { PATH: '' } };
  expect((await introduced(options, { files: lines('a\n', 1) })).why).toBe('no-git');
});

it('says of a clone without the history that the line may be older', async () => {
  commit('first');
  put('a\nb\nc\nd\n');
  commit('second');
  git(home, ['clone', '--quiet', '--depth', '1', `file://${orchard}`, 'shallow']);
  const options = { dir: path.join(home, 'shallow/access'), env: gitEnvironment() };
  const { lines: found } = await introduced(options, { files: lines('a\nb\nc\nd\n', 1) });
  expect(found.get('grants.yaml:1')).toMatchObject({ summary: 'second', orBefore: true });
});

it('runs nothing that the repository names, and believes no mailmap of it', async () => {
  put('* diff=evil filter=evil\n', '.gitattributes');
  put('Somebody Else <else@orchard.example> <granny@orchard.example>\n', '.mailmap');
  put('#!/bin/sh\ntouch "$(dirname "$0")/ran"\ncat "$1"\n', 'evil.sh');
  chmodSync(path.join(orchard, 'evil.sh'), 0o755);
  commit('first');
  const evil = path.join(orchard, 'evil.sh');
  for (const [key, value] of [
    ['diff.evil.textconv', evil],
    ['diff.evil.command', evil],
    ['diff.external', evil],
    ['filter.evil.clean', evil],
    ['filter.evil.smudge', evil],
    ['filter.evil.process', evil],
    ['core.fsmonitor', evil],
    ['core.pager', evil],
    ['blame.ignoreRevsFile', 'nothing-there'],
    ['mailmap.file', path.join(orchard, '.mailmap')],
    ['core.worktree', orchard],
  ] as const)
    git(orchard, ['config', key, value]);
  const { lines: found, why } = await ask(lines('new\nb\nc\n', 1, 2));
  expect(why).toBeUndefined();
  expect(found.get('grants.yaml:1')).toBe('uncommitted');
  expect(found.get('grants.yaml:2')).toMatchObject({ author: 'Granny Smith' });
  expect(existsSync(path.join(orchard, 'ran'))).toBe(false);
});

it('says nothing of a line behind a link', async () => {
  put('x\n', 'elsewhere/real.yaml');
  mkdirSync(path.join(orchard, 'access'), { recursive: true });
  symlinkSync('../elsewhere/real.yaml', path.join(orchard, 'access/link.yaml'));
  commit('first');
  const { lines: found } = await ask([{ name: 'link.yaml', text: 'x\n', lines: [1] }]);
  expect(found.size).toBe(0);
});

it('takes the last commit at a moment, by the first parents', async () => {
  commit('first');
  const options = { dir: path.join(orchard, 'access'), env: gitEnvironment() };
  const past = await folderAt(options, { at: instant('2026-11-21T00:00:00.000Z'), text: '2026-11-20' });
  expect(past?.commit).toBe(git(orchard, ['rev-parse', 'HEAD']));
  expect(past?.committedAt).toBe(instant('2026-11-20T08:00:00.000Z'));
  await past?.dispose();
  const early = folderAt(options, { at: instant('2026-11-19T00:00:00.000Z'), text: '2026-11-18' });
  await expect(early).rejects.toMatchObject({ diagnostic: { code: 'cli/base' } });
});

it.each(['99999999999999', '9223372036854775807'])('takes any time that a commit may have: %s', async (seconds) => {
  commit('first');
  const tree = git(orchard, ['rev-parse', 'HEAD^{tree}']);
  const text = `tree ${tree}\nauthor A <a@b> ${seconds} +0000\ncommitter A <a@b> 1 +0000\n\nlate\n`;
  writeFileSync(path.join(home, 'commit'), text);
  const id = git(orchard, ['hash-object', '-t', 'commit', '-w', '--literally', path.join(home, 'commit')]);
  git(orchard, ['update-ref', 'HEAD', id]);
  const { lines: found } = await ask(lines('a\nb\nc\n', 1));
  const line = found.get('grants.yaml:1');
  // Git reads the second as none at all.
  expect(line === undefined || line === 'uncommitted' ? 0 : line.at).toBeGreaterThanOrEqual(0);
  if (line !== undefined && line !== 'uncommitted') expect(() => new Date(line.at).toISOString()).not.toThrow();
});
