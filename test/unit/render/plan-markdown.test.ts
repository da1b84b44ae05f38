import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/plan/plan.ts';

import { planLines } from '../../../src/render/plan-lines.ts';
import { ownOf } from '../../../src/render/plan-own.ts';
import { accountId } from '../../../src/state/state.ts';
import { finding, groupId, held, inline, permissionSet, plan, rows, setChange } from '../../support/plans.ts';
import { planMarkdown } from '../../support/written.ts';
import { CROWDED, STORIES } from './stories.ts';

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

/** Every block that opens closes: nothing was cut in the middle. */
function expectWhole(markdown: string): void {
  expect(count(markdown, /^<details(?: open)?>$/gm)).toBe(count(markdown, /^<\/details>$/gm));
  expect(count(markdown, /^ *`{3,}\w+$/gm)).toBe(count(markdown, /^ *`{3,}$/gm));
  expect(markdown.endsWith('\n')).toBe(true);
}

describe('the limit', () => {
  test.each([3_000, 5_000, 10_000, 20_000])('%i characters hold a plan of 2,000 assignments', (limit) => {
    const markdown = planMarkdown(CROWDED, { limit });
    expect(Buffer.byteLength(markdown)).toBeLessThan(limit);
    expect(markdown).toMatch(/^## INCOMPLETE: /);
    expectWhole(markdown);
  });

  test('what was left out and what is shown add up', () => {
    const markdown = planMarkdown(CROWDED, { limit: 8_000 });
    const missing = Number(/Left out: (\d+) lines/.exec(markdown)?.[1]);
    const [lines = ''] = markdown.split('\n### ', 1);
    expect(count(lines, /^- \*\*(?!left out)/gm) + missing).toBe(planLines(ownOf(CROWDED, true), CROWDED).length);
  });

  test('2,000 assignments of twenty sets fit one comment', () => {
    const markdown = planMarkdown(CROWDED);
    expect(Buffer.byteLength(markdown)).toBeLessThan(65_536);
    expect(markdown).not.toContain('INCOMPLETE');
  });

  test('a plan that fits says so by not saying INCOMPLETE', () => {
    for (const story of Object.values(STORIES)) {
      const markdown = planMarkdown(story);
      expect(markdown).not.toContain('INCOMPLETE');
      expectWhole(markdown);
    }
  });

  test('names of many bytes are counted as bytes', () => {
    const accounts = Array.from({ length: 600 }, (_, number) => accountId(String(700_000_000_000 + number)));
    const names = { accounts: Object.fromEntries(accounts.map((id) => [id, '果'.repeat(50)])), principals: {} };
    const changes = accounts.flatMap((id, number) =>
      rows(['Presser', { type: 'group', id: groupId(number) }], [id], { action: 'create' }),
    );
    expect(Buffer.byteLength(planMarkdown(plan({ changes, names })))).toBeLessThan(65_536);
  });
});

const MANY_ACCOUNTS = Array.from({ length: 40 }, (_, number) => accountId(String(700_000_000_000 + number)));

describe('what goes first and what goes last', () => {
  test('the worst set is shown in full, however much stands behind it', () => {
    const markdown = planMarkdown(CROWDED, { limit: 24_000 });
    const first = /<summary><b>(\w+)<\/b>/.exec(markdown)?.[1];
    expect(first).toBe('Crate13');
    expect(markdown).toContain('+         "s3:PutObject"');
    expect(markdown).toMatch(/^## INCOMPLETE: /);
  });

  test('every permission set has its line before any has its details', () => {
    const sets = new Set(CROWDED.changes.map(({ address }) => address.split('/')[1]!));
    const markdown = planMarkdown(CROWDED, { limit: 24_000 });
    const [lines = ''] = markdown.split('\n### Details');
    for (const name of sets) expect(lines).toContain(`\`${name}\``);
  });

  test('a gain of administrator access has its line, whatever comes before it in its set', () => {
    const gains = Array.from({ length: 60 }, (_, number) =>
      rows(['Zest', { type: 'group', id: groupId(number) }], MANY_ACCOUNTS, {
        action: 'create',
        ...(number === 59 ? { administrator: true } : {}),
      }),
    ).flat();
    const principals = Object.fromEntries(
      Array.from({ length: 60 }, (_, number) => [groupId(number), `Crew ${100 + number}`]),
    );
    const crowd = plan({ changes: gains, names: { accounts: {}, principals } });
    const markdown = planMarkdown(crowd, { limit: 4_000 });
    expect(Buffer.byteLength(markdown)).toBeLessThan(4_000);
    expect(markdown).toContain(`group \`Crew 159\` **gains** \`Zest\` in ${MANY_ACCOUNTS.length} accounts`);
    expect(markdown).not.toContain('Crew 158');
  });

  test('a flood of harmless changes pushes out neither the worst, nor held changes, nor notices', () => {
    const flood = Array.from({ length: 3_000 }, (_, number) =>
      setChange(`Flood${number}`, {
        action: 'update',
        risk: 'neutral',
        fields: ['description'],
        before: permissionSet('Flood'),
        after: permissionSet('Flood', { description: 'x'.repeat(200) }),
      }),
    );
    const bad = setChange('Zest', {
      action: 'update',
      risk: 'broadens',
      fields: ['inlinePolicy'],
      before: permissionSet('Zest'),
      after: permissionSet('Zest', {
        inlinePolicy: inline({ Statement: { Effect: 'Allow', Action: 'iam:PassRole' } }),
      }),
    });
    const crowd: Plan = {
      ...STORIES['nothing-but-held']!,
      changes: [...flood, bad],
      notices: [finding('plan/access-gap', 'notice', { message: 'the gap' })],
    };
    const markdown = planMarkdown(crowd);
    expect(Buffer.byteLength(markdown)).toBeLessThan(65_536);
    for (const part of ['iam:PassRole', 'AWS Cider Makers', 'the gap']) expect(markdown).toContain(part);
  });

  test('an entry too long for any comment stands there in brief', () => {
    const Statement = Array.from({ length: 4_000 }, (_, number) => ({
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::crate-${number}/*`,
    }));
    const huge = setChange('Presser', {
      action: 'create',
      risk: 'broadens',
      after: permissionSet('Presser', { inlinePolicy: inline({ Statement }) }),
    });
    const markdown = planMarkdown(plan({ changes: [huge] }));
    expect(markdown).toContain('(details left out)');
    expect(markdown).toContain('Left out: the details of 1 entry.');
  });

  test('held changes and notices beyond their room are counted', () => {
    const many = Array.from({ length: 400 }, (_, number) =>
      held('group/not-synced', {
        kind: 'assignment',
        action: 'create',
        permissionSet: 'Presser',
        principal: { type: 'group', name: `AWS Crate Team ${number} ${'x'.repeat(200)}` },
        reason: 'not in Identity Center yet',
        origins: [],
      }),
    );
    const notices = Array.from({ length: 400 }, (_, number) =>
      finding('plan/account-frozen', 'notice', { message: `${number} ${'y'.repeat(200)}` }),
    );
    const markdown = planMarkdown(plan({ held: many, notices }));
    const [, heldMissing, noticesMissing] = /Left out: (\d+) held changes, (\d+) notices/.exec(markdown) ?? [];
    expect(count(markdown, /would gain/g) + Number(heldMissing)).toBe(400);
    expect(count(markdown, /^- \*\*notice\*\*/gm) + Number(noticesMissing)).toBe(400);
  });
});
