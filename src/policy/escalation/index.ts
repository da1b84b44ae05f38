export {
  conditionsIn,
  type EscalationOptions,
  escalationPaths,
  type OpenPath,
  PATHS,
  pathsGained,
  unrestrictedPaths,
  widestPaths,
} from './escalation.ts';
export { type NearAdministration, nearAdministrationOf } from './near-administration.ts';
export { conditionsOf, type EscalationPath, type PathCategory, type PathCondition } from './path.ts';
