import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reservedRoleIn } from '../../../src/state/reserved-role.ts';

// CreatePermissionSet: Name.
const names = fc.stringMatching(/^[\w+=,.@-]{1,32}$/);
const suffixes = fc.stringMatching(/^[0-9a-f]{16}$/);

test('every role tells its permission set', () => {
  fc.assert(
    fc.property(names, suffixes, (permissionSet, suffix) => {
      const name = `AWSReservedSSO_${permissionSet}_${suffix}`;
      expect(reservedRoleIn(name)).toEqual({ name, permissionSet });
      const inAccount = { name, permissionSet, account: '222222222222' };
      const path = 'aws-reserved/sso.amazonaws.com';
      expect(reservedRoleIn(`arn:aws:iam::222222222222:role/${path}/${name}`)).toEqual(inAccount);
      expect(reservedRoleIn(`arn:aws-us-gov:iam::222222222222:role/${path}/us-gov-west-1/${name}`)).toEqual(inAccount);
      const session = 'jane@orchard.example';
      const assumed = `arn:aws:sts::222222222222:assumed-role/${name}/${session}`;
      expect(reservedRoleIn(assumed)).toEqual({ ...inAccount, session });
    }),
  );
});

test.each([
  'AWSReservedSSO_Developer',
  'AWSReservedSSO_Developer_0123456789ABCDEF',
  'AWSReservedSSO__0123456789abcdef',
  'Developer_0123456789abcdef',
  'group/not-synced',
  'arn:aws:iam::222222222222:user/AWSReservedSSO_Developer_0123456789abcdef',
  'arn:aws:iam::222222222222:role/AWSReservedSSO_Developer_0123456789abcdef/..',
])('%s is none', (text) => {
  expect(reservedRoleIn(text)).toBeUndefined();
});
