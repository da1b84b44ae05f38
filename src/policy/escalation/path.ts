// The form of a way to more than was granted.

export interface EscalationPath {
  readonly id: string;
  /** What someone with these actions can do: `invoke a function with a role`. */
  readonly title: string;
  readonly category: PathCategory;
  /** Each of these. */
  readonly allOf: readonly string[];
  /** And at least one of these, where there are any. */
  readonly anyOf?: readonly string[];
  /** By action: what its request must be about, for the path to be one. */
  readonly when?: Readonly<Record<string, Demand>>;
  /** `control`: only in the management account and in accounts that Identity Center or Organizations is delegated to. */
  readonly scope: 'account' | 'control';
  readonly reference?: string;
}

/** One of these values of a condition key: a role that is passed to this service. */
export interface Demand {
  readonly key: string;
  readonly values: readonly string[];
}

/** What the requests of one of its actions must be about. */
export interface PathCondition extends Demand {
  readonly action: string;
}

/** Those of the actions that open it, in their order. */
export function conditionsOf({ when = {} }: EscalationPath, actions: readonly string[]): readonly PathCondition[] {
  return actions.flatMap((action) => (when[action] === undefined ? [] : [{ action, ...when[action] }]));
}

export type PathCategory =
  /** Gives a role to something that runs one's code. */
  | 'pass-role'
  /** Uses something that already has a role. */
  | 'role-in-use'
  /**
   * Changes policies. The role of a permission set cannot be changed by those who use it (`AWSReservedSSO_…` is protected), so that this
   * leads through another role or user.
   */
  | 'self'
  /** Becomes another principal. */
  | 'principal'
  /** Takes over IAM Identity Center. */
  | 'takeover';
