// The three APIs of comments on loopback, as far as they are documented: who may do what, how long a comment may be, how lists come in pages, what a refusal says. A test says what goes wrong.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ForgeName } from '../../src/forge/forge.ts';

export interface FakeComment {
  readonly id: number;
  readonly author: string;
  body: string;
  /** A person has hidden it (GitHub), or it was deleted (Azure DevOps). */
  readonly hidden?: boolean;
  /** Of the thread (Azure DevOps). */
  status?: string;
}

export interface FakeIssue {
  readonly id: number;
  readonly author: string;
  title: string;
  body: string;
  isOpen: boolean;
  readonly isPullRequest?: boolean;
  /** As Azure DevOps has them: `one; two`. */
  readonly tags?: string;
  /** Of a work item. */
  state?: string;
  format?: string;
}

/** What a project of Azure DevOps calls its tasks, and their states. */
export interface Process {
  readonly type: string;
  readonly states: readonly { readonly name: string; readonly category: string }[];
}

export const BASIC: Process = {
  type: 'Task',
  states: [
    { name: 'To Do', category: 'Proposed' },
    { name: 'Doing', category: 'InProgress' },
    { name: 'Done', category: 'Completed' },
  ],
};

/** `drop`: the connection ends; `lose`: it ends as well, but what was asked for has been done. */
export type Fault =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | 'drop'
  | 'lose';

export interface Asked {
  readonly method: string;
  readonly path: string;
  /** How many calls of this method there were before. */
  readonly before: number;
}

export interface ForgeConditions {
  readonly kind: ForgeName;
  readonly comments?: readonly Omit<FakeComment, 'id'>[];
  readonly issues?: readonly Omit<FakeIssue, 'id'>[];
  readonly fault?: (asked: Asked) => Fault | undefined;
  /** Every page names a next one. */
  readonly endless?: boolean;
  /** Of Azure DevOps; absent, Basic. */
  readonly process?: Process;
}

