// The names that AWS managed policies go by: name, path and name, or ARN.
import { editDistance } from '../../diagnostics/suggest.ts';
import { AWS_MANAGED_POLICIES, AWS_MANAGED_POLICIES_DATE } from '../data/aws-managed-policies.generated.ts';
import { replacementOf } from './replaced-policies.ts';

const ARN = /^arn:aws(?:-[a-z]{1,5}){0,3}:iam::aws:policy\/((?:[A-Za-z0-9.,+@=_-]+\/)*[A-Za-z0-9.,+@=_-]+)$/;

/** By path and name, and by name alone: AWS managed policy names are unique whatever their path. */
const PATHS: ReadonlyMap<string, string> = new Map(
  AWS_MANAGED_POLICIES.flatMap((path) => [
    [nameOf(path), path],
    [path, path],
  ]),
);

const LISTED: ReadonlySet<string> = new Set(AWS_MANAGED_POLICIES);

/** `job-function/SupportUser`. An ARN may name a policy that is newer than the data. Undefined: there is no such policy. */
export function awsManagedPath(written: string): string | undefined {
  return written.startsWith('arn:') ? ARN.exec(written)?.[1] : PATHS.get(written);
}

/** For suggestions, and the day of the list. */
export function managedPolicyNames(): { readonly names: ReadonlyMap<string, unknown>; readonly date: string } {
  return { names: PATHS, date: AWS_MANAGED_POLICIES_DATE };
}

type Suggest = (word: string, candidates: ReadonlyMap<string, unknown>) => readonly string[];

/** What may have been meant by a name that is not listed: what AWS replaced it by, or names like it. */
export function managedPoliciesMeant(written: string, suggest: Suggest): readonly string[] {
  const replacement = replacementOf(written);
  return replacement === undefined ? suggest(written, PATHS) : [replacement];
}

/**
 * The ARNs of listed policies that may have been meant by that of a policy which is not listed: with the path that was forgotten, or a name
 * that is spelt alike. Undefined: it is listed, or no ARN of a policy in the partition `aws`, of which the list is.
 */
export function managedArnsMeant(arn: string, suggest: Suggest): readonly string[] | undefined {
  const path = arn.startsWith(OF_AWS) ? ARN.exec(arn)?.[1] : undefined;
  if (path === undefined || LISTED.has(path)) return undefined;
  const name = nameOf(path);
  const certain = PATHS.get(name) ?? replacementOf(path) ?? replacementOf(name);
  // Names that are merely alike (`…FullAccess`, `…PermissionsBoundary`) are those of other policies, which may give more.
  const isSlip = (known: string) => editDistance(name.toLowerCase(), nameOf(known).toLowerCase(), SLIP) <= SLIP;
  const meant = certain === undefined ? suggest(name, PATHS).filter(isSlip) : [certain];
  return [...new Set(meant.map((known) => `${OF_AWS}${PATHS.get(known) ?? known}`))];
}

/** Edits. */
const SLIP = 2;

const OF_AWS = 'arn:aws:iam::aws:policy/';

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
