export { lintMeaning, lintPolicy } from './lint.ts';
export { structureFindings } from './structure.ts';
