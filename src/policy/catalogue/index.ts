export {
  type Action,
  type ActionIndex,
  type ActionSnapshot,
  actionIndexFrom,
  type ConditionKey,
  type ConditionKeyType,
  type Provenance,
  type Service,
} from './action-index.ts';
export { expandActions, levelOf, resourceFormats, workOfExpanding } from './actions.ts';
export { conditionKeyType } from './condition-keys.ts';
export { dataAgeFindings, hasNewer, type SnapshotFacts, snapshotFacts } from './data-age.ts';
export { ACCESS_LEVELS, type AccessLevel } from './levels.ts';
export {
  type ManagedPolicies,
  type ManagedPolicy,
  type ManagedPolicySnapshot,
  managedPoliciesFrom,
} from './managed-policies.ts';
export {
  awsManagedPath,
  managedArnsMeant,
  managedPoliciesMeant,
  managedPolicyNames,
} from './managed-policy-names.ts';
export { PARTITIONS, partitionOf, REGIONS, REGIONS_DATE } from './regions.ts';
export { replacementOf } from './replaced-policies.ts';
export { arnForms, type ResourceForms, resourceForms } from './resource-forms.ts';
export { isScopedByAws } from './scoped-actions.ts';
export type { PolicyData } from './snapshots.ts';
