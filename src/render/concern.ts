// How much a permission set's part of the plan should worry a reviewer. It orders sections and nothing else.
import { givesAdministration } from '../plan/administrator.ts';
import type { Change } from '../plan/change.ts';

/** Worst first. */
export const CONCERNS = ['administrator', 'broadens', 'removes', 'grants', 'narrows', 'neutral'] as const;

export type Concern = (typeof CONCERNS)[number];

/** Of all changes to one permission set. */
export function concernOf(changes: readonly Change[]): Concern {
  if (changes.some((change) => makesAdministrators(change, changes))) return 'administrator';
  if (changes.some(broadensDefinition)) return 'broadens';
  if (changes.some(({ action }) => action === 'delete')) return 'removes';
  if (changes.some(({ action }) => action === 'create')) return 'grants';
  return changes.some(({ risk }) => risk === 'narrows') ? 'narrows' : 'neutral';
}

function makesAdministrators(change: Change, changes: readonly Change[]): boolean {
  if (change.kind === 'assignment') return change.administrator === true;
  if (change.kind !== 'permission-set' || change.after === undefined) return false;
  const reaches = change.action === 'create' || change.risk !== 'neutral' || changes.some(isGain);
  return reaches && givesAdministration(change.after);
}

/** An unknown effect is to be read as the worst. */
function broadensDefinition({ kind, action, risk }: Change): boolean {
  if (kind === 'assignment' || action === 'create' || action === 'delete') return false;
  return risk === 'broadens' || risk === 'unknown';
}

function isGain({ kind, action }: Change): boolean {
  return kind === 'assignment' && action === 'create';
}
