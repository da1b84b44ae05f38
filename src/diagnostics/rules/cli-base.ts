// Findings about `--base`: the revision that the files are compared with.
import { rule } from '../rule.ts';

export interface BaseFacts {
  readonly ref: string;
  /** Which option names it; `--base` when absent. */
  readonly option?: '--ref' | '--at';
  readonly why:
    | 'no-git'
    | 'no-work-tree'
    | 'submodule-names'
    | 'unknown'
    | 'too-early'
    | 'ambiguous'
    | 'not-fetched'
    | 'link'
    | 'submodule'
    | 'too-large'
    | 'damaged'
    | 'unwritable'
    | 'timeout';
}

export const CLI_BASE_RULES = {
  'cli/base': rule<BaseFacts>({
    severity: 'error',
    title: 'no files of another time',
    explanation:
      '`--base` names the git revision that settings, guardrails and waivers are compared with; `--ref` and `--at` the one that `access explain` is asked about. The config folder is read from it through `git`, without a checkout and without anything that the repository would run or fetch, so the files must all be there. If it cannot be read, nothing is compared, and a comparison that was asked for is not left out in silence.\n\nMost CI systems fetch a single commit: with GitHub Actions, give `actions/checkout` the input `fetch-depth: 0`. A name must mean one thing: whoever may push a tag can name it `origin/main`, and git would prefer it to the branch; `refs/remotes/origin/main` is always the branch. In a submodule only the full id of a commit is a base, for a pull request of the repository around it chooses what the submodule is.',
    message: ({ ref, why, option }) =>
      `${option === undefined ? `the base \`${ref}\`` : `\`${option} ${ref}\``} cannot be read: ${problemOf(why)}`,
    hint: ({ why, option = '--base' }) => remedyOf(why).replaceAll('`--base`', `\`${option}\``),
  }),
} as const;

function problemOf(why: BaseFacts['why']): string {
  switch (why) {
    case 'no-git':
      return '`git` is not installed';
    case 'no-work-tree':
      return 'the config folder is in no git work tree';
    case 'submodule-names':
      return 'the config folder is in a submodule, whose branches are not those of the repository around it';
    case 'unknown':
      return 'git knows no such commit';
    case 'too-early':
      return 'the history begins later';
    case 'ambiguous':
      return 'several branches or tags have this name';
    case 'not-fetched':
      return 'git knows no such commit, and this clone has only a part of the history';
    case 'link':
      return 'the path of the config folder is a symbolic link there';
    case 'submodule':
      return 'the config folder is a submodule there';
    case 'too-large':
      return 'the config folder is too large there';
    case 'damaged':
      return 'git lacks files of it, or has them damaged';
    case 'unwritable':
      return 'its files cannot be written to a temporary folder';
    case 'timeout':
      return 'git takes too long to answer';
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
    case 'too-early':
      return 'name a later date';
    case 'ambiguous':
      return 'write the full name: `refs/remotes/origin/main` for a branch that was fetched, `refs/tags/v1` for a tag';
    case 'submodule-names':
      return 'give the full id of a commit: `git rev-parse <base>:<path of the submodule>` in the repository around it says which';
    case 'link':
      return 'give `--dir` the folder that the link leads to';
    case 'submodule':
      return 'name a base in which the files are part of this repository';
    case 'damaged':
      return 'fetch the commit whole; a clone made with `--filter` lacks files';
    case 'timeout':
      return 'see whether `git cat-file` answers in this clone, or leave `--base` out';
    case 'too-large':
    case 'unwritable':
      return 'name another base, or see what `git ls-tree -r` says of it';
    default:
      return why satisfies never;
  }
}
