// The table of every diagnostic code. The key is the code; facts are typed; wrong facts do not compile.

import type { Rule } from './rule.ts';
import { ACCESS_REVIEW_RULES } from './rules/access-review.ts';
import { ACCOUNT_RULES } from './rules/account.ts';
import { ACCOUNT_ACCESS_RULES } from './rules/account-access.ts';
import { APPLICATION_RULES } from './rules/application.ts';
import { ATTRIBUTE_RULES } from './rules/attribute.ts';
import { CLI_RULES } from './rules/cli.ts';
import { CLI_BASE_RULES } from './rules/cli-base.ts';
import { COMMENT_RULES } from './rules/comment.ts';
import { COMPARISON_RULES } from './rules/comparison.ts';
import { DOCTOR_RULES } from './rules/doctor.ts';
import { DOCTOR_APPLICATION_RULES } from './rules/doctor-application.ts';
import { DOCTOR_FENCES_RULES } from './rules/doctor-fences.ts';
import { DOCTOR_FEDERATION_RULES } from './rules/doctor-federation.ts';
import { DOCTOR_GROUPS_RULES } from './rules/doctor-groups.ts';
import { DOCTOR_STANDBY_RULES } from './rules/doctor-standby.ts';
import { EXPECTATION_RULES } from './rules/expectation.ts';
import { GRANT_RULES } from './rules/grant.ts';
import { GROUP_RULES } from './rules/group.ts';
import { GUARDRAIL_RULES } from './rules/guardrail.ts';
import { GUARDRAIL_JUDGEMENT_RULES } from './rules/guardrail-judgement.ts';
import { IMPORT_RULES } from './rules/import.ts';
import { NAME_RULES } from './rules/name.ts';
import { PERMISSION_SET_RULES } from './rules/permission-set.ts';
import { PERMISSION_SET_OWNERSHIP_RULES } from './rules/permission-set-ownership.ts';
import { PERMISSION_SET_PARTS_RULES } from './rules/permission-set-parts.ts';
import { PERMISSION_SET_POLICIES_RULES } from './rules/permission-set-policies.ts';
import { PIN_RULES } from './rules/pin.ts';
import { PLAN_RULES } from './rules/plan.ts';
import { SAVED_PLAN_RULES } from './rules/plan-saved.ts';
import { POLICY_RULES } from './rules/policy.ts';
import { POLICY_ACTIONS_RULES } from './rules/policy-actions.ts';
import { POLICY_BREADTH_RULES } from './rules/policy-breadth.ts';
import { POLICY_CONDITIONS_RULES } from './rules/policy-conditions.ts';
import { POLICY_DATA_RULES } from './rules/policy-data.ts';
import { POLICY_IDIOMS_RULES } from './rules/policy-idioms.ts';
import { POLICY_REDUNDANCY_RULES } from './rules/policy-redundancy.ts';
import { POLICY_RESOURCES_RULES } from './rules/policy-resources.ts';
import { POLICY_SILENCE_RULES } from './rules/policy-silence.ts';
import { POLICY_STRUCTURE_RULES } from './rules/policy-structure.ts';
import { PREFLIGHT_RULES } from './rules/preflight.ts';
import { PROFILES_RULES } from './rules/profiles.ts';
import { PROVIDER_RULES } from './rules/provider.ts';
import { REVIEW_RULES } from './rules/review.ts';
import { SAML_ROLES_RULES } from './rules/saml-roles.ts';
import { SCHEMA_RULES } from './rules/schema.ts';
import { SETTINGS_RULES } from './rules/settings.ts';
import { YAML_RULES } from './rules/yaml.ts';

export const RULES = {
  ...YAML_RULES,
  ...SCHEMA_RULES,
  ...NAME_RULES,
  ...ACCOUNT_RULES,
  ...ACCESS_REVIEW_RULES,
  ...GROUP_RULES,
  ...GRANT_RULES,
  ...ACCOUNT_ACCESS_RULES,
  ...APPLICATION_RULES,
  ...EXPECTATION_RULES,
  ...COMPARISON_RULES,
  ...GUARDRAIL_RULES,
  ...GUARDRAIL_JUDGEMENT_RULES,
  ...PERMISSION_SET_RULES,
  ...PERMISSION_SET_OWNERSHIP_RULES,
  ...PERMISSION_SET_PARTS_RULES,
  ...PERMISSION_SET_POLICIES_RULES,
  ...PROFILES_RULES,
  ...SAML_ROLES_RULES,
  ...POLICY_RULES,
  ...POLICY_DATA_RULES,
  ...POLICY_STRUCTURE_RULES,
  ...POLICY_ACTIONS_RULES,
  ...POLICY_RESOURCES_RULES,
  ...POLICY_CONDITIONS_RULES,
  ...POLICY_IDIOMS_RULES,
  ...POLICY_BREADTH_RULES,
  ...POLICY_REDUNDANCY_RULES,
  ...POLICY_SILENCE_RULES,
  ...PLAN_RULES,
  ...SAVED_PLAN_RULES,
  ...PREFLIGHT_RULES,
  ...SETTINGS_RULES,
  ...ATTRIBUTE_RULES,
  ...REVIEW_RULES,
  ...PROVIDER_RULES,
  ...CLI_RULES,
  ...CLI_BASE_RULES,
  ...COMMENT_RULES,
  ...IMPORT_RULES,
  ...PIN_RULES,
  ...DOCTOR_RULES,
  ...DOCTOR_APPLICATION_RULES,
  ...DOCTOR_FENCES_RULES,
  ...DOCTOR_GROUPS_RULES,
  ...DOCTOR_FEDERATION_RULES,
  ...DOCTOR_STANDBY_RULES,
} as const;

export type Code = keyof typeof RULES;
export type FactsOf<C extends Code> = (typeof RULES)[C] extends Rule<infer Facts> ? Facts : never;
