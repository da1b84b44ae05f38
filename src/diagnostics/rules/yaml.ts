// Findings of the namespace `yaml`.

export const YAML_RULES = {} as const;
