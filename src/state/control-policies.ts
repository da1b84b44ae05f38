// Service control policies of AWS Organizations, and what they are attached to. They bind whoever is in an account, but neither the management account nor service-linked roles (Organizations User
// Guide, service control policies).
import type { Policy } from './state.ts';

export interface ControlPolicies {
  /** Where the root does not have the policy type enabled, none of them is in force. */
  readonly enabled: boolean;
  readonly rootId: string;
  /** Beside FullAWSAccess, those that are attached to something. */
  readonly policies: readonly ControlPolicy[];
  /**
   * Of what they are attached to, where FullAWSAccess is not: there, nothing is permitted but what they allow. Whatever has none of them has FullAWSAccess, for one
   * policy stays attached to everything (DetachPolicy).
   */
  readonly withoutFullAccess: ReadonlySet<string>;
}

export interface ControlPolicy {
  readonly id: string;
  readonly name: string;
  readonly document: Policy;
  /** Ids of the root, of units and of accounts. */
  readonly targets: ReadonlySet<string>;
}
