// Findings of the namespace `grant`.

export const GRANT_RULES = {} as const;
