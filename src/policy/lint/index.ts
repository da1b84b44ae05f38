export { lintMeaning, lintPolicy } from './lint.ts';
export { roleSessionFindings } from './role-sessions.ts';
export { structureFindings } from './structure.ts';
