export { type AccessChange, type AccessEffect, effectFrom, effectOf, mayBroaden, type Risk } from './effect.ts';
export { knownPolicies, newerPolicyFindings, withDocuments } from './newer-policies.ts';
export { isWhollyKnown, onlyActions } from './only-actions.ts';
export { releasedBy, seenIn } from './released.ts';
export { type LevelSummary, summaryOf } from './summary.ts';
export { withoutUnseen } from './unseen.ts';
