// Notes of a merge request on GitLab ("Notes API"). A note can not be left unresolved, as a discussion can, so it never blocks a merge. The job's own token may read notes and not
// write them (GitLab, "CI/CD job token"): it takes a project access token with the scope `api`.
import type { Comment, Content, Forge, Written } from './forge.ts';
import type { Place } from './place.ts';
import { fieldOf, textOf } from './shapes.ts';
import { call, pagesOf, senseless, type Wire } from './wire.ts';

/** A note may have a million characters. */
const PER_PAGE = 20;

export function gitlabForge(wire: Wire, { repository, pullRequest }: Place): Forge {
  const notes = `/projects/${encodeURIComponent(repository)}/merge_requests/${pullRequest}/notes`;
  const order = 'sort=asc&order_by=created_at';
  return {
    async find(marker) {
      const all = await pagesOf(wire, (page) => `${notes}?${order}&per_page=${PER_PAGE}&page=${page}`);
      const marked = all.filter((item) => textOf(item, 'body').startsWith(marker) && fieldOf(item, 'system') !== true);
      if (marked.length === 0) return [];
      const me = await userId(wire);
      return marked
        .filter((item) => fieldOf(fieldOf(item, 'author'), 'id') === me)
        .map(commentOf)
        .sort((one, other) => Number(one.id) - Number(other.id));
    },
    async create({ body }) {
      await call(wire, { method: 'POST', path: notes, body: { body: withoutQuickActions(body) } });
      return WRITTEN;
    },
    async update(id, { body }: Content) {
      const sent = { body: withoutQuickActions(body) };
      const { status } = await call(wire, { method: 'PUT', path: `${notes}/${id}`, body: sent, mayBeGone: true });
      return status === 404 || status === 410 ? undefined : WRITTEN;
    },
  };
}

/** The API does not tell where a note is read. */
const WRITTEN: Written = {};

const commentOf = (item: unknown): Comment => ({ id: String(fieldOf(item, 'id')), body: textOf(item, 'body') });

export async function userId(wire: Wire): Promise<number> {
  const { json } = await call(wire, { method: 'GET', path: '/user' });
  const id = fieldOf(json, 'id');
  if (typeof id !== 'number') throw senseless(wire, '/user', 'it does not say whose token this is');
  return id;
}

/**
 * A line of a note that begins with a slash is a command: `/merge`, `/approve` (GitLab, "Quick actions"). No line of ours begins so, and no name of somebody else's
 * may make one do it. Nobody sees the character that stands before.
 */
export function withoutQuickActions(body: string): string {
  return body.replace(/^(\s*)(?=\/)/gm, '$1\u200b');
}
