// Findings of the namespace `account`.

export const ACCOUNT_RULES = {} as const;
