// Findings of the namespace `group`.

export const GROUP_RULES = {} as const;
