export { type ActionSet, ANY_ACTION, actionSetOf, isPattern, serviceOf } from './action-set.ts';
export { type Automaton, automatonOf, type State, type Union, unionOf } from './automaton.ts';
export { type Budget, isSpent, portionOf, spend, workOf } from './budget.ts';
export {
  compareDecimals,
  type Decimal,
  decimalOf,
  decimalText,
  middleOf,
  shifted,
  sumOf,
  wholeNumber,
} from './decimal.ts';
export {
  COLON,
  compileGlob,
  type Glob,
  globOf,
  isLiteral,
  isMany,
  MANY,
  MANY_IN_PATH,
  MANY_IN_SEGMENT,
  matches,
  matchesWidely,
  ONE,
  ONE_IN_SEGMENT,
  patternText,
  subsumes,
  type Token,
  textOf,
  wildcardTokens,
} from './glob.ts';
export { intersects } from './intersects.ts';
export { type AddressRange, addressRange, addressText, contains, lastAddress } from './ip.ts';
export { lowerText } from './letter-case.ts';
export {
  type Dialect,
  isVariable,
  type PatternText,
  readText,
  substituted,
  symbolic,
  type ValueFor,
  type Variable,
} from './pattern-text.ts';
export {
  ANYTHING,
  isAmbiguous,
  READINGS,
  type Reading,
  type ResourcePattern,
  resourcePattern,
} from './resource-pattern.ts';
export { arnGlob, foldedGlob, symbolicGlobs, widelyFolded, withoutCase } from './value-globs.ts';
