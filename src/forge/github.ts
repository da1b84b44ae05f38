// Comments of a pull request on GitHub: those of its issue. `pull-requests: write` is all the right that it takes (GitHub, "REST API endpoints for issue comments").
import type { Comment, Content, Forge, Written } from './forge.ts';
import type { Place } from './place.ts';
import { fieldOf, textOf } from './shapes.ts';
import { call, pagesOf, senseless, type Wire } from './wire.ts';

export function githubForge(wire: Wire, { api, repository, pullRequest }: Place): Forge {
  const comments = `/repos/${repository}/issues/${pullRequest}/comments`;
  return {
    async find(marker) {
      const all = await pagesOf(wire, (page) => `${comments}?per_page=100&page=${page}`);
      const marked = all.filter((item) => textOf(item, 'body').startsWith(marker));
      if (marked.length === 0) return [];
      const { login, hidden } = await viewer(
        wire,
        api,
        marked.map((item) => textOf(item, 'node_id')),
      );
      return marked
        .filter((item) => textOf(fieldOf(item, 'user'), 'login') === login && !hidden.has(textOf(item, 'node_id')))
        .map(commentOf)
        .sort((one, other) => Number(one.id) - Number(other.id));
    },
    async create({ body }) {
      return writtenOf((await call(wire, { method: 'POST', path: comments, body: { body } })).json);
    },
    async update(id, { body }: Content) {
      const path = `/repos/${repository}/issues/comments/${id}`;
      const { status, json } = await call(wire, { method: 'PATCH', path, body: { body }, mayBeGone: true });
      return status === 404 || status === 410 ? undefined : writtenOf(json);
    },
  };
}

const commentOf = (item: unknown): Comment => ({ id: String(fieldOf(item, 'id')), body: textOf(item, 'body') });

function writtenOf(json: unknown): Written {
  const url = textOf(json, 'html_url');
  // It is printed in a log, which obeys `##[`.
  return /^https:\/\/(?:(?!##)[\x21-\x7e])+$/.test(url) ? { url } : {};
}

interface Viewer {
  /** As REST has it: `github-actions[bot]`. */
  readonly login: string;
  /** Node ids of comments that somebody has hidden: what is written there nobody reads. */
  readonly hidden: ReadonlySet<string>;
}

const QUERY = 'query($ids: [ID!]!) { viewer { login } nodes(ids: $ids) { ... on IssueComment { id isMinimized } } }';
/** GitHub, "Rate limits and node limits for the GraphQL API": 100 ids at a time. Nobody has as many of ours. */
const MOST_IDS = 100;

/** The token of a workflow may not ask REST who it is (`GET /user`), but GraphQL. */
async function viewer(wire: Wire, api: string, ids: readonly string[]): Promise<Viewer> {
  // GitHub Enterprise Server has its REST API below /api/v3.
  const path = `${api.replace(/\/v3$/, '')}/graphql`;
  const body = { query: QUERY, variables: { ids: ids.slice(-MOST_IDS) } };
  const { json } = await call(wire, { method: 'POST', path, body, isQuestion: true });
  const data = fieldOf(json, 'data');
  const login = textOf(fieldOf(data, 'viewer'), 'login');
  if (login === '') throw senseless(wire, path, 'it does not say whose token this is');
  const nodes = fieldOf(data, 'nodes');
  const hidden = (Array.isArray(nodes) ? nodes : []).filter((node) => fieldOf(node, 'isMinimized') === true);
  return { login, hidden: new Set(hidden.map((node) => textOf(node, 'id'))) };
}
