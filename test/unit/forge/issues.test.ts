// One open issue of ours while there is something to say, against the API of each forge, over HTTP.
import { afterEach, describe, expect, test } from 'vitest';
import { AccessError } from '../../../src/diagnostics/diagnostic.ts';
import { type Report, report } from '../../../src/forge/issues.ts';
import { markerPrefixOf } from '../../../src/forge/marker.ts';
import { openIssues } from '../../../src/forge/open.ts';
import { placeOf } from '../../../src/forge/place.ts';
import { instantAt } from '../../../src/instant.ts';
import { httpSender } from '../../../src/network/http.ts';
import { type FakeForge, type FakeIssue, type ForgeConditions, ME, startForge, TOKEN } from '../../support/forge.ts';

let forge: FakeForge;
afterEach(() => forge.close());

const marked = (name: string, text: string) => `${markerPrefixOf('drift', name)}-->\n${text}`;
const issue = (body: string, more: Partial<FakeIssue> = {}) => ({
  author: ME,
  title: 't',
  isOpen: true,
  body,
  ...more,
});

async function reporting(conditions: ForgeConditions, about: Partial<Report> = {}) {
  forge = await startForge(conditions);
  let now = 0;
  const world = {
    send: httpSender(),
    now: () => instantAt(now),
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
    random: () => 0.5,
  };
  const whole = { name: 'access', title: '3 differences', body: 'what differs\n', isOpen: true, ...about };
  return report(openIssues(placeOf(forge.env, {}), forge.env, world), whole, world);
}

const state = () => forge.issues.map(({ title, isOpen }) => `${isOpen ? 'open' : 'closed'} ${title}`);
const writes = () => forge.calls.filter((call) => !call.startsWith('GET') && !call.includes('graphql'));

describe.each(['github', 'gitlab'] as const)('on %s', (kind) => {
  const others = [
    issue('somebody has a question', { author: 'reviewer' }),
    issue(marked('access', 'planted'), { author: 'reviewer!' }),
    issue(`> ${marked('access', 'quoted')}`),
    issue(marked('access2', 'of another folder')),
    issue(marked('access', 'of last year'), { isOpen: false }),
    ...(kind === 'github' ? [issue(marked('access', 'a pull request'), { isPullRequest: true })] : []),
  ];

  test('opens one, writes over it, closes it, and opens another the next time', async () => {
    expect(await reporting({ kind, issues: others })).toMatchObject({
      kind: 'opened',
      url: expect.stringMatching(/^https/),
    });
    let issues: FakeIssue[] = [...forge.issues];
    const next = async (about: Partial<Report>) => {
      await forge.close();
      const reported = await reporting({ kind, issues }, about);
      issues = [...forge.issues];
      return reported.kind;
    };
    expect(issues.slice(others.length)).toMatchObject([
      { title: '3 differences', body: marked('access', 'what differs\n') },
    ]);
    expect(await next({ title: '2 differences' })).toBe('updated');
    expect(await next({ title: 'no drift', isOpen: false })).toBe('closed');
    expect(await next({ title: 'no drift', isOpen: false })).toBe('none');
    expect(await next({ title: '1 difference' })).toBe('opened');
    expect(state().slice(others.length)).toEqual(['closed no drift', 'open 1 difference']);
    expect(forge.issues.slice(0, others.length)).toMatchObject(others);
    expect(forge.calls.every((call) => !call.includes(TOKEN))).toBe(true);
  });

  test('finds it behind pages of others, and leaves one open of several', async () => {
    const crowd = Array.from({ length: 130 }, (_, number) => issue(`remark ${number}`));
    const ours = [issue(marked('access', 'one')), issue(marked('access', 'two'))];
    expect(await reporting({ kind, issues: [...crowd, ...ours] })).toMatchObject({ kind: 'updated' });
    expect(state().slice(crowd.length)).toEqual(['closed 3 differences', 'open 3 differences']);
  });

  test('looks again where it is not known whether one was opened', async () => {
    const fault: ForgeConditions['fault'] = ({ method, path, before }) =>
      method === 'POST' && path.endsWith('/issues') && before === 0 ? 'lose' : undefined;
    expect(await reporting({ kind, fault })).toMatchObject({ kind: 'updated' });
    expect(forge.issues).toHaveLength(1);
  });

  test('opens none without a list of those that are there', async () => {
    const fault: ForgeConditions['fault'] = ({ method }) =>
      method === 'GET' ? { status: 200, body: '{"message":"welcome"}' } : undefined;
    await expect(reporting({ kind, fault })).rejects.toBeInstanceOf(AccessError);
    expect(writes()).toEqual([]);
  });
});

test('a line of an issue gives GitLab no order', async () => {
  await reporting({ kind: 'gitlab' }, { body: '/close\n  /assign @me\n' });
  expect(forge.issues[0]!.body).toContain('\u200b/close\n  \u200b/assign @me\n');
});

