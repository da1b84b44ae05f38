// Findings of the namespace `provider`.

export const PROVIDER_RULES = {} as const;
