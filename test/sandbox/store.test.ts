// The state file: what survives from run to run, and what is never overwritten.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AttachManagedPolicyToPermissionSetCommand,
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  DescribeAccountAssignmentCreationStatusCommand,
  ListAccountsForProvisionedPermissionSetCommand,
  TagResourceCommand,
} from '@aws-sdk/client-sso-admin';
import { expect, onTestFinished, test } from 'vitest';
import { parseOrigin, startSandbox } from '../../src/sandbox/index.ts';
import { FRUIT, fruitSandbox, settle, target } from './support.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'sandbox-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

test('a second run goes on where the first one ended, in the middle of an operation', async () => {
  const stateFile = join(folder(), 'nested', 'sandbox.json');
  const first = await fruitSandbox({ stateFile });
  const policy = { ...first.on('Grower'), ManagedPolicyArn: 'arn:aws:iam::aws:policy/AmazonS3FullAccess' };
  await first.sso.send(new AttachManagedPolicyToPermissionSetCommand(policy));
  const resource = { ...first.instance, ResourceArn: first.on('Owner').PermissionSetArn };
  await first.sso.send(new TagResourceCommand({ ...resource, Tags: [{ Key: 'land', Value: 'all' }] }));
  const at = target(first, { set: 'Presser', account: '333333333333', principal: first.group('pressers') });
  const begun = await first.sso.send(new CreateAccountAssignmentCommand(at));
  await first.sandbox.close();

  const second = await fruitSandbox({ stateFile, seed: { ...FRUIT, groups: [] } });
  expect(second.sandbox.snapshot()).toEqual(first.sandbox.snapshot());
  const outdated = { ...second.on('Grower'), ProvisioningStatus: 'LATEST_PERMISSION_SET_NOT_PROVISIONED' as const };
  const { AccountIds } = await second.sso.send(new ListAccountsForProvisionedPermissionSetCommand(outdated));
  expect(AccountIds).toEqual(['333333333333', '444444444444']);
  await settle(second);
  const request = {
    ...second.instance,
    AccountAssignmentCreationRequestId: begun.AccountAssignmentCreationStatus?.RequestId,
  };
  const status = await second.sso.send(new DescribeAccountAssignmentCreationStatusCommand(request));
  expect(status.AccountAssignmentCreationStatus?.Status).toBe('SUCCEEDED');
});

test('a change is in the file before the sandbox is closed, and no temporary file stays behind', async () => {
  const made = folder();
  const stateFile = join(made, 'sandbox.json');
  const { sso, instance } = await fruitSandbox({ stateFile });
  await sso.send(new CreatePermissionSetCommand({ ...instance, Name: 'Picker' }));
  await expect.poll(() => readFileSync(stateFile, 'utf8')).toContain('"Picker"');
  expect(readdirSync(made).filter((name) => !name.includes('.lock-'))).toEqual(['sandbox.json']);
});

test('closing twice leaves the file of a later run alone', async () => {
  const stateFile = join(folder(), 'sandbox.json');
  const first = await fruitSandbox({ stateFile });
  await first.sandbox.close();
  const second = await fruitSandbox({ stateFile });
  await second.sso.send(new CreatePermissionSetCommand({ ...second.instance, Name: 'Picker' }));
  await second.sandbox.close();
  await first.sandbox.close();
  expect(readFileSync(stateFile, 'utf8')).toContain('"Picker"');
});

test.each([
  ['cut off', '{"kind":"access-sandbox","formatVersion":1,', /is damaged and was not changed/],
  ['incomplete', '{"kind":"access-sandbox","formatVersion":1}', /is damaged and was not changed/],
  ['newer', '{"kind":"access-sandbox","formatVersion":2}', /has formatVersion 2, and this version reads 1/],
  ['something else', '{"lockfileVersion":3}', /is not a sandbox state file/],
])('a state file that is %s is told of and left alone', async (_what, content, message) => {
  const stateFile = join(folder(), 'sandbox.json');
  writeFileSync(stateFile, content);
  await expect(startSandbox({ stateFile, seed: FRUIT })).rejects.toThrow(message);
  expect(readFileSync(stateFile, 'utf8')).toBe(content);
});

test.each([
  ['a group without an id', ['groups', 0, 'id'], undefined, 'groups[0].id is required'],
  ['a clock that is a text', ['now'], 'noon', 'now must be an integer'],
  ['a pair in no account', ['permissionSets', 0, 'pairs', 0, 'account'], 'orchard', 'pairs[0].account must match'],
  ['tags that are a list', ['permissionSets', 0, 'tags'], [], 'permissionSets[0].tags must be an object'],
  ['a role of nobody', ['permissionSets', 0, 'pairs', 0, 'principals'], ['pia'], 'principals[0] must match'],
])('a state file with %s is told with the path, and left alone', async (_what, path, value, problem) => {
  const stateFile = join(folder(), 'sandbox.json');
  const { sandbox } = await fruitSandbox({ stateFile });
  await sandbox.close();
  const file = JSON.parse(readFileSync(stateFile, 'utf8'));
  const parent = path.slice(0, -1).reduce((at, name) => at[name], file);
  parent[path.at(-1) ?? ''] = value;
  const content = JSON.stringify(file);
  writeFileSync(stateFile, content);
  await expect(startSandbox({ stateFile })).rejects.toThrow(problem);
  expect(readFileSync(stateFile, 'utf8')).toBe(content);
});

test('a state file of before instance properties, applications and iam is read', async () => {
  const stateFile = join(folder(), 'sandbox.json');
  const { sandbox } = await fruitSandbox({ stateFile });
  await sandbox.close();
  const { instance: _i, applications: _a, iam: _m, ...older } = JSON.parse(readFileSync(stateFile, 'utf8'));
  const pairs = (set: { pairs: { createdAt?: number }[] }) => set.pairs.map(({ createdAt: _c, ...pair }) => pair);
  const permissionSets = older.permissionSets.map((set: never) => ({ ...(set as object), pairs: pairs(set) }));
  writeFileSync(stateFile, JSON.stringify({ ...older, permissionSets }));
  const again = await fruitSandbox({ stateFile });
  expect(again.sandbox.snapshot()).toEqual(sandbox.snapshot());
});

test('a state file serves as a seed, of which it stays apart', async () => {
  const made = folder();
  const first = await fruitSandbox({ stateFile: join(made, 'first.json') });
  await first.sso.send(new CreatePermissionSetCommand({ ...first.instance, Name: 'Picker' }));
  await first.sandbox.close();
  const content = readFileSync(join(made, 'first.json'), 'utf8');
  const second = await fruitSandbox({ stateFile: join(made, 'second.json'), seed: parseOrigin(content, 'first.json') });
  expect(second.sandbox.snapshot()).toEqual(first.sandbox.snapshot());
  await second.sso.send(new CreatePermissionSetCommand({ ...second.instance, Name: 'Sorter' }));
  expect(readFileSync(join(made, 'first.json'), 'utf8')).toBe(content);
  expect(() => parseOrigin('{"kind":"access-sandbox"}', 'first.json')).toThrow(/first\.json has formatVersion absent/);
});

test('a port that is taken is told of', async () => {
  const { sandbox } = await fruitSandbox();
  await expect(startSandbox({ port: sandbox.port })).rejects.toThrow(/^cannot listen on 127\.0\.0\.1:/);
});
