// Accounts that are federated one by one: a SAML provider in each, and a role for each permission set that is granted there. Who may take a role is decided
// by the identity provider: there is nothing in AWS that says it, so a plan has no assignments here. What it has is what they would rest on.
import type { Risk } from '../definition/fields.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { holdReasonFrom } from '../state/desired.ts';
import { canonicalJson } from '../state/digest.ts';
import { durationSeconds } from '../state/duration.ts';
import { roleIn, type SamlRole } from '../state/saml-roles.ts';
import type { TargetRules } from './target.ts';

export const SAML_ROLES: TargetRules = {
  ownership: () => 'managed',
  reasonToHold: () => undefined,
  resourceOf: () => undefined,
  riskOf: (before, after) => (after.kind === 'role' ? riskOfRole(roleIn(before), roleIn(after)) : 'unknown'),
  reasonToHoldResource: ({ before, after }) => {
    if (before?.kind !== 'role' || after === undefined) return undefined;
    const [old, now] = [roleIn(before), roleIn(after)];
    if (old.path.toLowerCase() !== now.path.toLowerCase())
      return holdReasonFrom(diagnose('saml-roles/moved', { path: old.path }));
    const provider = providerOf(now);
    const isSomebodys = before.owner === undefined && !JSON.stringify(old.trust).includes(`"${provider}"`);
    return isSomebodys ? holdReasonFrom(diagnose('saml-roles/other-trust', { provider })) : undefined;
  },
  hasUnseenUsers: true,
  mayDelete: () => true,
};

/** The ARN of the SAML provider that a role of ours trusts. */
const providerOf = ({ trust }: SamlRole): string =>
  /"(arn:[^"]+:saml-provider\/[^"]+)"/.exec(JSON.stringify(trust))?.[1] ?? '';

/** What policies allow is not judged here: that they differ may be anything. */
function riskOfRole(before: SamlRole, after: SamlRole): Risk {
  if (canonicalJson(accessOf(before)) !== canonicalJson(accessOf(after))) return 'unknown';
  const [old, now] = [before, after].map(({ sessionDuration }) => durationSeconds(sessionDuration) ?? 0) as [
    number,
    number,
  ];
  const boundary = riskOfBoundary(before, after);
  const duration: Risk = now > old ? 'broadens' : now < old ? 'narrows' : 'neutral';
  if (boundary === 'neutral') return duration;
  return duration === 'neutral' || duration === boundary ? boundary : 'unknown';
}

/** A boundary only ever takes away. */
function riskOfBoundary({ permissionsBoundary: before }: SamlRole, { permissionsBoundary: after }: SamlRole): Risk {
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return 'neutral';
  if (before === undefined) return 'narrows';
  return after === undefined ? 'broadens' : 'unknown';
}

const accessOf = ({
  trust,
  managedPolicies,
  customerManagedPolicies,
  inlinePolicy,
  otherInlinePolicies,
}: SamlRole) => ({
  trust,
  managedPolicies,
  customerManagedPolicies,
  inlinePolicy,
  otherInlinePolicies,
});
