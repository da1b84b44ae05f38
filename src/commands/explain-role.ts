// `access explain <role>`: the permission set behind a role of Identity Center, and who has it by the files. Logs and policies name nothing but the role.
import { offline } from '../compile.ts';
import type { LoadedConfig } from '../gather.ts';
import { displayNamesIn } from '../judge-files.ts';
import { originOf } from '../state/desired.ts';
import type { ReservedRole } from '../state/reserved-role.ts';
import type { Host } from './host.ts';
import { printResult } from './output.ts';

export async function explainRole(host: Host, role: ReservedRole, config: LoadedConfig): Promise<number> {
  const { declarations } = config.value;
  const { permissionSet, account } = role;
  const declaration = declarations.permissionSets.get(permissionSet);
  const successor = [...declarations.permissionSets.values()].find(
    (other) => other.kind === 'managed' && other.renamedFrom?.value === permissionSet,
  );
  const { grants } = offline(config.value, host.now());
  const current = grants.current.filter(
    (each) => each.permissionSet === permissionSet && (account === undefined || each.account === account),
  );
  const named = declarations.grants.filter(({ permissionSets }) =>
    permissionSets.some(({ value }) => value === permissionSet),
  );
  const inAccount = new Set(current.flatMap((each) => each.grants));
  await printResult(host, {
    kind: 'role',
    value: {
      role,
      ...(declaration === undefined
        ? {}
        : { declared: { kind: declaration.kind, origin: originOf(declaration.name.span) } }),
      ...(successor === undefined
        ? {}
        : { renamedTo: { name: successor.name.value, origin: originOf(successor.name.span) } }),
      grants: named.map((grant) => ({
        groups: grant.groups.map(({ value }) => value),
        accounts: grant.accounts.map(({ text }) => text),
        isInAccount: inAccount.has(grant),
        origin: originOf(grant.span),
      })),
      displayNames: displayNamesIn(config.value),
    },
  });
  return 0;
}
