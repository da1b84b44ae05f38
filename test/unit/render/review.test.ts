// What a plan tells beside its changes: grants that no line of it shows, and whose doing the rest is.
import { describe, expect, test } from 'vitest';
import type { Plan, PlanReview } from '../../../src/plan/plan.ts';
import { grantsToTell } from '../../../src/render/review-wider.ts';
import { accountId } from '../../../src/state/state.ts';
import { ACCOUNTS, held, permissionSet, pickers, plan, pressers, rows, setChange } from '../../support/plans.ts';
import { planMarkdown, planText } from '../../support/written.ts';

type GrantChange = PlanReview['grants'][number];

const PRESS_DEV = accountId(ACCOUNTS['press-dev']);

const reach: GrantChange = {
  direction: 'wider',
  change: 'reach',
  groups: ['pickers'],
  permissionSets: ['Presser'],
  selectors: [{ kind: 'name', text: 'press-dev', exceptions: [] }],
  exceptionsDropped: [],
  open: false,
  accounts: [PRESS_DEV],
  origin: { file: 'access/teams/press.yaml', line: 3, column: 5 },
};
const reviewed = (grant: GrantChange, of: Partial<Plan>): Plan => ({
  ...plan(of),
  review: { identities: [], grants: [grant], permissionSets: {}, cancelled: [] },
});
const gain = (who = pickers, set = 'Presser', cause: 'this-change' | 'pending' = 'this-change') =>
  rows([set, who], [PRESS_DEV], { action: 'create', cause });

describe('a grant that reaches further', () => {
  test('is shown by the assignments that it makes, and by nothing less', () => {
    expect(grantsToTell(reviewed(reach, { changes: gain() }))).toEqual([]);
    const waits = held('group/not-synced', {
      kind: 'assignment',
      action: 'create',
      permissionSet: 'Presser',
      account: PRESS_DEV,
      principal: { type: 'group', name: 'AWS Pickers' },
      cause: 'this-change',
      reason: 'not synced',
      origins: [],
    });
    expect(grantsToTell(reviewed(reach, { held: [waits] }))).toEqual([]);
  });

  test.each<readonly [string, GrantChange, Plan['changes']]>([
    ['live has it already', reach, []],
    ['another set is assigned there', reach, gain(pickers, 'Taster')],
    ['it was there before', reach, gain(pickers, 'Presser', 'pending')],
    ['one of two groups gains it', { ...reach, groups: ['pickers', 'pressers'] }, gain()],
    [
      'somebody loses it there',
      reach,
      rows(['Presser', pressers], [PRESS_DEV], { action: 'delete', cause: 'this-change' }),
    ],
    ['accounts that join later are in it', { ...reach, open: true }, gain()],
    ['no account is, today', { ...reach, accounts: [] }, gain()],
    ['it lasts longer, too', { ...reach, otherEnd: '2026-12-31' }, gain()],
  ])('is told where %s', (_, grant, changes) => {
    expect(grantsToTell(reviewed(grant, { changes }))).toEqual([grant]);
  });
});

test('what was there before is nothing by this change, and no nothing to do', () => {
  const pending = plan({ changes: gain(pickers, 'Presser', 'pending') });
  expect(planMarkdown(pending)).toMatch(
    /^## access: nothing by this change\n\nNot by this change: pending 1, applied with it\./,
  );
  expect(planText(pending)).toMatch(/^access: nothing by this change\.\n/);
  expect(planText(pending, { all: true })).toContain('gains Presser');
});

test('administrator access among what was there before is counted, by assignment and by definition', () => {
  const changes = [
    ...rows(['Root', pickers], [PRESS_DEV], { action: 'create', administrator: true, cause: 'pending' }),
    setChange('Root', {
      action: 'update',
      risk: 'broadens',
      administrator: true,
      cause: 'drift',
      before: permissionSet('Root'),
      after: permissionSet('Root'),
    }),
    setChange('Calm', {
      action: 'update',
      risk: 'neutral',
      administrator: true,
      cause: 'drift',
      before: permissionSet('Calm'),
      after: permissionSet('Calm'),
    }),
  ];
  expect(planText(plan({ changes }))).toContain(
    'drift 2, pending 1, applied with it (among them 2 changes of administrator access)',
  );
});
