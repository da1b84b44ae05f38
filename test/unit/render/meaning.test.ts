// What changes mean, as a reviewer is told it: what comes first, in which words, and what is never left out.
import { describe, expect, test } from 'vitest';
import type { Risk } from '../../../src/definition/fields.ts';
import type { Difference, Meaning, PathSummary } from '../../../src/meaning/meaning.ts';
import type { PermissionSetChange } from '../../../src/plan/change.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { effectWords } from '../../../src/render/effect-words.ts';
import { planLines } from '../../../src/render/plan-lines.ts';
import { ownOf } from '../../../src/render/plan-own.ts';
import { viewOf } from '../../../src/render/plan-model.ts';
import { phraseLine } from '../../../src/render/terminal.ts';

import {
  ACCOUNTS,
  groupId,
  permissionSet,
  pickers,
  plan,
  pressers,
  provisioning,
  rows,
  setChange,
} from '../../support/plans.ts';
import { planMarkdown, planText } from '../../support/written.ts';
import { difference, gains, JUDGED_STORIES, loses, POLICY_DATA } from './judged-stories.ts';

const path = (category: PathSummary['category'], restriction: PathSummary['restriction']): PathSummary => ({
  id: `${category}-${restriction}`,
  title: 'press the button',
  category,
  restriction,
  actions: ['press:Push'],
});
const doubt = { reason: 'budget', documents: [], actionCount: 3 } as const;

/** Worst first. What each of them gains is all the worse than what stands below it. */
const GAINS: Readonly<Record<string, Difference>> = {
  'takeover, always': difference([['list', { s3: 1 }]], { paths: [path('takeover', 'unrestricted')] }),
  'takeover, scoped': difference([['write', { s3: 1 }]], { paths: [path('takeover', 'resource-scoped')] }),
  'path, always': difference([['write', { s3: 1 }]], { paths: [path('self', 'unrestricted')] }),
  'path, conditional': difference([['write', { s3: 1 }]], { paths: [path('self', 'conditional')] }),
  'path, scoped': difference([['permissions-management', { s3: 9 }]], { paths: [path('self', 'resource-scoped')] }),
  permissions: difference([['permissions-management', { s3: 1 }]]),
  doubt: difference([['list', { s3: 1 }]], { doubts: [doubt] }),
  write: difference([['write', { s3: 1 }]]),
  tagging: difference([['tagging', { s3: 1 }]]),
  read: difference([['read', { s3: 900 }]]),
  list: difference([['list', { s3: 1 }]]),
  'in future': difference([], { openEnded: ['s3:List*'] }),
};
const NAMES = Object.keys(GAINS);
const MEANINGS = Object.fromEntries(Object.values(GAINS).map((gained, place) => [`m${place + 1}`, gains(gained)]));

const judged = (changes: Plan['changes'], meanings: Plan['meanings'] = MEANINGS) =>
  plan({ changes, meanings: meanings!, policyData: POLICY_DATA });
/** A set of its own for each, its name no help in ordering. */
const setName = (name: string) => `Set${NAMES.length - NAMES.indexOf(name)}`;
const gain = (name: string) =>
  rows([setName(name), pickers], [ACCOUNTS['press-dev']], {
    action: 'create',
    meaning: `m${NAMES.indexOf(name) + 1}`,
  });

const linesOf = (of: Plan) => planLines(ownOf(of, true), of);

