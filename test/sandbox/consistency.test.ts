// What is not seen or not let go at once: reads that lag, edits and operations that overlap, deletions that conflict for a while.
import {
  CreatePermissionSetCommand,
  DeleteAccountAssignmentCommand,
  DeletePermissionSetCommand,
  DescribePermissionSetCommand,
  ListAccountAssignmentsCommand,
  ListPermissionSetsCommand,
  ProvisionPermissionSetCommand,
  TagResourceCommand,
  UpdatePermissionSetCommand,
} from '@aws-sdk/client-sso-admin';
import { describe, expect, test } from 'vitest';
import { type Fruit, fruitSandbox, settle, target } from './support.ts';

const PROD = '333333333333';
const CONFLICT = { name: 'ConflictException', message: 'There is a conflicting operation in process.' };

const count = async ({ sso, instance }: Fruit): Promise<number | undefined> =>
  (await sso.send(new ListPermissionSetsCommand(instance))).PermissionSets?.length;

const describeSet = (fruit: Fruit, set: string) => fruit.sso.send(new DescribePermissionSetCommand(fruit.on(set)));

const edit = (fruit: Fruit, set: string, Description: string) =>
  fruit.sso.send(new UpdatePermissionSetCommand({ ...fruit.on(set), Description }));

describe('reads that lag', () => {
  test('see a write after so many further calls', async () => {
    const fruit = await fruitSandbox({ readLagCalls: 2 });
    expect(await count(fruit)).toBe(3);
    await fruit.sso.send(new CreatePermissionSetCommand({ ...fruit.instance, Name: 'Picker' }));
    expect([await count(fruit), await count(fruit), await count(fruit)]).toEqual([3, 3, 4]);
  });

  test('see what was written, to the last id', async () => {
    const fruit = await fruitSandbox({ readLagCalls: 1 });
    const made = await fruit.sso.send(new CreatePermissionSetCommand({ ...fruit.instance, Name: 'Picker' }));
    const set = { ...fruit.instance, PermissionSetArn: made.PermissionSet?.PermissionSetArn };
    const first = fruit.sso.send(new DescribePermissionSetCommand(set));
    await expect(first).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect((await fruit.sso.send(new DescribePermissionSetCommand(set))).PermissionSet).toEqual(made.PermissionSet);
  });

  test('lag behind what settles, too', async () => {
    const fruit = await fruitSandbox({ readLagCalls: 4, operationMs: 50 });
    const at = target(fruit, { set: 'Grower', account: PROD, principal: fruit.group('growers') });
    await fruit.sso.send(new DeleteAccountAssignmentCommand(at));
    const rows = async () => {
      const answer = await fruit.sso.send(
        new ListAccountAssignmentsCommand({ ...fruit.on('Grower'), AccountId: PROD }),
      );
      return answer.AccountAssignments?.length;
    };
    const seen = [];
    for (let call = 0; call < 7; call += 1) seen.push(await rows());
    expect(seen).toEqual([1, 1, 1, 1, 1, 0, 0]);
    expect(fruit.sandbox.state.permissionSets.get(fruit.on('Grower').PermissionSetArn ?? '')?.pairs.has(PROD)).toBe(
      false,
    );
  });

  test('writes meet the state as it is', async () => {
    const fruit = await fruitSandbox({ readLagCalls: 50 });
    await fruit.sso.send(new CreatePermissionSetCommand({ ...fruit.instance, Name: 'Picker' }));
    const again = fruit.sso.send(new CreatePermissionSetCommand({ ...fruit.instance, Name: 'Picker' }));
    await expect(again).rejects.toMatchObject({ name: 'ConflictException' });
  });
});

describe('a write to a permission set', () => {
  test('conflicts with another one shortly before it, on the same set only', async () => {
    const fruit = await fruitSandbox({ editConflictMs: 100 });
    await edit(fruit, 'Presser', 'Presses apples');
    await expect(edit(fruit, 'Presser', 'Presses pears')).rejects.toMatchObject(CONFLICT);
    await edit(fruit, 'Presser', 'Presses plums');
    expect((await describeSet(fruit, 'Presser')).PermissionSet?.Description).toBe('Presses plums');
    await edit(fruit, 'Grower', 'Grows pears');
  });

  test('counts its tags as a write', async () => {
    const fruit = await fruitSandbox({ editConflictMs: 100 });
    await edit(fruit, 'Presser', 'Presses apples');
    const resource = { ...fruit.instance, ResourceArn: fruit.on('Presser').PermissionSetArn };
    const tag = new TagResourceCommand({ ...resource, Tags: [{ Key: 'season', Value: 'autumn' }] });
    await expect(fruit.sso.send(tag)).rejects.toMatchObject(CONFLICT);
  });

  test.each([
    ['succeed', undefined],
    ['conflict', CONFLICT],
  ] as const)('while an operation uses it may %s', async (editsDuringOperations, conflict) => {
    const fruit = await fruitSandbox({ editsDuringOperations });
    await fruit.sso.send(
      new ProvisionPermissionSetCommand({ ...fruit.on('Grower'), TargetType: 'ALL_PROVISIONED_ACCOUNTS' }),
    );
    const outcome = await edit(fruit, 'Grower', 'Grows pears').catch((error: unknown) => error);
    if (conflict === undefined) expect(outcome).not.toBeInstanceOf(Error);
    else expect(outcome).toMatchObject(conflict);
    await settle(fruit);
    await edit(fruit, 'Grower', 'Grows plums');
  });
});

test('a permission set that has just left its last account conflicts a while longer', async () => {
  const fruit = await fruitSandbox({ deletionConflictMs: 500 });
  for (const account of [PROD, '444444444444']) {
    const principal = account === PROD ? fruit.group('growers') : fruit.user('pia@example.com');
    const type = account === PROD ? 'GROUP' : 'USER';
    await fruit.sso.send(
      new DeleteAccountAssignmentCommand(target(fruit, { set: 'Grower', account, principal, type })),
    );
  }
  await settle(fruit);
  const remove = () => fruit.sso.send(new DeletePermissionSetCommand(fruit.on('Grower')));
  await expect(remove()).rejects.toMatchObject({ name: 'ConflictException', message: /^Could not delete because/ });
  fruit.sandbox.state.now += 500;
  await remove();
});
