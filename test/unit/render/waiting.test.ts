import { describe, expect, test } from 'vitest';
import { inFormat } from '../../../src/render/formats.ts';
import { PLAIN } from '../../../src/render/style.ts';
import type { WaitingGroups } from '../../../src/render/waiting.ts';

async function textOf(value: WaitingGroups): Promise<string> {
  const { write, output } = await inFormat({ kind: 'waiting', value });
  expect(output).toBe('stderr');
  return write({ style: PLAIN, width: 400, onScreen: false, toolVersion: '0.0.0' });
}

describe('what is said while waiting', () => {
  test('names each group and its step, and lets no name play a trick on the terminal', async () => {
    const text = await textOf({
      groups: [
        { key: 'pruners', displayName: 'AWS Pruners', step: { kind: 'not-assigned' } },
        { key: 'pickers', displayName: 'pickers' },
        { key: 'evil', displayName: 'a\u001b[2Jb', step: { kind: 'failing', reason: 'no\u001b[31m' } },
      ],
      left: 1_500_000,
    });
    expect(text).not.toContain('\u001b');
    expect(text).toContain('waiting for 3 groups, 25 min left\n');
    expect(text).toContain('pruners (AWS Pruners); it is not assigned to the enterprise application');
    expect(text).toContain('pickers; it is not in Identity Center yet');
  });

  test('has the documented call of provision on demand', async () => {
    const group = '11111111-aaaa-4aaa-8aaa-000000000003';
    const demand = { servicePrincipal: 'aaaaaaaa-2222-4333-8444-555555555555', job: 'AWS.1234', group };
    const text = await textOf({ groups: [{ key: 'a', displayName: 'a', step: { kind: 'waiting' } }], left: 1, demand });
    const [, body] = /--body '([^']+)'/.exec(text) ?? [];
    expect(JSON.parse(body!)).toEqual({
      parameters: [{ ruleId: 'RULE', subjects: [{ objectId: group, objectTypeName: 'Group' }] }],
    });
    expect(text).toContain('/servicePrincipals/aaaaaaaa-2222-4333-8444-555555555555/synchronization/jobs/AWS.1234/');
  });
});
