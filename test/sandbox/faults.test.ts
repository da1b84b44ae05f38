// Faults: what each of them looks like to a client, and whether the operation was executed.
import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import { CreatePermissionSetCommand, ListInstancesCommand } from '@aws-sdk/client-sso-admin';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import type { Fault, FaultCall } from '../../src/sandbox/index.ts';
import { clients, fruitSandbox } from './support.ts';

const always = (fault: Fault) => ({ faults: () => fault });

test.each([
  ['throttle', 'ThrottlingException', 'Rate exceeded'],
  ['internal-error', 'InternalServerException', 'An internal error occurred. Try again later.'],
] as const)('%s', async (fault, name, message) => {
  const { sso } = await fruitSandbox(always(fault));
  await expect(sso.send(new ListInstancesCommand({}))).rejects.toMatchObject({ name, message });
});

test('organizations has throttles of its own', async () => {
  const { organizations } = await fruitSandbox({
    faults: ({ n }) => (n === 1 ? 'throttle' : 'organizations-too-many-requests'),
  });
  const list = () => organizations.send(new ListAccountsCommand({}));
  await expect(list()).rejects.toMatchObject({ name: 'TooManyRequestsException', message: /^You have sent too many/ });
  await expect(list()).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    message: /another request is already in progress/,
  });
});

test('sts is throttled in XML', async () => {
  const { sts } = await fruitSandbox(always('throttle'));
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'Throttling' });
});

test.each([
  ['cut-before', false],
  ['cut-after', true],
  ['malformed-body', true],
] as const)('after %s the permission set is there: %s', async (fault, there) => {
  const { sandbox, sso, instance } = await fruitSandbox(always(fault));
  await expect(sso.send(new CreatePermissionSetCommand({ ...instance, Name: 'Picker' }))).rejects.toThrow();
  expect(sandbox.state.permissionSetsByName.has('Picker')).toBe(there);
  expect(sandbox.calls.map(({ outcome }) => outcome)).toEqual([fault === 'malformed-body' ? 'ok' : 'cut']);
});

test('retries of the SDK are attempts of one call', async () => {
  const seen: Pick<FaultCall, 'n' | 'attempt'>[] = [];
  const { sandbox } = await fruitSandbox({
    faults: ({ n, attempt }) => {
      seen.push({ n, attempt });
      return attempt === 1 ? 'internal-error' : undefined;
    },
  });
  const { sso } = clients(sandbox, 'test', 3);
  await sso.send(new ListInstancesCommand({}));
  await sso.send(new ListInstancesCommand({}));
  expect(seen).toEqual([
    { n: 1, attempt: 1 },
    { n: 1, attempt: 2 },
    { n: 2, attempt: 1 },
    { n: 2, attempt: 2 },
  ]);
  expect(sandbox.calls.map(({ outcome }) => outcome)).toEqual([
    'InternalServerException',
    'ok',
    'InternalServerException',
    'ok',
  ]);
});
