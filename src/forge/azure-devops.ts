// A thread of a pull request in Azure Repos ("Pull Request Threads", "Pull Request Thread Comments"). A branch policy may ask for all threads to be resolved: ours is closed unless somebody has
// to act. It takes the right "Contribute to pull requests".
import type { Comment, Content, Forge, Written } from './forge.ts';
import type { Place } from './place.ts';
import { fieldOf, listOf, textOf } from './shapes.ts';
import { call, senseless, type Wire } from './wire.ts';

const VERSION = 'api-version=7.1';

export function azureForge(wire: Wire, { repository, pullRequest }: Place): Forge {
  const [project, name] = repository.split('/').map(encodeURIComponent) as [string, string];
  const threads = `/${project}/_apis/git/repositories/${name}/pullRequests/${pullRequest}/threads`;
  const written = (thread: string): Written => {
    const url = `${wire.api}/${project}/_git/${name}/pullrequest/${pullRequest}?discussionId=${thread}`;
    return url.startsWith('https://') ? { url } : {};
  };
  return {
    async find(marker) {
      const { json } = await call(wire, { method: 'GET', path: `${threads}?${VERSION}` });
      if (!Array.isArray(fieldOf(json, 'value'))) throw senseless(wire, threads, 'it is no list');
      const marked = listOf(json, 'value')
        .filter((thread) => fieldOf(thread, 'isDeleted') !== true)
        .flatMap((thread) =>
          listOf(thread, 'comments')
            .slice(0, 1)
            .map((comment) => ({ thread, comment })),
        )
        .filter(
          ({ comment }) => fieldOf(comment, 'isDeleted') !== true && textOf(comment, 'content').startsWith(marker),
        );
      if (marked.length === 0) return [];
      const me = await identity(wire);
      return marked
        .filter(({ comment }) => textOf(fieldOf(comment, 'author'), 'id') === me)
        .map(({ thread, comment }): Comment => ({ id: idOf(thread, comment), body: textOf(comment, 'content') }))
        .sort((one, other) => Number(one.id.split('/')[0]) - Number(other.id.split('/')[0]));
    },
    async create({ body, isOpen }) {
      const thread = {
        comments: [{ parentCommentId: 0, content: body, commentType: 'text' }],
        status: isOpen ? 'active' : 'closed',
      };
      const { json } = await call(wire, { method: 'POST', path: `${threads}?${VERSION}`, body: thread });
      const id = fieldOf(json, 'id');
      return typeof id === 'number' ? written(String(id)) : {};
    },
    async update(id, { body, isOpen }: Content) {
      const [thread, comment] = id.split('/') as [string, string];
      const change = async (path: string, sent: object) =>
        (await call(wire, { method: 'PATCH', path: `${path}?${VERSION}`, body: sent, mayBeGone: true })).status !== 404;
      const isThere = await change(`${threads}/${thread}/comments/${comment}`, { content: body });
      if (!isThere) return undefined;
      const status = isOpen ? 'active' : 'closed';
      return (await change(`${threads}/${thread}`, { status })) ? written(thread) : undefined;
    },
  };
}

const idOf = (thread: unknown, comment: unknown): string => `${fieldOf(thread, 'id')}/${fieldOf(comment, 'id')}`;

/** Of this token's user. */
export async function identity(wire: Wire): Promise<string> {
  const path = '/_apis/connectionData';
  const { json } = await call(wire, { method: 'GET', path });
  const id = textOf(fieldOf(json, 'authenticatedUser'), 'id');
  if (id === '') throw senseless(wire, path, 'it does not say whose token this is');
  return id;
}
