import { describe, expect, test } from 'vitest';
import type { Usage } from '../../../src/provider/identity-center.ts';
import { remainingText } from '../../../src/render/remaining.ts';
import { usageText } from '../../../src/render/usage.ts';

const NOTHING: Usage = { calls: {}, inFlight: { most: 0, limit: 15 }, operations: {} };
const calls = (sent: number, throttled = 0, tooMany = 0) => ({ sent, throttled, tooMany });

describe('what a run cost', () => {
  test('is told by service and operation, with how assignments were read and what was in flight', () => {
    const usage: Usage = {
      calls: {
        'organizations:ListAccounts': calls(3),
        'sso-admin:CreateAccountAssignment': calls(205, 0, 5),
        'sso-admin:ListPermissionSets': calls(2, 1),
      },
      assignments: { way: 'by-group', pairs: 300, groups: 60, alone: 4 },
      inFlight: { most: 15, limit: 10 },
      operations: { 'assignment-creation': 4_120 },
    };
    expect(usageText(usage, 20).split('\n').slice(0, -1)).toEqual([
      'assignments were read by group: 60 groups in place of 300 pairs of permission set and account, 4 of which were read one by one as well',
      'organizations: 3 calls in 20 seconds (0.1 a second), 0 throttled: 3 ListAccounts',
      'sso-admin: 207 calls in 20 seconds (10.3 a second), 1 throttled, 5 refused with too many in flight: 205 CreateAccountAssignment, 2 ListPermissionSets',
      'in flight: at most 15 at once, of 10 that may be',
      'assignment-creation: 4.1 seconds, median',
    ]);
  });

  test('names no rate where hardly any time passed, and nothing where nothing was asked', () => {
    expect(usageText(NOTHING, 0)).toBe('');
    expect(usageText({ ...NOTHING, calls: { 'sts:GetCallerIdentity': calls(1) } }, 0.4)).toBe(
      'sts: 1 call, 0 throttled: 1 GetCallerIdentity\n',
    );
  });
});

describe('how much longer it takes', () => {
  test.each([
    [{ done: 19, total: 1_000, elapsed: 60_000 }, undefined],
    [{ done: 100, total: 1_000, elapsed: 9_000 }, undefined],
    [{ done: 100, total: 1_000, elapsed: 20_000 }, 'about 3 minutes left'],
    [{ done: 500, total: 1_000, elapsed: 31_000 }, 'about 40 seconds left'],
    [{ done: 500, total: 1_000, elapsed: 58_000 }, 'about 1 minute left'],
    [{ done: 990, total: 1_000, elapsed: 60_000 }, undefined],
    [{ done: 1_000, total: 1_000, elapsed: 60_000 }, undefined],
  ])('of %o is %s', (course, text) => {
    expect(remainingText(course)).toBe(text);
  });
});
