import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { writeHtml } from '../../../src/render/html.ts';
import { renderPlanJson } from '../../../src/render/plan-json.ts';
import { planPage } from '../../../src/render/plan-report.ts';
import type { Style } from '../../../src/render/style.ts';
import { planMarkdown, planText } from '../../support/written.ts';
import { STORIES } from './stories.ts';

const CASES = new URL('../../cases/render/', import.meta.url);
const file = (story: string, name: string) => new URL(`${story}/${name}`, CASES).pathname;

/** Shows where colours begin and end. */
const TAGGED = Object.fromEntries(
  ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'].map((name) => [name, (text: string) => `<${name}>${text}</>`]),
) as unknown as Style;

describe.each(Object.entries(STORIES))('%s', (story, plan) => {
  test('as text', async () => {
    await expect(planText(plan)).toMatchFileSnapshot(file(story, 'plan.txt'));
  });

  test('as Markdown', async () => {
    await expect(planMarkdown(plan)).toMatchFileSnapshot(file(story, 'plan.md'));
  });
});

test('a plan as a page', async () => {
  const story = 'a-harvest-of-changes';
  await expect(writeHtml(planPage(STORIES[story]!))).toMatchFileSnapshot(file(story, 'plan.html'));
});

test('a plan as JSON', async () => {
  const story = 'every-cause-of-a-delete';
  await expect(renderPlanJson(STORIES[story]!)).toMatchFileSnapshot(file(story, 'plan.json'));
});

test('colours', async () => {
  const story = 'a-harvest-of-changes';
  await expect(planText(STORIES[story]!, { style: TAGGED })).toMatchFileSnapshot(file(story, 'plan.colours.txt'));
});

test('no case without a story', () => {
  const cases = readdirSync(CASES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const others = ['findings', 'an-apply-that-stopped-half-way'];
  expect(cases.map(({ name }) => name).sort()).toEqual([...Object.keys(STORIES), ...others].sort());
});
