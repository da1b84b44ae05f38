import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { renderPlanJson } from '../../../src/render/plan-json.ts';
import { access } from '../../support/host.ts';
import { instantText } from '../../support/instant.ts';
import { plan } from '../../support/plans.ts';
import { STORIES } from '../render/stories.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(path.join(tmpdir(), 'access-'));
});
afterEach(() => rm(cwd, { recursive: true }));

const until = instantText('2027-02-01');
const ending = STORIES['a-harvest-of-changes']!.changes.filter(
  (change) => change.kind === 'assignment' && change.expires === until,
);
const saved = {
  ...plan({ changes: ending.slice(0, 1) }),
  allowed: [{ code: 'plan/deletes', upTo: 1, by: 'files', until }],
} as const;

async function refusal(key: string, text: string): Promise<string> {
  const made = renderPlanJson(saved);
  const forged = made.replace(new RegExp(`"${key}": "[^"]*"`), `"${key}": "${text}"`);
  expect(forged).not.toBe(made);
  await writeFile(path.join(cwd, 'plan.json'), forged);
  const { exitCode, stderr } = await access(['show', 'plan.json'], { cwd });
  expect(exitCode).toBe(1);
  return stderr;
}

describe.each([
  ['asOf', '/asOf'],
  ['expires', '/changes/0/expires'],
  ['until', '/allowed/0/until'],
])('%s of a plan file', (key, place) => {
  test('that is on no calendar', async () => {
    const text = '2027-02-30T00:00:00.000Z';
    expect(await refusal(key, text)).toContain(`\`plan.json\` is not a saved plan: ${place} is no date: ${text}`);
  });

  test('that has no form of a date', async () => {
    expect(await refusal(key, 'whenever')).toContain('`plan.json` is not a saved plan');
  });

  test('in a year beyond 9999', async () => {
    expect(await refusal(key, '+010000-01-01T00:00:00.000Z')).toContain('its changes are not those of its plan id');
  });
});