export interface FakeForge {
  readonly url: string;
  readonly comments: FakeComment[];
  readonly issues: FakeIssue[];
  readonly calls: string[];
  /** What a job has in its environment. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export const ME = 'access[bot]';
export const TOKEN = 'tok-5ecret';

interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Call {
  readonly method: string;
  readonly url: URL;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
}

export async function startForge({
  kind,
  comments: given = [],
  issues: givenIssues = [],
  fault,
  endless = false,
  process = BASIC,
}: ForgeConditions): Promise<FakeForge> {
  const comments: FakeComment[] = given.map((comment, index) => ({ id: index + 1, ...comment }));
  const issues: FakeIssue[] = givenIssues.map((issue, index) => ({ id: index + 1, ...issue }));
  const calls: string[] = [];
  const counts = new Map<string, number>();
  const state: State = {
    comments,
    issues,
    endless,
    process,
    next: () => Math.max(0, ...comments.map(({ id }) => id)) + 1,
  };
  const server = createServer((incoming, response) => void handle(incoming, response));

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = '', headers } = incoming;
    const url = new URL(incoming.url ?? '', 'http://forge');
    const before = counts.get(method) ?? 0;
    counts.set(method, before + 1);
    calls.push(`${method} ${url.pathname}${url.search}`);
    const wrong = fault?.({ method, path: url.pathname, before });
    if (wrong === 'drop') return void response.destroy();
    const text = Buffer.concat(chunks).toString();
    const body = text === '' ? {} : JSON.parse(text);
    const reply = typeof wrong === 'object' ? wrong : API[kind]({ method, url, body, headers }, state);
    if (wrong === 'lose') return void response.destroy();
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {}));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    comments,
    issues,
    calls,
    env: environmentOf(kind, url),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface State {
  readonly comments: FakeComment[];
  readonly issues: FakeIssue[];
  readonly endless: boolean;
  readonly process: Process;
  readonly next: () => number;
}

const COMMIT = 'bd7a00e0bd7a00e0bd7a00e0bd7a00e0bd7a00e0';

function environmentOf(kind: ForgeName, url: string): Readonly<Record<string, string>> {
  switch (kind) {
    case 'github':
      return {
        GITHUB_ACTIONS: 'true',
        GITHUB_API_URL: url,
        GITHUB_SERVER_URL: 'https://github.example',
        GITHUB_REPOSITORY: 'orchard/identity',
        GITHUB_REF: 'refs/pull/7/merge',
        GITHUB_RUN_ID: '500',
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_TOKEN: TOKEN,
      };
    case 'gitlab':
      return {
        GITLAB_CI: 'true',
        CI_API_V4_URL: `${url}/api/v4`,
        CI_PROJECT_ID: '31',
        CI_MERGE_REQUEST_PROJECT_ID: '31',
        CI_MERGE_REQUEST_IID: '7',
        CI_PIPELINE_ID: '500',
        CI_JOB_ID: '9001',
        CI_JOB_URL: 'https://gitlab.example/orchard/identity/-/jobs/9001',
        CI_COMMIT_SHA: COMMIT,
        GITLAB_TOKEN: TOKEN,
      };
    case 'azure-devops':
      return {
        TF_BUILD: 'True',
        BUILD_REPOSITORY_PROVIDER: 'TfsGit',
        SYSTEM_COLLECTIONURI: `${url}/`,
        SYSTEM_TEAMPROJECTID: 'p-1',
        BUILD_REPOSITORY_ID: 'r-1',
        SYSTEM_PULLREQUEST_PULLREQUESTID: '7',
        SYSTEM_PULLREQUEST_SOURCECOMMITID: COMMIT,
        BUILD_BUILDID: '500',
        SYSTEM_JOBATTEMPT: '1',
        SYSTEM_ACCESSTOKEN: TOKEN,
      };
    default:
      return kind satisfies never;
  }
}

const API: Readonly<Record<ForgeName, (call: Call, state: State) => Reply>> = { github, gitlab, 'azure-devops': azure };

const NOT_FOUND: Reply = { status: 404, body: { message: 'Not Found' } };

function github({ method, url, body, headers }: Call, { comments, issues, endless, next }: State): Reply {
  if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, body: { message: 'Bad credentials' } };
  if (url.pathname === '/graphql') {
    const { ids } = (body.variables ?? { ids: [] }) as { readonly ids: readonly string[] };
    const nodes = ids.map((id) => ({ id, isMinimized: comments.some((item) => item.hidden && `n${item.id}` === id) }));
    return { status: 200, body: { data: { viewer: { login: ME }, nodes } } };
  }
  const shown = (comment: FakeComment) => ({
    ...{ id: comment.id, node_id: `n${comment.id}`, body: comment.body, user: { login: comment.author } },
    html_url: `https://github.example/orchard/identity/pull/7#issuecomment-${comment.id}`,
  });
  const tooLong = {
    status: 422,
    body: {
      message: 'Validation Failed',
      errors: [{ resource: 'IssueComment', field: 'data', message: 'Body is too long (maximum is 65536 characters)' }],
    },
  };
  const text = String(body.body);
  if (method !== 'GET' && text.length > 65_536) return tooLong;
  if (url.pathname === '/repos/orchard/identity/issues/7/comments') {
    if (method === 'GET') return pageOf(comments.map(shown), { url, endless });
    const comment = { id: next(), author: ME, body: text };
    comments.push(comment);
    return { status: 201, body: shown(comment) };
  }
  const ofIssues = /^\/repos\/orchard\/identity\/issues(?:\/(\d+))?$/.exec(url.pathname);
  if (ofIssues !== null) return githubIssues({ method, url, body, headers }, { issues, endless, id: ofIssues[1] });
  const id = /^\/repos\/orchard\/identity\/issues\/comments\/(\d+)$/.exec(url.pathname)?.[1];
  const found = comments.find((comment) => String(comment.id) === id);
  if (found === undefined || method !== 'PATCH') return NOT_FOUND;
  found.body = text;
  return { status: 200, body: shown(found) };
}

interface Issues {
  readonly issues: FakeIssue[];
  readonly endless: boolean;
  /** The number in the path. */
  readonly id: string | undefined;
}

function githubIssues({ method, url, body }: Call, { issues, endless, id }: Issues): Reply {
  const shown = (issue: FakeIssue) => ({
    ...{ number: issue.id, title: issue.title, body: issue.body, user: { login: issue.author } },
    ...(issue.isPullRequest === true ? { pull_request: {} } : {}),
    state: issue.isOpen ? 'open' : 'closed',
    html_url: `https://github.example/orchard/identity/issues/${issue.id}`,
  });
  if (id === undefined) {
    if (method === 'GET') return pageOf(issues.filter(({ isOpen }) => isOpen).map(shown), { url, endless });
    const issue = openedIn(issues, { title: String(body.title), body: String(body.body) });
    return { status: 201, body: shown(issue) };
  }
  const found = issues.find((issue) => String(issue.id) === id);
  if (found === undefined || method !== 'PATCH') return NOT_FOUND;
  Object.assign(found, { title: body.title, body: body.body, isOpen: body.state !== 'closed' });
  return { status: 200, body: shown(found) };
}

