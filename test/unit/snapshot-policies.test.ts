// The customer managed policies of accounts in a snapshot: what was read is read again, and nothing else is known.
import { expect, test } from 'vitest';
import { accountPoliciesRead, writtenAccountPolicies } from '../../src/snapshot/account-policies.ts';
import type { AccountsRead, AccountToRead } from '../../src/state/account-policies.ts';
import { type AccountId, accountId } from '../../src/state/state.ts';

const [PROD, TEST, NEW] = ['222222222222', '333333333333', '444444444444'].map(accountId) as [
  AccountId,
  AccountId,
  AccountId,
];
const [BASE, EXTRA, LATER] = [
  { name: 'Base', path: '/teams/' },
  { name: '__proto__', path: '/' },
  { name: 'Later', path: '/' },
];
const document = { kind: 'document', document: { Statement: [] } } as const;
const READ: AccountsRead = new Map([
  [
    PROD,
    {
      policies: new Map([
        ['/teams/Base', { exists: true, document } as const],
        ['/__proto__', { exists: false } as const],
      ]),
      policiesPerRole: 20,
    },
  ],
  [TEST, { policies: new Map(), unchecked: { why: 'role', detail: 'sts:AssumeRole' } }],
]);
const wanted = (account: AccountId, more: Partial<AccountToRead> = {}): AccountToRead => ({
  account,
  policies: [BASE!, EXTRA!],
  quota: true,
  ...more,
});
const role = { name: 'access-preflight', path: '/', sessionName: 'access' };
const read = (...accounts: readonly AccountToRead[]) =>
  accountPoliciesRead(JSON.parse(JSON.stringify(writtenAccountPolicies(READ))), { role, accounts });

test('what was read is read again, and what an account refused is refused', () => {
  expect(read(wanted(PROD), wanted(TEST))).toEqual(READ);
});

test('of what nobody asked then, nothing is known, and it is said', () => {
  const unable = { why: 'unable', detail: 'a snapshot' };
  expect(read(wanted(NEW)).get(NEW)).toEqual({ policies: new Map(), unchecked: unable });
  const later = read(wanted(PROD, { policies: [BASE!, LATER!] })).get(PROD);
  expect([...(later?.policies.keys() ?? [])]).toEqual(['/teams/Base']);
  expect(later?.unchecked).toEqual(unable);
  expect(read(wanted(PROD, { roles: ['role/ops/legacy'] })).get(PROD)).toMatchObject({ unchecked: unable });
  expect(read(wanted(PROD, { quota: false })).get(PROD)).not.toHaveProperty('policiesPerRole');
});
