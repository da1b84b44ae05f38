// Names in a plan that a reader cannot trust to mean one thing: they are shown with their ids, in every format and message.

import { memoizeByIdentity } from '../memoize.ts';
import { lookAlikes } from '../names/look-alike.ts';
import { mayMislead } from '../names/scripts.ts';
import type { Names } from './names.ts';

export interface ConfusingNames {
  readonly accounts: ReadonlySet<string>;
  readonly principals: ReadonlySet<string>;
}

/** Ids of all whose name mixes scripts, reads as a Latin one, or looks like that of another. */
export const confusingNames = memoizeByIdentity(
  ({ accounts, principals }: Names): ConfusingNames => ({
    accounts: confusingIn(accounts),
    principals: confusingIn(principals),
  }),
);

function confusingIn(names: Readonly<Record<string, string>>): ReadonlySet<string> {
  const entries = Object.entries(names);
  const like = lookAlikes(entries, ([, name]) => name);
  return new Set(entries.filter(([, name]) => mayMislead(name) || like(name).length > 1).map(([id]) => id));
}
