// Which pull request a job is about, from the environment of each CI system.
import { describe, expect, test } from 'vitest';
import { AccessError } from '../../../src/diagnostics/diagnostic.ts';
import { type Environment, type PlaceOptions, placeOf } from '../../../src/forge/place.ts';

const SHA = 'bd7a00e0bd7a00e0bd7a00e0bd7a00e0bd7a00e0';
const GITHUB = {
  GITHUB_ACTIONS: 'true',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'orchard/identity',
  GITHUB_REF: 'refs/pull/7/merge',
  GITHUB_RUN_ID: '12345678901',
  GITHUB_RUN_ATTEMPT: '2',
};
const GITLAB = {
  GITLAB_CI: 'true',
  CI_API_V4_URL: 'https://gitlab.example/api/v4',
  CI_PROJECT_ID: '99',
  CI_MERGE_REQUEST_PROJECT_ID: '31',
  CI_MERGE_REQUEST_IID: '7',
  CI_PIPELINE_ID: '5',
  CI_JOB_ID: '6',
  CI_JOB_URL: 'https://gitlab.example/orchard/identity/-/jobs/6',
  CI_COMMIT_SHA: SHA,
};
const AZURE = {
  TF_BUILD: 'True',
  BUILD_REPOSITORY_PROVIDER: 'TfsGit',
  SYSTEM_COLLECTIONURI: 'https://dev.azure.com/orchard/',
  SYSTEM_TEAMPROJECTID: 'p',
  BUILD_REPOSITORY_ID: 'r',
  SYSTEM_PULLREQUEST_PULLREQUESTID: '7',
  BUILD_BUILDID: '5',
};

test('GitHub Actions', () => {
  expect(placeOf(GITHUB, {})).toEqual({
    forge: 'github',
    api: 'https://api.github.com',
    repository: 'orchard/identity',
    pullRequest: 7,
    run: { order: [12_345_678_901, 2], url: 'https://github.com/orchard/identity/actions/runs/12345678901' },
  });
  const event = { pull_request: { number: 9, head: { sha: SHA } } };
  const { pullRequest, commit } = placeOf({ ...GITHUB, GITHUB_REF: 'refs/heads/main' }, {}, event);
  expect([pullRequest, commit]).toEqual([9, SHA]);
  expect(placeOf({ ...GITHUB, GITHUB_REF: 'refs/heads/main' }, {})).not.toHaveProperty('pullRequest');
  const remark = { issue: { number: 4, pull_request: {} } };
  expect(placeOf({ ...GITHUB, GITHUB_REF: 'refs/heads/main' }, {}, remark).pullRequest).toBe(4);
  expect(placeOf({ ...GITHUB, GITHUB_REF: 'refs/heads/main' }, {}, { issue: { number: 4 } })).not.toHaveProperty(
    'pullRequest',
  );
});

test('GitLab: the merge request may be in another project than the pipeline', () => {
  expect(placeOf(GITLAB, {})).toEqual({
    forge: 'gitlab',
    api: 'https://gitlab.example/api/v4',
    repository: '31',
    pullRequest: 7,
    run: { order: [5, 6], url: 'https://gitlab.example/orchard/identity/-/jobs/6' },
    commit: SHA,
  });
});

test('Azure Pipelines, with a repository of its own or of GitHub', () => {
  expect(placeOf(AZURE, {})).toEqual({
    forge: 'azure-devops',
    api: 'https://dev.azure.com/orchard',
    repository: 'p/r',
    pullRequest: 7,
    run: { order: [5, 1], url: 'https://dev.azure.com/orchard/p/_build/results?buildId=5' },
  });
  const github = {
    ...AZURE,
    BUILD_REPOSITORY_PROVIDER: 'GitHub',
    BUILD_REPOSITORY_NAME: 'orchard/identity',
    SYSTEM_PULLREQUEST_PULLREQUESTNUMBER: '12',
  };
  expect(placeOf(github, {})).toMatchObject({ forge: 'github', repository: 'orchard/identity', pullRequest: 12 });
});

test('the command line goes before the environment', () => {
  const options = { repository: 'a/b', pullRequest: 3, apiUrl: 'http://127.0.0.1:80/api/v3/' };
  expect(placeOf(GITHUB, options)).toMatchObject({ repository: 'a/b', pullRequest: 3, api: 'http://127.0.0.1/api/v3' });
  expect(placeOf({}, { ...options, forge: 'gitlab' })).toMatchObject({ forge: 'gitlab', repository: 'a/b' });
});

describe('refuses', () => {
  test.each<[what: string, code: string, env: Environment, options: PlaceOptions]>([
    ['no CI', 'comment/no-forge', {}, {}],
    ['no repository', 'comment/repository', { GITHUB_ACTIONS: 'true' }, {}],
    ['a way up', 'comment/repository', GITHUB, { repository: '../user' }],
    ['a way down', 'comment/repository', GITHUB, { repository: 'a/b/c' }],
    ['a query', 'comment/repository', AZURE, { repository: 'a/b?c' }],
    ['a line', 'comment/repository', AZURE, { repository: 'a/b\n##vso[x]' }],
    ['no address', 'comment/api-url', { ...AZURE, SYSTEM_COLLECTIONURI: '' }, {}],
    ['plain http', 'comment/api-url', GITHUB, { apiUrl: 'http://api.github.com' }],
    ['a host that only begins like this one', 'comment/api-url', GITHUB, { apiUrl: 'http://127.0.0.1.evil.example' }],
    ['a file', 'comment/api-url', GITHUB, { apiUrl: 'file:///etc/passwd' }],
    ['a password', 'comment/api-url', GITHUB, { apiUrl: 'https://user:s3cret@api.github.com' }],
    ['a query of an address', 'comment/api-url', GITHUB, { apiUrl: 'https://api.github.com/?token=s3cret' }],
  ])('%s', (_, code, env, options) => {
    const refused = () => placeOf(env, options);
    expect(refused).toThrow(AccessError);
    try {
      refused();
    } catch (error) {
      const { diagnostic } = error as AccessError;
      expect(diagnostic.code).toBe(code);
      expect(JSON.stringify(diagnostic)).not.toContain('s3cret');
    }
  });
});
