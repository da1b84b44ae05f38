// Findings of the namespace `policy`.

export const POLICY_RULES = {} as const;
