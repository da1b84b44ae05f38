// The control endpoint: faults, the clock and the state of a sandbox that runs.
import { CreatePermissionSetCommand, ListInstancesCommand } from '@aws-sdk/client-sso-admin';
import { expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { fruitSandbox, target } from './support.ts';
import { errorOf, send } from './wire.ts';

async function control(
  sandbox: Sandbox,
  method: string,
  path: string,
  body?: unknown,
  contentType = 'application/json',
) {
  const request = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': contentType } };
  const answer = await fetch(`${sandbox.url}${path}`, { method, ...request });
  return { status: answer.status, value: (await answer.json()) as Record<string, unknown> };
}

const listInstances = ({ url }: Sandbox) => send(url, { service: 'sso-admin', operation: 'ListInstances' }, {});

test('it says what a client needs to know', async () => {
  const { sandbox } = await fruitSandbox();
  const { value } = await control(sandbox, 'GET', '/_sandbox');
  expect(value).toEqual({
    instanceArn: sandbox.state.instanceArn,
    identityStoreId: sandbox.state.identityStoreId,
    region: 'eu-west-1',
    managementAccount: '111111111111',
    now: '2026-01-01T00:00:00.000Z',
  });
});

test('faults come and go while it runs, and calls are counted from there', async () => {
  const { sandbox } = await fruitSandbox({ faultPlan: { seed: 3, rules: [{ fault: 'internal-error' }] } });
  expect(errorOf(await listInstances(sandbox))).toBe('InternalServerException');
  const plan = { seed: 7, rules: [{ fault: 'throttle', operation: 'ListInstances', nth: 2 }] };
  expect(await control(sandbox, 'POST', '/_sandbox/faults', plan)).toEqual({ status: 200, value: plan });
  expect(errorOf(await listInstances(sandbox))).toBeUndefined();
  expect(errorOf(await listInstances(sandbox))).toBe('ThrottlingException');
  expect((await control(sandbox, 'GET', '/_sandbox/faults')).value).toEqual(plan);
  await control(sandbox, 'DELETE', '/_sandbox/faults');
  expect((await control(sandbox, 'GET', '/_sandbox/faults')).value).toEqual({ seed: 7, rules: [] });
});

test('the faults of a test stay beside those of the endpoint', async () => {
  const { sandbox } = await fruitSandbox({
    faults: ({ operation }) => (operation === 'ListRoots' ? 'throttle' : undefined),
  });
  await control(sandbox, 'POST', '/_sandbox/faults', { rules: [{ fault: 'internal-error' }] });
  const roots = await send(sandbox.url, { service: 'organizations', operation: 'ListRoots' }, {});
  expect(errorOf(roots)).toBe('TooManyRequestsException');
  expect(errorOf(await listInstances(sandbox))).toBe('InternalServerException');
});

test('the clock jumps, and what is due settles', async () => {
  const fruit = await fruitSandbox();
  const at = target(fruit, { set: 'Presser', account: '333333333333', principal: fruit.group('pressers') });
  await send(fruit.sandbox.url, { service: 'sso-admin', operation: 'CreateAccountAssignment' }, at);
  expect(fruit.sandbox.state.pending.size).toBe(1);
  const { value } = await control(fruit.sandbox, 'POST', '/_sandbox/clock', { advanceMs: 3_600_000 });
  expect(value.now).toBe('2026-01-01T01:00:00.050Z');
  expect(fruit.sandbox.state.pending.size).toBe(0);
});

test('the state it gives is what another sandbox can begin with', async () => {
  const { sandbox, sso, instance } = await fruitSandbox();
  await sso.send(new CreatePermissionSetCommand({ ...instance, Name: 'Picker' }));
  const { value } = await control(sandbox, 'GET', '/_sandbox/state');
  const other = await startSandbox({ seed: value as never });
  expect(other.snapshot()).toEqual(sandbox.snapshot());
  expect(other.state.permissionSets).not.toBe(sandbox.state.permissionSets);
  await other.close();
});

test('requests to it move no clock, are no calls and meet no faults', async () => {
  const { sandbox } = await fruitSandbox({ faults: () => 'cut-before' });
  await control(sandbox, 'GET', '/_sandbox');
  expect(sandbox.calls).toEqual([]);
  expect((await control(sandbox, 'GET', '/_sandbox')).value.now).toBe('2026-01-01T00:00:00.000Z');
});

test.each([
  ['GET', '/_sandbox/pulp', undefined, 404],
  ['DELETE', '/_sandbox/state', undefined, 404],
  ['POST', '/_sandbox/faults', { rules: [{ fault: 'bruise' }] }, 400],
  ['POST', '/_sandbox/clock', { advanceMs: -1 }, 400],
  ['POST', '/_sandbox/clock', { advanceMs: 1e300 }, 400],
  ['POST', '/_sandbox/clock', 'ripe', 400],
])('%s %s with %j is answered with %d', async (method, path, body, status) => {
  const { sandbox } = await fruitSandbox();
  const before = sandbox.snapshot();
  const answer = await control(sandbox, method, path, body);
  expect(answer.status).toBe(status);
  expect(answer.value).toHaveProperty('__type');
  expect(sandbox.snapshot()).toEqual(before);
});

test('a form, which any web page may send, is refused', async () => {
  const { sandbox } = await fruitSandbox();
  const plan = { rules: [{ fault: 'throttle' }] };
  expect((await control(sandbox, 'POST', '/_sandbox/faults', plan, 'text/plain')).status).toBe(415);
  expect(errorOf(await listInstances(sandbox))).toBeUndefined();
});

test('a slow answer is held back by the sleep it is given, and takes virtual time', async () => {
  const slept: number[] = [];
  const plan = { seed: 1, rules: [{ fault: 'slow', milliseconds: 90_000 }] } as const;
  const sleep = async (milliseconds: number) => void slept.push(milliseconds);
  const { sandbox, sso } = await fruitSandbox({ faultPlan: plan, sleep });
  await sso.send(new ListInstancesCommand({}));
  expect(slept).toEqual([90_000]);
  expect(sandbox.state.now - sandbox.state.createdAt).toBe(90_050);
  const virtual = await fruitSandbox({ faultPlan: plan, sleep, slowAnswers: 'virtual' });
  await virtual.sso.send(new ListInstancesCommand({}));
  expect(slept).toEqual([90_000]);
  expect(virtual.sandbox.state.now - virtual.sandbox.state.createdAt).toBe(90_050);
});
