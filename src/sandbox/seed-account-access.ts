// Account access manager as a seed has it: the application, and who may take which role.
import { makeApplication, putEntitlement } from './account-access.ts';
import { roleNamed } from './iam-roles.ts';
import { accountOf, type Making, principalOf } from './seed-names.ts';
import type { SandboxSeed } from './seed-shape.ts';

export function addAccountAccess(making: Making, { accountAccess: seed }: SandboxSeed): void {
  if (seed === undefined) return;
  makeApplication(making.state, new Map(Object.entries(seed.tags ?? {})));
  for (const [index, row] of (seed.entitlements ?? []).entries()) {
    addEntitlement(making, row, `accountAccess.entitlements[${index}]`);
  }
}

type Row = NonNullable<NonNullable<SandboxSeed['accountAccess']>['entitlements']>[number];

/** The trust policy of the role is not looked at: it may have changed since. */
function addEntitlement(making: Making, row: Row, path: string): void {
  const { state, tell } = making;
  const principal = principalOf(making, row, path);
  const account = accountOf(making, row.account);
  if (account === undefined) tell(`${path}.account`, `does not name one account: \`${row.account}\``);
  const role = account === undefined ? undefined : roleNamed(state, account, row.role);
  if (account !== undefined && role === undefined) {
    tell(`${path}.role`, `names no role of \`${row.account}\`: \`${row.role}\``);
  }
  if (principal !== undefined && role !== undefined) putEntitlement(state, { principal, roleArn: role.arn });
}
