// One open issue of ours while there is something to say, against the API of each forge that has issues, over HTTP.
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

test('Azure DevOps has none', async () => {
  await expect(reporting({ kind: 'azure-devops' })).rejects.toMatchObject({
    diagnostic: { code: 'comment/no-issues' },
  });
});