function gitlabIssues({ method, url, body }: Call, { issues, endless, id }: Issues): Reply {
  const shown = (issue: FakeIssue) => ({
    ...{ iid: issue.id, title: issue.title, description: issue.body, author: { id: issue.author.length } },
    state: issue.isOpen ? 'opened' : 'closed',
    web_url: `https://gitlab.example/orchard/identity/-/issues/${issue.id}`,
  });
  if (id === undefined) {
    const author = url.searchParams.get('author_id');
    const isAsked = ({ isOpen, author: by }: FakeIssue) => isOpen && String(by.length) === author;
    if (method === 'GET') return pageOf(issues.filter(isAsked).map(shown), { url, endless });
    const issue = openedIn(issues, { title: String(body.title), body: String(body.description) });
    return { status: 201, body: shown(issue) };
  }
  const found = issues.find((issue) => String(issue.id) === id);
  if (found === undefined || method !== 'PUT') return { status: 404, body: { message: '404 Not found' } };
  Object.assign(found, { title: body.title, body: body.description });
  if (body.state_event === 'close') found.isOpen = false;
  return { status: 200, body: shown(found) };
}

function openedIn(issues: FakeIssue[], content: Pick<FakeIssue, 'title' | 'body'>): FakeIssue {
  const issue = { id: issues.length + 1, author: ME, isOpen: true, ...content };
  issues.push(issue);
  return issue;
}

function gitlab({ method, url, body, headers }: Call, { comments, issues, endless, next }: State): Reply {
  if (headers['private-token'] !== TOKEN) return { status: 401, body: { message: '401 Unauthorized' } };
  if (url.pathname === '/api/v4/user') return { status: 200, body: { id: ME.length, username: 'project_31_bot' } };
  const shown = ({ id, author, body: text }: FakeComment) => ({
    id,
    body: text,
    system: false,
    author: { id: author.length },
  });
  const text = String(body.body);
  if (method !== 'GET' && text.length > 1_000_000)
    return { status: 400, body: { message: { note: ['is too long (maximum is 1000000 characters)'] } } };
  const notes = '/api/v4/projects/31/merge_requests/7/notes';
  if (url.pathname === notes) {
    if (method === 'GET') return pageOf(comments.map(shown), { url, endless });
    const comment = { id: next(), author: ME, body: text };
    comments.push(comment);
    return { status: 201, body: shown(comment) };
  }
  const ofIssues = /^\/api\/v4\/projects\/31\/issues(?:\/(\d+))?$/.exec(url.pathname);
  if (ofIssues !== null) return gitlabIssues({ method, url, body, headers }, { issues, endless, id: ofIssues[1] });
  const found = comments.find(({ id }) => url.pathname === `${notes}/${id}`);
  if (found === undefined || method !== 'PUT') return { status: 404, body: { message: '404 Not found' } };
  found.body = text;
  return { status: 200, body: shown(found) };
}

function azure(asked: Call, state: State): Reply {
  const { method, url, body, headers } = asked;
  const { comments, next } = state;
  if (headers.authorization !== `Bearer ${TOKEN}`)
    return { status: 203, body: '<html>Azure DevOps Services | Sign In</html>' };
  if (url.pathname === '/_apis/connectionData') return { status: 200, body: { authenticatedUser: { id: ME } } };
  if (url.pathname.startsWith('/p-1/_apis/wit/')) return workItems(asked, state);
  const shown = (comment: FakeComment) => ({
    ...{ id: comment.id, status: comment.status ?? 'closed', isDeleted: comment.hidden === true },
    comments: [{ id: 1, author: { id: comment.author }, content: comment.body }],
  });
  const threads = '/p-1/_apis/git/repositories/r-1/pullRequests/7/threads';
  const content = String(
    body.content ?? (body.comments as readonly { content: string }[] | undefined)?.[0]?.content ?? '',
  );
  if (content.length > 150_000) return { status: 400, body: { message: 'The comment content is too long.' } };
  if (url.pathname === threads) {
    if (method === 'GET') return { status: 200, body: { value: comments.map(shown), count: comments.length } };
    const comment = { id: next(), author: ME, body: content, status: String(body.status) };
    comments.push(comment);
    return { status: 200, body: shown(comment) };
  }
  const id = /\/threads\/(\d+)(?:\/comments\/1)?$/.exec(url.pathname)?.[1];
  const found = method === 'PATCH' ? comments.find((comment) => String(comment.id) === id) : undefined;
  if (found === undefined)
    return { status: 404, body: { message: 'TF401180: The requested pull request was not found.' } };
  if (body.status === undefined) found.body = content;
  else found.status = String(body.status);
  return { status: 200, body: shown(found) };
}

