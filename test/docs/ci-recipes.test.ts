// The recipes of docs/ci.md, run: their shell is taken from the document and played on real repositories with the built program and its sandbox. Only what a CI
// system brings is played by us: `gh`, `curl`, `npm ci`, and the folders and variables of a runner.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { commitAll, git, gitEnvironment } from '../support/git.ts';
import { RECIPES, scriptOf } from '../support/recipes.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = path.join(ROOT, 'dist', 'main.js');
const ORCHARD = path.join(ROOT, 'test/cli/orchard');

const missing = ['bash', 'jq', 'zip', 'unzip'].filter(
  (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
);
const canRun = existsSync(MAIN) && missing.length === 0;
const title = (what: string) =>
  canRun
    ? what
    : `${what} (skipped: ${[...(existsSync(MAIN) ? [] : ['npm run build']), ...missing].join(', ')} is missing)`;

const SCRIPTS = RECIPES.flatMap(({ scripts }) => scripts);
const ACCESS = /(?:npx --no-install |exec |node_modules\/\.bin\/|^\s*- )*\baccess (?:validate|plan|apply)\b[^\n]*/gm;

describe('recipes', () => {
  it('are all there', () => {
    expect(RECIPES.map(({ file }) => file)).toEqual([
      'access-plan.yml',
      'access-apply.yml',
      'access-apply-expected.yml',
      '.gitlab-ci.yml',
      'azure-pipelines.yml',
      'access-schedule.yml',
    ]);
    expect(SCRIPTS.length).toBeGreaterThan(20);
  });

  test.each(SCRIPTS.map((script) => [script.name, script.shell] as const))('%s is shell', (_, shell) => {
    expect(spawnSync('bash', ['-n'], { input: shell, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    // What a CI system puts into a script before the shell sees it is read as shell.
    expect(shell).not.toMatch(/\$\{\{|\$\((?:System|Build|Pipeline|Agent)\./);
  });

  it('name a base in every call', () => {
    const calls = SCRIPTS.flatMap(({ shell }) => shell.match(ACCESS) ?? []);
    expect(calls).toHaveLength(11);
    expect(calls.filter((call) => !call.includes('--base'))).toEqual([]);
  });

  it('pin every action, and unpack no artefact', () => {
    const text = JSON.stringify(RECIPES.map(({ content }) => content));
    const uses = [...text.matchAll(/"uses":"([^"]+)"/g)].map(([, action]) => action!);
    expect(uses.length).toBeGreaterThan(10);
    expect(uses.filter((action) => !action.endsWith('@<full commit SHA>') && !action.includes('@<full'))).toEqual([]);
    expect(text).not.toMatch(/download-artifact|gh run download|pull_request_target/);
  });
});

describe.skipIf(!canRun)(title('runs'), () => {
  let home: string;
  let clone: string;
  let bin: string;
  let temp: string;

  /** Two commits: `base`, and one that was reviewed. Copied for each test. */
  let template: string;
  beforeAll(() => {
    template = mkdtempSync(path.join(tmpdir(), 'access-recipes-template-'));
    cpSync(path.join(ORCHARD, 'access'), path.join(template, 'access'), { recursive: true });
    commitAll(template, 'base');
    appendFileSync(path.join(template, 'access/people.yaml'), '# reviewed\n');
    commitAll(template, 'reviewed');
  });
  afterAll(() => rmSync(template, { recursive: true }));

  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'access-recipes-'));
    [clone, bin, temp] = ['clone', 'bin', 'temp'].map((name) => path.join(home, name)) as [string, string, string];
    for (const folder of [bin, temp]) mkdirSync(folder);
    cpSync(template, clone, { recursive: true });
    program('access', access());
    program('npx', '[ "$1" = --no-install ] && [ "$2" = access ] && shift 2 || exit 127; exec access "$@"');
    program(
      'npm',
      '[ "$*" = "ci --ignore-scripts" ] || exit 1; mkdir -p node_modules/.bin; cp "$(command -v access)" node_modules/.bin/access',
    );
  });
  afterEach(() => rmSync(home, { recursive: true }));

  /** The built program, on a sandbox that lasts; each call is written down. */
  function access(): string {
    const state = path.join(home, 'sandbox.json');
    return `echo "$*" >> '${home}/calls'
case $1 in plan | apply) set -- "$@" --sandbox --sandbox-state '${state}' --seed '${ORCHARD}/live.json' ;; esac
exec '${process.execPath}' '${MAIN}' "$@"`;
  }

  function program(name: string, script: string): void {
    const file = path.join(bin, name);
    writeFileSync(file, `#!/bin/bash\n${script}\n`);
    chmodSync(file, 0o755);
  }

  function run(shell: string, { cwd = clone, env = {} as Record<string, string>, flags = '-e' } = {}) {
    const file = path.join(home, 'script.sh');
    writeFileSync(file, shell);
    const variables = {
      ...gitEnvironment(),
      PATH: `${bin}:${process.env.PATH}`,
      RUNNER_TEMP: temp,
      AGENT_TEMPDIRECTORY: temp,
      HOME: home,
      ...env,
    };
    const { status, stdout, stderr } = spawnSync('bash', [...(flags === '' ? [] : [flags]), file], {
      cwd,
      env: variables,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  const calls = () => readFileSync(path.join(home, 'calls'), 'utf8').trim().split('\n');
  const head = (name = 'HEAD') => git(clone, ['rev-parse', name]);

  describe('GitHub', () => {
    const REPO = 'orchard/identity';
    type Json = Record<string, unknown>;
    /** What the API answers, by path without its query. */
    let answers: Record<string, unknown>;
    let pull: Json;
    let runOfPlan: Json;

    /** The plan of a pull request, as its job makes it. */
    function planned(): void {
      const { status, stderr } = run(scriptOf('access-plan.yml', 'access plan').shell, {
        env: { BASE: 'refs/tags/base', GITHUB_OUTPUT: path.join(temp, 'output') },
      });
      expect([status, stderr]).toEqual([0, '']);
      expect(readFileSync(path.join(temp, 'output'), 'utf8')).toBe('code=2\n');
      expect(readFileSync(path.join(temp, 'plan.md'), 'utf8')).toContain('access: ');
    }

    /** The artefact as the API hands it out: what is in a folder. */
    function archived(fill: (folder: string) => void): string {
      const folder = mkdtempSync(path.join(home, 'artifact-'));
      fill(folder);
      execFileSync('zip', ['--quiet', '--symlinks', '-r', `${folder}.zip`, '.'], { cwd: folder });
      return `${folder}.zip`;
    }
    const withPlan = (folder: string) => cpSync(path.join(temp, 'plan.json'), path.join(folder, 'plan.json'));

    beforeEach(() => {
      const sha = head();
      pull = {
        number: 7,
        merged_at: '2026-11-20T08:00:00Z',
        merge_commit_sha: sha,
        base: { ref: 'main', repo: { full_name: REPO } },
        head: { ref: 'feature/apples&pears', sha, repo: { full_name: REPO, owner: { login: 'orchard' } } },
      };
      runOfPlan = {
        id: 11,
        path: '.github/workflows/access-plan.yml',
        event: 'pull_request',
        conclusion: 'success',
        head_sha: sha,
        head_branch: 'feature/apples&pears',
        repository: { full_name: REPO },
        head_repository: { full_name: REPO },
        pull_requests: [],
      };
      answers = {
        [`commits/${sha}/pulls`]: [pull],
        pulls: [pull],
        'issues/7/events': [{ event: 'labeled' }, { event: 'merged' }],
        'actions/workflows/access-plan.yml/runs': { workflow_runs: [runOfPlan] },
        'actions/runs/11/artifacts': { artifacts: [artifact(5)] },
        'actions/artifacts/5/zip': archived((folder) => writeFileSync(path.join(folder, 'plan.json'), '{}')),
      };
    });

    const artifact = (id: number, more: Json = {}) => ({
      id,
      name: 'access-plan',
      expired: false,
      size_in_bytes: 9000,
      created_at: `2026-11-20T08:00:0${id}Z`,
      ...more,
    });

    /** `gh api [--paginate] repos/<repo>/<path>[?<query>]`; each query is written down. */
    function fetched() {
      const folder = path.join(home, 'api');
      mkdirSync(folder);
      for (const [name, answer] of Object.entries(answers)) {
        const file = path.join(folder, name.replaceAll('/', '+'));
        if (typeof answer === 'string') cpSync(answer, file);
        else writeFileSync(file, JSON.stringify(answer));
      }
      program(
        'gh',
        `[ "$1" = api ] || exit 1; shift; [ "$1" = --paginate ] && shift
echo "$1" >> '${home}/asked'
path=\${1#repos/${REPO}/}; path=\${path%%\\?*}
exec cat '${folder}'/"\${path//\\//+}"`,
      );
      return run(scriptOf('access-apply.yml', 'Fetch the plan that was reviewed').shell, {
        env: { GITHUB_REPOSITORY: REPO, GITHUB_SHA: head(), GITHUB_REF_NAME: 'main' },
      });
    }

    const applied = () => run(scriptOf('access-apply.yml', 'access apply').shell, { env: { BEFORE: head('base') } });
    const install = () => run('npm ci --ignore-scripts');

    it('validates, plans, comments, fetches and applies', () => {
      planned();
      expect(
        run(scriptOf('access-plan.yml', 'access validate').shell, { env: { BASE: 'refs/tags/base' } }).status,
      ).toBe(0);
      program('gh', `cp "$5" '${home}/comment'; [ "$*" = "pr comment 7 --body-file $5 --edit-last --create-if-none" ]`);
      const comment = SCRIPTS.find(({ shell }) => shell.includes('gh pr comment'))!;
      expect(run(comment.shell, { env: { NUMBER: '7' } }).status).toBe(0);
      expect(readFileSync(path.join(home, 'comment'), 'utf8')).toContain('access: ');
      answers['actions/artifacts/5/zip'] = archived(withPlan);
      expect(fetched()).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(readFileSync(path.join(home, 'asked'), 'utf8')).toContain('head=orchard%3Afeature%2Fapples%26pears');
      install();
      expect(applied()).toMatchObject({ status: 0, stdout: expect.stringContaining('Applied plan') });
      expect(calls().at(-1)).toBe(`apply ${temp}/reviewed/plan.json --base ${head('base')}`);
    });

    it('takes one file, and unpacks nothing', () => {
      planned();
      answers['actions/artifacts/5/zip'] = archived((folder) => {
        withPlan(folder);
        mkdirSync(path.join(folder, 'access'));
        writeFileSync(path.join(folder, 'access/zz.yaml'), 'grants: []\n');
        mkdirSync(path.join(folder, 'node_modules/.bin'), { recursive: true });
        writeFileSync(path.join(folder, 'node_modules/.bin/access'), '#!/bin/sh\ntouch PWNED\n');
        mkdirSync(path.join(folder, '.git'));
        writeFileSync(path.join(folder, '.git/config'), '[core]\n\tfsmonitor = touch PWNED\n');
      });
      const before = git(clone, ['status', '--porcelain']);
      expect(fetched()).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(git(clone, ['status', '--porcelain'])).toBe(before);
      expect(execFileSync('ls', ['-A', path.join(temp, 'reviewed')], { encoding: 'utf8' })).toBe(
        'artifact.zip\nplan.json\n',
      );
      install();
      expect(applied().status).toBe(0);
    });

    it('reads a link in the archive as text', () => {
      answers['actions/artifacts/5/zip'] = archived((folder) => {
        symlinkSync('/etc/passwd', path.join(folder, 'plan.json'));
      });
      expect(fetched().status).toBe(0);
      expect(readFileSync(path.join(temp, 'reviewed/plan.json'), 'utf8')).toBe('/etc/passwd');
      install();
      expect(applied().stderr).toContain('plan/file-invalid');
    });

    test.each<[what: string, refusal: string, forge: () => void]>([
      [
        'a second pull request from the same branch, to a branch of the attacker',
        'a pull request from this branch led to another base',
        () => {
          answers.pulls = [
            pull,
            { ...pull, number: 8, merged_at: null, base: { ref: 'evil', repo: { full_name: REPO } } },
          ];
          answers['actions/workflows/access-plan.yml/runs'] = { workflow_runs: [runOfPlan, { ...runOfPlan, id: 12 }] };
        },
      ],
      [
        'a pull request that led to another base before',
        'led to another base before',
        () => (answers['issues/7/events'] = [{ event: 'base_ref_changed' }, { event: 'merged' }]),
      ],
      [
        'a commit that was pushed',
        'is not the merge of one pull request',
        () => (answers[`commits/${head()}/pulls`] = []),
      ],
      [
        'a pull request that only contains the commit',
        'is not the merge of one pull request',
        () => (answers[`commits/${head()}/pulls`] = [{ ...pull, merged_at: null }]),
      ],
      [
        'a pull request of another merge',
        'is not the merge of one pull request',
        () => (answers[`commits/${head()}/pulls`] = [{ ...pull, merge_commit_sha: 'f'.repeat(40) }]),
      ],
      [
        'a pull request from a fork',
        'is not the merge of one pull request',
        () =>
          (answers[`commits/${head()}/pulls`] = [
            { ...pull, head: { ...(pull.head as Json), repo: { full_name: 'thief/identity' } } },
          ]),
      ],
      [
        'a pull request from a fork that is gone',
        'is not the merge of one pull request',
        () => (answers[`commits/${head()}/pulls`] = [{ ...pull, head: { ...(pull.head as Json), repo: null } }]),
      ],
      ...(
        [
          ['of another workflow', { path: '.github/workflows/evil.yml' }],
          ['of another event', { event: 'push' }],
          ['that failed', { conclusion: 'failure' }],
          ['of another commit', { head_sha: 'f'.repeat(40) }],
          ['of another branch', { head_branch: 'evil' }],
          ['of a fork', { head_repository: { full_name: 'thief/identity' } }],
          ['of a pull request that is open elsewhere', { pull_requests: [{ base: { ref: 'evil' } }] }],
        ] as const
      ).map(
        ([what, other]) =>
          [
            `a run ${what}`,
            'has no plan that succeeded',
            () => (answers['actions/workflows/access-plan.yml/runs'] = { workflow_runs: [{ ...runOfPlan, ...other }] }),
          ] as [string, string, () => void],
      ),
      [
        'no run',
        'has no plan that succeeded',
        () => (answers['actions/workflows/access-plan.yml/runs'] = { workflow_runs: [] }),
      ],
      [
        'an artefact of another name',
        'has no plan file',
        () => (answers['actions/runs/11/artifacts'] = { artifacts: [artifact(5, { name: 'plan' })] }),
      ],
      [
        'a large artefact',
        'has no plan file',
        () => (answers['actions/runs/11/artifacts'] = { artifacts: [artifact(5, { size_in_bytes: 3e7 })] }),
      ],
      [
        'an artefact that is over',
        'has no plan file',
        () => (answers['actions/runs/11/artifacts'] = { artifacts: [artifact(5, { expired: true })] }),
      ],
    ])('refuses %s', (_, refusal, forge) => {
      forge();
      const { status, stdout } = fetched();
      expect([status, stdout]).toEqual([1, expect.stringContaining(refusal)]);
      expect(existsSync(path.join(temp, 'reviewed/plan.json'))).toBe(false);
    });

    it('takes the newest plan of the right runs', () => {
      answers['actions/workflows/access-plan.yml/runs'] = {
        workflow_runs: [{ ...runOfPlan, id: 9 }, runOfPlan, { ...runOfPlan, id: 13, head_branch: 'evil' }],
      };
      answers['actions/runs/11/artifacts'] = { artifacts: [artifact(5), artifact(4), artifact(6, { expired: true })] };
      expect(fetched().status).toBe(0);
      expect(readFileSync(path.join(temp, 'reviewed/plan.json'), 'utf8')).toBe('{}');
    });

    it('stops when the API does not answer', () => {
      delete answers['issues/7/events'];
      expect(fetched().status).not.toBe(0);
      expect(existsSync(path.join(temp, 'reviewed'))).toBe(false);
    });

    it('applies by plan id, and on a schedule', () => {
      planned();
      install();
      const { planId } = JSON.parse(readFileSync(path.join(temp, 'plan.json'), 'utf8'));
      const byId = run(scriptOf('access-apply-expected.yml', 'access apply').shell, {
        env: { PLAN_ID: planId, BASE: head('base') },
      });
      expect(byId).toMatchObject({ status: 0, stdout: expect.stringContaining('Applied plan') });
      run(scriptOf('access-schedule.yml', 'access apply').shell);
      expect(calls().at(-1)).toBe('apply --auto-approve --base HEAD');
    });
  });

  describe('GitLab', () => {
    let project: string;
    const variables = () => ({
      CI_PROJECT_DIR: project,
      CI_COMMIT_SHA: head(),
      CI_COMMIT_BEFORE_SHA: head('base'),
      CI_REPOSITORY_URL: `file://${clone}`,
      AWS_TOKEN: 'token',
      AWS_WEB_IDENTITY_TOKEN_FILE: `${project}.aws-token`,
    });

    beforeEach(() => {
      project = path.join(home, 'builds/identity');
      execFileSync('git', ['clone', '--quiet', clone, project]);
    });

    it('plans a merge request against where it left, and says so in a note', () => {
      program('curl', `printf '%s\\n' "$@" > '${home}/curl'`);
      const env = {
        ...variables(),
        CI_COMMIT_BEFORE_SHA: '0'.repeat(40),
        CI_MERGE_REQUEST_DIFF_BASE_SHA: head('base'),
        CI_MERGE_REQUEST_IID: '3',
        COMMENT_TOKEN: 'note',
        CI_API_V4_URL: 'https://gitlab.example/api/v4',
        CI_PROJECT_ID: '5',
      };
      expect(run(scriptOf('.gitlab-ci.yml', 'validate').shell, { cwd: project, env, flags: '' }).status).toBe(0);
      expect(run(scriptOf('.gitlab-ci.yml', 'plan').shell, { cwd: project, env, flags: '' })).toMatchObject({
        status: 0,
      });
      expect(calls().every((call) => call.includes(`--base ${head('base')}`))).toBe(true);
      expect(readFileSync(path.join(home, 'curl'), 'utf8')).toContain(
        `body@${project}.plan.md\nhttps://gitlab.example/api/v4/projects/5/merge_requests/3/notes`,
      );
      expect(readFileSync(`${project}.plan.md`, 'utf8')).toContain('access: ');
    });

    it('applies from a checkout that no artefact was unpacked into', () => {
      expect(run(scriptOf('.gitlab-ci.yml', 'plan').shell, { cwd: project, env: variables(), flags: '' }).status).toBe(
        0,
      );
      const plan = readFileSync(path.join(project, 'plan.json'));
      // What a runner makes of GIT_STRATEGY: empty, and an artefact of somebody who means harm.
      rmSync(project, { recursive: true });
      mkdirSync(path.join(project, 'access'), { recursive: true });
      writeFileSync(path.join(project, 'plan.json'), plan);
      cpSync(path.join(clone, 'access'), path.join(project, 'access'), { recursive: true });
      writeFileSync(path.join(project, 'access/zz.yaml'), 'no: configuration\n');
      mkdirSync(path.join(project, 'node_modules/.bin'), { recursive: true });
      writeFileSync(path.join(project, 'node_modules/.bin/access'), `#!/bin/sh\ntouch '${home}/PWNED'\n`, {
        mode: 0o755,
      });
      git(project, ['init', '--quiet']);
      git(project, ['config', 'core.fsmonitor', `touch '${home}/PWNED'`]);
      git(project, ['config', 'pager.clone', `touch '${home}/PWNED'`]);
      const applied = run(scriptOf('.gitlab-ci.yml', 'apply').shell, { cwd: project, env: variables(), flags: '' });
      expect(applied).toMatchObject({ status: 0, stdout: expect.stringContaining('Applied plan') });
      expect(calls().at(-1)).toBe(`apply ${project}/plan.json --base ${head('base')}`);
      expect(existsSync(path.join(home, 'PWNED'))).toBe(false);
    });
  });

  describe('Azure', () => {
    it('plans a pull request against its target, and a merge against what was before', () => {
      const base = scriptOf('azure-pipelines.yml', 'The target branch, or the commit before the merge').shell;
      const set = '##vso[task.setvariable variable=BASE;isReadOnly=true]';
      for (const target of ['refs/heads/main', 'main'])
        expect(run(base, { env: { SYSTEM_PULLREQUEST_TARGETBRANCH: target }, flags: '' }).stdout).toBe(
          `${set}refs/remotes/origin/main\n`,
        );
      expect(run(base, { flags: '' }).stdout).toBe(`${set}HEAD^1\n`);
    });

    it('validates, plans, comments and applies', () => {
      const env = { BASE: 'HEAD^1' };
      expect(run(scriptOf('azure-pipelines.yml', 'access validate').shell, { env, flags: '' }).status).toBe(0);
      const planned = run(scriptOf('azure-pipelines.yml', 'plan').shell, { env, flags: '' });
      expect(planned).toMatchObject({ status: 0, stdout: '##vso[task.setvariable variable=code;isOutput=true]2\n' });
      program('curl', `cat > '${home}/body'; printf '%s\\n' "$@" > '${home}/curl'`);
      const commented = run(scriptOf('azure-pipelines.yml', 'Comment').shell, {
        env: {
          SYSTEM_ACCESSTOKEN: 't',
          SYSTEM_COLLECTIONURI: 'https://dev.azure.example/orchard/',
          SYSTEM_TEAMPROJECTID: 'p',
          BUILD_REPOSITORY_ID: 'r',
          SYSTEM_PULLREQUEST_PULLREQUESTID: '9',
        },
        flags: '',
      });
      expect(commented).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(readFileSync(path.join(home, 'curl'), 'utf8')).toContain(
        'https://dev.azure.example/orchard/p/_apis/git/repositories/r/pullRequests/9/threads?api-version=7.1',
      );
      expect(JSON.parse(readFileSync(path.join(home, 'body'), 'utf8')).comments[0].content).toContain('access: ');
      mkdirSync(path.join(home, 'workspace/access-plan'), { recursive: true });
      cpSync(path.join(temp, 'plan.json'), path.join(home, 'workspace/access-plan/plan.json'));
      run('npm ci --ignore-scripts');
      const applied = run(scriptOf('azure-pipelines.yml', 'access apply').shell, {
        env: { PIPELINE_WORKSPACE: path.join(home, 'workspace') },
        flags: '',
      });
      expect(applied).toMatchObject({ status: 0, stdout: expect.stringContaining('Applied plan') });
    });
  });
});
