// The report on new data: what changes in meaning, in Markdown that other people's names cannot break, and no longer than GitHub takes.
import { describe, expect, it } from 'vitest';
import { reportOf } from '../../../scripts/data-change.mjs';

type Known = Parameters<typeof reportOf>[0]['before'];

const KNOWN: Known = {
  snapshots: [{ name: 'actions', origin: 'some-actions', version: '1.0.0', date: '2026-01-01' }],
  actions: ['s3:GetObject', 's3:PutObject'],
  policies: new Map([['ReadOnlyAccess', ['v1', '2026-01-01', '{}']]]),
  findings: 'no findings\n',
  plan: 'ViewOnly: read 10\n',
};

const report = (after: Partial<Known>, compared: Parameters<typeof reportOf>[0]['compared'] = []) =>
  reportOf({ before: KNOWN, after: { ...KNOWN, ...after }, compared });

describe('reportOf', () => {
  it('says that nothing changes in meaning', () => {
    expect(report({ snapshots: [{ ...KNOWN.snapshots[0]!, version: '1.0.1', date: '2026-02-01' }] })).toBe(
      '- actions: `some-actions` 1.0.0 (2026-01-01) → 1.0.1 (2026-02-01)\n\nNothing changes in what the example organisation means.\n',
    );
  });

  it('names what came and went, and shows what the example means now', () => {
    const text = report(
      {
        actions: ['s3:GetObject', 's3:NewAction'],
        policies: new Map(),
        plan: 'ViewOnly: read 11\n',
        findings: '1 warning\n',
      },
      [{ policy: 'ViewOnlyAccess', text: 'broadens' }],
    );
    for (const part of [
      '### Actions that AWS added: 1\n\n```\ns3:NewAction\n```',
      '### Actions that the data does not have any more: 1\n\n```\ns3:PutObject\n```',
      '### AWS managed policies that are gone: 1\n\n```\nReadOnlyAccess\n```',
      '### `ViewOnlyAccess`, which the example has\n\n```\nbroadens\n```',
      '-no findings\n+1 warning',
      '-ViewOnly: read 10\n+ViewOnly: read 11',
    ])
      expect(text).toContain(part);
  });

  it('keeps hostile names in their fence', () => {
    const text = report({ actions: [...KNOWN.actions, 's3:X````', '```', '@everyone'] });
    expect(text).toContain('`````\n@everyone\n```\ns3:X````\n`````');
  });

  it('is no longer than GitHub takes, and closes the fence it cuts', () => {
    const text = report({ plan: Array.from({ length: 20_000 }, (_, row) => `row ${row}\n`).join('') });
    expect(text.length).toBeLessThan(61_000);
    expect([...text.matchAll(/^```/gm)].length % 2).toBe(0);
    expect(text).toMatch(/… and more: run `node scripts\/data-change\.mjs`\.\n$/);
  });
});
