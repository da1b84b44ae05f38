// The names that AWS managed policies go by: name, path and name, or ARN.
import { AWS_MANAGED_POLICIES, AWS_MANAGED_POLICIES_DATE } from '../policy/data/aws-managed-policies.generated.ts';

const ARN = /^arn:aws(?:-[a-z]{1,5}){0,3}:iam::aws:policy\/((?:[A-Za-z0-9.,+@=_-]+\/)*[A-Za-z0-9.,+@=_-]+)$/;

/** By path and name, and by name alone: AWS managed policy names are unique whatever their path. */
const PATHS: ReadonlyMap<string, string> = new Map(
  AWS_MANAGED_POLICIES.flatMap((path) => [
    [path.slice(path.lastIndexOf('/') + 1), path],
    [path, path],
  ]),
);

/** `job-function/SupportUser`. An ARN may name a policy that is newer than the data. Undefined: there is no such policy. */
export function awsManagedPath(written: string): string | undefined {
  return written.startsWith('arn:') ? ARN.exec(written)?.[1] : PATHS.get(written);
}

/** For suggestions, and the day of the list. */
export function managedPolicyNames(): { readonly names: ReadonlyMap<string, unknown>; readonly date: string } {
  return { names: PATHS, date: AWS_MANAGED_POLICIES_DATE };
}
