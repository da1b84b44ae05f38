// What a plan, or whoever waits, asks of Entra: the groups of the files, and the enterprise application that provisions them.
import type { Declarations } from '../config/declarations.ts';
import { objectIdOf } from '../config/object-id.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Instant, instantAt } from '../instant.ts';
import { optional } from '../optional.ts';
import type { EntraDetail, EntraState, EntraWanted } from '../state/entra.ts';
import { missingText } from '../state/group-step.ts';

const DETAILS: ReadonlySet<EntraDetail> = new Set<EntraDetail>(['tenant', 'assignments', 'provisioning', 'failures']);
const DAY_MS = 86_400_000;

export function tenantQuestion({ groups, settings: { entra } }: Declarations, asOf: Instant): EntraWanted {
  const servicePrincipal = entra.servicePrincipalId?.value.toLowerCase();
  const declared = [...groups.values()].filter(({ kind }) => kind === 'group');
  return {
    ...optional({ applications: servicePrincipal === undefined ? undefined : [servicePrincipal] }),
    details: DETAILS,
    groups: [...new Set(declared.flatMap((group) => objectIdOf(group) ?? []))],
    names: [],
    since: instantAt(asOf - DAY_MS),
  };
}

/** What was asked of Entra and not answered, and whether it was the right tenant that answered. */
export function tenantFindings({ settings: { entra } }: Declarations, state: EntraState): readonly Diagnostic[] {
  const { tenantId } = entra;
  const { tenant } = state;
  if (tenantId !== undefined && tenant.read && tenant.value.id !== tenantId.value.toLowerCase()) {
    const found = { name: tenant.value.displayName, id: tenant.value.id };
    return [diagnose('doctor/another-tenant', { found, expected: tenantId.value }, { span: tenantId.span })];
  }
  const parts = [
    state.groups,
    state.applications,
    ...(state.applications.read
      ? state.applications.value.flatMap(({ assignments, provisioning }) => [assignments, provisioning])
      : []),
  ];
  const missing = new Set(parts.flatMap((part) => (part.read ? [] : [missingText(part)])));
  return [...missing].map((text) => diagnose('plan/entra-unread', { missing: text }));
}