describe('on azure-devops', () => {
  const kind = 'azure-devops';
  /** As the first one that is opened has it. */
  async function ourTag(): Promise<string> {
    await reporting({ kind });
    const { tags = '' } = forge.issues[0]!;
    await forge.close();
    return tags;
  }

  test('opens a work item, writes over it, closes it, and opens another the next time', async () => {
    const tag = await ourTag();
    expect(tag).toMatch(/^access-drift-[0-9a-f]{16}$/);
    const others = [
      issue('somebody has a question', { author: 'reviewer' }),
      issue('planted', { author: 'reviewer!', tags: tag }),
      issue('of another folder', { tags: `${tag}0` }),
      issue('of last year', { isOpen: false, tags: tag }),
    ];
    let issues: FakeIssue[] = [...others].map((each, index) => ({ id: index + 1, ...each }));
    const next = async (about: Partial<Report>) => {
      const reported = await reporting({ kind, issues }, about);
      issues = [...forge.issues];
      await forge.close();
      return reported;
    };
    expect(await next({})).toEqual({
      kind: 'opened',
      url: 'https://dev.azure.example/orchard/p-1/_workitems/edit/5',
    });
    expect(issues[4]).toMatchObject({ title: '3 differences', body: 'what differs\n', tags: tag, format: 'Markdown' });
    // People put tags of their own to it.
    issues = issues.map((each) => (each.id === 5 ? { ...each, tags: `security; ${tag}`, state: 'Doing' } : each));
    expect(await next({ title: '2 differences' })).toMatchObject({ kind: 'updated' });
    expect(issues[4]).toMatchObject({ title: '2 differences', state: 'Doing' });
    expect(await next({ title: 'no drift', isOpen: false })).toMatchObject({ kind: 'closed' });
    expect(issues[4]).toMatchObject({ title: 'no drift', state: 'Done' });
    expect(await next({ title: 'no drift', isOpen: false })).toEqual({ kind: 'none' });
    expect(await next({ title: '1 difference' })).toMatchObject({ kind: 'opened' });
    expect(state().slice(others.length)).toEqual(['closed no drift', 'open 1 difference']);
    expect(forge.issues.slice(0, others.length)).toMatchObject(others);
    expect(forge.calls.every((call) => !call.includes(TOKEN))).toBe(true);
  });

  test('finds out what the project calls its tasks and their states', async () => {
    const process = {
      type: "L'incident % n",
      states: [
        { name: 'À faire', category: 'Proposed' },
        { name: "Retiré d'office", category: 'Removed' },
        { name: "C'est fait", category: 'Completed' },
      ],
    };
    const tags = await ourTag();
    const removed = issue('removed', { isOpen: false, state: "Retiré d'office", tags });
    const open = issue('open', { state: 'À faire', tags });
    expect(await reporting({ kind, process, issues: [removed, open] }, { isOpen: false })).toMatchObject({
      kind: 'closed',
    });
    expect(forge.issues.map((each) => each.state)).toEqual(["Retiré d'office", "C'est fait"]);
  });

  test('leaves one open of several', async () => {
    const tags = await ourTag();
    const ours = [issue('one', { tags }), issue('two', { tags })];
    expect(await reporting({ kind, issues: ours })).toMatchObject({ kind: 'updated' });
    expect(state()).toEqual(['closed 3 differences', 'open 3 differences']);
  });

  test('looks again where it is not known whether one was opened', async () => {
    const fault: ForgeConditions['fault'] = ({ method, path }) =>
      method === 'POST' && path.includes('/workitems/$') && forge.issues.length === 0 ? 'lose' : undefined;
    expect(await reporting({ kind, fault })).toMatchObject({ kind: 'updated' });
    expect(forge.issues).toHaveLength(1);
  });

  test.each([
    ['a type', 'workitemtypecategories', {}],
    ['a state that is closed', '/states', { value: [{ name: 'To Do', category: 'Proposed' }] }],
    ['a list of those that are there', '/wiql', { message: 'welcome' }],
    ['numbers', '/wiql', { workItems: [{ id: 'one' }] }],
  ])('opens none without %s', async (_, part, body) => {
    const fault: ForgeConditions['fault'] = ({ path }) => (path.includes(part) ? { status: 200, body } : undefined);
    await expect(reporting({ kind, fault })).rejects.toMatchObject({ diagnostic: { code: 'comment/protocol' } });
    expect(forge.issues).toEqual([]);
  });

  test('opens none among more of ours than anybody has', async () => {
    const tags = await ourTag();
    const crowd = Array.from({ length: 201 }, () => issue('one of many', { author: 'somebody', tags }));
    await expect(reporting({ kind, issues: crowd })).rejects.toMatchObject({
      diagnostic: { code: 'comment/protocol', message: expect.stringContaining('more than 200') },
    });
    expect(forge.issues).toHaveLength(201);
  });

  test.each([
    ['of the token', { status: 401, body: { message: 'TF400813: not authorized' } }],
    [
      'of the area',
      { status: 400, body: { message: 'TF237111: The current user does not have permissions to save work items.' } },
    ],
    ['of the project', { status: 403, body: { message: 'TF50309: insufficient permissions' } }],
  ])('a right that is lacking, %s, is named', async (_, denied) => {
    const fault: ForgeConditions['fault'] = ({ path }) => (path.includes('/workitems/$') ? denied : undefined);
    await expect(reporting({ kind, fault })).rejects.toMatchObject({
      diagnostic: { code: 'comment/denied', hint: expect.stringContaining('vso.work_write') },
    });
  });

  test('a title is cut to what a work item takes', async () => {
    expect(await reporting({ kind }, { title: 'x'.repeat(400) })).toMatchObject({ kind: 'opened' });
    expect(forge.issues[0]!.title).toHaveLength(255);
  });

  test('repositories of a project have work items of their own', async () => {
    const first = await ourTag();
    await reporting({ kind }, { name: 'access2' });
    expect(forge.issues[0]!.tags).not.toBe(first);
    const place = placeOf(forge.env, { repository: 'p-1/another' });
    const send = httpSender();
    const world = { send, now: () => instantAt(0), sleep: async () => undefined, random: () => 0.5 };
    await report(openIssues(place, forge.env, world), { name: 'access', title: 't', body: 'b', isOpen: true }, world);
    expect(forge.issues[1]!.tags).not.toBe(first);
  });
});
