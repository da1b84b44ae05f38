// AWS managed policies that AWS has changed since the snapshot: what they allow now that they did not, and the data with their text of now.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { ManagedPolicies, ManagedPolicy, PolicyData } from '../catalogue/index.ts';
import { type Access, accessOf, NO_ACCESS, newAccess } from '../compare/index.ts';
import { parsePolicy } from '../language/index.ts';
import { summaryOf } from './summary.ts';

/** The data with these documents, which AWS has now, in place of the snapshot's. */
export function withDocuments({ index, managedPolicies }: PolicyData, newer: readonly ManagedPolicy[]): PolicyData {
  // What was answered from these policies then still holds.
  if (newer.length === 0) return { index, managedPolicies, live: true };
  const documents = new Map(newer.map((policy) => [policy.path, policy]));
  const paths = [...new Set([...managedPolicies.paths, ...documents.keys()])].sort();
  const policy = (path: string) => documents.get(path) ?? managedPolicies.policy(path);
  return { index, managedPolicies: { ...managedPolicies, paths, policy }, live: true };
}

/** A notice for each: AWS has changed what these grant, and no file of anybody says so. */
export function newerPolicyFindings(
  { index, managedPolicies }: PolicyData,
  newer: readonly ManagedPolicy[],
): readonly Diagnostic[] {
  return newer.map((policy) => {
    const was = managedPolicies.policy(policy.path);
    const [before, after] = [accessIn(was), accessIn(policy)];
    const [gained, lost] = [newAccess(before, after, { index }), newAccess(after, before, { index })];
    return diagnose('policy/changed-by-aws', {
      policy: policy.path,
      ...(was === undefined ? {} : { before: was.versionId }),
      after: policy.versionId,
      adds: summaryOf(gained, index),
      removes: summaryOf(lost, index),
      exact: gained.unresolved.length === 0 && lost.unresolved.length === 0,
    });
  });
}

function accessIn(policy: ManagedPolicy | undefined): Access {
  return policy === undefined ? NO_ACCESS : accessOf(parsePolicy(policy.document).policy, policy.path);
}

/** Which version of each is at hand. */
export function knownPolicies(
  paths: readonly string[],
  { policy }: ManagedPolicies,
): readonly { readonly path: string; readonly versionId?: string }[] {
  return [...new Set(paths)].sort().map((path) => {
    const known = policy(path);
    return known === undefined ? { path } : { path, versionId: known.versionId };
  });
}
