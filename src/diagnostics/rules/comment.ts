// Failures of `access comment`: which pull request, whose token, what the forge says.
import { rule } from '../rule.ts';
import { counted } from '../wording.ts';

/** As the command line has them. */
type Forge = 'github' | 'gitlab' | 'azure-devops';

const NAMES: Readonly<Record<Forge, string>> = { github: 'GitHub', gitlab: 'GitLab', 'azure-devops': 'Azure DevOps' };

const RIGHTS: Readonly<Record<Forge, string>> = {
  github:
    'give the job `permissions: { pull-requests: write }` (`issues: write` for `--issue`); the token of a pull request from a fork only reads',
  gitlab:
    'set GITLAB_TOKEN to a project access token with the scope `api` and the role Reporter; the job token cannot write notes',
  'azure-devops':
    'allow "Contribute to pull requests" for the build service of the project, under the security of the repository',
};

/** Azure DevOps, "Work Item Tracking": it is another right and another scope than those of pull requests. */
const isAboutWorkItems = ({ call }: Pick<ForgeCall, 'call'>): boolean => call.includes('/_apis/wit/');

const WORK_ITEMS =
  'allow "Edit work items in this node" for the build service of the project, under the security of its area, or set AZURE_DEVOPS_EXT_PAT to a personal access token with the scope "Work Items (Read & write)" (vso.work_write)';

const TOKEN_HINTS: Readonly<Record<Forge, string>> = {
  github: 'give the step `github.token` as GITHUB_TOKEN, under `env`',
  gitlab: 'set GITLAB_TOKEN to a project access token with the scope `api` and the role Reporter',
  'azure-devops':
    'give the step `env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }`: it is there only where it is named',
};

export interface ForgeCall {
  readonly forge: Forge;
  /** `POST /repos/orchard/identity/issues/7/comments`. */
  readonly call: string;
}

