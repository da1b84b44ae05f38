// Findings of the namespace `permission-set`.

export const PERMISSION_SET_RULES = {} as const;
