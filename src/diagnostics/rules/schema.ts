// Findings of the namespace `schema`.

export const SCHEMA_RULES = {} as const;
