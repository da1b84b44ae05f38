export { type AccessChange, type AccessEffect, effectFrom, effectOf, mayBroaden, type Risk } from './effect.ts';
export { knownPolicies, newerPolicyFindings, withDocuments } from './newer-policies.ts';
export { releasedBy, seenIn } from './released.ts';
export { type LevelSummary, summaryOf } from './summary.ts';
