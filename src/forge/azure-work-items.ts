// Work items of a project on Azure DevOps ("Work Item Tracking"), in the place of issues. It takes the scope `vso.work_write`.
//
// Types and states are the project's own. The type is the default one of the category of tasks ("Work Item Type Categories"), which each process has, whatever it calls it; a state is open or closed by its category ("Work
// Item Type States"). Work items are the project's, not the repository's, and a description is rewritten by whoever edits it: ours bears a tag, of its repository and name.
import { digest } from '../state/digest.ts';
import { identity } from './azure-devops.ts';
import { urlIn } from './github-issues.ts';
import type { Issue, IssueContent, IssueTracker } from './issues.ts';
import type { Place } from './place.ts';
import { fieldOf, listOf, textOf } from './shapes.ts';
import { call, senseless, type Wire } from './wire.ts';

const VERSION = 'api-version=7.1';
/** Those that "Work Items - Get Work Items Batch" takes at once. Nobody has as many of ours open. */
const MOST_ITEMS = 200;
/** Of `System.Title`. */
const LONGEST_TITLE = 255;

export function azureWorkItems(wire: Wire, { repository }: Place): IssueTracker {
  const [project] = repository.split('/').map(encodeURIComponent) as [string, string];
  const tracking = `/${project}/_apis/wit`;
  const patch = async (method: 'POST' | 'PATCH', path: string, fields: Readonly<Record<string, string>>) => {
    const body = Object.entries(fields).map(([name, value]) => ({ op: 'add', path: `/${name}`, value }));
    const contentType = 'application/json-patch+json; charset=utf-8';
    return issueOf(
      wire,
      (await call(wire, { method, path: `${tracking}/${path}?${VERSION}`, body, contentType })).json,
    );
  };
  const tagOf = (name: string) => `access-drift-${digest([repository, name]).slice(0, 16)}`;
  return {
    async find(name) {
      const type = await typeOf(wire, tracking);
      const { closed } = await statesOf(wire, tracking, type);
      const tag = tagOf(name);
      const ids = await openOnes(wire, tracking, { type, tag, closed });
      if (ids.length === 0) return [];
      const me = await identity(wire);
      const fields = ['System.Tags', 'System.CreatedBy'];
      const path = `${tracking}/workitemsbatch?${VERSION}`;
      const { json } = await call(wire, { method: 'POST', path, body: { ids, fields }, isQuestion: true });
      if (!Array.isArray(fieldOf(json, 'value'))) throw senseless(wire, path, 'it is no list');
      return listOf(json, 'value')
        .filter((item) => isOurs(fieldOf(item, 'fields'), { tag, me }))
        .map((item) => issueOf(wire, item))
        .sort((one, other) => Number(one.id) - Number(other.id));
    },
    async open(content) {
      const type = await typeOf(wire, tracking);
      const fields = { ...fieldsFor(content), 'fields/System.Tags': tagOf(content.name) };
      return patch('POST', `workitems/$${encodeURIComponent(type)}`, fields);
    },
    async update(id, { isClosed, ...content }) {
      const state = isClosed ? await closedState(wire, tracking) : undefined;
      const fields = { ...fieldsFor(content), ...(state === undefined ? {} : { 'fields/System.State': state }) };
      return patch('PATCH', `workitems/${id}`, fields);
    },
  };
}

/** A large text field is HTML unless its format is said to be Markdown. */
const fieldsFor = ({ title, body }: IssueContent) => ({
  'fields/System.Title': title.slice(0, LONGEST_TITLE),
  'fields/System.Description': body,
  'multilineFieldsFormat/System.Description': 'Markdown',
});

/** Not only what contains the tag, and not what somebody else tagged. */
function isOurs(fields: unknown, { tag, me }: { readonly tag: string; readonly me: string }): boolean {
  const tags = textOf(fields, 'System.Tags').split(';');
  return (
    tags.some((each) => each.trim().toLowerCase() === tag) && textOf(fieldOf(fields, 'System.CreatedBy'), 'id') === me
  );
}

async function typeOf(wire: Wire, tracking: string): Promise<string> {
  const path = `${tracking}/workitemtypecategories/Microsoft.TaskCategory?${VERSION}`;
  const { json } = await call(wire, { method: 'GET', path });
  const type = textOf(fieldOf(json, 'defaultWorkItemType'), 'name');
  if (type === '') throw senseless(wire, path, 'it names no type of work items');
  return type;
}

/** By name. The categories are fixed; work items that are removed are closed as well. */
async function statesOf(wire: Wire, tracking: string, type: string) {
  const path = `${tracking}/workitemtypes/${encodeURIComponent(type)}/states?${VERSION}`;
  const { json } = await call(wire, { method: 'GET', path });
  const named = (categories: readonly string[]) =>
    listOf(json, 'value')
      .filter((state) => categories.includes(textOf(state, 'category')))
      .map((state) => textOf(state, 'name'))
      .filter((name) => name !== '');
  const completed = named(['Completed']);
  if (completed.length === 0) throw senseless(wire, path, 'it has no state of the category `Completed`');
  return { completed, closed: named(['Completed', 'Removed']) };
}

async function closedState(wire: Wire, tracking: string): Promise<string> {
  const { completed } = await statesOf(wire, tracking, await typeOf(wire, tracking));
  return completed[0]!;
}

interface Wanted {
  readonly type: string;
  readonly tag: string;
  /** Names of states. */
  readonly closed: readonly string[];
}

async function openOnes(wire: Wire, tracking: string, { type, tag, closed }: Wanted): Promise<readonly number[]> {
  const query = [
    'SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project',
    `[System.WorkItemType] = ${quoted(type)}`,
    `[System.Tags] CONTAINS ${quoted(tag)}`,
    `[System.State] NOT IN (${closed.map(quoted).join(', ')})`,
  ].join(' AND ');
  const path = `${tracking}/wiql?$top=${MOST_ITEMS + 1}&${VERSION}`;
  const { json } = await call(wire, { method: 'POST', path, body: { query }, isQuestion: true });
  if (!Array.isArray(fieldOf(json, 'workItems'))) throw senseless(wire, path, 'it is no list');
  const ids = listOf(json, 'workItems').map((item) => fieldOf(item, 'id'));
  if (!ids.every((id) => Number.isSafeInteger(id))) throw senseless(wire, path, 'a work item has no number');
  if (ids.length > MOST_ITEMS) throw senseless(wire, path, `more than ${MOST_ITEMS} open work items bear \`${tag}\``);
  return ids as readonly number[];
}

/** A literal of WIQL. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function issueOf(wire: Wire, item: unknown): Issue {
  const id = fieldOf(item, 'id');
  if (!Number.isSafeInteger(id)) throw senseless(wire, '/_apis/wit/workitems', 'it has no number');
  return { id: String(id), ...urlIn(fieldOf(fieldOf(item, '_links'), 'html'), 'href') };
}
