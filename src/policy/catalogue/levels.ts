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

const KNOWN = new Map<string, AccessLevel>();

/** `Tagging, Write` → `tagging`. AWS has some ten such texts. */
export function accessLevelOf(text: string): AccessLevel {
  const known = KNOWN.get(text);
  if (known !== undefined) return known;
  const words = text.toLowerCase();
  const level = MOST_TELLING.find(([word]) => words.includes(word))?.[1] ?? 'unknown';
  KNOWN.set(text, level);
  return level;
}
