// What keeps app roles from being written, and what somebody has to know who writes them.
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { sharedDisplayNames } from './app-roles.ts';
import type { EntraWork, EntraSide } from './entra-work.ts';

/** What Microsoft Graph's reference says of `value` ("appRole resource type"); the tutorial of the application has longer ones. */
const DOCUMENTED_VALUE = 120;

export function workFindings(
  { application, merged }: EntraWork,
  { appRoles, isImporting, isWritten }: EntraSide & { readonly isWritten: boolean },
): readonly Diagnostic[] {
  const { name, roleSync, roles } = application;
  const isGraph = roleSync === 'graph';
  const grantees = new Map(roles.flatMap((role) => role.grantees.map((each) => [each.key, each] as const)));
  const unaddressed = [...grantees.values()].filter(({ objectId }) => objectId === undefined);
  const long = roles.filter(({ value }) => value.length > DOCUMENTED_VALUE);
  return [
    ...(isGraph && isWritten && appRoles === undefined
      ? [diagnose('saml-roles/no-current', { application: name })]
      : []),
    ...(isGraph && isImporting === true ? [diagnose('saml-roles/import-active', { application: name })] : []),
    ...(merged === undefined ? [] : sharedDisplayNames(merged)).map((shared) =>
      diagnose('saml-roles/display-name', { name: shared }),
    ),
    ...unaddressed.map(({ kind, key }) => diagnose('saml-roles/no-object-id', { kind, key })),
    ...(long.length === 0
      ? []
      : [diagnose('saml-roles/long-value', { role: long[0]!.name, count: long.length, most: DOCUMENTED_VALUE })]),
  ];
}
