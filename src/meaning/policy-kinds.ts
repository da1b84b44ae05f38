// What policies that are compared may be.

/** `scp`, `rcp`, `boundary`: they grant nothing, and say how much may be granted. */
export type PolicyKind = (typeof POLICY_KINDS)[number];
export const POLICY_KINDS = ['identity', 'scp', 'rcp', 'boundary'] as const;
