// Permission sets, and the roles that account access gives: what they are called, and what they give in a few words.
import type { PageData } from '../src/render/report-data.ts';
import type { Cell } from './column.ts';
import { accountOf, isIdentityCenterAdmin, names, setOf, sets } from './data.ts';
import { counted } from './words.ts';

const UNKNOWN = 'not-known';
const ADMINISTRATOR: Readonly<Record<string, string>> = {
  unrestricted: 'administrator',
  conditional: 'administrator, under conditions',
  undetermined: 'administrator?',
  [UNKNOWN]: 'not known',
};

const isRole = (set: number) => names.set[set]!.includes('/');

export const nounOf = (set: number) => (isRole(set) ? 'Role' : 'Permission set');

const hasRoles = sets.some((_, set) => isRole(set));
export const NOUN = hasRoles ? 'Permission set or role' : 'Permission set';
export const NOUNS = hasRoles ? 'Permission sets and roles' : 'Permission sets';

export const isAdministrator = (set: number) => !['', UNKNOWN].includes(sets[set]![1]);

/** Of each permission set. */
export const gives: readonly Cell[] = sets.map(givenBy);

function givenBy([, administrator, paths, , , , , everywhere]: PageData['sets'][number]): Cell {
  if (administrator !== '')
    return { text: ADMINISTRATOR[administrator] ?? administrator, tone: administrator === UNKNOWN ? 'quiet' : 'alarm' };
  if (everywhere > 0) return { text: counted(everywhere, 'escalation path'), tone: 'warning' };
  if (paths.length > 0) return { text: 'takeover of Identity Center, where it is administered', tone: 'warning' };
  return { text: '' };
}

/** With the number of actions of each level. */
export const givesAtLength = (set: number) =>
  [gives[set]!.text, sets[set]![3]].filter((text) => text !== '').join('; ');

/** The escalation paths of an assignment: some are open only where Identity Center is administered. */
export function openPaths(row: number): readonly string[] {
  const [, , paths, , , , , everywhere] = sets[setOf(row)]!;
  return isIdentityCenterAdmin(accountOf(row)) ? paths : paths.slice(0, everywhere);
}
