// Real repositories in temporary folders. What the machine's git is set to, and where a hook of it runs, must not matter.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

export function gitEnvironment(): Record<string, string | undefined> {
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...env } = process.env;
  const somebody = { NAME: 'Granny Smith', EMAIL: 'granny@orchard.example', DATE: '2026-11-20T08:00:00Z' };
  const people = ['AUTHOR', 'COMMITTER'].flatMap((role) =>
    Object.entries(somebody).map(([field, value]) => [`GIT_${role}_${field}`, value]),
  );
  return { ...env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...Object.fromEntries(people) };
}

/** What it printed. */
export function git(cwd: string, args: readonly string[], input?: string | Uint8Array): string {
  const options = { cwd, env: gitEnvironment(), ...(input === undefined ? {} : { input }) };
  return execFileSync('git', args, { ...options, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] }).trim();
}

/** Commits every file as it is, and tags the commit. Makes the repository when there is none. */
export function commitAll(cwd: string, tag: string): void {
  // A shell's, because a process that starts another pays for its own memory: this one has a hundred times as much.
  const made = existsSync(path.join(cwd, '.git')) ? '' : 'git init --quiet --template= && ';
  const steps = `${made}git add --all && git commit --quiet --allow-empty --message "$1" && git tag "$1"`;
  execFileSync('sh', ['-c', steps, 'commitAll', tag], { cwd, env: gitEnvironment(), stdio: 'pipe' });
}