const isDone = ({ states }: Process, name: string | undefined): boolean =>
  states.some((state) => state.name === name && ['Completed', 'Removed'].includes(state.category));

/** "Work Item Tracking": a work item is made and changed by JSON Patch alone, and found by a query in WIQL. */
function workItems({ method, url, body, headers }: Call, { issues, process }: State): Reply {
  const path = decodeURIComponent(url.pathname.slice('/p-1/_apis/wit/'.length));
  const { type, states } = process;
  const stateOf = ({ state, isOpen }: FakeIssue) =>
    state ?? states.find(({ name }) => isDone(process, name) !== isOpen)!.name;
  const shown = (issue: FakeIssue) => ({
    id: issue.id,
    fields: { 'System.Tags': issue.tags ?? '', 'System.CreatedBy': { id: issue.author } },
    _links: { html: { href: `https://dev.azure.example/orchard/p-1/_workitems/edit/${issue.id}` } },
  });
  if (path === 'workitemtypecategories/Microsoft.TaskCategory')
    return { status: 200, body: { defaultWorkItemType: { name: type } } };
  if (path === `workitemtypes/${type}/states`) return { status: 200, body: { count: states.length, value: states } };
  if (path === 'wiql') {
    const clauses =
      /^SELECT \[System\.Id\] FROM WorkItems WHERE \[System\.TeamProject\] = @project AND \[System\.WorkItemType\] = '((?:[^']|'')*)' AND \[System\.Tags\] CONTAINS '([^']+)' AND \[System\.State\] NOT IN \((.+)\)$/.exec(
        String(body.query),
      );
    if (clauses === null)
      return { status: 400, body: { message: 'TF51006: The query statement is missing a clause.' } };
    const [, asked = '', tag = '', closed = ''] = clauses;
    const found = issues.filter(
      (issue) =>
        asked.replaceAll("''", "'") === type &&
        (issue.tags ?? '').includes(tag) &&
        !closed.replaceAll("''", "'").includes(`'${stateOf(issue)}'`),
    );
    const most = Number(url.searchParams.get('$top'));
    return { status: 200, body: { workItems: found.slice(0, most).map(({ id }) => ({ id })) } };
  }
  if (path === 'workitemsbatch') {
    const ids = body.ids as readonly number[];
    if (ids.length > 200) return { status: 400, body: { message: 'VS403474: at most 200 work items at a time.' } };
    return { status: 200, body: { value: issues.filter(({ id }) => ids.includes(id)).map(shown) } };
  }
  if (!/^application\/json-patch\+json\b/.test(headers['content-type'] ?? '')) return { status: 415 };
  const patch = body as unknown as readonly { readonly op: string; readonly path: string; readonly value: string }[];
  const value = (name: string) => patch.find((each) => each.op === 'add' && each.path === `/${name}`)?.value;
  if ((value('fields/System.Title') ?? '').length > 255)
    return { status: 400, body: { message: 'TF401324: Invalid field status for field: System.Title' } };
  const format = value('multilineFieldsFormat/System.Description') ?? 'Html';
  const content = { title: value('fields/System.Title')!, body: value('fields/System.Description')!, format };
  if (method === 'POST' && path === `workitems/$${type}`) {
    const tags = value('fields/System.Tags') ?? '';
    const issue = { id: issues.length + 1, author: ME, isOpen: true, tags, ...content };
    issues.push(issue);
    return { status: 200, body: shown(issue) };
  }
  const changed = issues.find(({ id }) => path === `workitems/${id}`);
  if (changed === undefined || method !== 'PATCH')
    return { status: 404, body: { message: 'TF401232: Work item does not exist, or you do not have permissions.' } };
  const state = value('fields/System.State') ?? stateOf(changed);
  if (!states.some(({ name }) => name === state))
    return { status: 400, body: { message: 'TF401320: Rule Error for field State.' } };
  Object.assign(changed, content, { state, isOpen: !isDone(process, state) });
  return { status: 200, body: shown(changed) };
}

function pageOf(items: readonly unknown[], { url, endless }: { readonly url: URL; readonly endless: boolean }): Reply {
  const [size, page] = ['per_page', 'page'].map((name) => Number(url.searchParams.get(name) ?? 1)) as [number, number];
  const isLast = page * size >= items.length && !endless;
  return {
    status: 200,
    body: items.slice((page - 1) * size, page * size),
    // Nobody should follow it to another host.
    headers: isLast
      ? {}
      : { link: `<https://elsewhere.example/?page=${page + 1}>; rel="next", <https://x>; rel="last"` },
  };
}
