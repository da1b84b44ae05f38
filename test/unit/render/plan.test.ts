import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/plan/plan.ts';
import { displayWidth } from '../../../src/render/columns.ts';
import { viewOf } from '../../../src/render/plan-model.ts';
import { headline } from '../../../src/render/summary.ts';
import { untilWords } from '../../../src/render/wording.ts';
import { instantText } from '../../support/instant.ts';
import {
  ACCOUNTS,
  finding,
  permissionSet,
  pickers,
  plan,
  pressers,
  provisioning,
  rows,
  setChange,
} from '../../support/plans.ts';
import { planText } from '../../support/written.ts';
import { CROWDED, STORIES } from './stories.ts';

const order = (changes: Plan['changes']) => viewOf(plan({ changes })).sections.map((section) => section.permissionSet);
const admin = (name: string) => permissionSet(name, { managedPolicies: ['AdministratorAccess'] });

describe('order of permission sets', () => {
  const gain = rows(['Gain', pickers], [ACCOUNTS['press-dev']], { action: 'create' });
  const loss = rows(['Loss', pickers], [ACCOUNTS['press-dev']], { action: 'delete', deleteReason: 'not-declared' });
  const update = (name: string, risk: 'broadens' | 'narrows' | 'neutral' | 'unknown') =>
    setChange(name, { action: 'update', risk, before: permissionSet(name), after: permissionSet(name) });

  test('worst first, then by name, whatever the order of the plan', () => {
    const changes = [
      update('Narrow', 'narrows'),
      update('Calm', 'neutral'),
      ...gain,
      ...loss,
      update('Wide', 'broadens'),
      update('Unclear', 'unknown'),
      setChange('Root', { action: 'create', risk: 'neutral', after: admin('Root'), administrator: true }),
    ];
    const expected = ['Root', 'Unclear', 'Wide', 'Loss', 'Gain', 'Narrow', 'Calm'];
    expect(order(changes)).toEqual(expected);
    expect(order([...changes].reverse())).toEqual(expected);
  });

  test('a new description of an administrators’ set is no cause for alarm', () => {
    const definitions = { before: admin('Root'), after: admin('Root'), administrator: true } as const;
    const calm = setChange('Root', { action: 'update', risk: 'neutral', ...definitions });
    expect(order([calm, ...gain])).toEqual(['Gain', 'Root']);
    expect(order([calm, ...gain, ...rows(['Root', pickers], [ACCOUNTS['press-dev']], { action: 'create' })])).toEqual([
      'Root',
      'Gain',
    ]);
  });

  test('accounts with an unread older definition count as unknown', () => {
    const stale = { ...provisioning('Stale', [ACCOUNTS['press-dev']]), risk: 'unknown' } as const;
    expect(order([...gain, ...loss, stale])).toEqual(['Stale', 'Loss', 'Gain']);
  });

  test('a renamed set stands below the one that replaces it', () => {
    const renamed = [
      setChange('Picker', { action: 'delete', risk: 'narrows', before: permissionSet('Picker') }),
      setChange('Zapfen', { action: 'create', risk: 'neutral', renamedFrom: 'Picker', after: permissionSet('Zapfen') }),
    ];
    expect(order([...renamed, ...loss])).toEqual(['Loss', 'Zapfen', 'Picker']);
  });
});

describe('text', () => {
  test('folds accounts that are more than a reader looks at, and counts all of them', () => {
    const text = planText(CROWDED);
    expect(text).toMatch(
      /gains Crate00 in 25 accounts \(crate-yard-00000,\s+crate-yard-00001,\s+crate-yard-00002\s+and 22 more\)/,
    );
    expect(text.split('\n').length).toBeLessThan(1_000);
  });

  test('names every account of every change, however many, where that is asked for', () => {
    const text = planText(CROWDED, { verbose: true });
    for (const change of CROWDED.changes) {
      if (change.kind === 'assignment') expect(text).toContain(`(${change.assignment.account})`);
    }
    const named = text.match(/crate-yard-\d{5} \(\d{12}\)/g);
    expect(named).toHaveLength(2_000);
  });

  test('wraps lists at the width, and breaks no name', () => {
    for (const width of [60, 80, 120]) {
      const lines = planText(CROWDED, { width }).split('\n');
      const listed = lines.filter((line) => /crate-yard|gains|loses/.test(line) && !line.startsWith('Plan '));
      expect(listed.filter((line) => displayWidth(line) > width)).toEqual([]);
    }
  });

  test('a forged plan cannot hide one definition behind another', () => {
    const forged = ['first', 'second'].map((description) =>
      setChange('Presser', { action: 'create', risk: 'neutral', after: permissionSet('Presser', { description }) }),
    );
    const text = planText(plan({ changes: forged }));
    expect(text).toContain('first');
    expect(text).toContain('second');
  });

  test('rows of one group that differ in anything but the account stay apart', () => {
    const changes = [
      ...rows(['Presser', pressers], [ACCOUNTS['press-dev']], { action: 'create' }),
      ...rows(['Presser', pressers], [ACCOUNTS['press-prod']], {
        action: 'create',
        expires: instantText('2027-02-01'),
      }),
    ];
    expect(viewOf(plan({ changes })).sections[0]?.rows).toHaveLength(2);
  });

  test('ends with the headline', () => {
    for (const story of Object.values(STORIES)) {
      expect(planText(story).trimEnd().split('\n').at(-1)).toBe(headline(story));
    }
  });
});

describe('headline', () => {
  test.each([
    [
      'a-harvest-of-changes',
      '1 set to create, 1 to adopt, 1 to update; 7 assignments to create, 1 to delete; 2 accounts to provision; 2 held.',
    ],
    ['nothing-but-held', 'Nothing to do; 3 held.'],
    ['nothing-at-all', 'Nothing to do.'],
    ['refused-by-guards', 'Plan 3f2a91c0 is refused by 2 errors: '],
  ])('%s', (story, expected) => {
    expect(headline(STORIES[story]!)).toContain(expected);
  });

  test('a plan without changes can be refused too', () => {
    const findings = [finding('plan/deletes', 'error', { message: 'no' })];
    expect(headline(plan({ findings }))).toBe('Plan 3f2a91c0 is refused by 1 error.');
  });
});

test.each([
  ['2027-02-01T00:00:00.000Z', 'until the end of 2027-01-31 UTC'],
  ['2027-02-01T17:30:00.000Z', 'until 2027-02-01 17:30 UTC'],
  ['9999-12-31T23:59:59Z', 'until 9999-12-31 23:59 UTC'],
  ['9999-12-31T23:00:00-02:00', 'until +010000-01-01 01:00 UTC'],
])('a grant that ends at %s is said to last %s', (expires, expected) => {
  expect(untilWords(instantText(expires))).toBe(expected);
});
