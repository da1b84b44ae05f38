// AWS's access levels, as its service reference has them.

/** `unknown`: the index does not list the action. */
export type AccessLevel = 'permissions-management' | 'tagging' | 'write' | 'read' | 'list' | 'unknown';

/** Worst first: the order in which a reviewer wants to see them. */
export const ACCESS_LEVELS: readonly AccessLevel[] = [
  'permissions-management',
  'unknown',
  'write',
  'tagging',
  'read',
  'list',
];

/** An action may bear several levels, and every level that says how also says `Write`: the one that says most wins. */
const MOST_TELLING: readonly (readonly [word: string, level: AccessLevel])[] = [
  ['permissions management', 'permissions-management'],
  ['tagging', 'tagging'],
  ['write', 'write'],
  ['read', 'read'],
  ['list', 'list'],
];

/** `Tagging, Write` → `tagging`. */
export function accessLevelOf(text: string): AccessLevel {
  const words = text.toLowerCase();
  return MOST_TELLING.find(([word]) => words.includes(word))?.[1] ?? 'unknown';
}
