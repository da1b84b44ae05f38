// Issues of a project on GitLab ("Issues API"). It takes a project access token with the scope `api` and the role Reporter.
import { urlIn } from './github-issues.ts';
import { userId, withoutQuickActions } from './gitlab.ts';
import type { Issue, IssueTracker } from './issues.ts';
import { markedIssue, markerPrefixOf } from './marker.ts';
import type { Place } from './place.ts';
import { fieldOf, textOf } from './shapes.ts';
import { call, pagesOf, senseless, type Wire } from './wire.ts';

/** A description may have a million characters. */
const PER_PAGE = 20;

export function gitlabIssues(wire: Wire, { repository }: Place): IssueTracker {
  const issues = `/projects/${encodeURIComponent(repository)}/issues`;
  return {
    async find(name) {
      const marker = markerPrefixOf('drift', name);
      const me = await userId(wire);
      const query = `state=opened&scope=all&author_id=${me}&order_by=created_at&sort=asc&per_page=${PER_PAGE}`;
      const all = await pagesOf(wire, (page) => `${issues}?${query}&page=${page}`);
      return all
        .filter((item) => textOf(item, 'description').startsWith(marker) && authorOf(item) === me)
        .map((item) => issueOf(wire, item))
        .sort((one, other) => Number(one.id) - Number(other.id));
    },
    open: async (content) => {
      const sent = { title: content.title, description: withoutQuickActions(markedIssue(content)) };
      return issueOf(wire, (await call(wire, { method: 'POST', path: issues, body: sent })).json);
    },
    update: async (id, { isClosed, ...content }) => {
      const description = withoutQuickActions(markedIssue(content));
      const sent = { title: content.title, description, ...(isClosed ? { state_event: 'close' } : {}) };
      return issueOf(wire, (await call(wire, { method: 'PUT', path: `${issues}/${id}`, body: sent })).json);
    },
  };
}

const authorOf = (item: unknown): unknown => fieldOf(fieldOf(item, 'author'), 'id');

function issueOf(wire: Wire, item: unknown): Issue {
  const number = fieldOf(item, 'iid');
  if (!Number.isSafeInteger(number)) throw senseless(wire, '/issues', 'it has no number');
  return { id: String(number), ...urlIn(item, 'web_url') };
}
