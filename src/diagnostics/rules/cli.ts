// Findings of the namespace `cli`.

export const CLI_RULES = {} as const;
