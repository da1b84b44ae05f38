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
import { startSandbox } from '../../src/sandbox/index.ts';
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
  expect(readdirSync(made)).toEqual(['sandbox.json']);
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

test('a port that is taken is told of', async () => {
  const { sandbox } = await fruitSandbox();
  await expect(startSandbox({ port: sandbox.port })).rejects.toThrow(/^cannot listen on 127\.0\.0\.1:/);
});
