export { type Access, accessOf, type Document, type Grant, NO_ACCESS, type Request } from './access.ts';
export { isNothingNew, newAccess, newAccessWithin } from './compare.ts';
export { compileAccess } from './compiled-access.ts';
export { dateOf } from './condition-test.ts';
export type { Doubt, DoubtReason } from './doubt.ts';
export { allows } from './evaluate.ts';
export {
  type CompareOptions,
  type Gain,
  isNothing,
  type NewAccess,
  type Unresolved,
} from './new-access.ts';
export { mergedNames } from './merged-names.ts';
export type { Reach, ReachCondition } from './reach.ts';
export { type Restricted, type Restrictions, restrictionsIn, weakest } from './restriction.ts';
export { samplesOf } from './samples.ts';
