// The table of every diagnostic code. The key is the code; facts are typed; wrong facts do not compile.

import type { Span } from '../source/span.ts';
import type { Diagnostic, Label } from './diagnostic.ts';
import type { Rule } from './rule.ts';
import { ACCOUNT_RULES } from './rules/account.ts';
import { CLI_RULES } from './rules/cli.ts';
import { GRANT_RULES } from './rules/grant.ts';
import { GROUP_RULES } from './rules/group.ts';
import { NAME_RULES } from './rules/name.ts';
import { PERMISSION_SET_RULES } from './rules/permission-set.ts';
import { PERMISSION_SET_OWNERSHIP_RULES } from './rules/permission-set-ownership.ts';
import { PLAN_RULES } from './rules/plan.ts';
import { POLICY_RULES } from './rules/policy.ts';
import { PROVIDER_RULES } from './rules/provider.ts';
import { SCHEMA_RULES } from './rules/schema.ts';
import { YAML_RULES } from './rules/yaml.ts';

export const RULES = {
  ...YAML_RULES,
  ...SCHEMA_RULES,
  ...NAME_RULES,
  ...ACCOUNT_RULES,
  ...GROUP_RULES,
  ...GRANT_RULES,
  ...PERMISSION_SET_RULES,
  ...PERMISSION_SET_OWNERSHIP_RULES,
  ...POLICY_RULES,
  ...PLAN_RULES,
  ...PROVIDER_RULES,
  ...CLI_RULES,
} as const;

export type Code = keyof typeof RULES;
type FactsOf<C extends Code> = (typeof RULES)[C] extends Rule<infer Facts> ? Facts : never;

export interface Place {
  readonly span?: Span | undefined;
  readonly labels?: readonly Label[];
}

/** The one way to make a diagnostic. */
export function diagnose<C extends Code>(code: C, facts: FactsOf<C>, { span, labels }: Place = {}): Diagnostic {
  const { severity, message, hint } = RULES[code] as unknown as Rule<FactsOf<C>>;
  const help = hint?.(facts);
  return {
    code,
    severity,
    message: message(facts),
    ...(span === undefined ? {} : { span }),
    ...(labels === undefined || labels.length === 0 ? {} : { labels }),
    ...(help === undefined ? {} : { hint: help }),
  };
}
