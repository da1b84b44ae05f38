// The first three calls of a run leave together, and what is told where several fail does not depend on which fails first.
import { expect, test } from 'vitest';
import { resolveInstance } from '../../../src/provider/aws/caller-context.ts';
import type { Aws } from '../../../src/provider/aws/client.ts';

const FIRST = ['GetCallerIdentity', 'ListInstances', 'DescribeOrganization'];

/** Calls that fail after so many turns of the event loop; those that are not named are answered. */
const failing = (turns: Readonly<Record<string, number>>): Aws =>
  ({
    region: async () => 'eu-west-1',
    call: async (_: string, operation: string) => {
      if (turns[operation] === undefined)
        return {
          Account: '111111111111',
          Arn: 'arn',
          Instances: [],
          Organization: { MasterAccountId: '111111111111' },
        };
      for (let turn = 0; turn < turns[operation]; turn++) await new Promise((resolve) => setImmediate(resolve));
      throw new Error(operation);
    },
  }) as unknown as Aws;

test.each([
  { turns: { ListInstances: 9, DescribeOrganization: 0 }, told: 'ListInstances' },
  { turns: { ListInstances: 0, DescribeOrganization: 9 }, told: 'ListInstances' },
  { turns: { GetCallerIdentity: 9, ListInstances: 0, DescribeOrganization: 0 }, told: 'GetCallerIdentity' },
  { turns: { DescribeOrganization: 0 }, told: 'DescribeOrganization' },
])('of $turns it is $told that is told', async ({ turns, told }) => {
  await expect(resolveInstance(failing(turns), undefined)).rejects.toThrow(told);
});

test('they leave together', async () => {
  const sent: string[] = [];
  const call = (_: string, operation: string) => {
    sent.push(operation);
    return new Promise(() => {});
  };
  void resolveInstance({ ...failing({}), call } as unknown as Aws, undefined);
  await new Promise((resolve) => setImmediate(resolve));
  expect(sent.sort()).toEqual([...FIRST].sort());
});