export const COMMENT_RULES = {
  'comment/no-forge': rule<Record<never, never>>({
    severity: 'error',
    title: 'no forge to comment on',
    explanation:
      '`access comment` finds the pull request in the environment of GitHub Actions, GitLab CI and Azure Pipelines. Elsewhere the command line says which it is.',
    message: () => 'the environment is of no CI system that access knows',
    hint: () => 'give `--forge`, `--repository`, `--pull-request` and, unless it is the public one, `--api-url`',
  }),
  'comment/repository': rule<{ forge: Forge; repository: string }>({
    severity: 'error',
    title: 'no repository to comment on',
    explanation:
      'A repository is `owner/name` on GitHub, the id or the path of the project on GitLab, and `project/repository` on Azure DevOps, by ids or by names.',
    message: ({ forge, repository }) =>
      repository === ''
        ? `the environment names no repository of ${NAMES[forge]}`
        : `\`${repository}\` is not a repository of ${NAMES[forge]}`,
    hint: ({ forge }) =>
      `give \`--repository ${forge === 'github' ? '<owner>/<name>' : forge === 'gitlab' ? '<group>/<project>' : '<project>/<repository>'}\``,
  }),
  'comment/api-url': rule<{ url: string }>({
    severity: 'error',
    title: 'unusable address of an API',
    explanation:
      "The base address of a forge's API, from `--api-url` or the environment (GITHUB_API_URL, CI_API_V4_URL, SYSTEM_COLLECTIONURI), must be https, because a token is sent there; plain http is for this machine only. It has neither a password nor a query.",
    message: ({ url }) => `\`${url}\` is not an https address of an API`,
    hint: () =>
      'give it as `https://api.github.com`, `https://<host>/api/v3`, `https://<host>/api/v4` or `https://dev.azure.com/<organization>`',
  }),
  'comment/no-pull-request': rule<{ forge: Forge }>({
    severity: 'notice',
    title: 'not a pull request',
    explanation:
      'The job runs for no pull request: after a push, on a schedule, by hand. There is nothing to comment on, and that is no error; a job summary is written all the same. Where the pull request is known from elsewhere, give its number with `--pull-request`.',
    message: ({ forge }) => `this job of ${NAMES[forge]} is of no pull request: no comment was made`,
    hint: () => 'if it is of one, give `--pull-request <number>`',
  }),
  'comment/no-token': rule<{ forge: Forge; variables: readonly string[]; isMalformed: boolean }>({
    severity: 'error',
    title: 'no token to comment with',
    explanation:
      'A comment is written with a token from the environment: GITHUB_TOKEN or GH_TOKEN, GITLAB_TOKEN, SYSTEM_ACCESSTOKEN or AZURE_DEVOPS_EXT_PAT. No option takes one: command lines are logged.',
    message: ({ forge, variables, isMalformed }) =>
      isMalformed
        ? `the token for ${NAMES[forge]} in ${variables.join(' or ')} has a character that no token has`
        : `there is no token for ${NAMES[forge]}: ${variables.join(' or ')} is not set`,
    hint: ({ forge }) => TOKEN_HINTS[forge],
  }),
  'comment/denied': rule<ForgeCall & { status: number; detail: string; isKnown: boolean }>({
    severity: 'error',
    title: 'comment not allowed',
    explanation:
      'The forge does not know the token, or its user may not comment on the pull request. On GitHub it takes `pull-requests: write`, which the token of a run for a pull request from a fork never has; on GitLab the scope `api`; on Azure DevOps the permission "Contribute to pull requests". The work item of `drift --issue` takes "Edit work items in this node" there, and of a personal access token the scope `vso.work_write`. A locked conversation refuses as well.',
    message: ({ forge, call, status, detail, isKnown }) =>
      `${NAMES[forge]} ${isKnown ? 'denied' : 'refused the token at'} \`${call}\` (${status}${words(detail)})`,
    hint: ({ isKnown, ...facts }) => {
      const { forge } = facts;
      if (!isAboutWorkItems(facts)) return isKnown ? RIGHTS[forge] : TOKEN_HINTS[forge];
      return isKnown ? WORK_ITEMS : `${TOKEN_HINTS[forge]}; ${WORK_ITEMS}`;
    },
  }),
  'comment/not-found': rule<ForgeCall & { status: number; detail: string }>({
    severity: 'error',
    title: 'pull request not found',
    explanation:
      'There is no such repository or pull request, or the token may not see it: forges answer the same to both, so as not to tell what exists.',
    message: ({ forge, call, status, detail }) =>
      `${NAMES[forge]} does not find \`${call}\` (${status}${words(detail)})`,
    hint: () => 'check `--repository`, `--pull-request` and `--api-url`, and that the token may read this repository',
  }),
  'comment/refused': rule<ForgeCall & { status: number; detail: string }>({
    severity: 'error',
    title: 'comment refused',
    explanation:
      "The forge understood the call and refused it, or sent it elsewhere: a redirect is not followed, because the token would go along. The text in the message is the forge's own.",
    message: ({ forge, call, status, detail }) => `${NAMES[forge]} refused \`${call}\` (${status}${words(detail)})`,
    hint: ({ status }) =>
      status >= 300 && status < 400
        ? 'the repository or the API has moved: give the new one with `--repository` or `--api-url`'
        : 'see what the forge says; `--dry-run` prints what would be sent',
  }),
  'comment/throttled': rule<ForgeCall & { attempts: number; seconds: number; asked?: number }>({
    severity: 'error',
    title: 'throttled by the forge',
    explanation:
      'The forge limits how often its API is called, and asked to wait for longer than this command does: five minutes in all. What it asks for within that time is waited for.',
    message: ({ forge, call, attempts, seconds, asked }) =>
      asked === undefined
        ? `${NAMES[forge]} throttled \`${call}\` for ${counted(seconds, 'second')} (${counted(attempts, 'attempt')})`
        : `${NAMES[forge]} throttled \`${call}\` and asks to wait for ${counted(asked, 'second')}`,
    hint: () => 'run the job again later; a token of its own has a limit of its own',
  }),
  'comment/unreachable': rule<ForgeCall & { attempts: number; seconds: number; code: string; detail: string }>({
    severity: 'error',
    title: 'forge could not be reached',
    explanation:
      'The connection failed, timed out, or the forge answered with a server error, for five minutes; ten seconds where its name does not resolve or its port refuses. Certificates that are not trusted and proxies that cannot be used are not tried again. A comment that may have been made is looked for before another is made.',
    message: ({ forge, call, attempts, seconds, detail }) =>
      `\`${call}\` of ${NAMES[forge]} got no usable answer in ${counted(seconds, 'second')} (${counted(attempts, 'attempt')})${detail === '' ? '' : `: ${oneLine(detail)}`}`,
    hint: ({ code }) => {
      if (code === 'ERR_PROXY')
        return 'correct HTTPS_PROXY (`http://user:password@proxy:3128`), or list the host in NO_PROXY';
      if (/CERT|ISSUER|SIGNATURE|ALTNAME/.test(code))
        return 'set NODE_EXTRA_CA_CERTS to a PEM file with the certificate authority of the forge or your proxy';
      return 'check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the address of the API (`--api-url`); then run it again';
    },
  }),
  'comment/protocol': rule<ForgeCall & { problem: string }>({
    severity: 'error',
    title: 'answer of the forge makes no sense',
    explanation:
      'The answer is not of the form that the forge documents: it is no JSON, no list, too long, has pages without end, or does not say whose token it is. Without knowing all comments and their authors, somebody else’s could be written over.',
    message: ({ forge, call, problem }) => `the answer of ${NAMES[forge]} to \`${call}\` makes no sense: ${problem}`,
    hint: () => 'check the address of the API (`--api-url`): a proxy or a page for signing in may answer in its place',
  }),
  'comment/superseded': rule<{ forge: Forge }>({
    severity: 'notice',
    title: 'a later run has commented',
    explanation:
      'The comment was written by a later run of the pipeline, about a later commit. A slow job does not write an older plan over it.',
    message: ({ forge }) => `the comment on ${NAMES[forge]} is of a later run: it was left as it is`,
  }),
} as const;

/** The forge's own texts may have line breaks and a full stop; a message has neither. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
const words = (detail: string): string => (detail === '' ? '' : `: ${oneLine(detail)}`);
