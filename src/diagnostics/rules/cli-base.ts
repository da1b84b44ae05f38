// Findings about `--base`: the revision that the files are compared with.
import { rule } from '../rule.ts';

export interface BaseFacts {
  readonly ref: string;
  readonly why: 'no-git' | 'no-work-tree' | 'unknown' | 'not-fetched' | 'too-large' | 'damaged' | 'unwritable';
  /** In git's words. */
  readonly reason?: string;
}

export const CLI_BASE_RULES = {
  'cli/base': rule<BaseFacts>({
    severity: 'error',
    title: 'no base to compare with',
    explanation:
      '`--base` names the git revision that settings, guardrails and waivers are compared with. The config folder is read from it through `git`, without a checkout. If it cannot be read, nothing is compared, and a comparison that was asked for is not left out in silence.\n\nMost CI systems fetch a single commit: with GitHub Actions, give `actions/checkout` the input `fetch-depth: 0`.',
    message: ({ ref, why, reason }) => `the base \`${ref}\` cannot be read: ${problemOf(why, reason)}`,
    hint: ({ why }) => remedyOf(why),
  }),
} as const;

function problemOf(why: BaseFacts['why'], reason = ''): string {
  switch (why) {
    case 'no-git':
      return '`git` is not installed';
    case 'no-work-tree':
      return `the config folder is in no git work tree${reason === '' ? '' : ` (${reason})`}`;
    case 'unknown':
      return 'git knows no such commit';
    case 'not-fetched':
      return 'git knows no such commit, and this clone has only a part of the history';
    case 'too-large':
      return 'the config folder is too large there';
    case 'damaged':
      return 'git does not have all its files';
    case 'unwritable':
      return 'its files cannot be written to a temporary folder';
    default:
      return why satisfies never;
  }
}

function remedyOf(why: BaseFacts['why']): string {
  switch (why) {
    case 'no-git':
      return 'install git, or leave `--base` out';
    case 'no-work-tree':
      return 'run it in a clone of the repository, or leave `--base` out';
    case 'not-fetched':
      return 'fetch the whole history: `fetch-depth: 0` for actions/checkout, or `git fetch --unshallow`';
    case 'unknown':
      return 'name a branch, tag or commit that was fetched, such as `origin/main`';
    case 'too-large':
    case 'damaged':
    case 'unwritable':
      return 'name another base, or see what `git ls-tree -r` says of it';
    default:
      return why satisfies never;
  }
}
