// Which pull request of which forge a run is about: what the CI system says in its environment, under what the command line says. Pure.
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { optional } from '../optional.ts';
import type { ForgeName } from './forge.ts';

export interface Place {
  readonly forge: ForgeName;
  /** Base of the API, without a slash at the end: https, or this machine. */
  readonly api: string;
  /** GitHub `owner/name`, GitLab the id or path of the project, Azure DevOps `project/repository`, ids or names. */
  readonly repository: string;
  /** Undefined: this run is of no pull request. */
  readonly pullRequest?: number;
  readonly run?: RunOfJob;
  /** Of the branch that is to be merged. */
  readonly commit?: string;
}

/** The run of a CI job that speaks. */
export interface RunOfJob {
  /** Grows from run to run, and from attempt to attempt: `[run, attempt]`. */
  readonly order: readonly [number, number];
  /** Its log, for people. */
  readonly url?: string;
}

export interface PlaceOptions {
  readonly forge?: ForgeName;
  readonly repository?: string;
  readonly pullRequest?: number;
  readonly apiUrl?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What of GitHub's event is looked at: the payload of the webhook, which GITHUB_EVENT_PATH names. Anything may be anything. */
export interface GithubEvent {
  readonly pull_request?: { readonly number?: unknown; readonly head?: { readonly sha?: unknown } };
  readonly issue?: { readonly number?: unknown; readonly pull_request?: unknown };
}

/** Throws an AccessError when nothing says which forge it is, or what is said makes no sense. */
export function placeOf(env: Environment, options: PlaceOptions, event: GithubEvent = {}): Place {
  const forge = options.forge ?? forgeOf(env);
  if (forge === undefined) throw new AccessError(diagnose('comment/no-forge', {}));
  const found = PLACES[forge](env, event);
  const repository = options.repository ?? found.repository;
  if (repository === undefined || !REPOSITORIES[forge].test(repository) || hasDots(repository))
    throw new AccessError(diagnose('comment/repository', { forge, repository: repository ?? '' }));
  const pullRequest = options.pullRequest ?? found.pullRequest;
  return {
    forge,
    api: apiOf(options.apiUrl ?? found.api),
    repository,
    ...optional({ pullRequest, run: found.run, commit: found.commit }),
  };
}

/** An Azure pipeline may build a repository of GitHub, where its pull requests then are. */
function forgeOf(env: Environment): ForgeName | undefined {
  if (isTrue(env.GITHUB_ACTIONS)) return 'github';
  if (isTrue(env.GITLAB_CI)) return 'gitlab';
  if (!isTrue(env.TF_BUILD)) return undefined;
  return env.BUILD_REPOSITORY_PROVIDER === 'GitHub' ? 'github' : 'azure-devops';
}

const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === 'true';

/** Of the segments, each is put into a path: encoded, and none that leads up. */
const REPOSITORIES: Readonly<Record<ForgeName, RegExp>> = {
  github: /^[\w.-]+\/[\w.-]+$/,
  gitlab: /^(?:\d+|[\w.-]+(?:\/[\w.-]+)+)$/,
  'azure-devops': /^[^/\\?#%\p{C}]+\/[^/\\?#%\p{C}]+$/u,
};

const hasDots = (repository: string): boolean => repository.split('/').some((segment) => /^\.+$/.test(segment));

type Found = Partial<Place>;

const PLACES: Readonly<Record<ForgeName, (env: Environment, event: GithubEvent) => Found>> = {
  github: (env, event) => (isTrue(env.TF_BUILD) ? githubOfAzure(env) : githubOf(env, event)),
  gitlab: gitlabOf,
  'azure-devops': azureOf,
};

/** GitHub, "Variables reference": GITHUB_REF of a pull request is `refs/pull/<number>/merge`. */
function githubOf(env: Environment, { pull_request: pull, issue }: GithubEvent): Found {
  const number = /^refs\/pull\/(\d+)\//.exec(env.GITHUB_REF ?? '')?.[1];
  const ofIssue = issue?.pull_request === undefined ? undefined : issue.number;
  const repository = env.GITHUB_REPOSITORY;
  const log = `${env.GITHUB_SERVER_URL}/${repository}/actions/runs/${env.GITHUB_RUN_ID}`;
  return {
    api: env.GITHUB_API_URL || 'https://api.github.com',
    ...given({
      repository,
      pullRequest: numberOf(pull?.number) ?? numberOf(ofIssue) ?? numberOf(number),
      run: runOf({ id: env.GITHUB_RUN_ID, attempt: env.GITHUB_RUN_ATTEMPT, log }),
      commit: commitOf(pull?.head?.sha),
    }),
  };
}

function githubOfAzure(env: Environment): Found {
  return {
    api: 'https://api.github.com',
    ...given({
      repository: env.BUILD_REPOSITORY_NAME,
      pullRequest: numberOf(env.SYSTEM_PULLREQUEST_PULLREQUESTNUMBER),
      run: azureRun(env),
      commit: commitOf(env.SYSTEM_PULLREQUEST_SOURCECOMMITID),
    }),
  };
}

/** GitLab, "Predefined CI/CD variables". In a pipeline that runs in a fork, the merge request is in another project than the pipeline. */
function gitlabOf(env: Environment): Found {
  return {
    api: env.CI_API_V4_URL || 'https://gitlab.com/api/v4',
    ...given({
      repository: env.CI_MERGE_REQUEST_PROJECT_ID || env.CI_PROJECT_ID,
      pullRequest: numberOf(env.CI_MERGE_REQUEST_IID),
      run: runOf({ id: env.CI_PIPELINE_ID, attempt: env.CI_JOB_ID, log: env.CI_JOB_URL }),
      commit: commitOf(env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA || env.CI_COMMIT_SHA),
    }),
  };
}

/** Azure Pipelines, "Predefined variables". */
function azureOf(env: Environment): Found {
  const project = env.SYSTEM_TEAMPROJECTID || env.SYSTEM_TEAMPROJECT;
  const repository = env.BUILD_REPOSITORY_ID;
  return {
    api: env.SYSTEM_COLLECTIONURI ?? '',
    ...given({
      repository: project === undefined || repository === undefined ? undefined : `${project}/${repository}`,
      pullRequest: numberOf(env.SYSTEM_PULLREQUEST_PULLREQUESTID),
      run: azureRun(env),
      commit: commitOf(env.SYSTEM_PULLREQUEST_SOURCECOMMITID),
    }),
  };
}

function azureRun(env: Environment): RunOfJob | undefined {
  const log = `${env.SYSTEM_COLLECTIONURI}${env.SYSTEM_TEAMPROJECTID}/_build/results?buildId=${env.BUILD_BUILDID}`;
  return runOf({ id: env.BUILD_BUILDID, attempt: env.SYSTEM_JOBATTEMPT, log });
}

interface Job {
  readonly id: string | undefined;
  readonly attempt: string | undefined;
  readonly log: string | undefined;
}

function runOf({ id, attempt = '1', log = '' }: Job): RunOfJob | undefined {
  const order = [numberOf(id), numberOf(attempt)] as const;
  if (order[0] === undefined || order[1] === undefined) return undefined;
  const url = URL.canParse(log) ? new URL(log) : undefined;
  return { order: [order[0], order[1]], ...(url?.protocol === 'https:' ? { url: url.href } : {}) };
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) && (number as number) > 0 ? (number as number) : undefined;
}

const commitOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[0-9a-f]{40,64}$/.test(value) ? value : undefined;

type Given<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined | ''> };

/** Without what is not there: a variable of CI that is set to nothing is none. */
function given<T extends object>(facts: T): Given<T> {
  const there = Object.entries(facts).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(there) as Given<T>;
}

/** A token goes over https only, but to this machine. */
function apiOf(text = ''): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (
    url === undefined ||
    !isSafe ||
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== ''
  )
    throw new AccessError(diagnose('comment/api-url', { url: withoutSecrets(text) }));
  return url.href.replace(/\/+$/, '');
}

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host);

/** Whatever stands before an `@`, or behind a question mark, may be one. */
const withoutSecrets = (text: string): string => text.replace(/^(\w+:\/\/)[^/]*@/, '$1').replace(/[?#].*$/s, '');
