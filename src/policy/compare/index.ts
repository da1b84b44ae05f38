export { type Access, accessOf, type Document, type Grant, NO_ACCESS, type Request } from './access.ts';
export { newAccess, newAccessWithin } from './compare.ts';
export { type CompiledGrant, compileAccess } from './compiled-access.ts';
export { dateOf } from './condition-test.ts';
export type { Doubt, DoubtReason } from './doubt.ts';
export { allows } from './evaluate.ts';
export {
  type CompareOptions,
  type Gain,
  isNothing,
  isNothingEver,
  type NewAccess,
  type Unresolved,
} from './new-access.ts';
export type { Reach, ReachCondition } from './reach.ts';
export { restrictionOf, unrestrictedActions, weakest } from './restriction.ts';
export { samplesOf } from './samples.ts';
