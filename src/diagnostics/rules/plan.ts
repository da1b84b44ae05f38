// Findings of the namespace `plan`.

export const PLAN_RULES = {} as const;