describe('worst first', () => {
  test.each(NAMES.slice(1).map((name, place) => [NAMES[place]!, name]))('%s before %s', (worse, less) => {
    const changes = [...gain(less), ...gain(worse)];
    const shown = linesOf(judged(changes)).map(({ phrase }) => phraseLine(phrase));
    expect(shown[0]).toContain(` gains ${setName(worse)} `);
    expect(viewOf(judged(changes)).sections.map((section) => section.permissionSet)).toEqual([
      setName(worse),
      setName(less),
    ]);
  });

  test('everything has its line', () => {
    const shown = linesOf(judged(NAMES.toReversed().flatMap(gain)));
    expect(shown.map(({ phrase }) => / gains (Set\d+) /.exec(phraseLine(phrase))?.[1])).toEqual(NAMES.map(setName));
  });

  test('administrator access stands between a takeover and an escalation', () => {
    const root = rows(['Root', pressers], [ACCOUNTS['press-dev']], {
      action: 'create',
      meaning: 'm3',
      administrator: true,
    });
    const lines = linesOf(judged([...gain('path, always'), ...root, ...gain('takeover, scoped')]));
    expect(lines.map(({ label }) => label)).toEqual(['takeover path', 'administrator access', 'escalation path']);
  });

  test('those who gain the same by the same set are one line', () => {
    const both = [pickers, pressers].flatMap((principal) =>
      rows(['Presser', principal], [ACCOUNTS['press-dev'], ACCOUNTS['press-prod']], {
        action: 'create',
        meaning: 'm8',
      }),
    );
    const lines = linesOf(judged(both));
    expect(lines.map(({ phrase }) => phraseLine(phrase))).toEqual([
      'group AWS Orchard Pickers, group AWS Pressers gain Presser in 2 accounts (press-dev, press-prod)',
    ]);
  });

  test('what nobody could judge counts as unknown: a missing meaning, an older definition that nobody has read', () => {
    const forged = rows(['Presser', pickers], [ACCOUNTS['press-dev']], { action: 'create', meaning: 'constructor' });
    const stale = { ...provisioning('Stale', [ACCOUNTS['press-dev']]), risk: 'unknown' } as const;
    const lines = linesOf(judged([...gain('write'), ...forged, stale]));
    expect(lines.map(({ label }) => label)).toEqual(['unknown', 'unknown', 'write']);
  });

  test('what gives nobody anything has a line of its own, and no gain', () => {
    const loss = rows(['Presser', pickers], [ACCOUNTS['press-dev']], { action: 'delete', meaning: 'm1' });
    const nothingNew = rows(['Taster', pickers], [ACCOUNTS['press-dev']], { action: 'create', meaning: 'm1' });
    const nobodys = setChange('Unused', { action: 'update', risk: 'broadens', holders: [], meaning: 'm2' });
    const meanings = { m1: loses(GAINS.write!), m2: gains(GAINS.write!) };
    const lines = linesOf(judged([...loss, ...nothingNew, nobodys], meanings));
    expect(lines.map(({ label }) => label)).toEqual(['loses access', 'no new access', 'changes']);
  });

  test('heads the comment, and an example that no comment could hold is left out of it', () => {
    const resource = `arn:aws:s3:::${'crate/'.repeat(20_000)}`;
    const witness = { level: 'write', action: 's3:PutObject', resource, context: {} } as const;
    const huge = judged(gain('write'), { m8: gains(difference([['write', { s3: 1 }]], { witness })) });
    const markdown = planMarkdown(huge);
    expect(Buffer.byteLength(markdown)).toBeLessThan(65_536);
    expect(markdown).toMatch(/^## INCOMPLETE: [\s\S]*\n- \*\*write\*\*: group [^\n]* gains [^\n]*\n/);
    expect(markdown).not.toContain('crate/crate');
  });
});

describe('what becomes of a definition', () => {
  const some = difference([['write', { s3: 1 }]]);
  const none = difference([]);
  const perhaps = difference([], { doubts: [doubt] });
  const later = difference([], { openEnded: ['s3:Get*'] });
  const words = (risk: Risk, meaning: Meaning, fields: PermissionSetChange['fields'] = ['inlinePolicy']) =>
    effectWords({ change: setChange('Presser', { action: 'update', risk, fields }), meaning });

  test.each([
    ['broadens', some, none, 'broadens'],
    ['narrows', none, some, 'narrows'],
    ['neutral', none, none, 'text changed, access unchanged'],
    ['unknown', some, some, 'gains and loses'],
    ['unknown', some, perhaps, 'broadens'],
    ['unknown', perhaps, none, 'may broaden'],
    ['unknown', perhaps, perhaps, 'may broaden'],
    ['unknown', perhaps, some, 'narrows, may broaden'],
    ['unknown', none, perhaps, 'may narrow'],
    // A longer session with fewer permissions.
    ['unknown', none, some, 'unknown effect'],
    ['broadens', later, none, 'broadens'],
    ['narrows', none, later, 'narrows'],
    ['unknown', later, some, 'gains and loses'],
    ['unknown', later, perhaps, 'broadens'],
  ] as const)('%s', (risk, gained, lost, expected) => {
    expect(words(risk, { gained, lost })).toBe(expected);
  });

  test.each([
    ['broadens', none, none, 'broadens'],
    ['unknown', none, some, 'narrows, may broaden'],
    ['unknown', some, some, 'gains and loses'],
    ['unknown', none, none, 'may broaden'],
  ] as const)('%s, what is denied no longer', (risk, gained, lost, expected) => {
    expect(words(risk, { gained, lost, released: some })).toBe(expected);
  });

  test('a new description changes no text that access depends on', () => {
    expect(words('neutral', { gained: none, lost: none }, ['description'])).toBe('access unchanged');
  });
});

test('rows of one group that mean different things stay apart', () => {
  const accounts = [ACCOUNTS['press-dev'], ACCOUNTS['press-prod'], ACCOUNTS['juice-lab']];
  const parts = [{ meaning: 'm1' }, { meaning: 'm2' }, { meaning: 'm2', beside: ['Reader'] }];
  const changes = accounts.flatMap((account, place) =>
    rows(['Presser', pressers], [account], { action: 'create', ...parts[place] }),
  );
  expect(viewOf(judged(changes)).sections[0]?.rows).toHaveLength(3);
});

test('whom a definition reaches is grouped by where', () => {
  const account = [ACCOUNTS['press-dev']] as never;
  const holders = [3, 2, 1].map((number) => ({
    principal: { type: 'group', id: groupId(number) } as const,
    accounts: account,
  }));
  const change = setChange('Presser', {
    action: 'update',
    risk: 'broadens',
    fields: ['inlinePolicy'],
    before: permissionSet('Presser'),
    after: permissionSet('Presser'),
    meaning: 'm8',
    holders,
  });
  expect(planText(judged([change]), { width: 200 })).toContain(
    'reaches group AWS Orchard Pickers, group AWS Pressers, group AWS Seasonal Workers in press-dev (555555555555)\n',
  );
});

test('no text of a plan file reaches the terminal or the page as it is', () => {
  const hostile = JUDGED_STORIES['hostile-meanings']!;
  const text = planText(hostile);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|##\[|(?:^|\s)::/m);
  // Outside code spans there is neither markup nor a link.
  const prose = planMarkdown(hostile).replace(/(`+)(?!`).*?[^`]\1(?!`)/g, '');
  expect(prose).not.toMatch(/<img|[^\\]\]\(|https:\/\//);
});
