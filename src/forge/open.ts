// From a place and its token to the forge that holds it.
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { azureForge } from './azure-devops.ts';
import { azureWorkItems } from './azure-work-items.ts';
import type { Forge, ForgeName } from './forge.ts';
import { githubForge } from './github.ts';
import { githubIssues } from './github-issues.ts';
import { gitlabForge } from './gitlab.ts';
import { gitlabIssues } from './gitlab-issues.ts';
import type { IssueTracker } from './issues.ts';
import type { Environment, Place } from './place.ts';
import type { Wire } from './wire.ts';

/** The variables that hold its token: the first that is set. */
const TOKENS = {
  github: ['GITHUB_TOKEN', 'GH_TOKEN'],
  gitlab: ['GITLAB_TOKEN'],
  'azure-devops': ['SYSTEM_ACCESSTOKEN', 'AZURE_DEVOPS_EXT_PAT'],
} as const satisfies Readonly<Record<ForgeName, readonly string[]>>;

/** Throws an AccessError when there is no token. */
export function openForge(place: Place, env: Environment, world: World): Forge {
  return OPEN[place.forge](wireOf(place, env, world), place);
}

/** Throws an AccessError when there is no token. */
export function openIssues(place: Place, env: Environment, world: World): IssueTracker {
  return OPEN_ISSUES[place.forge](wireOf(place, env, world), place);
}

type World = Pick<Wire, 'send' | 'now' | 'sleep' | 'random'>;

function wireOf({ forge, api }: Place, env: Environment, world: World): Wire {
  const variable = TOKENS[forge].find((name) => (env[name] ?? '') !== '');
  // A file that a token was read from ends in a line break.
  const token = variable === undefined ? '' : env[variable]!.trim();
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new AccessError(diagnose('comment/no-token', { forge, variables: TOKENS[forge], isMalformed: token !== '' }));
  const headers = HEADERS[forge](token, variable!);
  return { forge, api, headers, secrets: [token, ...Object.values(headers).flatMap(secretIn)], ...world };
}

const OPEN = { github: githubForge, gitlab: gitlabForge, 'azure-devops': azureForge } as const satisfies Readonly<
  Record<ForgeName, (wire: Wire, place: Place) => Forge>
>;

const OPEN_ISSUES = {
  github: githubIssues,
  gitlab: gitlabIssues,
  'azure-devops': azureWorkItems,
} as const satisfies Readonly<Record<ForgeName, (wire: Wire, place: Place) => IssueTracker>>;

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A personal access token of Azure DevOps is a password without a user. */
const HEADERS: Readonly<Record<ForgeName, (token: string, variable: string) => Readonly<Record<string, string>>>> = {
  github: (token) => ({
    ...bearer(token),
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
  }),
  gitlab: (token) => ({ 'private-token': token }),
  'azure-devops': (token, variable) =>
    variable === 'AZURE_DEVOPS_EXT_PAT' ? { authorization: `Basic ${btoa(`:${token}`)}` } : bearer(token),
};

const secretIn = (header: string): readonly string[] => {
  const [, secret] = /^(?:Bearer|Basic) (.+)$/.exec(header) ?? [];
  return secret === undefined ? [] : [secret];
};
