// The documents of the AWS managed policies, as of a day. Made from a snapshot that ships with the program.
import type { Provenance } from './action-index.ts';

export interface ManagedPolicies {
  readonly provenance: Provenance;
  /** The part of each ARN after `:policy/`: `job-function/SupportUser`. Sorted. */
  readonly paths: readonly string[];
  /** By path and name. */
  readonly policy: (path: string) => ManagedPolicy | undefined;
}

export interface ManagedPolicy {
  readonly path: string;
  /** `v94`: the default version, as GetPolicy names it. */
  readonly versionId: string;
  /** Day the version was made. */
  readonly date: string;
  readonly document: unknown;
}

/** The shipped form. Each document is a JSON text of its own, read when it is asked for. */
export interface ManagedPolicySnapshot extends Provenance {
  /** By path and name: version, day, document. */
  readonly policies: Readonly<Record<string, readonly [versionId: string, date: string, document: string]>>;
}

export function managedPoliciesFrom({ policies, ...provenance }: ManagedPolicySnapshot): ManagedPolicies {
  const read = new Map<string, ManagedPolicy>();
  const { origin, version, date, licence } = provenance;
  return {
    provenance: { origin, version, date, licence },
    paths: Object.keys(policies).sort(),
    policy: (path) => {
      if (!Object.hasOwn(policies, path)) return undefined;
      const known = read.get(path) ?? policyOf(path, policies[path]!);
      read.set(path, known);
      return known;
    },
  };
}

function policyOf(path: string, [versionId, date, document]: readonly [string, string, string]): ManagedPolicy {
  return { path, versionId, date, document: JSON.parse(document) as unknown };
}
