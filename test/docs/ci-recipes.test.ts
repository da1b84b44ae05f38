// The recipes of docs/ci.md, run: their shell is taken from the document and played on real repositories with the program and its sandbox. Only what a CI
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
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { type FakeForge, startForge } from '../support/forge.ts';
import { commitAll, git, gitEnvironment } from '../support/git.ts';
import { plantOrchard } from '../support/orchard.ts';
import { MISSING_PROGRAM, programForShells, runFile, type ShellProgram } from '../support/program.ts';
import { ACTION, RECIPES, scriptOf } from '../support/recipes.ts';

const missing = [
  ...MISSING_PROGRAM,
  ...['bash', 'jq', 'zip', 'unzip'].filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0),
];
const canRun = missing.length === 0;
const title = (what: string) => (canRun ? what : `${what} (skipped: ${missing.join(', ')} is missing)`);

const SCRIPTS = [...RECIPES, ACTION].flatMap(({ scripts }) => scripts);
const ACCESS = /(?:\baccess|dist\/main\.js\}") (?:validate|plan|apply)\b[^\n]*/gm;

describe('recipes', () => {
  it('are all there', () => {
    expect(RECIPES.map(({ file }) => file)).toEqual([
      'access-plan.yml',
      'access-apply.yml',
      'access-apply-expected.yml',
      '.gitlab-ci.yml',
      'azure-pipelines.yml',
      'access-schedule.yml',
      'access-drift.yml',
      'azure-pipelines-drift.yml',
    ]);
    expect(SCRIPTS.length).toBeGreaterThan(15);
  });

  test.each(SCRIPTS.map((script) => [script.name, script.shell] as const))('%s is shell', (_, shell) => {
    expect(spawnSync('bash', ['-n'], { input: shell, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    // What a CI system puts into a script before the shell sees it is read as shell.
    expect(shell).not.toMatch(/\$\{\{|\$\((?:System|Build|Pipeline|Agent)\./);
  });

  it('name a base in every call', () => {
    const calls = SCRIPTS.flatMap(({ shell }) => shell.match(ACCESS) ?? []);
    expect(calls).toHaveLength(10);
    expect(calls.filter((call) => !call.includes('--base'))).toEqual([]);
  });

  it('pin every action, and unpack no artefact', () => {
    const text = JSON.stringify([...RECIPES, ACTION].map(({ content }) => content));
    const uses = [...text.matchAll(/"uses":"([^"]+)"/g)].map(([, action]) => action!);
    expect(uses.length).toBeGreaterThan(10);
    expect(uses.filter((action) => !/@(?:<full commit SHA>|[0-9a-f]{40})$/.test(action))).toEqual([]);
    expect(text).not.toMatch(/download-artifact|gh run download|on":{[^}]*pull_request_target/);
  });

  it('put no input of the action straight into its shell, and know every one of them', () => {
    const { inputs, runs } = ACTION.content as {
      readonly inputs: Readonly<Record<string, unknown>>;
      readonly runs: { readonly steps: readonly Readonly<Record<string, unknown>>[] };
    };
    for (const { shell } of ACTION.scripts) expect(shell).not.toContain('${{');
    const used = [...JSON.stringify(runs).matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name!);
    expect([...new Set(used)].sort()).toEqual(Object.keys(inputs).sort());
    const given = RECIPES.flatMap(({ content }) => [...JSON.stringify(content).matchAll(/"with":({"command"[^}]*})/g)]);
    expect(given.length).toBe(5);
    for (const [, keys] of given)
      for (const [, key] of keys!.matchAll(/"([\w-]+)":/g)) expect(Object.keys(inputs)).toContain(key);
  });
});

describe.skipIf(!canRun)(title('runs'), () => {
  let home: string;
  let clone: string;
  let bin: string;
  let temp: string;
  let served: ShellProgram;

  /** Two commits: `base`, and one that was reviewed. Copied for each test. */
  let template: string;
  /** What is live when a sandbox begins. */
  let seed: string;
  beforeAll(async () => {
    served = await programForShells();
    template = mkdtempSync(path.join(tmpdir(), 'access-recipes-template-'));
    plantOrchard(template);
    seed = path.join(mkdtempSync(path.join(tmpdir(), 'access-recipes-live-')), 'live.json');
    renameSync(path.join(template, 'live.json'), seed);
    commitAll(template, 'base');
    appendFileSync(path.join(template, 'access/people.yaml'), '# reviewed\n');
    commitAll(template, 'reviewed');
  });
  afterAll(async () => {
    await served.close();
    for (const folder of [template, path.dirname(seed)]) rmSync(folder, { recursive: true });
  });

  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'access-recipes-'));
    [clone, bin, temp] = ['clone', 'bin', 'temp'].map((name) => path.join(home, name)) as [string, string, string];
    for (const folder of [bin, temp, path.join(temp, 'reviewed')]) mkdirSync(folder);
    cpSync(template, clone, { recursive: true });
    program('access', access());
    program('npx', '[ "$1" = --no-install ] && [ "$2" = access ] && shift 2 || exit 127; exec access "$@"');
    program(
      'npm',
      '[ "$*" = "ci --ignore-scripts" ] || exit 1; mkdir -p node_modules/.bin; cp "$(command -v access)" node_modules/.bin/access',
    );
  });
  afterEach(() => rmSync(home, { recursive: true }));

  /** The program, on a sandbox that lasts; each call is written down. */
  function access(): string {
    const state = path.join(home, 'sandbox.json');
    return `echo "$*" >> '${home}/calls'
case $1 in
  plan | apply) set -- "$@" --sandbox --sandbox-state '${state}' --seed '${seed}' ;;
  comment) [ -n "\${SEND:-}" ] || set -- "$@" --dry-run ;;
esac
${served.shell}`;
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
    return runFile('bash', [...(flags === '' ? [] : [flags]), file], { cwd, env: variables });
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

    /** A step of the action, with what the runner gives it. */
    const step = (name: string, env: Readonly<Record<string, string>> = {}) =>
      run(scriptOf('action.yml', name).shell, { env: { ...JOB(), ...env } });
    const PLAN = () => path.join(temp, 'reviewed/plan.json');
    const JOB = () => ({
      PROGRAM: path.join(bin, 'access'),
      DIR: 'access',
      BASE: 'refs/tags/base',
      OPTIONS: '',
      MARKER: '',
      PLAN: PLAN(),
      PLAN_ID: '',
      UNATTENDED: 'false',
      RUN_LOG: path.join(temp, 'reviewed/run-log.jsonl'),
      WORKFLOW: 'access-plan.yml',
      ARTIFACT: 'access-plan',
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: REPO,
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_OUTPUT: path.join(temp, 'output'),
      GITHUB_TOKEN: 'token',
    });
    const outputs = () => readFileSync(path.join(temp, 'output'), 'utf8');

    /** The plan of a pull request, as its job makes it. */
    async function planned(): Promise<void> {
      expect(await step('Plan')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('Plan') });
      const { planId } = JSON.parse(readFileSync(PLAN(), 'utf8'));
      expect(outputs()).toBe(`code=2\nplan-file=${PLAN()}\nchanges=true\nplan-id=${planId}\n`);
      expect((await step('Verdict', { CODE: '2' })).status).toBe(0);
      cpSync(PLAN(), path.join(temp, 'plan.json'));
      rmSync(PLAN());
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
      return step('Fetch the plan that was reviewed', { GITHUB_SHA: head(), GITHUB_REF_NAME: 'main' });
    }

    const applied = (env = {}) => step('Apply', { BASE: head('base'), ...env });

    it('chooses the base, and refuses what is no command or has the rights of another', async () => {
      const prepared = async (env: Readonly<Record<string, string>>) => {
        writeFileSync(path.join(temp, 'output'), '');
        const { status, stdout } = await step('Prepare', { COMMAND: 'plan', BASE: '', BEFORE: '', ...env });
        return status === 0 ? /^base=(.*)$/m.exec(outputs())?.[1] : stdout;
      };
      expect(await prepared({ GITHUB_EVENT_NAME: 'pull_request', GITHUB_BASE_REF: 'main' })).toBe(
        'refs/remotes/origin/main',
      );
      expect(await prepared({ GITHUB_EVENT_NAME: 'push', BEFORE: 'f00' })).toBe('f00');
      expect(await prepared({ GITHUB_EVENT_NAME: 'schedule' })).toBe('HEAD');
      expect(await prepared({ GITHUB_EVENT_NAME: 'workflow_dispatch', BASE: 'abc' })).toBe('abc');
      expect(await prepared({ GITHUB_EVENT_NAME: 'pull_request_target' })).toContain(
        '::error title=access::use pull_request',
      );
      expect(await prepared({ GITHUB_EVENT_NAME: 'push', COMMAND: 'plan; id' })).toContain('validate, plan or apply');
    });

    it('validates, plans, comments, fetches and applies', async () => {
      await planned();
      expect((await step('Validate')).status).toBe(0);
      expect(await step('Comment', { PLAN: path.join(temp, 'plan.json') })).toMatchObject({
        status: 0,
        stderr: `dry run: nothing was sent on pull request 7 of ${REPO} (GitHub)\n`,
      });
      expect(outputs()).toMatch(/comment-url=<!-- access comment access -->\n##/);
      answers['actions/artifacts/5/zip'] = archived(withPlan);
      expect(await fetched()).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(readFileSync(path.join(home, 'asked'), 'utf8')).toContain('head=orchard%3Afeature%2Fapples%26pears');
      expect(await applied()).toMatchObject({ status: 0, stdout: expect.stringContaining('Applied plan') });
      expect(calls().at(-1)).toBe(
        `apply ${PLAN()} --dir access --base ${head('base')} --journal ${temp}/reviewed/run-log.jsonl`,
      );
      expect(readFileSync(path.join(temp, 'reviewed/run-log.jsonl'), 'utf8')).toContain('"event"');
    });

    it('says what stopped a plan, and fails', async () => {
      appendFileSync(path.join(clone, 'access/people.yaml'), 'nonsense: 1\n');
      expect((await step('Plan')).status).toBe(0);
      expect(outputs()).toBe(`code=1\nplan-file=${PLAN()}\nchanges=false\nplan-id=\n`);
      expect((await step('Comment')).status).toBe(0);
      expect(outputs()).toContain('unknown key `nonsense`');
      expect((await step('Verdict', { CODE: '1' })).status).toBe(1);
    });

    it('hands on options, each a line, none of them shell', async () => {
      expect((await step('Validate', { OPTIONS: '--allow\nplan/deletes=40\n\n$(touch PWNED)' })).status).toBe(1);
      expect(calls().at(-1)).toBe(
        'validate --dir access --base refs/tags/base --format github --allow plan/deletes=40 $(touch PWNED)',
      );
      expect(existsSync(path.join(clone, 'PWNED'))).toBe(false);
    });

    it('makes the comment', async () => {
      await planned();
      const forge: FakeForge = await startForge({ kind: 'github' });
      try {
        const summary = path.join(temp, 'summary.md');
        writeFileSync(summary, 'Earlier\n');
        const env = {
          ...JOB(),
          PLAN: path.join(temp, 'plan.json'),
          ...forge.env,
          SEND: '1',
          GITHUB_STEP_SUMMARY: summary,
        };
        expect(await run(scriptOf('action.yml', 'Comment').shell, { env })).toMatchObject({ status: 0 });
        expect(forge.comments.map(({ body }) => body.split('\n')[0])).toEqual([
          '<!-- access comment access run=500.1 -->',
        ]);
        expect(outputs()).toContain(`comment-url=https://github.example/${REPO}/pull/7#issuecomment-1\n`);
        expect(readFileSync(summary, 'utf8')).toMatch(/^Earlier\n## access: /);
      } finally {
        await forge.close();
      }
    });

    it('takes one file, and unpacks nothing', async () => {
      await planned();
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
      expect(await fetched()).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(git(clone, ['status', '--porcelain'])).toBe(before);
      expect(execFileSync('ls', ['-A', path.join(temp, 'reviewed')], { encoding: 'utf8' })).toBe(
        'plan.json\nplan.json.zip\n',
      );
      expect((await applied()).status).toBe(0);
    });

    it('reads a link in the archive as text', async () => {
      answers['actions/artifacts/5/zip'] = archived((folder) => {
        symlinkSync('/etc/passwd', path.join(folder, 'plan.json'));
      });
      expect((await fetched()).status).toBe(0);
      expect(readFileSync(path.join(temp, 'reviewed/plan.json'), 'utf8')).toBe('/etc/passwd');
      expect((await applied()).stderr).toContain('plan/file-invalid');
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
    ])('refuses %s', async (_, refusal, forge) => {
      forge();
      const { status, stdout } = await fetched();
      expect([status, stdout]).toEqual([1, expect.stringContaining(refusal)]);
      expect(existsSync(path.join(temp, 'reviewed/plan.json'))).toBe(false);
    });

    it('takes the newest plan of the right runs', async () => {
      answers['actions/workflows/access-plan.yml/runs'] = {
        workflow_runs: [{ ...runOfPlan, id: 9 }, runOfPlan, { ...runOfPlan, id: 13, head_branch: 'evil' }],
      };
      answers['actions/runs/11/artifacts'] = { artifacts: [artifact(5), artifact(4), artifact(6, { expired: true })] };
      expect((await fetched()).status).toBe(0);
      expect(readFileSync(path.join(temp, 'reviewed/plan.json'), 'utf8')).toBe('{}');
    });

    it('stops when the API does not answer', async () => {
      delete answers['issues/7/events'];
      expect((await fetched()).status).not.toBe(0);
      expect(existsSync(PLAN())).toBe(false);
    });

    it('applies by plan id, and on a schedule', async () => {
      await planned();
      const { planId } = JSON.parse(readFileSync(path.join(temp, 'plan.json'), 'utf8'));
      expect(await applied({ PLAN_ID: planId })).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('Applied plan'),
      });
      await applied({ UNATTENDED: 'true', BASE: 'HEAD' });
      expect(
        calls()
          .slice(-2)
          .map((call) => call.replace(/ --journal .*/, '')),
      ).toEqual([
        `apply --expect ${planId} --dir access --base ${head('base')}`,
        'apply --auto-approve --dir access --base HEAD',
      ]);
    });
  });

  describe('GitLab', () => {
    let project: string;
    const variables = () => ({
      CI_PROJECT_DIR: project,
      CI_COMMIT_SHA: head(),
      CI_COMMIT_BEFORE_SHA: head('base'),
      CI_REPOSITORY_URL: `file://${clone}`,
      CI_JOB_ID: '77',
      AWS_TOKEN: 'token',
      AWS_WEB_IDENTITY_TOKEN_FILE: `${project}.aws-token`,
    });

    beforeEach(() => {
      project = path.join(home, 'builds/identity');
      execFileSync('git', ['clone', '--quiet', clone, project]);
    });

    it('plans a merge request against where it left, and says so in a note', async () => {
      const env = {
        ...variables(),
        GITLAB_CI: 'true',
        CI_COMMIT_BEFORE_SHA: '0'.repeat(40),
        CI_MERGE_REQUEST_DIFF_BASE_SHA: head('base'),
        CI_MERGE_REQUEST_IID: '3',
        CI_MERGE_REQUEST_PROJECT_ID: '5',
        CI_API_V4_URL: 'https://gitlab.example/api/v4',
        CI_PROJECT_ID: '5',
      };
      expect((await run(scriptOf('.gitlab-ci.yml', 'validate').shell, { cwd: project, env, flags: '' })).status).toBe(
        0,
      );
      const report = JSON.parse(readFileSync(path.join(project, 'gl-code-quality-report.json'), 'utf8'));
      expect(report).toBeInstanceOf(Array);
      const planned = await run(scriptOf('.gitlab-ci.yml', 'plan').shell, { cwd: project, env, flags: '' });
      expect(planned).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/<!-- access comment access -->\n##/),
        stderr: expect.stringContaining('on pull request 3 of 5 (GitLab)'),
      });
      expect(
        calls()
          .filter((call) => !call.startsWith('comment'))
          .every((call) => call.includes(`--base ${head('base')}`)),
      ).toBe(true);
    });

    it('applies from a checkout that no artefact was unpacked into', async () => {
      // After a push there is nothing to comment on.
      const env = { ...variables(), SEND: '1', GITLAB_CI: 'true', CI_PROJECT_ID: '5' };
      const planned = await run(scriptOf('.gitlab-ci.yml', 'plan').shell, { cwd: project, env, flags: '' });
      expect(planned).toMatchObject({ status: 0, stderr: expect.stringContaining('comment/no-pull-request') });
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
      const applied = await run(scriptOf('.gitlab-ci.yml', 'apply').shell, {
        cwd: project,
        env: variables(),
        flags: '',
      });
      expect(applied).toMatchObject({ status: 0, stdout: expect.stringContaining('Applied plan') });
      expect(calls().at(-1)).toBe(
        `apply ${project}/plan.json --base ${head('base')} --journal ${project}/run-log-77.jsonl`,
      );
      expect(existsSync(path.join(home, 'PWNED'))).toBe(false);
    });
  });

  describe('Azure', () => {
    it('plans a pull request against its target, and a merge against what was before', async () => {
      const base = scriptOf('azure-pipelines.yml', 'The target branch, or the commit before the merge').shell;
      const set = '##vso[task.setvariable variable=BASE;isReadOnly=true]';
      for (const target of ['refs/heads/main', 'main'])
        expect((await run(base, { env: { SYSTEM_PULLREQUEST_TARGETBRANCH: target }, flags: '' })).stdout).toBe(
          `${set}refs/remotes/origin/main\n`,
        );
      expect((await run(base, { flags: '' })).stdout).toBe(`${set}HEAD^1\n`);
    });

    it('validates, plans, comments and applies', async () => {
      const env = { BASE: 'HEAD^1' };
      expect((await run(scriptOf('azure-pipelines.yml', 'access validate').shell, { env, flags: '' })).status).toBe(0);
      const planned = await run(scriptOf('azure-pipelines.yml', 'plan').shell, { env, flags: '' });
      expect(planned).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/\n##vso\[task.setvariable variable=code;isOutput=true\]2\n$/),
      });
      const commented = await run(scriptOf('azure-pipelines.yml', 'access comment').shell, {
        env: {
          TF_BUILD: 'True',
          SYSTEM_ACCESSTOKEN: 't',
          SYSTEM_COLLECTIONURI: 'https://dev.azure.example/orchard/',
          SYSTEM_TEAMPROJECTID: 'p',
          BUILD_REPOSITORY_ID: 'r',
          SYSTEM_PULLREQUEST_PULLREQUESTID: '9',
        },
        flags: '',
      });
      expect(commented).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('access: '),
        stderr: 'dry run: nothing was sent on pull request 9 of p/r (Azure DevOps)\n',
      });
      mkdirSync(path.join(home, 'workspace/access-plan'), { recursive: true });
      cpSync(path.join(temp, 'plan.json'), path.join(home, 'workspace/access-plan/plan.json'));
      await run('npm ci --ignore-scripts');
      const applied = await run(scriptOf('azure-pipelines.yml', 'access apply').shell, {
        env: { PIPELINE_WORKSPACE: path.join(home, 'workspace') },
        flags: '',
      });
      expect(applied).toMatchObject({ status: 0, stdout: expect.stringContaining('Applied plan') });
    });
  });
});
