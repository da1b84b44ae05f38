// What somebody may do, as documents: the two things `newAccess` compares, and the request that proves its answer.
import type { ParsedPolicy } from '../language/index.ts';

/**
 * A union of grants. For a permission set that is one grant; for a person, one for each permission set they have in an account:
 * a Deny works only within its own grant.
 */
export interface Access {
  readonly grants: readonly Grant[];
}

/** What one IAM role allows: any of its documents allows it, none denies it, and the boundary and every ceiling, if there are any, allow it too. */
export interface Grant {
  readonly documents: readonly Document[];
  /** A boundary only ever takes away. */
  readonly boundary?: Document;
  /** Further limits, as organization policies are: all that are attached at one level are one document. */
  readonly ceilings?: readonly Document[];
}

/**
 * `unknown`: a policy whose text cannot be seen (customer managed, or an AWS managed one that the snapshot lacks). It may allow and
 * deny anything. Two unknown documents of one name are one document.
 */
export type Document =
  | { readonly kind: 'known'; readonly name: string; readonly policy: ParsedPolicy }
  | { readonly kind: 'unknown'; readonly name: string };

export const NO_ACCESS: Access = { grants: [] };

/** A request as IAM sees it, concrete in every part. */
export interface Request {
  /** `s3:GetObject`; case does not matter. */
  readonly action: string;
  /** An ARN, or `*` for an action that takes no resource. */
  readonly resource: string;
  /** Condition keys and their values. What is not listed is absent. Case of the keys does not matter. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** One document that nothing else limits. */
export function accessOf(policy: ParsedPolicy, name = 'policy'): Access {
  return { grants: [{ documents: [{ kind: 'known', name, policy }] }] };
}
