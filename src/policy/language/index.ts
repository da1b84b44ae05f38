export { canonicalPolicy, minifiedPolicy, prettyPolicy } from './canonical.ts';
export {
  BASE_OPERATORS,
  type BaseOperator,
  type Choice,
  type ConditionEntry,
  type Effect,
  type Operator,
  type ParsedPolicy,
  type PolicyParse,
  type Problem,
  type SetOperator,
  type Statement,
  type Word,
} from './document.ts';
export { characterFindings, readableFindings, serviceControlFindings, sizeFindings } from './limits.ts';
export { isNegated, parseOperator } from './operators.ts';
export { parseLocatedPolicy, parsePolicy } from './parse.ts';
export { locatedByPath } from './plain-value.ts';
export { principalTagsIn } from './principal-tags.ts';
export { resourceControlFindings, withoutPrincipals } from './resource-control-policies.ts';
