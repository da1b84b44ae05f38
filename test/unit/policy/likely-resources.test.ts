// What stands in for the shortest resource that a search finds.
import { expect, it } from 'vitest';
import { likelyResources } from '../../../src/policy/compare/samples.ts';

it.each([
  ['arn:aws:logs:::log-group:/:log-stream:x', 'arn:aws:logs:eu-west-1:111111111111:log-group:/example:log-stream:x'],
  ['arn::ec2:::volume/x', 'arn:aws:ec2:eu-west-1:111111111111:volume/x'],
  [
    'arn:aws:apigateway:eu-west-1::/restapis//stages/',
    'arn:aws:apigateway:eu-west-1:111111111111:/restapis/example/stages/example',
  ],
])('%s has its empty parts filled', (shortest, fullest) => {
  const [first, ...others] = likelyResources(shortest);
  expect(first).toBe(fullest);
  // Some resources have no account, or no region, or begin with a slash: each is tried without.
  expect(others).not.toContain(shortest);
  for (const text of likelyResources(shortest)) expect(text.split(':').slice(0, 2)).toEqual(['arn', 'aws']);
});

it('of what has nothing empty there is nothing else', () => {
  expect(likelyResources('arn:aws:s3:eu-west-1:111111111111:accesspoint/x')).toEqual([]);
  expect(likelyResources('*')).toEqual([]);
});
