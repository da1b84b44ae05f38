export {
  type EscalationOptions,
  escalationPaths,
  type OpenPath,
  PATHS,
  pathsGained,
  unrestrictedPaths,
  widestPaths,
} from './escalation.ts';
export { type NearAdministration, nearAdministrationOf } from './near-administration.ts';
export type { EscalationPath, PathCategory } from './path.ts';
