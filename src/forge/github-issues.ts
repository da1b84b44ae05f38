// Issues of a repository on GitHub ("REST API endpoints for issues"). `issues: write` is all the right that it takes. Pull requests are in the same list, and none of them.
import type { Issue, IssueTracker } from './issues.ts';
import { markedIssue, markerPrefixOf } from './marker.ts';
import type { Place } from './place.ts';
import { fieldOf, textOf } from './shapes.ts';
import { call, pagesOf, senseless, type Wire } from './wire.ts';

export function githubIssues(wire: Wire, { api, repository }: Place): IssueTracker {
  const issues = `/repos/${repository}/issues`;
  return {
    async find(name) {
      const marker = markerPrefixOf('drift', name);
      const all = await pagesOf(wire, (page) => `${issues}?state=open&per_page=100&page=${page}`);
      const marked = all.filter(
        (item) => textOf(item, 'body').startsWith(marker) && fieldOf(item, 'pull_request') === undefined,
      );
      if (marked.length === 0) return [];
      const login = await viewer(wire, api);
      return marked
        .filter((item) => textOf(fieldOf(item, 'user'), 'login') === login)
        .map((item) => issueOf(wire, item))
        .sort((one, other) => Number(one.id) - Number(other.id));
    },
    open: async (content) => {
      const sent = { title: content.title, body: markedIssue(content) };
      return issueOf(wire, (await call(wire, { method: 'POST', path: issues, body: sent })).json);
    },
    update: async (id, { isClosed, ...content }) => {
      const { title } = content;
      const sent = {
        title,
        body: markedIssue(content),
        ...(isClosed ? { state: 'closed', state_reason: 'completed' } : { state: 'open' }),
      };
      return issueOf(wire, (await call(wire, { method: 'PATCH', path: `${issues}/${id}`, body: sent })).json);
    },
  };
}

function issueOf(wire: Wire, item: unknown): Issue {
  const number = fieldOf(item, 'number');
  if (!Number.isSafeInteger(number)) throw senseless(wire, '/issues', 'it has no number');
  return { id: String(number), ...urlIn(item, 'html_url') };
}

/** It is printed in a log, which obeys `##[`. */
export function urlIn(item: unknown, field: string): { readonly url?: string } {
  const url = textOf(item, field);
  return /^https:\/\/(?:(?!##)[\x21-\x7e])+$/.test(url) ? { url } : {};
}

/** See github.ts: the token of a workflow may ask GraphQL alone who it is. */
async function viewer(wire: Wire, api: string): Promise<string> {
  const path = `${api.replace(/\/v3$/, '')}/graphql`;
  const body = { query: 'query { viewer { login } }' };
  const { json } = await call(wire, { method: 'POST', path, body, isQuestion: true });
  const login = textOf(fieldOf(fieldOf(json, 'data'), 'viewer'), 'login');
  if (login === '') throw senseless(wire, path, 'it does not say whose token this is');
  return login;
}
